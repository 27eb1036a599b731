//! Sessions with their true beginning and end. Where no event told the end, it is inferred here, in SQL, so that
//! filters and pages see it: a session ends with its user, and when it expires. An event that told it beats both.

use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryTrait, Select,
    sea_query::{CaseStatement, Condition, Expr, ExprTrait, JoinType},
};

use super::{
    cursor::{Kind, List, Part},
    error::QueryError,
    instances::Instances,
    page::{Page, PageRequest, Walk},
    view::View,
    within,
};
use crate::{
    access::Sources,
    clock::Timestamp,
    store::Store,
    views::{
        Sessions, Users,
        sessions::{Column, Entity, SessionRow},
        users,
    },
};

const LIST: List = List { name: "sessions", key: &[Kind::Integer, Kind::Text, Kind::Text] };

/// The status, and the reason of the end, of a session whose user was deleted.
pub const USER_DELETED: &str = "user_deleted";
/// The status, and the reason of the end, of a session whose time is up.
pub const EXPIRED: &str = "expired";

/// Which sessions are asked for.
#[derive(Clone, Debug, Default)]
pub struct SessionFilter {
    /// Of this source.
    pub source: Option<String>,
    /// Of this instance; else of all that are shown by default.
    pub instance_id: Option<String>,
    /// Of this user.
    pub user_id: Option<String>,
    /// With this status, inferred ones included.
    pub status: Option<String>,
    /// In which this user acted as another.
    pub impersonator_id: Option<String>,
    /// That had not ended by then.
    pub since: Option<Timestamp>,
    /// That began before then.
    pub until: Option<Timestamp>,
    /// That had begun and not ended at that moment.
    pub active_at: Option<Timestamp>,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// As the view has it; what follows stands above its `status`, `ended_at` and `end_reason`.
    pub row: SessionRow,
    /// The status, or why the session has ended without an event that said so.
    pub status: Option<String>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why.
    pub end_reason: Option<String>,
    /// Whether the end is inferred: no event told it.
    pub end_inferred: bool,
    /// From beginning to end, in milliseconds; never negative, and absent while the session is open.
    pub duration_ms: Option<i64>,
}

#[derive(FromQueryResult)]
struct Found {
    #[sea_orm(nested)]
    row: SessionRow,
    shown_status: Option<String>,
    shown_ended_at: Option<i64>,
    shown_end_reason: Option<String>,
}

/// One page of sessions, by the time they began. What is inferred holds for the moment of the first page, on every page.
pub async fn list(
    store: &Store,
    filter: &SessionFilter,
    instances: &Instances,
    within: &Sources,
    page: &PageRequest,
    now: Timestamp,
) -> Result<Page<Session>, QueryError> {
    let mut walk = Walk::of(page, &LIST)?;
    let end = End { now: walk.fix_now(now.micros()) };
    let on = store.begin_read().await?;
    let mut select = find(&on, &end).await?.filter(filter.condition(&end, instances, within));
    let key = [Column::StartedAt, Column::Source, Column::SessionId];
    walk.select(QueryTrait::query(&mut select), key.map(|column| (Entity, column)));
    let rows = select.into_model::<Found>().all(&on).await?;
    let page = walk.page(rows, |found| {
        let SessionRow { started_at, source, session_id, .. } = &found.row;
        vec![Part::Integer(*started_at), Part::Text(source.clone()), Part::Text(session_id.clone())]
    });
    Ok(page.map(Session::from))
}

/// The session with that id, of whatever instance.
pub async fn one(
    store: &Store,
    session_id: &str,
    source: Option<&str>,
    within: &Sources,
    now: Timestamp,
) -> Result<Option<Session>, QueryError> {
    let on = store.begin_read().await?;
    let mut select = find(&on, &End { now: now.micros() }).await?.filter(Column::SessionId.eq(session_id));
    select = select.filter(within::candidates(&on, Column::Source, source, within).await?);
    let mut found = select.into_model::<Found>().all(&on).await?;
    if found.len() > 1 {
        return Err(QueryError::Ambiguous { sources: found.into_iter().map(|found| found.row.source).collect() });
    }
    Ok(found.pop().map(Session::from))
}

/// Sessions beside their users, with what is inferred.
async fn find(on: &impl ConnectionTrait, end: &End) -> Result<Select<Entity>, QueryError> {
    let sessions = View::of::<Sessions>(on).await?;
    // Without the users a session of a deleted one would be shown as open.
    let users = View::of::<Users>(on).await?;
    let same = |left: Column, right: users::Column| Expr::col((Entity, left)).equals((users::Entity, right));
    let joined = same(Column::Source, users::Column::Source).and(same(Column::UserId, users::Column::UserId));
    let mut select = sessions.find::<Sessions>();
    QueryTrait::query(&mut select)
        .join_as(JoinType::LeftJoin, users.table, users::Entity, joined)
        .expr_as(end.status(), "shown_status")
        .expr_as(end.at(), "shown_ended_at")
        .expr_as(end.reason(), "shown_end_reason");
    Ok(select)
}

/// The end of a session as it is known at a moment.
struct End {
    now: i64,
}

impl End {
    /// When: told, or the earlier of the deletion of the user and the expiry.
    fn at(&self) -> Expr {
        self.cases(column(Column::EndedAt), deleted_at(), column(Column::ExpireAt), Expr::value(None::<i64>))
    }

    fn reason(&self) -> Expr {
        let none = Expr::value(None::<String>);
        self.cases(column(Column::EndReason), USER_DELETED.into(), EXPIRED.into(), none)
    }

    fn status(&self) -> Expr {
        let told = column(Column::Status);
        self.cases(told.clone(), USER_DELETED.into(), EXPIRED.into(), told)
    }

    fn cases(&self, told: Expr, user_deleted: Expr, expired: Expr, open: Expr) -> Expr {
        let is_told = Condition::all().add(column(Column::EndedAt).is_not_null());
        let is_user_deleted = Condition::all().add(deleted_at().is_not_null()).add(
            Condition::any()
                .add(column(Column::ExpireAt).is_null())
                .add(column(Column::ExpireAt).gt(self.now))
                .add(deleted_at().lte(column(Column::ExpireAt))),
        );
        let is_expired = Condition::all().add(column(Column::ExpireAt).lte(self.now));
        CaseStatement::new()
            .case(is_told, told)
            .case(is_user_deleted, user_deleted)
            .case(is_expired, expired)
            .finally(open)
            .into()
    }

    /// Not ended by then.
    fn after(&self, moment: Timestamp) -> Condition {
        Condition::any().add(self.at().is_null()).add(self.at().gt(moment.micros()))
    }
}

fn column(column: Column) -> Expr {
    Expr::col((Entity, column))
}

fn deleted_at() -> Expr {
    Expr::col((users::Entity, users::Column::DeletedAt))
}

impl SessionFilter {
    fn condition(&self, end: &End, instances: &Instances, within: &Sources) -> Condition {
        let is = |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
        let asked = self.instance_id.as_deref();
        let active_at =
            |moment: Timestamp| Condition::all().add(Column::StartedAt.lte(moment.micros())).add(end.after(moment));
        Condition::all()
            .add_option(within::rows((Entity, Column::Source), within))
            .add(instances.shown((Entity, Column::Source), (Entity, Column::InstanceId), asked))
            .add_option(is(Column::Source, &self.source))
            .add_option(is(Column::UserId, &self.user_id))
            .add_option(is(Column::ImpersonatorId, &self.impersonator_id))
            .add_option(self.status.as_ref().map(|status| end.status().eq(status.as_str())))
            .add_option(self.since.map(|since| end.after(since)))
            .add_option(self.until.map(|until| Column::StartedAt.lt(until.micros())))
            .add_option(self.active_at.map(active_at))
    }
}

impl From<Found> for Session {
    fn from(found: Found) -> Self {
        let duration = |ended_at: i64| Ord::max(ended_at.saturating_sub(found.row.started_at), 0) / 1_000;
        Self {
            status: found.shown_status,
            ended_at: found.shown_ended_at.map(Timestamp::from_micros),
            end_reason: found.shown_end_reason,
            end_inferred: found.row.ended_at.is_none() && found.shown_ended_at.is_some(),
            duration_ms: found.shown_ended_at.map(duration),
            row: found.row,
        }
    }
}

/// A session as [`End`] has it, of a user who was deleted then.
pub(super) fn shown(row: SessionRow, user_deleted_at: Option<i64>, now: i64) -> Session {
    let lapses_at = row.expire_at;
    let deleted_at = user_deleted_at.filter(|deleted_at| lapses_at.is_none_or(|at| at > now || *deleted_at <= at));
    let inferred = |at: i64, reason: &str| (Some(at), Some(reason.to_owned()), Some(reason.to_owned()));
    let (shown_ended_at, shown_end_reason, shown_status) = match (row.ended_at, deleted_at, lapses_at) {
        (Some(told), ..) => (Some(told), row.end_reason.clone(), row.status.clone()),
        (None, Some(deleted_at), _) => inferred(deleted_at, USER_DELETED),
        (None, None, Some(at)) if at <= now => inferred(at, EXPIRED),
        _ => (None, None, row.status.clone()),
    };
    Found { row, shown_status, shown_ended_at, shown_end_reason }.into()
}
