//! Each report is one request and one command, answered with rows, as JSON and as CSV.

use std::{collections::BTreeMap, fs, process::Output};

use gatelog::api::reports::{REPORTS, Report};
use serde_json::Value;

use super::{
    asking::{Answer, ask},
    keys::create,
};
use crate::{
    project::readme,
    support::{
        Db,
        cli::{gatelog, said},
        test_server::TestServer,
    },
};

/// Values of the parameters that reports require, from what the log holds.
async fn given(app: &TestServer) -> BTreeMap<&'static str, String> {
    let first = async |path: &str, field: &str| {
        let answer = ask(app, path).await.json();
        answer["data"][0][field].as_str().unwrap_or_else(|| panic!("{path}: no {field}: {answer}")).to_owned()
    };
    let changed = Report::find("access-changes").expect("the report").request();
    BTreeMap::from([
        ("active_at", first("/v1/sessions?limit=1", "started_at").await),
        ("as_of", first("/v1/keys", "created_at").await),
        ("last_sign_in_before", first("/v1/activity?limit=1", "received_at").await),
        ("member_of", first("/v1/memberships?active=true&limit=1", "organization_id").await),
        ("organization_id", first("/v1/memberships?active=true&limit=1", "organization_id").await),
        ("user_id", first(&format!("{changed}&limit=1"), "user_id").await),
    ])
}

/// The reports that a simulated history answers with no row.
const EMPTY: [&str; 2] = ["log-readers", "never-signed-in"];

#[tokio::test(flavor = "multi_thread")]
async fn each_report_is_answered_with_rows() {
    let Some((db, app)) = readme::served(&["--seed", "7"]).await else { return };
    create(&db, &["--preset", "auditor", "--owner", "Ann Li"]);
    let given = given(&app).await;
    let listed = ask(&app, "/v1/reports").await.json();
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(REPORTS.len()));
    for report in &REPORTS {
        let mut request = report.request();
        for name in report.required {
            let mark = if request.contains('?') { '&' } else { '?' };
            request = format!("{request}{mark}{name}={}", given[name]);
        }
        let page: Answer = ask(&app, &request).await;
        assert_eq!(page.status, 200, "{request}: {}", page.text);
        let page = page.json();
        let rows = page["data"].as_array().expect("rows").len();
        assert!(rows > 0 || EMPTY.contains(&report.name), "{request}: {page}");

        let mark = if request.contains('?') { '&' } else { '?' };
        let table = ask(&app, &format!("{request}{mark}format=csv")).await;
        assert_eq!(table.status, 200, "{request}: {}", table.text);
        let mut reader = csv::Reader::from_reader(table.text.as_bytes());
        let exported = reader.records().filter(|row| row.as_ref().expect("a row").len() > 1).count();
        // Each request is one more read of the log.
        let has_more = page["page"]["has_more"] == true || report.name == "log-readers";
        assert!(exported == rows || (has_more && exported > rows), "{request}: {exported} of {rows}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_of_statistics_are_columns() {
    let Some((_db, app)) = readme::served(&["--seed", "7"]).await else { return };
    let page = ask(&app, "/v1/stats/activity?by=action&interval=day").await.json();
    let table = ask(&app, "/v1/stats/activity?by=action&interval=day&format=csv").await;
    let mut reader = csv::Reader::from_reader(table.text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let column = header.iter().position(|name| name == "counts.signed_in").expect("a column for each action");
    for (bucket, row) in page["data"].as_array().expect("buckets").iter().zip(reader.records()) {
        let count = bucket["counts"]["signed_in"].as_u64().map(|count| count.to_string()).unwrap_or_default();
        assert_eq!(row.expect("a row")[column], count, "{bucket}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn command_writes_a_report_and_signs_it_off() {
    let Some((db, app)) = readme::served(&["--seed", "7"]).await else { return };
    let key = create(&db, &["--preset", "auditor", "--owner", "Ann Li"]);
    let folder = tempfile::tempdir().expect("a folder");
    let run = async |arguments: &[&str]| -> Output {
        let mut command = gatelog(&Db::sqlite(), &["report"]);
        command.args(arguments).env("GATELOG_API_KEY", &key).current_dir(folder.path());
        tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("the binary runs")
    };
    let list = said(&run(&[]).await);
    assert!(REPORTS.iter().all(|report| list.contains(report.question)), "{list}");

    let url = app.url("");
    let made = run(&[
        "impersonations",
        "--url",
        &url,
        "--output",
        "impersonations.csv",
        "--reviewed-by",
        "Ann Li",
        "--note",
        "none",
    ])
    .await;
    assert!(made.status.success(), "{}", said(&made));
    let printed = said(&made);
    let sessions = ask(&app, "/v1/sessions?impersonated=true&limit=1000").await.json();
    let file = fs::read_to_string(folder.path().join("impersonations.csv")).expect("the file");
    let rows = csv::Reader::from_reader(file.as_bytes()).records().count();
    assert_eq!(Some(rows), sessions["data"].as_array().map(Vec::len));
    assert!(printed.contains("signed off   by Ann Li, at position "), "{printed}");
    let reviews = ask(&app, "/v1/events?source=system&type=system.reviewed").await.json();
    let id = reviews["data"][0]["svix_id"].as_str().expect("a review");
    let review = ask(&app, &format!("/v1/events/{id}?payload=full")).await.json();
    assert_eq!(review["payload"]["reviewed_by"], Value::from("Ann Li"));
    assert!(printed.contains(review["payload"]["sha256"].as_str().expect("a digest")), "{printed}");

    for (arguments, says) in [
        (&["impersonation"][..], "the nearest is impersonations"),
        (&["members-at", "active_at=2026-11-01"], "write it behind the name"),
        (&["impersonations", "impersonated=false"], "sets impersonated itself"),
        (&["impersonations", "--note", "x"], "--reviewed-by"),
        (&["impersonations", "colour=red", "--url", &url], "there is no parameter colour"),
    ] {
        let refused = run(arguments).await;
        assert!(!refused.status.success() && said(&refused).contains(says), "{arguments:?}: {}", said(&refused));
    }
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "a refused report leaves no file");
}
