//! Queries about the past of one object, for every resource: as of a point, all versions, and
//! diffs.

use poem::http::Uri;
use poem_openapi::{param::Query, payload::Json, types::ToJSON};

use super::change::{Diff, Version};
use crate::{
    api::{
        middleware::auth::Caller,
        wire::{
            page::{Listed, listed},
            parameters::{AsOf, NonEmptyText, Side, text},
            refusals::OneProblem,
        },
    },
    query::{
        PageRequest,
        as_of::{self, Asked},
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
    pub async fn at<X: Resource, T: From<X::Shown>>(self, AsOf(moment): AsOf) -> Result<Json<T>, OneProblem> {
        let source = text(self.source.0);
        let asked = self.caller.asked(self.id, source.as_deref());
        let found = as_of::as_of::<X>(self.caller.store(), &asked, moment).await?;
        if let Some(shown) = found {
            return Ok(Json(shown.into()));
        }
        let log_begins_at = as_of::begins_later(self.caller.store(), &asked, moment).await?;
        Err(log_begins_at.map_or_else(
            || OneProblem::not_known(X::NAME),
            |log_begins_at| OneProblem::not_known_before(X::NAME, log_begins_at),
        ))
    }

    pub(super) async fn versions<X: Resource, T: From<X::Shown> + ToJSON>(
        self,
        uri: &Uri,
        page: &PageRequest,
    ) -> Result<Listed<Version>, OneProblem> {
        let source = text(self.source.0);
        let asked = self.caller.asked(self.id, source.as_deref());
        let found = history::list::<X>(self.caller.store(), &asked, page).await?;
        let page = found.ok_or_else(|| OneProblem::not_found(X::NAME))?;
        Ok(listed(uri, page.map(Version::of::<X::Shown, T>)))
    }

    pub(super) async fn diff<X: Resource, T: From<X::Shown> + ToJSON>(
        self,
        Side(from): Side,
        Side(to): Side,
    ) -> Result<Json<Diff>, OneProblem> {
        let source = text(self.source.0);
        let asked = self.caller.asked(self.id, source.as_deref());
        let found = history::between::<X>(self.caller.store(), &asked, &from, &to).await?;
        let between = found.ok_or_else(|| OneProblem::not_known(X::NAME))?;
        Ok(Json(Diff::of::<X::Shown, T>([&from, &to], between)))
    }
}

impl Caller {
    fn asked<'a>(&'a self, id: &'a str, source: Option<&'a str>) -> Asked<'a> {
        Asked { id, source, within: self.within(), now: self.now() }
    }
}
