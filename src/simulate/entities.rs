//! What a simulated Clerk instance holds: users, their sessions and memberships, organizations, invitations.
//! Plain values; what happens to them is decided elsewhere. Every time is in milliseconds since 1970.

use super::{devices::Device, ksuid::Ksuid, people::Person};

/// A user with everything that is theirs, so that deleting one takes all of it away at once.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of Clerk's own and independent of the others")]
pub struct User {
    /// After `user_`.
    pub id: Ksuid,
    /// Number of the sign-up; unique in a history.
    pub serial: u64,
    /// Names and addresses.
    pub person: Person,
    /// Whether the names are given; some people sign up without.
    pub named: bool,
    /// Whether there is a user name.
    pub has_username: bool,
    /// Whether the application gave an id of its own.
    pub has_external_id: bool,
    /// After `idn_`; `None` for someone who signed up by telephone.
    pub email_id: Option<Ksuid>,
    /// A second address, listed before the first: the primary one is told by its id, not by its place.
    pub work_email_id: Option<Ksuid>,
    /// Whether the second address is the primary one.
    pub work_email_is_primary: bool,
    /// After `idn_`.
    pub phone_id: Option<Ksuid>,
    /// After `eac_`: signed up through another provider.
    pub external_account_id: Option<Ksuid>,
    /// Whether there is a picture of them.
    pub has_image: bool,
    /// `public_metadata.plan`, an index into [`PLANS`].
    pub plan: usize,
    /// Barred by an administrator.
    pub banned: bool,
    /// Barred after too many wrong passwords, until then.
    pub locked_until_ms: Option<i64>,
    /// A second factor is set up.
    pub two_factor: bool,
    /// `mfa_enabled_at`; stays when it is disabled again.
    pub mfa_enabled_at_ms: Option<i64>,
    /// `mfa_disabled_at`.
    pub mfa_disabled_at_ms: Option<i64>,
    /// `password_last_updated_at`.
    pub password_updated_at_ms: Option<i64>,
    /// `created_at`.
    pub created_at_ms: i64,
    /// `updated_at`.
    pub updated_at_ms: i64,
    /// `last_sign_in_at`.
    pub last_sign_in_at_ms: Option<i64>,
    /// What they sign in with.
    pub devices: [Device; 2],
    /// Sessions that have not ended; a handful.
    pub sessions: Vec<Session>,
    /// Where they are a member.
    pub memberships: Vec<Membership>,
}

/// Values of `public_metadata.plan`; the first is written as no metadata at all.
pub const PLANS: [&str; 4] = ["", "starter", "team", "enterprise"];

/// A session that has not ended.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// After `sess_`.
    pub id: Ksuid,
    /// After `client_`.
    pub client_id: Ksuid,
    /// Who acts as the user.
    pub actor: Option<Actor>,
    /// After `org_`.
    pub organization_id: Option<Ksuid>,
    /// Where it was started.
    pub device: Device,
    /// `created_at`.
    pub created_at_ms: i64,
    /// `updated_at`.
    pub updated_at_ms: i64,
    /// `expire_at`.
    pub expire_at_ms: i64,
}

/// Who acts as the user in an impersonated session.
#[derive(Clone, Copy, Debug)]
pub enum Actor {
    /// Another user of the same instance; the id after `user_`.
    User(Ksuid),
    /// Someone at Clerk's dashboard, who is no user of the instance; the id after `user_`.
    Dashboard(Ksuid),
}

/// A membership of a user.
#[derive(Clone, Copy, Debug)]
pub struct Membership {
    /// After `orgmem_`.
    pub id: Ksuid,
    /// Where the organization stands in its list.
    pub slot: usize,
    /// Which organization stood there then: slots are used again.
    pub organization_id: Ksuid,
    /// `org:admin` or `org:member`.
    pub admin: bool,
    /// `created_at`.
    pub created_at_ms: i64,
    /// `updated_at`.
    pub updated_at_ms: i64,
}

/// An organization.
#[derive(Clone, Copy, Debug)]
pub struct Organization {
    /// After `org_`.
    pub id: Ksuid,
    /// Number of the organization; makes its name and slug.
    pub serial: u64,
    /// The id after `user_` of who created it.
    pub created_by: Ksuid,
    /// Whether it was deleted; its slot may then be used again.
    pub deleted: bool,
    /// `members_count`.
    pub members: i64,
    /// `pending_invitations_count`.
    pub invitations: i64,
    /// `max_allowed_memberships`; 0 is unlimited.
    pub members_max: i64,
    /// `created_at`.
    pub created_at_ms: i64,
    /// `updated_at`.
    pub updated_at_ms: i64,
}

/// An invitation that is neither accepted nor revoked.
#[derive(Clone, Copy, Debug)]
pub struct Invitation {
    /// After `orginv_`.
    pub id: Ksuid,
    /// Where the organization stands in its list.
    pub slot: usize,
    /// Which organization it was.
    pub organization_id: Ksuid,
    /// The id after `user_` of who invites.
    pub inviter_id: Ksuid,
    /// Number of whoever is invited, once they sign up.
    pub serial: u64,
    /// Whoever is invited.
    pub person: Person,
    /// `created_at`.
    pub created_at_ms: i64,
}
