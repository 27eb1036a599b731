//! Reads of the log and changes to it appear as sentences, for a key that asks for them and has
//! the scope.

use gatelog::event::system::SystemEventKind;
use reqwest::Client;
use serde_json::{Value, json};

use super::asking::{Answer, ask};
use crate::support::{
    Db,
    cli::{run, said},
    on_both,
    test_server::TestServer,
};

fn make_key(db: &Db, name: &str, scope: &str) -> String {
    let made = run(db, &["keys", "create", "--name", name, "--scope", scope]);
    assert!(made.status.success(), "{}", said(&made));
    String::from_utf8(made.stdout).expect("text").trim().to_owned()
}

async fn with_key(app: &TestServer, key: &str, path: &str) -> Answer {
    Answer::to(Client::new().get(app.url(path)).bearer_auth(key)).await
}

fn user(id: &str) -> String {
    json!({"object": "event", "type": "user.created", "timestamp": 1_790_000_000_000_i64, "data": {"id": id, "object": "user"}})
        .to_string()
}

async fn rows(app: &TestServer, query: &str) -> Vec<Value> {
    let (status, page) = app.get(&format!("/v1/activity?source=system&limit=1000{query}")).await;
    assert_eq!(status, 200, "{page}");
    page["data"].as_array().expect("rows").clone()
}

on_both!(reads_of_the_log_become_sentences, |db| async move {
    let app = TestServer::serve(&db).await;
    for id in ["user_a", "user_b"] {
        assert_eq!(app.deliver(&format!("msg_{id}"), user(id)).await.0, 200);
    }
    app.settle().await;
    let key = make_key(&db, "auditors", "views:read");
    for path in ["/v1/users/user_a", "/v1/users/user_b", "/v1/users/user_a", "/v1/sessions?status=active&limit=5"] {
        assert_eq!(with_key(&app, &key, path).await.status, 200, "{path}");
    }
    ask(&app, "/v1/users/user_a").await;
    assert!(app.terminate(), "what was counted is told at the end");

    let app = TestServer::serve(&db).await;
    app.settle().await;
    let read = rows(&app, "&type=system.read").await;
    let sentences: Vec<&str> = read.iter().filter_map(|row| row["summary"].as_str()).collect();
    for sentence in [
        "the key auditors read 2 users in 3 requests",
        "the key auditors listed sessions by status",
        "the key of GATELOG_API_KEY read 1 user",
    ] {
        assert!(sentences.contains(&sentence), "{sentence}: {sentences:#?}");
    }
    let row = read.iter().find(|row| row["summary"].as_str().is_some_and(|text| text.contains("2 users"))).expect("it");
    let key_id = key.split('_').nth(1).expect("an id");
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(row, {
            ".position" => "[position]", ".svix_id" => "[id]", ".actor.id" => "[key id]",
            ".occurred_at" => "[time]", ".received_at" => "[time]", ".revision" => "[position]"
        }, @r#"
        {
          "position": "[position]",
          "svix_id": "[id]",
          "source": "system",
          "instance_id": null,
          "occurred_at": "[time]",
          "occurred_basis": "at",
          "received_at": "[time]",
          "type": "system.read",
          "family": "system",
          "actions": [
            "system.read"
          ],
          "summary": "the key auditors read 2 users in 3 requests",
          "actor": {
            "kind": "api_key",
            "id": "[key id]",
            "name": "auditors",
            "inferred": false,
            "basis": "system_event"
          },
          "user_id": null,
          "session_id": null,
          "organization_id": null,
          "changes": [],
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
    assert_eq!(row["actor"]["id"], key_id);
    let of_environment = read.iter().find(|row| row["actor"]["kind"] == "environment_key").expect("its reads");
    assert_eq!(of_environment["actor"]["id"], "env");
    assert_eq!(rows(&app, &format!("&actor_id={key_id}&type=system.read")).await.len(), 2, "what one key read");

    // Other system events have sentences too.
    let all = rows(&app, "").await;
    let told: Vec<&str> = all.iter().filter_map(|row| row["summary"].as_str()).collect();
    for sentence in [
        "a command created the key auditors with the scope views:read on all sources",
        " started, for the source clerk",
        "stopped after",
    ] {
        assert!(told.iter().any(|text| text.contains(sentence)), "{sentence}: {told:#?}");
    }
    let is_use =
        |row: &&Value| row["summary"].as_str().is_some_and(|text| text.starts_with("the key auditors was used on 20"));
    let used = all.iter().find(is_use).unwrap_or_else(|| panic!("{told:#?}"));
    assert_eq!(used["occurred_basis"], "day", "nothing happened at midnight: {used:#}");
    assert!(used["occurred_at"].as_str() < used["received_at"].as_str(), "{used:#}");
    // The list of events knows when they happened.
    let (_, events) = app.get("/v1/events?source=system&type=system.read").await;
    assert!(
        events["data"].as_array().expect("rows").iter().all(|event| event["occurred_at"].is_string()),
        "{events:#}"
    );
});

on_both!(what_no_system_event_matches_is_said, |db| async move {
    let app = TestServer::serve(&db).await;
    let key = make_key(&db, "auditors", "views:read");
    let session = json!({"id": "sess_a", "user_id": "user_a", "status": "active"});
    let signed_in = json!({"object": "event", "type": "session.created", "timestamp": 1_790_000_000_000_i64,
        "instance_id": "ins_a", "data": session});
    assert_eq!(app.deliver("msg_a", signed_in.to_string()).await.0, 200);
    app.settle().await;
    for (list, filter) in [
        ("activity", "user_id=user_a"),
        ("activity", "session_id=sess_a"),
        ("activity", "organization_id=org_a"),
        ("activity", "instance_id=ins_a"),
        ("activity", "ip=203.0.113.9"),
        ("activity", "type=session.created"),
        ("activity", "type=session.*"),
        ("activity", "action=signed_in"),
        ("activity", "action=session.touched"),
        ("events", "user_id=user_a"),
        ("events", "session_id=sess_a"),
        ("events", "type=session.*"),
    ] {
        let refused = ask(&app, &format!("/v1/{list}?source=system&{filter}")).await;
        let detail = refused.problem(400);
        assert!(detail.contains("leave source=system out"), "{list} {filter}: {detail}");
        assert_eq!(refused.json()["parameter"], filter.split_once('=').expect("a value").0, "{}", refused.text);
    }
    for filter in ["type=*", "type=sys*", "type=system.*", "type=system.started", "action=system.started"] {
        let rows = rows(&app, &format!("&{filter}")).await;
        assert!(!rows.is_empty(), "{filter}");
    }

    // A key acts in system events only, and a user in others only.
    assert_eq!(with_key(&app, &key, "/v1/users").await.status, 200);
    let key_id = key.split('_').nth(1).expect("an id");
    assert!(app.terminate(), "what was counted is told at the end");
    let app = TestServer::serve(&db).await;
    app.settle().await;
    let notes = async |query: &str| {
        let (_, page) = app.get(&format!("/v1/activity?{query}")).await;
        assert_eq!(page["data"], json!([]), "{page:#}");
        page["notes"].as_array().cloned().unwrap_or_default()
    };
    for source in ["", "&source=clerk"] {
        let told = notes(&format!("actor_id={key_id}{source}")).await;
        let is_told = told.iter().any(|note| note.as_str().is_some_and(|note| note.contains("source=system")));
        assert!(is_told, "{source}: {told:?}");
    }
    let told = notes("actor_id=user_a&source=system").await;
    assert!(told.iter().any(|note| note.as_str().is_some_and(|note| note.contains("only keys act"))), "{told:?}");
    let told = notes("actor_id=user_a&action=user_banned").await;
    assert_eq!(told, [] as [Value; 0], "its events are of the source that is asked for");
});

on_both!(system_events_are_hidden_unless_asked_for, |db| async move {
    let app = TestServer::serve(&db).await;
    assert_eq!(app.deliver("msg_a", user("user_a")).await.0, 200);
    app.settle().await;
    for path in ["/v1/activity", "/v1/activity?order_by=position&order=asc", "/v1/activity?source=clerk"] {
        let (_, page) = app.get(path).await;
        let ids: Vec<&Value> = page["data"].as_array().expect("rows").iter().map(|row| &row["svix_id"]).collect();
        assert_eq!(ids, ["msg_a"], "{path}");
    }
    for path in ["/v1/activity?type=system.read", "/v1/activity?action=system.started", "/v1/events?type=system.*"] {
        let refused = ask(&app, path).await.problem(400);
        assert!(refused.contains("source=system"), "{path}: an empty list would say that there is none: {refused}");
    }
    let id = rows(&app, "").await[0]["svix_id"].as_str().expect("its start").to_owned();

    // The scope events:read is required here too.
    let (views, both) = (make_key(&db, "views", "views:read"), make_key(&db, "both", "views:read,events:read"));
    for path in ["/v1/activity?source=system", &format!("/v1/activity/{id}")] {
        assert_eq!(with_key(&app, &both, path).await.status, 200, "{path}");
        let refused = with_key(&app, &views, path).await.problem(403);
        assert!(refused.contains("events:read"), "{path}: {refused}");
    }
    assert_eq!(with_key(&app, &views, "/v1/activity").await.status, 200);
    let text = ask(&app, "/metrics").await.text;
    assert!(
        text.contains("gatelog_system_reads_total{operation=\"list_activity\"}"),
        "reading them is not told anew: {text}"
    );
});

on_both!(system_events_need_a_key_for_all_sources, |db| async move {
    let app = TestServer::serve(&db).await;
    assert_eq!(app.deliver("msg_a", user("user_a")).await.0, 200, "the source is known");
    let made =
        run(&db, &["keys", "create", "--name", "some", "--scope", "views:read,events:read", "--source", "clerk"]);
    let key = String::from_utf8(made.stdout).expect("text").trim().to_owned();
    for path in ["/v1/activity?source=system", "/v1/events?source=system"] {
        let refused = with_key(&app, &key, path).await.problem(403);
        assert!(refused.contains("key for all sources") && !refused.contains("name one of them"), "{refused}");
    }
});

/// Each kind with its usual facts, and with others that change its sentence.
#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one table of cases, read as a whole")]
async fn system_sentences_are_complete() {
    use SystemEventKind as K;
    use gatelog::{clock::Clock, event::SystemEvent};

    let read = |operation: &str, requests: u64, answered: u64, filters: Value, subjects: Value| {
        json!({"key_id": "env", "operation": operation, "requests": requests, "answered": answered, "filters": filters,
            "subjects": subjects, "more": 0})
    };
    let users = json!([{"kind": "user", "id": "user_a"}, {"kind": "user", "id": "user_b"}]);
    let cases = [
        (
            K::Started,
            json!({"version": "1", "sources": [{"source": "a"}, {"source": "b"}]}),
            "gatelog 1 started, for the sources a and b",
        ),
        (K::Stopped, json!({"version": "1", "ran_for_seconds": 7_300}), "gatelog 1 stopped after 2 hours"),
        (
            K::ConfigurationChanged,
            json!({"changed": ["server.listen", "audit.reads"], "at_next_start": ["server.listen"]}),
            "the configuration changed: server.listen and audit.reads; the next start applies server.listen",
        ),
        (
            K::SecretsChanged,
            json!({"source": "clerk", "added": ["x"], "removed": [], "retired": ["y", "z"]}),
            "the signing secrets of the source clerk changed: 1 added, 2 retired",
        ),
        (
            K::KeyCreated,
            json!({"key_id": "k", "name": "auditors", "scopes": ["events:read", "views:read"],
                "sources": ["clerk", "old"], "expires_at": "2027-01-01T00:00:00.000Z", "by": "command"}),
            "a command created the key auditors with the scopes events:read and views:read on the sources clerk and old, \
             until 2027-01-01 00:00:00 UTC",
        ),
        (
            K::KeyCreated,
            json!({"key_id": "k", "name": "all", "scopes": ["views:read"], "sources": null, "expires_at": null,
                "by": "env"}),
            "the key of GATELOG_API_KEY created the key all with the scope views:read on all sources",
        ),
        (K::KeyRevoked, json!({"key_id": "k", "by": "command"}), "a command revoked the key k"),
        (K::KeyUsed, json!({"key_id": "k", "day": "2026-11-20"}), "the key k was used on 2026-11-20"),
        (
            K::AccessDenied,
            json!({"denied": [{"operation": "list_users", "reason": "no_key", "count": 2},
                {"operation": "none", "reason": "unknown_key", "count": 1}]}),
            "3 requests were refused: 2 without a key, 1 with an unknown key",
        ),
        (
            K::AccessDenied,
            json!({"denied": [{"operation": "list_users", "reason": "scope", "key_id": "k", "count": 1},
                {"operation": "list_users", "reason": "source", "key_id": "k", "count": 1}]}),
            "the key k was refused 2 requests: 1 without the required scope, 1 for a source that the key may not read",
        ),
        (
            K::AccessDenied,
            json!({"denied": [{"operation": "list_users", "reason": "scope", "key_id": "k", "count": 1},
                {"operation": "list_users", "reason": "no_key", "count": 1}]}),
            "2 requests were refused: 1 without a key, 1 without the required scope; some were of the key k",
        ),
        (
            K::Read,
            read("get_user", 3, 3, json!([]), users.clone()),
            "the key of GATELOG_API_KEY read 2 users in 3 requests",
        ),
        (
            K::Read,
            read(
                "list_activity",
                1,
                1,
                json!(["action", "limit", "since", "user_id"]),
                json!([{"kind": "user", "id": "u"}]),
            ),
            "the key of GATELOG_API_KEY listed activity of 1 user by action, since and user_id",
        ),
        (
            K::Read,
            read("list_activity", 2, 1, json!(["ip", "order_by"]), json!([])),
            "the key of GATELOG_API_KEY listed activity by ip in 2 requests, 1 of which got an error",
        ),
        (
            K::Read,
            read("get_user", 1, 1, json!(["as_of"]), json!([{"kind": "user", "id": "u"}])),
            "the key of GATELOG_API_KEY read 1 user with as_of",
        ),
        (
            K::Read,
            read("list_user_history", 1, 1, json!([]), json!([{"kind": "user", "id": "u"}])),
            "the key of GATELOG_API_KEY listed the history of 1 user",
        ),
        (
            K::Read,
            read("diff_user", 1, 1, json!(["from", "to"]), json!([{"kind": "user", "id": "u"}])),
            "the key of GATELOG_API_KEY compared versions of 1 user",
        ),
        (
            K::Read,
            read("get_event_payload", 1, 1, json!([]), json!([{"kind": "event", "id": "m"}])),
            "the key of GATELOG_API_KEY read the payload of 1 event",
        ),
        (
            K::Read,
            read("none", 1, 0, json!([]), json!([])),
            "the key of GATELOG_API_KEY asked for a path that does not exist",
        ),
        (
            K::Read,
            read("none", 4, 0, json!([]), json!([])),
            "the key of GATELOG_API_KEY asked 4 times for a path that does not exist",
        ),
        (
            K::Read,
            read("list_sessions", 1, 0, json!([]), json!([])),
            "the key of GATELOG_API_KEY asked to list sessions and got an error",
        ),
        (
            K::Read,
            read("get_organization", 2, 0, json!([]), json!([])),
            "the key of GATELOG_API_KEY asked 2 times to read an organization and got only errors",
        ),
        (K::Read, read("create_key", 1, 1, json!([]), json!([])), "the key of GATELOG_API_KEY created a key"),
        (
            K::Read,
            read("rebuild_projection", 1, 1, json!([]), json!([])),
            "the key of GATELOG_API_KEY rebuilt a projection",
        ),
        (
            K::Read,
            read("list_undecodable", 1, 1, json!([]), json!([])),
            "the key of GATELOG_API_KEY listed undecodable events",
        ),
        (
            K::Conflict,
            json!({"source": "clerk", "svix_id": "msg_a", "position": 4}),
            "a second body arrived under the id msg_a of the source clerk; both are kept",
        ),
        (K::ImportStarted, json!({"source": "clerk"}), "an import into the source clerk began"),
        (
            K::ImportFinished,
            json!({"source": "clerk", "recorded": 3, "duplicates": 1, "refused": 0}),
            "an import into the source clerk ended: 3 recorded, 1 already in the log, 0 refused",
        ),
        (
            K::Rebuilt,
            json!({"projections": ["users"], "events": 1, "by": "command"}),
            "a command built the view users from 1 event",
        ),
        (
            K::Rollback,
            json!({"projections": ["sessions", "users"], "by": "command"}),
            "a command made kept generations of the views sessions and users live again",
        ),
        (
            K::LogBehindViews,
            json!({"size": 3, "dropped": [{"projection": "users"}, {"projection": "sessions"}]}),
            "the log was restored from an older backup: 2 views knew more and were dropped",
        ),
        (
            K::Exported,
            json!({"key_id": "env", "operation": "list_events", "format": "csv", "rows": 1,
                "filters": ["csv", "order", "since", "type"], "complete": true, "sha256": "00"}),
            "the key of GATELOG_API_KEY exported 1 row of events as csv by since and type",
        ),
        (
            K::Exported,
            json!({"key_id": "k", "operation": "list_activity", "format": "ndjson", "rows": 2_000, "filters": [],
                "complete": false, "reason": "client_gone"}),
            "the key k exported 2000 rows of activity as ndjson; the client left before the end",
        ),
        (
            K::Reviewed,
            json!({"key_id": "env", "export_id": "0199", "operation": "list_sessions", "rows": 12, "sha256": "00",
                "reviewed_by": "Ann Li", "note": "no finding"}),
            "Ann Li signed off the export 0199, 12 rows of sessions, with the key of GATELOG_API_KEY: no finding",
        ),
        (
            K::Migrated,
            json!({"version": "1", "migrations": ["m1", "m2"]}),
            "gatelog 1 brought the schema up to date: m1 and m2",
        ),
        (K::ClockStepped, json!({"step_ms": -2_500}), "the clock of the machine jumped back by 2500 ms"),
        (K::ClockStepped, json!({"step_ms": 2_500}), "the clock of the machine jumped ahead by 2500 ms"),
    ];
    let missing: Vec<_> = K::ALL.into_iter().filter(|kind| !cases.iter().any(|(of, ..)| of == kind)).collect();
    assert!(missing.is_empty(), "without a sentence: {missing:?}");
    let db = Db::sqlite();
    let (store, log) = crate::support::open_log(&db).await;
    for (kind, facts, _) in &cases {
        log.record(SystemEvent::new(*kind, Clock::system().now(), facts)).await.expect("recorded");
    }
    log.shut_down().await;
    store.close().await;
    drop((store, log));
    let app = TestServer::serve(&db).await;
    app.settle().await;
    let all = rows(&app, "&order_by=position&order=asc").await;
    // The database and the service append further events.
    let is_recorded =
        |row: &&Value| row["type"] != "system.migrated" || row["summary"].to_string().contains("m1 and m2");
    let told: Vec<&Value> = all.iter().filter(is_recorded).collect();
    assert!(told.len() >= cases.len(), "{all:#?}");
    for (row, (kind, _, sentence)) in told.into_iter().zip(&cases) {
        assert_eq!((&row["type"], &row["summary"]), (&json!(kind.as_str()), &json!(sentence)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_system_event_has_a_sentence() {
    use gatelog::{clock::Clock, event::SystemEvent};

    let db = Db::sqlite();
    let (store, log) = crate::support::open_log(&db).await;
    // Older and newer versions record other facts.
    for kind in SystemEventKind::ALL {
        for facts in [
            json!({}),
            json!({"by": "command", "events": 3, "projections": ["users"], "denied": [{"reason": "scope", "count": 2}]}),
        ] {
            log.record(SystemEvent::new(kind, Clock::system().now(), &facts)).await.expect("recorded");
        }
    }
    log.shut_down().await;
    store.close().await;
    drop((store, log));
    let app = TestServer::serve(&db).await;
    app.settle().await;
    let all = rows(&app, "").await;
    for kind in SystemEventKind::ALL {
        let of_kind: Vec<&Value> = all.iter().filter(|row| row["type"] == kind.as_str()).collect();
        assert!(of_kind.len() >= 2, "{}: {all:#?}", kind.as_str());
        for row in of_kind {
            let summary = row["summary"].as_str().expect("a sentence");
            assert!(!summary.is_empty() && !summary.starts_with("event "), "{summary}");
        }
    }
}
