//! How an organization's past is told: by its own events, and by what memberships and invitations say while there is none.

use super::resource::{At, Resource, RowOf, Tells};
use crate::{
    event::{RecordedEvent, clerk::Body},
    query::organizations::{self, Organization},
    views::{
        Organizations,
        audited::{Field, ORGANIZATION},
        mentions::KIND_ORGANIZATION,
        version::{DESCRIBED_BY_NONE, DESCRIBED_BY_OWN},
    },
};

#[derive(Clone, Copy, Debug)]
pub struct OfOrganizations;

impl Resource for OfOrganizations {
    type View = Organizations;
    type Facts = ();
    type Shown = Organization;

    const VIEW: Organizations = Organizations;
    const KIND: i16 = KIND_ORGANIZATION;
    const NAME: &'static str = "organization";
    // Each of its members' events holds a snapshot of it.
    const OWN_SUFFICES: bool = true;

    const FIELDS: &'static [Field] = ORGANIZATION;

    fn version_at(row: &RowOf<Self>) -> Option<i64> {
        row.version_at
    }

    fn tells(row: &RowOf<Self>) -> Tells {
        match row.described_by {
            _ if row.deletion_id.is_some() => Tells::Deletion,
            DESCRIBED_BY_OWN => Tells::Object,
            DESCRIBED_BY_NONE => Tells::Mention,
            _ => Tells::Snapshot,
        }
    }

    fn note((): &mut (), _: &str, _: &RecordedEvent, _: &Body<'_>) {}

    fn audited(row: &RowOf<Self>) -> Option<(i64, &str)> {
        Some((row.version_at?, row.audited.as_deref()?))
    }

    fn shown(row: RowOf<Self>, (): &(), at: At) -> Organization {
        organizations::shown(row, at.incomplete_since)
    }
}
