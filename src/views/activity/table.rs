//! The activity table: what is searched and sorted by. The rest of a row is read from its event.

use std::{net::IpAddr, ops::RangeInclusive};

use ipnet::IpNet;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// The stored columns of one event. Times are microseconds since 1970; a term stands for a text.
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
    /// The [codes](super::Action::code) of its actions as a JSON array. Null if the event has only
    /// its type.
    pub actions: Option<String>,
    /// The [numbers](address_number) of its addresses, as a JSON array.
    pub addresses: Option<String>,
    /// The [term](crate::views::device::device_term) of the country of the session's device;
    /// likewise below.
    pub country_term: Option<i64>,
    pub city_term: Option<i64>,
    pub browser_term: Option<i64>,

    /// The chain of the object's descriptions: `user/user_1`.
    pub chain: Option<String>,
    /// Chain order: when the object was updated.
    pub version_at: Option<i64>,
    /// Chain order: when the event happened.
    pub version_occurred_at: Option<i64>,
    /// Chain order: created, updated or deleted.
    pub version_rank: Option<i16>,
    /// Chain order: the event id.
    pub svix_id: Option<String>,
    /// The previous event in the chain.
    pub previous_position: Option<i64>,
    /// The audited fields as a [`Snapshot`](crate::views::audited::Snapshot), if some are carried
    /// over from earlier events and so missing in the event's own body.
    pub carried: Option<String>,
    /// The greatest position among the earlier events that decide what is carried over.
    pub carried_from: Option<i64>,
    /// The position of the late event that last changed what the row says. Null if none did.
    pub revised_position: Option<i64>,
}

/// Views refer to each other by id only.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The number of an address. The addresses of a network are a range of numbers: for IPv4 the
/// address, for IPv6 its first 64 bits. An IPv4 address in IPv6 notation has the same number.
#[must_use]
pub fn address_number(ip: IpAddr) -> i64 {
    match ip.to_canonical() {
        IpAddr::V4(ip) => u32::from(ip).into(),
        // Flipping the highest bit, which is the sign, keeps the order.
        IpAddr::V6(ip) => ((u128::from(ip) >> 64) as u64 ^ 1 << 63).cast_signed(),
    }
}

/// The numbers of the addresses of a network.
#[must_use]
pub fn network_numbers(network: IpNet) -> RangeInclusive<i64> {
    address_number(network.network())..=address_number(network.broadcast())
}

/// True if no address outside a network has one of its numbers.
#[must_use]
pub fn is_told_by_number(network: IpNet) -> bool {
    match network {
        IpNet::V4(_) => true,
        IpNet::V6(network) => network.prefix_len() <= 64,
    }
}
