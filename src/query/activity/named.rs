//! The filter for activity of users and organizations that are found by the beginnings of words.

use std::collections::{BTreeSet, HashSet};

use sea_orm::ConnectionTrait;

use crate::{
    access::SourceAccess,
    query::{error::QueryError, organizations, users},
    text::words::Search,
    views::{activity::ActivityRow, term::term},
};

/// Users and organizations by source and id.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    users: HashSet<(String, String)>,
    organizations: HashSet<(String, String)>,
}

impl Named {
    pub(super) async fn load(
        on: &impl ConnectionTrait,
        search: &Search,
        source: Option<&str>,
        allowed_sources: &SourceAccess,
    ) -> Result<Self, QueryError> {
        Ok(Self {
            users: users::called(on, search, source, allowed_sources).await?.into_iter().collect(),
            organizations: organizations::called(on, search, source, allowed_sources).await?.into_iter().collect(),
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.users.is_empty() && self.organizations.is_empty()
    }

    /// The terms of the ids of users and of organizations.
    pub(super) fn terms(&self) -> [Vec<i64>; 2] {
        [&self.users, &self.organizations].map(|ids| {
            let terms: BTreeSet<i64> = ids.iter().map(|(_, id)| term(id)).collect();
            terms.into_iter().collect()
        })
    }

    /// True if a row is about one of them.
    pub(super) fn hold(&self, row: &ActivityRow) -> bool {
        let has = |ids: &HashSet<(String, String)>, id: &Option<String>| {
            id.as_ref().is_some_and(|id| ids.contains(&(row.source.clone(), id.clone())))
        };
        has(&self.users, &row.user_id) || has(&self.organizations, &row.organization_id)
    }
}
