//! Fields whose changes are ignored, each with its path in Clerk's bodies and the reason. A field
//! that is neither ignored nor declared counts as another field that changed.

/// Why a field is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Counts objects with events of their own, or attempts.
    Counter,
    /// Says when someone was last active, not what changed.
    ActivityTime,
    /// An image or its URL.
    Image,
    /// Belongs to one verification attempt.
    OneTime,
    /// The identity or creation time of the object, the same in each of its bodies.
    Identity,
    /// Describes another object, which has events of its own.
    OtherThing,
}

/// A path and the reason. `organization.*` covers every undeclared field of that object.
pub type Ignored = (&'static str, Reason);

/// For a user, an organization, a membership or a domain.
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
    // Computed from the memberships: whether a member may manage the organization.
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

/// For an element of a list: an identifier, an account or a passkey.
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

#[must_use]
pub fn is_ignored(ignored: &[Ignored], path: &str) -> bool {
    let object = path.split_once('.').map(|(object, _)| object);
    ignored
        .iter()
        .any(|(known, _)| *known == path || known.strip_suffix(".*").is_some_and(|known| object == Some(known)))
}
