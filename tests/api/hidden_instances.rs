//! `/v1/sources`, `gatelog status`, `/metrics` and log lines report the events that the configuration
//! hides, at a cost that does not grow with the log.

use gatelog::query::hidden_instances::EXAMINED_EVENTS;
use serde_json::{Value, json};

use crate::{
    api::{
        asking::ask,
        history::{BEGIN, body, session},
    },
    support::{
        Db,
        cli::{gatelog, said},
        on_both,
        test_server::{API_KEY, TestServer},
    },
};

/// When the event of user 0 happened.
const FIRST_EVENT_AT: &str = "2026-09-21T14:13:20.000Z";

fn user(number: usize, instance: Option<&str>) -> String {
    let at = 1_790_000_000_000_i64 + i64::try_from(number).expect("few") * 1_000;
    let data = json!({"id": format!("user_{number}"), "object": "user", "updated_at": at});
    let mut body = json!({"object": "event", "type": "user.created", "timestamp": at, "data": data});
    if let Some(instance) = instance {
        body["instance_id"] = Value::from(instance);
    }
    body.to_string()
}

async fn deliver(app: &TestServer, range: std::ops::Range<usize>, instance: Option<&str>) {
    for number in range {
        assert_eq!(app.deliver(&format!("msg_{number}"), user(number, instance)).await.0, 200);
    }
    app.settle().await;
}

async fn recent(app: &TestServer) -> Value {
    let (status, sources) = app.get("/v1/sources").await;
    assert_eq!(status, 200, "{sources}");
    sources["data"][0]["recent"].clone()
}

/// The exit code and the output of `status`.
fn status(db: &Db, app: &TestServer) -> (Option<i32>, String) {
    let mut command = gatelog(db, &["status", "--url", &app.url("")]);
    command
        .env("GATELOG_API_KEY", API_KEY)
        .env("CLERK_WEBHOOK_SIGNING_SECRET", crate::support::test_server::SIGNING_SECRET);
    let output = command.env("CLERK_INSTANCE_ID", "ins_mine").output().expect("the binary runs");
    (output.status.code(), said(&output))
}

/// The notices of this level, once there is one.
async fn lines(app: &TestServer, level: &str) -> Vec<String> {
    at_least(app, level, 1).await
}

/// The notices of this level, once there are so many.
async fn at_least(app: &TestServer, level: &str, count: usize) -> Vec<String> {
    // The server checks within seconds of the start.
    let level = format!("\"level\":\"{level}\"");
    for _ in 0..1_000 {
        let found: Vec<String> =
            app.log().into_iter().filter(|line| line.contains(&level) && line.contains("hidden from views")).collect();
        if found.len() >= count {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("nothing is told: {:#?}", app.log());
}

on_both!(source_with_only_hidden_events_is_an_error, |db| async move {
    let app = TestServer::serve_with(&db, &[], &[("CLERK_INSTANCE_ID", "ins_mine")]).await;
    assert_eq!(recent(&app).await, json!({"events": 0, "hidden": 0, "other_instances": [], "notice": null}));
    deliver(&app, 0..3, Some("ins_other")).await;
    let told = recent(&app).await;
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(told, { ".other_instances[].last_event_at" => "[time]" }, @r#"
        {
          "events": 3,
          "hidden": 3,
          "other_instances": [
            {
              "instance_id": "ins_other",
              "events": 3,
              "since": "2026-09-21T14:13:20.000Z",
              "last_event_at": "[time]"
            }
          ],
          "notice": "all 3 recent events of the source clerk are hidden from views, and every list of it is empty by default: their instance is not among those that are configured (ins_mine), but ins_other (3 of them; its first was on 2026-09-21T14:13:20.000Z); if that is yours, set CLERK_INSTANCE_ID to ins_other"
        }
        "#);
    }

    let figures = ask(&app, "/metrics").await.text;
    assert!(figures.contains("gatelog_recent_events{source=\"clerk\"} 3.0\n"), "{figures}");
    assert!(figures.contains("gatelog_hidden_events{source=\"clerk\"} 3.0\n"), "{figures}");
    let (code, said) = status(&db, &app);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("WRONG        all 3 recent events of the source clerk are hidden"), "{said}");
    assert!(lines(&app, "ERROR").await[0].contains("set CLERK_INSTANCE_ID to ins_other"));

    // A part may be hidden on purpose; it is reported without an error.
    deliver(&app, 3..5, Some("ins_mine")).await;
    deliver(&app, 5..6, None).await;
    let told = recent(&app).await;
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(told, { ".other_instances[].last_event_at" => "[time]" }, @r#"
        {
          "events": 6,
          "hidden": 3,
          "other_instances": [
            {
              "instance_id": "ins_other",
              "events": 3,
              "since": "2026-09-21T14:13:20.000Z",
              "last_event_at": "[time]"
            }
          ],
          "notice": "3 of the 6 recent events of the source clerk are hidden from views by default: their instance is not among those that are configured (ins_mine), but ins_other (3 of them; its first was on 2026-09-21T14:13:20.000Z); instance_id= shows them"
        }
        "#);
    }
    let (code, said) = status(&db, &app);
    assert!(said.contains("hidden       3 of the 6 recent events"), "{said}");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(lines(&app, "ERROR").await.len(), 1, "told once: {:#?}", app.log());
});

on_both!(partly_hidden_source_is_warned_of_once, |db| async move {
    let app = TestServer::serve_with(&db, &[], &[("CLERK_INSTANCE_ID", "ins_mine")]).await;
    deliver(&app, 0..2, Some("ins_mine")).await;
    deliver(&app, 2..3, Some("ins_other")).await;
    let told = lines(&app, "WARN").await;
    assert!(told.len() == 1 && told[0].contains("ins_other"), "{told:?}");
    // The notice of another instance comes from a later check, which also saw the first instance.
    deliver(&app, 3..4, Some("ins_third")).await;
    let told = at_least(&app, "WARN", 2).await;
    assert!(told.len() == 2 && told[1].contains("ins_third"), "the first is told once: {told:?}");
});

on_both!(hidden_instance_names_its_first_event_ever, |db| async move {
    let app = TestServer::serve_with(&db, &[], &[("CLERK_INSTANCE_ID", "ins_mine")]).await;
    let newest = usize::try_from(EXAMINED_EVENTS).expect("few");
    deliver(&app, 0..1, Some("ins_other")).await;
    deliver(&app, 1..newest, Some("ins_mine")).await;
    deliver(&app, newest..newest + 1, Some("ins_other")).await;
    let told = recent(&app).await;
    assert_eq!(told["hidden"], 1, "the first is not among the newest: {told}");
    assert_eq!(told["other_instances"][0]["since"], FIRST_EVENT_AT, "{told}");
});

#[tokio::test(flavor = "multi_thread")]
async fn source_without_configured_instances_hides_nothing() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    deliver(&app, 0..2, Some("ins_other")).await;
    assert_eq!(recent(&app).await, json!({"events": 2, "hidden": 0, "other_instances": [], "notice": null}));
    assert_eq!(
        status(&db, &TestServer::serve(&Db::sqlite()).await).0,
        Some(1),
        "of another configuration all are hidden"
    );
}

on_both!(page_with_rows_names_the_hidden_instance, |db| async move {
    let app = TestServer::serve_with(&db, &[], &[("CLERK_INSTANCE_ID", "ins_mine")]).await;
    deliver(&app, 0..2, Some("ins_mine")).await;
    let notes = async |path: &str| {
        let (status, page) = app.get(path).await;
        assert!(status == 200 && page["data"].as_array().is_some_and(|rows| !rows.is_empty()), "{path}: {page}");
        page["notes"].clone()
    };
    assert_eq!(notes("/v1/users").await, Value::Null, "nothing is hidden");
    deliver(&app, 2..3, Some("ins_other")).await;
    for path in [
        "/v1/users",
        "/v1/users?limit=1&source=clerk",
        "/v1/users?limit=1&order=asc",
        "/v1/activity",
        "/v1/activity?order_by=position&order=asc&limit=1",
    ] {
        let told = notes(path).await;
        assert!(told[0].as_str().is_some_and(|note| note.contains("instance_id=ins_other")), "{path}: {told}");
    }
    let (_, page) = app.get("/v1/users?limit=1").await;
    let next = format!("/v1/users?limit=1&after={}", page["page"]["next"].as_str().expect("a cursor"));
    assert!(notes(&next).await[0].is_string(), "every page says it");
    // Where the instance is asked for, nothing is left out; nor does the log leave out any.
    for path in ["/v1/users?instance_id=ins_mine", "/v1/users?instance_id=ins_other", "/v1/events"] {
        assert_eq!(notes(path).await, Value::Null, "{path}");
    }
});

on_both!(empty_page_names_the_hidden_instance, |db| async move {
    let app = TestServer::serve_with(&db, &[], &[("CLERK_INSTANCE_ID", "ins_mine")]).await;
    let times = |mut data: Value| {
        data["created_at"] = json!(BEGIN * 1_000);
        data["updated_at"] = json!(BEGIN * 1_000);
        data
    };
    let emails = json!([{"id": "idn_a", "email_address": "ada@example.com"}]);
    let user = times(json!({"object": "user", "id": "user_ada", "username": "ada", "email_addresses": emails}));
    let organization = times(json!({"object": "organization", "id": "org_a", "name": "Acme", "slug": "acme"}));
    let member = json!({"user_id": "user_ada"});
    let membership = times(json!({"id": "mem_a", "role": "org:admin", "organization": organization,
        "public_user_data": member}));
    let invitation = times(json!({"id": "inv_a", "email_address": "bob@example.com", "organization_id": "org_a",
        "role": "org:admin", "status": "pending"}));
    for (number, (event_type, data)) in (0_i64..).zip([
        ("user.created", user),
        ("session.created", session("sess_a", "user_ada", 0, json!({}))),
        ("organization.created", organization),
        ("organizationMembership.created", membership),
        ("organizationInvitation.created", invitation),
    ]) {
        assert_eq!(app.deliver(&format!("msg_{number}"), body(event_type, 0, "ins_other", &data)).await.0, 200);
    }
    app.settle().await;
    for path in [
        "/v1/users?username=ada",
        "/v1/users?email=ada@example.com",
        "/v1/users?source=clerk",
        "/v1/sessions?user_id=user_ada",
        "/v1/sessions?status=active&order=asc",
        "/v1/organizations?slug=acme",
        "/v1/organizations?limit=1",
        "/v1/memberships?role=admin",
        "/v1/memberships?role=admin&since=2026-01-01",
        "/v1/invitations?email=bob@example.com",
        "/v1/invitations?organization_id=org_a",
        "/v1/activity?limit=1",
        "/v1/activity?action=signed_in",
        "/v1/activity?user_id=user_ada&order_by=position&order=asc",
    ] {
        let (_, page) = app.get(path).await;
        assert_eq!(page["data"], json!([]), "{path}: {page}");
        let notes = page["notes"].as_array().unwrap_or_else(|| panic!("{path}: {page}"));
        assert!(
            notes.iter().any(|note| note.as_str().is_some_and(|note| note.contains("instance_id=ins_other"))),
            "{path}: {page}"
        );
        let (_, asked) = app.get(&format!("{path}&instance_id=ins_other")).await;
        assert!(asked["data"].as_array().is_some_and(|rows| !rows.is_empty()), "{path}: {asked}");
    }
    // What no row matches is not said to be hidden, nor is anything where the instance is asked for.
    for path in
        ["/v1/users?username=bob", "/v1/users?username=ada&instance_id=ins_mine", "/v1/activity?action=user_banned"]
    {
        let (_, page) = app.get(path).await;
        assert_eq!(page["data"], json!([]), "{path}: {page}");
        assert!(!page["notes"].to_string().contains("hidden"), "{path}: {page}");
    }
});
