//! Users and organizations that are found by the beginnings of words, for a filter of lists about
//! them.

use std::collections::{BTreeSet, HashSet};

use sea_orm::ConnectionTrait;

use super::{error::QueryError, organizations, users};
use crate::{access::SourceAccess, text::words::Search, views::term::term};

/// For an empty page.
const NOBODY: &str = "q: no user and no organization is or was called so, by name, address, number, user name or id";

/// Users and organizations by source and id.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub(super) users: HashSet<(String, String)>,
    pub(super) organizations: HashSet<(String, String)>,
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

    /// A note if there is none.
    pub(super) fn note(&self) -> Option<&'static str> {
        (self.users.is_empty() && self.organizations.is_empty()).then_some(NOBODY)
    }

    /// The terms of the ids of users and of organizations.
    pub(super) fn terms(&self) -> [Vec<i64>; 2] {
        [&self.users, &self.organizations].map(|ids| {
            let terms: BTreeSet<i64> = ids.iter().map(|(_, id)| term(id)).collect();
            terms.into_iter().collect()
        })
    }

    /// True if one of them has this id.
    pub(super) fn hold(&self, source: &str, user_id: Option<&str>, organization_id: Option<&str>) -> bool {
        let has = |ids: &HashSet<(String, String)>, id: Option<&str>| {
            id.is_some_and(|id| ids.contains(&(source.to_owned(), id.to_owned())))
        };
        has(&self.users, user_id) || has(&self.organizations, organization_id)
    }
}
