//! A filter that cannot match is refused, and an empty page says which of its names were never seen.

use serde_json::{Value, json};

use super::{
    asking::ask,
    history::{body, served, session},
    queries::ids,
};
use crate::support::{Db, on_both, test_server::TestServer};

/// Every operation that lists, or shows one thing, with its parameters.
fn operations() -> Vec<(String, Vec<Value>)> {
    let document: Value = serde_json::from_str(&gatelog::api::document()).expect("the document is JSON");
    let paths = document["paths"].as_object().expect("paths");
    let of_queries = paths.iter().filter(|(path, methods)| path.starts_with("/v1/") && methods["get"].is_object());
    of_queries
        .map(|(path, methods)| {
            let parameters = methods["get"]["parameters"].as_array().cloned().unwrap_or_default();
            let path = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
            (path.collect::<Vec<_>>().join("/"), parameters)
        })
        .collect()
}

/// Its buckets say which times they are, and what the log covers.
fn is_statistics(path: &str) -> bool {
    path.starts_with("/v1/stats/")
}

fn name(parameter: &Value) -> &str {
    parameter["name"].as_str().expect("a name")
}

/// Of `/diff`, whose parameters are required.
fn required(parameters: &[Value]) -> String {
    let required = parameters.iter().filter(|parameter| parameter["in"] == "query" && parameter["required"] == true);
    required.flat_map(|parameter| [name(parameter), "=0&"]).collect()
}

async fn refused(app: &TestServer, path: &str, parameter: &str) -> String {
    let answer = ask(app, path).await;
    let detail = answer.problem(400);
    assert_eq!(answer.json()["parameter"], parameter, "{path}: {}", answer.text);
    detail
}

#[tokio::test(flavor = "multi_thread")]
async fn every_closed_filter_refuses_other_words() {
    let db = Db::sqlite();
    let app = served(&db).await;
    let mut tried = 0;
    for (path, parameters) in operations() {
        let required = required(&parameters);
        for parameter in &parameters {
            // One that can be given several times has the schema of a value inside.
            let schema = &parameter["schema"];
            let schema = schema.get("items").unwrap_or(schema);
            let words: Vec<&str> = match schema {
                schema if schema["type"] == "boolean" => vec!["true", "false"],
                schema => schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
            };
            let name = name(parameter);
            for word in &words {
                let capital = word[..1].to_uppercase() + &word[1..];
                let detail = refused(&app, &format!("{path}?{required}{name}={capital}"), name).await;
                assert!(detail.contains(&format!("write {word}:")), "{path} {name}={capital}: {detail}");
                let detail = refused(&app, &format!("{path}?{required}{name}={word}x"), name).await;
                assert!(words.iter().all(|word| detail.contains(word)), "{path} {name}={word}x: {detail}");
                tried += 1;
            }
        }
    }
    assert!(tried > 40, "{tried} words of closed filters");
}

#[tokio::test(flavor = "multi_thread")]
async fn mistyped_parameter_gets_a_suggestion() {
    let db = Db::sqlite();
    let app = served(&db).await;
    for (path, parameter, expected) in [
        ("/v1/activity?user=user_ada", "user", Some("user_id")),
        ("/v1/activity?actor=user_ada", "actor", Some("actor_id")),
        ("/v1/activity?acton=signed_in", "acton", Some("action")),
        ("/v1/activity?org=org_1", "org", Some("organization_id")),
        ("/v1/activity?from=2026-01-01", "from", Some("since")),
        ("/v1/activity?page=2", "page", Some("after")),
        ("/v1/activity?ip_address=203.0.113.9", "ip_address", Some("ip")),
        ("/v1/users?mail=ada%40example.com", "mail", Some("email")),
        ("/v1/users?search=ada", "search", Some("q")),
        ("/v1/users?name=ada", "name", Some("q")),
        ("/v1/users?two_factor_enabled=true", "two_factor_enabled", Some("mfa")),
        ("/v1/sessions?state=active", "state", Some("status")),
        ("/v1/activity?colour=red", "colour", None),
    ] {
        let detail = refused(&app, path, parameter).await;
        match expected {
            Some(meant) => assert!(detail.contains(&format!("did you mean {meant}?")), "{path}: {detail}"),
            None => assert!(!detail.contains("did you mean"), "{path}: {detail}"),
        }
        assert!(detail.contains("takes ") && detail.contains("limit"), "the known ones are listed: {detail}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn word_that_people_use_leads_to_the_known_one() {
    let db = Db::sqlite();
    let app = served(&db).await;
    for (path, parameter, expected) in [
        ("/v1/sessions?status=open", "status", Some("active")),
        ("/v1/sessions?status=closed", "status", Some("ended")),
        ("/v1/sessions?status=signed_out", "status", Some("removed")),
        ("/v1/sessions?status=logged_in", "status", Some("active")),
        ("/v1/invitations?status=open", "status", Some("pending")),
        ("/v1/invitations?status=withdrawn", "status", Some("revoked")),
        ("/v1/activity?action=login", "action", Some("signed_in")),
        ("/v1/activity?action=banned", "action", Some("user_banned")),
        ("/v1/sessions?status=purple", "status", None),
    ] {
        let detail = refused(&app, path, parameter).await;
        match expected {
            Some(meant) => assert!(detail.contains(&format!("the nearest is {meant};")), "{path}: {detail}"),
            None => assert!(!detail.contains("the nearest"), "{path}: {detail}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_parameter_refuses_white_space_around_a_value() {
    let db = Db::sqlite();
    let app = served(&db).await;
    let mut tried = 0;
    for (path, parameters) in operations() {
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let name = name(parameter);
            for value in ["%20203.0.113.7", "active%20", "+x", "%09x", "%20"] {
                let detail = refused(&app, &format!("{path}?{name}={value}"), name).await;
                assert!(detail.contains("white space"), "{path} {name}={value}: {detail}");
                tried += 1;
            }
        }
    }
    assert!(tried > 400, "{tried} values");
}

on_both!(every_operation_refuses_an_unknown_source, |db| async {
    let app = served(&db).await;
    let mut tried = 0;
    for (path, parameters) in operations() {
        if parameters.iter().any(|parameter| name(parameter) == "source") {
            let detail = refused(&app, &format!("{path}?{}source=clrk", required(&parameters)), "source").await;
            assert!(detail.contains("the nearest is clerk") || detail.contains("write clerk or system"), "{detail}");
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried} operations with a source");
    let detail = refused(&app, "/v1/users?source=system", "source").await;
    assert!(detail.contains("/v1/events"), "{detail}");
    assert_eq!(ask(&app, "/v1/users?source=clerk").await.status, 200);
});

on_both!(an_unknown_action_is_refused_and_a_type_is_one, |db| async {
    let app = served(&db).await;
    for (action, expected) in [
        ("login", "signed_in"),
        ("impersonation_start", "the nearest is impersonation_started"),
        ("Signed_In", "write signed_in"),
        ("member_*", "an action is written whole"),
        ("session.*", "an action is written whole"),
        ("user%20deleted", "the nearest is user_deleted"),
    ] {
        let detail = refused(&app, &format!("/v1/activity?action={action}"), "action").await;
        assert!(detail.contains(expected) && detail.contains("user_banned"), "{action}: {detail}");
    }
    let by_type = ids(&app, "/v1/activity?type=session.created").await;
    assert!(!by_type.is_empty());
    for order_by in ["occurred_at", "position"] {
        let path = format!("/v1/activity?action=session.created&order_by={order_by}");
        let mut by_action = ids(&app, &path).await;
        let mut by_type = by_type.clone();
        by_action.sort();
        by_type.sort();
        assert_eq!(by_action, by_type, "{path}");
    }
});

on_both!(a_type_without_a_full_stop_is_refused_unless_seen, |db| async {
    let app = served(&db).await;
    for list in ["/v1/activity", "/v1/events"] {
        let detail = refused(&app, &format!("{list}?type=session"), "type").await;
        assert!(detail.contains("full stop") && detail.contains("the nearest is session.*"), "{detail}");
    }
    assert_eq!(app.deliver("msg_ping", r#"{"type":"ping"}"#).await.0, 200);
    app.settle().await;
    for path in ["/v1/activity?type=ping", "/v1/events?type=ping", "/v1/activity?action=ping"] {
        assert_eq!(ids(&app, path).await, ["msg_ping"], "{path}");
    }
    refused(&app, "/v1/events?type=pong", "type").await;
});

on_both!(an_empty_page_names_what_was_never_seen, |db| async {
    let app = served(&db).await;
    for (path, parameter) in [
        ("/v1/activity?type=session.craeted", "type"),
        ("/v1/activity?type=sesion.*", "type"),
        ("/v1/activity?action=session.craeted", "action"),
        ("/v1/activity?user_id=user_nobody", "user_id"),
        ("/v1/activity?actor_id=user_nobody", "actor_id"),
        ("/v1/activity?session_id=sess_none", "session_id"),
        ("/v1/activity?organization_id=org_none", "organization_id"),
        ("/v1/activity?instance_id=ins_none", "instance_id"),
        ("/v1/activity?country=XX", "country"),
        ("/v1/activity?city=Nowhere", "city"),
        ("/v1/activity?browser=Lynx", "browser"),
        ("/v1/events?type=session.craeted", "type"),
        ("/v1/events?type=system.craeted&source=system", "type"),
        ("/v1/events?user_id=user_nobody", "user_id"),
        ("/v1/events?session_id=sess_none", "session_id"),
        ("/v1/events?actor_id=user_nobody", "actor_id"),
        ("/v1/events?organization_id=org_none", "organization_id"),
        ("/v1/events?action=session.craeted", "action"),
        ("/v1/sessions?user_id=user_nobody", "user_id"),
        ("/v1/sessions?impersonator_id=user_ada", "impersonator_id"),
        ("/v1/sessions?organization_id=org_none", "organization_id"),
        ("/v1/sessions?instance_id=ins_none", "instance_id"),
        ("/v1/sessions?country=XX", "country"),
        ("/v1/sessions?city=Nowhere", "city"),
        ("/v1/sessions?browser=Lynx", "browser"),
        ("/v1/users?instance_id=ins_none", "instance_id"),
        ("/v1/organizations?created_by=user_nobody", "created_by"),
        ("/v1/organizations?instance_id=ins_none", "instance_id"),
        ("/v1/memberships?role=owner", "role"),
        ("/v1/memberships?role=org:owner", "role"),
        ("/v1/memberships?user_id=user_nobody", "user_id"),
        ("/v1/memberships?organization_id=org_none", "organization_id"),
        ("/v1/memberships?instance_id=ins_none", "instance_id"),
        ("/v1/invitations?role=owner", "role"),
        ("/v1/invitations?inviter_id=user_nobody", "inviter_id"),
        ("/v1/invitations?organization_id=org_none", "organization_id"),
        ("/v1/invitations?instance_id=ins_none", "instance_id"),
    ] {
        let (status, page) = app.get(path).await;
        assert_eq!((status.as_u16(), &page["data"]), (200, &json!([])), "{path}: {page}");
        let notes = page["notes"].as_array().unwrap_or_else(|| panic!("{path}: {page}"));
        let note = notes[0].as_str().expect("text");
        assert!(notes.len() == 1 && note.starts_with(&format!("{parameter}: ")), "{path}: {notes:?}");
    }
    // What was seen, and only not like this, is not said to be unknown; of a page with rows only
    // what it leaves out is.
    for path in ["/v1/activity?user_id=user_bob&type=user.updated&action=user.created", "/v1/activity", "/v1/sessions"]
    {
        let (_, page) = app.get(path).await;
        let notes = page["notes"].as_array().unwrap_or_else(|| panic!("{path}: {page}"));
        let of_hidden =
            notes.iter().filter(|note| note.as_str().is_some_and(|note| note.contains("ins_other"))).count();
        let has_rows = page["data"].as_array().is_some_and(|rows| !rows.is_empty());
        assert_eq!((notes.len(), of_hidden), (1, usize::from(has_rows)), "{path}: {page}");
    }
    let (_, page) = app.get("/v1/sessions?user_id=user_bob&instance_id=ins_main&status=replaced").await;
    assert_eq!((&page["data"], &page["notes"]), (&json!([]), &Value::Null), "{page}");
});

on_both!(roles_match_in_both_spellings, |db| async {
    let app = served(&db).await;
    let member = |id: &str, role: &str| {
        json!({"id": id, "role": role, "organization": {"id": "org_1"}, "public_user_data": {"user_id": "user_ada"},
            "created_at": 1_790_000_000_000_i64, "updated_at": 1_790_000_000_000_i64})
    };
    let invitation = |id: &str, role: &str| {
        json!({"id": id, "role": role, "organization_id": "org_1", "email_address": "a@b.test", "status": "pending",
            "created_at": 1_790_000_000_000_i64, "updated_at": 1_790_000_000_000_i64})
    };
    for (id, role) in [("1", "org:admin"), ("2", "admin"), ("3", "org:member")] {
        let membership = body("organizationMembership.created", 1, "ins_main", &member(&format!("mem_{id}"), role));
        assert_eq!(app.deliver(&format!("msg_m{id}"), membership).await.0, 200);
        let invited = body("organizationInvitation.created", 1, "ins_main", &invitation(&format!("inv_{id}"), role));
        assert_eq!(app.deliver(&format!("msg_i{id}"), invited).await.0, 200);
    }
    app.settle().await;
    for role in ["admin", "org:admin"] {
        assert_eq!(ids(&app, &format!("/v1/memberships?role={role}&order=asc")).await, ["mem_1", "mem_2"], "{role}");
        assert_eq!(ids(&app, &format!("/v1/invitations?role={role}&order=asc")).await, ["inv_1", "inv_2"], "{role}");
    }
});

#[tokio::test(flavor = "multi_thread")]
async fn an_interval_is_echoed_or_refused_when_empty() {
    let db = Db::sqlite();
    let app = served(&db).await;
    let mut lists: Vec<String> = operations()
        .into_iter()
        .filter(|(_, parameters)| parameters.iter().any(|parameter| name(parameter) == "until"))
        .map(|(path, _)| path)
        .filter(|path| !is_statistics(path))
        .collect();
    lists.sort();
    assert_eq!(lists, ["/v1/activity", "/v1/events", "/v1/memberships", "/v1/sessions"]);
    for list in &lists {
        for until in ["2026-11-27", "2026-11-28", "2026-11-28T01:00+01:00".replace('+', "%2B").as_str()] {
            let detail = refused(&app, &format!("{list}?since=2026-11-28T00:00:00Z&until={until}"), "until").await;
            assert!(detail.contains("not after since"), "{detail}");
        }
        let (_, page) = app.get(&format!("{list}?since=2026-11-24&until=2026-11-24T10:30%2B02:00")).await;
        let expected = json!({"since": "2026-11-24T00:00:00.000Z", "until": "2026-11-24T08:30:00.000Z"});
        assert_eq!(page["interval"], expected, "{list}: {page}");
        assert_eq!(app.get(list).await.1["interval"], Value::Null);
    }
    let (_, page) = app.get("/v1/memberships?active_at=2026-11-24T10:30").await;
    assert_eq!(page["interval"], json!({"active_at": "2026-11-24T10:30:00.000Z"}), "{page}");
}

on_both!(a_time_in_the_future_is_refused, |db| async {
    let app = served(&db).await;
    let mut tried = 0;
    for (path, parameters) in operations() {
        for parameter in parameters.iter().map(name) {
            if ["since", "received_since", "active_at", "as_of"].contains(&parameter) {
                let detail = refused(&app, &format!("{path}?{parameter}=2999-01-01"), parameter).await;
                assert!(detail.contains("has not come yet"), "{path} {parameter}: {detail}");
                tried += 1;
            }
        }
        if parameters.iter().any(|parameter| name(parameter) == "until") {
            assert_eq!(ask(&app, &format!("{path}?until=2999-01-01")).await.status, 200, "{path}");
        }
    }
    assert!(tried >= 10, "{tried} times");
});

on_both!(an_empty_page_says_when_the_log_begins, |db| async {
    let app = served(&db).await;
    let (_, sources) = app.get("/v1/sources").await;
    let begins_at = sources["data"][0]["coverage_from"].as_str().expect("a time").to_owned();
    let note =
        format!("the log begins at {begins_at}: of what happened before, it holds only what was delivered later");
    let mut tried = 0;
    for (path, parameters) in operations().into_iter().filter(|(path, _)| !is_statistics(path)) {
        for parameter in parameters.iter().map(name).filter(|name| ["until", "active_at"].contains(name)) {
            for source in ["", "&source=clerk"] {
                let (_, page) = app.get(&format!("{path}?{parameter}=2001-01-01{source}")).await;
                assert_eq!((&page["data"], &page["notes"]), (&json!([]), &json!([note])), "{path} {parameter}: {page}");
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 12);
    for (path, notes) in [
        // Back to before the log, but something is there.
        ("/v1/activity?since=2001-01-01&instance_id=ins_main".to_owned(), Value::Null),
        ("/v1/sessions?status=replaced&since=2001-01-01".to_owned(), json!([note])),
        ("/v1/memberships?since=2001-01-01".to_owned(), json!([note])),
        // The log covers the whole interval, or no time is named.
        (format!("/v1/sessions?status=replaced&since={begins_at}"), Value::Null),
        (format!("/v1/memberships?active_at={begins_at}"), Value::Null),
        ("/v1/memberships".to_owned(), Value::Null),
    ] {
        assert_eq!(app.get(&path).await.1["notes"], notes, "{path}");
    }
    for (path, expected) in [
        ("/v1/users/user_ada?as_of=2001-01-01", format!("the log begins at {begins_at}")),
        ("/v1/sessions/sess_none?as_of=2001-01-01", format!("the log begins at {begins_at}")),
        (&*format!("/v1/users/user_none?as_of={begins_at}"), "there is none; ask for a later moment".to_owned()),
    ] {
        let detail = ask(&app, path).await.problem(404);
        assert!(detail.contains(&expected), "{path}: {detail}");
    }
});

on_both!(an_empty_log_says_that_it_has_not_begun, |db| async {
    let app = TestServer::serve(&db).await;
    let (_, page) = app.get("/v1/sessions?active_at=2026-09-22").await;
    let note = page["notes"][0].as_str().unwrap_or_default();
    assert!(note.contains("holds no events yet"), "{page}");
    assert_eq!(app.get("/v1/sessions").await.1["notes"], Value::Null);
});

on_both!(times_are_understood_without_seconds_and_as_dates, |db| async {
    let app = served(&db).await;
    // The history lies in one day: the 21st of September 2026.
    for (path, expected) in [
        ("/v1/users/user_ada?as_of=2026-09-21", 404),
        ("/v1/users/user_ada?as_of=2026-09-22", 200),
        ("/v1/users/user_ada?as_of=2026-09-22T00:00Z", 200),
        ("/v1/users/user_ada/diff?from=2026-09-21&to=2026-09-22T00:00%2B02:00", 200),
        ("/v1/users/user_ada?as_of=2026-09-31", 400),
        ("/v1/users/user_ada?as_of=2026-09-22T00", 400),
        ("/v1/events?since=2026-09-22T00:00.5Z", 400),
        ("/v1/sessions?active_at=2026-09-22", 200),
        // The + of an offset that was not escaped.
        ("/v1/events?since=2026-09-22T00:00:00+02:00", 400),
    ] {
        let answer = ask(&app, path).await;
        assert_eq!(answer.status.as_u16(), expected, "{path}: {}", answer.text);
    }
    assert_eq!(
        ids(&app, "/v1/activity?since=2026-09-21&until=2026-09-22&user_id=user_ada&type=user.created").await,
        ["msg_ada"]
    );
    let detail = refused(&app, "/v1/events?since=2026-09-22T00:00:00+02:00", "since").await;
    assert!(detail.contains("%2B"), "{detail}");
});

on_both!(an_address_is_found_in_any_spelling, |db| async {
    let app = TestServer::serve(&db).await;
    for (id, ip) in [
        ("a", "::ffff:203.0.113.7"),
        ("b", "203.0.113.7"),
        ("c", "2001:db8::1"),
        ("d", "2001:DB8:0:0:0:0:0:2"),
        ("e", "203.0.113.7:443"),
        ("f", "unknown"),
    ] {
        let mut event: Value =
            serde_json::from_slice(&body("session.created", 0, "ins_main", &session(id, "user_a", 0, json!({}))))
                .expect("JSON");
        event["event_attributes"]["http_request"]["client_ip"] = json!(ip);
        assert_eq!(app.deliver(&format!("msg_{id}"), event.to_string()).await.0, 200);
    }
    app.settle().await;
    for (ip, expected) in [
        ("203.0.113.7", vec!["msg_a", "msg_b", "msg_e"]),
        ("::ffff:203.0.113.7", vec!["msg_a", "msg_b", "msg_e"]),
        ("0:0:0:0:0:FFFF:cb00:7107", vec!["msg_a", "msg_b", "msg_e"]),
        ("2001:DB8:0:0:0:0:0:1", vec!["msg_c"]),
        ("2001:db8::2", vec!["msg_d"]),
        ("203.0.113.8", vec![]),
    ] {
        assert_eq!(ids(&app, &format!("/v1/activity?order=asc&ip={ip}")).await, expected, "{ip}");
    }
    for (ip, expected) in [
        ("bogus", "no IP address"),
        ("203.0.113.0/33", "no IP address or network"),
        ("2001:db8::/x", "no IP address or network"),
        ("203.0.113/24", "no IP address or network"),
        ("203.0.113.7:port", "no IP address"),
        ("[2001:db8::1", "no IP address"),
        ("203.0.113.7%25eth0", "no IP address"),
        ("203.0.113.007", "no IP address"),
        ("203.0.113", "no IP address"),
        ("%20203.0.113.7", "white space"),
    ] {
        let detail = refused(&app, &format!("/v1/activity?ip={ip}"), "ip").await;
        assert!(detail.contains(expected), "{ip}: {detail}");
    }
    // What is no address is shown as it was sent.
    let shown = |id: &str| format!("/v1/activity/msg_{id}");
    for (id, ip) in [("a", "203.0.113.7"), ("d", "2001:db8::2"), ("e", "203.0.113.7"), ("f", "unknown")] {
        assert_eq!(app.get(&shown(id)).await.1["ip"], ip, "{id}");
    }
});
