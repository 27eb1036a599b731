//! Every list of the API's document with every single filter: the first page from either end, and one deep within. A new
//! list or filter is asked for without being named here; where rows have no field of a filter's name, it is.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use serde_json::Value;

use super::fill::Followed;

/// The API's own document.
const DOCUMENT: &str = include_str!("../../../openapi/gatelog.json");

/// Rows of a page: a list of organizations has as many in the shorter log already.
const LIMIT: usize = 20;

/// Rows that a value for a filter is looked for in.
const LOOKED_AT: usize = 500;

/// What the command asks.
const STATUS: &str = "gatelog status";

/// Parameters that are no filters.
const OF_PAGES: [&str; 4] = ["limit", "order", "after", "before"];

/// Filters of which rows have no field of the same name: what is taken in its place. By list, or of all.
const TAKEN_FROM: [(&str, &str, &str); 16] = [
    ("/v1/users", "email", "primary_email"),
    ("/v1/users", "phone", "primary_phone"),
    ("/v1/activity", "action", "actions/0"),
    ("/v1/activity", "actor_id", "actor/id"),
    ("/v1/activity", "involves", "user_id"),
    ("/v1/events", "involves", "user_id"),
    ("/v1/activity", "since", "occurred_at"),
    ("/v1/activity", "until", "occurred_at"),
    ("/v1/events", "since", "received_at"),
    ("/v1/events", "until", "received_at"),
    ("/v1/sessions", "since", "started_at"),
    ("/v1/sessions", "until", "started_at"),
    ("/v1/sessions", "active_at", "started_at"),
    ("/v1/memberships", "since", "started_at"),
    ("/v1/memberships", "until", "started_at"),
    ("/v1/memberships", "active_at", "started_at"),
];

/// Filters that mean something else together, and so are asked for together.
const TOGETHER: [(&str, [&str; 2]); 3] = [
    ("/v1/memberships", ["role", "active_at"]),
    ("/v1/memberships", ["role", "since"]),
    ("/v1/memberships", ["role", "until"]),
];

/// Not asked for in order of position: late events lie anywhere, so what happened in time is looked for row by row.
const IN_TIME: [&str; 2] = ["since", "until"];

/// Filters that no row of a simulated history has a value of.
const MADE_UP: [(&str, &str); 4] = [
    ("agent", "false"),
    ("active", "true"),
    ("external_id", "customer_1"),
    ("wallet", "0x52908400098527886e0f7030069857d2e4169ee7"),
];

/// Where in a list a page lies.
#[derive(Clone, Copy, Debug)]
enum Place {
    Newest,
    Oldest,
    Deep,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Question {
    /// The path with what orders the list, but without a filter.
    list: String,
    filter: String,
    /// `None` where there are no pages.
    place: Option<Place>,
}

impl fmt::Display for Question {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{} {:?}", self.list, self.filter, self.place)
    }
}

impl Question {
    /// What `gatelog status` asks, past the API.
    pub fn is_status(&self) -> bool {
        self.list == STATUS
    }

    /// What to ask for in the log as it is: a deep page is half-way through the list of today.
    pub async fn path(&self, followed: &Followed<'_>) -> String {
        let Self { list, filter, place } = self;
        match place {
            None => list.clone(),
            Some(Place::Newest) => format!("{list}limit={LIMIT}{filter}"),
            Some(Place::Oldest) => format!("{list}limit={LIMIT}&order=asc{filter}"),
            Some(Place::Deep) => {
                let after = half_way(followed, list).await;
                format!("{list}limit={LIMIT}{filter}{after}")
            }
        }
    }
}

/// Pages of a thousand rows that are read to find the middle of a list: deep is ten of them.
const PAGES_MAX: usize = 20;

/// The cursor half-way through a list, as a parameter; none of a list that is one page.
async fn half_way(followed: &Followed<'_>, list: &str) -> String {
    if let Some(known) = followed.known_half_way(list) {
        return known;
    }
    let (mut pages, mut cursor) = (vec![String::new()], String::new());
    while pages.len() < PAGES_MAX
        && let Some(next) = followed.get(&format!("{list}limit=1000{cursor}")).await.page["page"]["next"].as_str()
    {
        cursor = format!("&after={next}");
        pages.push(cursor.clone());
    }
    // Of a list that is one page of that size, in the middle of it.
    let half = match pages.len() {
        1 => {
            let rows = followed.get(&format!("{list}limit=1000")).await.rows;
            let page = followed.get(&format!("{list}limit={}", (rows / 2).max(1))).await.page;
            page["page"]["next"].as_str().map(|next| format!("&after={next}")).unwrap_or_default()
        }
        pages_of_list => pages[pages_of_list / 2].clone(),
    };
    followed.remember_half_way(list, &half);
    half
}

/// All of them; their values are taken from rows that the log has now.
pub async fn questions(followed: &Followed<'_>) -> Vec<Question> {
    let document: Value = serde_json::from_str(DOCUMENT).expect("JSON");
    let mut questions = vec![Question { list: STATUS.to_owned(), filter: String::new(), place: None }];
    let mut ids = HashMap::new();
    for path in ["/v1/users", "/v1/sessions", "/v1/organizations", "/v1/memberships"] {
        let rows = rows(followed, &format!("{path}?")).await;
        let id = format!("{}_id", path.trim_start_matches("/v1/").trim_end_matches('s'));
        ids.insert(id.clone(), rows[rows.len() / 2][&id].as_str().expect("an id").to_owned());
    }
    for (path, operations) in document["paths"].as_object().expect("paths") {
        let Some(operation) = operations.get("get").filter(|_| path.starts_with("/v1/")) else { continue };
        let names: Vec<&str> = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| parameter["name"].as_str().expect("a name"))
            .collect();
        if !names.contains(&"limit") {
            if !path.contains('{') {
                questions.push(Question { list: path.clone(), filter: String::new(), place: None });
            }
            continue;
        }
        let with_id = ids.iter().fold(path.clone(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id));
        assert!(!with_id.contains('{'), "say where the id of {path} comes from");
        let mut orders = vec![format!("{with_id}?")];
        if names.contains(&"order_by") {
            orders.push(format!("{with_id}?order_by=position&"));
        }
        for list in orders {
            let rows = rows(followed, &list).await;
            let mut filters = vec![String::new()];
            for name in names.iter().filter(|name| !OF_PAGES.contains(*name) && **name != "order_by") {
                // A history is that of one thing of one source.
                let late = list.contains("order_by=position") && IN_TIME.contains(name);
                if with_id == *path && !late {
                    filters.push(format!("&{name}={}", value(path, name, &rows)));
                }
            }
            let together = TOGETHER.iter().filter(|(list, _)| *list == with_id);
            filters.extend(
                together.map(|(_, names)| names.map(|name| format!("&{name}={}", value(path, name, &rows))).concat()),
            );
            for filter in filters {
                for place in [Place::Newest, Place::Oldest, Place::Deep] {
                    // A page before the middle of the list has no cursor from the middle.
                    if filter.contains("&until=") && matches!(place, Place::Deep) {
                        continue;
                    }
                    questions.push(Question { list: list.clone(), filter: filter.clone(), place: Some(place) });
                }
            }
        }
    }
    questions
}

async fn rows(followed: &Followed<'_>, list: &str) -> Vec<Value> {
    let page = followed.get(&format!("{list}limit={LOOKED_AT}&order=asc")).await.page;
    page["data"].as_array().expect("rows").clone()
}

/// A value that many rows have: a tenth of them at least.
fn most_common(rows: &[Value], pointer: &str) -> Option<String> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for text in rows.iter().filter_map(|row| row.pointer(pointer)?.as_str()) {
        *times.entry(text).or_default() += 1;
    }
    let (text, times) = times.into_iter().max_by_key(|(_, times)| *times)?;
    (times * 10 >= rows.len()).then(|| text.to_owned())
}

/// A value of a filter: one that many rows have, or else one that some row has, from the middle of the rows on.
fn value(path: &str, name: &str, rows: &[Value]) -> String {
    let taken_from = TAKEN_FROM.iter().find(|(list, filter, _)| *list == path && *filter == name);
    let pointer = format!("/{}", taken_from.map_or(name, |(_, _, field)| field));
    let middle = rows.len() / 2;
    if let Some(common) = most_common(rows, &pointer) {
        return common;
    }
    let found = rows[middle..].iter().chain(&rows[..middle]).find_map(|row| match row.pointer(&pointer) {
        Some(Value::String(text)) => Some(text.replace('+', "%2B").replace(' ', "%20")),
        Some(Value::Bool(truth)) => Some(truth.to_string()),
        _ => None,
    });
    let made_up = || MADE_UP.iter().find(|(filter, _)| *filter == name).map(|(_, value)| (*value).to_owned());
    found.or_else(made_up).unwrap_or_else(|| panic!("say where a value for the filter {name} of {path} comes from"))
}
