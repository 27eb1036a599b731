//! `gatelog report`: answers a question of an audit with a file, and signs it off. A client of the
//! API, as `gatelog export`.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use http_body_util::{BodyExt as _, Collected, Limited};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{
    api_client::{ApiRequest, Refused},
    export::{Exported, Format, ToFile},
    filter::filter,
    known_words::KnownWords,
    output::{print_line, printable},
};
use crate::{
    api::reports::{REPORTS, Report},
    config::{environment::Environment, secrets},
    simulate::Target,
    text::vocabulary,
};

/// A review is one append to the log.
const REVIEW_WITHIN: Duration = Duration::from_secs(30);

/// The answer repeats the review, whose note is a kilobyte.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

const USER_AGENT: &str = concat!("gatelog-report/", env!("CARGO_PKG_VERSION"));

#[derive(Args, Debug)]
pub(super) struct ReportArgs {
    /// Question to answer, for example impersonations; without it, all of them are listed
    #[arg(value_name = "REPORT", value_parser = KnownWords(names))]
    name: Option<String>,

    /// What the question is about: filters of its list as the API documents them, for example
    /// since=2026-11-01 or organization_id=org_abc
    #[arg(value_name = "FILTER=VALUE", value_parser = filter)]
    filters: Vec<(String, String)>,

    /// Format of the rows
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,

    /// Sign the report off: record in the log who read it, with its digest, for example 'Ann Li'
    #[arg(long, value_name = "WHO")]
    reviewed_by: Option<String>,

    /// What came of it, for the record of the review
    #[arg(long, value_name = "TEXT", requires = "reviewed_by")]
    note: Option<String>,

    #[command(flatten)]
    to: ToFile,
}

fn names() -> Vec<&'static str> {
    REPORTS.iter().map(|report| report.name).collect()
}

pub(super) async fn run(args: ReportArgs) -> anyhow::Result<()> {
    let Some(name) = args.name else { return list() };
    let report = Report::find(&name).ok_or_else(|| anyhow!(vocabulary::no_such("report", &name, names())))?;
    let parameters = parameters(report, &args.filters)?;
    let key = secrets::api_key(None, None, &Environment::of_process())?
        .context("no key to make a report with: set GATELOG_API_KEY to one of an auditor (gatelog keys create --preset auditor)")?
        .key;
    let target = args.to.target()?;
    let exported = args.to.download(report.path, parameters, args.format, &key).await?;
    print_line(&format!("question     {}", report.question))?;
    print_line(&format!("left out     {}", report.not_covered))?;
    exported.print()?;
    match args.reviewed_by {
        Some(reviewed_by) => review(&target, &key, &exported, &reviewed_by, args.note.as_deref()).await,
        None => Ok(()),
    }
}

fn list() -> anyhow::Result<()> {
    for report in &REPORTS {
        let needs: String = report.required.iter().flat_map(|name| [" ", name, "=…"]).collect();
        print_line(&format!("{:<22} {}", report.name, report.question))?;
        print_line(&format!("{:<22} gatelog report {}{needs}", "", report.name))?;
    }
    Ok(())
}

/// The query of a report, with what was given.
fn parameters<'a>(report: &Report, given: &'a [(String, String)]) -> anyhow::Result<Vec<(&'a str, &'a str)>> {
    let name = report.name;
    if let Some(missing) = report.required.iter().find(|required| given.iter().all(|(known, _)| known != *required)) {
        bail!(
            "the report {name} is about one {missing}; write it behind the name: gatelog report {name} {missing}=VALUE"
        );
    }
    let is_fixed = |given: &str| report.fixed.iter().any(|(fixed, _)| *fixed == given);
    if let Some((fixed, _)) = given.iter().find(|(given, _)| is_fixed(given)) {
        bail!("the report {name} sets {fixed} itself; leave it out, or write a list of your own with gatelog export");
    }
    let fixed = report.fixed.iter().flat_map(|(name, values)| values.iter().map(|value| (*name, *value)));
    Ok(fixed.chain(given.iter().map(|(name, value)| (name.as_str(), value.as_str()))).collect())
}

async fn review(
    target: &Target,
    key: &SecretString,
    exported: &Exported,
    reviewed_by: &str,
    note: Option<&str>,
) -> anyhow::Result<()> {
    let request = ApiRequest {
        target,
        path: &format!("/v1/exports/{}/reviews", exported.id),
        parameters: Vec::new(),
        body: Some(json!({ "reviewed_by": reviewed_by, "note": note }).to_string()),
        key,
        headers: Vec::new(),
        user_agent: USER_AGENT,
        begin_within: REVIEW_WITHIN,
    };
    let unsigned = |error: anyhow::Error| error.context("the report is written, and not signed off");
    let answer = request.send().await.map_err(Refused::into_error).map_err(unsigned)?;
    let body = Limited::new(answer.body, ANSWER_BYTES_MAX).collect().await.map(Collected::to_bytes).unwrap_or_default();
    let review: Value = serde_json::from_slice(&body).unwrap_or_default();
    let (position, sha256) = (review["position"].as_i64(), review["sha256"].as_str());
    let (Some(position), Some(sha256)) = (position, sha256) else {
        return Err(unsigned(anyhow!(
            "the server does not say where it recorded the review; look for it in /v1/activity?source=system"
        )));
    };
    print_line(&format!("signed off   by {reviewed_by}, at position {position}: sha256 {}", printable(sha256)))
}
