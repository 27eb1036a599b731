//! What the ids in some rows of the activity view are called, by the other views: for events that name nobody. One question
//! for each view and all rows. Gives the name of today with the id, and no
//! address: one that came later would stand in a sentence about what was before it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, QueryFilter, sea_query::ExprTrait};

use super::super::{error::QueryError, names::PersonName, view::View};
use crate::views::{
    Organizations, Users,
    activity::{ActivityRow, Labels, labels::full_name},
    organizations::{self, OrganizationRow},
    users::{self, UserRow},
};

#[derive(Debug, Default)]
pub(super) struct Names {
    users: HashMap<(String, String), UserName>,
    organizations: HashMap<(String, String), String>,
}

/// A user by both forms of a name.
#[derive(Debug)]
struct UserName {
    /// First and last name, else the user name.
    name: Option<String>,
    /// For a sentence, with the id.
    words: String,
}

type Wanted<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// A user in words, of what is known of one.
pub(super) fn person(name: Option<&str>, identifier: Option<&str>, id: Option<&str>) -> Option<String> {
    match (name, identifier.or(id)) {
        (Some(name), Some(identifier)) => Some(format!("{name} ({identifier})")),
        (name, identifier) => name.or(identifier).map(str::to_owned),
    }
}

impl Names {
    /// Those that the sentences about some rows need.
    pub(super) async fn of(
        on: &impl ConnectionTrait,
        rows: impl Iterator<Item = (&ActivityRow, &Labels<'static>)>,
    ) -> Result<Self, QueryError> {
        let (mut people, mut organizations) = (Wanted::new(), Wanted::new());
        for (row, labels) in rows {
            let is_named = labels.name.is_some() || labels.identifier.is_some();
            let ids = [row.user_id.as_deref().filter(|_| !is_named), row.actor_id.as_deref()];
            people.entry(&row.source).or_default().extend(ids.into_iter().flatten());
            // What a deletion still says of an organization is its name in addresses.
            let is_named = labels.organization.is_some() && row.event_type.as_deref() != Some("organization.deleted");
            let id = row.organization_id.as_deref().filter(|_| !is_named);
            organizations.entry(&row.source).or_default().extend(id);
        }
        Ok(Self { users: user_names(on, people).await?, organizations: organization_names(on, organizations).await? })
    }

    /// A user by id, in words.
    pub(super) fn user(&self, source: &str, id: &str) -> String {
        let named = self.users.get(&(source.to_owned(), id.to_owned()));
        named.map_or_else(|| id.to_owned(), |named| named.words.clone())
    }

    /// The name of a user alone, where the user is known and has one.
    pub(super) fn name(&self, source: &str, id: &str) -> Option<&str> {
        self.users.get(&(source.to_owned(), id.to_owned()))?.name.as_deref()
    }

    /// An organization's name by its id, where it is known.
    pub(super) fn organization(&self, source: &str, id: &str) -> Option<&str> {
        self.organizations.get(&(source.to_owned(), id.to_owned())).map(String::as_str)
    }
}

async fn user_names(
    on: &impl ConnectionTrait,
    wanted: Wanted<'_>,
) -> Result<HashMap<(String, String), UserName>, QueryError> {
    use users::Column::{Source, UserId};
    let Some(whose) = condition(wanted, Source, UserId) else { return Ok(HashMap::new()) };
    let view = View::of::<Users>(on).await?;
    let known: Vec<UserRow> = view.find::<Users>().filter(whose).all(on).await?;
    let named = known.into_iter().filter_map(|user| {
        let name = full_name(user.first_name.as_deref(), user.last_name.as_deref());
        let words = person(name.as_deref(), None, Some(&user.user_id))?;
        let name = PersonName::of(&user).name;
        Some(((user.source, user.user_id), UserName { name, words }))
    });
    Ok(named.collect())
}

async fn organization_names(
    on: &impl ConnectionTrait,
    wanted: Wanted<'_>,
) -> Result<HashMap<(String, String), String>, QueryError> {
    use organizations::Column::{OrganizationId, Source};
    let Some(which) = condition(wanted, Source, OrganizationId) else { return Ok(HashMap::new()) };
    let view = View::of::<Organizations>(on).await?;
    let known: Vec<OrganizationRow> = view.find::<Organizations>().filter(which).all(on).await?;
    let named = known.into_iter().filter_map(|known| Some(((known.source, known.organization_id), known.name?)));
    Ok(named.collect())
}

/// The rows of these ids; `None` where none are wanted.
fn condition<C: ColumnTrait>(wanted: Wanted<'_>, source: C, id: C) -> Option<Condition> {
    let wanted = wanted.into_iter().filter(|(_, ids)| !ids.is_empty());
    wanted
        .map(|(name, ids)| source.eq(name).and(id.is_in(ids)))
        .fold(None, |all, some| Some(all.unwrap_or_else(Condition::any).add(some)))
}
