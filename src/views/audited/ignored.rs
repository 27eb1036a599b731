//! The fields of a body in which two bodies may differ without a change: each with the reason.
//! Whatever is not listed here and not declared counts as another field that changed.

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

pub const ANYWHERE: [(&str, Reason); 21] = [
    ("attempts", Reason::Counter),
    ("members_count", Reason::Counter),
    ("pending_invitations_count", Reason::Counter),
    ("total_pending_invitations", Reason::Counter),
    ("total_pending_suggestions", Reason::Counter),
    // Computed of the memberships: whether one of them may manage the organization.
    ("missing_member_with_elevated_permissions", Reason::Counter),
    ("verification_attempts_remaining", Reason::Counter),
    ("last_active_at", Reason::ActivityTime),
    ("last_authenticated_at", Reason::ActivityTime),
    ("last_sign_in_at", Reason::ActivityTime),
    ("last_used_at", Reason::ActivityTime),
    ("updated_at", Reason::ActivityTime),
    ("avatar_url", Reason::Image),
    ("has_image", Reason::Image),
    ("image_url", Reason::Image),
    ("logo_public_url", Reason::Image),
    ("logo_url", Reason::Image),
    ("picture", Reason::Image),
    ("profile_image_url", Reason::Image),
    // The word for what kind of object it is; older bodies have `google_account` for an external
    // account.
    ("object", Reason::Identity),
    ("created_at", Reason::Identity),
];

pub const AT: [(&str, Reason); 12] = [
    ("id", Reason::Identity),
    ("verification.object", Reason::Identity),
    ("verification.expire_at", Reason::OneTime),
    ("verification.nonce", Reason::OneTime),
    ("verification.message", Reason::OneTime),
    ("verification.external_verification_redirect_url", Reason::OneTime),
    ("verification.error", Reason::OneTime),
    ("verification.verified_at_client", Reason::OneTime),
    ("verification.verified_from_the_same_client", Reason::OneTime),
    // Of a user and of a membership.
    ("organization_memberships", Reason::OtherThing),
    ("organization", Reason::OtherThing),
    ("public_user_data", Reason::OtherThing),
];

/// Whether nothing follows from the field at this place.
#[must_use]
pub fn is_ignored(path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path);
    is_ignored_anywhere(name) || AT.iter().any(|(known, _)| *known == path)
}

/// Whether nothing follows from a field of this name, wherever it stands.
#[must_use]
pub fn is_ignored_anywhere(name: &str) -> bool {
    ANYWHERE.iter().any(|(known, _)| *known == name)
}
