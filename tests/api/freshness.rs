//! An answer says how far its views have come, and a request can wait for a position.

use std::time::{Duration, Instant};

use gatelog::storage::location::views_path;

use super::asking::{Answer, ask};
use crate::support::{Db, on_both, test_server::TestServer};

/// Delivers an event about a new user. Returns its position.
async fn create_user(app: &TestServer, number: usize) -> i64 {
    let body = format!(
        r#"{{"object":"event","type":"user.created","timestamp":1763640000000,"data":{{"id":"user_{number}","object":"user"}}}}"#
    );
    let (status, delivered) = app.deliver(&format!("msg_{number}"), body).await;
    assert_eq!(status, 200, "{delivered}");
    delivered["position"].as_i64().expect("a position")
}

fn reached(answer: &Answer) -> i64 {
    answer.header("gatelog-position").parse().unwrap_or_else(|_| panic!("no position: {:?}", answer.headers))
}

on_both!(a_caller_reads_what_its_delivery_brought, |db| async {
    let app = TestServer::serve(&db).await;
    for number in 0..20 {
        let position = create_user(&app, number).await;
        for path in [
            format!("/v1/users/user_{number}?min_position={position}"),
            format!("/v1/activity?user_id=user_{number}&min_position={position}"),
            format!("/v1/events?user_id=user_{number}&min_position={position}"),
        ] {
            let answer = ask(&app, &path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            assert!(answer.text.contains(&format!("\"user_{number}\"")), "{path}: {}", answer.text);
            assert!(reached(&answer) >= position, "{path}: {} < {position}", reached(&answer));
        }
    }
});

#[tokio::test(flavor = "multi_thread")]
async fn position_that_the_log_never_gave_is_refused() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let position = create_user(&app, 1).await;
    for value in ["-1", "x", "1.5", "9223372036854775808"] {
        let detail = ask(&app, &format!("/v1/users?min_position={value}")).await.problem(400);
        assert!(detail.contains("write a position"), "{value}: {detail}");
    }
    let detail = ask(&app, &format!("/v1/users?min_position={}", position + 1_000)).await.problem(400);
    assert!(detail.contains("write a smaller one") && detail.contains("restored"), "{detail}");
    // These are of no view, so there is nothing to wait for.
    for path in ["/v1/keys", "/v1/projections"] {
        ask(&app, &format!("{path}?min_position={position}")).await.problem(400);
        assert_eq!(ask(&app, path).await.header("gatelog-position"), "", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stalled_views_are_told_after_a_bounded_wait() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let before = create_user(&app, 1).await;
    assert_eq!(ask(&app, &format!("/v1/users?min_position={before}")).await.status, 200);
    let Db::Sqlite(folder) = &db else { return };
    let writer = rusqlite::Connection::open(views_path(&folder.path().join("gatelog.db"))).expect("it opens");
    writer.execute_batch("BEGIN IMMEDIATE").expect("no view can be written");
    let position = create_user(&app, 2).await;

    let began = Instant::now();
    let answer = ask(&app, &format!("/v1/users?min_position={position}")).await;
    let detail = answer.problem(503);
    assert!(detail.contains("folded"), "{detail}");
    assert_eq!(answer.header("retry-after"), "1");
    assert!(began.elapsed() >= Duration::from_secs(5), "{:?}", began.elapsed());
    let at_once = ask(&app, "/v1/users").await;
    assert_eq!(at_once.status, 200);
    assert!((before..position).contains(&reached(&at_once)), "{}", reached(&at_once));

    writer.execute_batch("COMMIT").expect("it ends");
    assert_eq!(ask(&app, &format!("/v1/users/user_2?min_position={position}")).await.status, 200);
}
