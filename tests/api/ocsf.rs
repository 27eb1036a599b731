//! Activity as events of OCSF 1.8.0: each row is one, of the class that was reviewed, and valid.

use std::{collections::BTreeMap, fs};

use gatelog::{
    api::exports::ocsf::{self, mapping},
    clock::Timestamp,
    simulate::{History, HistoryOptions},
    views::activity::{ACTIONS, Action},
};
use serde_json::{Map, Value, json};

use super::{asking::ask, exports::pages};
use crate::support::{
    Db,
    cli::{gatelog, said},
    event, on_both, open_log,
    test_server::TestServer,
};

/// The mapping, as it was reviewed row by row.
const REVIEWED: &str = include_str!("../../docs/guides/siem.md");

const SCHEMA: &str = include_str!("../fixtures/ocsf/schema.json");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("JSON")
}

#[test]
fn each_action_is_mapped_as_reviewed() {
    let rows = REVIEWED.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let reviewed: BTreeMap<&str, Vec<&str>> =
        rows.map(|(action, rest)| (action, rest.split('|').map(str::trim).collect())).collect();
    let schema = schema();
    let mut other = Vec::new();
    for (action, name, _) in ACTIONS {
        let mapped = mapping(action);
        let (uid, class) = (mapped.class.uid(), mapped.class.caption());
        let (activity, caption) = mapped.activity;
        let severity = mapped.severity.id().1.to_lowercase();
        let row = reviewed.get(name).unwrap_or_else(|| panic!("{name} is not in docs/guides/siem.md"));
        assert_eq!(row[..3], [format!("{class} ({uid})"), format!("{activity} {caption}"), severity], "{name}");
        let known = &schema["classes"][uid.to_string()];
        assert_eq!((&known["caption"], &known["activities"][activity.to_string()]), (&class.into(), &caption.into()));
        if activity == 99 {
            other.push(action);
        }
    }
    assert_eq!(other, [Action::EmailSent, Action::SmsSent], "all others have an activity");
    assert_eq!(schema["version"], ocsf::VERSION);
}

/// What is wrong with an event.
fn faults(event: &Value) -> Vec<String> {
    let schema = schema();
    let mut faults = Vec::new();
    let class = &schema["classes"][event["class_uid"].to_string()];
    let (uid, activity) = (event["class_uid"].as_i64(), event["activity_id"].as_i64());
    if event["type_uid"].as_i64() != uid.zip(activity).map(|(uid, activity)| uid * 100 + activity) {
        faults.push(format!("type_uid {}", event["type_uid"]));
    }
    let caption = &class["activities"][event["activity_id"].to_string()];
    let own_name = activity == Some(99) && event["activity_name"].as_str().is_some_and(|name| !name.is_empty());
    if caption.is_null() || !(own_name || *caption == event["activity_name"]) {
        faults.push(format!("activity {} {}", event["activity_id"], event["activity_name"]));
    }
    if event["type_name"] != format!("{}: {}", text(&class["caption"]), text(caption)) {
        faults.push(format!("type_name {}", event["type_name"]));
    }
    for (name, index) in [("category_uid", 0), ("category_name", 1)] {
        if class["category"][index] != event[name] {
            faults.push(format!("{name} {}", event[name]));
        }
    }
    if class["caption"] != event["class_name"] {
        faults.push("class_name".to_owned());
    }
    check(&schema, "", class, event, &mut faults);
    faults
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn check(schema: &Value, kind: &str, of: &Value, object: &Value, faults: &mut Vec<String>) {
    let nothing = Map::new();
    let fields = object.as_object().unwrap_or(&nothing);
    let names = |list: &str| of[list].as_array().into_iter().flatten().filter_map(Value::as_str);
    faults.extend(
        names("required").filter(|name| !fields.contains_key(*name)).map(|name| format!("{kind} lacks {name}")),
    );
    if names("at_least_one").next().is_some() && !names("at_least_one").any(|name| fields.contains_key(name)) {
        faults.push(format!("{kind} has none of what it needs one of"));
    }
    for (name, value) in fields {
        let expected = text(&of["attributes"][name]);
        let fits = match expected {
            "integer" => value.is_i64(),
            "string" => value.as_str().is_some_and(|text| !text.is_empty()),
            "any" => true,
            "" => false,
            object => {
                check(schema, object, &schema["objects"][object], value, faults);
                value.is_object()
            }
        };
        if !fits {
            faults.push(format!("{kind}.{name} is {value}"));
        }
        let known = &schema["enumerations"];
        let known = known.get(format!("{kind}.{name}")).or_else(|| known.get(name));
        if let Some(caption) = known.map(|known| known.get(value.to_string())) {
            let sibling = &object[name.strip_suffix("_id").expect("it ends so")];
            let has_caption = caption.is_some_and(|caption| caption.is_null() || caption == sibling);
            if !has_caption {
                faults.push(format!("{kind}.{name} {value} is not {sibling}"));
            }
        }
    }
}

/// Events that lack what their class requires, and events of unknown types.
const ODD: [&str; 5] = [
    r#"{"type":"session.created","data":{}}"#,
    r#"{"type":"user.deleted","data":{}}"#,
    r#"{"type":"organizationMembership.created","data":{"id":"orgmem_1"}}"#,
    r#"{"type":"billing.paid","data":{"id":"b"}}"#,
    "no JSON",
];

on_both!(each_row_is_one_valid_event, |db| async move {
    let (store, log) = open_log(&db).await;
    let messages = History::new(7, 30, Timestamp::from_seconds(1_790_000_000), &HistoryOptions::default()).take(2_000);
    for message in messages {
        log.append(event(&message.id, message.body)).await.expect("recorded");
    }
    for (number, body) in ODD.into_iter().enumerate() {
        log.append(event(&format!("msg_odd_{number}"), body)).await.expect("recorded");
    }
    log.shut_down().await;
    store.close().await;
    drop((store, log));
    let app = TestServer::serve(&db).await;
    app.settle().await;
    let mut classes: BTreeMap<(String, String), usize> = BTreeMap::new();
    for path in ["/v1/activity?order=asc", "/v1/activity?source=system&order=asc"] {
        let exported = ask(&app, &format!("{path}&format=ocsf")).await;
        assert_eq!(exported.status, 200, "{}", exported.text);
        assert_eq!(exported.header("content-type"), "application/x-ndjson");
        let id = exported.header("gatelog-export-id").to_owned();
        let events: Vec<Value> = exported.text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let listed = pages(&app, &format!("{path}&until={}", first_time_after(&events))).await;
        assert!(!listed.is_empty());
        assert_eq!(events.len(), listed.len(), "no row is dropped");
        for (event, row) in events.iter().zip(&listed) {
            assert_eq!(faults(event), Vec::<String>::new(), "{event}");
            assert_eq!(event["metadata"]["sequence"], row["position"]);
            assert_eq!(event["metadata"]["original_event_uid"], row["svix_id"]);
            let kept = &event["unmapped"];
            for name in ["actions", "changes", "source", "position", "svix_id"] {
                assert_eq!(kept[name], row[name], "{name}");
            }
            *classes.entry((text(&event["class_name"]).into(), text(&event["type_name"]).into())).or_default() += 1;
        }
        app.settle().await;
        let record = ask(&app, &format!("/v1/exports/{id}")).await.json();
        assert_eq!((&record["format"], &record["rows"]), (&"ocsf".into(), &events.len().into()));

        // A file is verified by its name, as it has no last line.
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(format!("gatelog-activity-{id}.ocsf.ndjson"));
        let lines: Vec<&str> = exported.text.split_inclusive('\n').collect();
        for (text, expected) in [
            (exported.text.clone(), "verified "),
            (lines[1..].concat(), "it is cut"),
            ([&lines[1..], &lines[..1]].concat().concat(), "it was reordered"),
            (exported.text.replacen("Gatelog", "Catelog", 1), "it was changed"),
        ] {
            fs::write(&file, text).expect("a file");
            let output = gatelog(&db, &["verify-export"]).arg(&file).output().expect("the binary runs");
            assert!(said(&output).contains(expected), "{path}: {expected}: {}", said(&output));
        }
    }
    let of =
        |class: &str| classes.iter().filter(|((known, _), _)| known == class).map(|(_, count)| count).sum::<usize>();
    for class in ["Account Change", "Authentication", "Entity Management", "Group Management", "Base Event"] {
        assert!(of(class) > 0, "no event is of {class}: {classes:?}");
    }
    assert!(classes.len() >= 15, "{classes:?}");
    for (query, parameter) in
        [("activity?format=ocsf&csv=raw", "csv"), ("events?format=ocsf", "format"), ("users?format=ocsf", "format")]
    {
        let refused = ask(&app, &format!("/v1/{query}")).await;
        refused.problem(400);
        assert_eq!(refused.json()["parameter"], parameter, "{}", refused.text);
    }
});

/// A time after all events: later ones of the test itself are left out of the list.
fn first_time_after(events: &[Value]) -> String {
    let latest = events.iter().filter_map(|event| event["time"].as_i64()).max().expect("an event");
    Timestamp::from_micros((latest + 1) * 1_000).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn events_hold_who_what_where_and_whence() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let at = 1_790_000_000_000_i64;
    let request = json!({"http_request": {"client_ip": "203.0.113.9", "user_agent": "curl/8"}});
    let user = |banned: bool, at: i64| {
        json!({
            "object": "event", "type": "user.updated", "timestamp": at, "instance_id": "ins_1",
            "data": {"id": "user_1", "object": "user", "first_name": "Ada", "banned": banned, "updated_at": at},
        })
    };
    let session = json!({
        "object": "event", "type": "session.created", "timestamp": at + 1_000, "instance_id": "ins_1",
        "event_attributes": request,
        "data": {"id": "sess_1", "object": "session", "user_id": "user_1", "status": "active", "created_at": at + 1_000},
    });
    let bodies = [user(false, at), session, user(true, at + 2_000)];
    for (number, body) in bodies.iter().enumerate() {
        assert_eq!(app.deliver(&format!("msg_{number}"), body.to_string()).await.0, 200);
    }
    app.settle().await;
    let exported = ask(&app, "/v1/activity?format=ocsf&order=asc").await;
    let mut events: Vec<Value> = exported.text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let log_id = text(&events[0]["metadata"]["log_name"]).to_owned();
    for event in &mut events {
        assert_eq!(faults(event), Vec::<String>::new(), "{event}");
        let position = event["metadata"]["sequence"].as_i64().expect("a position");
        assert_eq!(event["metadata"]["uid"], format!("{log_id}-{position}"));
        assert_eq!(event["unmapped"]["log_id"], log_id);
        event.as_object_mut().expect("an object").remove("unmapped");
        let metadata = event["metadata"].as_object_mut().expect("an object");
        for name in ["uid", "log_name", "logged_time", "sequence", "product"] {
            assert!(metadata.remove(name).is_some(), "{name}");
        }
    }
    assert_eq!(
        events[1],
        json!({
            "activity_id": 1, "activity_name": "Logon", "type_uid": 300_201, "type_name": "Authentication: Logon",
            "category_uid": 3, "category_name": "Identity & Access Management",
            "class_uid": 3002, "class_name": "Authentication",
            "severity_id": 1, "severity": "Informational", "status_id": 1, "status": "Success",
            "time": at + 1_000, "message": "Ada (user_1) signed in from 203.0.113.9",
            "user": {"uid": "user_1", "type_id": 1, "type": "User"},
            "actor": {
                "user": {"uid": "user_1", "full_name": "Ada", "type_id": 1, "type": "User"},
                "session": {"uid": "sess_1"},
            },
            "session": {"uid": "sess_1"},
            "service": {"name": "clerk", "uid": "ins_1"},
            "src_endpoint": {"ip": "203.0.113.9"},
            "http_request": {"user_agent": "curl/8"},
            "metadata": {
                "version": "1.8.0", "original_event_uid": "msg_1", "original_time": "2026-09-21T14:13:21.000Z",
                "event_code": "session.created", "log_provider": "Gatelog", "source": "clerk", "tenant_uid": "ins_1",
            },
        })
    );
    // Nobody is named as the one who banned her: a guess is no actor.
    assert_eq!(
        events[2],
        json!({
            "activity_id": 5, "activity_name": "Disable", "type_uid": 300_105, "type_name": "Account Change: Disable",
            "category_uid": 3, "category_name": "Identity & Access Management",
            "class_uid": 3001, "class_name": "Account Change",
            "severity_id": 3, "severity": "Medium", "status_id": 1, "status": "Success",
            "time": at + 2_000, "message": "Ada (user_1) was banned",
            "user": {"uid": "user_1", "type_id": 1, "type": "User"},
            "metadata": {
                "version": "1.8.0", "original_event_uid": "msg_2", "original_time": "2026-09-21T14:13:22.000Z",
                "event_code": "user.updated", "log_provider": "Gatelog", "source": "clerk", "tenant_uid": "ins_1",
            },
        })
    );
}
