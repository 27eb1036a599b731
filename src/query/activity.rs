//! The activity trail: who did what, by the time it happened, or by position for whoever follows the log.

use sea_orm::{ColumnTrait, QueryFilter, QueryTrait, sea_query::Condition};

use super::{
    cursor::{Kind, List, Part},
    error::QueryError,
    instances::Instances,
    page::{Page, PageRequest, Walk},
    pattern::TypePattern,
    view::View,
    within,
};
use crate::{
    access::Sources,
    clock::Timestamp,
    store::Store,
    views::{
        Activity,
        activity::{ActivityRow, Column, Entity},
    },
};

const BY_OCCURRED_AT: List = List { name: "activity", key: &[Kind::Integer, Kind::Integer] };
const BY_POSITION: List = List { name: "activity/position", key: &[Kind::Integer] };

/// What the list is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderBy {
    /// When it happened; an event that comes in late appears in between.
    #[default]
    OccurredAt,
    /// Arrival: nothing ever appears behind a cursor.
    Position,
}

/// Which activity is asked for.
#[derive(Clone, Debug, Default)]
pub struct ActivityFilter {
    /// Of this source.
    pub source: Option<String>,
    /// Of this instance; else of all that are shown by default.
    pub instance_id: Option<String>,
    /// With this action.
    pub action: Option<String>,
    /// Of these event types.
    pub event_type: Option<TypePattern>,
    /// Of this user.
    pub user_id: Option<String>,
    /// By whoever acted as a user.
    pub actor_id: Option<String>,
    /// In this session.
    pub session_id: Option<String>,
    /// In this organization.
    pub organization_id: Option<String>,
    /// From this address.
    pub ip: Option<String>,
    /// That happened then or later.
    pub since: Option<Timestamp>,
    /// That happened before then.
    pub until: Option<Timestamp>,
}

/// One page of activity.
pub async fn list(
    store: &Store,
    filter: &ActivityFilter,
    order_by: OrderBy,
    instances: &Instances,
    within: &Sources,
    page: &PageRequest,
) -> Result<Page<ActivityRow>, QueryError> {
    let (list, key): (&'static List, &[Column]) = match order_by {
        OrderBy::OccurredAt => (&BY_OCCURRED_AT, &[Column::OccurredAt, Column::Position]),
        OrderBy::Position => (&BY_POSITION, &[Column::Position]),
    };
    let walk = Walk::of(page, list)?;
    let on = store.begin_read().await?;
    let mut select = View::of::<Activity>(&on).await?.find::<Activity>().filter(filter.condition(instances, within));
    walk.select(QueryTrait::query(&mut select), key.iter().map(|column| (Entity, *column)));
    let rows = select.all(&on).await?;
    Ok(walk.page(rows, |row| match order_by {
        OrderBy::OccurredAt => vec![Part::Integer(row.occurred_at), Part::Integer(row.position)],
        OrderBy::Position => vec![Part::Integer(row.position)],
    }))
}

impl ActivityFilter {
    fn condition(&self, instances: &Instances, within: &Sources) -> Condition {
        let is = |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
        let asked = self.instance_id.as_deref();
        Condition::all()
            .add_option(within::rows((Entity, Column::Source), within))
            .add(instances.shown((Entity, Column::Source), (Entity, Column::InstanceId), asked))
            .add_option(is(Column::Source, &self.source))
            .add_option(is(Column::Action, &self.action))
            .add_option(self.event_type.as_ref().map(|pattern| pattern.matches((Entity, Column::EventType))))
            .add_option(is(Column::UserId, &self.user_id))
            .add_option(is(Column::ActorId, &self.actor_id))
            .add_option(is(Column::SessionId, &self.session_id))
            .add_option(is(Column::OrganizationId, &self.organization_id))
            .add_option(is(Column::Ip, &self.ip))
            .add_option(self.since.map(|since| Column::OccurredAt.gte(since.micros())))
            .add_option(self.until.map(|until| Column::OccurredAt.lt(until.micros())))
    }
}
