//! The sources, and since when the log has their events.

use std::fmt;

use sea_orm::{
    ConnectionTrait,
    sea_query::{Alias, Expr, ExprTrait, Func, Order, Query},
};

use super::{error::QueryError, instances::Instances};
use crate::{access::SourceAccess, clock::Timestamp, event::source::SYSTEM_SOURCE, storage::Store, text::vocabulary};

/// A sender, configured now or earlier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    pub source: String,
    /// The instances that are visible by default; empty means all.
    pub instances: Vec<String>,
    /// When the first of its events was received.
    pub coverage_from: Option<Timestamp>,
    /// When the latest of its events was received.
    pub last_event_at: Option<Timestamp>,
}

/// A source that is neither configured nor in the log, and the known ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownSource {
    pub name: String,
    pub known: Vec<String>,
}

impl fmt::Display for UnknownSource {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, known } = self;
        if known.is_empty() {
            return write!(
                out,
                "there is no source {name:?}: none is configured, and the log holds no events; configure it"
            );
        }
        out.write_str(&vocabulary::unknown(name, known.iter().map(String::as_str)))
    }
}

/// Every source that is configured or in the log, by name, except Gatelog itself.
pub async fn list(
    store: &Store,
    configured: &[String],
    instances: &Instances,
    allowed_sources: &SourceAccess,
) -> Result<Vec<SourceRow>, QueryError> {
    let on = store.begin_read().await?;
    let known = known(&on, configured, allowed_sources).await?;
    let mut rows = Vec::with_capacity(known.len());
    for source in known {
        rows.push(SourceRow {
            instances: instances.for_source(&source).to_vec(),
            coverage_from: received_at(&on, &source, Order::Asc).await?,
            last_event_at: received_at(&on, &source, Order::Desc).await?,
            source,
        });
    }
    Ok(rows)
}

/// The first name that is neither configured nor in the log. A misspelt name would create a new
/// source.
pub async fn first_unknown<'a>(
    store: &Store,
    configured: &[String],
    wanted: impl IntoIterator<Item = &'a str>,
) -> Result<Option<UnknownSource>, QueryError> {
    let known = known(&store.begin_read().await?, configured, &SourceAccess::All).await?;
    let unknown = wanted.into_iter().find(|name| !known.iter().any(|known| known == name));
    Ok(unknown.map(|name| UnknownSource { name: name.to_owned(), known }))
}

/// The sources that are configured or in the log, except Gatelog itself.
async fn known(
    on: &impl ConnectionTrait,
    configured: &[String],
    allowed_sources: &SourceAccess,
) -> Result<Vec<String>, QueryError> {
    let mut known = names(on).await?;
    known.extend(configured.iter().cloned());
    known.retain(|name| name != SYSTEM_SOURCE && allowed_sources.has(name));
    known.sort();
    known.dedup();
    Ok(known)
}

/// The sources in the log, with one index lookup per source.
pub(super) async fn names(on: &impl ConnectionTrait) -> Result<Vec<String>, QueryError> {
    let mut names: Vec<String> = Vec::new();
    loop {
        let mut next = Query::select();
        next.expr_as(Func::min(Expr::col("source")), Alias::new("source")).from("events");
        if let Some(last) = names.last() {
            next.and_where(Expr::col("source").gt(last.as_str()));
        }
        let row = on.query_one(&next).await?;
        match row.map_or(Ok(None), |row| row.try_get::<Option<String>>("", "source"))? {
            Some(name) => names.push(name),
            None => return Ok(names),
        }
    }
}

/// Rejects a source that cannot match: neither configured nor in the log, or not allowed.
/// Gatelog's own events are only in the lists of events and activity.
pub async fn require(
    store: &Store,
    name: &str,
    configured: &[String],
    holds_system: bool,
    allowed_sources: &SourceAccess,
) -> Result<(), QueryError> {
    if name != SYSTEM_SOURCE && configured.iter().any(|configured| configured == name) {
        return Ok(());
    }
    let mut known = names(&store.begin_read().await?).await?;
    known.extend(configured.iter().cloned());
    known.push(SYSTEM_SOURCE.to_owned());
    known.retain(|name| allowed_sources.has(name) && (holds_system || name != SYSTEM_SOURCE));
    known.sort();
    known.dedup();
    if known.iter().any(|known| known == name) {
        return Ok(());
    }
    let reason = if name == SYSTEM_SOURCE {
        "Gatelog's own events (system) are in /v1/events and /v1/activity; leave source out, or ask there".to_owned()
    } else {
        vocabulary::unknown(name, known.iter().map(String::as_str))
    };
    Err(QueryError::Parameter { name: "source", reason })
}

/// Rejects filters that no event of Gatelog's own can match, if only those are requested. Each
/// filter has a name and whether it is given.
pub(super) fn refuse_with_system<const N: usize>(
    source: Option<&str>,
    filters: [(&'static str, bool); N],
) -> Result<(), QueryError> {
    let given = filters.into_iter().find(|(_, is_given)| *is_given && source == Some(SYSTEM_SOURCE));
    given.map_or(Ok(()), |(name, _)| {
        let reason = "gatelog's own events (source=system) are about no user, session, organization or instance, and \
                      name no address, place or browser; leave it out, or leave source=system out";
        Err(QueryError::Parameter { name, reason: reason.to_owned() })
    })
}

/// When the first or the last event of a source was received.
pub(super) async fn received_at(
    on: &impl ConnectionTrait,
    source: &str,
    order: Order,
) -> Result<Option<Timestamp>, QueryError> {
    let end = Query::select()
        .column("received_at")
        .from("events")
        .and_where(Expr::col("source").eq(source))
        .order_by("position", order)
        .limit(1)
        .take();
    let row = on.query_one(&end).await?;
    Ok(row.map(|row| row.try_get("", "received_at")).transpose()?.map(Timestamp::from_micros))
}
