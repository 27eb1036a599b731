//! How a membership's past is told: by its own events, and by the deletions of its user and its organization, with whom it
//! ends. The rules are those of [`memberships`], where they are SQL.

use super::resource::{At, DetailsOf, Named, NamesThen, Other, Resource, RowOf, Tells};
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
pub struct OfMemberships;

/// When those were deleted who are bound by it, by each notice of it.
#[derive(Debug, Default)]
pub struct Deletions {
    user: Vec<i64>,
    organization: Vec<i64>,
}

impl Resource for OfMemberships {
    type View = Memberships;
    type Facts = Deletions;
    type Details = String;
    type Shown = Membership;

    const VIEW: Memberships = Memberships;
    const KIND: i16 = KIND_MEMBERSHIP;
    const NAME: &'static str = "membership";
    const OWN_SUFFICES: bool = false;

    const FIELDS: &'static [Field] = MEMBERSHIP;

    fn version_at(row: &RowOf<Self>) -> Option<i64> {
        Some(row.version_at)
    }

    fn tells(row: &RowOf<Self>) -> Tells {
        if row.deleted_at.is_some() { Tells::Deletion } else { Tells::Object }
    }

    fn others(row: &RowOf<Self>) -> Vec<Other> {
        let user = row.user_id.iter().map(|id| (KIND_USER, id));
        let organization = row.organization_id.iter().map(|id| (KIND_ORGANIZATION, id));
        user.chain(organization).map(|(kind, id)| Other { kind, id: id.clone(), beside: false }).collect()
    }

    fn note(facts: &mut Deletions, _: &str, _: &RecordedEvent, body: &Body<'_>) {
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

    fn shown(row: RowOf<Self>, details: &DetailsOf<Self>, facts: &Deletions, at: At) -> Membership {
        let first =
            |deletions: &[i64]| deletions.iter().copied().filter(|deleted_at| *deleted_at <= at.occurred_until).min();
        let audited = Self::audited(&row, details).map(|(_, audited)| audited.to_owned());
        memberships::shown(row, audited, first(&facts.user), first(&facts.organization), at.incomplete_since)
    }

    fn named(shown: &Membership) -> Named {
        Named { user_id: shown.row.user_id.clone(), organization_id: shown.row.organization_id.clone() }
    }

    fn name(shown: &mut Membership, names: NamesThen) {
        shown.user = names.user;
        shown.organization_name = names.organization;
    }
}
