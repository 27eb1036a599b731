//! The `session` family: one shape for all its types.

use super::{User, body::Text};
use crate::clock::Timestamp;

/// `data` of a `session.…` event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session<'a> {
    /// `sess_…`.
    pub id: Text<'a>,
    /// Whose session it is: `user_…`.
    pub user_id: Option<Text<'a>>,
    /// `client_…`.
    pub client_id: Option<Text<'a>>,
    /// `active`, `pending`, `ended`, `expired`, `removed`, `replaced`, `revoked`, `abandoned`, or what Clerk adds.
    pub status: Option<Text<'a>>,
    /// Who acts as the user, when it is not the user.
    pub actor: Option<Actor<'a>>,
    /// `last_active_organization_id`.
    pub organization_id: Option<Text<'a>>,
    /// The device, mostly filled in `session.created` only. `None` when no field of it says anything.
    pub latest_activity: Option<LatestActivity<'a>>,
    /// `expire_at`.
    pub expire_at: Option<Timestamp>,
    /// `created_at`.
    pub created_at: Option<Timestamp>,
    /// `updated_at`.
    pub updated_at: Option<Timestamp>,
    /// The embedded user, where it has a readable id.
    pub user: Option<Box<User<'a>>>,
}

/// Who acts as the user: an impersonator, or an agent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actor<'a> {
    /// `sub`: the impersonator's user id.
    pub id: Option<Text<'a>>,
    /// `type`: `agent` marks an AI agent's session.
    pub kind: Option<Text<'a>>,
}

/// `latest_activity`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LatestActivity<'a> {
    /// `ip_address`.
    pub ip: Option<Text<'a>>,
    /// `browser_name`.
    pub browser: Option<Text<'a>>,
    /// `browser_version`.
    pub browser_version: Option<Text<'a>>,
    /// `device_type`.
    pub device_type: Option<Text<'a>>,
    /// `city`.
    pub city: Option<Text<'a>>,
    /// `country`.
    pub country: Option<Text<'a>>,
}
