//! A walk through a list gives every row once, both ways; what cannot be asked is refused by the name of the parameter.

use gatelog::{
    event::{Source, Via},
    event_log::EventLog,
};
use serde_json::Value;

use super::asking::ask;
use crate::support::{Db, event, on_both, open_log, test_server::TestServer};

/// More than two pages of three, and no multiple of it.
const ROWS: usize = 7;

/// Seven users and sessions, of which the times are all the same: only the unique end of the key orders them.
async fn deliver(app: &TestServer) {
    for number in 0..ROWS {
        let user = format!(
            r#"{{"object":"event","type":"user.created","timestamp":1790000000000,"data":{{"id":"user_{number}","created_at":1790000000000}}}}"#
        );
        let session = format!(
            r#"{{"object":"event","type":"session.created","timestamp":1790000000000,"data":{{"id":"sess_{number}","user_id":"user_{number}","status":"active","created_at":1790000000000,"expire_at":4000000000000}}}}"#
        );
        assert_eq!(app.deliver(&format!("msg_u{number}"), user).await.0, 200);
        assert_eq!(app.deliver(&format!("msg_s{number}"), session).await.0, 200);
    }
    app.settle().await;
}

/// The lists, the field that names a row, and how many there are.
const LISTS: [(&str, &str, usize); 7] = [
    ("/v1/events", "svix_id", 2 * ROWS),
    ("/v1/events?type=user.*", "svix_id", ROWS),
    ("/v1/users", "user_id", ROWS),
    ("/v1/sessions", "session_id", ROWS),
    ("/v1/activity", "svix_id", 2 * ROWS),
    ("/v1/activity?order_by=position", "svix_id", 2 * ROWS),
    ("/v1/activity?order_by=changed", "svix_id", 2 * ROWS),
];

/// The target of a link, as a path.
fn link(header: &str, relation: &str) -> Option<String> {
    let link = header.split(", ").find(|link| link.ends_with(&format!("; rel=\"{relation}\"")))?;
    let (target, _) = link.strip_prefix('<')?.split_once('>')?;
    Some(target.to_owned())
}

fn ids(page: &Value, field: &str) -> Vec<String> {
    page["data"].as_array().expect("rows").iter().map(|row| row[field].as_str().expect("an id").to_owned()).collect()
}

on_both!(a_walk_gives_every_row_once_in_both_directions, |db| async {
    let app = TestServer::serve(&db).await;
    deliver(&app).await;
    for (list, field, rows) in LISTS {
        let and = if list.contains('?') { '&' } else { '?' };
        let mut orders = Vec::new();
        for order in ["asc", "desc"] {
            let (_, whole) = app.get(&format!("{list}{and}order={order}")).await;
            let whole = ids(&whole, field);
            assert_eq!(whole.len(), rows, "{list}");
            let (mut forwards, mut path) = (Vec::new(), format!("{list}{and}order={order}&limit=3"));
            let last = loop {
                let page = ask(&app, &path).await;
                assert_eq!(page.status, 200, "{path}: {}", page.text);
                let json = page.json();
                forwards.extend(ids(&json, field));
                assert!(forwards.len() <= rows, "{path}: {forwards:?}");
                // The links and the cursors are the same thing.
                for (relation, parameter) in [("next", "after"), ("prev", "before")] {
                    let linked = link(page.header("link"), relation);
                    let ends = json["page"][relation].as_str().map(|cursor| format!("{parameter}={cursor}"));
                    assert_eq!(linked.is_some(), ends.is_some(), "{path} {json:#}");
                    assert!(linked.iter().zip(&ends).all(|(link, end)| link.ends_with(end)), "{path} {linked:?}");
                }
                if json["page"]["has_more"] == false {
                    break page;
                }
                path = link(page.header("link"), "next").expect("there are more");
            };
            assert_eq!(forwards, whole, "{list} {order}");
            let mut backwards = ids(&last.json(), field);
            let mut previous = link(last.header("link"), "prev");
            while let Some(path) = previous {
                let page = ask(&app, &path).await;
                let mut rows = ids(&page.json(), field);
                rows.append(&mut backwards);
                backwards = rows;
                assert!(backwards.len() <= whole.len(), "{path}");
                previous = link(page.header("link"), "prev");
            }
            assert_eq!(backwards, whole, "{list} {order}, backwards");
            // The count is of the whole list, from wherever it is asked.
            let at_the_end = format!("{list}{and}order={order}&limit=3&count=exact&after=");
            let cursor = app.get(&format!("{list}{and}order={order}&limit=3")).await.1["page"]["next"].clone();
            let path = format!("{at_the_end}{}", cursor.as_str().expect("there are more"));
            assert_eq!(app.get(&path).await.1["page"]["count"], rows, "{path}");
            orders.push(whole);
        }
        orders[1].reverse();
        assert_eq!(orders[0], orders[1], "{list}");
    }
});

#[tokio::test(flavor = "multi_thread")]
async fn whoever_polls_in_ascending_order_gets_only_what_is_new() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    deliver(&app).await;
    let (_, page) = app.get("/v1/activity?order_by=position&order=asc").await;
    let cursor = page["page"]["next"].as_str().expect("one to go on from").to_owned();
    let path = format!("/v1/activity?order_by=position&order=asc&after={cursor}");
    assert_eq!(ids(&app.get(&path).await.1, "svix_id"), Vec::<String>::new());
    assert_eq!(app.deliver("msg_new", r#"{"object":"event","type":"user.created","timestamp":1000}"#).await.0, 200);
    app.settle().await;
    assert_eq!(ids(&app.get(&path).await.1, "svix_id"), ["msg_new"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_is_refused_by_the_name_of_the_parameter() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    deliver(&app).await;
    let (_, page) = app.get("/v1/users?limit=1").await;
    let of_users = page["page"]["next"].as_str().expect("there are more");
    let other_list = format!("/v1/sessions?after={of_users}");
    let other_order = format!("/v1/users?order=asc&before={of_users}");
    let both = format!("/v1/users?after={of_users}&before={of_users}");
    let (_, page) = app.get("/v1/activity?limit=1").await;
    let other_key = format!("/v1/activity?order_by=position&after={}", page["page"]["next"].as_str().expect("more"));
    let cases = [
        ("/v1/events?limit=0", "limit"),
        ("/v1/users?limit=1001", "limit"),
        ("/v1/users?limit=many", "limit"),
        ("/v1/users?after=nonsense", "after"),
        ("/v1/users?before=W10", "before"),
        (&other_list, "after"),
        (&other_order, "before"),
        (&both, "before"),
        (&other_key, "after"),
        ("/v1/users?user_name=ada", "user_name"),
        ("/v1/events/msg_u0?page=1", "page"),
        ("/v1/projections?all=1", "all"),
        ("/v1/users?email=a&email=b", "email"),
        ("/v1/users?email=", "email"),
        ("/v1/events?since=yesterday", "since"),
        ("/v1/sessions?active_at=2026-13-01T00:00:00Z", "active_at"),
        ("/v1/activity?until=1790000000", "until"),
        ("/v1/users?order=up", "order"),
        ("/v1/activity?order_by=ip", "order_by"),
        ("/v1/events?type=*.created", "type"),
        ("/v1/users?count=about", "count"),
        ("/v1/users?count=exact&format=csv", "count"),
    ];
    for (path, parameter) in cases {
        let refused = ask(&app, path).await;
        let detail = refused.problem(400);
        assert_eq!(refused.json()["parameter"], parameter, "{path}: {}", refused.text);
        assert!(detail.contains(parameter), "{path}: {detail}");
    }
    for path in ["/v1/users?limit=1", "/v1/users?limit=1000"] {
        assert_eq!(ask(&app, path).await.status, 200, "{path}");
    }
}

on_both!(events_of_gatelog_itself_are_shown_when_asked_for, |db| async {
    let (store, log): (_, EventLog) = open_log(&db).await;
    let mut own = event("own_1", r#"{"type":"system.example"}"#);
    (own.source, own.via) = (Source::system(), Via::System);
    log.append(own).await.expect("it is taken");
    log.append(event("msg_1", r#"{"object":"event","type":"user.created"}"#)).await.expect("it is taken");
    log.shut_down().await;
    drop(log);
    store.close().await;
    drop(store);
    let app = TestServer::serve(&db).await;
    app.settle().await;
    let names = async |path: &str| ids(&app.get(path).await.1, "svix_id");
    assert_eq!(names("/v1/events").await, ["msg_1"]);
    assert_eq!(names("/v1/activity").await, ["msg_1"]);
    assert_eq!(names("/v1/events?source=system&type=system.example").await, ["own_1"]);
    let own = names("/v1/events?source=system").await;
    assert!(own.len() > 1 && own.iter().all(|id| id == "own_1" || id.starts_with("sys_")), "{own:?}");
    let (_, sources) = app.get("/v1/sources").await;
    assert_eq!(sources["data"].as_array().map(Vec::len), Some(1), "{sources}");
});
