//! The pages under docs/ that list something list all of it, and nothing that is not there.

use std::collections::BTreeSet;

use clap::CommandFactory as _;
use gatelog::{
    access::Scope,
    cli::Arguments,
    config::{keys, names, source_keys},
    event::system::SystemEventKind,
    telemetry::Metrics,
    views::activity::ACTIONS,
};
use serde_json::Value;

use super::{read, rows};

const CONFIGURATION: &str = "docs/reference/configuration.md";
const CLI: &str = "docs/reference/cli.md";
const METRICS: &str = "docs/reference/metrics.md";
const SYSTEM_EVENTS: &str = "docs/reference/system-events.md";
const QUERY_API: &str = "docs/guides/query-api.md";

/// What stands between backquotes in the first cell of each row of the tables.
fn first_cells(text: &str) -> BTreeSet<&str> {
    rows(text).filter_map(|cells| cells[0].strip_prefix('`')?.strip_suffix('`')).collect()
}

/// The part of a page under a heading of the second level.
fn section<'a>(text: &'a str, heading: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("\n## {heading}\n"))?;
    Some(rest.split_once("\n## ").map_or(rest, |(section, _)| section))
}

#[test]
fn every_configuration_key_is_documented() {
    let page = read(CONFIGURATION);
    for key in keys::ALL {
        let row = rows(&page).find(|cells| cells[0] == format!("`{}`", key.name));
        let row = row.unwrap_or_else(|| panic!("{} is not in {CONFIGURATION}", key.name));
        for (cell, name) in [(1, key.variable), (2, key.flag)] {
            assert_eq!(row[cell].contains('`'), name.is_some(), "{}: {row:?}", key.name);
            assert!(name.is_none_or(|name| row[cell].contains(&format!("`{name}`"))), "{}: {row:?}", key.name);
        }
        let default = if key.default.is_empty() { "none".to_owned() } else { format!("`{}`", key.default) };
        assert!(row[3].starts_with(&default), "{}: {row:?}", key.name);
    }
    for key in &source_keys::SOURCE {
        let mut names = rows(&page).flat_map(|cells| cells[0].split(", ").collect::<Vec<_>>());
        assert!(names.any(|name| name == format!("`{}`", key.key)), "{} is not in {CONFIGURATION}", key.key);
    }
}

#[test]
fn every_environment_variable_is_documented() {
    let page = read(CONFIGURATION);
    for name in names::known() {
        assert!(page.contains(&format!("`{name}`")), "{name} is not in {CONFIGURATION}");
    }
}

#[test]
fn every_command_and_flag_is_documented() {
    let page = read(CLI);
    let serve = section(&page, "serve").expect("serve is documented");
    let mut open: Vec<(Vec<String>, clap::Command)> = vec![(Vec::new(), Arguments::command())];
    while let Some((path, command)) = open.pop() {
        for child in command.get_subcommands().filter(|child| child.get_name() != "help") {
            let mut path = path.clone();
            path.push(child.get_name().to_owned());
            open.push((path, child.clone()));
        }
        let Some(name) = path.first() else { continue };
        let section = section(&page, name).unwrap_or_else(|| panic!("{name} is not in {CLI}"));
        let line = format!("gatelog {}", path.join(" "));
        let optional = format!("gatelog {} [{}]", path[..path.len() - 1].join(" "), path[path.len() - 1]);
        assert!(path.len() == 1 || section.contains(&line) || section.contains(&optional), "{line} is not in {CLI}");
        for flag in command.get_arguments().filter_map(clap::Arg::get_long) {
            let known = |text: &str| text.contains(&format!("--{flag}"));
            let is_common = ["help", "version"].contains(&flag);
            assert!(is_common || known(section) || known(serve), "{line} --{flag} is not in {CLI}");
        }
    }
}

#[test]
fn every_metric_is_documented_with_its_type() {
    let exposed = Metrics::default().to_text();
    let types = exposed.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    // The samples of a counter have the ending that its head lacks.
    let ending = |kind| if kind == "counter" { "_total" } else { "" };
    let types: BTreeSet<(String, &str)> = types.map(|(name, kind)| (format!("{name}{}", ending(kind)), kind)).collect();
    let page = read(METRICS);
    let documented: BTreeSet<(String, &str)> = rows(&page)
        .filter_map(|cells| Some((cells[0].strip_prefix('`')?.strip_suffix('`')?.to_owned(), cells[1])))
        .filter(|(name, _)| name.starts_with("gatelog_") || name.starts_with("process_"))
        .collect();
    assert_eq!(documented, types);
}

#[test]
fn every_system_event_is_documented() {
    let page = read(SYSTEM_EVENTS);
    let documented: BTreeSet<&str> =
        first_cells(&page).into_iter().filter(|cell| cell.starts_with("system.")).collect();
    assert_eq!(documented, SystemEventKind::ALL.into_iter().map(SystemEventKind::as_str).collect());
}

#[test]
fn every_action_and_scope_is_documented() {
    let actions = read(QUERY_API);
    for (_, name, _) in ACTIONS {
        assert!(actions.contains(&format!("`{name}`")), "{name} is not in {QUERY_API}");
    }
    let page = read("docs/guides/api-keys.md");
    let documented: BTreeSet<&str> = first_cells(&page).into_iter().filter(|cell| cell.contains(':')).collect();
    assert_eq!(documented, Scope::ALL.into_iter().map(Scope::as_str).collect());
}

#[test]
fn every_list_is_documented_with_its_filters() {
    const OF_PAGES: [&str; 9] =
        ["limit", "order", "order_by", "after", "before", "min_position", "format", "csv", "count"];
    let page = read(QUERY_API);
    let document: Value = serde_json::from_str(&gatelog::api::document()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let lists = paths.iter().filter(|(path, _)| path.starts_with("/v1/") && !path.contains('{'));
    for (path, operations) in lists {
        let row = rows(&page).find(|cells| cells[0].split(", ").any(|cell| cell == format!("`{path}`")));
        let row = row.unwrap_or_else(|| panic!("{path} is not in {QUERY_API}"));
        let parameters = operations["get"]["parameters"].as_array().into_iter().flatten();
        for name in parameters.filter_map(|parameter| parameter["name"].as_str()) {
            let documented = OF_PAGES.contains(&name) || row[1].contains(&format!("`{name}`"));
            assert!(documented, "the filter {name} of {path} is not in {QUERY_API}");
        }
    }
}

#[test]
fn every_alert_is_documented() {
    let rules = read("deploy/alerts.yml");
    let alerts: BTreeSet<&str> = rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    let page = read("docs/operations/monitoring.md");
    let documented: BTreeSet<&str> =
        first_cells(&page).into_iter().filter(|cell| cell.starts_with("Gatelog")).collect();
    assert_eq!(documented, alerts);
}
