//! How far the views of an answer have come: a header says it, and a parameter waits for it. A
//! caller that has just sent an event reads what it brought.

use std::time::Duration;

use poem::http::{HeaderName, StatusCode};
use poem_openapi::registry::{
    MetaApi, MetaHeader, MetaOperation, MetaOperationParam, MetaParamIn, MetaSchema, MetaSchemaRef,
};
use tokio::time::Instant;

use super::operations::declared_scope;
use crate::{
    access::Scope,
    api::{streams::metadata::list_of, wire::error::Problem},
    event::Position,
    query::projections::{self, Reached},
    storage::Store,
};

/// The query parameter that names the position to wait for.
pub(super) const MIN_POSITION: &str = "min_position";

/// The header of an answer, with the position up to which it takes in every event.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("gatelog-position");

/// How long a request waits for views: far longer than they are behind while they follow.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// Between two looks. Another process may write the views, so nothing here is told when they are.
const WAIT_BETWEEN: Duration = Duration::from_millis(5);
/// When to ask again after that.
const RETRY_AFTER_SECONDS: u32 = 1;

/// Scopes of operations that answer from views or from the log.
const SCOPES: [Scope; 3] = [Scope::ViewsRead, Scope::EventsRead, Scope::EventsBody];

/// Adds the parameter and the header to operations that answer from views or from the log. A
/// stream says in each heartbeat how far it is.
pub(super) fn describe(apis: &mut [MetaApi]) {
    let paths = apis.iter_mut().flat_map(|api| &mut api.paths).filter(|path| list_of(&path.path).is_none());
    let operations = paths.flat_map(|path| &mut path.operations);
    let answers =
        |operation: &&mut MetaOperation| declared_scope(operation).is_some_and(|scope| SCOPES.contains(&scope));
    operations.filter(answers).for_each(describe_one);
}

fn describe_one(operation: &mut MetaOperation) {
    let position = || MetaSchema { minimum: Some(0.0), ..MetaSchema::new_with_format("integer", "int64") };
    operation.params.push(MetaOperationParam {
        name: MIN_POSITION.to_owned(),
        schema: MetaSchemaRef::Inline(Box::new(position())),
        in_type: MetaParamIn::Query,
        description: Some(
            "Waits until the answer takes in every event up to this position, for example the `position` that the \
             webhook endpoint answered. If that takes longer than five seconds, the answer is 503 with `Retry-After`."
                .to_owned(),
        ),
        required: false,
        deprecated: false,
        explode: true,
        style: None,
    });
    let successes = operation.responses.responses.iter_mut().filter(|response| response.status == Some(200));
    for response in successes {
        response.headers.push(MetaHeader {
            name: HEADER.as_str().to_uppercase(),
            description: Some(
                "The answer takes in every event up to this position. Absent while the log is empty.".to_owned(),
            ),
            required: false,
            deprecated: false,
            schema: MetaSchemaRef::Inline(Box::new(position())),
        });
    }
}

/// The position up to which an answer that is made now takes in every event; `None` while there is
/// no event. Waits for the one that a request names.
pub(super) async fn reached(store: &Store, given: &[(String, String)]) -> Result<Option<Position>, Problem> {
    let least = given.iter().find(|(name, _)| name == MIN_POSITION).map(|(_, text)| parse(text)).transpose()?;
    let began = Instant::now();
    loop {
        let Reached { size, folded } = projections::reached(store).await?;
        let Some(least) = least.filter(|least| *least >= folded.0) else {
            return Ok(folded.last());
        };
        if least >= size.0 {
            let detail = format!(
                "the parameter {MIN_POSITION} cannot be used: the log has {} events, and this is the position of none; \
                 write a smaller one (a log that was restored from a backup lacks what came later)",
                size.0
            );
            return Err(Problem::parameter(MIN_POSITION, detail));
        }
        if began.elapsed() >= WAIT_MAX {
            let detail = format!(
                "the views have folded {} of {} events; ask again, and see /v1/projections for their progress",
                folded.0, size.0
            );
            let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail);
            return Err(problem.naming(MIN_POSITION).retry_after(RETRY_AFTER_SECONDS));
        }
        tokio::time::sleep(WAIT_BETWEEN).await;
    }
}

fn parse(text: &str) -> Result<i64, Problem> {
    text.parse().ok().filter(|position| *position >= 0).ok_or_else(|| {
        let detail = format!("the parameter {MIN_POSITION} cannot be used: write a position of the log: 0, 1, 2, …");
        Problem::parameter(MIN_POSITION, detail)
    })
}
