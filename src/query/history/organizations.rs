//! The past of an organization: its own events, and what memberships and invitations report before
//! the first of them.

use super::resource::{DetailsOf, Evidence, PresentationTime, Resource, RowOf};
use crate::{
    event::{RecordedEvent, clerk::Body},
    query::organizations::{self, Organization},
    views::{
        self, Organizations,
        audited::{Field, ORGANIZATION},
        mentions::KIND_ORGANIZATION,
        version::{DESCRIBED_BY_NONE, DESCRIBED_BY_OWN},
    },
};

#[derive(Clone, Copy, Debug)]
pub struct OrganizationHistory;

impl Resource for OrganizationHistory {
    type View = Organizations;
    type Facts = ();
    type Details = String;
    type Presented = Organization;

    const VIEW: Organizations = Organizations;
    const KIND: i16 = KIND_ORGANIZATION;
    const NAME: &'static str = "organization";
    // Every event of its members holds a snapshot of it.
    const OWN_SUFFICES: bool = true;

    const FIELDS: &'static [Field] = ORGANIZATION;

    fn version_at(row: &RowOf<Self>) -> Option<i64> {
        row.version_at
    }

    fn evidence(row: &RowOf<Self>) -> Evidence {
        match row.described_by {
            _ if row.deleted_at.is_some() => Evidence::Deletion,
            DESCRIBED_BY_OWN => Evidence::Object,
            DESCRIBED_BY_NONE => Evidence::Mention,
            _ => Evidence::Snapshot,
        }
    }

    fn collect_facts((): &mut (), _: &str, _: &RecordedEvent, _: &Body<'_>) {}

    fn details(body: &Body<'_>) -> Option<String> {
        views::organizations::audited(body)
    }

    fn audited<'a>(row: &RowOf<Self>, details: &'a DetailsOf<Self>) -> Option<(i64, &'a str)> {
        Some((row.version_at?, details.get(&row.described_position?)?))
    }

    fn present(row: RowOf<Self>, details: &DetailsOf<Self>, (): &(), at: PresentationTime) -> Organization {
        let audited = Self::audited(&row, details).map(|(_, audited)| audited.to_owned());
        organizations::present(row, audited, at.incomplete_since)
    }
}
