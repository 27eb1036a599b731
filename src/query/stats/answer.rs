//! What all statistics have in common: the filter, the coverage of the log, and notes.

use sea_orm::ConnectionTrait;

use super::buckets::Bucket;
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    query::{
        coverage,
        error::QueryError,
        hidden_instances,
        instances::Instances,
        page::Page,
        unknown_names::{self, FilterName, NameKind},
    },
};

#[derive(Clone, Debug, Default)]
pub struct StatsFilter {
    pub source: Option<String>,
    /// An instance; by default all visible ones.
    pub instance_id: Option<String>,
}

/// Statistics by bucket.
#[derive(Clone, Debug, PartialEq)]
pub struct StatsAnswer<T> {
    pub buckets: Vec<BucketStats<T>>,
    /// When the log begins; `None` if it holds no events.
    pub coverage_from: Option<Timestamp>,
    /// What is left out, and what was never recorded.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct BucketStats<T> {
    pub bucket: Bucket,
    /// True if the log covers the whole bucket.
    pub covered: bool,
    pub counts: T,
}

/// Since when the log holds what happened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coverage(Option<Timestamp>);

impl Coverage {
    pub(super) async fn load(
        on: &impl ConnectionTrait,
        filter: &StatsFilter,
        allowed_sources: &SourceAccess,
    ) -> Result<Self, QueryError> {
        Ok(Self(coverage::begins_at(on, filter.source.as_deref(), allowed_sources).await?))
    }

    pub(super) const fn from(self) -> Option<Timestamp> {
        self.0
    }

    pub(super) fn covers(self, bucket: &Bucket) -> bool {
        self.0.is_some_and(|begins_at| !coverage::is_before(bucket.start, begins_at))
    }
}

/// A number that may be too small where the log does not cover the time: 0 is unknown then.
pub(super) fn known(count: u64, covered: bool) -> Option<u64> {
    (covered || count > 0).then_some(count)
}

/// Notes on an answer: what the configuration leaves out, and an instance that was never seen.
pub(super) async fn notes(
    on: &impl ConnectionTrait,
    filter: &StatsFilter,
    allowed_sources: &SourceAccess,
    hidden: Option<(String, String)>,
    is_empty: bool,
) -> Result<Vec<String>, QueryError> {
    let mut page = Page::<()>::only(None);
    if is_empty {
        let names = [FilterName::new("instance_id", NameKind::Instance, filter.instance_id.as_ref())];
        unknown_names::explain(&mut page, on, allowed_sources, filter.source.as_deref(), names).await?;
    }
    page.notes.extend(hidden.map(hidden_instances::note_on_statistics));
    Ok(page.notes)
}

/// Whether a filter selects a source and an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visibility {
    Counted,
    /// Left out by the configuration.
    Hidden,
    /// Not requested, or not allowed.
    Excluded,
}

impl StatsFilter {
    /// Whether rows of a source and an instance count. `same` compares their instance with an id.
    pub(super) fn visibility(
        &self,
        source: &str,
        has_instance: bool,
        same: impl Fn(&str) -> bool,
        (instances, allowed_sources): (&Instances, &SourceAccess),
    ) -> Visibility {
        if !allowed_sources.has(source) || self.source.as_deref().is_some_and(|requested| requested != source) {
            return Visibility::Excluded;
        }
        if let Some(requested) = &self.instance_id {
            return if has_instance && same(requested) { Visibility::Counted } else { Visibility::Excluded };
        }
        let configured = instances.for_source(source);
        let is_visible = configured.is_empty() || !has_instance || configured.iter().any(|id| same(id));
        if is_visible { Visibility::Counted } else { Visibility::Hidden }
    }
}
