//! The past of things: what was true at a moment, what was known then, every version, and what differs between two.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    asking::ask,
    history::{BEGIN, at, body, session},
    keys::{ask_with, create},
};
use crate::support::{Db, on_both, test_server::TestServer};

const MAIN: &str = "ins_main";

fn user(first_name: &str, seconds: i64, more: Value) -> Value {
    let mut user = json!({"id": "user_ada", "first_name": first_name, "created_at": BEGIN * 1_000,
        "updated_at": (BEGIN + seconds) * 1_000});
    let Value::Object(more) = more else { panic!("an object") };
    user.as_object_mut().expect("an object").extend(more);
    user
}

fn membership(role: &str, seconds: i64) -> Value {
    json!({"id": "orgmem_1", "role": role, "created_at": (BEGIN + 30) * 1_000, "updated_at": (BEGIN + seconds) * 1_000,
        "organization": {"id": "org_1", "name": "Snapshot Ltd", "created_at": BEGIN * 1_000, "updated_at": (BEGIN + seconds) * 1_000},
        "public_user_data": {"user_id": "user_ada"}})
}

/// Ada is renamed twice, the first time told last; signs in, out, and in again; is made an administrator of an organization
/// that is known by its members only at first; and is deleted.
fn story() -> Vec<(&'static str, Vec<u8>)> {
    let organization = json!({"id": "org_1", "name": "Acme", "slug": "acme", "created_by": "user_ada",
        "created_at": BEGIN * 1_000, "updated_at": (BEGIN + 50) * 1_000});
    let out = session("sess_1", "user_ada", 60, json!({"status": "removed", "updated_at": (BEGIN + 120) * 1_000}));
    let admin = json!({"actor": {"sub": "user_admin"}});
    vec![
        ("msg_created", body("user.created", 0, MAIN, &user("Augusta", 0, json!({"banned": false})))),
        ("msg_member", body("organizationMembership.created", 30, MAIN, &membership("org:member", 30))),
        ("msg_renamed", body("user.updated", 20, MAIN, &user("Ada", 20, json!({"banned": true})))),
        ("msg_in", body("session.created", 60, MAIN, &session("sess_1", "user_ada", 60, json!({})))),
        ("msg_acme", body("organization.updated", 50, MAIN, &organization)),
        ("msg_admin", body("organizationMembership.updated", 70, MAIN, &membership("org:admin", 70))),
        ("msg_out", body("session.removed", 120, MAIN, &out)),
        ("msg_again", body("session.created", 130, MAIN, &session("sess_2", "user_ada", 130, json!({})))),
        ("msg_imp", body("session.created", 140, MAIN, &session("sess_imp", "user_ada", 140, admin))),
        ("msg_deleted", body("user.deleted", 300, MAIN, &json!({"id": "user_ada", "deleted": true}))),
        ("msg_late", body("user.updated", 10, MAIN, &user("Ida", 10, json!({"banned": false})))),
    ]
}

/// Served with the story delivered, and where each event went.
async fn told(db: &Db) -> (TestServer, impl Fn(&str) -> i64) {
    let app = TestServer::serve(db).await;
    let mut positions = Vec::new();
    for (id, body) in story() {
        let (status, answer) = app.deliver(id, body).await;
        assert_eq!(status, 200, "{id}: {answer}");
        positions.push((id, answer["position"].as_i64().expect("a position")));
    }
    app.settle().await;
    let position = move |id: &str| positions.iter().find(|(known, _)| *known == id).expect("it was delivered").1;
    (app, position)
}

async fn get(app: &TestServer, path: &str) -> Value {
    let (status, answer) = app.get(path).await;
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

/// Field, from, to.
type Change = (String, Value, Value);

fn changed(changes: &Value) -> Vec<Change> {
    let one = |change: &Value| {
        (change["field"].as_str().expect("a name").to_owned(), change["from"].clone(), change["to"].clone())
    };
    changes.as_array().expect("changes").iter().map(one).collect()
}

fn change(field: &str, from: impl Into<Value>, to: impl Into<Value>) -> Change {
    (field.to_owned(), from.into(), to.into())
}

on_both!(a_time_asks_what_was_true_and_a_position_what_was_known, |db| async {
    let (app, position) = told(&db).await;
    let name =
        async |moment: String| get(&app, &format!("/v1/users/user_ada?as_of={moment}")).await["first_name"].clone();
    // True from the moment of the event on, however late it came.
    for (seconds, first_name) in [(0, "Augusta"), (9, "Augusta"), (10, "Ida"), (19, "Ida"), (20, "Ada"), (500, "Ada")] {
        assert_eq!(name(at(seconds)).await, first_name, "at {seconds}");
    }
    // Known from the event's own position on; the late one changes nothing any more.
    for (id, before, then) in
        [("msg_renamed", "Augusta", "Ada"), ("msg_late", "Ada", "Ada"), ("msg_member", "Augusta", "Augusta")]
    {
        assert_eq!(name((position(id) - 1).to_string()).await, before, "before {id}");
        assert_eq!(name(position(id).to_string()).await, then, "with {id}");
    }
    // The same answer as the plain one when the moment is now.
    let last = get(&app, "/v1/events?source=clerk&limit=1").await["data"][0]["position"].clone();
    for thing in ["users/user_ada", "sessions/sess_1", "sessions/sess_2", "organizations/org_1", "memberships/orgmem_1"]
    {
        let plain = get(&app, &format!("/v1/{thing}")).await;
        assert_eq!(get(&app, &format!("/v1/{thing}?as_of={}", at(10_000))).await, plain, "{thing}");
        assert_eq!(get(&app, &format!("/v1/{thing}?as_of={last}")).await, plain, "{thing}");
    }
});

on_both!(what_follows_from_other_things_follows_as_of_then, |db| async {
    let (app, position) = told(&db).await;
    let then = async |thing: &str, moment: String, fields: &[&str]| -> Vec<Value> {
        let shown = get(&app, &format!("/v1/{thing}?as_of={moment}")).await;
        fields.iter().map(|field| shown[field].clone()).collect()
    };
    let end = ["status", "ended_at", "end_reason", "inferred"];
    let open = [json!("active"), Value::Null, Value::Null, json!(false)];
    assert_eq!(then("sessions/sess_1", at(119), &end).await, open);
    assert_eq!(
        then("sessions/sess_1", at(120), &end).await,
        [json!("removed"), json!(at(120)), json!("signed_out"), json!(false)]
    );
    let by_deletion = [json!("user_deleted"), json!(at(300)), json!("user_deleted"), json!(true)];
    assert_eq!(then("sessions/sess_2", at(299), &end).await, open);
    assert_eq!(then("sessions/sess_2", at(300), &end).await, by_deletion);
    assert_eq!(then("sessions/sess_2", (position("msg_deleted") - 1).to_string(), &end).await, open);
    assert_eq!(then("sessions/sess_2", position("msg_deleted").to_string(), &end).await, by_deletion);
    // An impersonator's session is no sign-in.
    let sign_ins = ["sign_ins", "last_sign_in_at"];
    assert_eq!(then("users/user_ada", at(59), &sign_ins).await, [json!(0), Value::Null]);
    assert_eq!(then("users/user_ada", at(60), &sign_ins).await, [json!(1), json!(at(60))]);
    assert_eq!(then("users/user_ada", at(200), &sign_ins).await, [json!(2), json!(at(130))]);
    assert_eq!(then("users/user_ada", position("msg_in").to_string(), &sign_ins).await, [json!(1), json!(at(60))]);
    // A membership ends with its user; an organization is known by its members before it is by itself.
    assert_eq!(then("memberships/orgmem_1", at(69), &["role", "ended_at"]).await, [json!("org:member"), Value::Null]);
    assert_eq!(
        then("memberships/orgmem_1", at(300), &["role", "ended_at"]).await,
        [json!("org:admin"), json!(at(300))]
    );
    assert_eq!(then("organizations/org_1", at(49), &["name", "slug"]).await, [json!("Snapshot Ltd"), Value::Null]);
    assert_eq!(then("organizations/org_1", at(100), &["name", "slug"]).await, [json!("Acme"), json!("acme")]);
});

on_both!(a_history_has_every_version_in_the_order_of_the_descriptions, |db| async {
    let (app, position) = told(&db).await;
    let history = get(&app, "/v1/users/user_ada/history?order=asc").await;
    let versions = history["data"].as_array().expect("versions");
    let told: Vec<(&str, &str)> = versions
        .iter()
        .map(|version| (version["svix_id"].as_str().expect("an id"), version["evidence"].as_str().expect("a word")))
        .collect();
    assert_eq!(
        told,
        [
            ("msg_created", "object"),
            ("msg_late", "object"),
            ("msg_renamed", "object"),
            ("msg_member", "snapshot"),
            ("msg_in", "mention"),
            ("msg_admin", "snapshot"),
            ("msg_again", "mention"),
            ("msg_deleted", "deletion"),
        ],
        "what only names a user is no version unless something changes: {history:#}"
    );
    let of = |id: &str| versions.iter().find(|version| version["svix_id"] == id).expect("it is there");
    assert_eq!(
        changed(&of("msg_late")["changes"]),
        [change("first_name", "Augusta", "Ida"), change("updated_at", at(0), at(10))]
    );
    assert_eq!(
        changed(&of("msg_renamed")["changes"]),
        [change("banned", false, true), change("first_name", "Ida", "Ada"), change("updated_at", at(10), at(20))]
    );
    assert_eq!(changed(&of("msg_member")["changes"]), [], "an own description beats what others see");
    assert_eq!(
        changed(&of("msg_in")["changes"]),
        [change("last_sign_in_at", Value::Null, at(60)), change("sign_ins", 0, 1)]
    );
    assert_eq!(changed(&of("msg_deleted")["changes"]), [change("deleted_at", Value::Null, at(300))]);
    let created = of("msg_created");
    assert!(changed(&created["changes"]).contains(&change("user_id", Value::Null, "user_ada")), "{created:#}");
    let event = get(&app, "/v1/events/msg_late").await;
    let late = of("msg_late");
    assert_eq!(late["position"], position("msg_late"));
    for field in ["type", "received_at", "occurred_at"] {
        assert_eq!(late[field], event[field], "{field}");
    }
    assert_eq!((&late["occurred_basis"], &late["actor_id"]), (&json!("timestamp"), &Value::Null));
    // Backwards, and in pages, it is the same.
    let mut backward = Vec::new();
    let mut path = "/v1/users/user_ada/history?limit=3".to_owned();
    loop {
        let page = get(&app, &path).await;
        backward.extend(page["data"].as_array().expect("versions").iter().cloned());
        let Some(next) = page["page"]["next"].as_str() else { break };
        path = format!("/v1/users/user_ada/history?limit=3&after={next}");
    }
    backward.reverse();
    assert_eq!(&backward, versions);
    let last = get(&app, "/v1/users/user_ada/history?limit=2&order=asc").await;
    let after = last["page"]["next"].as_str().expect("a cursor");
    let page = get(&app, &format!("/v1/users/user_ada/history?limit=2&order=asc&after={after}")).await;
    assert_eq!(page["data"], json!(versions[2..4]));
    let prev = page["page"]["prev"].as_str().expect("a cursor");
    let page = get(&app, &format!("/v1/users/user_ada/history?limit=2&order=asc&before={prev}")).await;
    assert_eq!(page["data"], json!(versions[..2]));
});

on_both!(sessions_organizations_and_memberships_have_histories, |db| async {
    let (app, _) = told(&db).await;
    let history = async |thing: &str| -> Vec<(String, Value, Vec<Change>)> {
        let history = get(&app, &format!("/v1/{thing}/history?order=asc")).await;
        let one = |version: &Value| {
            let changes = changed(&version["changes"]);
            (version["svix_id"].as_str().expect("an id").to_owned(), version["actor_id"].clone(), changes)
        };
        history["data"].as_array().expect("versions").iter().map(one).collect()
    };
    let session = history("sessions/sess_1").await;
    assert_eq!(session.len(), 2);
    assert_eq!(session[0].1, "user_ada");
    let (id, _, changes) = &session[1];
    assert_eq!(id, "msg_out");
    for expected in [
        change("ended_at", Value::Null, at(120)),
        change("end_reason", Value::Null, "signed_out"),
        change("status", "active", "removed"),
        change("duration_ms", Value::Null, 60_000),
    ] {
        assert!(changes.contains(&expected), "{expected:?}: {changes:#?}");
    }
    assert_eq!(history("sessions/sess_imp").await[0].1, "user_admin", "the impersonator did it");
    let organization = history("organizations/org_1").await;
    let ids: Vec<&str> = organization.iter().map(|(id, ..)| id.as_str()).collect();
    assert_eq!(ids, ["msg_member", "msg_acme"], "snapshots count until the organization speaks for itself");
    assert!(organization[1].2.contains(&change("name", "Snapshot Ltd", "Acme")));
    let membership = history("memberships/orgmem_1").await;
    assert_eq!(membership[1].2, [change("role", "org:member", "org:admin"), change("updated_at", at(30), at(70))]);
});

on_both!(a_difference_is_between_any_two_of_times_positions_and_events, |db| async {
    let (app, position) = told(&db).await;
    let diff =
        async |thing: &str, from: String, to: String| get(&app, &format!("/v1/{thing}/diff?from={from}&to={to}")).await;
    let (created, renamed) = ("msg_created".to_owned(), "msg_renamed".to_owned());
    let expected =
        [change("banned", false, true), change("first_name", "Augusta", "Ada"), change("updated_at", at(0), at(20))];
    for (from, to) in [
        (created.clone(), renamed.clone()),
        (at(0), at(20)),
        (at(9), at(29)),
        (position("msg_created").to_string(), position("msg_renamed").to_string()),
        (created.clone(), at(20)),
        (position("msg_created").to_string(), renamed.clone()),
    ] {
        let answer = diff("users/user_ada", from.clone(), to.clone()).await;
        assert_eq!(changed(&answer["changes"]), expected, "{from} to {to}");
        assert_eq!(
            (&answer["from"], &answer["to"]),
            (&json!({"at": from, "known": true}), &json!({"at": to, "known": true}))
        );
    }
    let back = diff("users/user_ada", renamed.clone(), created).await;
    assert!(changed(&back["changes"]).contains(&change("first_name", "Ada", "Augusta")));
    // By version the late one comes first, by position last.
    assert_eq!(
        changed(&diff("users/user_ada", "msg_late".to_owned(), renamed).await["changes"])[1],
        change("first_name", "Ida", "Ada")
    );
    let late = position("msg_late");
    assert_eq!(changed(&diff("users/user_ada", (late - 1).to_string(), late.to_string()).await["changes"]), []);
    let unknown = diff("sessions/sess_1", at(59), at(60)).await;
    assert_eq!(unknown["from"], json!({"at": at(59), "known": false}));
    assert!(changed(&unknown["changes"]).contains(&change("session_id", Value::Null, "sess_1")));
});

on_both!(what_cannot_be_asked_about_the_past_is_refused_with_a_reason, |db| async {
    let (app, _) = told(&db).await;
    let size = get(&app, "/v1/projections").await["data"][0]["size"].as_i64().expect("a size");
    for (path, status, says) in [
        ("/v1/users/user_ada?as_of=garbage".to_owned(), 400, "position"),
        ("/v1/users/user_ada?as_of=-1".to_owned(), 400, "position"),
        ("/v1/users/user_ada?as_of=".to_owned(), 400, "as_of"),
        (format!("/v1/users/user_ada?as_of={size}"), 409, "the log ends at position"),
        ("/v1/users/user_ada?as_of=99999999999999999999".to_owned(), 409, "the log ends at position"),
        ("/v1/users/user_nobody?as_of=9999".to_owned(), 409, "is beyond it: no event has come so far"),
        ("/v1/users/user_ada?as_of=0@000000000000".to_owned(), 409, "another event"),
        ("/v1/users/user_ada?as_of=0@00".to_owned(), 400, "12 digits"),
        ("/v1/users/user_ada?as_of=9990-01-01T00:00:00Z".to_owned(), 400, "has not come yet"),
        (format!("/v1/users/user_ada?as_of={}", at(-1)), 404, "its history begins later"),
        ("/v1/users/user_ada?as_of=0".to_owned(), 404, "its history begins later"),
        ("/v1/users/user_nobody?as_of=0".to_owned(), 404, "or there is none"),
        ("/v1/users/user_admin?as_of=0".to_owned(), 404, "or there is none"),
        ("/v1/users/user_nobody/history".to_owned(), 404, "no user"),
        ("/v1/sessions/sess_0/history".to_owned(), 404, "no session"),
        ("/v1/users/user_ada/history?after=x".to_owned(), 400, "cursor"),
        ("/v1/users/user_ada/history?limit=0".to_owned(), 400, "limit"),
        ("/v1/users/user_ada/diff".to_owned(), 400, "from"),
        ("/v1/users/user_ada/diff?from=0".to_owned(), 400, "to"),
        ("/v1/users/user_ada/diff?from=a%20b&to=0".to_owned(), 400, "svix_id"),
        ("/v1/users/user_ada/diff?from=msg_created&to=msg_none".to_owned(), 400, "no event with this id"),
        ("/v1/users/user_ada/diff?from=yesterday&to=0".to_owned(), 400, "neither a time, a position nor the id"),
        ("/v1/users/user_ada/diff?from=0&to=yesterday".to_owned(), 400, "mostly begins with msg_"),
        ("/v1/users/user_ada/diff?from=msg_created&to=msg_acme".to_owned(), 200, ""),
        ("/v1/sessions/sess_1/diff?from=msg_created&to=msg_in".to_owned(), 400, "no event with this id"),
        (format!("/v1/users/user_ada/diff?from=0&to={size}"), 409, "the log ends at position"),
        ("/v1/users/user_ada/diff?from=0@000000000000&to=0".to_owned(), 409, "another event"),
        (format!("/v1/users/user_ada/diff?from={}&to={}", at(-2), at(-1)), 404, "its history begins later"),
    ] {
        let answer = ask(&app, &path).await;
        if status == 200 {
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        } else {
            let detail = answer.problem(status);
            assert!(detail.contains(says), "{path}: {detail}");
        }
    }
});

on_both!(a_key_for_one_source_sees_the_past_of_no_other, |db| async {
    let (app, _) = told(&db).await;
    let own = create(&db, &["--scope", "views:read", "--source", "clerk"]);
    let other = create(&db, &["--scope", "views:read", "--source", "other"]);
    for path in [
        "/v1/users/user_ada?as_of=2026-09-22T00:00:00Z",
        "/v1/users/user_ada/history",
        "/v1/users/user_ada/diff?from=msg_created&to=msg_renamed",
        "/v1/sessions/sess_1/history",
        "/v1/organizations/org_1/history",
        "/v1/memberships/orgmem_1?as_of=2026-09-22T00:00:00Z",
    ] {
        assert_eq!(ask_with(&app, &own, Method::GET, path).await.status, 200, "{path}");
        ask_with(&app, &other, Method::GET, path).await.problem(404);
        let named = format!("{path}{}source=clerk", if path.contains('?') { '&' } else { '?' });
        ask_with(&app, &other, Method::GET, &named).await.problem(403);
    }
});
