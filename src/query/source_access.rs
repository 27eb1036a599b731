//! Restricts queries to the allowed sources, in SQL, so that pages and counts are right.

use sea_orm::{
    ColumnTrait, ConnectionTrait,
    sea_query::{Condition, Expr, ExprTrait, IntoColumnRef},
};

use super::{error::QueryError, live_view::unindexed, sources};
use crate::access::SourceAccess;

/// Selects the rows of the allowed sources; `None` if all are allowed.
pub(super) fn rows(source: impl IntoColumnRef, allowed_sources: &SourceAccess) -> Option<Expr> {
    let names = allowed_sources.names()?.iter().filter(|name| allowed_sources.has(name));
    Some(Expr::col(source).is_in(names.map(String::as_str)))
}

/// Selects the rows of the requested source, or of any, if allowed.
pub(super) fn of(
    source: impl IntoColumnRef + Copy,
    requested: Option<&str>,
    allowed_sources: &SourceAccess,
) -> Condition {
    let requested = requested.map(|name| Expr::col(source).eq(name));
    Condition::all().add_option(rows(source, allowed_sources)).add_option(requested)
}

/// The only source that a list can have, if there is just one.
pub(super) fn one_source<'a>(requested: Option<&'a str>, allowed_sources: &'a SourceAccess) -> Option<&'a str> {
    requested.or_else(|| match allowed_sources.names()? {
        [one] => Some(one.as_str()),
        _ => None,
    })
}

/// The same for a list without an index by source: it is read in its order, and other rows are
/// skipped.
pub(super) fn rows_in_order(source: impl IntoColumnRef, allowed_sources: &SourceAccess) -> Option<Expr> {
    let names = allowed_sources.names()?.iter().filter(|name| allowed_sources.has(name));
    Some(unindexed(source).is_in(names.map(String::as_str)))
}

/// Selects an object by id in the requested source, or in each allowed source of the log. Sources
/// are listed because keys and indexes start with the source.
pub(super) async fn candidates(
    on: &impl ConnectionTrait,
    column: impl ColumnTrait,
    requested: Option<&str>,
    allowed_sources: &SourceAccess,
) -> Result<Expr, QueryError> {
    Ok(column.is_in(names(on, requested, allowed_sources).await?))
}

/// The requested source, or each source in the log, if allowed.
pub(super) async fn names(
    on: &impl ConnectionTrait,
    requested: Option<&str>,
    allowed_sources: &SourceAccess,
) -> Result<Vec<String>, QueryError> {
    let mut names = match requested {
        Some(name) => vec![name.to_owned()],
        None => sources::names(on).await?,
    };
    names.retain(|name| allowed_sources.has(name));
    Ok(names)
}

/// The object with an id, or an error if several sources have it.
pub(super) fn only<T>(mut found: Vec<T>, source: impl Fn(&T) -> &str) -> Result<Option<T>, QueryError> {
    if found.len() > 1 {
        return Err(QueryError::Ambiguous { sources: found.iter().map(|one| source(one).to_owned()).collect() });
    }
    Ok(found.pop())
}
