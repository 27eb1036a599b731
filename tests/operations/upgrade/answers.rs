//! Everything that the query API can be asked about the events of one log: each path of its document, each list with each
//! single filter, each thing by its id. A new path or filter is asked for without being named here.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::support::test_server::TestServer;

/// The API's own document.
const DOCUMENT: &str = include_str!("../../../openapi/gatelog.json");

/// Tells of copies and of the process, not of events, or of the time up to now.
const NOT_ASKED: [&str; 8] = [
    "/v1/projections",
    "/v1/events/stream",
    "/v1/activity/stream",
    "/v1/exports/{export_id}",
    "/v1/stats/activity",
    "/v1/stats/sessions",
    "/v1/stats/users",
    "/v1/reports",
];

/// Parameters that are no filters.
const OF_PAGES: [&str; 10] =
    ["limit", "order", "after", "before", "order_by", "min_position", "format", "csv", "count", "payload"];

/// Where a row has the value of a filter, if not in the field of its name.
const VALUES: [(&str, &str, &str); 15] = [
    ("/v1/users", "email", "/emails"),
    ("/v1/users", "phone", "/primary_phone"),
    ("/v1/users", "wallet", "/primary_wallet"),
    ("/v1/activity", "action", "/actions"),
    ("/v1/activity", "actor_id", "/actor/id"),
    ("/v1/activity", "since", "/occurred_at"),
    ("/v1/activity", "until", "/occurred_at"),
    ("/v1/events", "since", "/received_at"),
    ("/v1/events", "until", "/received_at"),
    ("/v1/sessions", "since", "/started_at"),
    ("/v1/sessions", "until", "/started_at"),
    ("/v1/sessions", "active_at", "/started_at"),
    ("/v1/memberships", "since", "/started_at"),
    ("/v1/memberships", "until", "/started_at"),
    ("/v1/memberships", "active_at", "/started_at"),
];

/// Values of one filter that are asked for, the first and the last of them.
const VALUES_MAX: usize = 12;

/// What of an event the view of activity tells: null while that is not there.
const TOLD_BY_ACTIVITY: [&str; 3] = ["occurred_at", "session_id", "user_id"];

/// An answer without what is of the process and not of the events: cursors, and rows of what it told of itself since.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    body: Value,
}

impl Answer {
    /// Its body as text.
    pub fn text(&self) -> String {
        self.body.to_string()
    }

    /// The same with null, or without the field, where another answer has that for what the API
    /// documents as not known yet.
    pub fn with_nulls_of(mut self, question: &str, other: &Self) -> Self {
        let rows = |answer: &Self| match answer.body["data"].as_array() {
            Some(rows) => rows.clone(),
            None => vec![answer.body.clone()],
        };
        let others = rows(other);
        let fields: &[&str] = match question {
            events if events.starts_with("/v1/events") => &TOLD_BY_ACTIVITY,
            "/v1/sources" => &["recent"],
            _ => return self,
        };
        let mine: Vec<&mut Value> = if self.body["data"].is_array() {
            self.body["data"].as_array_mut().expect("just seen").iter_mut().collect()
        } else {
            vec![&mut self.body]
        };
        for (row, other) in mine.into_iter().zip(others) {
            for field in fields {
                match (other.get(field), row.as_object_mut()) {
                    (Some(Value::Null), Some(row)) => drop(row.insert((*field).to_owned(), Value::Null)),
                    (None, Some(row)) => drop(row.remove(*field)),
                    _ => {}
                }
            }
        }
        self
    }
}

/// Whether a question is for a list.
pub fn is_list(question: &str) -> bool {
    let path = question.split('?').next().unwrap_or_default();
    path.matches('/').count() == 2
}

/// What there is to ask about the events at positions below `size`, by what a service answers.
pub async fn questions(app: &TestServer, size: i64) -> Vec<String> {
    let document: Value = serde_json::from_str(DOCUMENT).expect("the document");
    let gets: Map<String, Value> = document["paths"].as_object().expect("paths").clone();
    let mut questions = Vec::new();
    for (path, operations) in gets {
        if !path.starts_with("/v1/") || !operations["get"].is_object() || NOT_ASKED.contains(&path.as_str()) {
            continue;
        }
        let parameters = operations["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let parameters: Vec<&str> = parameters.iter().filter_map(|of| of["name"].as_str()).collect::<Vec<_>>();
        if path.contains('{') {
            questions.extend(of_each(app, &path, &parameters, size).await);
        } else {
            questions.extend(of_list(app, &path, &parameters, size).await);
        }
    }
    questions
}

async fn of_list(app: &TestServer, path: &str, parameters: &[&str], size: i64) -> Vec<String> {
    if !parameters.contains(&"limit") {
        return vec![path.to_owned()];
    }
    let plain = format!("{path}?limit=1000&order=asc");
    let mut questions = vec![plain.clone(), format!("{path}?limit=1000")];
    if parameters.contains(&"order_by") {
        questions.push(format!("{plain}&order_by=position"));
    }
    let rows = rows(app, &plain, size).await;
    assert!(!rows.is_empty(), "{path} is empty: the fixture shows nothing of it");
    for parameter in parameters.iter().filter(|parameter| !OF_PAGES.contains(parameter)) {
        let mut values = values(path, parameter, &rows);
        if *parameter == "source" && ["/v1/events", "/v1/activity"].contains(&path) {
            values.insert("system".to_owned());
        }
        let values: Vec<String> = values.into_iter().collect();
        let skipped = VALUES_MAX / 2..values.len().saturating_sub(VALUES_MAX / 2);
        let asked = values.iter().enumerate().filter(|(number, _)| !skipped.contains(number));
        questions.extend(asked.map(|(_, value)| format!("{plain}&{parameter}={}", escaped(value))));
    }
    questions
}

/// What rows have of a filter.
fn values(path: &str, parameter: &str, rows: &[Value]) -> BTreeSet<String> {
    let known = VALUES.iter().find(|(list, of, _)| (*list, *of) == (path, parameter));
    let pointer = known.map_or_else(|| format!("/{parameter}"), |(_, _, pointer)| (*pointer).to_owned());
    let found = rows.iter().filter_map(|row| row.pointer(&pointer));
    let each = found.flat_map(|value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]));
    let text = |value: Value| match value {
        Value::String(text) => Some(text),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    };
    let values: BTreeSet<String> = each.filter_map(text).collect();
    // Filters that are no field.
    match parameter {
        "active" | "agent" => ["true", "false"].map(str::to_owned).into(),
        "new" => ["country", "browser", "device", "network"].map(str::to_owned).into(),
        _ => values,
    }
}

async fn of_each(app: &TestServer, path: &str, parameters: &[&str], size: i64) -> Vec<String> {
    let (list, rest) = path.split_once("/{").expect("an id");
    let (id, rest) = rest.split_once('}').expect("an id");
    let mut known = rows(app, &format!("{list}?limit=1000&order=asc"), size).await;
    if list == "/v1/events" || list == "/v1/activity" {
        known.extend(rows(app, &format!("{list}?limit=1000&order=asc&source=system"), size).await);
    }
    let mut questions = Vec::new();
    for row in &known {
        let (id, source) = (row[id].as_str().expect("an id"), row["source"].as_str().expect("a source"));
        let plain = format!("{list}/{}{rest}?source={source}", escaped(id));
        if parameters.contains(&"as_of") {
            questions.extend([size / 2, size - 1].map(|position| format!("{plain}&as_of={position}")));
        }
        if parameters.contains(&"payload") {
            questions.push(format!("{plain}&payload=full"));
        }
        if parameters.contains(&"from") {
            questions.push(format!("{plain}&from={}&to={}", size / 2, size - 1));
        } else {
            questions.push(plain);
        }
    }
    questions
}

async fn rows(app: &TestServer, list: &str, size: i64) -> Vec<Value> {
    let answer = answer(app, list, size).await;
    assert_eq!(answer.status, 200, "{list}: {answer:?}");
    answer.body["data"].as_array().expect("rows").clone()
}

/// The answer to a question, as far as it is about events at positions below `size`.
pub async fn answer(app: &TestServer, question: &str, size: i64) -> Answer {
    if question.contains("/payload?") {
        return Answer { status: 200, body: json!(app.get_bytes(question).await) };
    }
    let (status, mut body) = app.get(question).await;
    if let Some(rows) = body["data"].as_array_mut() {
        rows.retain(|row| row["position"].as_i64().is_none_or(|position| position < size));
    }
    if let (200, Some(body)) = (status.as_u16(), body.as_object_mut()) {
        body.remove("page");
    } else {
        body = json!({"detail": body["detail"], "parameter": body["parameter"]});
    }
    Answer { status: status.as_u16(), body }
}

fn escaped(value: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    value.bytes().map(escape).collect()
}
