//! What the ids in some rows of the activity view are called, by the other views: for events that name nobody. One question
//! for all rows; where a view is not there, ids stay ids.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, QueryFilter, sea_query::ExprTrait};

use super::super::{error::QueryError, view::View};
use crate::views::{
    Users,
    activity::{ActivityRow, Labels, labels::full_name},
    users::{Column, UserRow},
};

/// Names by source and id.
#[derive(Debug, Default)]
pub(super) struct Names {
    users: HashMap<(String, String), String>,
}

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
        let mut wanted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (row, labels) in rows {
            let is_named = labels.name.is_some() || labels.identifier.is_some();
            let ids = [row.user_id.as_deref().filter(|_| !is_named), row.actor_id.as_deref()];
            wanted.entry(&row.source).or_default().extend(ids.into_iter().flatten());
        }
        wanted.retain(|_, ids| !ids.is_empty());
        if wanted.is_empty() {
            return Ok(Self::default());
        }
        let Some(users) = View::if_live::<Users>(on).await? else { return Ok(Self::default()) };
        let whose = wanted.into_iter().fold(Condition::any(), |whose, (source, ids)| {
            whose.add(Column::Source.eq(source).and(Column::UserId.is_in(ids)))
        });
        let known: Vec<UserRow> = users.find::<Users>().filter(whose).all(on).await?;
        let named = known.into_iter().filter_map(|user| {
            let name = full_name(user.first_name.as_deref(), user.last_name.as_deref());
            let identifier = user.primary_email.as_deref().or(user.username.as_deref());
            let name = person(name.as_deref(), identifier, Some(&user.user_id))?;
            Some(((user.source, user.user_id), name))
        });
        Ok(Self { users: named.collect() })
    }

    /// A user by id, in words.
    pub(super) fn user(&self, source: &str, id: &str) -> String {
        let named = self.users.get(&(source.to_owned(), id.to_owned()));
        named.cloned().unwrap_or_else(|| id.to_owned())
    }
}
