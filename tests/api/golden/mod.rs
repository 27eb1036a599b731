//! Three weeks of a company, with late and lost deliveries: delivered signed to the real binary, and
//! read back as an auditor's report.

mod report;
mod story;

use std::collections::BTreeSet;

use gatelog::views::activity::ACTIONS;
use serde_json::{Map, Value, json};

use crate::support::{
    Db,
    cli::{run, said},
    on_both,
    test_server::TestServer,
};
use story::{Told, delivered, happened};

async fn served(db: &Db, story: &[Told]) -> TestServer {
    let app = TestServer::serve(db).await;
    for Told { id, body } in story {
        assert_eq!(app.deliver(id, body.clone()).await.0, 200, "{id}");
    }
    app.settle().await;
    app
}

async fn trail(app: &TestServer) -> Vec<Value> {
    let (status, page) = app.get("/v1/activity?order=asc&limit=1000").await;
    assert_eq!(status, 200, "{page}");
    page["data"].as_array().expect("rows").clone()
}

on_both!(the_trail_of_three_weeks_reads_like_a_report, |db| async {
    let app = served(&db, &delivered()).await;
    let rows = trail(&app).await;
    insta::assert_snapshot!("three_weeks", report::of(&rows));
});

on_both!(the_trail_is_the_same_in_any_order_of_arrival, |db| async {
    let app = served(&db, &delivered()).await;
    let expected: Vec<Value> = trail(&app).await.iter().map(lasting).collect();
    assert_eq!(expected.len(), happened().len());
    drop(app);
    let mut backwards = happened();
    backwards.reverse();
    let mut halves = happened();
    halves.rotate_left(happened().len() / 2);
    for order in [backwards, halves] {
        let Some(db) = another(&db).await else { return };
        let app = served(&db, &order).await;
        let found: Vec<Value> = trail(&app).await.iter().map(lasting).collect();
        // Rows of one moment are in the order of arrival.
        assert_eq!(by_id(found), by_id(expected.clone()));
    }
});

on_both!(the_trail_is_the_same_after_a_rebuild, |db| async {
    let app = served(&db, &delivered()).await;
    let before = trail(&app).await;
    assert!(before.iter().any(|row| row["revision"] != row["position"]), "something came in late");
    let output = run(&db, &["projections", "rebuild", "activity"]);
    assert!(output.status.success(), "{}", said(&output));
    app.settle().await;
    assert_eq!(trail(&app).await, before);
});

on_both!(the_trail_is_the_same_with_a_rebuild_in_between, |db| async {
    let whole = served(&db, &delivered()).await;
    let expected = by_id(trail(&whole).await.iter().map(lasting).collect());
    drop(whole);
    let Some(db) = another(&db).await else { return };
    let story = delivered();
    // The update before the 27th arrives later.
    let (before, after) = story.split_at(26);
    let app = served(&db, before).await;
    let output = run(&db, &["projections", "rebuild"]);
    assert!(output.status.success(), "{}", said(&output));
    for Told { id, body } in after {
        assert_eq!(app.deliver(id, body.clone()).await.0, 200, "{id}");
    }
    app.settle().await;
    let rows = trail(&app).await;
    assert!(rows.iter().any(|row| row["revision"] != row["position"]), "something came in late");
    assert_eq!(by_id(rows.iter().map(lasting).collect()), expected);
    let output = run(&db, &["projections", "rebuild", "--check"]);
    assert!(output.status.success(), "{}", said(&output));
});

on_both!(every_row_is_found_by_its_actions, |db| async {
    let app = served(&db, &delivered()).await;
    let rows = trail(&app).await;
    for action in ["user_banned\",\"email_changed", "USER_BANNED", "user%banned"] {
        let (status, refused) = app.get(&format!("/v1/activity?action={}", escaped(action))).await;
        assert_eq!((status.as_u16(), &refused["parameter"]), (400, &json!("action")), "{action}: {refused}");
    }
    for action in ACTIONS.iter().map(|(_, name, _)| *name).chain(["subscription.active"]) {
        let expected: Vec<&Value> = rows
            .iter()
            .filter(|row| row["actions"].as_array().is_some_and(|did| did.contains(&action.into())))
            .collect();
        for order in ["order=asc", "order=asc&order_by=position"] {
            let (status, page) = app.get(&format!("/v1/activity?action={}&limit=1000&{order}", escaped(action))).await;
            assert_eq!(status, 200, "{page}");
            let found = page["data"].as_array().expect("rows").clone();
            assert_eq!(by_id(found), by_id(expected.iter().map(|row| (*row).clone()).collect()), "{action}, {order}");
        }
        // And page by page, without a gap or a repetition.
        let (mut after, mut ids) = (String::new(), Vec::new());
        loop {
            let (_, page) = app.get(&format!("/v1/activity?action={}&limit=2{after}", escaped(action))).await;
            ids.extend(page["data"].as_array().expect("rows").iter().map(|row| row["svix_id"].clone()));
            let Some(next) = page["page"]["next"].as_str().filter(|_| page["page"]["has_more"] == true) else { break };
            after = format!("&after={next}");
        }
        ids.reverse();
        assert_eq!(ids, expected.iter().map(|row| row["svix_id"].clone()).collect::<Vec<_>>(), "{action}");
    }
});

on_both!(every_row_is_found_by_the_actor_that_it_shows, |db| async {
    let app = served(&db, &delivered()).await;
    let support = json!({"object": "event", "type": "user.created", "timestamp": 1_790_000_000_000_i64,
        "data": {"id": "user_support", "first_name": "Sam", "last_name": "Port"}});
    assert_eq!(app.deliver("msg_support", support.to_string()).await.0, 200);
    let made = run(&db, &["keys", "create", "--name", "auditors", "--scope", "views:read"]);
    let key = String::from_utf8(made.stdout).expect("text").trim().to_owned();
    for (path, status) in [("/v1/users/user_support", 200), ("/v1/events", 403)] {
        let answer = reqwest::Client::new().get(app.url(path)).bearer_auth(&key).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status, "{path}");
    }
    assert!(app.terminate(), "reads are recorded at the end");
    let app = TestServer::serve(&db).await;
    app.settle().await;
    let (mut kinds, mut asked) = (BTreeSet::new(), BTreeSet::new());
    for source in ["", "&source=system"] {
        let list = async |filter: String| {
            let (status, page) = app.get(&format!("/v1/activity?order=asc&limit=1000{source}{filter}")).await;
            assert_eq!(status, 200, "{page}");
            page["data"].as_array().expect("rows").clone()
        };
        let rows = list(String::new()).await;
        let shown = |row: &Value, id: &str| row["actor"]["id"] == id;
        for row in &rows {
            let Some(id) = row["actor"]["id"].as_str() else { continue };
            kinds.insert(format!("{} {}", row["actor"]["kind"], row["actor"]["inferred"]));
            if !asked.insert((source, id.to_owned())) {
                continue;
            }
            let found = list(format!("&actor_id={id}")).await;
            let missing: Vec<_> = rows.iter().filter(|row| shown(row, id) && !found.contains(row)).collect();
            assert!(missing.is_empty(), "{id}: {missing:#?}");
            // A revoked session names its user, who did not revoke it.
            let ended =
                |row: &Value| row["actions"].as_array().is_some_and(|did| did.contains(&"session_revoked".into()));
            let others: Vec<_> = found.iter().filter(|row| !shown(row, id) && !ended(row)).collect();
            assert!(others.is_empty(), "{id}: {others:#?}");
        }
    }
    for kind in ["user\" false", "user\" true", "impersonator\" false", "agent\" false", "api_key\" false"] {
        assert!(kinds.contains(&format!("\"{kind}")), "{kind}: {kinds:?}");
    }
    let (_, page) = app.get("/v1/activity?action=impersonation_started").await;
    assert_eq!(page["data"][0]["actor"]["name"], "Sam Port", "{page:#}");
    let (_, page) = app.get("/v1/activity?source=system&type=system.access_denied").await;
    let denied = &page["data"][0];
    assert_eq!((&denied["actor"]["kind"], &denied["actor"]["name"]), (&json!("api_key"), &json!("auditors")));
    assert_eq!(denied["summary"], "the key auditors was refused 1 request: 1 without the required scope");
});

on_both!(a_late_delivery_changes_what_the_update_after_it_did, |db| async {
    let app = TestServer::serve(&db).await;
    let user = |event_type: &str, second: i64, banned: bool, name: &str| {
        let at = (1_790_000_000 + second) * 1_000;
        json!({"object": "event", "type": event_type, "timestamp": at,
            "data": {"id": "user_ada", "first_name": name, "banned": banned, "updated_at": at}})
        .to_string()
    };
    let last = async || {
        app.settle().await;
        let rows = trail(&app).await;
        rows.last().expect("a row").clone()
    };
    assert_eq!(app.deliver("msg_1", user("user.created", 0, false, "Ada")).await.0, 200);
    assert_eq!(app.deliver("msg_3", user("user.updated", 20, true, "Augusta")).await.0, 200);
    let row = last().await;
    assert_eq!(row["actions"], json!(["user_banned", "profile_changed"]));
    assert_eq!(row["revision"], row["position"]);
    let (_, late) = app.deliver("msg_2", user("user.updated", 10, true, "Ada")).await;
    let row = last().await;
    assert_eq!(row["revision"], late["position"]);
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(row, {
            ".position" => "[position]", ".revision" => "[position]", ".received_at" => "[time]"
        }, @r#"
        {
          "position": "[position]",
          "svix_id": "msg_3",
          "source": "clerk",
          "instance_id": null,
          "occurred_at": "2026-09-21T14:13:40.000Z",
          "occurred_basis": "timestamp",
          "received_at": "[time]",
          "type": "user.updated",
          "family": "user",
          "actions": [
            "profile_changed"
          ],
          "summary": "The first name of Augusta (user_ada) changed from Ada to Augusta",
          "actor": {
            "kind": "unknown",
            "id": null,
            "name": null,
            "inferred": false,
            "basis": "none"
          },
          "user_id": "user_ada",
          "session_id": null,
          "organization_id": null,
          "changes": [
            {
              "field": "first_name",
              "actions": [
                "profile_changed"
              ],
              "from": "Ada",
              "to": "Augusta",
              "first_seen": false,
              "no_longer_reported": false,
              "reported_again": false
            }
          ],
          "baseline": false,
          "revision": "[position]",
          "ip": null,
          "ips": [],
          "user_agent": null,
          "country": null,
          "city": null,
          "browser": null
        }
        "#);
    }
    // The list by action agrees.
    let (_, page) = app.get("/v1/activity?action=user_banned").await;
    let ids: Vec<&Value> = page["data"].as_array().expect("rows").iter().map(|row| &row["svix_id"]).collect();
    assert_eq!(ids, ["msg_2"]);
});

on_both!(a_name_cannot_begin_another_line_of_the_report, |db| async {
    let app = TestServer::serve(&db).await;
    let body = json!({"object": "event", "type": "user.created", "timestamp": 1_790_000_000_000_i64,
        "data": {"id": "user_ada", "first_name": "Ada\r\n2026-10-05", "last_name": "\u{202e}nab\u{2028}x"}});
    assert_eq!(app.deliver("msg_1", body.to_string()).await.0, 200);
    app.settle().await;
    let rows = trail(&app).await;
    assert_eq!(rows[0]["summary"], "The account of Ada  2026-10-05  nab x (user_ada) was created");
});

fn escaped(action: &str) -> String {
    action.replace('%', "%25").replace('"', "%22")
}

/// A row of the trail without the fields that depend on the order of arrival.
fn lasting(row: &Value) -> Value {
    let mut row: Map<String, Value> = row.as_object().expect("an object").clone();
    for field in ["position", "received_at", "revision"] {
        row.remove(field).expect("every row has it");
    }
    Value::Object(row)
}

fn by_id(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_key(|row| row["svix_id"].as_str().map(str::to_owned));
    rows
}

/// A fresh database of the same kind.
async fn another(db: &Db) -> Option<Db> {
    match db {
        Db::Sqlite(_) => Some(Db::sqlite()),
        Db::Postgres(_) => Db::postgres().await,
    }
}
