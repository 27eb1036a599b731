//! The trail as a person reads it: by day, a sentence for each event, and under it what the sentence rests on.

use std::fmt::Write as _;

use serde_json::Value;

/// The report of rows, oldest first.
pub fn of(rows: &[Value]) -> String {
    let mut report = String::new();
    let mut today = "";
    for row in rows {
        let (day, time) = text(&row["occurred_at"]).split_once('T').expect("RFC 3339");
        if day != today {
            writeln!(report, "\n{day}").expect("a String takes every write");
            today = day;
        }
        writeln!(report, "  {}  {}", &time[..5], text(&row["summary"])).expect("a String takes every write");
        for line in [did(row), remarks(row)].into_iter().chain(changes(row)).filter(|line| !line.is_empty()) {
            writeln!(report, "           {line}").expect("a String takes every write");
        }
    }
    report
}

fn did(row: &Value) -> String {
    let actions: Vec<&str> = row["actions"].as_array().expect("a list").iter().map(text).collect();
    let actor = &row["actor"];
    let who = match (text(&actor["kind"]), actor["id"].as_str()) {
        ("unknown", _) => "nobody can tell by whom".to_owned(),
        (kind, Some(id)) => format!("by {} {id}", kind.replace('_', " ")),
        (kind, None) => format!("by {}", kind.replace('_', " ")),
    };
    let guess = if actor["inferred"] == true { "probably " } else { "" };
    let basis = match text(&actor["basis"]) {
        "none" => String::new(),
        basis => format!(" ({})", basis.replace('_', " ")),
    };
    format!("{}, {guess}{who}{basis}", actions.join(" + "))
}

fn remarks(row: &Value) -> String {
    let mut remarks = Vec::new();
    if row["baseline"] == true {
        remarks.push("the first that is known".to_owned());
    }
    if row["revision"] != row["position"] {
        remarks.push(format!("revised when event {} came in late", row["revision"]));
    }
    remarks.join(", ")
}

fn changes(row: &Value) -> impl Iterator<Item = String> {
    let changes = row["changes"].as_array().expect("a list").clone();
    changes.into_iter().map(|change| {
        let keys = if change["keys"].is_null() { String::new() } else { format!(", {}", change["keys"]) };
        let first = if change["first_seen"] == true { ", told for the first time" } else { "" };
        match (&change["from"], &change["to"]) {
            (Value::Null, Value::Null) => format!("{} changed{keys}", text(&change["field"])),
            (from, to) => format!("{}: {from} → {to}{keys}{first}", text(&change["field"])),
        }
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
