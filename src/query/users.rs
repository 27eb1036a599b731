//! Users: how they were last described, whether they were deleted, and when they last signed in, which their sessions
//! tell too.

use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryTrait, Select,
    sea_query::{Condition, Expr, ExprTrait, Func, Query, SelectStatement},
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
        Sessions, Users, sessions,
        users::{Column, Entity, UserRow},
    },
};

/// By the key of the view.
const LIST: List = List { name: "users", key: &[Kind::Text, Kind::Text] };

/// Which users are asked for.
#[derive(Clone, Debug, Default)]
pub struct UserFilter {
    /// Of this source.
    pub source: Option<String>,
    /// Of this instance; else of all that are shown by default.
    pub instance_id: Option<String>,
    /// With this primary e-mail address.
    pub email: Option<String>,
    /// With this user name.
    pub username: Option<String>,
    /// With this id in the customer's own system.
    pub external_id: Option<String>,
}

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// As the view has it.
    pub row: UserRow,
    /// The later of what the description says and of the sessions that the user began in person.
    pub last_sign_in_at: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct Found {
    #[sea_orm(nested)]
    row: UserRow,
    joined_sign_in_at: Option<i64>,
}

/// One page of users, by source and id.
pub async fn list(
    store: &Store,
    filter: &UserFilter,
    instances: &Instances,
    within: &Sources,
    page: &PageRequest,
) -> Result<Page<User>, QueryError> {
    let walk = Walk::of(page, &LIST)?;
    let on = store.begin_read().await?;
    let mut select = find(&on).await?.filter(filter.condition(instances, within));
    walk.select(QueryTrait::query(&mut select), [(Entity, Column::Source), (Entity, Column::UserId)]);
    let rows = select.into_model::<Found>().all(&on).await?;
    let page =
        walk.page(rows, |found| vec![Part::Text(found.row.source.clone()), Part::Text(found.row.user_id.clone())]);
    Ok(page.map(User::from))
}

/// The user with that id, of whatever instance.
pub async fn one(
    store: &Store,
    user_id: &str,
    source: Option<&str>,
    within: &Sources,
) -> Result<Option<User>, QueryError> {
    let on = store.begin_read().await?;
    let mut select = find(&on).await?.filter(Column::UserId.eq(user_id));
    select = select.filter(within::candidates(&on, Column::Source, source, within).await?);
    let mut found = select.into_model::<Found>().all(&on).await?;
    if found.len() > 1 {
        return Err(QueryError::Ambiguous { sources: found.into_iter().map(|found| found.row.source).collect() });
    }
    Ok(found.pop().map(User::from))
}

/// Users with the last of their sessions that they began in person, where the sessions are known.
async fn find(on: &impl ConnectionTrait) -> Result<Select<Entity>, QueryError> {
    let users = View::of::<Users>(on).await?;
    let sessions = View::if_live::<Sessions>(on).await?;
    let mut select = users.find::<Users>();
    let joined = match sessions {
        Some(sessions) => Expr::SubQuery(None, Box::new(last_session(&sessions).into())),
        None => Expr::value(None::<i64>),
    };
    QueryTrait::query(&mut select).expr_as(joined, "joined_sign_in_at");
    Ok(select)
}

/// Neither an impersonator nor an agent signs a user in.
fn last_session(view: &View) -> SelectStatement {
    use sessions::Column as Session;
    let session = |column: Session| Expr::col((sessions::Entity, column));
    Query::select()
        .expr(Func::max(session(Session::StartedAt)))
        .from_as(view.table.clone(), sessions::Entity)
        .and_where(session(Session::Source).equals((Entity, Column::Source)))
        .and_where(session(Session::UserId).equals((Entity, Column::UserId)))
        .and_where(session(Session::ImpersonatorId).is_null())
        .cond_where(
            Condition::any().add(session(Session::ActorKind).is_null()).add(session(Session::ActorKind).ne("agent")),
        )
        .take()
}

impl UserFilter {
    fn condition(&self, instances: &Instances, within: &Sources) -> Condition {
        let is = |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
        let asked = self.instance_id.as_deref();
        Condition::all()
            .add_option(within::rows((Entity, Column::Source), within))
            .add(instances.shown((Entity, Column::Source), (Entity, Column::InstanceId), asked))
            .add_option(is(Column::Source, &self.source))
            .add_option(is(Column::PrimaryEmail, &self.email))
            .add_option(is(Column::Username, &self.username))
            .add_option(is(Column::ExternalId, &self.external_id))
    }
}

impl From<Found> for User {
    fn from(found: Found) -> Self {
        let last = Ord::max(found.row.last_sign_in_at, found.joined_sign_in_at);
        Self { row: found.row, last_sign_in_at: last.map(Timestamp::from_micros) }
    }
}

/// A user in the light of these sign-ins.
pub(super) fn shown(row: UserRow, joined_sign_in_at: Option<i64>, _sign_ins: i64, _now: i64) -> User {
    Found { row, joined_sign_in_at }.into()
}

/// As [`last_session`] has it.
pub(super) fn is_in_person(row: &sessions::SessionRow) -> bool {
    row.impersonator_id.is_none() && row.actor_kind.as_deref() != Some("agent")
}
