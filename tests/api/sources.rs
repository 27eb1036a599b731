//! Several sources in one log: each has its own path, secrets, headers, instances and networks,
//! and no sender can deliver events of another source.

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    api::asking::Answer,
    support::{
        Db,
        configured::{Configured, SECRETS, assert_hidden, delivery, id_of},
        on_both,
        test_server::TestServer,
    },
};

const DEV: &str = SECRETS[0];
const PROD: &str = SECRETS[1];
const BILLING: &str = SECRETS[2];

fn three_senders() -> String {
    format!(
        r#"
[[source]]
name = "clerk-dev"
secrets = [{{ value = "{DEV}" }}]
headers = "svix"
instance_ids = ["ins_dev"]

[[source]]
name = "clerk-prod"
secrets = [{{ value = "{PROD}" }}]
instance_ids = ["ins_prod"]

[[source]]
name = "billing"
secrets = [{{ value = "{BILLING}" }}]
headers = "webhook"
"#
    )
}

fn user(id: &str, instance: &str) -> Vec<u8> {
    let data =
        json!({"id": id, "object": "user", "created_at": 1_790_000_000_000_i64, "updated_at": 1_790_000_000_000_i64});
    json!({"object": "event", "type": "user.created", "timestamp": 1_790_000_000_000_i64, "instance_id": instance, "data": data})
        .to_string()
        .into_bytes()
}

async fn deliver(app: &TestServer, source: &str, family: &str, secrets: &[&str], id: &str, body: &[u8]) -> StatusCode {
    Answer::to(delivery(&Client::new(), app, source, family, secrets, id, body)).await.status
}

async fn listed(app: &TestServer, path: &str, field: &str) -> Vec<String> {
    let (status, page) = app.get(path).await;
    assert_eq!(status, 200, "{path}: {page}");
    let rows = page["data"].as_array().expect("a list");
    let mut found: Vec<String> = rows.iter().map(|row| row[field].as_str().unwrap_or_default().to_owned()).collect();
    found.sort();
    found
}

/// Waits until every view has projected that many events.
async fn settled(app: &TestServer, events: usize) {
    for _ in 0..6_000 {
        if !listed(app, "/v1/activity?instance_id=ins_prod", "svix_id").await.is_empty()
            && app.get("/v1/projections").await.1["data"].as_array().is_some_and(|views| {
                views
                    .iter()
                    .all(|view| view["lag"] == 0 && view["size"].as_u64().is_some_and(|size| size >= events as u64))
            })
        {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the views do not catch up");
}

on_both!(sources_and_instances_are_separate, |db| async {
    let configured = Configured::new(&three_senders());
    let app = configured.serve(&db).await;
    let invoice = br#"{"type":"invoice.paid","timestamp":"2026-11-25T01:00:00Z","data":{"id":"in_1"}}"#;
    for (source, family, secret, id, body) in [
        ("clerk-dev", "svix", DEV, "msg_dev", user("user_dev", "ins_dev")),
        ("clerk-prod", "svix", PROD, "msg_prod", user("user_prod", "ins_prod")),
        ("clerk-prod", "webhook", PROD, "1", user("user_one", "ins_prod")),
        // The dashboard's test events name an instance that does not exist.
        ("clerk-prod", "svix", PROD, "msg_test", user("user_test", "ins_123")),
        // Ids are unique per source.
        ("billing", "webhook", BILLING, "1", invoice.to_vec()),
        ("billing", "webhook", BILLING, "2", br#"{"hello":1}"#.to_vec()),
    ] {
        assert_eq!(deliver(&app, source, family, &[secret], id, &body).await, 200, "{source} {id}");
    }
    // Secrets and headers of another source are refused.
    for (source, family, secret, status) in [
        ("clerk-dev", "svix", PROD, 401),
        ("clerk-prod", "svix", DEV, 401),
        ("clerk-prod", "svix", BILLING, 401),
        ("clerk-dev", "webhook", DEV, 400),
        ("billing", "svix", BILLING, 400),
    ] {
        let refused = deliver(&app, source, family, &[secret], "msg_no", b"{}").await;
        assert_eq!(refused, status, "{source} {family}");
    }
    settled(&app, 6).await;

    let all = listed(&app, "/v1/events", "svix_id").await;
    assert_eq!(all, ["1", "1", "2", "msg_dev", "msg_prod", "msg_test"], "the log hides nothing");
    let (_, one) = app.get("/v1/events/1?source=billing").await;
    assert_eq!((&one["source"], &one["type"]), (&json!("billing"), &json!("invoice.paid")), "{one}");
    assert_eq!(one["secret_id"], Value::from(id_of(BILLING)));
    let (status, ambiguous) = app.get("/v1/events/1").await;
    assert_eq!(status, 409, "{ambiguous}");
    // The activity trail lists events of unknown types as well.
    assert_eq!(listed(&app, "/v1/activity?source=billing", "svix_id").await, ["1", "2"]);
    assert_eq!(listed(&app, "/v1/activity?action=invoice.paid", "type").await, ["invoice.paid"]);
    assert_eq!(listed(&app, "/v1/activity", "svix_id").await, ["1", "1", "2", "msg_dev", "msg_prod"]);
    assert_eq!(listed(&app, "/v1/users", "user_id").await, ["user_dev", "user_one", "user_prod"]);
    assert_eq!(listed(&app, "/v1/users?source=clerk-prod", "user_id").await, ["user_one", "user_prod"]);
    // A query by instance shows the hidden events.
    assert_eq!(listed(&app, "/v1/users?instance_id=ins_123", "user_id").await, ["user_test"]);
    assert_eq!(listed(&app, "/v1/activity?instance_id=ins_123", "svix_id").await, ["msg_test"]);
    assert_eq!(listed(&app, "/v1/sources", "source").await, ["billing", "clerk-dev", "clerk-prod"]);
    assert_hidden(&app.log().join("\n"), &SECRETS);
});

#[tokio::test]
async fn unknown_source_path_reveals_no_sources() {
    let db = Db::sqlite();
    let configured = Configured::new(&three_senders());
    let app = configured.serve(&db).await;
    let client = Client::new();
    // The customary paths belong to the source clerk, which is not configured here.
    for path in [
        "/webhooks/nobody",
        "/webhooks/clerk",
        "/webhooks/nobody/",
        "/api/webhooks",
        "/api/webhooks/clerk",
        "/webhooks/BILLING",
    ] {
        for method in [Method::POST, Method::GET] {
            let asked = client.request(method, app.url(path)).header("svix-id", "msg_1").body("{}");
            let detail = Answer::to(asked).await.problem(404);
            assert!(detail.contains("no source of this name"), "{path}: {detail}");
            for name in ["clerk-dev", "clerk-prod", "billing"] {
                assert!(!detail.contains(name), "{path}: {detail}");
            }
        }
    }
    for path in ["/webhooks/billing", "/webhooks/billing/"] {
        let alive = Answer::to(client.get(app.url(path))).await;
        assert!(alive.problem(405).contains("alive"), "{path}");
        assert_eq!(alive.header("allow"), "POST", "{path}");
    }
    let slashed = delivery(&client, &app, "billing/", "webhook", &[BILLING], "slashed", b"{}");
    assert_eq!(Answer::to(slashed).await.status, 200);
}

#[tokio::test]
async fn verify_only_secret_verifies_no_delivery() {
    let db = Db::sqlite();
    let configured = Configured::new(&format!(
        "[[source]]\nname = \"clerk\"\nsecrets = [{{ value = \"{DEV}\", verify_only = true }}, {{ value = \"{PROD}\" }}]\n"
    ));
    let app = configured.serve(&db).await;
    assert_eq!(deliver(&app, "clerk", "svix", &[DEV], "msg_old", b"{}").await, 401);
    assert_eq!(deliver(&app, "clerk", "svix", &[PROD], "msg_new", b"{}").await, 200);
    // During a rotation the sender signs with both secrets, and the event names the accepted one.
    assert_eq!(deliver(&app, "clerk", "svix", &[DEV, PROD], "msg_both", b"{}").await, 200);
    for id in ["msg_new", "msg_both"] {
        assert_eq!(app.get(&format!("/v1/events/{id}")).await.1["secret_id"], Value::from(id_of(PROD)), "{id}");
    }
    assert_eq!(listed(&app, "/v1/events", "svix_id").await, ["msg_both", "msg_new"]);
}

/// The status of a delivery with headers of a proxy.
async fn from(app: &TestServer, source: &str, secret: &str, headers: &[(&str, &str)]) -> u16 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let id = format!("msg_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let request = delivery(&Client::new(), app, source, "svix", &[secret], &id, b"{}");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    Answer::to(request).await.status.as_u16()
}

#[tokio::test]
async fn deliveries_come_from_allowed_networks_only() {
    let db = Db::sqlite();
    let configured = Configured::new(&format!(
        r#"
[[source]]
name = "behind"
secrets = [{{ value = "{DEV}" }}]
networks = ["203.0.113.0/24"]
networks_file = "ips.json"
trusted_proxies = ["127.0.0.1"]

[[source]]
name = "direct"
secrets = [{{ value = "{DEV}" }}]
networks = ["203.0.113.0/24"]

[[source]]
name = "local"
secrets = [{{ value = "{DEV}" }}]
networks = ["127.0.0.0/8"]

[[source]]
name = "open"
secrets = [{{ value = "{DEV}" }}]
"#
    ));
    configured.write("ips.json", r#"{"us": ["198.51.100.7/32"], "eu": ["2001:db8::/32"]}"#);
    let app = configured.serve(&db).await;
    let xff = |value| [("x-forwarded-for", value)];
    for (source, headers, status) in [
        ("behind", &xff("203.0.113.7")[..], 200),
        ("behind", &xff("198.51.100.7"), 200),
        ("behind", &xff("2001:db8::1"), 200),
        ("behind", &xff("::ffff:203.0.113.8"), 200),
        ("behind", &xff("203.0.113.7, 127.0.0.1"), 200),
        ("behind", &xff("198.51.100.8"), 403),
        // The client claims an allowed address, and the proxy appends its real one.
        ("behind", &xff("203.0.113.7, 198.51.100.8"), 403),
        ("behind", &[("x-forwarded-for", "203.0.113.7"), ("x-forwarded-for", "198.51.100.8")], 403),
        ("behind", &[("forwarded", "for=203.0.113.7")], 403),
        ("behind", &[("x-real-ip", "203.0.113.7")], 403),
        ("behind", &xff("unknown"), 403),
        ("behind", &[], 403),
        // Without trusted proxies the address of the connection counts.
        ("direct", &xff("203.0.113.7"), 403),
        ("direct", &[], 403),
        ("local", &xff("203.0.113.7"), 200),
        ("local", &[], 200),
        ("open", &xff("203.0.113.7"), 200),
    ] {
        assert_eq!(from(&app, source, DEV, headers).await, status, "{source} {headers:?}");
        // Other addresses are refused before verification; from allowed ones a wrong signature is
        // refused.
        let unsigned = if status == 200 { 401 } else { 403 };
        assert_eq!(from(&app, source, PROD, headers).await, unsigned, "{source} {headers:?}");
    }
    let recorded = listed(&app, "/v1/events", "svix_id").await;
    assert_eq!(recorded.len(), 8, "{recorded:?}");
    // A refusal bans no address: the next allowed delivery is accepted.
    assert_eq!(from(&app, "behind", DEV, &xff("203.0.113.7")).await, 200);
    let log = app.log().join("\n");
    assert!(log.contains("network_not_allowed"), "{log}");
    for address in ["203.0.113", "198.51.100", "2001:db8"] {
        assert!(!log.contains(address), "addresses of clients are not logged: {log}");
    }
}
