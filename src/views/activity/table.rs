//! The activity table: of each event what is searched and sorted by. The rest of a row is read from
//! its event.

use std::{net::IpAddr, ops::RangeInclusive};

use ipnet::IpNet;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

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
    /// The [codes](super::Action::code) of its actions, as a JSON array; null where only the type names
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
    /// The audited fields, as a [`Snapshot`](crate::views::audited::Snapshot), where some are taken over from earlier events: what
    /// the event's own body does not tell.
    pub carried: Option<String>,
}

/// Views refer to each other by id only.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

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

/// The numbers of the addresses of a network.
#[must_use]
pub fn network_numbers(network: IpNet) -> RangeInclusive<i64> {
    address_number(network.network())..=address_number(network.broadcast())
}
