//! Rows that hold ids of users and organizations carry their names, and keys come in the order of
//! the document.

use serde_json::{Value, json};

use super::asking::ask;
use crate::support::{Db, on_both, postgres::execute, shell::Shell, test_server::TestServer};

const START: i64 = 1_790_000_000;

fn body(event_type: &str, seconds: i64, data: &Value) -> String {
    let timestamp = (START + seconds) * 1_000;
    json!({"object": "event", "type": event_type, "timestamp": timestamp, "instance_id": "ins_a", "data": data})
        .to_string()
}

fn ada(last_name: &str, seconds: i64) -> Value {
    let at = (START + seconds) * 1_000;
    json!({"id": "user_ada", "object": "user", "first_name": "Ada", "last_name": last_name, "updated_at": at,
        "created_at": START * 1_000, "primary_email_address_id": "idn_1",
        "email_addresses": [{"id": "idn_1", "email_address": "ada@example.com"}]})
}

async fn served(db: &Db) -> TestServer {
    let app = TestServer::serve(db).await;
    let at = START * 1_000;
    let organization =
        json!({"id": "org_a", "object": "organization", "name": "Acme", "created_at": at, "updated_at": at});
    let membership = json!({"id": "orgmem_a", "object": "organization_membership", "role": "org:admin",
        "organization": organization, "public_user_data": {"user_id": "user_ada"}, "created_at": at, "updated_at": at});
    let invitation = json!({"id": "orginv_a", "object": "organization_invitation", "organization_id": "org_a",
        "email_address": "bob@example.com", "role": "org:member", "status": "pending", "inviter_id": "user_ada",
        "created_at": at, "updated_at": at});
    let session = |id: &str, user: &str| {
        json!({"id": id, "object": "session", "user_id": user, "status": "active", "last_active_organization_id": "org_a",
            "created_at": at, "updated_at": at})
    };
    let nameless = json!({"id": "user_bob", "object": "user", "username": "bob_7", "created_at": at, "updated_at": at});
    for (id, body) in [
        ("msg_0", body("user.created", 0, &ada("Byron", 0))),
        ("msg_1", body("user.created", 0, &nameless)),
        ("msg_2", body("organization.created", 0, &organization)),
        ("msg_3", body("organizationMembership.created", 1, &membership)),
        ("msg_4", body("organizationInvitation.created", 1, &invitation)),
        ("msg_5", body("session.created", 1, &session("sess_ada", "user_ada"))),
        ("msg_6", body("session.created", 1, &session("sess_bob", "user_bob"))),
        ("msg_7", body("session.created", 1, &session("sess_else", "user_unknown"))),
        ("msg_8", body("user.updated", 100, &ada("Lovelace", 100))),
        ("msg_9", body("user.deleted", 200, &json!({"id": "user_ada", "object": "user", "deleted": true}))),
    ] {
        assert_eq!(app.deliver(id, body).await.0, 200, "{id}");
    }
    app.settle().await;
    app
}

fn fields(row: &Value, names: [&str; 3]) -> [Value; 3] {
    names.map(|name| row.get(name).unwrap_or_else(|| panic!("{name}: {row:#}")).clone())
}

const OF_USER: [&str; 3] = ["user_name", "user_email", "organization_name"];

on_both!(rows_carry_the_names_of_their_ids, |db| async {
    let app = served(&db).await;
    let one = async |path: &str| app.get(path).await.1;
    let listed = async |path: &str| app.get(path).await.1["data"][0].clone();
    let named = [json!("Ada Lovelace"), json!("ada@example.com"), json!("Acme")];
    for path in ["/v1/sessions/sess_ada", "/v1/memberships/orgmem_a"] {
        assert_eq!(fields(&one(path).await, OF_USER), named, "{path}: also of a user who was deleted");
    }
    for path in ["/v1/sessions?user_id=user_ada", "/v1/memberships?user_id=user_ada"] {
        assert_eq!(fields(&listed(path).await, OF_USER), named, "{path}");
    }
    let invited = listed("/v1/invitations").await;
    assert_eq!(fields(&invited, ["inviter_name", "inviter_email", "organization_name"]), named);
    assert_eq!(fields(&invited, OF_USER)[..2], [Value::Null, Value::Null], "nobody has accepted");
    let bob = one("/v1/sessions/sess_bob").await;
    assert_eq!(fields(&bob, OF_USER), [json!("bob_7"), Value::Null, json!("Acme")], "the user name, without another");
    let unknown = one("/v1/sessions/sess_else").await;
    assert_eq!(fields(&unknown, OF_USER), [Value::Null, Value::Null, json!("Acme")]);
});

on_both!(names_as_of_a_moment_are_those_of_then, |db| async {
    let app = served(&db).await;
    let position = app.get("/v1/events/msg_8").await.1["position"].as_i64().expect("a position");
    let (before_it, with_it) = (position - 1, position);
    for thing in ["sessions/sess_ada", "memberships/orgmem_a"] {
        let as_of = async |moment: i64| app.get(&format!("/v1/{thing}?as_of={moment}")).await.1;
        let renamed = as_of(with_it).await;
        assert_eq!(renamed["user_name"], "Ada Lovelace", "{renamed:#}");
        let before = as_of(before_it).await;
        assert_eq!(
            fields(&before, OF_USER),
            [json!("Ada Byron"), json!("ada@example.com"), json!("Acme")],
            "{before:#}"
        );
        let (_, difference) = app.get(&format!("/v1/{thing}/diff?from={before_it}&to={with_it}")).await;
        assert_eq!(difference["changes"], json!([]), "{thing}: a user's name is no field of it");
        let (_, history) = app.get(&format!("/v1/{thing}/history")).await;
        assert!(!history.to_string().contains("_name\""), "{history:#}");
    }
});

on_both!(rows_wait_for_the_views_of_their_names, |db| async {
    let app = served(&db).await;
    let hide = "UPDATE projections SET version = 0 WHERE name IN ('users', 'organizations')";
    match &db {
        Db::Sqlite(folder) => {
            let views = folder.path().join("gatelog.views.db").display().to_string();
            let Some(views) = Shell::sqlite3(&views) else { return };
            views.run(hide).expect("it runs");
        }
        Db::Postgres(database) => {
            execute(database.url(), &[hide.replace("projections", "gatelog_views.projections")]).await;
        }
    }
    // Null would say that they have no name.
    let (status, problem) = app.get("/v1/invitations/orginv_a").await;
    assert_eq!(status, 503, "{problem}");
    let detail = problem["detail"].as_str().expect("a text");
    assert!(detail.starts_with("the view users has not been built by this version yet: "), "{detail}");
    assert!(detail.contains("`gatelog projections rebuild users`"), "{detail}");
});

on_both!(keys_come_in_the_order_of_the_document, |db| async {
    let app = served(&db).await;
    let (_, document) = app.get("/openapi.json").await;
    for (path, schema, first) in [
        ("/v1/users", "User", ["user_id", "source", "instance_id"]),
        ("/v1/sessions", "Session", ["session_id", "source", "instance_id"]),
        ("/v1/organizations", "Organization", ["organization_id", "source", "instance_id"]),
        ("/v1/memberships", "Membership", ["membership_id", "source", "instance_id"]),
        ("/v1/invitations", "Invitation", ["invitation_id", "source", "instance_id"]),
        ("/v1/events", "Event", ["position", "svix_id", "source"]),
    ] {
        let answer = ask(&app, path).await.json();
        let keys = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
        let mut documented = keys(&document["components"]["schemas"][schema]["properties"]);
        // Only where an identifier was asked for, a time, or payloads.
        documented.retain(|key| key != "matched" && key != "roles" && !key.starts_with("payload_"));
        let shown = keys(&answer["data"][0]);
        assert_eq!(shown, documented, "{path}");
        assert_eq!(shown[..3], first, "{path}");
        assert_eq!(keys(&answer), ["data", "page"], "{path}");
    }
});
