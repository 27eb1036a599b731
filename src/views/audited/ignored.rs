//! The fields of a body in which two bodies may differ without a change: each with the place where
//! Clerk has it, and the reason. Whatever is not listed here and not declared counts as another
//! field that changed.

/// Why nothing follows from a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It counts what has events of its own, or attempts.
    Counter,
    /// It says when somebody was last active, not what was changed.
    ActivityTime,
    /// A picture, or where it is.
    Image,
    /// It belongs to one attempt to verify something, and is used up with it.
    OneTime,
    /// It names the thing itself or says when it was made, and is the same in every body of it.
    Identity,
    /// It describes another thing, which has events of its own.
    OtherThing,
}

/// A path, and why nothing follows from it. `organization.*` is whatever no table declares of that
/// object.
pub type Ignored = (&'static str, Reason);

/// Of a user, an organization, a membership or a domain.
pub const OF_OBJECT: &[Ignored] = &[
    ("id", Reason::Identity),
    ("object", Reason::Identity),
    ("created_at", Reason::Identity),
    ("updated_at", Reason::ActivityTime),
    ("last_active_at", Reason::ActivityTime),
    ("last_sign_in_at", Reason::ActivityTime),
    ("verification_attempts_remaining", Reason::Counter),
    ("members_count", Reason::Counter),
    ("pending_invitations_count", Reason::Counter),
    ("total_pending_invitations", Reason::Counter),
    ("total_pending_suggestions", Reason::Counter),
    // Computed of the memberships: whether one of them may manage the organization.
    ("missing_member_with_elevated_permissions", Reason::Counter),
    ("has_image", Reason::Image),
    ("image_url", Reason::Image),
    ("logo_url", Reason::Image),
    ("profile_image_url", Reason::Image),
    ("organization_memberships", Reason::OtherThing),
    ("organization.*", Reason::OtherThing),
    ("public_user_data.*", Reason::OtherThing),
    ("public_organization_data", Reason::OtherThing),
    ("verification.object", Reason::Identity),
    ("verification.attempts", Reason::Counter),
    ("verification.expire_at", Reason::OneTime),
    ("affiliation_verification.object", Reason::Identity),
    ("affiliation_verification.attempts", Reason::Counter),
    ("affiliation_verification.expire_at", Reason::OneTime),
    ("ownership_verification.object", Reason::Identity),
    ("ownership_verification.attempts", Reason::Counter),
    ("ownership_verification.expire_at", Reason::OneTime),
];

/// Of an identifier, an account or a passkey: an element of a list.
pub const OF_ELEMENT: &[Ignored] = &[
    ("id", Reason::Identity),
    // Older bodies have `google_account` for an external account.
    ("object", Reason::Identity),
    ("created_at", Reason::Identity),
    ("updated_at", Reason::ActivityTime),
    ("last_authenticated_at", Reason::ActivityTime),
    ("last_used_at", Reason::ActivityTime),
    ("avatar_url", Reason::Image),
    ("image_url", Reason::Image),
    ("picture", Reason::Image),
    ("verification.object", Reason::Identity),
    ("verification.attempts", Reason::Counter),
    ("verification.expire_at", Reason::OneTime),
    ("verification.nonce", Reason::OneTime),
    ("verification.message", Reason::OneTime),
    ("verification.external_verification_redirect_url", Reason::OneTime),
    ("verification.error", Reason::OneTime),
    ("verification.verified_at_client", Reason::OneTime),
    ("verification.verified_from_the_same_client", Reason::OneTime),
    ("saml_connection.object", Reason::Identity),
    ("saml_connection.created_at", Reason::Identity),
    ("saml_connection.updated_at", Reason::ActivityTime),
    ("enterprise_connection.object", Reason::Identity),
    ("enterprise_connection.created_at", Reason::Identity),
    ("enterprise_connection.updated_at", Reason::ActivityTime),
    ("enterprise_connection.logo_public_url", Reason::Image),
];

/// Whether nothing follows from the field at this path.
#[must_use]
pub fn is_ignored(ignored: &[Ignored], path: &str) -> bool {
    let object = path.split_once('.').map(|(object, _)| object);
    ignored
        .iter()
        .any(|(known, _)| *known == path || known.strip_suffix(".*").is_some_and(|known| object == Some(known)))
}
