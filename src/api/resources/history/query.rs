//! Queries about the past of one object, for every resource: as of a point, all versions, and
//! diffs.

use poem_openapi::{param::Query, payload::Json, types::ToJSON};

use super::change::{Diff, Version};
use crate::{
    api::{
        middleware::auth::Caller,
        wire::{
            page::{Asked, Listed, listed},
            parameters::{AsOf, NonEmptyText, Side, text},
            refusals::OneProblem,
        },
    },
    query::{
        PageRequest,
        as_of::{self, ObjectQuery},
        history::{self, resource::Resource},
    },
};

/// The object whose past is queried, and the rights of the key.
pub struct HistoryQuery<'a> {
    pub caller: &'a Caller,
    pub id: &'a str,
    pub source: Query<Option<NonEmptyText>>,
}

impl HistoryQuery<'_> {
    /// The object as of a point in the past.
    pub async fn at<X: Resource, T: From<X::Presented>>(self, AsOf(moment): AsOf) -> Result<Json<T>, OneProblem> {
        let source = text(self.source.0);
        let query = self.caller.object_query(self.id, source.as_deref());
        let found = as_of::as_of::<X>(self.caller.store(), &query, moment).await?;
        if let Some(shown) = found {
            return Ok(Json(shown.into()));
        }
        let log_begins_at = as_of::begins_later(self.caller.store(), &query, moment).await?;
        Err(log_begins_at.map_or_else(
            || OneProblem::not_known(X::NAME),
            |log_begins_at| OneProblem::not_known_before(X::NAME, log_begins_at),
        ))
    }

    pub(super) async fn versions<X: Resource, T: From<X::Presented> + ToJSON>(
        self,
        asked: Asked,
        page: &PageRequest,
    ) -> Result<Listed<Version>, OneProblem> {
        let source = text(self.source.0);
        let query = self.caller.object_query(self.id, source.as_deref());
        let found = history::list::<X>(self.caller.store(), &query, page).await?;
        let page = found.ok_or_else(|| OneProblem::not_found(X::NAME))?;
        Ok(listed(asked, page.map(Version::of::<X::Presented, T>)))
    }

    pub(super) async fn diff<X: Resource, T: From<X::Presented> + ToJSON>(
        self,
        Side(from): Side,
        Side(to): Side,
    ) -> Result<Json<Diff>, OneProblem> {
        let source = text(self.source.0);
        let query = self.caller.object_query(self.id, source.as_deref());
        let found = history::diff::<X>(self.caller.store(), &query, &from, &to).await?;
        let between = found.ok_or_else(|| OneProblem::not_known(X::NAME))?;
        Ok(Json(Diff::of::<X::Presented, T>([&from, &to], between)))
    }
}

impl Caller {
    fn object_query<'a>(&'a self, id: &'a str, source: Option<&'a str>) -> ObjectQuery<'a> {
        ObjectQuery { id, source, allowed_sources: self.allowed_sources(), now: self.now() }
    }
}
