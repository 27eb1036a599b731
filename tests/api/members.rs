//! What the members of an organization did, while they were members.

use serde_json::json;

use super::{asking::ask, history::BEGIN, queries::assert_lists};
use crate::support::{on_both, test_server::TestServer};

async fn deliver(app: &TestServer, id: &str, event_type: &str, second: i64, data: serde_json::Value) {
    let event = json!({
        "object": "event", "type": event_type, "timestamp": (BEGIN + second) * 1_000, "instance_id": "ins_main",
        "data": data,
    });
    assert_eq!(app.deliver(id, event.to_string().into_bytes()).await.0, 200, "{id}");
}

on_both!(activity_of_members_is_that_of_their_membership, |db| async {
    let app = TestServer::serve(&db).await;
    let membership = |user: &str, second: i64| {
        json!({
            "id": format!("orgmem_{user}"), "object": "organization_membership", "role": "org:member",
            "created_at": (BEGIN + second) * 1_000, "updated_at": (BEGIN + second) * 1_000,
            "organization": {"id": "org_1", "name": "One"}, "public_user_data": {"user_id": user},
        })
    };
    let session = |user: &str, number: usize, second: i64| {
        json!({
            "id": format!("sess_{user}_{number}"), "object": "session", "user_id": user, "status": "active",
            "created_at": (BEGIN + second) * 1_000, "updated_at": (BEGIN + second) * 1_000,
        })
    };
    // Ada signs in before, during and after her membership; Bea is none; Cy never leaves.
    deliver(&app, "a1", "session.created", 0, session("ada", 1, 0)).await;
    deliver(&app, "a_in", "organizationMembership.created", 100, membership("ada", 100)).await;
    deliver(&app, "a2", "session.created", 200, session("ada", 2, 200)).await;
    deliver(&app, "b1", "session.created", 210, session("bea", 1, 210)).await;
    deliver(&app, "c_in", "organizationMembership.created", 220, membership("cy", 220)).await;
    deliver(&app, "c1", "session.created", 230, session("cy", 1, 230)).await;
    deliver(&app, "a_out", "organizationMembership.deleted", 300, membership("ada", 100)).await;
    deliver(&app, "a3", "session.created", 400, session("ada", 3, 400)).await;
    app.settle().await;
    for order in ["", "&order_by=position"] {
        let list = |filter: &str| format!("/v1/activity?{filter}{order}");
        assert_lists(
            &app,
            &[
                (&list("member_of=org_1&action=signed_in"), &["c1", "a2"]),
                (&list("member_of=org_1&action=signed_in&user_id=ada"), &["a2"]),
                (&list("member_of=org_1&user_id=bea"), &[]),
                (&list("organization_id=org_1&action=signed_in"), &[]),
            ],
        )
        .await;
    }
    let (_, page) = app.get("/v1/activity?member_of=org_none").await;
    let note = "member_of: no organization with the id \"org_none\" was ever recorded";
    assert_eq!((&page["data"], &page["notes"]), (&json!([]), &json!([note])));
    let detail = ask(&app, "/v1/activity?member_of=org_1&source=system").await.problem(400);
    assert!(detail.contains("leave source=system out"), "{detail}");
});
