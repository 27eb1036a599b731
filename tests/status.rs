//! `gatelog status` says in words how things are, from the database and from a running service, and exits with 1 when
//! something is wrong.

use reqwest::Client;

use crate::{
    api::asking::Answer,
    support::{
        Db,
        app::{API_KEY, App, SIGNING_SECRET},
        cli::{gatelog, said},
        configured::{Configured, SECRETS, delivery},
        event, on_both, open_log,
    },
};

const USER: &str = r#"{"object":"event","type":"user.created","timestamp":1790000000000,"data":{"id":"user_a"}}"#;

/// The exit code, and what was said.
fn status(db: &Db, url: &str, variables: &[(&str, &str)]) -> (i32, String) {
    let mut command = gatelog(db, &["status", "--url", url]);
    let output = command.envs(variables.iter().copied()).output().expect("the binary runs");
    let told = said(&output);
    for raw in ["_total", "{source=", API_KEY, SIGNING_SECRET] {
        assert!(!told.contains(raw), "{raw}: {told}");
    }
    (output.status.code().expect("it ends"), told)
}

const WITH_KEY: [(&str, &str); 1] = [("GATELOG_API_KEY", API_KEY)];

#[track_caller]
fn assert_says(told: &str, words: &[&str]) {
    for word in words {
        assert!(told.contains(word), "{word}: {told}");
    }
}

on_both!(a_healthy_service_is_told_in_words, |db| async move {
    let app = App::serve(&db).await;
    let url = app.url("");
    let (code, told) = status(&db, &url, &WITH_KEY);
    assert_says(&told, &["source       clerk: nothing recorded yet", "is ready", "all is well"]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(app.deliver("msg_a", USER).await.0, 200);
    assert_eq!(app.deliver("msg_a", USER).await.0, 200);
    app.settle().await;
    let (code, told) = status(&db, &url, &WITH_KEY);
    assert_eq!(code, 0, "{told}");
    assert_says(&told, &["events", "source       clerk: last event ", " s ago", "clerk: 1 recorded, 1 known already"]);
    for view in gatelog::views::all() {
        assert_says(&told, &[&format!("view         {}: up to date; 0 events passed over", view.name())]);
    }
    // A body that nobody can read is in the trail, and no view lacks anything by it.
    assert_eq!(app.deliver("msg_b", "{}").await.0, 200);
    app.settle().await;
    let (code, told) = status(&db, &url, &[]);
    assert_eq!(code, 0, "{told}");
    assert_says(
        &told,
        &["activity: up to date; 1 events passed over", "what was refused is not known here: set GATELOG_API_KEY"],
    );
    let (_, told) = status(&db, &url, &[("GATELOG_API_KEY", "another-key-0123456789abcdef0123456789")]);
    assert_says(&told, &["/metrics answers 401"]);
    // Stopped.
    assert!(app.terminate());
    let (code, told) = status(&db, &url, &WITH_KEY);
    assert_eq!(code, 1, "{told}");
    assert_says(&told, &["clerk: last event ", "WRONG        serve does not run", "nothing answers at"]);
});

on_both!(a_wrong_secret_is_wrong_before_anything_was_recorded, |db| async move {
    let configured = Configured::new(&format!(
        "[[source]]\nname = \"clerk\"\nsecrets = [{{ value = \"{}\" }}]\n[[source]]\nname = \"billing\"\nsecrets = [{{ value = \"{}\" }}]\n",
        SECRETS[0], SECRETS[1]
    ));
    let app = configured.serve(&db).await;
    for id in ["msg_1", "msg_2"] {
        let sent = delivery(&Client::new(), &app, "clerk", "svix", &[SECRETS[2]], id, USER.as_bytes());
        Answer::to(sent).await.problem(401);
    }
    let (url, config) = (app.url(""), configured.config());
    let with_config = [("GATELOG_API_KEY", API_KEY), ("GATELOG_CONFIG", config.as_str())];
    for variables in [&with_config[..], &WITH_KEY] {
        let (code, told) = status(&db, &url, variables);
        assert_eq!(code, 1, "{told}");
        assert_says(
            &told,
            &[
                "source       billing: nothing recorded yet",
                "source       clerk: nothing recorded yet",
                "refused      clerk: 2 deliveries, the last ",
                "no signature matches a configured secret: the secret is another endpoint's",
                "WRONG        deliveries of the source clerk are refused, and none was taken since",
                "is ready",
            ],
        );
        assert!(!told.contains("WRONG        deliveries of the source billing"), "{told}");
    }
    // With the right secret all is well again.
    let sent = delivery(&Client::new(), &app, "clerk", "svix", &[SECRETS[0]], "msg_3", USER.as_bytes());
    assert_eq!(Answer::to(sent).await.status, 200);
    app.settle().await;
    let (code, told) = status(&db, &url, &with_config);
    assert_eq!(code, 0, "{told}");
    // What anybody can send is told, and wrong only while nothing else came.
    Answer::to(Client::new().post(app.url("/webhooks/clerk")).body("{}")).await.problem(400);
    let (code, told) = status(&db, &url, &with_config);
    assert_says(&told, &["a signature header is missing: no sender's, or a proxy drops it"]);
    assert_eq!(code, 0, "{told}");
});

on_both!(a_view_that_lacks_events_is_wrong, |db| async move {
    let app = App::serve(&db).await;
    let broken = r#"{"object":"event","type":"user.created","timestamp":1790000000000,"data":{"id":7}}"#;
    assert_eq!(app.deliver("msg_a", broken).await.0, 200);
    app.settle().await;
    let (code, told) = status(&db, &app.url(""), &WITH_KEY);
    assert_eq!(code, 1, "{told}");
    assert_says(&told, &["WRONG        the view users passed over 1 events", "gatelog projections failures users"]);
});

on_both!(a_view_without_a_copy_is_wrong, |db| async move {
    let app = App::serve_with(&db, &["--no-auto-rebuild"], &[]).await;
    assert_eq!(app.deliver("msg_a", USER).await.0, 200);
    app.settle().await;
    assert!(app.terminate());
    let store = db.store().await;
    for view in gatelog::views::all().iter().filter(|view| view.name() == "users") {
        let live = gatelog::projection::generation::live(store.views(), view.name(), view.version()).await;
        let table = live.expect("it reads").expect("it is live").number;
        let sql = format!("DELETE FROM projections WHERE name = 'users' AND generation = {table}");
        sea_orm::ConnectionTrait::execute_unprepared(store.views(), &sql).await.expect("it is dropped");
    }
    store.close().await;
    drop(store);
    let app = App::serve_with(&db, &["--no-auto-rebuild"], &[]).await;
    let (code, told) = status(&db, &app.url(""), &WITH_KEY);
    assert_eq!(code, 1, "{told}");
    assert_says(
        &told,
        &["view         users: has no copy yet", "is not ready", "WRONG        serve is not ready: the view users"],
    );
});

on_both!(a_view_that_is_behind_says_for_how_long, |db| async move {
    let app = App::serve(&db).await;
    assert_eq!(app.deliver("msg_a", USER).await.0, 200);
    app.settle().await;
    assert!(app.terminate());
    let (store, log) = open_log(&db).await;
    log.append(event("msg_b", USER)).await.expect("it is appended");
    log.shut_down().await;
    store.close().await;
    let (code, told) = status(&db, "http://127.0.0.1:1", &[]);
    assert_eq!(code, 1, "{told}");
    assert_says(&told, &["users: ", " events behind, for "]);
});

#[test]
fn a_configuration_that_cannot_be_used_is_wrong() {
    let db = Db::sqlite();
    let migrated = crate::support::cli::run(&db, &["migrate"]);
    assert!(migrated.status.success(), "{}", said(&migrated));
    let wrong = [("CLERK_WEBHOOK_SIGNING_SECRET", "pk_test_ZXhhbXBsZQ")];
    let (code, told) = status(&db, "http://127.0.0.1:1", &wrong);
    assert_eq!(code, 1, "{told}");
    assert_says(
        &told,
        &["WRONG        the configuration cannot be used: CLERK_WEBHOOK_SIGNING_SECRET is a Clerk publishable key"],
    );
}
