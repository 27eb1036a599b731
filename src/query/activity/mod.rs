//! The activity trail: who did what, by the time it happened, or by position for whoever follows the log. What it says in
//! words is made when it is read, and kept nowhere.

mod changes;
mod clause;
mod names;
mod summary;
mod system_summary;
mod words;

use std::net::IpAddr;

use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Condition, Expr, ExprTrait, Func, JoinType},
};
use serde::de::DeserializeOwned;

use self::{
    names::Names,
    summary::Told,
    system_summary::{KeyNames, is_system},
};

use super::{
    cursor::{Kind, List, Part},
    error::QueryError,
    instances::Instances,
    interval::Interval,
    left_out,
    page::{Page, PageRequest, Walk},
    pattern::TypePattern,
    sources,
    unseen::{self, Named, Of},
    view::{View, unindexed},
    within,
};
use crate::{
    access::SourceAccess,
    event::{source::SYSTEM_SOURCE, system::SystemEventKind},
    store::{Store, entity::event},
    text::vocabulary,
    views::{
        Activity,
        activity::{ACTIONS, Action, ActivityRow, Column, Entity, Labels, actor::Actor},
        audited::Change,
    },
};

const BY_OCCURRED_AT: List = List { name: "activity", key: &[Kind::Integer, Kind::Position] };
const BY_POSITION: List = List { name: "activity/position", key: &[Kind::Position] };

/// By which indexes rows are found: there is one good way, and no planner is to look for another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ByIndex {
    /// By that of whatever is asked for: each has its rows in order of time.
    Any,
    /// By that of what finds few rows, which are sorted then.
    Few,
    /// By that of the organization, in the order of position.
    Organization,
    /// By that of the order.
    Order,
}

const ENTITY: Entity = Entity;
/// The entries of an index over lists, under this name in a query.
const ENTRY: &str = "activity_entry";
/// The index over the entries of [`Column::Actions`].
const BY_ACTION: &str = "action";
/// The index over the entries of [`Column::Ips`].
const BY_IP: &str = "ip";

/// `occurred_basis` of what was seen some time on a day, which `occurred_at` is the beginning of.
pub const BASIS_DAY: &str = "day";

const ACTOR_IS_A_KEY: &str = "actor_id: it is the id of a key, whose events are gatelog's own; they are left out \
     unless source=system asks for them";
const ACTOR_IS_NO_KEY: &str =
    "actor_id: it is not the id of a key, and only keys act in gatelog's own events; leave source=system out";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderBy {
    /// When it happened; an event that comes in late appears in between.
    #[default]
    OccurredAt,
    /// Arrival: nothing ever appears behind a cursor.
    Position,
}

#[derive(Clone, Debug, Default)]
pub struct ActivityFilter {
    /// Of this source; else of all but Gatelog itself.
    pub source: Option<String>,
    /// Of this instance; else of all that are shown by default.
    pub instance_id: Option<String>,
    /// With this action among others.
    pub action: Option<ActionFilter>,
    pub event_type: Option<TypePattern>,
    /// Done to this user, or for them.
    pub user_id: Option<String>,
    /// Done by this user, impersonator, agent or key.
    pub actor_id: Option<String>,
    pub session_id: Option<String>,
    pub organization_id: Option<String>,
    pub ip: Option<IpAddr>,
    pub interval: Interval,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionFilter {
    /// This, whatever else the same event did.
    Word(Action),
    /// Whatever the events of a type do: a type without a word of its own is its own action.
    Type(TypePattern),
}

impl ActionFilter {
    /// Reads a filter, or says what to write instead. An event type is any text that could be one.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(action) = Action::parse(text) {
            return Ok(Self::Word(action));
        }
        match TypePattern::parse(text) {
            Some(pattern @ TypePattern::Exactly(_)) => Ok(Self::Type(pattern)),
            Some(TypePattern::Beginning(_)) => {
                Err(format!("an action is written whole, and type takes beginnings, like session.*; {}", unknown(text)))
            }
            None => Err(unknown(text)),
        }
    }

    fn word(&self) -> Option<&'static str> {
        match self {
            Self::Word(action) => Some(action.as_str()),
            Self::Type(_) => None,
        }
    }

    fn event_type(&self) -> Option<&TypePattern> {
        match self {
            Self::Word(_) => None,
            Self::Type(pattern) => Some(pattern),
        }
    }
}

fn unknown(action: &str) -> String {
    let known = vocabulary::unknown(action, ACTIONS.iter().map(|(_, word, _)| *word));
    format!("{known}; or an event type, like session.created")
}

/// What one event did, as it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityItem {
    pub row: ActivityRow,
    /// What was done, by severity.
    pub actions: Vec<String>,
    /// What changed, beside what was known before.
    pub changes: Vec<Change>,
    pub actor: Actor,
    pub summary: String,
}

pub async fn list(
    store: &Store,
    filter: &ActivityFilter,
    order_by: OrderBy,
    instances: &Instances,
    within: &SourceAccess,
    page: &PageRequest,
) -> Result<Page<ActivityItem>, QueryError> {
    let list = match order_by {
        OrderBy::OccurredAt => &BY_OCCURRED_AT,
        OrderBy::Position => &BY_POSITION,
    };
    filter.check()?;
    let (mut walk, on) = Walk::begin(store, page, list).await?;
    walk.ends_at(filter.interval.until);
    let view = View::of::<Activity>(&on).await?;
    filter.refuse_unknown(&on, within).await?;
    walk.bound_by(view.checkpoint);
    let by = match order_by {
        OrderBy::OccurredAt => ByIndex::Any,
        // A client that follows the log walks what came since, whatever it looks for.
        OrderBy::Position if filter.finds_few() && !walk.is_short() => ByIndex::Few,
        OrderBy::Position if filter.organization_id.is_some() && !walk.is_short() => ByIndex::Organization,
        OrderBy::Position => ByIndex::Order,
    };
    let select = |instances: &Instances| {
        let mut select = view.find::<Activity>().filter(filter.condition(instances, within, by));
        let query = QueryTrait::query(&mut select);
        let lead = filter.lead(by);
        if let Some((index, value)) = &lead {
            let same = Expr::col((ENTRY, Column::Position)).equals((ENTITY, Column::Position));
            query.join_as(JoinType::InnerJoin, format!("{}_{index}", view.table), ENTRY, same);
            query.and_where(Expr::col((ENTRY, "value")).eq(value.as_str()));
        }
        let key = (ENTITY, Column::Position);
        match (by, &filter.organization_id) {
            (ByIndex::Any, _) => {
                // The entries of one value are in order already: they are walked, and each leads to its row.
                let walked = if lead.is_some() { ENTRY } else { view.name };
                walk.select(query, [Column::OccurredAt, Column::Position].map(|key| (walked, key)));
            }
            (ByIndex::Few, _) => walk.gather(query, [key]),
            (ByIndex::Organization, Some(id)) => {
                walk.select_of(query, (ENTITY, Column::OrganizationId), id, Expr::col(key));
            }
            _ => walk.select(query, [key]),
        }
        select
    };
    let items = told(&on, &view, select(instances).all(&on).await?).await?;
    let key = |item: &ActivityItem| match order_by {
        OrderBy::OccurredAt => vec![Part::Integer(item.row.occurred_at), Part::Integer(item.row.position)],
        OrderBy::Position => vec![Part::Integer(item.row.position)],
    };
    let mut page = walk.page(&on, items, key).await?;
    page.interval = filter.interval.named();
    unseen::explain(&mut page, &on, within, filter.source.as_deref(), filter.names()).await?;
    if page.data.is_empty() {
        page.notes.extend(filter.note_on_actor(&on, &view, within).await?.map(str::to_owned));
    }
    let of_row = ((Entity, Column::Source), (Entity, Column::InstanceId));
    let asked = (filter.instance_id.as_deref(), filter.source.as_deref(), within);
    left_out::explain(&mut page, &on, instances, asked, of_row, select).await?;
    Ok(page)
}

pub async fn one(
    store: &Store,
    svix_id: &str,
    source: Option<&str>,
    within: &SourceAccess,
) -> Result<Option<ActivityItem>, QueryError> {
    let on = store.begin_read().await?;
    let view = View::of::<Activity>(&on).await?;
    let mut select = view.find::<Activity>();
    // The log has the ids in an index, and what is found leads to its row by position.
    let same = Expr::col((event::Entity, event::Column::Position)).equals((ENTITY, Column::Position));
    QueryTrait::query(&mut select).join(JoinType::InnerJoin, event::Entity, same);
    select = select.filter(event::Column::SvixId.eq(svix_id));
    select = select.filter(within::candidates(&on, event::Column::Source, source, within).await?);
    let row = within::only(select.all(&on).await?, |row| row.source.as_str())?;
    Ok(told(&on, &view, row.into_iter().collect()).await?.pop())
}

/// Rows with what is made when they are read.
async fn told(on: &impl ConnectionTrait, view: &View, rows: Vec<ActivityRow>) -> Result<Vec<ActivityItem>, QueryError> {
    let keys = KeyNames::of(on, view, &rows).await?;
    let labels: Vec<Labels<'static>> = rows.iter().map(|row| Labels::parse(row.labels.as_deref())).collect();
    let names = Names::of(on, rows.iter().zip(&labels)).await?;
    let item = |(row, labels): (ActivityRow, _)| {
        if is_system(&row) { ActivityItem::of_system(row, &keys) } else { ActivityItem::of(row, &labels, &names) }
    };
    Ok(rows.into_iter().zip(labels).map(item).collect())
}

impl ActivityFilter {
    /// Refuses what asks for Gatelog's own events and leaves them out, or asks for them by what
    /// they do not have.
    fn check(&self) -> Result<(), QueryError> {
        let source = self.source.as_deref();
        let of_objects = [
            ("user_id", self.user_id.is_some()),
            ("session_id", self.session_id.is_some()),
            ("organization_id", self.organization_id.is_some()),
            ("instance_id", self.instance_id.is_some()),
            ("ip", self.ip.is_some()),
        ];
        sources::refuse_beside_system(source, of_objects)?;
        if let (Some(SYSTEM_SOURCE), Some(word)) = (source, self.action.as_ref().and_then(ActionFilter::word)) {
            let reason = format!(
                "no event of gatelog's own (source=system) does {word}: the action of each is its type, like \
                 system.read; write one of them, or leave source=system out"
            );
            return Err(QueryError::Parameter { name: "action", reason });
        }
        let of_action = self.action.as_ref().and_then(ActionFilter::event_type);
        for (name, pattern) in [("type", self.event_type.as_ref()), ("action", of_action)] {
            if let Some(pattern) = pattern {
                pattern.check_shown(name, source)?;
            }
        }
        Ok(())
    }

    /// The list of a row's values that an index of entries finds it by, and the value. In order of position an action
    /// is not found so: its entries would be sorted whole by PostgreSQL, which takes position and time for independent
    /// of each other.
    fn lead(&self, by: ByIndex) -> Option<(&'static str, String)> {
        let ip = self.ip.filter(|_| matches!(by, ByIndex::Any | ByIndex::Few)).map(|ip| (BY_IP, ip.to_string()));
        let action = self.action.as_ref().and_then(ActionFilter::word).filter(|_| by == ByIndex::Any);
        ip.or_else(|| action.map(|action| (BY_ACTION, action.to_owned())))
    }

    /// What to know of an actor whose events are those of the other side: a key acts in Gatelog's
    /// own events only, and nobody else does.
    async fn note_on_actor(
        &self,
        on: &impl ConnectionTrait,
        view: &View,
        within: &SourceAccess,
    ) -> Result<Option<&'static str>, QueryError> {
        let Some(id) = &self.actor_id else { return Ok(None) };
        let select = view.find::<Activity>().select_only().column(Column::Source).filter(Column::ActorId.eq(id));
        let within = Condition::all().add_option(within::rows((Entity, Column::Source), within));
        let source: Option<String> = select.filter(within).limit(1).into_tuple().one(on).await?;
        let is_asked = self.source.as_deref() == Some(SYSTEM_SOURCE);
        Ok(match source.map(|source| source == SYSTEM_SOURCE) {
            Some(true) if !is_asked => Some(ACTOR_IS_A_KEY),
            Some(false) if is_asked => Some(ACTOR_IS_NO_KEY),
            _ => None,
        })
    }

    /// Whether it asks for what an index finds few rows of, in order of time. An organization has any number of rows,
    /// and an index in either order.
    fn finds_few(&self) -> bool {
        let ids = [&self.user_id, &self.actor_id, &self.session_id];
        self.ip.is_some() || ids.into_iter().any(Option::is_some)
    }

    /// By the indexes of what finds few rows, and of what finds many, or by none of them but that of the order.
    fn condition(&self, instances: &Instances, within: &SourceAccess, by: ByIndex) -> Condition {
        let column = |of: Column, indexed: bool| {
            if indexed { Expr::col((Entity, of)) } else { unindexed((Entity, of)) }
        };
        let is = |of: Column, value: &Option<String>| {
            value.as_ref().map(|value| column(of, matches!(by, ByIndex::Any | ByIndex::Few)).eq(value.as_str()))
        };
        let organization = self.organization_id.as_ref().filter(|_| by != ByIndex::Organization);
        let organization = organization.map(|id| Column::OrganizationId.eq(id.as_str()));
        let of_type = |pattern: &TypePattern| pattern.matches(column(Column::EventType, by == ByIndex::Any));
        let of_action = self.action.as_ref().and_then(ActionFilter::event_type);
        let action = self.action.as_ref().and_then(ActionFilter::word);
        let lead = self.lead(by).map(|(index, _)| index);
        let shown = match &self.instance_id {
            Some(asked) => Condition::all().add(column(Column::InstanceId, by == ByIndex::Any).eq(asked.as_str())),
            None => instances.shown((Entity, Column::Source), (Entity, Column::InstanceId), None),
        };
        Condition::all()
            .add_option(within::rows((Entity, Column::Source), within))
            .add(shown)
            .add(match &self.source {
                Some(source) => Column::Source.eq(source.as_str()),
                None => Column::Source.ne(SYSTEM_SOURCE),
            })
            .add_option(self.event_type.as_ref().map(of_type))
            .add_option(of_action.map(of_type))
            .add_option(is(Column::UserId, &self.user_id))
            .add_option(is(Column::ActorId, &self.actor_id))
            .add_option(is(Column::SessionId, &self.session_id))
            .add_option(organization)
            .add_option(self.ip.filter(|_| lead != Some(BY_IP)).map(|ip| lists(Column::Ips, &ip.to_string())))
            .add_option(action.filter(|_| lead != Some(BY_ACTION)).map(|action| lists(Column::Actions, action)))
            .add(self.interval.holds((Entity, Column::OccurredAt)))
    }

    fn names(&self) -> [Option<Named>; 7] {
        let of_action = self.action.as_ref().and_then(ActionFilter::event_type);
        [
            Named::new("type", Of::Type, self.event_type.as_ref()),
            Named::new("action", Of::Type, of_action),
            Named::new("user_id", Of::User, self.user_id.as_ref()),
            Named::new("actor_id", Of::Actor, self.actor_id.as_ref()),
            Named::new("session_id", Of::Session, self.session_id.as_ref()),
            Named::new("organization_id", Of::Organization, self.organization_id.as_ref()),
            Named::new("instance_id", Of::Instance, self.instance_id.as_ref()),
        ]
    }

    /// Refuses a type without a family that was never seen: it is a misspelt type, or a misspelt action.
    async fn refuse_unknown(&self, on: &impl ConnectionTrait, within: &SourceAccess) -> Result<(), QueryError> {
        unseen::refuse_misspelt(self.event_type.as_ref(), on, within).await?;
        let Some(of_action) = self.action.as_ref().and_then(ActionFilter::event_type) else { return Ok(()) };
        if unseen::is_misspelt(of_action, on, within).await? {
            return Err(QueryError::Parameter { name: "action", reason: unknown(&of_action.to_string()) });
        }
        Ok(())
    }
}

/// Whether a text is in a row's own list: whether the list is another without it. Not LIKE, to which `_` is any
/// character, and on SQLite a capital the same as a small letter.
fn lists(column: Column, text: &str) -> Expr {
    let quoted = serde_json::to_string(text).expect("a text has a JSON form");
    let list = || Expr::col((ENTITY, column));
    let without = Func::cust("replace").arg(list()).arg(quoted).arg("");
    Expr::from(without).ne(list())
}

impl ActivityItem {
    fn of(row: ActivityRow, labels: &Labels<'_>, names: &Names) -> Self {
        let actions: Vec<String> = listed(Some(&row.actions));
        let changes: Vec<Change> = listed(row.changes.as_deref());
        let mut actor = row.actor(&actions);
        actor.name = actor.id.as_deref().and_then(|id| names.name(&row.source, id)).map(str::to_owned);
        let summary = Told { row: &row, actions: &actions, changes: &changes, labels, names }.summary();
        Self { row, actions, changes, actor, summary }
    }

    fn of_system(mut row: ActivityRow, keys: &KeyNames) -> Self {
        if row.event_type.as_deref() == Some(SystemEventKind::KeyUsed.as_str()) {
            // Of a whole day, and so dated by its beginning: nothing happened at midnight.
            BASIS_DAY.clone_into(&mut row.occurred_basis);
        }
        let (actor, summary) = (system_summary::actor(&row, keys), system_summary::summary(&row, keys));
        Self { actions: listed(Some(&row.actions)), changes: Vec::new(), actor, summary, row }
    }

    #[must_use]
    pub fn is_system(&self) -> bool {
        is_system(&self.row)
    }
}

/// What the view keeps as a JSON array.
fn listed<T: DeserializeOwned>(json: Option<&str>) -> Vec<T> {
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}
