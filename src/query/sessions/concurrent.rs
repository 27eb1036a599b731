//! Counts the other sessions of the user that were open when a session began. One query per page:
//! a query per row would read the sessions of a busy user again and again.

use std::collections::HashMap;

use sea_orm::{
    ConnectionTrait, FromQueryResult,
    sea_query::{Condition, Expr, ExprTrait, JoinType, Query},
};

use super::{
    super::live_view::{LiveView, unindexed},
    end::End,
};
use crate::{
    clock::Timestamp,
    query::{error::QueryError, signed_in::is_signed_in},
    views::{
        sessions::{Column, Entity, SessionRow},
        users,
    },
};

/// Maximum number of open sessions of the users of a page. Beyond it nothing is counted, which
/// bounds the cost of a page.
pub const OPEN_MAX: u64 = 50_000;

/// The part of a session that counting needs.
#[derive(FromQueryResult)]
struct OpenSession {
    source: String,
    user_id: String,
    session_id: String,
    started_at: i64,
    shown_ended_at: Option<i64>,
}

/// For each row, the number of other open sessions at its start. `None` if the user is unknown,
/// and for all rows if there are more than [`OPEN_MAX`].
pub async fn count(
    on: &impl ConnectionTrait,
    views: (&LiveView, &LiveView),
    end: &End,
    rows: &[&SessionRow],
) -> Result<Vec<Option<u64>>, QueryError> {
    let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
    for row in rows {
        users.entry(&row.source).or_default().extend(row.user_id.as_deref());
    }
    let started = || rows.iter().map(|row| row.started_at);
    let (Some(first), Some(last)) = (started().min(), started().max()) else { return Ok(Vec::new()) };

    let (sessions, of_users) = views;
    let same = |left: Column, right: users::Column| Expr::col((Entity, left)).equals((users::Entity, right));
    let theirs = users.into_iter().fold(Condition::any(), |theirs, (source, mut users)| {
        users.sort_unstable();
        users.dedup();
        let of_source = unindexed((Entity, Column::Source)).eq(source);
        theirs.add(of_source.and(Expr::col((Entity, Column::UserId)).is_in(users)))
    });
    let select = Query::select()
        .columns([Column::Source, Column::UserId, Column::SessionId, Column::StartedAt].map(|name| (Entity, name)))
        .expr_as(end.at(), "shown_ended_at")
        .from_as(sessions.table.clone(), Entity)
        .join_as(
            JoinType::LeftJoin,
            of_users.table.clone(),
            users::Entity,
            same(Column::Source, users::Column::Source).and(same(Column::UserId, users::Column::UserId)),
        )
        .cond_where(theirs)
        .and_where(Expr::col((Entity, Column::StartedAt)).lte(last))
        .cond_where(not_reported_ended_by(first))
        .cond_where(end.after(Timestamp::from_micros(first)))
        .cond_where(is_signed_in())
        .limit(OPEN_MAX + 1)
        .take();
    let open = on.query_all(&select).await?;
    if open.len() as u64 > OPEN_MAX {
        return Ok(vec![None; rows.len()]);
    }
    let open: Vec<OpenSession> =
        open.iter().map(|row| OpenSession::from_query_result(row, "")).collect::<Result<_, _>>()?;
    let mut by_user: HashMap<(&str, &str), Vec<&OpenSession>> = HashMap::new();
    for session in &open {
        by_user.entry((&session.source, &session.user_id)).or_default().push(session);
    }
    let concurrent = |row: &&SessionRow| {
        let user_id = row.user_id.as_deref()?;
        let theirs = by_user.get(&(row.source.as_str(), user_id)).map_or(&[][..], Vec::as_slice);
        let is_concurrent_with =
            |other: &&&OpenSession| is_concurrent(row, &other.session_id, other.started_at, other.shown_ended_at);
        Some(theirs.iter().filter(is_concurrent_with).count() as u64)
    };
    Ok(rows.iter().map(concurrent).collect())
}

/// Follows from [`End::after`], and takes the index of users alone.
fn not_reported_ended_by(moment: i64) -> Condition {
    let ended_at = || Expr::col((Entity, Column::EndedAt));
    Condition::any().add(ended_at().is_null()).add(ended_at().gt(moment))
}

/// True for another session that was open when this one began.
pub fn is_concurrent(row: &SessionRow, other_id: &str, started_at: i64, ended_at: Option<i64>) -> bool {
    other_id != row.session_id
        && started_at <= row.started_at
        && ended_at.is_none_or(|ended_at| ended_at > row.started_at)
}
