//! Lists of a generated log with random filters of several values and exclusions: each answers as a
//! test of every row would, on pages that hold each row once, in both directions.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use gatelog::{
    api,
    clock::{Clock, Timestamp},
    projection::{Rebuild, Silent},
    simulate::{History, HistoryOptions, Mix},
    views,
};
use poem::{Endpoint as _, EndpointExt as _, Request, endpoint::BoxEndpoint};
use serde_json::{Value, json};

use crate::support::{Db, event, in_process::InProcess, on_both, open_log_at, test_server::API_KEY};

const BEGIN_SECONDS: i64 = 1_790_000_000;
/// A day after the last event, so that some sessions have expired and others are open.
const NOW_SECONDS: i64 = BEGIN_SECONDS + 12 * 24 * 3_600;
const EVENTS: usize = 1_200;
/// Requests of each list.
const CASES: usize = 40;
/// Rows of a page: so few that most answers have several.
const LIMIT: usize = 9;

/// A list, the column of its id, and its filters. Of each: whether it can be given several times,
/// and where the rows of the list have its values, as a JSON pointer; or those of activity, for what
/// any event of a session says.
struct FilteredList {
    path: &'static str,
    id: &'static str,
    filters: &'static [(&'static str, bool, Found)],
}

#[derive(Clone, Copy)]
enum Found {
    InRow(&'static str),
    InActivity(&'static str),
}

use Found::{InActivity, InRow};

const LISTS: [FilteredList; 3] = [
    FilteredList {
        path: "/v1/sessions",
        id: "session_id",
        filters: &[
            ("user_id", true, InRow("/user_id")),
            ("status", true, InRow("/status")),
            ("impersonator_id", true, InRow("/impersonator_id")),
            ("organization_id", true, InRow("/organization_id")),
            ("agent", false, InRow("/agent")),
            ("impersonated", false, InRow("/impersonated")),
            ("country", true, InActivity("/country")),
            ("city", true, InActivity("/city")),
            ("browser", true, InActivity("/browser")),
        ],
    },
    FilteredList {
        path: "/v1/memberships",
        id: "membership_id",
        filters: &[
            ("user_id", true, InRow("/user_id")),
            ("organization_id", true, InRow("/organization_id")),
            ("role", true, InRow("/role")),
            ("active", false, InRow("/active")),
        ],
    },
    FilteredList {
        path: "/v1/invitations",
        id: "invitation_id",
        filters: &[
            ("organization_id", true, InRow("/organization_id")),
            ("role", true, InRow("/role")),
            ("status", true, InRow("/status")),
            ("inviter_id", true, InRow("/inviter_id")),
            ("email", false, InRow("/email")),
        ],
    },
];

/// The API on a log whose views are built.
struct Api(BoxEndpoint<'static>);

impl Api {
    async fn of_history(db: &Db) -> Self {
        let clock = Clock::fixed(Timestamp::from_seconds(BEGIN_SECONDS));
        let (store, log) = open_log_at(db, clock.clone()).await;
        let options = HistoryOptions {
            mix: Mix { memberships: 12, invitations: 12, ..Mix::default() },
            ..HistoryOptions::default()
        };
        let history = History::new(11, 60, Timestamp::from_seconds(BEGIN_SECONDS), &options);
        let mut waiting = tokio::task::JoinSet::new();
        let mut sessions = BTreeSet::new();
        for message in history.take(EVENTS) {
            let body: Value = serde_json::from_slice(&message.body).expect("JSON");
            if body["data"]["object"] == "session" {
                sessions.insert(body["data"]["id"].as_str().expect("an id").to_owned());
            }
            let log = log.clone();
            waiting.spawn(async move { log.append(event(&message.id, message.body.clone())).await.expect("recorded") });
        }
        // Some sessions are seen elsewhere later.
        for (number, session) in sessions.iter().step_by(9).enumerate() {
            let (log, body) = (log.clone(), seen_elsewhere(session, number));
            waiting.spawn(async move { log.append(event(&format!("msg_{number}"), body)).await.expect("recorded") });
        }
        waiting.join_all().await;
        clock.set(Timestamp::from_seconds(NOW_SECONDS));
        let service = InProcess { clock: clock.clone(), ..InProcess::default() };
        let endpoint = api::endpoint(service.api(Arc::clone(&store), log.clone()));
        let rebuild = Rebuild { store, log, clock, views: views::all(), keep_previous: None };
        rebuild.run(&Silent).await.expect("views");
        Self(endpoint.map_to_response().boxed())
    }

    async fn get(&self, path: &str) -> Value {
        let request = Request::builder().uri_str(path).header("authorization", format!("Bearer {API_KEY}")).finish();
        let response = self.0.get_response(request).await;
        let status = response.status();
        let text = response.into_body().into_string().await.expect("text");
        assert!(status.is_success(), "{path}: {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Every row of a list.
    async fn all(&self, path: &str) -> Vec<Value> {
        self.pages(&format!("{path}?limit=1000"), "next", "after", None).await.concat()
    }

    /// The pages of a list in one direction.
    async fn pages(&self, list: &str, to: &str, parameter: &str, from: Option<String>) -> Vec<Vec<Value>> {
        let (mut pages, mut cursor) = (Vec::new(), from);
        loop {
            let from = cursor.map_or_else(String::new, |cursor| format!("&{parameter}={cursor}"));
            let page = self.get(&format!("{list}{from}")).await;
            pages.push(page["data"].as_array().expect("rows").clone());
            cursor = page["page"][to].as_str().map(str::to_owned);
            if page["page"]["has_more"] == false || cursor.is_none() {
                return pages;
            }
        }
    }
}

/// An event of a session from another place, at its end.
fn seen_elsewhere(session: &str, number: usize) -> String {
    let places = [("NO", "Oslo", "Firefox"), ("SE", "Malmö", "Chrome"), ("US", "Boston", "Lynx")];
    let (country, city, browser) = places[number % places.len()];
    let at = (BEGIN_SECONDS + 11 * 24 * 3_600) * 1_000;
    let device = json!({"country": country, "city": city, "browser_name": browser,
        "ip_address": format!("2001:db8:0:{}::{number:x}", number % 4)});
    let data = json!({"id": session, "object": "session", "latest_activity": device});
    let request = json!({"http_request": {"client_ip": format!("192.0.2.{}", number % 200)}});
    json!({"object": "event", "type": "session.ended", "timestamp": at, "data": data, "event_attributes": request})
        .to_string()
}

/// The values of each filter in each row, in the order of the list.
type Known = Vec<(String, BTreeMap<&'static str, BTreeSet<String>>)>;

async fn known(api: &Api, list: &FilteredList) -> Known {
    let activity = api.all("/v1/activity").await;
    let mut known = Vec::new();
    for mut row in api.all(list.path).await {
        row["agent"] = (row["actor_kind"] == "agent").into();
        row["active"] = row["ended_at"].is_null().into();
        let values = list.filters.iter().map(|(name, _, found)| {
            let values = match found {
                InRow(pointer) => texts(&row, pointer),
                InActivity(pointer) => activity
                    .iter()
                    .filter(|event| event["session_id"] == row["session_id"])
                    .flat_map(|event| texts(event, pointer))
                    .collect(),
            };
            (*name, values)
        });
        known.push((row[list.id].as_str().expect("an id").to_owned(), values.collect()));
    }
    known
}

/// The text, texts or truth at a place in a row, as filters compare them.
fn texts(row: &Value, pointer: &str) -> BTreeSet<String> {
    match row.pointer(pointer).expect("a field") {
        Value::Null => BTreeSet::new(),
        Value::Array(values) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(text) => [text.clone()].into(),
        other => [other.to_string()].into(),
    }
}

/// A random request: its filters as in a query, and whether a row matches.
fn request<'a>(rng: &mut fastrand::Rng, list: &FilteredList, known: &'a Known) -> (String, Vec<&'a str>) {
    let mut query = String::new();
    let mut rows: Vec<_> = known.iter().collect();
    let mut filters: Vec<_> = list.filters.iter().collect();
    rng.shuffle(&mut filters);
    for (name, is_several, _) in filters.into_iter().take(rng.usize(1..=3)) {
        let mut all: Vec<&String> = known.iter().flat_map(|(_, values)| &values[name]).collect();
        rng.shuffle(&mut all);
        let mut seen = BTreeSet::new();
        all.retain(|value| seen.insert(*value));
        let given = all.into_iter().take(if *is_several { rng.usize(1..=4) } else { 1 });
        let (none_of, any_of): (Vec<_>, Vec<_>) = given.partition(|_| *is_several && rng.u8(..3) == 0);
        for (sign, value) in any_of.iter().map(|value| ("", value)).chain(none_of.iter().map(|value| ("!", value))) {
            query.push_str(&format!("&{name}={sign}{}", encoded(value)));
        }
        let has = |values: &BTreeSet<String>, wanted: &[&String]| wanted.iter().any(|value| values.contains(*value));
        rows.retain(|(_, values)| (any_of.is_empty() || has(&values[name], &any_of)) && !has(&values[name], &none_of));
    }
    (query, rows.into_iter().map(|(id, _)| id.as_str()).collect())
}

fn encoded(value: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b':' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    value.bytes().map(byte).collect()
}

on_both!(random_filters_answer_as_a_test_of_every_row, |db| async {
    let api = Api::of_history(&db).await;
    let mut rng = fastrand::Rng::with_seed(5);
    for list in &LISTS {
        let known = known(&api, list).await;
        assert!(known.len() > 20, "{}: {} rows", list.path, known.len());
        let ids = |pages: &[Vec<Value>]| -> Vec<String> {
            pages.concat().iter().map(|row| row[list.id].as_str().expect("an id").to_owned()).collect()
        };
        let mut found = 0;
        for _ in 0..CASES {
            let (query, mut expected) = request(&mut rng, list, &known);
            let order = ["desc", "asc"][rng.usize(..2)];
            if order == "asc" {
                expected.reverse();
            }
            let path = format!("{}?limit={LIMIT}&order={order}{query}", list.path);
            let pages = api.pages(&path, "next", "after", None).await;
            assert_eq!(ids(&pages), expected, "{path}");
            found += expected.len();
            // Back from the last page.
            if pages.len() > 1 {
                let next =
                    |pages: usize| format!("{path}&limit={}", pages * LIMIT).replace(&format!("limit={LIMIT}&"), "");
                let before = api.get(&next(pages.len() - 1)).await["page"]["next"].as_str().expect("more").to_owned();
                let last = api.get(&format!("{path}&after={before}")).await;
                let prev = last["page"]["prev"].as_str().expect("a cursor").to_owned();
                let mut back = api.pages(&path, "prev", "before", Some(prev)).await;
                back.reverse();
                let back = ids(&back);
                assert_eq!(back, expected[..back.len()], "back on {path}");
                assert_eq!(back.len(), (pages.len() - 1) * LIMIT, "back on {path}");
            }
        }
        assert!(found > CASES * 5, "{}: hardly anything was found: {found}", list.path);
    }
});
