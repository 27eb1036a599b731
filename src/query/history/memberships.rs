//! The past of a membership: its own events, and the deletions of its user and organization. The
//! rules are those of [`memberships`], where they are SQL.

use super::resource::{DetailsOf, Evidence, NamedIds, PresentationTime, RelatedObject, ResolvedNames, Resource, RowOf};
use crate::{
    event::{
        RecordedEvent,
        clerk::{Body, Data},
    },
    query::memberships::{self, Membership},
    views::{
        self, Memberships,
        audited::{Field, MEMBERSHIP},
        mentions::{KIND_MEMBERSHIP, KIND_ORGANIZATION, KIND_USER},
    },
};

#[derive(Clone, Copy, Debug)]
pub struct MembershipHistory;

/// When its user and its organization were deleted, for each notice.
#[derive(Debug, Default)]
pub struct Deletions {
    user: Vec<i64>,
    organization: Vec<i64>,
}

impl Resource for MembershipHistory {
    type View = Memberships;
    type Facts = Deletions;
    type Details = String;
    type Presented = Membership;

    const VIEW: Memberships = Memberships;
    const KIND: i16 = KIND_MEMBERSHIP;
    const NAME: &'static str = "membership";
    const OWN_SUFFICES: bool = false;

    const FIELDS: &'static [Field] = MEMBERSHIP;

    fn version_at(row: &RowOf<Self>) -> Option<i64> {
        Some(row.version_at)
    }

    fn evidence(row: &RowOf<Self>) -> Evidence {
        if row.deleted_at.is_some() { Evidence::Deletion } else { Evidence::Object }
    }

    fn related_objects(row: &RowOf<Self>) -> Vec<RelatedObject> {
        let user = row.user_id.iter().map(|id| (KIND_USER, id));
        let organization = row.organization_id.iter().map(|id| (KIND_ORGANIZATION, id));
        user.chain(organization)
            .map(|(kind, id)| RelatedObject { kind, id: id.clone(), with_snapshots: false })
            .collect()
    }

    fn collect_facts(facts: &mut Deletions, _: &str, _: &RecordedEvent, body: &Body<'_>) {
        let at = body.occurred_at.at.micros();
        match &body.data {
            Ok(Data::UserDeleted(_)) => facts.user.push(at),
            Ok(Data::OrganizationDeleted(_)) => facts.organization.push(at),
            _ => {}
        }
    }

    fn details(body: &Body<'_>) -> Option<String> {
        views::memberships::audited(body)
    }

    fn audited<'a>(row: &RowOf<Self>, details: &'a DetailsOf<Self>) -> Option<(i64, &'a str)> {
        Some((row.version_at, details.get(&row.described_position?)?))
    }

    fn present(row: RowOf<Self>, details: &DetailsOf<Self>, facts: &Deletions, at: PresentationTime) -> Membership {
        let first =
            |deletions: &[i64]| deletions.iter().copied().filter(|deleted_at| *deleted_at <= at.occurred_until).min();
        let audited = Self::audited(&row, details).map(|(_, audited)| audited.to_owned());
        memberships::present(row, audited, first(&facts.user), first(&facts.organization), at.incomplete_since)
    }

    fn named_ids(presented: &Membership) -> NamedIds {
        NamedIds { user_id: presented.row.user_id.clone(), organization_id: presented.row.organization_id.clone() }
    }

    fn set_names(presented: &mut Membership, names: ResolvedNames) {
        presented.user = names.user;
        presented.organization_name = names.organization;
    }
}
