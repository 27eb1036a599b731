//! Keys over the real command line and real HTTP: made, used, revoked, expired; shown once and kept nowhere.

use gatelog::event::Source;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::asking::{Answer, ask};
use crate::support::{
    Db,
    cli::{gatelog, run, said},
    configured::Configured,
    event_of, on_both, open_log,
    test_server::{API_KEY, SIGNING_SECRET, TestServer},
};

/// Makes a key by the command, and gives its text.
pub fn create(db: &Db, arguments: &[&str]) -> String {
    let made = run(db, &[&["keys", "create", "--new-source", "--name", "of a test"], arguments].concat());
    assert!(made.status.success(), "{}", said(&made));
    String::from_utf8(made.stdout).expect("text").trim().to_owned()
}

/// The id inside a key.
pub fn id_of(key: &str) -> &str {
    key.split('_').nth(1).expect("an id")
}

/// Asks with a key.
pub async fn ask_with(app: &TestServer, key: &str, method: Method, path: &str) -> Answer {
    Answer::to(Client::new().request(method, app.url(path)).bearer_auth(key)).await
}

/// Asks for a key over HTTP.
pub async fn make(app: &TestServer, by: &str, new: &Value) -> Answer {
    let body = new.to_string();
    let request = Client::new().post(app.url("/v1/keys")).bearer_auth(by).header("content-type", "application/json");
    Answer::to(request.body(body)).await
}

/// Waits until an answer has a status; how long another process's news may take.
pub async fn until_status(app: &TestServer, key: &str, path: &str, status: u16) -> Answer {
    let started = std::time::Instant::now();
    loop {
        let answer = ask_with(app, key, Method::GET, path).await;
        if answer.status.as_u16() == status {
            return answer;
        }
        assert!(started.elapsed().as_secs() < 10, "{}: {}", answer.status, answer.text);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

on_both!(a_key_made_beside_a_running_serve_opens_at_once_and_is_refused_once_revoked, |db| async {
    let app = TestServer::serve(&db).await;
    let key = create(&db, &["--scope", "events:read"]);
    assert_eq!(ask_with(&app, &key, Method::GET, "/v1/events").await.status, 200, "at the first try");
    let revoked = run(&db, &["keys", "revoke", id_of(&key)]);
    assert!(revoked.status.success(), "{}", said(&revoked));
    let refused = until_status(&app, &key, "/v1/events", 401).await;
    let detail = refused.problem(401);
    // What a stranger with a made-up key is told.
    let made_up = run(&db, &["keys", "create", "--name", "other", "--scope", "events:read"]);
    let other = String::from_utf8(made_up.stdout).expect("text").trim().to_owned();
    assert!(!detail.contains(id_of(&key)) && !detail.contains(id_of(&other)), "{detail}");
    let again = said(&run(&db, &["keys", "revoke", id_of(&key)]));
    assert!(again.contains("already"), "{again}");
    assert!(app.log().iter().all(|line| !line.contains(&key) && !line.contains(&other)), "no key is logged");
});

on_both!(a_key_is_kept_as_a_digest_only_and_its_life_is_in_the_log, |db| async {
    let app = TestServer::serve(&db).await;
    let key = create(&db, &["--scope", "events:read,views:read", "--expires", "90d"]);
    assert_eq!(ask_with(&app, &key, Method::GET, "/v1/events").await.status, 200);
    assert_eq!(ask_with(&app, &key, Method::GET, "/v1/users").await.status, 200);
    run(&db, &["keys", "revoke", id_of(&key)]);
    let mut types: Vec<String> = Vec::new();
    for _ in 0..100 {
        let (_, events) = app.get("/v1/events?source=system&type=system.key_*&order=asc").await;
        types = events["data"].as_array().expect("a list").iter().map(|event| event["type"].to_string()).collect();
        if types.len() == 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    types.sort();
    assert_eq!(types, [r#""system.key_created""#, r#""system.key_revoked""#, r#""system.key_used""#], "one use a day");
    let created = app.get_bytes(&format!("/v1/events/sys_key_{}_created/payload", id_of(&key))).await;
    let created = String::from_utf8(created).expect("text");
    let secret = key.rsplit('_').next().expect("a secret");
    assert!(
        created.contains(id_of(&key)) && !created.contains(secret) && !created.contains(&secret[..20]),
        "{created}"
    );
    if let Db::Sqlite(folder) = &db {
        for file in std::fs::read_dir(folder.path()).expect("a folder") {
            let bytes = std::fs::read(file.expect("a file").path()).expect("readable");
            assert!(!bytes.windows(20).any(|window| window == &secret.as_bytes()[..20]), "the database holds no key");
        }
    }
    let list = said(&run(&db, &["keys", "list"]));
    let line = list.lines().find(|line| line.contains(id_of(&key))).expect("it is listed");
    assert!(
        line.contains("revoked") && line.contains("events:read,views:read") && line.contains("of a test"),
        "{list}"
    );
    assert!(!list.contains(secret), "{list}");
});

#[tokio::test]
async fn an_expired_key_says_so_only_to_its_holder() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let soon = gatelog::clock::Timestamp::from_micros(gatelog::clock::Clock::system().now().micros() + 1_500_000);
    let key = create(&db, &["--scope", "events:read", "--expires", &soon.to_string()]);
    let detail = until_status(&app, &key, "/v1/events", 401).await.problem(401);
    assert!(detail.contains("expired"), "{detail}");
    let late =
        run(&db, &["keys", "create", "--name", "x", "--scope", "events:read", "--expires", "2020-01-01T00:00:00Z"]);
    assert!(!late.status.success() && said(&late).contains("expired already"), "{}", said(&late));
}

#[tokio::test]
async fn a_key_made_over_http_never_exceeds_its_maker() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let maker = create(&db, &["--scope", "admin:keys,keys:read,events:read", "--source", "clerk", "--expires", "10d"]);
    let new = |scopes: &[&str], sources: &[&str], expires_at: Option<&str>| json!({ "name": "child", "scopes": scopes, "sources": sources, "expires_at": expires_at });
    let soon = gatelog::clock::Timestamp::from_micros(gatelog::clock::Clock::system().now().micros() + 86_400_000_000);
    let soon = soon.to_string();
    let soon = Some(soon.as_str());
    let made = make(&app, &maker, &new(&["events:read"], &["clerk"], soon)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let child = made.json();
    assert_eq!(child["created_by"], id_of(&maker));
    let text = child["key"].as_str().expect("its text").to_owned();
    assert_eq!(ask_with(&app, &text, Method::GET, "/v1/events").await.status, 200);
    for (beyond, says) in [
        (new(&["events:body"], &["clerk"], soon), "events:body"),
        (new(&["events:read"], &[], soon), "sources"),
        (new(&["events:read"], &["clerk", "other"], soon), "sources"),
        (new(&["events:read"], &["clerk"], None), "outlive"),
        (new(&["events:read"], &["clerk"], Some("2999-01-01T00:00:00Z")), "outlive"),
    ] {
        let refused = make(&app, &maker, &beyond).await.problem(403);
        assert!(refused.contains(says), "{refused}");
    }
    // Nor does it end what it could not have made.
    let greater = create(&db, &["--scope", "events:body", "--source", "clerk"]);
    ask_with(&app, &maker, Method::DELETE, &format!("/v1/keys/{}", id_of(&greater))).await.problem(403);
    let foreign = create(&db, &["--scope", "events:read"]);
    ask_with(&app, &maker, Method::DELETE, &format!("/v1/keys/{}", id_of(&foreign))).await.problem(404);
    let listed = ask_with(&app, &maker, Method::GET, "/v1/keys").await.text;
    assert!(listed.contains(id_of(&greater)) && !listed.contains(id_of(&foreign)), "{listed}");
    assert!(!listed.contains("sha256") && !listed.contains(&text), "{listed}");
    let revoked = ask_with(&app, &maker, Method::DELETE, &format!("/v1/keys/{}", id_of(&text))).await;
    assert_eq!(revoked.status, 200, "{}", revoked.text);
    assert!(revoked.json()["revoked_at"].is_string());
    ask_with(&app, &text, Method::GET, "/v1/events").await.problem(401);
}

on_both!(a_key_for_an_unknown_source_is_refused, |db| async {
    let (store, log) = open_log(&db).await;
    let source = Source::parse("old-billing").expect("a good name");
    log.append(event_of(&source, "msg_old", "{}")).await.expect("recorded");
    log.shut_down().await;
    store.close().await;
    drop((log, store));
    let config = ["clerk", "billing"]
        .map(|name| format!("[[source]]\nname = \"{name}\"\nsecrets = [{{ value = \"{SIGNING_SECRET}\" }}]\n"));
    let app = Configured::new(&config.concat()).serve(&db).await;
    let new = |sources: &[&str]| json!({ "name": "a", "scopes": ["views:read"], "sources": sources });
    let refused = make(&app, API_KEY, &new(&["clerk", "bilings"])).await;
    assert_eq!(refused.json()["parameter"], "sources");
    let detail = refused.problem(400);
    for says in
        ["\"bilings\"", "the nearest is billing", "known are billing, clerk, old-billing", "\"new_sources\": true"]
    {
        assert!(detail.contains(says), "{says}: {detail}");
    }
    let mut odd = new(&["clerk"]);
    odd["new_sources"] = json!("yes");
    let detail = make(&app, API_KEY, &odd).await.problem(400);
    assert!(detail.contains("new_sources cannot be used; write true"), "{detail}");
    assert_eq!(ask(&app, "/v1/keys").await.json()["data"], json!([]), "no key is made");
    // Configured is enough, and so is the log.
    assert_eq!(make(&app, API_KEY, &new(&["clerk", "billing", "old-billing"])).await.status, 201);
    let mut meant = new(&["later"]);
    meant["new_sources"] = json!(false);
    make(&app, API_KEY, &meant).await.problem(400);
    meant["new_sources"] = json!(true);
    let later = make(&app, API_KEY, &meant).await;
    assert_eq!((later.status.as_u16(), &later.json()["sources"]), (201, &json!(["later"])), "{}", later.text);
    // A maker that is for one source can name that alone, and it was meant when the maker was made.
    let maker = create(&db, &["--scope", "admin:keys,views:read", "--source", "later"]);
    assert_eq!(make(&app, &maker, &new(&["later"])).await.status, 201);
});

#[tokio::test]
async fn what_is_no_wish_for_a_key_is_told_what_to_write() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let long = "n".repeat(65);
    for (body, says) in [
        (json!({ "name": "", "scopes": ["events:read"] }), "printable"),
        (json!({ "name": "a\u{202e}b", "scopes": ["events:read"] }), "printable"),
        (json!({ "name": long, "scopes": ["events:read"] }), "printable"),
        (json!({ "name": "a", "scopes": [] }), "at least one scope"),
        (json!({ "name": "a", "scopes": ["events:*"] }), "events:read, events:body"),
        (json!({ "name": "a", "scopes": ["events:read"], "sources": ["system"] }), "reserved"),
        (json!({ "name": "a", "scopes": ["events:read"], "expires_at": "2020-01-01T00:00:00Z" }), "expired"),
        (json!({ "name": "a", "scopes": ["events:read"], "source": ["clerk"] }), "source"),
        (json!({ "scopes": ["events:read"] }), "name is missing"),
        (json!([]), "body"),
    ] {
        let refused = make(&app, API_KEY, &body).await.problem(400);
        assert!(refused.contains(says), "{refused}");
    }
    let big = json!({ "name": "a".repeat(20_000), "scopes": ["events:read"] });
    make(&app, API_KEY, &big).await.problem(413);
    let odd = Client::new().post(app.url("/v1/keys")).bearer_auth(API_KEY).header("content-type", "text/plain");
    Answer::to(odd.body("{}")).await.problem(415);
    assert_eq!(ask(&app, "/v1/keys").await.json()["data"], json!([]));
}

#[tokio::test]
async fn keys_alone_open_what_they_were_made_for_where_no_key_is_configured() {
    let db = Db::sqlite();
    let app = TestServer::serve_with(&db, &[], &[("GATELOG_API_KEY", "")]).await;
    let advice = Answer::to(Client::new().get(app.url("/v1/events"))).await.problem(401);
    assert!(advice.contains("gatelog keys create"), "{advice}");
    let key = create(&db, &["--scope", "metrics:read"]);
    assert_eq!(ask_with(&app, &key, Method::GET, "/v1/projections").await.status, 200);
    let missing = ask_with(&app, &key, Method::GET, "/v1/events").await.problem(403);
    assert!(missing.contains("events:read"), "{missing}");
    ask_with(&app, API_KEY, Method::GET, "/v1/projections").await.problem(401);
    drop(gatelog(&db, &[]));
}

/// Well formed, with a checksum that fits, around the id of a good key: only the digest tells it apart.
#[tokio::test]
async fn a_made_up_secret_around_the_id_of_a_good_key_opens_nothing() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let key = create(&db, &["--scope", "events:read"]);
    let other = gatelog::access::KeyText::random().expect("randomness");
    let secret = &other.expose().rsplit('_').next().expect("a secret")[..52];
    let forged = with_checksum(&format!("gatelog_{}_{secret}", id_of(&key)));
    assert_eq!(gatelog::access::KeyText::parse(&forged).expect("it is of the form").id().as_str(), id_of(&key));
    assert_eq!(with_checksum(&key[..key.len() - 7]), key, "the checksum here is the one of keys");
    let detail = ask_with(&app, &forged, Method::GET, "/v1/events").await.problem(401);
    assert!(detail.starts_with("there is no such key, or it was revoked"), "{detail}");
    let unknown = ask_with(&app, other.expose(), Method::GET, "/v1/events").await.problem(401);
    assert_eq!(detail, unknown, "a wrong secret and no such key are told alike");
    assert_eq!(ask_with(&app, &key, Method::GET, "/v1/events").await.status, 200);
}

/// CRC-32 bit by bit, in the base 32 of keys.
fn with_checksum(text: &str) -> String {
    let mut sum = u32::MAX;
    for byte in text.bytes() {
        sum ^= u32::from(byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 * (sum & 1));
        }
    }
    let bits = u64::from(!sum) << 3;
    let letters = (0..7).rev().map(|at| usize::try_from((bits >> (5 * at)) & 31).expect("five bits"));
    format!("{text}{}", letters.map(|at| char::from(b"0123456789abcdefghjkmnpqrstvwxyz"[at])).collect::<String>())
}

on_both!(a_key_of_an_auditor_reads_what_shows_no_secrets, |db| async {
    let app = TestServer::serve(&db).await;
    let auditor = create(&db, &["--preset", "auditor", "--owner", "Ann Li, Security"]);
    for (path, status) in [
        ("/v1/events", 200),
        ("/v1/activity", 200),
        ("/v1/activity?source=system", 200),
        ("/v1/keys", 200),
        ("/v1/events/sys_none/payload", 403),
        ("/v1/projections", 403),
    ] {
        assert_eq!(ask_with(&app, &auditor, Method::GET, path).await.status, status, "{path}");
    }
    assert_eq!(make(&app, &auditor, &json!({"name": "x", "scopes": ["views:read"]})).await.status, 403);
    let unknown = said(&run(&db, &["keys", "create", "--name", "x", "--preset", "auditr"]));
    assert!(unknown.contains("the nearest is auditor"), "{unknown}");
    let neither = said(&run(&db, &["keys", "create", "--name", "x"]));
    assert!(neither.contains("--scope"), "{neither}");
});

on_both!(the_owner_of_a_key_stands_wherever_it_is_named, |db| async {
    let app = TestServer::serve(&db).await;
    let by_command = create(&db, &["--preset", "auditor", "--owner", "Ann Li, Security"]);
    let made = make(&app, API_KEY, &json!({"name": "over http", "owner": " Bo ", "scopes": ["views:read"]})).await;
    assert_eq!((&made.json()["owner"], &made.json()["status"]), (&json!("Bo"), &json!("valid")));
    let unnamed = make(&app, API_KEY, &json!({"name": "of nobody", "scopes": ["views:read"]})).await;
    assert_eq!(unnamed.json()["owner"], Value::Null);
    for (owner, reason) in [("", "128 printable"), ("a\nb", "128 printable"), (&*"o".repeat(129), "128 printable")] {
        let refused = make(&app, API_KEY, &json!({"name": "x", "owner": owner, "scopes": ["views:read"]})).await;
        assert!(refused.problem(400).contains(reason), "{owner:?}: {}", refused.text);
    }
    let list = said(&run(&db, &["keys", "list"]));
    assert!(list.contains("Ann Li, Security") && list.contains("Bo"), "{list}");
    let keys = ask_with(&app, &by_command, Method::GET, "/v1/keys").await.json();
    let owners: Vec<&Value> = keys["data"].as_array().expect("keys").iter().map(|key| &key["owner"]).collect();
    assert_eq!(owners.len(), 3);
    assert!(owners.contains(&&json!("Ann Li, Security")) && owners.contains(&&Value::Null), "{owners:?}");
    app.settle().await;
    let (_, created) = app.get("/v1/activity?source=system&type=system.key_created&order=asc").await;
    let summary = created["data"][0]["summary"].as_str().expect("a sentence");
    assert!(summary.contains("created the key of a test (Ann Li, Security)"), "{summary}");
});

on_both!(keys_are_shown_as_they_were_at_a_time, |db| async {
    let app = TestServer::serve(&db).await;
    let now = || gatelog::clock::Clock::system().now();
    let soon = gatelog::clock::Timestamp::from_micros(now().micros() + 400_000);
    let expiring = create(&db, &["--scope", "events:read", "--expires", &soon.to_string()]);
    let revoked = create(&db, &["--scope", "events:read"]);
    let before = now();
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    run(&db, &["keys", "revoke", id_of(&revoked)]);
    create(&db, &["--scope", "views:read"]);
    let statuses = async |as_of: &str| {
        let keys = ask(&app, &format!("/v1/keys{as_of}")).await.json();
        let keys = keys["data"].as_array().expect("keys").clone();
        let of = |key: &str| keys.iter().find(|row| row["key_id"] == id_of(key)).map(|row| row["status"].clone());
        (keys.len(), of(&expiring), of(&revoked))
    };
    let is = |status: &str| Some(json!(status));
    assert_eq!(statuses("").await, (3, is("expired"), is("revoked")));
    assert_eq!(statuses(&format!("?as_of={before}")).await, (2, is("valid"), is("valid")));
    assert_eq!(statuses("?as_of=2020-01-01").await, (0, None, None));
    assert!(ask(&app, "/v1/keys?as_of=2999-01-01").await.problem(400).contains("has not come yet"));
});
