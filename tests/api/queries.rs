//! Every list and object of the query API over one small history.

use serde_json::{Value, json};

use super::{
    asking::ask,
    history::{BEGIN, at, body, history, served, session},
};
use crate::support::{on_both, test_server::TestServer};

/// The ids in a list.
pub async fn ids(app: &TestServer, path: &str) -> Vec<String> {
    let (status, page) = app.get(path).await;
    assert_eq!(status, 200, "{path}: {page}");
    let id = |row: &Value| {
        let resource = path.split(['?', '/']).nth(2).expect("/v1/…");
        let field = match resource {
            "users" => "user_id",
            "sessions" => "session_id",
            "organizations" => "organization_id",
            "memberships" => "membership_id",
            "invitations" => "invitation_id",
            _ => "svix_id",
        };
        row[field].as_str().expect("an id").to_owned()
    };
    page["data"].as_array().expect("rows").iter().map(id).collect()
}

pub async fn assert_lists(app: &TestServer, cases: &[(&str, &[&str])]) {
    for (path, expected) in cases {
        assert_eq!(ids(app, path).await, *expected, "{path}");
    }
}

pub fn assert_fields(row: &Value, expected: &str) {
    let mut fields: Vec<&str> = row.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut expected: Vec<&str> = expected.split_whitespace().collect();
    fields.sort_unstable();
    expected.sort_unstable();
    assert_eq!(fields, expected, "{row:#}");
}

const EVENT: &str = "position svix_id source via type occurred_at received_at svix_timestamp user_id session_id \
                     body_bytes commitment";

on_both!(events, |db| async {
    let app = served(&db).await;
    let all = ["msg_else", "msg_gone", "msg_open", "msg_old", "msg_bob", "msg_imp", "msg_out", "msg/in%1?", "msg_ada"];
    assert_lists(
        &app,
        &[
            ("/v1/events", &all),
            ("/v1/events?source=clerk&type=*", &all),
            ("/v1/events?type=session.*", &["msg_else", "msg_open", "msg_old", "msg_imp", "msg_out", "msg/in%1?"]),
            ("/v1/events?type=session.removed", &["msg_out"]),
            ("/v1/events?user_id=user_bob&order=asc", &["msg_bob", "msg_old", "msg_open", "msg_gone"]),
            ("/v1/events?session_id=sess_a", &["msg_out", "msg/in%1?"]),
            ("/v1/events?session_id=sess_a&user_id=user_bob", &[]),
            ("/v1/events?until=2001-01-01T00:00:00Z", &[]),
        ],
    )
    .await;
    let (_, page) = app.get("/v1/events?order=asc").await;
    let third = page["data"][2].clone();
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(third, {
            ".position" => "[position]", ".received_at" => "[time]", ".svix_timestamp" => "[time]", ".commitment" => "[hash]"
        }, @r#"
        {
          "position": "[position]",
          "svix_id": "msg_out",
          "source": "clerk",
          "user_id": "user_ada",
          "session_id": "sess_a",
          "occurred_at": "2026-09-21T14:15:20.000Z",
          "received_at": "[time]",
          "svix_timestamp": "[time]",
          "via": "webhook",
          "type": "session.removed",
          "body_bytes": 368,
          "commitment": "[hash]"
        }
        "#);
    }
    let first = page["data"][0]["position"].as_i64().expect("a position");
    assert_eq!(third["position"], first + 2);
    // Inclusive and exclusive. Events of one millisecond have the same text.
    let received = third["received_at"].as_str().expect("a time");
    let since = ids(&app, &format!("/v1/events?order=asc&since={received}")).await;
    let until = ids(&app, &format!("/v1/events?order=asc&until={received}")).await;
    assert!(since.contains(&"msg_out".to_owned()) && !until.contains(&"msg_out".to_owned()), "{since:?} {until:?}");
    assert_eq!(since.len() + until.len(), all.len());

    for (id, bytes) in history() {
        let path = id.replace('%', "%25").replace('/', "%2F").replace('?', "%3F");
        let one = ask(&app, &format!("/v1/events/{path}?payload=full")).await;
        assert_eq!(one.text.matches("\"payload\":").count(), 1, "{}", one.text);
        let one = one.json();
        assert_fields(&one, &format!("{EVENT} secret_id payload payload_redacted"));
        assert_eq!(one["svix_id"], id);
        assert_eq!(one["payload"], serde_json::from_slice::<Value>(&bytes).expect("JSON"));
        let payload = ask(&app, &format!("/v1/events/{path}/payload")).await;
        assert_eq!(payload.text.as_bytes(), bytes);
        assert_eq!(payload.header("content-type"), "application/octet-stream");
        assert_eq!(payload.header("x-content-type-options"), "nosniff");
    }
    assert_eq!(app.deliver("msg_text", "no JSON \u{e9}").await.0, 200);
    assert_eq!(app.get("/v1/events/msg_text?source=clerk").await.1["payload"], Value::Null);
    ask(&app, "/v1/events/msg_text?source=system").await.problem(404);
});

on_both!(users, |db| async {
    let app = served(&db).await;
    assert_lists(
        &app,
        &[
            ("/v1/users?order=asc", &["user_ada", "user_bob"]),
            ("/v1/users?email=ada%40example.test", &["user_ada"]),
            ("/v1/users?email=old%40example.test", &["user_ada"]),
            ("/v1/users?email=ADA%40example.test", &["user_ada"]),
            ("/v1/users?username=ada", &["user_ada"]),
            ("/v1/users?external_id=crm%2F1", &["user_ada"]),
            ("/v1/users?external_id=crm%2F_", &[]),
        ],
    )
    .await;
    let (_, ada) = app.get("/v1/users/user_ada").await;
    // The session of an impersonator, at 180 s, is no sign-in.
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(ada, @r#"
        {
          "user_id": "user_ada",
          "source": "clerk",
          "instance_id": "ins_main",
          "primary_email": "ada@example.test",
          "emails": [
            "ada@example.test",
            "old@example.test"
          ],
          "former_emails": [],
          "primary_phone": null,
          "primary_wallet": null,
          "email_addresses": [
            {
              "id": "idn_1",
              "email_address": "old@example.test",
              "verification": null,
              "verification_strategy": null,
              "reserved": null,
              "matches_sso_connection": null
            },
            {
              "id": "idn_2",
              "email_address": "ada@example.test",
              "verification": null,
              "verification_strategy": null,
              "reserved": null,
              "matches_sso_connection": null
            }
          ],
          "phone_numbers": null,
          "web3_wallets": null,
          "external_accounts": null,
          "saml_accounts": null,
          "enterprise_accounts": null,
          "passkeys": null,
          "first_name": "Ada",
          "last_name": "L",
          "locale": null,
          "username": "ada",
          "external_id": "crm/1",
          "created_at": "2026-09-21T14:13:20.000Z",
          "updated_at": "2026-09-21T14:13:20.000Z",
          "deleted_at": null,
          "last_sign_in_at": "2026-09-21T14:14:20.000Z",
          "sign_ins": 1,
          "banned": false,
          "locked": true,
          "lock_end_inferred": false,
          "lockout_expires_at": null,
          "deprovisioned": null,
          "scim_directory_id": null,
          "scim_directory_enabled": null,
          "scim_external_id": null,
          "bypass_client_trust": null,
          "delete_self_enabled": null,
          "create_organization_enabled": null,
          "create_organizations_limit": null,
          "legal_accepted_at": null,
          "password_enabled": null,
          "password_last_updated_at": null,
          "mfa_enabled_at": null,
          "mfa_disabled_at": null,
          "two_factor_enabled": null,
          "totp_enabled": null,
          "backup_code_enabled": null,
          "failure_since": null
        }
        "#);
    }
    let (_, bob) = app.get("/v1/users/user_bob").await;
    assert_eq!((bob["deleted_at"].as_str(), bob["last_sign_in_at"].as_str()), (Some(&*at(300)), Some(&*at(200))));
    assert_eq!(bob["sign_ins"], 2);
});

on_both!(sessions, |db| async {
    let app = served(&db).await;
    let path = |query: &str, seconds: i64| format!("/v1/sessions?order=asc&{query}={}", at(seconds));
    let all: &[&str] = &["sess_old", "sess_a", "sess_imp", "sess_open"];
    assert_lists(
        &app,
        &[
            ("/v1/sessions?order=asc", all),
            ("/v1/sessions?user_id=user_ada", &["sess_imp", "sess_a"]),
            ("/v1/sessions?status=removed", &["sess_a"]),
            ("/v1/sessions?status=active", &["sess_imp"]),
            ("/v1/sessions?status=expired", &["sess_old"]),
            ("/v1/sessions?status=user_deleted", &["sess_open"]),
            ("/v1/sessions?impersonator_id=user_admin", &["sess_imp"]),
            ("/v1/sessions?agent=true", &[]),
            ("/v1/sessions?agent=false&user_id=user_ada", &["sess_imp", "sess_a"]),
            ("/v1/sessions?organization_id=org_a", &[]),
            (&path("since", 39), all),
            (&path("since", 40), &["sess_a", "sess_imp", "sess_open"]),
            (&path("since", 300), &["sess_imp"]),
            (&path("until", 60), &["sess_old"]),
            (&path("until", 61), &["sess_old", "sess_a"]),
            (&path("active_at", 9), &[]),
            (&path("active_at", 10), &["sess_old"]),
            (&path("active_at", 60), &["sess_a"]),
            (&path("active_at", 120), &[]),
            (&path("active_at", 299), &["sess_imp", "sess_open"]),
            (&path("active_at", 300), &["sess_imp"]),
        ],
    )
    .await;
    let one = async |id: &str| app.get(&format!("/v1/sessions/{id}")).await.1;
    let a = one("sess_a").await;
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(a, @r#"
        {
          "session_id": "sess_a",
          "source": "clerk",
          "instance_id": "ins_main",
          "user_id": "user_ada",
          "user_name": "Ada L",
          "user_email": "ada@example.test",
          "impersonator_id": null,
          "actor_kind": null,
          "impersonated": false,
          "organization_id": null,
          "organization_name": null,
          "started_at": "2026-09-21T14:14:20.000Z",
          "started_basis": "created_at",
          "status": "removed",
          "activated_at": "2026-09-21T14:14:20.000Z",
          "pending_at": null,
          "last_active_at": null,
          "ended_at": "2026-09-21T14:15:20.000Z",
          "end_reason": "signed_out",
          "inferred": false,
          "duration_ms": 60000,
          "concurrent_sessions": 0,
          "ip": "198.51.100.4",
          "request_ip": "203.0.113.9",
          "user_agent": "Browser/1",
          "browser": "Firefox",
          "browser_version": "140",
          "device_type": "Macintosh",
          "is_mobile": null,
          "city": "Graz",
          "country": "AT",
          "client_id": "client_1",
          "expire_at": "2096-10-02T07:06:40.000Z",
          "abandon_at": null,
          "failure_since": null
        }
        "#);
    }
    for (id, reason, end, duration) in
        [("sess_old", "expired", 40, 30_000), ("sess_open", "user_deleted", 300, 100_000)]
    {
        let row = one(id).await;
        assert_eq!((&row["status"], &row["end_reason"]), (&json!(reason), &json!(reason)), "{row:#}");
        assert_eq!((row["ended_at"].as_str(), &row["duration_ms"]), (Some(&*at(end)), &json!(duration)), "{row:#}");
        assert_eq!(row["inferred"], true);
    }
    let imp = one("sess_imp").await;
    assert_eq!((&imp["impersonator_id"], &imp["ended_at"]), (&json!("user_admin"), &Value::Null));
    assert_eq!(imp["duration_ms"], Value::Null);
    // The clock of the sender went back: the session ends before it starts.
    let back = session("sess_back", "user_ada", 60, json!({"status": "ended", "updated_at": (BEGIN + 30) * 1_000}));
    assert_eq!(app.deliver("msg_back", body("session.ended", 30, "ins_main", &back)).await.0, 200);
    app.settle().await;
    assert_eq!(one("sess_back").await["duration_ms"], 0);
});

on_both!(activity, |db| async {
    let app = served(&db).await;
    let since = format!("/v1/activity?since={}&until={}", at(120), at(200));
    let all = ["msg_gone", "msg_open", "msg_imp", "msg_out", "msg/in%1?", "msg_old", "msg_bob", "msg_ada"];
    let by_position = ["msg_ada", "msg/in%1?", "msg_out", "msg_imp", "msg_bob", "msg_old", "msg_open", "msg_gone"];
    assert_lists(
        &app,
        &[
            ("/v1/activity", &all),
            ("/v1/activity?order_by=position&order=asc", &by_position),
            ("/v1/activity?action=signed_in", &["msg_open", "msg/in%1?", "msg_old"]),
            ("/v1/activity?action=signed_out", &["msg_out"]),
            ("/v1/activity?action=impersonation_started", &["msg_imp"]),
            ("/v1/activity?action=user_deleted", &["msg_gone"]),
            ("/v1/activity?action=user.deleted", &["msg_gone"]),
            ("/v1/activity?action=signed_in&order_by=position&order=asc", &["msg/in%1?", "msg_old", "msg_open"]),
            ("/v1/activity?action=signed_in&user_id=user_bob&order=asc", &["msg_old", "msg_open"]),
            ("/v1/activity?user_id=user_bob", &["msg_gone", "msg_open", "msg_old", "msg_bob"]),
            ("/v1/activity?session_id=sess_a", &["msg_out", "msg/in%1?"]),
            ("/v1/activity?actor_id=user_admin", &["msg_imp"]),
            ("/v1/activity?actor_id=user_bob&action=signed_in", &["msg_open", "msg_old"]),
            ("/v1/activity?ip=203.0.113.9", &all),
            ("/v1/activity?ip=203.0.113.90", &[]),
            ("/v1/activity?type=user.*", &["msg_gone", "msg_bob", "msg_ada"]),
            (&since, &["msg_imp", "msg_out"]),
            // Events of other instances are hidden unless a query names the instance.
            ("/v1/activity?instance_id=ins_other", &["msg_else"]),
            ("/v1/users?instance_id=ins_other", &["user_else"]),
            ("/v1/sessions?instance_id=ins_other", &["sess_else"]),
            ("/v1/sessions?instance_id=ins_second", &[]),
        ],
    )
    .await;
    // A single row, by the id of its event, equals the row of the list.
    let (_, list) = app.get("/v1/activity").await;
    for row in list["data"].as_array().expect("rows") {
        let path = row["svix_id"].as_str().expect("an id").replace('%', "%25").replace('/', "%2F").replace('?', "%3F");
        assert_eq!(&app.get(&format!("/v1/activity/{path}")).await.1, row);
    }
    ask(&app, "/v1/activity/msg_nobody").await.problem(404);
    let (_, page) = app.get("/v1/activity?action=impersonation_started").await;
    let row = &page["data"][0];
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(row, { ".position" => "[position]", ".revision" => "[position]", ".received_at" => "[time]" }, @r#"
        {
          "position": "[position]",
          "svix_id": "msg_imp",
          "source": "clerk",
          "instance_id": "ins_main",
          "occurred_at": "2026-09-21T14:16:20.000Z",
          "occurred_basis": "timestamp",
          "received_at": "[time]",
          "type": "session.created",
          "family": "session",
          "actions": [
            "impersonation_started"
          ],
          "summary": "user_admin signed in as Ada L (user_ada) from 203.0.113.9",
          "actor": {
            "kind": "impersonator",
            "id": "user_admin",
            "name": null,
            "inferred": false,
            "basis": "session_actor"
          },
          "user_id": "user_ada",
          "session_id": "sess_imp",
          "organization_id": null,
          "changes": [],
          "baseline": false,
          "revision": "[position]",
          "ip": "203.0.113.9",
          "ips": [
            "203.0.113.9"
          ],
          "user_agent": "Browser/1",
          "country": null,
          "city": null,
          "browser": null,
          "new_to_user": {
            "country": null,
            "browser": null,
            "device": null,
            "network": null
          }
        }
        "#);
    }
});

on_both!(sources_and_projections, |db| async {
    let app = TestServer::serve(&db).await;
    let (_, before) = app.get("/v1/sources").await;
    let recent = json!({"events": 0, "hidden": 0, "other_instances": [], "notice": null});
    let nothing =
        json!({"source": "clerk", "instances": [], "coverage_from": null, "last_event_at": null, "recent": recent});
    assert_eq!(before, json!({"data": [nothing]}));
    assert!(app.terminate());
    let app = served(&db).await;
    let (_, sources) = app.get("/v1/sources").await;
    let (_, first) = app.get("/v1/events/msg_ada").await;
    let (_, last) = app.get("/v1/events/msg_else").await;
    let source = &sources["data"][0];
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(source, {
            ".coverage_from" => "[time]", ".last_event_at" => "[time]",
            ".recent.other_instances[].last_event_at" => "[time]"
        }, @r#"
        {
          "source": "clerk",
          "instances": [
            "ins_main",
            "ins_second"
          ],
          "coverage_from": "[time]",
          "last_event_at": "[time]",
          "recent": {
            "events": 9,
            "hidden": 1,
            "other_instances": [
              {
                "instance_id": "ins_other",
                "events": 1,
                "since": "2026-09-21T14:13:25.000Z",
                "last_event_at": "[time]"
              }
            ],
            "notice": "1 of the 9 recent events of the source clerk are hidden from views by default: their instance is not among those that are configured (ins_main, ins_second), but ins_other (1 of them; its first was on 2026-09-21T14:13:25.000Z); instance_id= shows them"
          }
        }
        "#);
    }
    assert_eq!((&source["coverage_from"], &source["last_event_at"]), (&first["received_at"], &last["received_at"]));
    let (_, projections) = app.get("/v1/projections").await;
    let rows = projections["data"].as_array().expect("rows");
    let names: Vec<&str> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    let mut every: Vec<&str> = gatelog::views::all().iter().map(|view| view.name()).collect();
    every.sort_unstable();
    assert_eq!(names, every);
    // The nine deliveries, and the events of Gatelog itself.
    let size = rows[0]["size"].as_i64().expect("a size");
    let (_, own) = app.get("/v1/events?source=system").await;
    assert_eq!(size - 9, i64::try_from(own["data"].as_array().expect("rows").len()).expect("few"), "{own}");
    for row in rows {
        assert_fields(row, "name version generation state checkpoint size lag failures changed_at keep_until");
        let shown = ["state", "checkpoint", "size", "lag", "failures"].map(|field| row[field].clone());
        assert_eq!(shown, [json!("live"), json!(size), json!(size), json!(0), json!(0)], "{row}");
    }
});
