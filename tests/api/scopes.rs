//! Every operation of the document with every scope: one opens it, every other is refused. An operation that is not in
//! the table fails the test, so that nobody adds one without deciding who may use it.

use std::collections::BTreeSet;

use gatelog::{access::Scope, api::middleware::operations::Operation};
use poem_openapi::OpenApi;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

use super::{
    asking::Answer,
    keys::{create, id_of},
};
use crate::support::{Db, test_server::TestServer};

/// Operation, method, path, scope, and the status with the right one.
const TABLE: [(&str, &str, &str, Scope, u16); 42] = [
    ("list_events", "GET", "/v1/events", Scope::EventsRead, 200),
    // A stream that begins does not end.
    ("stream_events", "GET", "/v1/events/stream?after=x", Scope::EventsRead, 400),
    ("get_event", "GET", "/v1/events/msg_a", Scope::EventsRead, 200),
    ("get_event_payload", "GET", "/v1/events/msg_a/payload", Scope::EventsBody, 200),
    ("get_export", "GET", "/v1/exports/00000000000000000000000000000000", Scope::EventsRead, 404),
    ("list_activity", "GET", "/v1/activity", Scope::ViewsRead, 200),
    ("stream_activity", "GET", "/v1/activity/stream?after=x", Scope::ViewsRead, 400),
    ("get_activity", "GET", "/v1/activity/msg_a", Scope::ViewsRead, 200),
    ("get_activity_stats", "GET", "/v1/stats/activity", Scope::ViewsRead, 200),
    ("get_session_stats", "GET", "/v1/stats/sessions", Scope::ViewsRead, 200),
    ("get_user_stats", "GET", "/v1/stats/users", Scope::ViewsRead, 200),
    ("list_sessions", "GET", "/v1/sessions", Scope::ViewsRead, 200),
    ("get_session", "GET", "/v1/sessions/sess_x", Scope::ViewsRead, 404),
    ("list_users", "GET", "/v1/users", Scope::ViewsRead, 200),
    ("get_user", "GET", "/v1/users/user_a", Scope::ViewsRead, 200),
    ("list_organizations", "GET", "/v1/organizations", Scope::ViewsRead, 200),
    ("get_organization", "GET", "/v1/organizations/org_x", Scope::ViewsRead, 404),
    ("list_memberships", "GET", "/v1/memberships", Scope::ViewsRead, 200),
    ("get_membership", "GET", "/v1/memberships/orgmem_x", Scope::ViewsRead, 404),
    ("list_invitations", "GET", "/v1/invitations", Scope::ViewsRead, 200),
    ("get_invitation", "GET", "/v1/invitations/orginv_x", Scope::ViewsRead, 404),
    ("list_user_history", "GET", "/v1/users/user_a/history", Scope::ViewsRead, 200),
    (
        "diff_user",
        "GET",
        "/v1/users/user_a/diff?from=2026-09-22T00:00:00Z&to=2026-09-22T00:00:00Z",
        Scope::ViewsRead,
        200,
    ),
    ("list_session_history", "GET", "/v1/sessions/sess_x/history", Scope::ViewsRead, 404),
    (
        "diff_session",
        "GET",
        "/v1/sessions/sess_x/diff?from=2026-09-22T00:00:00Z&to=2026-09-22T00:00:00Z",
        Scope::ViewsRead,
        404,
    ),
    ("list_organization_history", "GET", "/v1/organizations/org_x/history", Scope::ViewsRead, 404),
    (
        "diff_organization",
        "GET",
        "/v1/organizations/org_x/diff?from=2026-09-22T00:00:00Z&to=2026-09-22T00:00:00Z",
        Scope::ViewsRead,
        404,
    ),
    ("list_membership_history", "GET", "/v1/memberships/orgmem_x/history", Scope::ViewsRead, 404),
    (
        "diff_membership",
        "GET",
        "/v1/memberships/orgmem_x/diff?from=2026-09-22T00:00:00Z&to=2026-09-22T00:00:00Z",
        Scope::ViewsRead,
        404,
    ),
    ("list_reports", "GET", "/v1/reports", Scope::ViewsRead, 200),
    ("list_sources", "GET", "/v1/sources", Scope::ViewsRead, 200),
    ("list_projections", "GET", "/v1/projections", Scope::MetricsRead, 200),
    ("list_undecodable", "GET", "/v1/undecodable", Scope::EventsRead, 200),
    ("rebuild_projection", "POST", "/v1/projections/none/rebuild", Scope::AdminRebuild, 404),
    ("get_metrics", "GET", "/metrics", Scope::MetricsRead, 200),
    ("list_keys", "GET", "/v1/keys", Scope::KeysRead, 200),
    ("create_review", "POST", "/v1/exports/nosuchexport/reviews", Scope::ReviewsWrite, 400),
    ("create_key", "POST", "/v1/keys", Scope::AdminKeys, 400),
    ("revoke_key", "DELETE", "/v1/keys/nosuchkey", Scope::AdminKeys, 404),
    ("begin_viewer_session", "POST", "/v1/viewer/session", Scope::ViewsRead, 200),
    ("get_viewer_session", "GET", "/v1/viewer/session", Scope::ViewsRead, 200),
    ("end_viewer_session", "DELETE", "/v1/viewer/session", Scope::ViewsRead, 204),
];

/// What needs no key: where senders deliver, and whether the service is alive.
const OPEN: [&str; 3] = ["receive_delivery", "get_health", "get_readiness"];

async fn asked(app: &TestServer, key: Option<&str>, method: &str, path: &str) -> Answer {
    let request = Client::new().request(Method::from_bytes(method.as_bytes()).expect("a method"), app.url(path));
    let request = key.into_iter().fold(request, RequestBuilder::bearer_auth);
    // A body for every one that takes one; it makes no key.
    Answer::to(request.header("content-type", "application/json").body(if method == "POST" { "{}" } else { "" })).await
}

#[tokio::test]
async fn each_operation_opens_by_its_scope_and_by_no_other() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let body = r#"{"object":"event","type":"user.created","timestamp":1790000000000,"data":{"id":"user_a"}}"#;
    assert_eq!(app.deliver("msg_a", body).await.0, 200);
    app.settle().await;
    let keys: Vec<(Scope, String)> =
        Scope::ALL.into_iter().map(|scope| (scope, create(&db, &["--scope", scope.as_str()]))).collect();
    let every = create(&db, &["--scope", &Scope::ALL.map(Scope::as_str).join(",")]);
    let revoked = create(&db, &["--scope", &Scope::ALL.map(Scope::as_str).join(",")]);
    let ended = asked(&app, Some(&every), "DELETE", &format!("/v1/keys/{}", id_of(&revoked))).await;
    assert_eq!(ended.status, 200, "{}", ended.text);
    // The checksum tells a wrong letter; the digest tells a key that somebody made up around an id.
    let last = if every.ends_with('0') { "1" } else { "0" };
    let mistyped = format!("{}{last}", &every[..every.len() - 1]);
    let (head, tail) = every.split_at(every.len() - 20);
    let forged = format!("{head}{}{}", if tail.starts_with('7') { '8' } else { '7' }, &tail[1..]);

    for (operation, method, path, scope, status) in TABLE {
        for (held, key) in &keys {
            let answer = asked(&app, Some(key), method, path).await;
            if *held == scope {
                assert_eq!(answer.status.as_u16(), status, "{operation} with {held}: {}", answer.text);
            } else {
                let detail = answer.problem(403);
                assert!(detail.contains(scope.as_str()), "{operation} with {held}: {detail}");
            }
        }
        assert_eq!(
            asked(&app, Some(&every), method, path).await.status.as_u16(),
            status,
            "{operation} with every scope"
        );
        for (key, says) in [
            (None, "Authorization"),
            (Some(&revoked), "revoked"),
            (Some(&mistyped), "checksum"),
            (Some(&forged), "checksum"),
        ] {
            let detail = asked(&app, key.map(String::as_str), method, path).await.problem(401);
            assert!(detail.contains(says), "{operation}: {detail}");
        }
    }
}

#[test]
fn every_operation_of_the_document_is_in_the_table_with_its_scope() {
    let document: Value = serde_json::from_str(&gatelog::api::document()).expect("JSON");
    let mut told = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let id = operation["operationId"].as_str().expect("an id");
            let row = TABLE.iter().find(|row| row.0 == id);
            let description = operation["description"].as_str().unwrap_or_default();
            if let Some((_, in_table, _, scope, _)) = row {
                assert!(is_protected(path) && method.eq_ignore_ascii_case(in_table), "{id}");
                let line = format!("Scope: `{scope}`");
                assert_eq!(description.lines().last(), Some(line.as_str()), "{id}");
                assert_eq!(operation["security"], serde_json::json!([{ "api_key": [] }]), "{id}");
            } else {
                assert!(OPEN.contains(&id), "{id} is not in the table: decide who may use it");
                assert!(!path.starts_with("/v1/") && !description.contains("Scope: `"), "{id}");
            }
            told.insert(id.to_owned());
        }
    }
    for (id, ..) in TABLE {
        assert!(told.contains(id), "{id} is no operation any more");
    }
}

/// Whether a path requires a key.
fn is_protected(path: &str) -> bool {
    path == "/metrics" || path.starts_with("/v1/")
}

#[test]
fn every_protected_operation_declares_one_scope_and_no_other_declares_any() {
    let operations = gatelog::api::operations();
    assert_eq!(operations.len(), TABLE.len() + OPEN.len());
    for operation in operations {
        let row = TABLE.iter().find(|row| row.0 == operation.id);
        assert_eq!(operation.scope, row.map(|row| row.3), "{}: write `granted: Granted<…>` first", operation.id);
        assert_eq!(operation.scope.is_some(), is_protected(&operation.path), "{}", operation.id);
    }
}

struct Planted;

#[OpenApi]
impl Planted {
    #[oai(path = "/v1/forgotten", method = "get", operation_id = "get_forgotten")]
    #[expect(clippy::unused_async, reason = "the framework takes nothing else")]
    async fn forgotten(&self) {}
}

/// An operation that forgot to say who may use it is refused to every key: without a scope there is none that fits.
#[test]
fn an_operation_without_exactly_one_scope_is_known_to_have_none() {
    let declaring = |names: &[&'static str]| {
        let mut apis = Planted::meta();
        apis[0].paths[0].operations[0].security = names.iter().map(|name| [(*name, Vec::new())].into()).collect();
        Operation::all(&apis)[0].scope
    };
    assert_eq!(declaring(&["api_key", "events:read"]), Some(Scope::EventsRead));
    for none in [&[][..], &["api_key"], &["api_key", "events:*"], &["api_key", "events:read", "api_key", "views:read"]]
    {
        assert_eq!(declaring(none), None, "{none:?}: and the gateway refuses what has none");
    }
}
