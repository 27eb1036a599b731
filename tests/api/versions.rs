//! The past over HTTP: what was true and what was known, every version, and what differs between two.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    asking::ask,
    history::{BEGIN, at, body, session},
    keys::{ask_with, create},
};
use crate::support::{app::App, on_both};

const MAIN: &str = "ins_main";

fn user(first_name: &str, email: &str, updated: i64) -> Value {
    json!({"id": "user_ada", "first_name": first_name, "primary_email_address_id": "idn_1",
        "email_addresses": [{"id": "idn_1", "email_address": email}],
        "created_at": BEGIN * 1_000, "updated_at": (BEGIN + updated) * 1_000})
}

/// Positions 1, 2, 3, … of a log whose first event is Gatelog's own; the change of name at 100 s arrives last but two.
async fn told(app: &App) -> Vec<i64> {
    let deleted = json!({"id": "user_ada", "object": "user", "deleted": true});
    let mut positions = Vec::new();
    for (id, delivery) in [
        ("msg_made", body("user.created", 0, MAIN, &user("Ada", "ada@one.test", 0))),
        ("msg_in", body("session.created", 50, MAIN, &session("sess_1", "user_ada", 50, json!({})))),
        ("msg_moved", body("user.updated", 200, MAIN, &user("Augusta", "ada@two.test", 200))),
        ("msg_late", body("user.updated", 100, MAIN, &user("Augusta", "ada@one.test", 100))),
        (
            "msg_org",
            body(
                "organization.created",
                60,
                MAIN,
                &json!({"id": "org_1", "name": "One", "updated_at": (BEGIN + 60) * 1_000}),
            ),
        ),
        ("msg_gone", body("user.deleted", 300, MAIN, &deleted)),
    ] {
        let (status, receipt) = app.deliver(id, delivery).await;
        assert_eq!(status, 200, "{receipt}");
        positions.push(receipt["position"].as_i64().expect("a position"));
    }
    app.settle().await;
    positions
}

fn fields(changes: &Value) -> Vec<&str> {
    changes.as_array().expect("changes").iter().filter_map(|change| change["field"].as_str()).collect()
}

on_both!(what_was_true_then_and_what_was_known_then_differ_by_a_late_event, |db| async {
    let app = App::serve(&db).await;
    let positions = told(&app).await;
    let then = async |as_of: &str| {
        let (status, user) = app.get(&format!("/v1/users/user_ada?as_of={as_of}")).await;
        assert_eq!(status, 200, "{as_of}: {user}");
        (
            user["first_name"].clone(),
            user["primary_email"].clone(),
            user["sign_ins"].clone(),
            user["deleted_at"].clone(),
        )
    };
    let known = |name: &str, email: &str, sign_ins: i64, deleted_at: Value| {
        (json!(name), json!(email), json!(sign_ins), deleted_at)
    };
    assert_eq!(then(&at(0)).await, known("Ada", "ada@one.test", 0, Value::Null));
    assert_eq!(then(&at(99)).await, known("Ada", "ada@one.test", 1, Value::Null));
    assert_eq!(then(&at(100)).await, known("Augusta", "ada@one.test", 1, Value::Null), "it was true, though told late");
    assert_eq!(then(&at(200)).await, known("Augusta", "ada@two.test", 1, Value::Null));
    assert_eq!(then(&at(300)).await, known("Augusta", "ada@two.test", 1, json!(at(300))));
    let known_at = async |index: usize| then(&positions[index].to_string()).await;
    assert_eq!(known_at(0).await, known("Ada", "ada@one.test", 0, Value::Null));
    assert_eq!(known_at(1).await, known("Ada", "ada@one.test", 1, Value::Null));
    assert_eq!(known_at(2).await, known("Augusta", "ada@two.test", 1, Value::Null));
    assert_eq!(known_at(4).await, known("Augusta", "ada@two.test", 1, Value::Null), "the deletion was not known yet");
    assert_eq!(known_at(5).await.3, json!(at(300)));

    // With its user the session ends; before, it was open.
    let session = async |as_of: &str| app.get(&format!("/v1/sessions/sess_1?as_of={as_of}")).await.1;
    assert_eq!(session(&at(299)).await["ended_at"], Value::Null);
    let ended = session(&at(300)).await;
    assert_eq!(
        (&ended["ended_at"], &ended["end_reason"], &ended["inferred"]),
        (&json!(at(300)), &json!("user_deleted"), &json!(true))
    );
    assert_eq!(session(&positions[4].to_string()).await["ended_at"], Value::Null, "not known yet");

    // Before anything was known, or of nobody: nothing. And no guesses about what cannot be asked.
    for path in ["users/user_ada", "sessions/sess_1", "organizations/org_1"] {
        ask(&app, &format!("/v1/{path}?as_of={}", at(-1))).await.problem(404);
    }
    ask(&app, &format!("/v1/users/user_nobody?as_of={}", at(10))).await.problem(404);
    for as_of in ["yesterday", "-1", "1.5", "999999", "99999999999999999999999", "2099-01-01T00:00:00Z", ""] {
        let refused = ask(&app, &format!("/v1/users/user_ada?as_of={as_of}")).await.problem(400);
        assert!(refused.contains("as_of"), "{as_of}: {refused}");
    }
});

on_both!(every_version_is_told_with_its_event_and_what_it_changed, |db| async {
    let app = App::serve(&db).await;
    let positions = told(&app).await;
    let (_, history) = app.get("/v1/users/user_ada/history?order=asc").await;
    let rows = history["data"].as_array().expect("versions");
    let told: Vec<(&str, &str, i64, Vec<&str>)> = rows
        .iter()
        .map(|row| {
            let text = |field: &str| row[field].as_str().expect("text");
            (text("svix_id"), text("tells"), row["position"].as_i64().expect("a position"), fields(&row["changes"]))
        })
        .collect();
    assert_eq!(told[0].0, "msg_made");
    assert!(told[0].3.contains(&"first_name") && told[0].3.contains(&"created_at"), "{told:?}");
    assert_eq!(
        told[1..],
        [
            ("msg_in", "mention", positions[1], vec!["last_sign_in_at", "sign_ins"]),
            ("msg_late", "object", positions[3], vec!["first_name", "updated_at"]),
            ("msg_moved", "object", positions[2], vec!["emails", "former_emails", "primary_email", "updated_at"]),
            ("msg_gone", "deletion", positions[5], vec!["deleted_at"]),
        ],
        "in version order, whenever they arrived"
    );
    let moved = &rows[3]["changes"].as_array().expect("changes")[2];
    assert_eq!(moved, &json!({"field": "primary_email", "from": "ada@one.test", "to": "ada@two.test"}));
    assert_eq!((&rows[2]["occurred_at"], &rows[2]["type"]), (&json!(at(100)), &json!("user.updated")));

    // Page by page, both ways, the same.
    for order in ["asc", "desc"] {
        let (mut paged, mut after) = (Vec::new(), String::new());
        loop {
            let (status, page) = app.get(&format!("/v1/users/user_ada/history?order={order}&limit=2{after}")).await;
            assert_eq!(status, 200, "{page}");
            paged.extend(page["data"].as_array().expect("versions").iter().cloned());
            if page["page"]["has_more"] != true {
                break;
            }
            after = format!("&after={}", page["page"]["next"].as_str().expect("a cursor"));
        }
        if order == "desc" {
            paged.reverse();
        }
        assert_eq!(&paged, rows, "{order}");
    }
    let (_, of_session) = app.get("/v1/sessions/sess_1/history").await;
    assert_eq!(of_session["data"][0]["svix_id"], "msg_in");
    assert_eq!(of_session["data"][0]["actor_id"], "user_ada");
    let (_, of_organization) = app.get("/v1/organizations/org_1/history").await;
    assert_eq!(of_organization["data"][0]["svix_id"], "msg_org");
    ask(&app, "/v1/users/user_nobody/history").await.problem(404);
});

on_both!(any_two_moments_or_versions_are_compared_field_by_field, |db| async {
    let app = App::serve(&db).await;
    let positions = told(&app).await;
    let diff = async |from: &str, to: &str| {
        let (status, diff) = app.get(&format!("/v1/users/user_ada/diff?from={from}&to={to}")).await;
        assert_eq!(status, 200, "{from} {to}: {diff}");
        diff
    };
    let by_id = diff("msg_made", "msg_moved").await;
    assert_eq!(
        fields(&by_id["changes"]),
        ["emails", "first_name", "former_emails", "last_sign_in_at", "primary_email", "sign_ins", "updated_at"]
    );
    let back = diff("msg_moved", "msg_made").await;
    assert_eq!(back["changes"][1], json!({"field": "first_name", "from": "Augusta", "to": "Ada"}));
    assert_eq!(fields(&diff("msg_late", "msg_late").await["changes"]), [""; 0]);
    let by_time = diff(&at(99), &at(100)).await;
    assert_eq!(fields(&by_time["changes"]), ["first_name", "updated_at"]);
    let by_position = diff(&positions[2].to_string(), &positions[3].to_string()).await;
    assert_eq!(fields(&by_position["changes"]), [""; 0], "the late event changed nothing that was known");
    let from_nothing = diff(&at(-1), &at(0)).await;
    assert_eq!((&from_nothing["from"]["known"], &from_nothing["to"]["known"]), (&json!(false), &json!(true)));
    for query in ["from=msg_made", "to=msg_made", "from=msg_made&to=msg_org", "from=msg_made&to=a%20b", ""] {
        ask(&app, &format!("/v1/users/user_ada/diff?{query}")).await.problem(400);
    }
});

on_both!(a_key_for_another_source_sees_no_past, |db| async {
    let app = App::serve(&db).await;
    told(&app).await;
    let key = create(&db, &["--scope", "views:read", "--source", "other"]);
    for path in [
        format!("users/user_ada?as_of={}", at(100)),
        "users/user_ada/history".to_owned(),
        "users/user_ada/diff?from=msg_made&to=msg_moved".to_owned(),
        "sessions/sess_1/history".to_owned(),
        "organizations/org_1/history".to_owned(),
    ] {
        ask_with(&app, &key, Method::GET, &format!("/v1/{path}")).await.problem(404);
    }
});
