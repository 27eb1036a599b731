//! A key for some sources: rows, pages and single things of the others do not exist for it, and Gatelog's own events
//! neither. A question about another source by name is refused, since an empty answer would look like a true one.

use std::collections::BTreeSet;

use gatelog::event::Source;
use reqwest::Method;
use serde_json::Value;

use super::keys::{ask_with, create, id_of};
use crate::support::{Db, event_of, on_both, open_log, test_server::TestServer};

const SOURCES: [&str; 2] = ["clerk", "other"];

/// How many events of each kind each source has.
const EACH: usize = 5;

/// Both sources tell of users of their own, and of one that both know by the same id.
async fn fill(db: &Db) {
    let (store, log) = open_log(db).await;
    for name in SOURCES {
        let source = Source::parse(name).expect("a good name");
        let users = (0..EACH).map(|number| format!("user_{name}{number}")).chain(["user_both".to_owned()]);
        for user in users {
            let told = format!(
                r#"{{"object":"event","type":"user.created","timestamp":1790000000000,"data":{{"id":"{user}","username":"{name}","created_at":1790000000000}}}}"#
            );
            let begun = format!(
                r#"{{"object":"event","type":"session.created","timestamp":1790000000000,"data":{{"id":"sess_{user}","user_id":"{user}","status":"active","created_at":1790000000000,"expire_at":4000000000000}}}}"#
            );
            for (id, body) in [(format!("msg_{user}"), told), (format!("msg_s_{user}"), begun)] {
                log.append(event_of(&source, &id, body)).await.expect("recorded");
            }
        }
    }
    log.shut_down().await;
    store.close().await;
}

/// Every row of a list, page by page.
async fn walk(app: &TestServer, key: &str, list: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut path = format!("{list}{}limit=3", if list.contains('?') { '&' } else { '?' });
    let first = path.clone();
    loop {
        let answer = ask_with(app, key, Method::GET, &path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        let page = answer.json();
        let data = page["data"].as_array().expect("rows");
        rows.extend(data.iter().cloned());
        if page["page"]["has_more"] == false {
            return rows;
        }
        assert_eq!(data.len(), 3, "a page is full as long as there is more: {path}");
        path = format!("{first}&after={}", page["page"]["next"].as_str().expect("a cursor"));
    }
}

on_both!(a_key_for_one_source_sees_rows_of_no_other, |db| async {
    fill(&db).await;
    let app = TestServer::serve(&db).await;
    app.settle().await;
    let key = create(&db, &["--scope", "events:read,events:body,views:read", "--source", "other"]);
    let everything = create(&db, &["--scope", "events:read,views:read"]);
    for (list, rows) in [
        ("/v1/events", 2 * (EACH + 1)),
        ("/v1/events?type=user.*", EACH + 1),
        ("/v1/events?user_id=user_both", 2),
        ("/v1/events?since=2000-01-01T00:00:00Z", 2 * (EACH + 1)),
        ("/v1/users", EACH + 1),
        ("/v1/sessions", EACH + 1),
        ("/v1/activity", 2 * (EACH + 1)),
        ("/v1/activity?order_by=position", 2 * (EACH + 1)),
        ("/v1/activity?user_id=user_clerk1", 0),
    ] {
        let seen = walk(&app, &key, list).await;
        let sources: BTreeSet<&str> = seen.iter().map(|row| row["source"].as_str().expect("a source")).collect();
        assert!(sources.iter().all(|source| *source == "other"), "{list}: {sources:?}");
        assert_eq!(seen.len(), rows, "{list}");
        let all = walk(&app, &everything, list).await.len();
        assert_eq!(all, if rows == 0 { 2 } else { 2 * rows }, "{list}: the check would fail were nothing left out");
    }
    let sources = ask_with(&app, &key, Method::GET, "/v1/sources").await.json();
    let names: Vec<&str> =
        sources["data"].as_array().expect("rows").iter().filter_map(|row| row["source"].as_str()).collect();
    assert_eq!(names, ["other"]);
    // By id: its own also where another source holds the same id, the others' never.
    for path in [
        "/v1/users/user_both",
        "/v1/users/user_both?as_of=2026-10-01T00:00:00Z",
        "/v1/sessions/sess_user_both",
        "/v1/events/msg_user_both",
        "/v1/activity/msg_user_both",
    ] {
        let own = ask_with(&app, &key, Method::GET, path).await;
        assert_eq!((own.status.as_u16(), &own.json()["source"]), (200, &"other".into()), "{path}: {}", own.text);
        ask_with(&app, &everything, Method::GET, path).await.problem(409);
    }
    for path in [
        "/v1/users/user_clerk1",
        "/v1/users/user_clerk1?as_of=2026-10-01T00:00:00Z",
        "/v1/users/user_clerk1/history",
        "/v1/sessions/sess_user_clerk1/diff?from=msg_s_user_clerk1&to=0",
        "/v1/sessions/sess_user_clerk1",
        "/v1/events/msg_user_clerk1",
        "/v1/events/msg_user_clerk1/payload",
        "/v1/activity/msg_user_clerk1",
    ] {
        ask_with(&app, &key, Method::GET, path).await.problem(404);
    }
    for path in [
        "/v1/events?source=clerk",
        "/v1/events?source=system",
        "/v1/events?source=nobody",
        "/v1/users?source=clerk",
        "/v1/sessions?source=clerk",
        "/v1/activity?source=clerk",
        "/v1/users/user_both?source=clerk",
        "/v1/events/msg_user_both/payload?source=clerk",
        "/v1/events/sys_x?source=system",
    ] {
        let refused = ask_with(&app, &key, Method::GET, path).await;
        let detail = refused.problem(403);
        assert!(detail.contains("the parameter source") && detail.contains("other"), "{path}: {detail}");
        assert!(!detail.contains("clerk"), "{path}: {detail}");
        assert_eq!(refused.json()["parameter"], "source", "{path}: {}", refused.text);
    }
    assert_eq!(ask_with(&app, &key, Method::GET, "/v1/events?source=other").await.status, 200);
    // Gatelog's own events tell of all sources. The key's own making is one of them, so there is something to hide.
    let made = format!("/v1/events/sys_key_{}_created", id_of(&key));
    ask_with(&app, &key, Method::GET, &made).await.problem(404);
    assert_eq!(ask_with(&app, &everything, Method::GET, &made).await.status, 200);
});
