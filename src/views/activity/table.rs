//! The activity table: of each event what is searched and sorted by. The rest of a row is read from
//! its event.

use std::{collections::BTreeSet, net::IpAddr};

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Action, ActivityRow, listed};
use crate::{
    event::RecordedEvent,
    views::{audited::Snapshot, set, term::term},
};

/// What is searched of one event. Times are microseconds since 1970; a term stands for a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "activity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    pub occurred_at: i64,
    pub source: String,
    pub type_term: Option<i64>,
    pub instance_term: Option<i64>,
    pub user_term: Option<i64>,
    pub actor_term: Option<i64>,
    pub session_term: Option<i64>,
    pub organization_term: Option<i64>,
    /// The [codes](Action::code) of its actions, as a JSON array; null where only the type names
    /// what was done.
    pub actions: Option<String>,
    /// The [numbers](address_number) of its addresses, as a JSON array.
    pub addresses: Option<String>,

    /// The chain: the object whose descriptions follow each other, `user/user_1`.
    pub chain: Option<String>,
    /// Place in the chain: when the object was updated.
    pub version_at: Option<i64>,
    /// Place in the chain: when the event happened.
    pub version_occurred_at: Option<i64>,
    /// Place in the chain: created, updated or deleted.
    pub version_rank: Option<i16>,
    /// Place in the chain: the event.
    pub svix_id: Option<String>,
    /// The event before this one in the chain.
    pub previous_position: Option<i64>,
    /// The audited fields, as a [`Snapshot`], where some are taken over from earlier events: what
    /// the event's own body does not tell.
    pub carried: Option<String>,
}

/// Views refer to each other by id only.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    pub(super) fn new(row: &ActivityRow) -> Self {
        let term_of = |text: &Option<String>| text.as_deref().map(term);
        let is_linked = row.chain.is_some();
        let carried = row.snapshot.as_ref().filter(|snapshot| Snapshot::has_carried(snapshot));
        Self {
            position: row.position,
            occurred_at: row.occurred_at,
            source: row.source.clone(),
            type_term: term_of(&row.event_type),
            instance_term: term_of(&row.instance_id),
            user_term: term_of(&row.user_id),
            actor_term: term_of(&row.actor_id),
            session_term: term_of(&row.session_id),
            organization_term: term_of(&row.organization_id),
            actions: numbers(listed::<String>(Some(&row.actions)).iter().filter_map(|word| action_code(word))),
            addresses: numbers(
                set::texts(row.ips.as_deref()).iter().filter_map(|ip| Some(address_number(ip.parse().ok()?))),
            ),
            chain: row.chain.clone(),
            version_at: row.version_at,
            version_occurred_at: row.version_occurred_at,
            version_rank: row.version_rank,
            svix_id: is_linked.then(|| row.svix_id.clone()),
            previous_position: row.previous_position,
            carried: carried.cloned(),
        }
    }

    /// The row that the table holds as this, completed from its event. What follows from the event
    /// before it in its chain is left to [`derive`](crate::projection::Row::derive).
    #[must_use]
    pub fn complete(self, event: ActivityRow) -> ActivityRow {
        ActivityRow {
            chain: self.chain,
            version_at: self.version_at,
            version_occurred_at: self.version_occurred_at,
            version_rank: self.version_rank,
            svix_id: self.svix_id.unwrap_or(event.svix_id),
            previous_position: self.previous_position,
            snapshot: self.carried.or(event.snapshot),
            ..event
        }
    }

    pub(super) fn restore(self, event: Option<&RecordedEvent>) -> ActivityRow {
        let event = event.map(ActivityRow::of_event).unwrap_or_else(|| ActivityRow {
            position: self.position,
            occurred_at: self.occurred_at,
            source: self.source.clone(),
            ..ActivityRow::default()
        });
        self.complete(event)
    }
}

fn action_code(word: &str) -> Option<i64> {
    Action::parse(word).map(Action::code)
}

/// A JSON array, sorted; `None` where it is empty.
fn numbers(numbers: impl Iterator<Item = i64>) -> Option<String> {
    let numbers: BTreeSet<i64> = numbers.collect();
    (!numbers.is_empty()).then(|| serde_json::to_string(&numbers).expect("numbers have a JSON form"))
}

/// The number by which an address is found, so that the addresses of a network are a range: of IPv4
/// the address, of IPv6 its first 64 bits. An IPv4 address that is written as IPv6 is the same.
#[must_use]
pub fn address_number(ip: IpAddr) -> i64 {
    match ip.to_canonical() {
        IpAddr::V4(ip) => u32::from(ip).into(),
        // The highest bit is the sign: with it turned round, the order stays.
        IpAddr::V6(ip) => ((u128::from(ip) >> 64) as u64 ^ 1 << 63).cast_signed(),
    }
}
