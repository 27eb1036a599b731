//! One row as a line for people, in colour on a terminal.

use console::{StyledObject, style};
use serde_json::Value;

use crate::cli::output::printable;

/// Actions that take something away, by a part of their name.
const SEVERE: [&str; 7] = ["deleted", "banned", "revoked", "locked", "impersonat", "removed", "failed"];
const CALM: [&str; 3] = ["signed_in", "created", "verified"];

pub(super) fn of_activity(row: &Value) -> String {
    let time = style(text(&row["occurred_at"])).dim();
    let action = text(&row["actions"][0]);
    let action = if action.is_empty() { text(&row["type"]) } else { action };
    format!("{time}  {}  {}", painted(&action), text(&row["summary"]))
}

pub(super) fn of_event(row: &Value) -> String {
    let time = style(text(&row["received_at"])).dim();
    let position = style(format!("{:>8}", row["position"].as_i64().unwrap_or_default())).dim();
    let event_type = match text(&row["type"]) {
        event_type if event_type.is_empty() => "-".to_owned(),
        event_type => event_type,
    };
    let id = style(text(&row["svix_id"])).dim();
    format!("{time}  {position}  {}  {}  {id}", painted(&event_type), text(&row["source"]))
}

fn text(value: &Value) -> String {
    printable(value.as_str().unwrap_or_default())
}

fn painted(word: &str) -> StyledObject<String> {
    let is_any = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    let padded = style(format!("{word:<24}"));
    if is_any(&SEVERE) {
        padded.red()
    } else if is_any(&CALM) {
        padded.green()
    } else {
        padded.cyan()
    }
}
