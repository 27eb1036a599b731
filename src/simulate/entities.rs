//! The objects of a simulated Clerk instance: users with their sessions and memberships,
//! organizations, invitations. Ids are stored without their prefix, and times are in milliseconds
//! since 1970.

use super::{devices::Device, ksuid::Ksuid, people::Person};

/// A user owns its sessions and memberships, so that its deletion removes them as well.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent field of Clerk's")]
pub struct User {
    /// The `user_` id.
    pub id: Ksuid,
    /// The number of the sign-up; unique in a history.
    pub(super) serial: u64,
    pub person: Person,
    /// Whether the user has a first and a last name.
    pub named: bool,
    pub(super) has_username: bool,
    pub(super) has_external_id: bool,
    /// The `idn_` id; `None` for a sign-up by telephone.
    pub email_id: Option<Ksuid>,
    /// The `idn_` id of a second address. Bodies list it first: the primary address is found by
    /// its id, not by its place.
    pub(super) work_email_id: Option<Ksuid>,
    pub(super) work_email_is_primary: bool,
    /// The `idn_` id.
    pub phone_id: Option<Ksuid>,
    /// The `eac_` id after a sign-up through another provider.
    pub(super) external_account_id: Option<Ksuid>,
    pub has_image: bool,
    /// `public_metadata.plan`, an index into [`PLANS`].
    pub plan: usize,
    pub banned: bool,
    /// Set after too many wrong passwords.
    pub(super) locked_until_ms: Option<i64>,
    pub(super) two_factor: bool,
    /// `mfa_enabled_at`; kept when the second factor is disabled.
    pub(super) mfa_enabled_at_ms: Option<i64>,
    pub(super) mfa_disabled_at_ms: Option<i64>,
    /// `password_last_updated_at`.
    pub(super) password_updated_at_ms: Option<i64>,
    pub(super) created_at_ms: i64,
    pub(super) updated_at_ms: i64,
    pub(super) last_sign_in_at_ms: Option<i64>,
    pub devices: [Device; 2],
    pub sessions: Vec<Session>,
    pub memberships: Vec<Membership>,
}

/// Values of `public_metadata.plan`; the first stands for no metadata.
pub(super) const PLANS: [&str; 4] = ["", "starter", "team", "enterprise"];

/// A session that is active or pending.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// The `sess_` id.
    pub id: Ksuid,
    /// The `client_` id.
    pub client_id: Ksuid,
    pub actor: Option<Actor>,
    /// The `org_` id.
    pub organization_id: Option<Ksuid>,
    pub device: Device,
    pub(super) created_at_ms: i64,
    pub(super) updated_at_ms: i64,
    pub(super) expire_at_ms: i64,
}

/// The actor of an impersonated session.
#[derive(Clone, Copy, Debug)]
pub enum Actor {
    /// The `user_` id of another user of the instance.
    User(Ksuid),
    /// The `user_` id of an operator of Clerk's dashboard, which is not a user of the instance.
    Dashboard(Ksuid),
}

#[derive(Clone, Copy, Debug)]
pub struct Membership {
    /// The `orgmem_` id.
    pub id: Ksuid,
    pub slot: usize,
    /// Slots of deleted organizations are used again, so the id tells whether the slot still holds
    /// this organization.
    pub organization_id: Ksuid,
    /// `org:admin`; otherwise `org:member`.
    pub admin: bool,
    pub(super) created_at_ms: i64,
    pub(super) updated_at_ms: i64,
}

#[derive(Clone, Copy, Debug)]
pub struct Organization {
    /// The `org_` id.
    pub id: Ksuid,
    pub(super) serial: u64,
    /// The `user_` id of the creator.
    pub created_by: Ksuid,
    /// The slot of a deleted organization may be used again.
    pub deleted: bool,
    /// `members_count`.
    pub members: i64,
    /// `pending_invitations_count`.
    pub invitations: i64,
    /// `max_allowed_memberships`; 0 is unlimited.
    pub(super) members_max: i64,
    pub(super) created_at_ms: i64,
    pub(super) updated_at_ms: i64,
}

#[derive(Clone, Copy, Debug)]
pub struct Invitation {
    /// The `orginv_` id.
    pub id: Ksuid,
    pub slot: usize,
    pub organization_id: Ksuid,
    /// The `user_` id of the inviter.
    pub inviter_id: Ksuid,
    /// The serial of the invited user at sign-up.
    pub(super) serial: u64,
    pub person: Person,
    pub(super) created_at_ms: i64,
}
