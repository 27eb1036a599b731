//! What a resource says of itself so that its past can be told: of which events its rows are made, and how a row is shown.
//! One implementation per resource, in a file beside this one; nothing here reads a database.

use std::collections::HashMap;

use crate::{
    event::{RecordedEvent, clerk::Body},
    projection::Projection,
    query::names::PersonName,
    views::audited::Field,
};

/// What the events of a thing report beyond its rows, by position.
pub type DetailsOf<X> = HashMap<i64, <X as Resource>::Details>;

pub type RowOf<X> = <<X as Resource>::View as Projection>::Row;

pub trait Resource: Send + Sync + 'static {
    /// The projection that its rows are made by, here as in its view.
    type View: Projection;
    /// What else its answer depends on: facts of other rows.
    type Facts: Default + Send + Sync;
    /// What an event reports of it that its row does not keep.
    type Details: Send + Sync;
    /// As its plain answer shows it.
    type Presented: Clone + PartialEq + Send;

    const VIEW: Self::View;
    /// The kind in the mentions view.
    const KIND: i16;
    const NAME: &'static str;
    /// Whether, once an event of its own describes it, no snapshot in another's event changes anything. Then those are
    /// not read: there can be a million of them.
    const OWN_SUFFICES: bool;

    /// What is audited of it. In these fields a version differs from another exactly where activity says so.
    const FIELDS: &'static [Field] = &[];
    /// Fields that are shown and follow from those.
    const FOLLOWING: &'static [&'static str] = &[];

    /// By its own account, when that changed which a row describes.
    fn version_at(row: &RowOf<Self>) -> Option<i64>;

    /// Where the row of an event stands among those of the same time, before its id is compared.
    #[must_use]
    fn tie(rank: i16, id: &str) -> i64 {
        _ = id;
        rank.into()
    }

    /// What an event reports of the thing that it describes, beyond its row.
    fn details(body: &Body<'_>) -> Option<Self::Details>;

    /// What a row that is made of one event says of the thing.
    fn evidence(row: &RowOf<Self>) -> Evidence;

    /// The other things whose events say more of this one.
    fn related_objects(row: &RowOf<Self>) -> Vec<RelatedObject> {
        _ = row;
        Vec::new()
    }

    /// Takes the facts that an event tells of the thing with that id: this one, or one of the others.
    fn collect_facts(facts: &mut Self::Facts, id: &str, event: &RecordedEvent, body: &Body<'_>);

    /// The sessions among the facts. All events of theirs are facts too: one alone may name another user, or none.
    fn sessions(facts: &Self::Facts) -> Vec<String> {
        _ = facts;
        Vec::new()
    }

    /// Called where there are too many events beside the own ones of one of the others. The facts are then fewer.
    fn mark_too_many(facts: &mut Self::Facts) {
        _ = facts;
    }

    /// Called once, when all facts are taken.
    fn finish(facts: &mut Self::Facts) {
        _ = facts;
    }

    /// The audited fields of its description, as JSON, and when that was made.
    fn audited<'a>(row: &RowOf<Self>, details: &'a DetailsOf<Self>) -> Option<(i64, &'a str)> {
        _ = (row, details);
        None
    }

    /// The row as the plain answer shows it, by what was a fact then; without names.
    fn present(
        row: RowOf<Self>,
        details: &DetailsOf<Self>,
        facts: &Self::Facts,
        at: PresentationTime,
    ) -> Self::Presented;

    /// The ids whose names the plain answer carries.
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
    /// What it is, as in the mentions view.
    pub kind: i16,
    pub id: String,
    /// Whether more than its own events matter: those of what is its, sessions for example.
    pub with_snapshots: bool,
}

/// As of when something is shown. In microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresentationTime {
    /// Facts that happened later do not count.
    pub occurred_until: i64,
    pub now: i64,
    /// Since when events of the thing's own could not be read.
    pub incomplete_since: Option<i64>,
}

/// What one event says of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A description by an event of its own.
    Object,
    /// A snapshot inside another thing's event.
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
