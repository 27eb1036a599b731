//! Organizations, memberships and invitations over one small history. An end without an event of its
//! own is inferred and marked as inferred.

use serde_json::{Value, json};

use super::{
    history::{BEGIN, at, body},
    queries::assert_lists,
};
use crate::support::{Db, on_both, test_server::TestServer};

const MAIN: &str = "ins_main";

fn organization(id: &str, name: &str) -> Value {
    json!({"object": "organization", "id": id, "name": name, "slug": name.to_lowercase(), "created_by": "user_ada",
        "members_count": 7, "max_allowed_memberships": 5, "admin_delete_enabled": true,
        "created_at": BEGIN * 1_000, "updated_at": BEGIN * 1_000})
}

fn membership(id: &str, organization: &Value, user: &str, begun: i64) -> Value {
    let created = (BEGIN + begun) * 1_000;
    json!({"object": "organization_membership", "id": id, "role": "org:admin", "role_name": "Admin",
        "organization": organization, "public_user_data": {"user_id": user, "first_name": "F", "identifier": "f@one.test"},
        "created_at": created, "updated_at": created})
}

fn invitation(id: &str, status: &str, email: &str, begun: i64, expires: i64, more: Value) -> Value {
    let created = (BEGIN + begun) * 1_000;
    let mut data = json!({"object": "organization_invitation", "id": id, "organization_id": "org_a", "role": "org:member",
        "role_name": "Member", "email_address": email, "inviter_id": "user_ada", "status": status,
        "url": "https://accounts.one.test/ticket", "created_at": created, "updated_at": created,
        "expires_at": (BEGIN + expires) * 1_000});
    let Value::Object(more) = more else { panic!("an object") };
    data.as_object_mut().expect("an object").extend(more);
    data
}

/// Ada creates an organization and leaves it. A second one is described by its members only, and
/// deleted. Bob is deleted.
async fn served(db: &Db) -> TestServer {
    let app = TestServer::serve(db).await;
    let (acme, gone) = (organization("org_a", "Acme"), organization("org_gone", "Gone"));
    let far = 1_000_000_000;
    let deliveries = [
        // The memberships come before their organization.
        ("msg_1", body("organizationMembership.created", 10, MAIN, &membership("orgmem_ada", &acme, "user_ada", 10))),
        ("msg_2", body("organizationMembership.created", 20, MAIN, &membership("orgmem_bob", &acme, "user_bob", 20))),
        ("msg_3", body("organizationMembership.created", 30, MAIN, &membership("orgmem_g", &gone, "user_ada", 30))),
        ("msg_4", body("organizationMembership.created", 40, MAIN, &membership("orgmem_cy", &acme, "user_cy", 40))),
        ("msg_5", body("organization.created", 0, MAIN, &acme)),
        // The notice holds the whole object, last updated when it was created.
        ("msg_6", body("organizationMembership.deleted", 50, MAIN, &membership("orgmem_ada", &acme, "user_ada", 10))),
        ("msg_7", body("user.deleted", 60, MAIN, &json!({"id": "user_bob", "deleted": true}))),
        ("msg_8", body("organization.deleted", 70, MAIN, &json!({"id": "org_gone", "slug": "gone", "deleted": true}))),
        (
            "msg_9",
            body(
                "organizationInvitation.created",
                80,
                MAIN,
                &invitation("orginv_cy", "pending", "cy@one.test", 80, far, json!({})),
            ),
        ),
        (
            "msg_10",
            body(
                "organizationInvitation.accepted",
                90,
                MAIN,
                &invitation("orginv_cy", "accepted", "cy@one.test", 80, far, json!({"user_id": "user_cy"})),
            ),
        ),
        (
            "msg_11",
            body(
                "organizationInvitation.created",
                100,
                MAIN,
                &invitation("orginv_late", "pending", "di@one.test", 100, 200, json!({})),
            ),
        ),
        (
            "msg_12",
            body(
                "organizationInvitation.created",
                110,
                MAIN,
                &invitation("orginv_open", "pending", "di@one.test", 110, far, json!({"organization_id": "org_new"})),
            ),
        ),
        (
            "msg_13",
            body(
                "organizationInvitation.revoked",
                120,
                MAIN,
                &invitation("orginv_no", "revoked", "ed@one.test", 115, far, json!({})),
            ),
        ),
    ];
    for (id, body) in deliveries {
        assert_eq!(app.deliver(id, body).await.0, 200, "{id}");
    }
    app.settle().await;
    app
}

on_both!(organizations, |db| async {
    let app = served(&db).await;
    assert_lists(
        &app,
        &[
            ("/v1/organizations?order=asc", &["org_a", "org_gone", "org_new"]),
            ("/v1/organizations?name=Acme", &["org_a"]),
            ("/v1/organizations?name=acme", &["org_a"]),
            ("/v1/organizations?slug=gone", &["org_gone"]),
            ("/v1/organizations?created_by=user_ada", &["org_gone", "org_a"]),
            ("/v1/organizations?instance_id=ins_else", &[]),
        ],
    )
    .await;
    let (_, acme) = app.get("/v1/organizations/org_a").await;
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(acme, @r#"
        {
          "organization_id": "org_a",
          "source": "clerk",
          "instance_id": "ins_main",
          "name": "Acme",
          "slug": "acme",
          "created_by": "user_ada",
          "max_allowed_memberships": 5,
          "admin_delete_enabled": true,
          "role_set_key": null,
          "created_at": "2026-09-21T14:13:20.000Z",
          "updated_at": "2026-09-21T14:13:20.000Z",
          "deleted_at": null,
          "failure_since": null
        }
        "#);
    }
    let (_, gone) = app.get("/v1/organizations/org_gone").await;
    assert_eq!((&gone["name"], gone["deleted_at"].as_str()), (&json!("Gone"), Some(&*at(70))), "known by its member");
    assert_eq!(app.get("/v1/organizations/org_none").await.0, 404);
});

on_both!(memberships_end_with_their_user_and_their_organization, |db| async {
    let app = served(&db).await;
    let active_at = |seconds: i64| format!("/v1/memberships?order=asc&active_at={}", at(seconds));
    assert_lists(
        &app,
        &[
            ("/v1/memberships?order=asc", &["orgmem_ada", "orgmem_bob", "orgmem_g", "orgmem_cy"]),
            ("/v1/memberships?organization_id=org_a", &["orgmem_cy", "orgmem_bob", "orgmem_ada"]),
            ("/v1/memberships?user_id=user_ada", &["orgmem_g", "orgmem_ada"]),
            ("/v1/memberships?role=org%3Aadmin&user_id=user_cy", &["orgmem_cy"]),
            ("/v1/memberships?role=admin&user_id=user_cy", &["orgmem_cy"]),
            ("/v1/memberships?role=org%3Amember", &[]),
            ("/v1/memberships?active=true", &["orgmem_cy"]),
            ("/v1/memberships?active=false&order=asc", &["orgmem_ada", "orgmem_bob", "orgmem_g"]),
            (&active_at(9), &[]),
            (&active_at(49), &["orgmem_ada", "orgmem_bob", "orgmem_g", "orgmem_cy"]),
            (&active_at(50), &["orgmem_bob", "orgmem_g", "orgmem_cy"]),
            (&active_at(69), &["orgmem_g", "orgmem_cy"]),
        ],
    )
    .await;
    for (id, reason, end, inferred) in [
        ("orgmem_ada", json!("deleted"), json!(at(50)), false),
        ("orgmem_bob", json!("user_deleted"), json!(at(60)), true),
        ("orgmem_g", json!("organization_deleted"), json!(at(70)), true),
        ("orgmem_cy", Value::Null, Value::Null, false),
    ] {
        let (_, row) = app.get(&format!("/v1/memberships/{id}")).await;
        assert_eq!(
            (&row["end_reason"], &row["ended_at"], &row["inferred"]),
            (&reason, &end, &json!(inferred)),
            "{row:#}"
        );
    }
    let (_, bob) = app.get("/v1/memberships/orgmem_bob").await;
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(bob, @r#"
        {
          "membership_id": "orgmem_bob",
          "source": "clerk",
          "instance_id": "ins_main",
          "user_id": "user_bob",
          "user_name": "F",
          "user_email": null,
          "organization_id": "org_a",
          "organization_name": "Acme",
          "role": "org:admin",
          "role_name": "Admin",
          "permissions": null,
          "started_at": "2026-09-21T14:13:40.000Z",
          "started_basis": "created_at",
          "updated_at": "2026-09-21T14:13:40.000Z",
          "ended_at": "2026-09-21T14:14:20.000Z",
          "end_reason": "user_deleted",
          "inferred": true,
          "failure_since": null
        }
        "#);
    }
    assert_eq!(app.get("/v1/memberships/orgmem_none").await.0, 404);
    let (status, refused) = app.get("/v1/memberships?active=yes").await;
    assert!(
        status == 400 && refused["detail"].as_str().is_some_and(|text| text.contains("true or false")),
        "{refused}"
    );
});

on_both!(invitations_are_settled_once_and_expire_by_inference, |db| async {
    let app = served(&db).await;
    assert_lists(
        &app,
        &[
            ("/v1/invitations?order=asc", &["orginv_cy", "orginv_late", "orginv_open", "orginv_no"]),
            ("/v1/invitations?organization_id=org_new", &["orginv_open"]),
            ("/v1/invitations?email=di%40one.test", &["orginv_open", "orginv_late"]),
            ("/v1/invitations?inviter_id=user_ada&status=revoked", &["orginv_no"]),
            ("/v1/invitations?status=accepted", &["orginv_cy"]),
            ("/v1/invitations?status=expired", &["orginv_late"]),
            ("/v1/invitations?status=pending", &["orginv_open"]),
        ],
    )
    .await;
    for (id, status, settled_at, inferred) in [
        ("orginv_cy", "accepted", json!(at(90)), false),
        ("orginv_late", "expired", json!(at(200)), true),
        ("orginv_open", "pending", Value::Null, false),
        ("orginv_no", "revoked", json!(at(120)), false),
    ] {
        let (_, row) = app.get(&format!("/v1/invitations/{id}")).await;
        let shown = (&row["status"], &row["settled_at"], &row["inferred"]);
        assert_eq!(shown, (&json!(status), &settled_at, &json!(inferred)), "{row:#}");
        assert!(!row.to_string().contains("ticket"), "the link that accepts it: {row}");
    }
    let (_, cy) = app.get("/v1/invitations/orginv_cy").await;
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(cy, @r#"
        {
          "invitation_id": "orginv_cy",
          "source": "clerk",
          "instance_id": "ins_main",
          "organization_id": "org_a",
          "organization_name": "Acme",
          "email": "cy@one.test",
          "inviter_id": "user_ada",
          "inviter_name": "F",
          "inviter_email": null,
          "user_id": "user_cy",
          "user_name": "F",
          "user_email": null,
          "started_at": "2026-09-21T14:14:40.000Z",
          "started_basis": "created_at",
          "role": "org:member",
          "role_name": "Member",
          "status": "accepted",
          "settled_at": "2026-09-21T14:14:50.000Z",
          "inferred": false,
          "expires_at": "2058-05-30T16:00:00.000Z",
          "updated_at": "2026-09-21T14:14:40.000Z",
          "failure_since": null
        }
        "#);
    }
    assert_eq!(app.get("/v1/invitations/orginv_none").await.0, 404);
    // The users that invitations name are known, without an event of their own.
    assert_lists(&app, &[("/v1/users?order=asc", &["user_ada", "user_bob", "user_cy"])]).await;
});

on_both!(bare_deletion_is_found_under_its_user_and_organization, |db| async {
    // In both orders of arrival, the description adds what the notice lacks.
    for notice_first in [false, true] {
        let app = TestServer::serve(&db).await;
        let suffix = if notice_first { "late" } else { "early" };
        let (id, user, organization_id) =
            (format!("orgmem_{suffix}"), format!("user_{suffix}"), format!("org_{suffix}"));
        let described = membership(&id, &organization(&organization_id, "Acme"), &user, 10);
        let bare = json!({"object": "organization_membership", "id": id, "deleted": true});
        let mut deliveries = [
            (format!("msg_{suffix}_1"), body("organizationMembership.created", 10, MAIN, &described)),
            (format!("msg_{suffix}_2"), body("organizationMembership.deleted", 50, MAIN, &bare)),
        ];
        if notice_first {
            deliveries.reverse();
        }
        for (id, body) in deliveries {
            assert_eq!(app.deliver(&id, body).await.0, 200, "{id}");
            app.settle().await;
        }
        let (_, row) = app.get(&format!("/v1/memberships/{id}")).await;
        assert_eq!((&row["role"], &row["ended_at"]), (&json!("org:admin"), &json!(at(50))), "{row:#}");
        for filter in [format!("user_id={user}"), format!("organization_id={organization_id}")] {
            let (_, page) = app.get(&format!("/v1/activity?order=asc&{filter}")).await;
            let rows = page["data"].as_array().expect("rows");
            let actions: Vec<&Value> = rows.iter().map(|row| &row["actions"]).collect();
            assert_eq!(actions, [&json!(["member_added"]), &json!(["member_removed"])], "{filter}: {page:#}");
            assert_eq!(rows[1]["organization_id"], json!(organization_id));
        }
        let (_, history) = app.get(&format!("/v1/memberships/{id}/history?order=asc")).await;
        let changes = &history["data"][1]["changes"];
        assert!(!changes.to_string().contains("role"), "a notice changes no described field: {changes:#}");
        app.terminate();
    }
});

on_both!(bare_notices_are_about_what_was_described, |db| async {
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let app = TestServer::serve(&db).await;
        let suffix = order.map(|at| at.to_string()).concat();
        let organization_id = format!("org_{suffix}");
        let organization = organization(&organization_id, "Acme");
        let families = [
            (
                "organizationMembership.created",
                "organizationMembership.deleted",
                membership(&format!("orgmem_{suffix}"), &organization, &format!("user_{suffix}"), 10),
                "is no longer a member of Acme",
            ),
            (
                "organizationInvitation.created",
                "organizationInvitation.revoked",
                json!({"object": "organization_invitation", "id": format!("orginv_{suffix}"), "role": "org:admin",
                    "email_address": "new@one.test", "organization_id": organization_id, "status": "pending"}),
                "The invitation of new@one.test to Acme was withdrawn",
            ),
            (
                "organizationDomain.created",
                "organizationDomain.deleted",
                json!({"object": "organization_domain", "id": format!("orgdmn_{suffix}"), "name": "one.test",
                    "organization_id": organization_id, "enrollment_mode": "automatic_invitation"}),
                "one.test",
            ),
        ];
        for (family, (created, ended, described, _)) in families.iter().enumerate() {
            let bare = json!({"object": described["object"], "id": described["id"], "deleted": true});
            let bodies =
                [body(created, 10, MAIN, described), body(ended, 50, MAIN, &bare), body(ended, 60, MAIN, &bare)];
            for at in order {
                assert_eq!(app.deliver(&format!("msg_{suffix}_{family}_{at}"), bodies[at].clone()).await.0, 200);
                app.settle().await;
            }
        }
        for (created, ended, _, sentence) in &families {
            let (_, page) =
                app.get(&format!("/v1/activity?organization_id={organization_id}&order=asc&type={ended}")).await;
            let sentences: Vec<&str> = page["data"]
                .as_array()
                .expect("rows")
                .iter()
                .map(|row| row["summary"].as_str().expect("a text"))
                .collect();
            assert_eq!(sentences.len(), 2, "{created} {order:?}: {page:#}");

            assert!(sentences.iter().all(|told| told.contains(sentence)), "{sentences:?}");
        }
        app.terminate();
    }
});
