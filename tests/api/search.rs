//! People and organizations are found by the beginnings of words.

use serde_json::{Value, json};

use super::{
    asking::ask,
    history::{BEGIN, body, session},
    queries::{assert_lists, ids},
};
use crate::support::{on_both, test_server::TestServer};

fn emails(addresses: &[&str]) -> Value {
    addresses.iter().map(|address| json!({"id": format!("idn_{address}"), "email_address": address})).collect()
}

async fn deliver(app: &TestServer, id: &str, event_type: &str, seconds: i64, data: Value) {
    let mut object = json!({"created_at": BEGIN * 1_000, "updated_at": (BEGIN + seconds) * 1_000});
    let Value::Object(data) = data else { panic!("an object") };
    object.as_object_mut().expect("an object").extend(data);
    assert_eq!(app.deliver(id, body(event_type, seconds, "ins_main", &object)).await.0, 200, "{id}");
}

async fn served(app: &TestServer) {
    let ada = json!({"object": "user", "id": "user_2Ada", "first_name": "Ada", "last_name": "Lovelace-King",
        "username": "countess", "external_id": "crm_4711", "email_addresses": emails(&["Ada.Byron+work@Example.com"]),
        "phone_numbers": [{"id": "idn_p", "phone_number": "+15550100"}],
        "web3_wallets": [{"id": "idn_w", "web3_wallet": "0xABCD"}]});
    let jose = json!({"object": "user", "id": "user_2Jose", "first_name": "José", "last_name": "Ada",
        "email_addresses": emails(&["jose@bücher.example"])});
    let grace = json!({"object": "user", "id": "user_2Grace", "first_name": "Grace", "last_name": "Murray"});
    let renamed = json!({"object": "user", "id": "user_2Grace", "first_name": "Grace", "last_name": "Hopper"});
    // The newer name first.
    deliver(app, "msg_d", "user.updated", 10, renamed).await;
    app.settle().await;
    deliver(app, "msg_a", "user.created", 0, ada).await;
    deliver(app, "msg_b", "user.created", 0, jose).await;
    deliver(app, "msg_c", "user.created", 0, grace).await;
    deliver(app, "msg_e", "user.deleted", 20, json!({"id": "user_2Jose", "deleted": true})).await;
    deliver(app, "msg_f", "session.created", 0, session("sess_a", "user_2Known", 0, json!({}))).await;
    let acme = |name: &str, slug: &str| json!({"object": "organization", "id": "org_2A", "name": name, "slug": slug});
    deliver(app, "msg_g", "organization.created", 0, acme("Acme Söhne", "acme")).await;
    deliver(app, "msg_h", "organization.updated", 10, acme("Analytical Engines", "engines")).await;
    let beta = json!({"object": "organization", "id": "org_2B", "name": "Acme Beta", "slug": "beta"});
    deliver(app, "msg_i", "organization.created", 0, beta).await;
    app.settle().await;
}

on_both!(people_are_found_by_the_beginnings_of_words, |db| async {
    let app = TestServer::serve(&db).await;
    served(&app).await;
    assert_lists(
        &app,
        &[
            // By the word that is found: `ada`, then `ada.byron+work@…` of the same user.
            ("/v1/users?q=ada&order=asc", &["user_2Ada", "user_2Jose"]),
            ("/v1/users?q=ADA", &["user_2Jose", "user_2Ada"]),
            ("/v1/users?q=ada%20lovel", &["user_2Ada"]),
            ("/v1/users?q=king+ada", &["user_2Ada"]),
            ("/v1/users?q=jose", &["user_2Jose"]),
            ("/v1/users?q=JOS%C3%89", &["user_2Jose"]),
            ("/v1/users?q=jose%CC%81%20ada", &["user_2Jose"]),
            ("/v1/users?q=byron", &["user_2Ada"]),
            ("/v1/users?q=ada.byron%2Bwork@ex", &["user_2Ada"]),
            ("/v1/users?q=ada.byron+work@example.com", &["user_2Ada"]),
            ("/v1/users?q=example.com", &["user_2Ada"]),
            ("/v1/users?q=@b%C3%BCcher", &["user_2Jose"]),
            ("/v1/users?q=jose@xn--bcher-kva.example", &["user_2Jose"]),
            ("/v1/users?q=%2B1%20555%20010", &["user_2Ada"]),
            ("/v1/users?q=15550", &["user_2Ada"]),
            ("/v1/users?q=count", &["user_2Ada"]),
            ("/v1/users?q=4711", &["user_2Ada"]),
            ("/v1/users?q=0xab", &["user_2Ada"]),
            ("/v1/users?q=hopper", &["user_2Grace"]),
            ("/v1/users?q=murray%20hopper", &["user_2Grace"]),
            ("/v1/users?q=user_2&order=asc", &["user_2Ada", "user_2Grace", "user_2Jose", "user_2Known"]),
            ("/v1/users?q=user_2known", &["user_2Known"]),
            ("/v1/users?q=ada&source=clerk&never_signed_in=true&order=asc", &["user_2Ada", "user_2Jose"]),
            ("/v1/users?q=ada&never_signed_in=false", &[]),
            ("/v1/users?q=lovelace&email=ada.byron%2Bwork@example.com", &["user_2Ada"]),
            ("/v1/users?q=hopper&email=ada.byron%2Bwork@example.com", &[]),
            ("/v1/users?q=da", &[]),
            ("/v1/users?q=lovelacex", &[]),
            ("/v1/users?q=ada%20hopper", &[]),
            ("/v1/organizations?q=acme&order=asc", &["org_2A", "org_2B"]),
            ("/v1/organizations?q=acme%20sohne", &["org_2A"]),
            ("/v1/organizations?q=engin", &["org_2A"]),
            ("/v1/organizations?q=org_2b", &["org_2B"]),
            ("/v1/organizations?q=acme&slug=beta", &["org_2B"]),
            ("/v1/organizations?q=acme&created_by=user_2Ada", &[]),
        ],
    )
    .await;
});

on_both!(pages_of_a_search_meet_every_row_once, |db| async {
    let app = TestServer::serve(&db).await;
    served(&app).await;
    for number in 0..7 {
        let email = format!("person{number}.person@person.example");
        let person = json!({"object": "user", "id": format!("user_3{number}"), "first_name": "Person",
            "last_name": format!("Personson {number}"), "email_addresses": emails(&[&email])});
        deliver(&app, &format!("msg_{number}"), "user.created", 0, person).await;
    }
    app.settle().await;
    for order in ["asc", "desc"] {
        for search in ["person", "person%20user_3", "personson%20person0%20user_3"] {
            let path = format!("/v1/users?q={search}&order={order}");
            let all = ids(&app, &path).await;
            let (mut met, mut cursor) = (Vec::new(), String::new());
            loop {
                let (_, page) = app.get(&format!("{path}&limit=2{cursor}")).await;
                met.extend(page["data"].as_array().expect("rows").iter().map(|row| row["user_id"].clone()));
                if page["page"]["has_more"] == false {
                    break;
                }
                cursor = format!("&after={}", page["page"]["next"].as_str().expect("a cursor"));
            }
            assert_eq!(json!(met), json!(all), "{path}");
            assert_eq!(all.len(), if search.contains("person0") { 1 } else { 7 }, "{path}: {all:?}");
        }
    }
    let (_, page) = app.get("/v1/users?q=person&limit=2").await;
    let next = page["page"]["next"].as_str().expect("a cursor");
    for search in ["ada", "person7", "user_3"] {
        let answer = ask(&app, &format!("/v1/users?q={search}&after={next}")).await;
        assert!(answer.problem(400).contains("another q"), "{search}");
        assert_eq!(answer.json()["parameter"], "after");
    }
});

on_both!(activity_and_sessions_are_found_by_names, |db| async {
    let app = TestServer::serve(&db).await;
    served(&app).await;
    deliver(&app, "msg_j", "session.created", 30, session("sess_b", "user_2Ada", 30, json!({}))).await;
    let in_acme = json!({"last_active_organization_id": "org_2A"});
    deliver(&app, "msg_k", "session.created", 40, session("sess_c", "user_2Known", 40, in_acme)).await;
    app.settle().await;
    let list = |filter: &str| format!("/v1/activity?{filter}&order_by=position&order=asc");
    assert_lists(
        &app,
        &[
            (&list("q=lovelace"), &["msg_a", "msg_j"]),
            (&list("q=ada"), &["msg_a", "msg_b", "msg_e", "msg_j"]),
            (&list("q=ada&action=signed_in"), &["msg_j"]),
            // Formerly: another name, then another organization.
            (&list("q=murray"), &["msg_d", "msg_c"]),
            (&list("q=acme"), &["msg_g", "msg_h", "msg_i", "msg_k"]),
            (&list("q=engines&user_id=user_2Known"), &["msg_k"]),
            (&list("q=lovelace&source=clerk"), &["msg_a", "msg_j"]),
            ("/v1/activity?q=lovelace", &["msg_j", "msg_a"]),
            ("/v1/sessions?q=lovelace", &["sess_b"]),
            ("/v1/sessions?q=engines", &["sess_c"]),
            ("/v1/sessions?q=engines&user_id=user_2Ada", &[]),
            ("/v1/sessions?q=nobody&user_id=user_2Ada", &[]),
        ],
    )
    .await;
    for list in ["activity", "sessions"] {
        let (_, page) = app.get(&format!("/v1/{list}?q=nobody")).await;
        assert_eq!(page["data"], json!([]));
        assert!(page["notes"][0].as_str().expect("a note").starts_with("q: no user and no organization"), "{page}");
    }
    let detail = ask(&app, "/v1/activity?q=lovelace&source=system").await.problem(400);
    assert!(detail.contains("leave source=system out"), "{detail}");
});

on_both!(search_that_says_too_little_is_refused, |db| async {
    let app = TestServer::serve(&db).await;
    for list in ["/v1/users", "/v1/organizations", "/v1/sessions"] {
        for (search, expected) in [
            ("a", "2 letters or digits"),
            ("a%20b", "2 letters or digits"),
            ("%2B-", "no letter and no digit"),
            ("aa%20bb%20cc%20dd%20ee%20ff%20gg%20hh%20ii", "8 at most"),
            ("", "empty"),
        ] {
            let answer = ask(&app, &format!("{list}?q={search}")).await;
            let detail = answer.problem(400);
            assert_eq!(answer.json()["parameter"], "q", "{list} {search}");
            assert!(detail.contains(expected), "{list} {search}: {detail}");
        }
    }
});
