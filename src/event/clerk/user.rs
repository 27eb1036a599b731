//! The `user` family: a full description, or the notice of a deletion.

use super::body::Text;
use crate::clock::Timestamp;

/// The description of a user: `data` of `user.created` and `user.updated`, and `data.user` of session events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct User<'a> {
    /// `user_…`.
    pub id: Text<'a>,
    /// The e-mail address whose id is `primary_email_address_id`; never simply the first.
    pub primary_email: Option<Text<'a>>,
    /// First name.
    pub first_name: Option<Text<'a>>,
    /// Last name.
    pub last_name: Option<Text<'a>>,
    /// User name.
    pub username: Option<Text<'a>>,
    /// The customer's own id for the user.
    pub external_id: Option<Text<'a>>,
    /// Banned.
    pub banned: Option<bool>,
    /// Locked.
    pub locked: Option<bool>,
    /// `last_sign_in_at`.
    pub last_sign_in_at: Option<Timestamp>,
    /// `created_at`.
    pub created_at: Option<Timestamp>,
    /// `updated_at`.
    pub updated_at: Option<Timestamp>,
}

/// `data` of `user.deleted`.
#[derive(Clone, Debug, PartialEq)]
pub struct UserDeleted<'a> {
    /// `user_…`.
    pub id: Text<'a>,
}
