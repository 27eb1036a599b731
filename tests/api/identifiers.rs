//! Users and organizations are found by whatever they were ever called, in any spelling.

use serde_json::{Value, json};

use super::{
    asking::ask,
    history::{BEGIN, body, session},
    queries::ids,
};
use crate::support::{on_both, test_server::TestServer};

fn user(id: &str, updated: i64, more: Value) -> Value {
    let mut data =
        json!({"object": "user", "id": id, "created_at": BEGIN * 1_000, "updated_at": (BEGIN + updated) * 1_000});
    let Value::Object(more) = more else { panic!("an object") };
    data.as_object_mut().expect("an object").extend(more);
    data
}

fn organization(updated: i64, name: &str, slug: &str) -> Value {
    json!({"object": "organization", "id": "org_a", "name": name, "slug": slug, "created_at": BEGIN * 1_000,
        "updated_at": (BEGIN + updated) * 1_000})
}

async fn deliver(app: &TestServer, id: &str, event_type: &str, seconds: i64, data: &Value) {
    assert_eq!(app.deliver(id, body(event_type, seconds, "ins_main", data)).await.0, 200, "{id}");
}

fn emails(addresses: &[&str]) -> Value {
    addresses.iter().map(|address| json!({"id": format!("idn_{address}"), "email_address": address})).collect()
}

fn phones(numbers: &[&str]) -> Value {
    numbers.iter().map(|number| json!({"id": format!("idn_{number}"), "phone_number": number})).collect()
}

fn wallets(addresses: &[&str]) -> Value {
    addresses.iter().map(|address| json!({"id": format!("idn_{address}"), "web3_wallet": address})).collect()
}

const HEX: &str = "0x52908400098527886E0F7030069857D2E4169EE7";
const BASE58: &str = "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV";

/// Ada has other names than she had; the newer description comes first.
async fn served(app: &TestServer) {
    let now = json!({
        "email_addresses": emails(&["Ada.Lovelace+work@Example.com", "jose\u{301}@bücher.example"]),
        "phone_numbers": phones(&["+15550100", "+4930123"]), "web3_wallets": wallets(&[BASE58, "0xAA", "ada.eth"]),
        "username": "Ádám", "external_id": "E2",
    });
    let before = json!({
        "email_addresses": emails(&["straße@example.com", "ADA.lovelace+work@example.com"]),
        "phone_numbers": phones(&["+15550199"]), "web3_wallets": wallets(&[HEX]), "username": "Old_Name",
        "external_id": "E 1",
    });
    deliver(app, "msg_b", "user.updated", 100, &user("user_a", 100, now)).await;
    app.settle().await;
    deliver(app, "msg_a", "user.created", 0, &user("user_a", 0, before)).await;
    deliver(app, "msg_c", "user.created", 0, &user("user_b", 0, json!({"username": "ada", "external_id": "e2"}))).await;
    deliver(app, "msg_d", "organization.updated", 100, &organization(100, "Straße & Söhne", "Beta")).await;
    deliver(app, "msg_e", "organization.created", 0, &organization(0, "Acme Inc", "acme")).await;
    app.settle().await;
}

on_both!(a_user_is_found_by_every_identifier_ever_had, |db| async {
    let app = TestServer::serve(&db).await;
    served(&app).await;
    for (query, value, when) in [
        ("email=ada.lovelace%2Bwork@example.com", "Ada.Lovelace+work@Example.com", "now"),
        ("email=STRASSE@EXAMPLE.COM", "straße@example.com", "formerly"),
        ("email=JOS%C3%89@xn--bcher-kva.example", "jose\u{301}@bücher.example", "now"),
        ("email=jose%CC%81@B%C3%9CCHER.example", "jose\u{301}@bücher.example", "now"),
        ("phone=%2B15550100", "+15550100", "now"),
        ("phone=%2B49%2030-123", "+4930123", "now"),
        ("phone=%2B1+(555)+01-99", "+15550199", "formerly"),
        ("phone=%2B1.555.%5B01%5D99", "+15550199", "formerly"),
        ("wallet=0x52908400098527886e0f7030069857d2e4169ee7", HEX, "formerly"),
        ("wallet=7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV", BASE58, "now"),
        ("wallet=0xaa", "0xAA", "now"),
        ("wallet=ada.eth", "ada.eth", "now"),
        ("username=old_NAME", "Old_Name", "formerly"),
        ("username=A%CC%81DA%CC%81M", "Ádám", "now"),
        ("external_id=E2", "E2", "now"),
        ("external_id=E%201", "E 1", "formerly"),
    ] {
        let (_, page) = app.get(&format!("/v1/users?{query}")).await;
        assert_eq!(page["data"].as_array().map(Vec::len), Some(1), "{query}: {page}");
        let by = query.split('=').next().expect("a name");
        let row = &page["data"][0];
        assert_eq!(row["user_id"], "user_a", "{query}");
        assert_eq!(row["matched"], json!([{"parameter": by, "value": value, "current": when == "now"}]), "{query}");
    }
    for query in [
        "email=lovelace%2Bwork@example.com",
        "email=ada.lovelace@example.com",
        "phone=%2B115550100",
        "wallet=7ecDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV",
        "external_id=E1",
        "username=old_name&external_id=e2",
        "username=Acme",
    ] {
        assert_eq!(ids(&app, &format!("/v1/users?{query}")).await, Vec::<String>::new(), "{query}");
    }
    let (_, both) = app.get("/v1/users?username=old_name&external_id=E2").await;
    assert_eq!(both["data"][0]["matched"].as_array().map(Vec::len), Some(2), "{both}");
    let (_, ada) = app.get("/v1/users/user_a").await;
    assert_eq!(ada["former_emails"], json!(["straße@example.com"]), "another spelling is no other address: {ada}");
    assert_eq!(ada["matched"], Value::Null);
    assert!(app.get("/v1/users").await.1["data"][0].get("matched").is_none());
});

on_both!(an_organization_is_found_by_every_name_ever_had, |db| async {
    let app = TestServer::serve(&db).await;
    served(&app).await;
    for (query, value, when) in [
        ("slug=ACME", "acme", "formerly"),
        ("slug=beta", "Beta", "now"),
        ("name=acme+inc", "Acme Inc", "formerly"),
        ("name=STRASSE%20%26%20so%CC%88hne", "Straße & Söhne", "now"),
    ] {
        let (_, page) = app.get(&format!("/v1/organizations?{query}")).await;
        let by = query.split('=').next().expect("a name");
        let row = &page["data"][0];
        assert_eq!(row["organization_id"], "org_a", "{query}: {page}");
        assert_eq!(row["matched"], json!([{"parameter": by, "value": value, "current": when == "now"}]), "{query}");
    }
    assert_eq!(ids(&app, "/v1/organizations?slug=Acme%2520Inc").await, Vec::<String>::new());
    assert_eq!(ids(&app, "/v1/organizations?name=beta").await, Vec::<String>::new());
    assert_eq!(app.get("/v1/organizations/org_a").await.1["matched"], Value::Null);
});

on_both!(an_invitation_is_found_by_its_address_in_any_spelling, |db| async {
    let app = TestServer::serve(&db).await;
    let invitation = json!({"id": "inv_a", "email_address": "Ada+x@Bücher.example", "organization_id": "org_a",
        "status": "pending", "role": "org:admin", "created_at": BEGIN * 1_000, "updated_at": BEGIN * 1_000});
    deliver(&app, "msg_a", "organizationInvitation.created", 0, &invitation).await;
    app.settle().await;
    for email in ["ada%2BX@xn--bcher-kva.EXAMPLE", "ADA%2Bx@b%C3%BCcher.example"] {
        assert_eq!(ids(&app, &format!("/v1/invitations?email={email}")).await, ["inv_a"], "{email}");
    }
    let (_, row) = app.get("/v1/invitations/inv_a").await;
    assert_eq!(row["email"], "Ada+x@Bücher.example", "shown as it was sent");
});

on_both!(a_blank_where_a_plus_was_meant_is_told, |db| async {
    let app = TestServer::serve(&db).await;
    served(&app).await;
    for (path, parameter) in [
        ("/v1/users?email=Ada.Lovelace+work@Example.com", "email"),
        ("/v1/users?email=Ada.Lovelace%20work@Example.com", "email"),
        ("/v1/users?phone=+15550100", "phone"),
        ("/v1/users?phone=+49+30+123", "phone"),
        ("/v1/users?username=old+name", "username"),
        ("/v1/users?wallet=0x+52", "wallet"),
        ("/v1/organizations?slug=a+b", "slug"),
        ("/v1/invitations?email=a+b@example.com", "email"),
    ] {
        let answer = ask(&app, path).await;
        let detail = answer.problem(400);
        assert_eq!(answer.json()["parameter"], parameter, "{path}");
        assert!(detail.contains("%2B"), "{path}: {detail}");
    }
    let detail = ask(&app, "/v1/organizations?name=C++").await.problem(400);
    assert!(detail.contains("%2B"), "no value ends with a blank: {detail}");
    // Where a blank may be meant, an empty page says what it was read as.
    for path in ["/v1/users?external_id=E+3", "/v1/organizations?name=C+plus"] {
        let (_, page) = app.get(path).await;
        assert!(page["notes"][0].as_str().is_some_and(|note| note.contains("%2B")), "{path}: {page}");
    }
    assert_eq!(app.get("/v1/users?external_id=E+1").await.1["data"][0]["user_id"], "user_a");
});

on_both!(what_is_no_identifier_is_refused, |db| async {
    let app = TestServer::serve(&db).await;
    served(&app).await;
    for (path, parameter, expected) in [
        ("/v1/users?phone=15550100", "phone", "%2B15550100"),
        ("/v1/users?phone=0049+30", "phone", "%2B15550100"),
        ("/v1/users?email=nobody", "email", "ada@example.com"),
        ("/v1/users?wallet=ada%C2%A0eth", "wallet", "white space"),
        ("/v1/invitations?email=nobody", "email", "ada@example.com"),
    ] {
        let answer = ask(&app, path).await;
        let detail = answer.problem(400);
        assert_eq!(answer.json()["parameter"], parameter, "{path}");
        assert!(detail.contains(expected), "{path}: {detail}");
    }
});

on_both!(a_snapshot_in_a_session_names_a_user_too, |db| async {
    let app = TestServer::serve(&db).await;
    let inside = json!({"phone_numbers": phones(&["+15550100"]), "username": "inside"});
    let embedded = json!({"user": user("user_a", 0, inside)});
    deliver(&app, "msg_a", "session.created", 0, &session("sess_a", "user_a", 0, embedded)).await;
    deliver(&app, "msg_b", "user.deleted", 10, &json!({"id": "user_b", "deleted": true, "external_id": "E9"})).await;
    app.settle().await;
    assert_eq!(ids(&app, "/v1/users?username=INSIDE&phone=%2B1-555-0100").await, ["user_a"]);
    assert_eq!(ids(&app, "/v1/users?external_id=E9").await, ["user_b"]);
});

on_both!(a_user_is_found_by_identifiers_of_accounts, |db| async {
    let app = TestServer::serve(&db).await;
    let account = |email: &str| {
        json!([{"id": format!("eac_{email}"), "provider": "google", "email_address": email,
        "phone_number": "+15550177", "username": "ada-elsewhere"}])
    };
    let before =
        json!({"email_addresses": emails(&["ada@example.com"]), "external_accounts": account("old@gmail.test")});
    let now = json!({"email_addresses": emails(&["ada@example.com"]), "external_accounts": account("Ada@Gmail.test"),
        "saml_accounts": account("ada@saml.test"), "enterprise_accounts": account("ada@enterprise.test")});
    deliver(&app, "msg_b", "user.updated", 100, &user("user_a", 100, now)).await;
    deliver(&app, "msg_a", "user.created", 0, &user("user_a", 0, before)).await;
    // One whom only a session describes.
    let other = user("user_s", 0, json!({"saml_accounts": account("sam@saml.test")}));
    let told = session("sess_s", "user_s", 0, json!({"user": other}));
    deliver(&app, "msg_s", "session.created", 0, &told).await;
    app.settle().await;
    for (query, id, value, current) in [
        ("email=ada@gmail.test", "user_a", "Ada@Gmail.test", true),
        ("email=ada@saml.test", "user_a", "ada@saml.test", true),
        ("email=ada@enterprise.test", "user_a", "ada@enterprise.test", true),
        ("email=OLD@gmail.test", "user_a", "old@gmail.test", false),
        ("email=ada@example.com", "user_a", "ada@example.com", true),
        ("email=sam@saml.test", "user_s", "sam@saml.test", true),
    ] {
        let (_, page) = app.get(&format!("/v1/users?{query}")).await;
        assert_eq!(page["data"].as_array().map(Vec::len), Some(1), "{query}: {page}");
        let matched = json!([{"parameter": "email", "value": value, "current": current}]);
        assert_eq!((&page["data"][0]["user_id"], &page["data"][0]["matched"]), (&json!(id), &matched), "{query}");
    }
    assert_eq!(ids(&app, "/v1/users?order=asc&phone=%2B15550177").await, ["user_a", "user_s"]);
    assert_eq!(ids(&app, "/v1/users?username=ada-elsewhere").await, Vec::<String>::new(), "a name with the provider");
    // They find the user, and are no addresses of the user's own.
    let (_, ada) = app.get("/v1/users/user_a").await;
    assert_eq!((&ada["emails"], &ada["former_emails"]), (&json!(["ada@example.com"]), &json!([])));
});

on_both!(a_user_known_from_a_membership_is_found_by_its_identifier, |db| async {
    let app = TestServer::serve(&db).await;
    let member = |id: &str, identifier: &str| {
        json!({"id": format!("orgmem_{id}"), "role": "org:member", "created_at": BEGIN * 1_000,
            "updated_at": BEGIN * 1_000, "organization": {"id": "org_a"},
            "public_user_data": {"user_id": format!("user_{id}"), "identifier": identifier}})
    };
    for (id, identifier) in [
        ("mail", "Ada@Example.com"),
        ("phone", "+15550100"),
        ("wallet", HEX),
        ("name", "ada"),
        ("own", "own@example.com"),
    ] {
        let told = member(id, identifier);
        deliver(&app, &format!("msg_{id}"), "organizationMembership.created", 0, &told).await;
    }
    // What the user's own event describes later makes that a former identifier.
    let own = user("user_own", 100, json!({"email_addresses": emails(&["new@example.com"])}));
    deliver(&app, "msg_own_later", "user.updated", 100, &own).await;
    app.settle().await;
    for (query, id, value, current) in [
        ("email=ada@example.com", "user_mail", "Ada@Example.com", true),
        ("phone=%2B1%20555%200100", "user_phone", "+15550100", true),
        ("wallet=0x52908400098527886e0f7030069857d2e4169ee7", "user_wallet", HEX, true),
        ("username=ADA", "user_name", "ada", true),
        ("email=own@example.com", "user_own", "own@example.com", false),
    ] {
        let (_, page) = app.get(&format!("/v1/users?{query}")).await;
        assert_eq!(page["data"].as_array().map(Vec::len), Some(1), "{query}: {page}");
        let parameter = query.split('=').next().expect("a name");
        let matched = json!([{"parameter": parameter, "value": value, "current": current}]);
        assert_eq!((&page["data"][0]["user_id"], &page["data"][0]["matched"]), (&json!(id), &matched), "{query}");
    }
    assert_eq!(app.get("/v1/users/user_mail").await.1["emails"], json!(["Ada@Example.com"]));
});

on_both!(identifiers_are_found_as_links_write_them, |db| async {
    let app = TestServer::serve(&db).await;
    let ada = json!({"email_addresses": emails(&["ada@example.com"]), "phone_numbers": phones(&["+15550100"])});
    deliver(&app, "msg_a", "user.created", 0, &user("user_a", 0, ada)).await;
    app.settle().await;
    for query in [
        "email=%3Cada@example.com%3E",
        "email=mailto:Ada@example.com",
        "email=mailto:ada@example.com?subject=Hello",
        "email=Ada%20Lovelace%20%3Cada@example.com%3E",
        "email=%22Ada%20Lovelace%22%20%3Cada@example.com%3E",
        "email=%22Ada%20%3Cada@example.com%3E%22",
        "phone=tel:%2B15550100",
        "phone=TEL:%2B1-555-0100",
    ] {
        assert_eq!(ids(&app, &format!("/v1/users?{query}")).await, ["user_a"], "{query}");
    }
    for (query, advice) in [
        ("email=%3Cada@example.com", "ada@example.com"),
        ("email=ada@example.com,bob@example.com", "one whole address"),
        ("email=ada@example.com?subject=Hello", "ada@example.com"),
        ("phone=tel:15550100", "%2B"),
        ("phone=tel:%2B15550100;ext=1", "%2B"),
    ] {
        let detail = ask(&app, &format!("/v1/users?{query}")).await.problem(400);
        assert!(detail.contains(advice), "{query}: {detail}");
    }
});
