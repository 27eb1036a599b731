//! A rebuild asked for over HTTP: it is done, told in the log, and never two at a time.

use gatelog::storage::OpenMode;
use reqwest::Method;

use super::{
    asking::ask,
    keys::{ask_with, create, id_of},
};
use crate::support::{on_both, test_server::TestServer};

on_both!(a_rebuild_over_http_is_done_once_at_a_time_and_told_in_the_log, |db| async {
    let app = TestServer::serve(&db).await;
    assert_eq!(app.deliver("msg_a", r#"{"object":"event","type":"user.created","data":{"id":"user_a"}}"#).await.0, 200);
    app.settle().await;
    let key = create(&db, &["--scope", "admin:rebuild"]);
    let path = "/v1/projections/users/rebuild";
    let beside = db.open(OpenMode::Shared).await.expect("opens");
    let lock = beside.try_lock_rebuild().await.expect("asks").expect("nobody rebuilds");
    let running = ask_with(&app, &key, Method::POST, path).await.problem(409);
    assert!(running.contains("/v1/projections"), "{running}");
    lock.release().await.expect("released");
    let begun = ask_with(&app, &key, Method::POST, path).await;
    assert_eq!((begun.status.as_u16(), begun.text.as_str()), (202, r#"{"projection":"users"}"#));
    let started = std::time::Instant::now();
    let rebuilt = loop {
        let (_, events) = app.get("/v1/events?source=system&type=system.rebuilt").await;
        // The older one is of the first start.
        if let (Some(event), Some(_)) = (events["data"][0]["svix_id"].as_str(), events["data"][1].as_object()) {
            break ask(&app, &format!("/v1/events/{event}")).await.json();
        }
        assert!(started.elapsed().as_secs() < 30, "{:?}", app.log());
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert_eq!(
        (&rebuilt["payload"]["by"], &rebuilt["payload"]["projections"][0]),
        (&id_of(&key).into(), &"users".into())
    );
    let (_, projections) = app.get("/v1/projections").await;
    let live: Vec<_> = projections["data"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|view| view["name"] == "users" && view["state"] == "live")
        .collect();
    assert!(live.len() == 1 && live[0]["generation"] == 2, "{projections}");
    let unknown = ask_with(&app, &key, Method::POST, "/v1/projections/nothing/rebuild").await.problem(404);
    assert!(unknown.contains("sessions"), "{unknown}");
});
