//! When the log starts, for requests about earlier times.

use sea_orm::{ConnectionTrait, sea_query::Order};

use super::{error::QueryError, interval::Interval, source_access, sources};
use crate::{access::SourceAccess, clock::Timestamp, event::source::SYSTEM_SOURCE};

/// When the first event of the requested source was received, or of all allowed sources except
/// Gatelog itself.
pub(super) async fn begins_at(
    on: &impl ConnectionTrait,
    requested: Option<&str>,
    allowed_sources: &SourceAccess,
) -> Result<Option<Timestamp>, QueryError> {
    let mut earliest = None;
    for source in source_access::names(on, requested, allowed_sources).await? {
        if requested.is_some() || source != SYSTEM_SOURCE {
            let first = sources::received_at(on, &source, Order::Asc).await?;
            earliest = earliest.into_iter().chain(first).min();
        }
    }
    Ok(earliest)
}

/// True if a time is before the start of the log, in milliseconds, as both are presented.
pub(super) fn is_before(at: Timestamp, log_begins_at: Timestamp) -> bool {
    at.millis() < log_begins_at.millis()
}

/// A note on an empty page for times before the start of the log.
pub(super) async fn note(
    on: &impl ConnectionTrait,
    requested: Option<&str>,
    allowed_sources: &SourceAccess,
    interval: Interval,
) -> Result<Option<String>, QueryError> {
    let Some(log_begins_at) = begins_at(on, requested, allowed_sources).await? else {
        return Ok(Some("the log holds no events yet".to_owned()));
    };
    let reaches_back = interval.begins_at().is_none_or(|begins_at| is_before(begins_at, log_begins_at));
    Ok(reaches_back.then(|| {
        format!("the log begins at {log_begins_at}: of what happened before, it holds only what was delivered later")
    }))
}
