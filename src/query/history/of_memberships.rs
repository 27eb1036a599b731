//! How a membership's past is told: by its own events, and by the deletions of its user and its organization, with which it
//! ends. The rules of its end are those of [`memberships`], where they are SQL.

use super::resource::{At, Resource, RowOf, Tells};
use crate::{
    event::{
        RecordedEvent,
        clerk::{Body, Data},
    },
    query::memberships::{self, Membership},
    views::{
        Memberships,
        subjects::{KIND_MEMBERSHIP, KIND_ORGANIZATION, KIND_USER},
    },
};

/// Memberships.
#[derive(Clone, Copy, Debug)]
pub struct OfMemberships;

/// When the user and the organization were deleted, by each notice of it.
#[derive(Debug, Default)]
pub struct Deletions {
    users: Vec<i64>,
    organizations: Vec<i64>,
}

impl Resource for OfMemberships {
    type View = Memberships;
    type Facts = Deletions;
    type Shown = Membership;

    const VIEW: Memberships = Memberships;
    const KIND: i16 = KIND_MEMBERSHIP;
    const NAME: &'static str = "membership";
    const OWN_SUFFICES: bool = false;

    fn version_at(row: &RowOf<Self>) -> Option<i64> {
        Some(row.version_at)
    }

    fn tells(row: &RowOf<Self>) -> Tells {
        if row.deletion_id.is_some() { Tells::Deletion } else { Tells::Object }
    }

    fn others(row: &RowOf<Self>) -> Vec<(i16, String)> {
        let user = row.user_id.iter().map(|id| (KIND_USER, id.clone()));
        user.chain(row.organization_id.iter().map(|id| (KIND_ORGANIZATION, id.clone()))).collect()
    }

    fn note(facts: &mut Deletions, _: &str, _: &RecordedEvent, body: &Body<'_>) {
        let occurred_at = body.occurred_at.at.micros();
        match &body.data {
            Ok(Data::UserDeleted(_)) => facts.users.push(occurred_at),
            Ok(Data::OrganizationDeleted(_)) => facts.organizations.push(occurred_at),
            _ => {}
        }
    }

    fn shown(row: RowOf<Self>, facts: &Deletions, at: At) -> Membership {
        let first =
            |deletions: &[i64]| deletions.iter().copied().filter(|deleted_at| *deleted_at <= at.occurred_until).min();
        memberships::shown(row, first(&facts.users), first(&facts.organizations))
    }
}
