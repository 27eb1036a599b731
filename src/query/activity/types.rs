//! Resolves type patterns: the activity table has only the terms of event types.

use sea_orm::{
    ConnectionTrait, Statement,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::{
    query::{error::QueryError, live_view::LiveView, pattern::TypePattern},
    storage::entity::event,
    views::term::term,
};

/// The terms of the types that match a pattern.
pub(crate) async fn terms(
    on: &impl ConnectionTrait,
    view: &LiveView,
    pattern: &TypePattern,
) -> Result<Vec<i64>, QueryError> {
    if let TypePattern::Exact(exactly) = pattern {
        return Ok(vec![term(exactly)]);
    }
    let types = recorded(on, view).await?;
    Ok(types.into_iter().filter(|(_, name)| pattern.matches_type(name)).map(|(term, _)| term).collect())
}

/// Every recorded type with its term, with one index lookup per type. The index has no rows
/// without a type; a query that did not leave them out would read the whole table.
async fn recorded(on: &impl ConnectionTrait, view: &LiveView) -> Result<Vec<(i64, String)>, QueryError> {
    let sql = format!(
        "WITH RECURSIVE types (term) AS (
           SELECT MIN(type_term) FROM \"{0}\" WHERE type_term IS NOT NULL
            UNION ALL
           SELECT (SELECT MIN(type_term) FROM \"{0}\" WHERE type_term > types.term) FROM types WHERE term IS NOT NULL)
         SELECT term, (SELECT position FROM \"{0}\" WHERE type_term = term LIMIT 1) AS position
           FROM types WHERE term IS NOT NULL",
        view.table
    );
    let mut found = Vec::new();
    for row in on.query_all_raw(Statement::from_string(on.get_database_backend(), sql)).await? {
        found.push((row.try_get::<i64>("", "term")?, row.try_get::<i64>("", "position")?));
    }
    let names = Query::select()
        .columns([event::Column::Position, event::Column::EventType])
        .from(event::Entity)
        .and_where(Expr::col(event::Column::Position).is_in(found.iter().map(|(_, position)| *position)))
        .take();
    let mut types = Vec::with_capacity(found.len());
    for row in on.query_all(&names).await? {
        let position: i64 = row.try_get("", "position")?;
        let name: Option<String> = row.try_get("", "event_type")?;
        let term = found.iter().find(|(_, at)| *at == position).map(|(term, _)| *term);
        types.extend(term.zip(name));
    }
    Ok(types)
}
