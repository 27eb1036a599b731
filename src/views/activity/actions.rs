//! The words for what was done, in one table. Decides nothing about when an event means which.

/// A word for what was done, for people. In order of severity: of several in one event the gravest stands first. What
/// has no word here is called by its event type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the table below says what each means, in the words that are served")]
pub enum Action {
    UserDeleted,
    OrganizationDeleted,
    UserBanned,
    UserLocked,
    UserDeprovisioned,
    ImpersonationStarted,
    AgentSessionStarted,
    SessionRevoked,
    MfaDisabled,
    PasswordRemoved,
    PasswordChanged,
    EmailChanged,
    PhoneChanged,
    UsernameChanged,
    ExternalIdChanged,
    MemberRoleChanged,
    MfaChanged,
    PasskeyRemoved,
    PasskeyAdded,
    AccountDisconnected,
    AccountConnected,
    EmailRemoved,
    EmailAdded,
    PasswordSet,
    MfaEnabled,
    UserUnbanned,
    UserUnlocked,
    UserReprovisioned,
    MetadataChanged,
    OrganizationRenamed,
    MemberRemoved,
    MemberAdded,
    InvitationSent,
    InvitationAccepted,
    InvitationRevoked,
    ImpersonationEnded,
    AgentSessionEnded,
    SignedIn,
    SignInPending,
    SignedOut,
    UserCreated,
    OrganizationCreated,
    UserUpdated,
    OrganizationUpdated,
    MemberUpdated,
    EmailSent,
    SmsSent,
    Unknown,
}

/// Every action, by severity: its name, and what it means.
pub const ACTIONS: [(Action, &str, &str); 48] = [
    (Action::UserDeleted, "user_deleted", "a user was deleted"),
    (Action::OrganizationDeleted, "organization_deleted", "an organization was deleted"),
    (Action::UserBanned, "user_banned", "a user was banned"),
    (Action::UserLocked, "user_locked", "a user was locked out, as after too many wrong passwords"),
    (Action::UserDeprovisioned, "user_deprovisioned", "the company's directory (SCIM) took a user out"),
    (Action::ImpersonationStarted, "impersonation_started", "somebody else signed in as a user"),
    (Action::AgentSessionStarted, "agent_session_started", "an AI agent signed in for a user"),
    (Action::SessionRevoked, "session_revoked", "a session was ended from outside, by an administrator or the user"),
    (Action::MfaDisabled, "mfa_disabled", "a user's second factor was turned off"),
    (Action::PasswordRemoved, "password_removed", "a user's password was removed"),
    (Action::PasswordChanged, "password_changed", "a user's password was changed"),
    (Action::EmailChanged, "email_changed", "a user's primary e-mail address changed"),
    (Action::PhoneChanged, "phone_changed", "a user's primary phone number changed"),
    (Action::UsernameChanged, "username_changed", "a user's user name changed"),
    (Action::ExternalIdChanged, "external_id_changed", "a user's id in your own system changed"),
    (Action::MemberRoleChanged, "member_role_changed", "a member's role in an organization changed"),
    (Action::MfaChanged, "mfa_changed", "a user's means of a second factor changed; it stayed on, or off"),
    (Action::PasskeyRemoved, "passkey_removed", "a passkey was removed from a user"),
    (Action::PasskeyAdded, "passkey_added", "a user has a new passkey"),
    (Action::AccountDisconnected, "account_disconnected", "an account elsewhere no longer signs a user in"),
    (Action::AccountConnected, "account_connected", "an account elsewhere now signs a user in"),
    (Action::EmailRemoved, "email_removed", "an e-mail address was removed from a user"),
    (Action::EmailAdded, "email_added", "a user has one more e-mail address"),
    (Action::PasswordSet, "password_set", "a user without a password got one"),
    (Action::MfaEnabled, "mfa_enabled", "a user's second factor was turned on"),
    (Action::UserUnbanned, "user_unbanned", "a user's ban was lifted"),
    (Action::UserUnlocked, "user_unlocked", "a user is no longer locked out"),
    (Action::UserReprovisioned, "user_reprovisioned", "the company's directory (SCIM) took a user in again"),
    (Action::MetadataChanged, "metadata_changed", "public or private metadata changed; the values are not shown"),
    (Action::OrganizationRenamed, "organization_renamed", "an organization has another name"),
    (Action::MemberRemoved, "member_removed", "a user left an organization, or was removed from it"),
    (Action::MemberAdded, "member_added", "a user became a member of an organization"),
    (Action::InvitationSent, "invitation_sent", "somebody was invited into an organization"),
    (Action::InvitationAccepted, "invitation_accepted", "an invitation into an organization was accepted"),
    (Action::InvitationRevoked, "invitation_revoked", "an invitation into an organization was withdrawn"),
    (Action::ImpersonationEnded, "impersonation_ended", "a session in which somebody acted as a user ended"),
    (Action::AgentSessionEnded, "agent_session_ended", "a session in which an AI agent acted for a user ended"),
    (Action::SignedIn, "signed_in", "a user signed in"),
    (Action::SignInPending, "sign_in_pending", "a user signed in, but has something to do before it counts"),
    (Action::SignedOut, "signed_out", "a user signed out"),
    (Action::UserCreated, "user_created", "a user was created"),
    (Action::OrganizationCreated, "organization_created", "an organization was created"),
    (Action::UserUpdated, "user_updated", "a user was updated, in nothing that has an action of its own"),
    (
        Action::OrganizationUpdated,
        "organization_updated",
        "an organization was updated, in nothing that has an action of its own",
    ),
    (Action::MemberUpdated, "member_updated", "a membership was updated, in nothing that has an action of its own"),
    (Action::EmailSent, "email_sent", "an e-mail was sent"),
    (Action::SmsSent, "sms_sent", "a text message was sent"),
    (Action::Unknown, "unknown", "an event without a usable type"),
];

impl Action {
    /// Its name, in the API and in the view.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        ACTIONS[self as usize].1
    }

    /// The inverse of [`Action::as_str`].
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        ACTIONS.iter().find(|(_, known, _)| *known == name).map(|(action, ..)| *action)
    }
}
