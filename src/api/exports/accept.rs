//! In which form a list is requested: as a page of JSON, or whole as NDJSON or CSV.

use poem::{
    Request,
    http::{StatusCode, header},
};
use poem_openapi::{
    registry::{
        MetaApi, MetaHeader, MetaMediaType, MetaOperation, MetaOperationParam, MetaParamIn, MetaSchema, MetaSchemaRef,
    },
    types::Type,
};

use crate::api::{
    negotiation::{Preferred, preferred},
    wire::{
        error::{self, Problem},
        parameters::{Choice, Choices, closed},
    },
};

/// Operations whose lists are exported. Those of statistics and keys have one page.
pub(crate) const OPERATIONS: [&str; 12] = [
    "list_events",
    "list_activity",
    "list_users",
    "list_sessions",
    "list_organizations",
    "list_memberships",
    "list_invitations",
    "list_undecodable",
    "list_keys",
    "get_activity_stats",
    "get_session_stats",
    "get_user_stats",
];

/// Those whose rows are of one event each and stay. All others are lists of what is true now,
/// whose rows change.
const OF_EVENTS: [&str; 2] = ["list_events", ACTIVITY];

/// The list whose rows are also events of OCSF.
const ACTIVITY: &str = "list_activity";

/// Parameters of an export that do not select rows.
pub(super) const FORMAT: &str = "format";
pub(super) const CSV: &str = "csv";

/// Parameters that say how an answer is given and choose no rows.
pub(super) const NOT_RECORDED: [&str; 2] = [FORMAT, "min_position"];

/// The same, and those that only exports have.
pub(super) const NOT_OF_LISTS: [&str; 3] = [FORMAT, "min_position", CSV];

/// Parameters of pages. An export is the whole list: one of these would cut it.
pub(super) const OF_PAGES: [&str; 4] = ["limit", "after", "before", COUNT];

/// The parameter that asks for the number of rows of a list.
pub(super) const COUNT: &str = "count";

/// The order in which rows move: an export in it could leave some out.
const ORDER_BY: &str = "order_by";
const CHANGED: &str = "changed";

/// The header with the id of an export.
pub(super) const EXPORT_ID: &str = "gatelog-export-id";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Ndjson,
    Csv,
    Ocsf,
}

/// A format of activity, whose rows are events of OCSF too.
#[derive(Clone, Copy, Debug)]
struct ActivityFormat(Format);

/// What becomes of cells that a spreadsheet would run as a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cells {
    /// A `'` stands before them.
    Safe,
    /// They are left as they are.
    Raw,
}

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Ndjson,
    Csv {
        is_raw: bool,
    },
    /// NDJSON whose rows are events of OCSF.
    Ocsf,
}

impl Choices for Format {
    const NAME: &'static str = "format";

    fn all() -> Vec<(&'static str, Self)> {
        vec![("json", Self::Json), ("ndjson", Self::Ndjson), ("csv", Self::Csv)]
    }
}

impl Choices for ActivityFormat {
    const NAME: &'static str = "activity_format";

    fn all() -> Vec<(&'static str, Self)> {
        let formats = Format::all().into_iter().chain([("ocsf", Format::Ocsf)]);
        formats.map(|(word, format)| (word, Self(format))).collect()
    }
}

impl Choices for Cells {
    const NAME: &'static str = "cells";
    // No documented default: generated clients send it, and `csv` alone asks for CSV.

    fn all() -> Vec<(&'static str, Self)> {
        vec![("safe", Self::Safe), ("raw", Self::Raw)]
    }
}

impl Form {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv { .. } => "csv",
            Self::Ocsf => "ocsf",
        }
    }

    /// Ending of the names of its files.
    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv { .. } => "csv",
            Self::Ocsf => "ocsf.ndjson",
        }
    }

    /// Whether its last line repeats the record of the export. What reads OCSF takes every line
    /// for an event.
    pub(super) const fn has_last_line(self) -> bool {
        matches!(self, Self::Ndjson)
    }

    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::Ndjson | Self::Ocsf => NDJSON_TYPE,
            Self::Csv { .. } => "text/csv; charset=utf-8; header=present",
        }
    }
}

/// Whether the rows of a list stay as they are, up to a position.
pub(super) fn is_of_events(operation: &str) -> bool {
    OF_EVENTS.contains(&operation)
}

const JSON_TYPE: &str = "application/json";
const NDJSON_TYPE: &str = "application/x-ndjson";
const CSV_TYPE: &str = "text/csv";

/// The form in which a request wants a list; `None` for a page of JSON. `format` wins over
/// `Accept`, and `csv` alone asks for CSV.
pub(crate) fn requested(
    operation: &str,
    request: &Request,
    given: &[(String, String)],
) -> Result<Option<Form>, Problem> {
    if !OPERATIONS.contains(&operation) {
        return Ok(None);
    }
    let format = if operation == ACTIVITY {
        word(FORMAT, given)?.map(|ActivityFormat(format)| format)
    } else {
        word(FORMAT, given)?
    };
    let cells: Option<Cells> = word(CSV, given)?;
    let format = match (format, cells) {
        (Some(Format::Json | Format::Ndjson | Format::Ocsf), Some(_)) => {
            let detail =
                "the parameter csv cannot be used: it is for format=csv only; leave it out, or write format=csv";
            return Err(Problem::parameter(CSV, detail));
        }
        (Some(format), _) => format,
        (None, Some(_)) => Format::Csv,
        (None, None) => accepted(request)?,
    };
    let form = match format {
        Format::Json => return Ok(None),
        Format::Ndjson => Form::Ndjson,
        Format::Csv => Form::Csv { is_raw: cells == Some(Cells::Raw) },
        Format::Ocsf => Form::Ocsf,
    };
    if given.iter().any(|(name, value)| name == ORDER_BY && value == CHANGED) {
        let detail = "the parameter order_by cannot be used: sorted by changed, rows move while they are exported; \
                      write position, or leave it out";
        return Err(Problem::parameter(ORDER_BY, detail));
    }
    match given.iter().find(|(name, _)| OF_PAGES.contains(&name.as_str())) {
        None => Ok(Some(form)),
        Some((name, _)) => {
            let detail = format!(
                "the parameter {name} cannot be used: an export is the whole list and has no pages; leave it out, and \
                 choose rows by filters"
            );
            Err(Problem::parameter(name.as_str(), detail))
        }
    }
}

pub(super) fn word<T: Choices>(name: &str, given: &[(String, String)]) -> Result<Option<T>, Problem> {
    let value = given.iter().find(|(known, _)| known == name).map(|(_, value)| closed(value));
    let refused = |reason: String| Problem::parameter(name, format!("the parameter {name} cannot be used: {reason}"));
    value.transpose().map_err(refused)
}

fn accepted(request: &Request) -> Result<Format, Problem> {
    match preferred(request.headers(), &header::ACCEPT, &[JSON_TYPE, NDJSON_TYPE, CSV_TYPE]) {
        Preferred::Any | Preferred::Word(JSON_TYPE) => Ok(Format::Json),
        Preferred::Word(NDJSON_TYPE) => Ok(Format::Ndjson),
        Preferred::Word(_) => Ok(Format::Csv),
        Preferred::None => Err(Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            format!(
                "Accept names no media type of this list; write {JSON_TYPE}, {NDJSON_TYPE} or {CSV_TYPE}, or the \
                 parameter format"
            ),
        )),
    }
}

/// Adds the parameters, media types and headers of exports to the operations that have them.
pub(crate) fn describe(apis: &mut [MetaApi]) {
    let operations = apis.iter_mut().flat_map(|api| &mut api.paths).flat_map(|path| &mut path.operations);
    operations.filter(|operation| is_exported(operation)).for_each(describe_one);
}

pub(super) fn is_exported(operation: &MetaOperation) -> bool {
    operation.operation_id.is_some_and(|id| OPERATIONS.contains(&id))
}

fn describe_one(operation: &mut MetaOperation) {
    let is_activity = operation.operation_id == Some(ACTIVITY);
    let of_activity = if is_activity {
        " `ocsf` exports each row as an event of OCSF 1.8.0 on its line, without a last line."
    } else {
        ""
    };
    operation.params.push(parameter(
        FORMAT,
        if is_activity { Choice::<ActivityFormat>::schema_ref() } else { Choice::<Format>::schema_ref() },
        &format!(
            "`json` returns a page. `ndjson` (one JSON object per line) and `csv` export the whole list, without \
             pages; `limit`, `after`, `before` and `count` are then refused.{of_activity} Without it, `Accept` decides: \
             `application/json`, `application/x-ndjson` or `text/csv`."
        ),
    ));
    operation.params.push(parameter(
        CSV,
        Choice::<Cells>::schema_ref(),
        "For CSV: `safe`, as without it, writes a `'` before a cell that a spreadsheet would run as a formula, `raw` \
         leaves it as it is.",
    ));
    let text = || MetaSchemaRef::Inline(Box::new(MetaSchema::new("string")));
    for response in operation.responses.responses.iter_mut().filter(|response| response.status == Some(200)) {
        for content_type in [NDJSON_TYPE, CSV_TYPE] {
            response.content.push(MetaMediaType { content_type, schema: text() });
        }
        response.headers.push(MetaHeader {
            name: EXPORT_ID.to_uppercase(),
            description: Some("Id of the export, for `/v1/exports/{export_id}`. Absent for a page.".to_owned()),
            required: false,
            deprecated: false,
            schema: text(),
        });
    }
    operation.responses.responses.extend(error::refusals(&[NOT_ACCEPTABLE]).responses);
    if !operation.operation_id.is_some_and(is_of_events) {
        operation.responses.responses.extend(error::refusals(&[INSUFFICIENT_STORAGE]).responses);
    }
}

const INSUFFICIENT_STORAGE: (u16, &str) =
    (507, "The server has too little disk to export the list; `detail` says what to do.");
const NOT_ACCEPTABLE: (u16, &str) = (406, "`Accept` names no media type of this list.");

pub(super) fn parameter(name: &str, schema: MetaSchemaRef, description: &str) -> MetaOperationParam {
    MetaOperationParam {
        name: name.to_owned(),
        schema,
        in_type: MetaParamIn::Query,
        description: Some(description.to_owned()),
        required: false,
        deprecated: false,
        explode: true,
        style: None,
    }
}
