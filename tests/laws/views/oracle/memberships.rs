//! Memberships, replayed.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use gatelog::{
    event::clerk::{Data, Membership},
    views::{
        audited::{Extent, MEMBERSHIP, Snapshot},
        memberships::MembershipRow,
    },
};

use super::{
    super::history::{Key, Said, View},
    Order, is_bare, micros, occurred, order, senders, text, type_of,
};

pub fn memberships(history: &[Said]) -> View<MembershipRow> {
    described(history).into_iter().map(|(key, (row, _))| (key, row)).collect()
}

/// The audited fields of each.
pub fn audited_memberships(history: &[Said]) -> View<Option<String>> {
    described(history).into_iter().map(|(key, (_, audited))| (key, audited)).collect()
}

fn described(history: &[Said]) -> View<(MembershipRow, Option<String>)> {
    let mut all: BTreeMap<Key, Vec<(Order, &Said, &Membership<'_>)>> = BTreeMap::new();
    for said in senders(history) {
        if let Ok(Data::Membership(membership)) = &said.body.data {
            let key = (said.source.as_str().to_owned(), membership.id.to_string());
            all.entry(key).or_default().push((order(said, membership.updated_at), said, membership));
        }
    }
    all.into_iter()
        .map(|(key, mut replay)| {
            replay.sort_by_key(|(order, said, membership)| (describes(said, membership), order.clone()));
            (key.clone(), row(key, &replay))
        })
        .collect()
}

/// Whether the event describes the membership: a notice does not.
fn describes(said: &Said, membership: &Membership<'_>) -> bool {
    let is_deletion = type_of(said) == "organizationMembership.deleted";
    membership.role.is_some() || !is_deletion && !is_bare(membership.object)
}

fn row((source, membership_id): Key, replay: &[(Order, &Said, &Membership<'_>)]) -> (MembershipRow, Option<String>) {
    let (order, said, newest) = replay.last().expect("a membership is told of by an event");
    let told = replay.iter().filter_map(|(_, _, membership)| micros(membership.created_at)).min();
    let first = replay.iter().map(|(_, said, _)| occurred(said)).min().expect("a membership is told of by an event");
    let deletions = replay.iter().filter(|(_, said, _)| type_of(said) == "organizationMembership.deleted");
    let deletion = deletions.map(|(_, said, _)| occurred(said)).min();
    let user_id = |membership: &Membership<'_>| membership.member.as_ref().map(|member| member.user_id.to_string());
    // The newest that names one, and which it is.
    let last = |id_of: &dyn Fn(&Membership<'_>) -> Option<String>| {
        let named = replay.iter().filter_map(|(order, said, membership)| {
            let (at, occurred_at, rank, event) = order;
            let described_by = if describes(said, membership) { 4 } else { 1 };
            Some((format!("{described_by}{at:019}{occurred_at:019}{rank}{event}"), id_of(membership)?))
        });
        let (version, id) = named.max().unzip();
        // The description that holds is the last: its version is not written again.
        (version.filter(|_| id_of(newest).is_none()), id)
    };
    let (organization_version, organization_id) = last(&|membership| text(membership.organization_id.as_ref()));
    let (user_version, user_id) = last(&user_id);
    let audited = Snapshot::column(MEMBERSHIP, newest.object, Extent::Whole, said.body.occurred_at.at);
    let row = MembershipRow {
        source,
        membership_id,
        instance_id: replay.iter().filter_map(|(_, said, _)| text(said.body.instance_id.as_ref())).min(),
        organization_id,
        organization_version,
        user_id,
        user_version,
        started_at: told.unwrap_or(first),
        started_basis: i16::from(told.is_none()),
        described_by: if describes(said, newest) { 4 } else { 1 },
        version_at: order.0,
        version_occurred_at: order.1,
        version_rank: order.2,
        version_id: order.3.clone(),
        role: text(newest.role.as_ref()),
        role_short: short_role(newest.role.as_ref()),
        role_name: text(newest.role_name.as_ref()),
        described_position: audited.is_some().then_some(0),
        updated_at: micros(newest.updated_at),
        roles: roles(replay),
        roles_ever: set(replay.iter().filter_map(|(_, _, membership)| short_role(membership.role.as_ref()))),
        deleted_at: deletion,
    };
    (row, audited)
}

/// From when on each role holds, oldest first; of two of one moment the one whose description is the newer.
fn roles(replay: &[(Order, &Said, &Membership<'_>)]) -> Option<String> {
    let mut begins: BTreeMap<i64, String> = BTreeMap::new();
    let described = replay.iter().filter(|(_, said, membership)| describes(said, membership));
    for ((updated, occurred_at, rank, id), said, membership) in described {
        let created = micros(membership.created_at).unwrap_or(*occurred_at);
        let is_creation = type_of(said) == "organizationMembership.created";
        let from = if is_creation { Ord::min(*updated, created) } else { *updated };
        let role = membership.role.as_deref().unwrap_or_default();
        let text = format!("{from:019}{occurred_at:019}{rank}{id}\u{1f}{role}");
        let newest = begins.entry(from).or_default();
        if text > *newest {
            *newest = text;
        }
    }
    set(begins.into_values())
}

/// What a role is found by.
pub fn short_role(role: Option<&Cow<'_, str>>) -> Option<String> {
    text(role).map(|role| role.replacen("org:", "", 1).replace("basic_member", "member"))
}

/// A JSON array, sorted, each text once; nothing where there is none.
fn set(texts: impl Iterator<Item = String>) -> Option<String> {
    let texts: BTreeSet<String> = texts.collect();
    (!texts.is_empty()).then(|| serde_json::to_string(&texts).expect("texts"))
}
