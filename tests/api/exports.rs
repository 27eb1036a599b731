//! A list as one file is the list, as of one position, and the log says what left it.

use std::sync::Arc;

use futures_util::future::join_all;
use gatelog::{
    api::{self, exports::running::EXPORTS_MAX},
    event_log::EventLog,
    storage::Store,
};
use poem::{Endpoint, Request, Response, http::Method};
use reqwest::Client;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    asking::{Answer, ask},
    keys::{ask_with, create, id_of},
};
use crate::support::{
    Db, event,
    in_process::InProcess,
    on_both, open_log,
    peer::soon,
    test_server::{API_KEY, TestServer},
};

/// More than two pages.
const EVENTS: usize = 2_300;

/// Events about 50 users, whose clocks go backward.
async fn fill(log: &EventLog, events: std::ops::Range<usize>) {
    let body = |number: usize| {
        json!({
            "object": "event", "type": if number.is_multiple_of(3) { "user.updated" } else { "user.created" },
            "timestamp": 1_790_000_000_000_i64 - i64::try_from(number).expect("few") * 1_000,
            "data": {"id": format!("user_{}", number % 50), "object": "user", "first_name": "=1+1"},
            "event_attributes": {"http_request": {"client_ip": "203.0.113.9", "user_agent": "=cmd|' /C calc'!A0"}},
        })
    };
    let appended = events.map(|number| log.append(event(&format!("msg_{number}"), body(number).to_string())));
    for outcome in join_all(appended).await {
        outcome.expect("recorded");
    }
}

/// A server on a log of so many events.
async fn served(db: &Db, events: usize) -> TestServer {
    let (store, log) = open_log(db).await;
    fill(&log, 0..events).await;
    log.shut_down().await;
    store.close().await;
    drop((store, log));
    let app = TestServer::serve(db).await;
    app.settle().await;
    app
}

/// All rows of a list, by its pages.
pub async fn pages(app: &TestServer, path: &str) -> Vec<Value> {
    let (mut rows, mut after) = (Vec::new(), String::new());
    loop {
        let (status, page) = app.get(&format!("{path}&limit=1000{after}")).await;
        assert_eq!(status, 200, "{page}");
        rows.extend(page["data"].as_array().expect("rows").clone());
        if page["page"]["has_more"] == false {
            return rows;
        }
        after = format!("&after={}", page["page"]["next"].as_str().expect("a cursor"));
    }
}

/// The rows of NDJSON without what an export adds, and its last line.
pub fn parts(text: &str) -> (Vec<Value>, Value) {
    let mut rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let last = rows.pop().expect("a last line");
    for row in &mut rows {
        let row = row.as_object_mut().expect("an object");
        assert_eq!(row.remove("schema_version"), Some(1.into()));
        assert_eq!(row.remove("log_id").as_ref(), Some(&last["gatelog_export"]["log_id"]));
    }
    (rows, last["gatelog_export"].clone())
}

/// The rows of a list of what is true now, and the last line.
pub fn parts_of_state(text: &str) -> (Vec<Value>, Value) {
    let (mut rows, last) = parts(text);
    for row in &mut rows {
        let position = row.as_object_mut().expect("an object").remove("as_of_position");
        assert_eq!(position.as_ref(), Some(&last["up_to_position"]), "every row names one moment");
    }
    (rows, last)
}

/// The digest of NDJSON without its last line.
pub fn sha256(text: &str) -> String {
    let end = text.trim_end().rfind('\n').map_or(0, |end| end + 1);
    data_encoding::HEXLOWER.encode(&Sha256::digest(&text.as_bytes()[..end]))
}

on_both!(export_is_the_list_with_every_filter, |db| async move {
    let app = served(&db, EVENTS).await;
    for (path, rows_min) in [
        ("/v1/events?order=desc", EVENTS),
        ("/v1/events?order=asc", EVENTS),
        ("/v1/events?type=user.updated", EVENTS / 3),
        ("/v1/events?user_id=user_7", 40),
        ("/v1/activity?order=desc", EVENTS),
        ("/v1/activity?order=asc&order_by=position", EVENTS),
        ("/v1/activity?actor_id=user_none", 0),
        ("/v1/activity?user_id=user_7&user_id=user_8&type=!user.created", 30),
        ("/v1/activity?ip=203.0.113.0%2F24&order=asc", EVENTS),
    ] {
        let listed = pages(&app, path).await;
        assert!(listed.len() >= rows_min, "{path}: {}", listed.len());
        let exported = ask(&app, &format!("{path}&format=ndjson")).await;
        assert_eq!(exported.status, 200, "{}", exported.text);
        assert_eq!(exported.header("content-type"), "application/x-ndjson");
        let (rows, last) = parts(&exported.text);
        assert_eq!(rows.len(), listed.len(), "{path}");
        assert!(rows == listed, "{path}: other rows, or another order");
        assert_eq!(last["rows"], rows.len(), "{last}");
        assert_eq!(last["sha256"], sha256(&exported.text), "{path}");
        assert_eq!(last["complete"], true);

        let table = ask(&app, &format!("{path}&format=csv")).await;
        let mut table = csv::Reader::from_reader(table.text.as_bytes());
        let id = table.headers().expect("a header").iter().position(|name| name == "svix_id").expect("a column");
        let ids: Vec<String> = table.records().map(|row| row.expect("a row")[id].to_owned()).collect();
        let listed: Vec<&str> = listed.iter().filter_map(|row| row["svix_id"].as_str()).collect();
        assert_eq!(ids, listed, "{path}");
    }
});

on_both!(log_records_each_export_with_its_digest, |db| async move {
    let app = served(&db, 120).await;
    let path = "/v1/activity?user_id=user_7&ip=203.0.113.9&since=2020-01-01&format=ndjson";
    let exported = ask(&app, path).await;
    let id = exported.header("gatelog-export-id").to_owned();
    let (rows, last) = parts(&exported.text);
    assert_eq!((rows.len(), &last["id"]), (3, &Value::from(id.as_str())), "{last}");
    assert_eq!(exported.header("gatelog-position"), last["up_to_position"].to_string());
    let disposition = exported.header("content-disposition");
    assert_eq!(disposition, format!("attachment; filename=\"gatelog-activity-{id}.ndjson\""));

    app.settle().await;
    let record = ask(&app, &format!("/v1/exports/{id}")).await;
    assert_eq!(record.status, 200, "{}", record.text);
    let record = record.json();
    for name in ["position", "rows", "bytes", "sha256", "first_position", "last_position", "query_commitment", "key_id"]
    {
        assert_eq!(record[name], last[name], "{name}: {record}");
    }
    assert_eq!((&record["rows"], &record["key_id"]), (&3.into(), &"env".into()));
    assert_eq!(record["filters"], json!(["ip", "since", "user_id"]));
    assert_eq!(record["subjects"], json!([{"kind": "user", "id": "user_7"}]));
    let (_, event) = app.get(&format!("/v1/events/sys_{id}?payload=full")).await;
    assert_eq!((&event["type"], &event["position"]), (&"system.exported".into(), &record["position"]), "{event}");
    for text in ["203.0.113", "2020-01-01"] {
        assert!(!event.to_string().contains(text), "the log holds no value of a filter: {event}");
    }
    let (_, row) = app.get(&format!("/v1/activity/sys_{id}")).await;
    let sentence = "the key of GATELOG_API_KEY exported 3 rows of activity as ndjson by ip, since and user_id";
    assert_eq!(row["summary"], sentence);

    // The query is bound by its commitment: only a holder of the file can show what it was.
    let salt = data_encoding::HEXLOWER.decode(last["query_salt"].as_str().expect("a salt").as_bytes()).expect("hex");
    let salt = gatelog::event::Salt(salt.try_into().expect("32 bytes"));
    let committed = data_encoding::HEXLOWER.encode(&salt.name_body(last["query"].to_string().as_bytes()));
    assert_eq!(last["query_commitment"], committed);
    ask(&app, "/v1/exports/00000000000000000000000000000000").await.problem(404);
});

on_both!(an_export_is_signed_off_with_its_digest, |db| async move {
    let app = served(&db, 30).await;
    let auditor = create(&db, &["--preset", "auditor", "--owner", "Ann Li, Security"]);
    let exported = ask_with(&app, &auditor, reqwest::Method::GET, "/v1/events?format=csv").await;
    let id = exported.header("gatelog-export-id").to_owned();
    let record = ask(&app, &format!("/v1/exports/{id}")).await.json();
    let review = async |key: &str, id: &str, body: Value| {
        let request = Client::new().post(app.url(&format!("/v1/exports/{id}/reviews"))).bearer_auth(key);
        Answer::to(request.header("content-type", "application/json").body(body.to_string())).await
    };
    let signed = review(&auditor, &id, json!({"reviewed_by": "Ann Li", "note": "no finding"})).await;
    assert_eq!(signed.status, 201, "{}", signed.text);
    let signed = signed.json();
    assert_eq!((&signed["sha256"], &signed["export_id"]), (&record["sha256"], &Value::from(id.as_str())));
    assert_eq!((&signed["reviewed_by"], &signed["note"]), (&"Ann Li".into(), &"no finding".into()));
    let again = review(&auditor, &id, json!({"reviewed_by": "Bo"})).await;
    assert_eq!((again.status.as_u16(), &again.json()["note"]), (201, &Value::Null));

    app.settle().await;
    let (_, reviews) = app.get("/v1/activity?source=system&type=system.reviewed&order_by=position&order=asc").await;
    let sentences: Vec<&str> =
        reviews["data"].as_array().expect("rows").iter().filter_map(|row| row["summary"].as_str()).collect();
    let by = format!("signed off the export {id}, 30 rows of events, with the key of a test (Ann Li, Security)");
    assert_eq!(sentences, [format!("Ann Li {by}: no finding"), format!("Bo {by}")]);
    assert_eq!(reviews["data"][0]["position"], signed["position"]);

    for (id, body, status, says) in [
        (&*id, json!({}), 400, "reviewed_by is missing"),
        (&*id, json!({"reviewed_by": " "}), 400, "1 to 128 printable"),
        (&*id, json!({"reviewed_by": "Ann\nLi"}), 400, "1 to 128 printable"),
        (&*id, json!({"reviewed_by": "Ann", "note": ""}), 400, "leave it out"),
        (&*id, json!({"reviewed_by": "Ann", "digest": ""}), 400, "digest"),
        ("00000000000000000000000000000000", json!({"reviewed_by": "Ann"}), 404, "no export"),
    ] {
        let detail = review(&auditor, id, body.clone()).await.problem(status);
        assert!(detail.contains(says), "{body}: {detail}");
    }
    // A key for one source sees no export of all of them.
    let narrow = create(&db, &["--preset", "auditor", "--source", "clerk"]);
    review(&narrow, &id, json!({"reviewed_by": "Ann"})).await.problem(404);
});

on_both!(csv_runs_no_formula_unless_raw, |db| async move {
    let app = served(&db, 3).await;
    for (form, expected) in [("format=csv", "'=cmd|' /C calc'!A0"), ("csv=raw", "=cmd|' /C calc'!A0")] {
        let answer = ask(&app, &format!("/v1/activity?{form}")).await;
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present", "{}", answer.text);
        assert_eq!(answer.text.matches("\r\n").count(), 4, "{}", answer.text);
        let mut table = csv::Reader::from_reader(answer.text.as_bytes());
        let header = table.headers().expect("a header").clone();
        assert!(header.iter().any(|name| name == "actor.kind"), "{header:?}");
        let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
        let cell = |row: &csv::StringRecord, name: &str| {
            row[header.iter().position(|known| known == name).expect("a column")].to_owned()
        };
        assert_eq!(rows.len(), 3);
        assert_eq!(cell(&rows[0], "user_agent"), expected);
        assert_eq!(cell(&rows[0], "ips"), r#"["203.0.113.9"]"#);
        assert_eq!(cell(&rows[0], "session_id"), "");
        assert_eq!(cell(&rows[0], "schema_version"), "1");
    }
});

#[tokio::test(flavor = "multi_thread")]
async fn format_wins_over_accept_and_unknown_is_refused() {
    let db = Db::sqlite();
    let app = served(&db, 3).await;
    let accepting = async |query: &str, accept: &str| {
        Answer::to(
            Client::new().get(app.url(&format!("/v1/events{query}"))).bearer_auth(API_KEY).header("accept", accept),
        )
        .await
    };
    for (query, accept, expected) in [
        ("", "application/x-ndjson", "application/x-ndjson"),
        ("", "text/csv", "text/csv; charset=utf-8; header=present"),
        ("", "TEXT/CSV; header=present; q=0.5, application/json;q=0.4", "text/csv; charset=utf-8; header=present"),
        ("", "text/html, */*;q=0.8", "application/json; charset=utf-8"),
        ("", "application/*", "application/json; charset=utf-8"),
        ("", "application/x-ndjson, */*", "application/x-ndjson"),
        ("", "application/json;q=0, */*", "application/x-ndjson"),
        ("?format=json", "text/csv", "application/json; charset=utf-8"),
        ("?format=ndjson", "application/xml", "application/x-ndjson"),
        ("?format=csv", "*/*", "text/csv; charset=utf-8; header=present"),
    ] {
        let answer = accepting(query, accept).await;
        assert_eq!(answer.status, 200, "{query} {accept}: {}", answer.text);
        assert_eq!(answer.header("content-type"), expected, "{query} {accept}");
    }
    for accept in ["application/xml", "text/html, image/*;q=0.9", "text/csv;q=0"] {
        let detail = accepting("", accept).await.problem(406);
        assert!(detail.contains("application/x-ndjson") && detail.contains("text/csv"), "{detail}");
    }
    for (query, parameter) in [
        ("format=ndjson&limit=10", "limit"),
        ("format=csv&after=abc", "after"),
        ("format=csv&before=abc", "before"),
        ("format=ndjson&csv=raw", "csv"),
        ("format=xml", "format"),
        ("csv=cooked", "csv"),
        ("format=ndjson&type=session", "type"),
    ] {
        let answer = ask(&app, &format!("/v1/events?{query}")).await;
        answer.problem(400);
        assert_eq!(answer.json()["parameter"], parameter, "{}", answer.text);
    }
    ask(&app, "/v1/sources?format=csv").await.problem(400);
    let head =
        Client::new().head(app.url("/v1/events?format=csv")).bearer_auth(API_KEY).send().await.expect("an answer");
    assert_eq!((head.status().as_u16(), head.headers().get("gatelog-export-id")), (200, None), "HEAD exports nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn compressed_export_holds_the_same_bytes() {
    let db = Db::sqlite();
    let app = served(&db, EVENTS).await;
    let plain = ask(&app, "/v1/events?format=csv").await.text;
    let compressed = async |coding: &str| {
        let request = Client::new().get(app.url("/v1/events?format=csv")).bearer_auth(API_KEY);
        let answer = request.header("accept-encoding", coding).send().await.expect("an answer");
        assert_eq!(answer.headers()["content-encoding"], coding);
        answer.bytes().await.expect("a body")
    };
    let zstd = compressed("zstd").await;
    assert!(zstd.len() * 3 < plain.len(), "{} of {}", zstd.len(), plain.len());
    assert!(zstd::decode_all(&zstd[..]).expect("zstd") == plain.as_bytes());
    assert!(compressed("gzip").await.starts_with(&[0x1f, 0x8b]));
}

on_both!(key_for_one_source_sees_its_own_exports, |db| async move {
    let app = served(&db, 3).await;
    let limited = create(&db, &["--scope", "events:read", "--source", "clerk"]);
    let with = async |key: &str, path: &str| Answer::to(Client::new().get(app.url(path)).bearer_auth(key)).await;
    let own = with(&limited, "/v1/events?format=ndjson").await;
    assert_eq!(parts(&own.text).1["sources"], json!(["clerk"]));
    let whole = ask(&app, "/v1/events?format=ndjson").await;
    let of_source = ask(&app, "/v1/events?format=ndjson&source=clerk").await;
    for (export, status) in [(&own, 200), (&of_source, 200), (&whole, 404)] {
        let path = format!("/v1/exports/{}", export.header("gatelog-export-id"));
        assert_eq!(with(&limited, &path).await.status, status, "{path}");
        assert_eq!(ask(&app, &path).await.status, 200, "{path}");
    }
});

/// The service in this process, on a log of so many events, whose answers are read as slowly as a test wants.
struct Slow<E> {
    endpoint: E,
    log: EventLog,
    store: Arc<Store>,
}

async fn slow(db: &Db, events: usize) -> Slow<impl Endpoint> {
    let (store, log) = open_log(db).await;
    fill(&log, 0..events).await;
    let endpoint = api::endpoint(InProcess::default().api(Arc::clone(&store), log.clone()));
    Slow { endpoint, log, store }
}

impl<E: Endpoint> Slow<E> {
    async fn send(&self, method: Method, path: &str, key: &str, body: &str) -> Response {
        let request = Request::builder()
            .method(method)
            .uri(path.parse().expect("a path"))
            .header("authorization", format!("Bearer {key}"))
            .content_type("application/json");
        self.endpoint.get_response(request.body(body.to_owned())).await
    }

    async fn get(&self, path: &str) -> Response {
        self.send(Method::GET, path, API_KEY, "").await
    }

    /// The record of an export, once there is one.
    async fn record(&self, export: &str) -> Value {
        soon(async {
            loop {
                let answer = self.get(&format!("/v1/exports/{export}")).await;
                if answer.status().is_success() {
                    let body = answer.into_body().into_vec().await.expect("a body");
                    return serde_json::from_slice(&body).expect("JSON");
                }
                tokio::task::yield_now().await;
            }
        })
        .await
    }
}

pub fn export_id(response: &Response) -> String {
    assert!(response.status().is_success(), "{response:?}");
    response.headers()["gatelog-export-id"].to_str().expect("text").to_owned()
}

on_both!(export_holds_no_later_row, |db| async move {
    let app = slow(&db, 1_500).await;
    for order in ["asc", "desc"] {
        let begun = app.get(&format!("/v1/events?format=ndjson&order={order}")).await;
        let size = app.log.size().await.expect("the log reads").0;
        fill(&app.log, usize::try_from(size).expect("few") + 10_000..usize::try_from(size).expect("few") + 10_020)
            .await;
        let text = begun.into_body().into_string().await.expect("whole");
        let (rows, last) = parts(&text);
        let highest = rows.iter().filter_map(|row| row["position"].as_i64()).max();
        assert!(highest < Some(size), "{order}: {highest:?} of {size}");
        assert_eq!(last["last_position"], json!(highest), "{order}");
        assert!(rows.len() >= 1_500, "{order}: {}", rows.len());
    }
    app.log.shut_down().await;
    app.store.close().await;
});

on_both!(interrupted_export_is_never_recorded_as_whole, |db| async move {
    let app = slow(&db, EVENTS).await;
    let begun = app.get("/v1/events?format=ndjson").await;
    let id = export_id(&begun);
    drop(begun);
    let record = app.record(&id).await;
    assert_eq!((&record["complete"], &record["reason"]), (&false.into(), &"client_gone".into()), "{record}");
    assert!(record["rows"].as_u64() <= Some(1_000), "one page was on its way: {record}");
    app.log.shut_down().await;
    app.store.close().await;
});

on_both!(revoked_key_ends_its_export, |db| async move {
    let app = slow(&db, EVENTS).await;
    let made = app.send(Method::POST, "/v1/keys", API_KEY, r#"{"name":"a","scopes":["events:read"]}"#).await;
    let made = made.into_body().into_string().await.expect("a key");
    let made: Value = serde_json::from_str(&made).expect("JSON");
    let begun = app.send(Method::GET, "/v1/events?format=ndjson", made["key"].as_str().expect("a key"), "").await;
    let id = export_id(&begun);
    let path = format!("/v1/keys/{}", id_of(made["key"].as_str().expect("a key")));
    assert!(app.send(Method::DELETE, &path, API_KEY, "").await.status().is_success());
    let cut = begun.into_body().into_vec().await;
    assert!(cut.is_err(), "the body has no end");
    let record = app.record(&id).await;
    assert_eq!((&record["complete"], &record["reason"]), (&false.into(), &"access_ended".into()), "{record}");
    assert_ne!(record["rows"], EVENTS);
    app.log.shut_down().await;
    app.store.close().await;
});

#[tokio::test(flavor = "multi_thread")]
async fn one_export_too_many_is_refused() {
    let db = Db::sqlite();
    let app = slow(&db, EVENTS).await;
    let mut begun = Vec::new();
    for _ in 0..EXPORTS_MAX {
        let export = app.get("/v1/events?format=csv").await;
        export_id(&export);
        begun.push(export);
    }
    let refused = app.get("/v1/events?format=csv").await;
    assert_eq!((refused.status().as_u16(), refused.headers().contains_key("retry-after")), (503, true));
    assert_eq!(app.get("/v1/events").await.status(), 200, "pages are still answered");
    let ended = begun.pop().expect("one");
    let id = export_id(&ended);
    drop(ended);
    app.record(&id).await;
    soon(async {
        while app.get("/v1/events?format=csv").await.status() != 200 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}
