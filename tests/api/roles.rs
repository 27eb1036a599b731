//! Who had which role at a time: by the role then, not by that of today.

use serde_json::{Value, json};

use super::{
    history::{BEGIN, at, body},
    queries::{assert_lists, ids},
};
use crate::support::{Db, cli::run, on_both, test_server::TestServer};

/// A membership as Clerk writes it, begun at second 30.
fn member(id: &str, user: &str, role: &str, updated: i64) -> Value {
    json!({"id": id, "role": role, "created_at": (BEGIN + 30) * 1_000, "updated_at": (BEGIN + updated) * 1_000,
        "organization": {"id": "org_1", "created_at": BEGIN * 1_000, "updated_at": BEGIN * 1_000},
        "public_user_data": {"user_id": user}})
}

fn event(verb: &str, seconds: i64, data: &Value) -> Vec<u8> {
    body(&format!("organizationMembership.{verb}"), seconds, "ins_main", data)
}

/// Ada is demoted, then promoted for ten seconds, and removed by a bare notice; Bob is promoted, told with a role without a
/// prefix; Cy is an administrator until his user is deleted; of Di only a late update is known. The oldest events come last.
fn story() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        (
            "msg_a4",
            event("deleted", 200, &json!({"id": "mem_a", "object": "organization_membership", "deleted": true})),
        ),
        ("msg_a3", event("updated", 160, &member("mem_a", "user_a", "org:member", 160))),
        ("msg_a1", event("updated", 100, &member("mem_a", "user_a", "org:member", 100))),
        ("msg_a0", event("created", 31, &member("mem_a", "user_a", "org:admin", 31))),
        ("msg_b1", event("updated", 100, &member("mem_b", "user_b", "admin", 100))),
        ("msg_b0", event("created", 30, &member("mem_b", "user_b", "org:member", 30))),
        ("msg_c0", event("created", 30, &member("mem_c", "user_c", "org:admin", 30))),
        ("msg_c1", body("user.deleted", 120, "ins_main", &json!({"id": "user_c", "deleted": true}))),
        ("msg_d1", event("updated", 140, &member("mem_d", "user_d", "org:admin", 130))),
        ("msg_a2", event("updated", 150, &member("mem_a", "user_a", "org:admin", 150))),
    ]
}

/// Delivered in two parts, so that rows that are written meet later events.
async fn told(db: &Db) -> TestServer {
    let app = TestServer::serve(db).await;
    let story = story();
    for part in story.chunks(4) {
        for (id, body) in part {
            assert_eq!(app.deliver(id, body.clone()).await.0, 200, "{id}");
        }
        app.settle().await;
    }
    app
}

fn list(query: &str) -> String {
    format!("/v1/memberships?order=asc&{query}")
}

/// Each membership with its roles.
async fn roles(app: &TestServer, query: &str) -> Vec<(String, Vec<String>)> {
    let (_, page) = app.get(&list(query)).await;
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let roles = |row: &Value| row["roles"].as_array().expect("roles").iter().map(text).collect();
    let rows = page["data"].as_array().expect("rows").iter();
    rows.map(|row| (text(&row["membership_id"]), roles(row))).collect()
}

on_both!(role_at_a_time_is_the_role_of_then, |db| async {
    let app = told(&db).await;
    let admins = |seconds: i64| list(&format!("role=admin&active_at={}", at(seconds)));
    let members = |seconds: i64| list(&format!("role=org:member&active_at={}", at(seconds)));
    assert_lists(
        &app,
        &[
            (&admins(29), &[]),
            // Created with that role, though updated a second later.
            (&admins(30), &["mem_a", "mem_c"]),
            (&admins(99), &["mem_a", "mem_c"]),
            (&members(99), &["mem_b"]),
            (&admins(100), &["mem_b", "mem_c"]),
            (&members(100), &["mem_a"]),
            (&admins(119), &["mem_b", "mem_c"]),
            (&admins(120), &["mem_b"]),
            // Known from when it was last updated, before the event.
            (&admins(129), &["mem_b"]),
            (&admins(130), &["mem_b", "mem_d"]),
            (&admins(155), &["mem_a", "mem_b", "mem_d"]),
            (&admins(160), &["mem_b", "mem_d"]),
            (&members(199), &["mem_a"]),
            (&members(200), &[]),
            (&list("role=admin"), &["mem_b", "mem_c", "mem_d"]),
            (&list("role=member"), &["mem_a"]),
            // Behind the index of one user, or of one organization.
            (&format!("{}&user_id=user_a", admins(99)), &["mem_a"]),
            (&format!("{}&user_id=user_a", admins(100)), &[]),
            (&format!("{}&organization_id=org_1", admins(100)), &["mem_b", "mem_c"]),
            (&list(&format!("role=min&active_at={}", at(99))), &[]),
            (&list(&format!("role=%25&active_at={}", at(99))), &[]),
        ],
    )
    .await;
    // Newest first, and page by page.
    let newest = format!("/v1/memberships?role=admin&active_at={}", at(155));
    assert_eq!(ids(&app, &newest).await, ["mem_d", "mem_b", "mem_a"]);
    let (_, first) = app.get(&format!("{newest}&limit=2")).await;
    let next = first["page"]["next"].as_str().expect("a cursor");
    assert_eq!(ids(&app, &format!("{newest}&limit=2&after={next}")).await, ["mem_a"]);
    // A built copy holds what the followed one does, its lists of roles too.
    let check = run(&db, &["projections", "rebuild", "--check"]);
    assert!(check.status.success(), "{check:?}");
});

on_both!(role_in_an_interval_is_any_of_then, |db| async {
    let app = told(&db).await;
    let between =
        |role: &str, since: i64, until: i64| list(&format!("role={role}&since={}&until={}", at(since), at(until)));
    let open = |name: &str, seconds: i64| list(&format!("role=admin&{name}={}", at(seconds)));
    assert_lists(
        &app,
        &[
            (&between("admin", 0, 30), &[]),
            (&between("admin", 0, 31), &["mem_a", "mem_c"]),
            (&between("admin", 90, 100), &["mem_a", "mem_c"]),
            (&between("admin", 90, 101), &["mem_a", "mem_b", "mem_c"]),
            (&between("admin", 100, 150), &["mem_b", "mem_c", "mem_d"]),
            (&between("admin", 100, 151), &["mem_a", "mem_b", "mem_c", "mem_d"]),
            (&between("member", 100, 110), &["mem_a"]),
            (&between("member", 200, 300), &[]),
            (&open("since", 125), &["mem_a", "mem_b", "mem_d"]),
            (&open("since", 160), &["mem_b", "mem_d"]),
            (&open("until", 31), &["mem_a", "mem_c"]),
            (&list(&format!("since={}&until={}", at(125), at(200))), &["mem_a", "mem_b", "mem_d"]),
            (&list(&format!("since={}", at(200))), &["mem_b", "mem_d"]),
            (&list(&format!("until={}", at(30))), &[]),
        ],
    )
    .await;
});

on_both!(rows_show_the_roles_of_then, |db| async {
    let app = told(&db).await;
    let shown = |id: &str, roles: &[&str]| (id.to_owned(), roles.iter().map(|role| (*role).to_owned()).collect());
    let (admin, member) = ("org:admin", "org:member");
    assert_eq!(
        roles(&app, &format!("active_at={}", at(99))).await,
        [shown("mem_a", &[admin]), shown("mem_b", &[member]), shown("mem_c", &[admin]), shown("mem_d", &[])]
    );
    assert_eq!(
        roles(&app, &format!("since={}&until={}", at(90), at(155))).await,
        [
            shown("mem_a", &[admin, member, admin]),
            shown("mem_b", &[member, "admin"]),
            shown("mem_c", &[admin]),
            shown("mem_d", &[admin])
        ]
    );
    // Today's is shown beside them, and no roles of then where no time is named.
    let (_, page) = app.get(&list(&format!("active_at={}&user_id=user_a", at(99)))).await;
    assert_eq!((&page["data"][0]["role"], &page["data"][0]["roles"]), (&json!(member), &json!([admin])), "{page}");
    assert_eq!(page["interval"], json!({"active_at": at(99)}));
    for path in ["/v1/memberships/mem_a".to_owned(), format!("/v1/memberships/mem_a?as_of={}", at(100))] {
        assert!(app.get(&path).await.1.get("roles").is_none(), "{path}");
    }
    assert!(app.get("/v1/memberships").await.1["data"][0].get("roles").is_none());
    // What `as_of` says of the same moments.
    for (seconds, role) in [(99, admin), (100, member), (155, admin), (199, member)] {
        let (_, then) = app.get(&format!("/v1/memberships/mem_a?as_of={}", at(seconds))).await;
        assert_eq!(then["role"], role, "{seconds}");
        let listed = roles(&app, &format!("active_at={}&user_id=user_a", at(seconds))).await;
        assert_eq!(listed, [shown("mem_a", &[role])], "{seconds}");
    }
});

on_both!(former_role_is_not_said_to_be_unknown, |db| async {
    let app = TestServer::serve(&db).await;
    for (id, body) in [
        ("msg_0", event("created", 30, &member("mem_a", "user_a", "org:owner", 30))),
        ("msg_1", event("updated", 50, &member("mem_a", "user_a", "org:member", 50))),
    ] {
        assert_eq!(app.deliver(id, body).await.0, 200);
    }
    app.settle().await;
    assert_eq!(ids(&app, &list(&format!("role=owner&active_at={}", at(40)))).await, ["mem_a"]);
    let (_, page) = app.get("/v1/memberships?role=owner").await;
    assert_eq!((&page["data"], &page["notes"]), (&json!([]), &Value::Null), "{page}");
    let (_, page) = app.get("/v1/memberships?role=owners").await;
    assert!(page["notes"][0].as_str().is_some_and(|note| note.starts_with("role: ")), "{page}");
});

on_both!(a_membership_that_moves_is_told, |db| async {
    let app = TestServer::serve(&db).await;
    let elsewhere = |mut member: Value| {
        member["organization"]["id"] = "org_2".into();
        member
    };
    let bodies = [
        ("msg_0", event("created", 30, &member("mem_m", "user_a", "org:member", 30))),
        ("msg_1", event("updated", 100, &member("mem_m", "user_b", "org:member", 100))),
        ("msg_2", event("updated", 150, &elsewhere(member("mem_m", "user_b", "org:member", 150)))),
    ];
    for (id, body) in bodies {
        assert_eq!(app.deliver(id, body).await.0, 200, "{id}");
    }
    app.settle().await;
    for (id, field, from, to, summary) in [
        ("msg_1", "user_id", "user_a", "user_b", "The membership of user_a in org_1 passed to user_b"),
        ("msg_2", "organization_id", "org_1", "org_2", "The membership of user_b passed from org_1 to org_2"),
    ] {
        let (status, row) = app.get(&format!("/v1/activity/{id}")).await;
        assert_eq!(status, 200, "{row:#}");
        assert_eq!(row["actions"], json!(["membership_moved"]), "{row:#}");
        assert_eq!(row["summary"], summary);
        let change = &row["changes"][0];
        assert_eq!((&change["field"], &change["from"], &change["to"]), (&json!(field), &json!(from), &json!(to)));
    }
});

on_both!(older_names_of_roles_are_found_as_todays, |db| async {
    let app = TestServer::serve(&db).await;
    for (id, second, role) in [("msg_0", 30, "basic_member"), ("msg_1", 60, "org:member"), ("msg_2", 90, "org:admin")] {
        let verb = if second == 30 { "created" } else { "updated" };
        let told = event(verb, second, &member("mem_a", "user_a", role, second));
        assert_eq!(app.deliver(id, told).await.0, 200, "{id}");
    }
    let stays = event("created", 30, &member("mem_b", "user_b", "basic_member", 30));
    assert_eq!(app.deliver("msg_3", stays).await.0, 200);
    for (id, role) in [("orginv_a", "basic_member"), ("orginv_b", "org:member")] {
        let invitation = json!({"id": id, "email_address": "ada@example.com", "role": role, "organization_id": "org_1",
            "status": "pending", "created_at": BEGIN * 1_000, "updated_at": BEGIN * 1_000});
        let told = body("organizationInvitation.created", 0, "ins_main", &invitation);
        assert_eq!(app.deliver(id, told).await.0, 200, "{id}");
    }
    app.settle().await;
    for role in ["member", "org:member", "basic_member", "org:basic_member"] {
        assert_lists(
            &app,
            &[
                (&list(&format!("role={role}")), &["mem_b"]),
                (&list(&format!("role={role}&active_at={}", at(30))), &["mem_a", "mem_b"]),
                (&list(&format!("role={role}&active_at={}", at(60))), &["mem_a", "mem_b"]),
                (&list(&format!("role={role}&active_at={}", at(90))), &["mem_b"]),
                (&list(&format!("role={role}&since={}&until={}", at(40), at(50))), &["mem_a", "mem_b"]),
                (&format!("/v1/invitations?order=asc&role={role}"), &["orginv_a", "orginv_b"]),
            ],
        )
        .await;
        let (_, none) = app.get(&list(&format!("role={role}&user_id=user_c"))).await;
        assert!(!none["notes"].to_string().contains("no role"), "{none}");
    }
    // Shown as it was sent; a new name of the same role is no other role.
    assert_eq!(app.get("/v1/memberships/mem_b").await.1["role"], "basic_member");
    let then = roles(&app, &format!("since={}&until={}&user_id=user_a", at(30), at(100))).await;
    assert_eq!(then, [("mem_a".to_owned(), vec!["org:member".to_owned(), "org:admin".to_owned()])]);
    let (_, page) = app.get("/v1/activity?action=member_role_changed").await;
    let changed: Vec<&Value> = page["data"].as_array().expect("rows").iter().map(|row| &row["svix_id"]).collect();
    assert_eq!(changed, ["msg_2"]);
});
