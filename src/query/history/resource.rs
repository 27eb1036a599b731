//! What a resource needs for its history: which events contribute to it, and how a row is
//! presented. One implementation per resource, in its own file. Nothing here reads a database.

use std::collections::HashMap;

use crate::{
    event::{RecordedEvent, clerk::Body},
    projection::Projection,
    query::names::PersonName,
    views::audited::Field,
};

/// Details from the events of an object, by position.
pub type DetailsOf<X> = HashMap<i64, <X as Resource>::Details>;

pub type RowOf<X> = <<X as Resource>::View as Projection>::Row;

pub trait Resource: Send + Sync + 'static {
    /// The projection of the resource's view.
    type View: Projection;
    /// Facts from other rows that its presentation depends on.
    type Facts: Default + Send + Sync;
    /// What an event reports that its row does not store.
    type Details: Send + Sync;
    /// The presented resource.
    type Presented: Clone + PartialEq + Send;

    const VIEW: Self::View;
    /// The kind in the mentions view.
    const KIND: i16;
    const NAME: &'static str;
    /// True if, once the object is described by an event of its own, snapshots in other events
    /// change nothing. Those are not read then: there can be a million of them.
    const OWN_SUFFICES: bool;

    /// The audited fields. They differ between versions exactly as in activity.
    const FIELDS: &'static [Field] = &[];
    /// Presented fields that follow from the audited ones.
    const FOLLOWING: &'static [&'static str] = &[];

    /// When the object was updated, if reported.
    fn version_at(row: &RowOf<Self>) -> Option<i64>;

    /// Orders rows with the same time before their ids are compared.
    #[must_use]
    fn tie(rank: i16, id: &str) -> i64 {
        _ = id;
        rank.into()
    }

    /// What an event reports beyond its row.
    fn details(body: &Body<'_>) -> Option<Self::Details>;

    /// The evidence in a row from one event.
    fn evidence(row: &RowOf<Self>) -> Evidence;

    /// Related objects whose events say more about this one.
    fn related_objects(row: &RowOf<Self>) -> Vec<RelatedObject> {
        _ = row;
        Vec::new()
    }

    /// Collects facts from an event of the object with this id: this object or a related one.
    fn collect_facts(facts: &mut Self::Facts, id: &str, event: &RecordedEvent, body: &Body<'_>);

    /// Sessions among the facts. Their events are read too, because one of them alone may name
    /// another user, or none.
    fn sessions(facts: &Self::Facts) -> Vec<String> {
        _ = facts;
        Vec::new()
    }

    /// Called if a related object has too many events with snapshots, so that some facts are
    /// missing.
    fn mark_too_many(facts: &mut Self::Facts) {
        _ = facts;
    }

    /// Called once, after all facts are collected.
    fn finish(facts: &mut Self::Facts) {
        _ = facts;
    }

    /// The audited fields of its description as JSON, and their time.
    fn audited<'a>(row: &RowOf<Self>, details: &'a DetailsOf<Self>) -> Option<(i64, &'a str)> {
        _ = (row, details);
        None
    }

    /// Presents a row with the facts at a point, without names.
    fn present(
        row: RowOf<Self>,
        details: &DetailsOf<Self>,
        facts: &Self::Facts,
        at: PresentationTime,
    ) -> Self::Presented;

    /// The ids whose names are presented.
    fn named_ids(row: &Self::Presented) -> NamedIds {
        _ = row;
        NamedIds::default()
    }

    fn set_names(row: &mut Self::Presented, names: ResolvedNames) {
        _ = (row, names);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedIds {
    pub user_id: Option<String>,
    pub organization_id: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResolvedNames {
    pub user: PersonName,
    pub organization: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedObject {
    /// The kind in the mentions view.
    pub kind: i16,
    pub id: String,
    /// True if events that embed it count too, such as the sessions of a user.
    pub with_snapshots: bool,
}

/// The point in the past at which something is presented, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresentationTime {
    /// Later facts are ignored.
    pub occurred_until: i64,
    pub now: i64,
    /// Since when own events are undecodable.
    pub incomplete_since: Option<i64>,
}

/// What one event says about an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A description in an event of the object itself.
    Object,
    /// A snapshot in an event of another object.
    Snapshot,
    Deletion,
    Mention,
}

impl Evidence {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Snapshot => "snapshot",
            Self::Deletion => "deletion",
            Self::Mention => "mention",
        }
    }
}
