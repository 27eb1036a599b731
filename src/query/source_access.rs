//! Whose rows a question may see, as conditions in SQL, so that pages and everything counted from them are right. Shows
//! nothing that was not allowed.

use sea_orm::{
    ColumnTrait, ConnectionTrait,
    sea_query::{Expr, ExprTrait, IntoColumnRef},
};

use super::{error::QueryError, live_view::unindexed, sources};
use crate::access::SourceAccess;

/// Of a list, the rows of the allowed sources; `None` where all are.
pub(super) fn rows(source: impl IntoColumnRef, allowed_sources: &SourceAccess) -> Option<Expr> {
    let names = allowed_sources.names()?.iter().filter(|name| allowed_sources.has(name));
    Some(Expr::col(source).is_in(names.map(String::as_str)))
}

/// The one source whose rows a list can have, where it is one.
pub(super) fn one_source<'a>(requested: Option<&'a str>, allowed_sources: &'a SourceAccess) -> Option<&'a str> {
    requested.or_else(|| match allowed_sources.names()? {
        [one] => Some(one.as_str()),
        _ => None,
    })
}

/// The same for a list that no index of the source has in order: it is walked in its order, and rows of others are left out.
pub(super) fn rows_in_order(source: impl IntoColumnRef, allowed_sources: &SourceAccess) -> Option<Expr> {
    let names = allowed_sources.names()?.iter().filter(|name| allowed_sources.has(name));
    Some(unindexed(source).is_in(names.map(String::as_str)))
}

/// Of one thing by its id: the named source, or each that the log knows, as far as they are allowed. Named one by one,
/// since keys and indexes begin with the source: each is one look into them.
pub(super) async fn candidates(
    on: &impl ConnectionTrait,
    column: impl ColumnTrait,
    requested: Option<&str>,
    allowed_sources: &SourceAccess,
) -> Result<Expr, QueryError> {
    Ok(column.is_in(names(on, requested, allowed_sources).await?))
}

/// The named source, or each that the log knows, as far as they are allowed.
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

/// The one thing that was found by its id, or that several sources hold it.
pub(super) fn only<T>(mut found: Vec<T>, source: impl Fn(&T) -> &str) -> Result<Option<T>, QueryError> {
    if found.len() > 1 {
        return Err(QueryError::Ambiguous { sources: found.iter().map(|one| source(one).to_owned()).collect() });
    }
    Ok(found.pop())
}
