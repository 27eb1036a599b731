//! Lists the reports of an audit.

use poem_openapi::{Object, OpenApi, payload::Json};

use crate::api::{
    middleware::auth::{Granted, ViewsRead},
    reports::{self, REPORTS},
    wire::{document::Tag, error::Problem},
};

pub(crate) struct Reports;

/// A question of an audit, with the request that answers it.
#[derive(Debug, Object)]
struct Report {
    /// Name, as `gatelog report` takes it.
    name: String,
    /// The question.
    question: String,
    /// The request. Add the parameters in `required`, and `format=csv` or `format=ndjson` for the
    /// whole answer.
    request: String,
    /// Query parameters without which the question is not complete.
    required: Vec<String>,
    /// Query parameters that the question is often asked with. All others of the list can be given
    /// too.
    optional: Vec<String>,
    /// What the answer leaves out.
    not_covered: String,
}

/// All reports.
#[derive(Debug, Object)]
struct ReportList {
    /// In the order of an audit.
    data: Vec<Report>,
}

impl From<&reports::Report> for Report {
    fn from(report: &reports::Report) -> Self {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Self {
            name: report.name.to_owned(),
            question: report.question.to_owned(),
            request: report.request(),
            required: names(report.required),
            optional: names(report.optional),
            not_covered: report.not_covered.to_owned(),
        }
    }
}

#[OpenApi(tag = "Tag::Reports")]
impl Reports {
    /// List reports
    ///
    /// Returns the questions that auditors ask, each with the one request that answers it.
    #[oai(path = "/v1/reports", method = "get", operation_id = "list_reports")]
    #[expect(clippy::unused_async, reason = "the framework takes nothing else")]
    async fn list(&self, granted: Granted<ViewsRead>) -> Result<Json<ReportList>, Problem> {
        // They are the same for every key.
        let _ = granted;
        Ok(Json(ReportList { data: REPORTS.iter().map(Report::from).collect() }))
    }
}
