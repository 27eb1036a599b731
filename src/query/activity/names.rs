//! The names of users and organizations at the time of the events in some rows. They come from the
//! last earlier description, which the chain of the user or the organization leads to. If there is
//! none, the current name is used.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Order, Query},
};

use super::super::{error::QueryError, live_view::LiveView};
use crate::{
    event::{
        Position,
        clerk::{Body, Data},
    },
    event_log::read,
    storage::Store,
    views::{
        Organizations, Users,
        activity::{ActivityRow, Column, Entity, Labels, labels::full_name, listed},
        audited::Change,
        organizations::{self, OrganizationRow},
        users::{self, UserRow},
    },
};

/// Names of one lookup: bounds its parameters.
const NAMES_PER_SELECT: usize = 100;

/// Source and id of an object, and the time for which its name is needed.
type NameKey = (String, String, i64);
type NameKeys = BTreeSet<NameKey>;

#[derive(Debug, Default)]
pub(super) struct EventNames {
    users: HashMap<NameKey, UserName>,
    organizations: HashMap<NameKey, String>,
}

/// The names of a user.
#[derive(Clone, Debug)]
struct UserName {
    /// First and last name, otherwise the user name.
    name: Option<String>,
    /// For a sentence, with the id.
    words: String,
}

impl UserName {
    fn new(first: Option<&str>, last: Option<&str>, username: Option<&str>, id: &str) -> Option<Self> {
        let name = full_name(first, last);
        let words = person(name.as_deref(), None, Some(id))?;
        Some(Self { name: name.as_deref().or(username).map(str::to_owned), words })
    }
}

/// A user in words, from the known names.
pub(super) fn person(name: Option<&str>, identifier: Option<&str>, id: Option<&str>) -> Option<String> {
    match (name, identifier.or(id)) {
        (Some(name), Some(identifier)) => Some(format!("{name} ({identifier})")),
        (name, identifier) => name.or(identifier).map(str::to_owned),
    }
}

impl EventNames {
    /// Loads the names for sentences about these rows.
    pub(super) async fn load(
        store: &Store,
        on: &impl ConnectionTrait,
        view: &LiveView,
        rows: impl Iterator<Item = (&ActivityRow, &Labels<'static>)>,
    ) -> Result<Self, QueryError> {
        let (mut people, mut organizations) = (NameKeys::new(), NameKeys::new());
        for (row, labels) in rows {
            let key = |id: &String| (row.source.clone(), id.clone(), row.occurred_at);
            let is_named = labels.name.is_some() || labels.identifier.is_some();
            let user = row.user_id.iter().filter(|_| !is_named);
            people.extend(user.chain(&row.actor_id).chain(&moved(row, "user_id")).map(key));
            // A deletion has only the slug of the organization.
            let is_named = labels.organization.is_some() && row.event_type.as_deref() != Some("organization.deleted");
            let unnamed = row.organization_id.iter().filter(|_| !is_named);
            organizations.extend(unnamed.chain(&moved(row, "organization_id")).map(key));
        }
        let mut names = Self::default();
        described(store, on, view, ("user", &people), |key, body| {
            let Ok(Data::User(user)) = &body.data else { return };
            let (first, last) = (user.first_name.as_deref(), user.last_name.as_deref());
            let called = UserName::new(first, last, user.username.as_deref(), &key.1);
            names.users.extend(called.map(|called| (key.clone(), called)));
        })
        .await?;
        described(store, on, view, ("organization", &organizations), |key, body| {
            let Ok(Data::Organization(organization)) = &body.data else { return };
            let name = organization.name.as_deref().map(str::to_owned);
            names.organizations.extend(name.map(|name| (key.clone(), name)));
        })
        .await?;
        people.retain(|key| !names.users.contains_key(key));
        organizations.retain(|key| !names.organizations.contains_key(key));
        names.users.extend(user_names_today(on, people).await?);
        names.organizations.extend(organization_names_today(on, organizations).await?);
        Ok(names)
    }

    /// A user of a row by id, in words.
    pub(super) fn user(&self, row: &ActivityRow, id: &str) -> String {
        self.users.get(&key(row, id)).map_or_else(|| id.to_owned(), |named| named.words.clone())
    }

    /// The name of a user, if known.
    pub(super) fn name(&self, row: &ActivityRow, id: &str) -> Option<&str> {
        self.users.get(&key(row, id))?.name.as_deref()
    }

    /// The name of an organization, if known.
    pub(super) fn organization(&self, row: &ActivityRow, id: &str) -> Option<&str> {
        self.organizations.get(&key(row, id)).map(String::as_str)
    }
}

fn key(row: &ActivityRow, id: &str) -> NameKey {
    (row.source.clone(), id.to_owned(), row.occurred_at)
}

/// The previous id of a membership that passed to another user or organization.
fn moved(row: &ActivityRow, field: &str) -> Option<String> {
    let changes: Vec<Change> = listed(row.changes.as_deref());
    let change = changes.into_iter().find(|change| change.field == field)?;
    Some(change.from?.as_str()?.to_owned())
}

/// Reads the last description of each object before its time. Each body is read and decoded once.
async fn described(
    store: &Store,
    on: &impl ConnectionTrait,
    view: &LiveView,
    (family, wanted): (&str, &NameKeys),
    mut each: impl FnMut(&NameKey, &Body<'_>) + Send,
) -> Result<(), QueryError> {
    let mut keys_at: HashMap<Position, Vec<&NameKey>> = HashMap::new();
    let wanted: Vec<&NameKey> = wanted.iter().collect();
    for wanted in wanted.chunks(NAMES_PER_SELECT) {
        let given = (0_i64..)
            .zip(wanted)
            .map(|(place, (source, id, at))| (place, format!("{family}/{id}"), source.clone(), *at));
        let last = Query::select()
            .column((Entity, Column::Position))
            .from_as(view.table.clone(), Entity)
            .and_where(Expr::col((Entity, Column::Chain)).equals(("given", "column2")))
            .and_where(Expr::col((Entity, Column::Source)).equals(("given", "column3")))
            .and_where(Expr::col((Entity, Column::VersionAt)).lte(Expr::col(("given", "column4"))))
            .order_by((Entity, Column::VersionAt), Order::Desc)
            .order_by((Entity, Column::VersionOccurredAt), Order::Desc)
            .order_by((Entity, Column::VersionRank), Order::Desc)
            .order_by((Entity, Column::SvixId), Order::Desc)
            .limit(1)
            .take();
        let lookup = Query::select()
            .expr_as(Expr::col(("given", "column1")), "place")
            .expr_as(Expr::SubQuery(None, Box::new(last.into())), "position")
            .from_values(given, "given")
            .take();
        for row in on.query_all(&lookup).await? {
            let (place, position): (i64, Option<i64>) = (row.try_get("", "place")?, row.try_get("", "position")?);
            let key = usize::try_from(place).ok().and_then(|place| wanted.get(place));
            if let Some((key, position)) = key.zip(position) {
                keys_at.entry(Position(position)).or_default().push(key);
            }
        }
    }
    let positions = keys_at.keys().copied().collect();
    read::each_at(store, positions, |event| {
        let body = Body::decode(&event);
        keys_at.get(&event.position).into_iter().flatten().for_each(|key| each(key, &body));
    })
    .await?;
    Ok(())
}

async fn user_names_today(on: &impl ConnectionTrait, wanted: NameKeys) -> Result<Vec<(NameKey, UserName)>, QueryError> {
    use users::Column::{Source, UserId};
    let Some(whose) = condition(&wanted, Source, UserId) else { return Ok(Vec::new()) };
    let view = LiveView::load::<Users>(on).await?;
    let known: Vec<UserRow> = view.find::<Users>().filter(whose).all(on).await?;
    let known: HashMap<(String, String), UserName> = known
        .into_iter()
        .filter_map(|user| {
            let (first, last) = (user.first_name.as_deref(), user.last_name.as_deref());
            let named = UserName::new(first, last, user.username.as_deref(), &user.user_id)?;
            Some(((user.source, user.user_id), named))
        })
        .collect();
    Ok(pair_names(wanted, &known))
}

async fn organization_names_today(
    on: &impl ConnectionTrait,
    wanted: NameKeys,
) -> Result<Vec<(NameKey, String)>, QueryError> {
    use organizations::Column::{OrganizationId, Source};
    let Some(which) = condition(&wanted, Source, OrganizationId) else { return Ok(Vec::new()) };
    let view = LiveView::load::<Organizations>(on).await?;
    let known: Vec<OrganizationRow> = view.find::<Organizations>().filter(which).all(on).await?;
    let known: HashMap<(String, String), String> =
        known.into_iter().filter_map(|known| Some(((known.source, known.organization_id), known.name?))).collect();
    Ok(pair_names(wanted, &known))
}

/// Pairs each key with its name.
fn pair_names<T: Clone>(wanted: NameKeys, known: &HashMap<(String, String), T>) -> Vec<(NameKey, T)> {
    let named = wanted.into_iter().filter_map(|(source, id, at)| {
        let name = known.get(&(source.clone(), id.clone()))?.clone();
        Some(((source, id, at), name))
    });
    named.collect()
}

/// Selects the rows with these ids; `None` if there are none.
fn condition<C: ColumnTrait>(wanted: &NameKeys, source: C, id: C) -> Option<Condition> {
    let mut ids: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for (source, id, _) in wanted {
        ids.entry(source).or_default().insert(id);
    }
    let of_source = ids.into_iter().map(|(name, ids)| source.eq(name).and(id.is_in(ids)));
    of_source.fold(None, |all, some| Some(all.unwrap_or_else(Condition::any).add(some)))
}
