//! Every list of the API's document with every single filter: the first page from either end, and one deep within. And
//! with every pair of filters: the newest page. A new list or filter is asked for without being named here; where rows
//! have no field of a filter's name, it is.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use gatelog::event::source::SYSTEM_SOURCE;
use serde_json::Value;

use super::fill::{Followed, SILENT_SOURCE};

/// The API's own document.
const DOCUMENT: &str = include_str!("../../../openapi/gatelog.json");

/// Rows of a page: a list of organizations has as many in the shorter log already.
const LIMIT: usize = 20;

/// Rows that a value for a filter is looked for in.
const LOOKED_AT: usize = 500;

/// What the command asks.
const STATUS: &str = "gatelog status";

/// Parameters that are no filters; and `member_of`, which tests row after row where members are many, up to the limit
/// that `page_budget` checks: it costs that in every log that is long enough, and this one is not.
const OF_PAGES: [&str; 10] =
    ["limit", "order", "after", "before", "min_position", "format", "csv", "count", "payload", "member_of"];

/// Filters of which rows have no field of the same name: what is taken in its place. By list, or of all.
const TAKEN_FROM: [(&str, &str, &str); 26] = [
    ("/v1/users", "email", "primary_email"),
    ("/v1/users", "phone", "primary_phone"),
    ("/v1/users", "q", "last_name"),
    ("/v1/users", "last_sign_in_before", "last_sign_in_at"),
    ("/v1/users", "mfa", "two_factor_enabled"),
    ("/v1/organizations", "q", "name"),
    ("/v1/activity", "q", "user_id"),
    ("/v1/sessions", "q", "user_id"),
    ("/v1/activity", "action", "actions/0"),
    ("/v1/activity", "actor_id", "actor/id"),
    ("/v1/activity", "involves", "user_id"),
    ("/v1/events", "involves", "user_id"),
    ("/v1/events", "action", "actions/0"),
    ("/v1/events", "actor_id", "actor/id"),
    ("/v1/activity", "since", "occurred_at"),
    ("/v1/activity", "until", "occurred_at"),
    ("/v1/activity", "received_since", "received_at"),
    ("/v1/activity", "received_until", "received_at"),
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

/// Not asked for in order of position or revision: late events lie anywhere, so what happened in time
/// is looked for row by row.
const IN_TIME: [&str; 2] = ["since", "until"];

/// Filters with an order of their own, and so with other cursors. A search allows no other order.
const IN_OWN_ORDER: [&str; 2] = ["q", "last_sign_in_before"];

/// Filters that no row of a simulated history has a value of.
const MADE_UP: [(&str, &str); 6] = [
    ("agent", "false"),
    // Rows have it as a field of an object.
    ("new", "country"),
    ("never_signed_in", "false"),
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
    /// Whether it has two filters, so that rows of one are walked for those of the other.
    pub is_of_pair: bool,
}

impl fmt::Display for Question {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{} {:?}", self.list, self.filter, self.place)
    }
}

impl Question {
    fn new(list: &str, filter: &str, place: Option<Place>) -> Self {
        Self { list: list.to_owned(), filter: filter.to_owned(), place, is_of_pair: false }
    }

    /// The newest page with two filters.
    fn of_pair(list: &str, filters: &str) -> Self {
        Self { is_of_pair: true, ..Self::new(list, filters, Some(Place::Newest)) }
    }

    /// How many values its filters have: at least one, so that a list without a filter has a walk.
    pub fn values(&self) -> f64 {
        f64::from(u32::try_from(self.filter.matches('=').count().max(1)).expect("few"))
    }

    /// The path of the list, without a question mark.
    pub fn list_path(&self) -> &str {
        self.list.split('?').next().unwrap_or_default()
    }

    /// The same without the id of one object.
    pub fn list_name(&self) -> String {
        let parts = self.list_path().split('/').map(|part| if part.contains('_') { "{id}" } else { part });
        parts.collect::<Vec<_>>().join("/")
    }

    /// What `gatelog status` asks, past the API.
    pub fn is_status(&self) -> bool {
        self.list == STATUS
    }

    /// What to ask for in the log as it is: a deep page is half-way through the list of today.
    pub async fn path(&self, followed: &Followed<'_>) -> String {
        let Self { list, filter, place, .. } = self;
        match place {
            None => list.clone(),
            Some(Place::Newest) => format!("{list}limit={LIMIT}{filter}"),
            Some(Place::Oldest) => format!("{list}limit={LIMIT}&order=asc{filter}"),
            Some(Place::Deep) => {
                let name = filter.trim_start_matches('&').split('=').next().unwrap_or_default();
                let in_own_order = IN_OWN_ORDER.contains(&name) && !list.contains("order_by=");
                let of = if in_own_order { format!("{list}{}&", filter.trim_start_matches('&')) } else { list.clone() };
                let after = half_way(followed, &of).await;
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
    let mut questions = vec![Question::new(STATUS, "", None)];
    let of_silent_source = format!("&source={SILENT_SOURCE}");
    questions.push(Question::new("/v1/undecodable?", &of_silent_source, Some(Place::Newest)));
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
            .map(name_of)
            .collect();
        if !names.contains(&"limit") {
            // A stream reads the pages of its list. Statistics count what there is, once.
            if !path.contains('{') && !path.ends_with("/stream") && !path.starts_with("/v1/stats/") {
                questions.push(Question::new(path, "", None));
            }
            continue;
        }
        let with_id = ids.iter().fold(path.clone(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id));
        assert!(!with_id.contains('{'), "say where the id of {path} comes from");
        let mut orders = vec![format!("{with_id}?")];
        let order_by =
            operation["parameters"].as_array().into_iter().flatten().find(|known| known["name"] == "order_by");
        // The first one is that of a list without the parameter.
        let others = order_by.and_then(|known| known["schema"]["enum"].as_array()).into_iter().flatten().skip(1);
        orders.extend(others.filter_map(Value::as_str).map(|order| format!("{with_id}?order_by={order}&")));
        for list in orders {
            let mut rows = rows(followed, &list).await;
            if path == "/v1/events" {
                show_activity(followed, &mut rows).await;
            }
            // A history is that of one thing of one source.
            let is_asked = |name: &&str| {
                let is_of_arrival = ["order_by=position", "order_by=changed"].iter().any(|order| list.contains(order));
                let late = is_of_arrival && IN_TIME.contains(name) || list.contains("order_by=") && *name == "q";
                with_id == *path && !late && !OF_PAGES.contains(name) && *name != "order_by"
            };
            let names: Vec<&str> = names.iter().copied().filter(is_asked).collect();
            let mut filters = vec![String::new()];
            filters.extend(names.iter().map(|name| format!("&{name}={}", value(path, name, &rows))));
            if names.contains(&"type") {
                filters.push("&type=session.*".to_owned());
                filters.push(format!("&source={SYSTEM_SOURCE}"));
            }
            let several = operation["parameters"].as_array().into_iter().flatten();
            let several = several.filter(|known| known["schema"]["type"] == "array").map(name_of);
            for name in several.filter(|name| names.contains(name)) {
                let forms = several_values(path, name, &rows);
                questions.extend(forms.iter().map(|filter| Question::new(&list, filter, Some(Place::Newest))));
            }
            for (place, one) in names.iter().enumerate() {
                for other in &names[place + 1..] {
                    let question = Question::of_pair(&list, &of_one_row(path, [one, other], &rows));
                    // Some say the opposite of each other.
                    if followed.get_if_allowed(&question.path(followed).await).await.is_ok() {
                        questions.push(question);
                    }
                }
            }
            let together = TOGETHER.iter().filter(|(list, _)| *list == with_id);
            filters.extend(
                together.map(|(_, names)| names.map(|name| format!("&{name}={}", value(path, name, &rows))).concat()),
            );
            for filter in filters {
                for place in [Place::Newest, Place::Oldest, Place::Deep] {
                    // A page before the middle of the list has no cursor from the middle.
                    let ends = ["&until=", "&active_at="].iter().any(|end| filter.contains(end));
                    if ends && matches!(place, Place::Deep) {
                        continue;
                    }
                    questions.push(Question::new(&list, &filter, Some(place)));
                }
            }
        }
    }
    questions
}

fn name_of(parameter: &Value) -> &str {
    parameter["name"].as_str().expect("a name")
}

/// A filter with two values; and without one that some rows have, so that a page is full of others.
fn several_values(path: &str, name: &str, rows: &[Value]) -> Vec<String> {
    let (one, pointer) = (value(path, name, rows), pointer(path, name));
    let Some(other) = from_the_middle(rows).filter_map(|row| in_row(row, &pointer)).find(|other| *other != one) else {
        return Vec::new();
    };
    vec![format!("&{name}={one}&{name}={other}"), format!("&{name}=!{other}")]
}

async fn rows(followed: &Followed<'_>, list: &str) -> Vec<Value> {
    let page = followed.get(&format!("{list}limit={LOOKED_AT}&order=asc")).await.page;
    page["data"].as_array().expect("rows").clone()
}

/// Adds to rows of events what only activity shows of them.
async fn show_activity(followed: &Followed<'_>, events: &mut [Value]) {
    let activity = rows(followed, "/v1/activity?order_by=position&").await;
    for event in events {
        let same = activity.iter().find(|row| row["svix_id"] == event["svix_id"]);
        for (field, value) in same.and_then(Value::as_object).into_iter().flatten() {
            event.as_object_mut().expect("an object").entry(field).or_insert_with(|| value.clone());
        }
    }
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
    let pointer = pointer(path, name);
    if let Some(common) = most_common(rows, &pointer) {
        return common;
    }
    let found = from_the_middle(rows).find_map(|row| in_row(row, &pointer));
    let made_up = || MADE_UP.iter().find(|(filter, _)| *filter == name).map(|(_, value)| (*value).to_owned());
    found.or_else(made_up).unwrap_or_else(|| panic!("say where a value for the filter {name} of {path} comes from"))
}

/// Two filters with the values of one row, so that a page has one at least; where no row has both, with any.
fn of_one_row(path: &str, names: [&str; 2], rows: &[Value]) -> String {
    let pointers = names.map(|name| pointer(path, name));
    let of_row = |row: &Value| {
        let [one, other] = &pointers;
        Some([in_row(row, one)?, in_row(row, other)?])
    };
    let found = from_the_middle(rows).find_map(of_row);
    let [one, mut other] = found.unwrap_or_else(|| names.map(|name| value(path, name, rows)));
    if IN_TIME == names
        && let Some(later) = rows.last().and_then(|row| in_row(row, &pointers[1]))
    {
        other = later;
    }
    format!("&{}={one}&{}={other}", names[0], names[1])
}

/// Where rows of a list have the value of a filter.
fn pointer(path: &str, name: &str) -> String {
    let taken_from = TAKEN_FROM.iter().find(|(list, filter, _)| *list == path && *filter == name);
    format!("/{}", taken_from.map_or(name, |(_, _, field)| field))
}

fn from_the_middle(rows: &[Value]) -> impl Iterator<Item = &Value> {
    let (before, after) = rows.split_at(rows.len() / 2);
    after.iter().chain(before)
}

fn in_row(row: &Value, pointer: &str) -> Option<String> {
    match row.pointer(pointer)? {
        Value::String(text) => Some(text.bytes().map(encoded).collect()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// A byte of a value as a query has it.
fn encoded(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b':' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}
