//! Lists of a generated log with random filters of several values and exclusions: each answers as a
//! test of every row would, on pages that hold each row once, in both directions.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    sync::Arc,
};

use gatelog::{
    api,
    clock::{Clock, Timestamp},
    projection::{Rebuild, Silent},
    simulate::{History, HistoryOptions, Mix},
    views,
};
use ipnet::IpNet;
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
    /// By what finds its user or organization.
    ByName,
}

use Found::{ByName, InActivity, InRow};

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
            ("q", false, ByName),
            ("ip", true, InActivity("/ips")),
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
    let names = names(api).await;
    let mut known = Vec::new();
    for mut row in api.all(list.path).await {
        row["agent"] = (row["actor_kind"] == "agent").into();
        row["active"] = row["ended_at"].is_null().into();
        let values = list.filters.iter().map(|(name, _, found)| {
            let values = match found {
                InRow(pointer) => texts(&row, pointer),
                ByName => names
                    .iter()
                    .filter(|(_, ids)| ids.contains(&row["user_id"]) || ids.contains(&row["organization_id"]))
                    .map(|(name, _)| name.clone())
                    .collect(),
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

/// Beginnings of names, with the ids of the users and organizations that they find.
async fn names(api: &Api) -> Vec<(String, Vec<Value>)> {
    let mut names = Vec::new();
    for (list, field, id) in [("/v1/users", "last_name", "user_id"), ("/v1/organizations", "slug", "organization_id")] {
        let beginnings: BTreeSet<String> = api
            .all(list)
            .await
            .iter()
            .filter_map(|row| Some(row[field].as_str()?.chars().take(3).collect::<String>().to_lowercase()))
            .collect();
        for beginning in beginnings {
            let mut ids = Vec::new();
            for (list, id) in [("/v1/users", "user_id"), ("/v1/organizations", "organization_id")] {
                let found = api.get(&format!("{list}?limit=1000&q={}", encoded(&beginning))).await;
                ids.extend(found["data"].as_array().expect("rows").iter().map(|row| row[id].clone()));
            }
            names.push((beginning, ids));
        }
        assert!(!names.is_empty(), "{list} has no {id}");
    }
    names
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

/// A random request: its filters as in a query, and the ids of the rows that match.
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
        let (mut any_of, mut none_of) = (Vec::new(), Vec::new());
        for value in all.into_iter().take(if *is_several { rng.usize(1..=4) } else { 1 }) {
            let value = if *name == "ip" { network(rng, value) } else { value.clone() };
            if !any_of.contains(&value) && *is_several && rng.u8(..3) == 0 {
                query = format!("{query}&{name}=!{}", encoded(&value));
                none_of.push(value);
            } else if !none_of.contains(&value) {
                query = format!("{query}&{name}={}", encoded(&value));
                any_of.push(value);
            }
        }
        let has = |values: &BTreeSet<String>, wanted: &[String]| {
            values.iter().any(|value| wanted.iter().any(|wanted| is_in(name, value, wanted)))
        };
        rows.retain(|(_, values)| (any_of.is_empty() || has(&values[name], &any_of)) && !has(&values[name], &none_of));
    }
    (query, rows.into_iter().map(|(id, _)| id.as_str()).collect())
}

/// An address, or a network that it is in.
fn network(rng: &mut fastrand::Rng, address: &str) -> String {
    let address: IpAddr = address.parse().expect("an address");
    let bits = if address.is_ipv4() { [32, 28, 24, 8] } else { [128, 126, 64, 48] };
    let network = IpNet::new(address, bits[rng.usize(..bits.len())]).expect("a prefix").trunc();
    if network.prefix_len() == network.max_prefix_len() { address.to_string() } else { network.to_string() }
}

fn is_in(name: &str, value: &str, wanted: &str) -> bool {
    match wanted.parse::<IpNet>() {
        Ok(network) if name == "ip" => network.contains(&value.parse::<IpAddr>().expect("an address")),
        _ => value == wanted,
    }
}

fn encoded(value: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b':' | b'/' => char::from(byte).to_string(),
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
        assert!(found > CASES, "{}: hardly anything was found: {found}", list.path);
    }
});
