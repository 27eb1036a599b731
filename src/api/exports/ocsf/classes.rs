//! Which class and activity of OCSF each action is, and how severe: reviewed row by row in
//! [the guide](../../../../docs/guides/siem.md), which a test compares with this.

use crate::views::activity::Action;

/// A class of events of OCSF 1.8.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Base,
    AccountChange,
    Authentication,
    EntityManagement,
    GroupManagement,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// No action required.
    Informational,
    /// What protects an account, or what somebody may do, changed.
    Low,
    /// An account was taken from its user, or lost a protection, or somebody acts as another.
    Medium,
}

/// An activity of a class: its number and its caption.
type Activity = (u32, &'static str);

/// What an action is in OCSF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapping {
    pub class: Class,
    pub activity: Activity,
    pub severity: Severity,
}

/// The activity of what has none in its class; the event names it.
pub(super) const OTHER: Activity = (99, "Other");
const UNKNOWN: Activity = (0, "Unknown");

impl Class {
    #[must_use]
    pub const fn uid(self) -> u32 {
        match self {
            Self::Base => 0,
            Self::AccountChange => 3001,
            Self::Authentication => 3002,
            Self::EntityManagement => 3004,
            Self::GroupManagement => 3006,
        }
    }

    #[must_use]
    pub const fn caption(self) -> &'static str {
        match self {
            Self::Base => "Base Event",
            Self::AccountChange => "Account Change",
            Self::Authentication => "Authentication",
            Self::EntityManagement => "Entity Management",
            Self::GroupManagement => "Group Management",
        }
    }

    /// The number and the caption of its category.
    pub(super) const fn category(self) -> (u32, &'static str) {
        match self {
            Self::Base => (0, "Uncategorized"),
            _ => (3, "Identity & Access Management"),
        }
    }
}

impl Severity {
    /// The number and the caption.
    #[must_use]
    pub const fn id(self) -> (u32, &'static str) {
        match self {
            Self::Informational => (1, "Informational"),
            Self::Low => (2, "Low"),
            Self::Medium => (3, "Medium"),
        }
    }
}

/// What an action is in OCSF. An action without a line does not compile.
#[must_use]
pub const fn mapping(action: Action) -> Mapping {
    use Severity::{Informational, Low, Medium};
    const fn account(activity: Activity, severity: Severity) -> Mapping {
        Mapping { class: Class::AccountChange, activity, severity }
    }
    const fn session(activity: Activity, severity: Severity) -> Mapping {
        Mapping { class: Class::Authentication, activity, severity }
    }
    const fn entity(activity: Activity, severity: Severity) -> Mapping {
        Mapping { class: Class::EntityManagement, activity, severity }
    }
    const fn group(activity: Activity, severity: Severity) -> Mapping {
        Mapping { class: Class::GroupManagement, activity, severity }
    }
    const fn base(activity: Activity) -> Mapping {
        Mapping { class: Class::Base, activity, severity: Informational }
    }
    const UPDATE: Activity = (3, "Update");
    const MOVE: Activity = (5, "Move");
    const LOGOFF: Activity = (2, "Logoff");
    const ACCOUNT_SWITCH: Activity = (7, "Account Switch");
    const PASSWORD_CHANGE: Activity = (3, "Password Change");
    const MFA_ENABLE: Activity = (10, "MFA Factor Enable");
    const MFA_DISABLE: Activity = (11, "MFA Factor Disable");
    match action {
        Action::UserDeleted => account((6, "Delete"), Medium),
        Action::OrganizationDeleted => entity((4, "Delete"), Medium),
        Action::UserBanned | Action::UserDeprovisioned => account((5, "Disable"), Medium),
        Action::UserLocked => account((9, "Lock"), Medium),
        Action::UserUnbanned | Action::UserReprovisioned => account((2, "Enable"), Low),
        Action::UserUnlocked => account((12, "Unlock"), Low),
        Action::UserCreated => account((1, "Create"), Informational),
        Action::ImpersonationStarted => session(ACCOUNT_SWITCH, Medium),
        Action::AgentSessionStarted => session(ACCOUNT_SWITCH, Low),
        Action::SessionRevoked => session(LOGOFF, Low),
        Action::ImpersonationEnded | Action::AgentSessionEnded | Action::SignedOut => session(LOGOFF, Informational),
        Action::SignedIn => session((1, "Logon"), Informational),
        Action::SignInPending => session((6, "Preauth"), Informational),
        Action::PasswordRemoved | Action::PasswordChanged | Action::PasswordSet => account(PASSWORD_CHANGE, Low),
        Action::MfaDisabled => account(MFA_DISABLE, Medium),
        Action::PasskeyRemoved => account(MFA_DISABLE, Low),
        Action::MfaEnabled | Action::PasskeyAdded => account(MFA_ENABLE, Low),
        Action::MemberRoleChanged => account((7, "Attach Policy"), Medium),
        Action::ClientTrustBypassed => entity(UPDATE, Medium),
        Action::ClientTrustRestored
        | Action::EmailChanged
        | Action::PhoneChanged
        | Action::WalletChanged
        | Action::ExternalIdChanged
        | Action::MemberPermissionsChanged
        | Action::RoleChanged
        | Action::AccountChanged
        | Action::MfaChanged
        | Action::PasskeyUpdated
        | Action::AccountDisconnected
        | Action::AccountConnected
        | Action::AccountVerified
        | Action::EmailRemoved
        | Action::EmailAdded
        | Action::EmailVerified
        | Action::PhoneRemoved
        | Action::PhoneAdded
        | Action::PhoneVerified
        | Action::WalletRemoved
        | Action::WalletAdded
        | Action::WalletVerified
        | Action::UserRightsChanged
        | Action::DirectoryChanged
        | Action::DomainEnrollmentChanged
        | Action::DomainVerified
        | Action::OrganizationSettingsChanged => entity(UPDATE, Low),
        Action::EmailUpdated
        | Action::PhoneUpdated
        | Action::WalletUpdated
        | Action::DomainChanged
        | Action::OtherFieldsChanged
        | Action::LegalAccepted
        | Action::MetadataChanged
        | Action::ProfileChanged
        | Action::InvitationAccepted
        | Action::UserUpdated
        | Action::OrganizationUpdated
        | Action::MemberUpdated => entity(UPDATE, Informational),
        Action::UsernameChanged | Action::MembershipMoved => entity(MOVE, Low),
        Action::OrganizationRenamed => entity(MOVE, Informational),
        Action::InvitationSent => entity((1, "Create"), Low),
        Action::InvitationRevoked => entity((4, "Delete"), Informational),
        Action::OrganizationCreated => entity((1, "Create"), Informational),
        Action::MemberAdded => group((3, "Add User"), Low),
        Action::MemberRemoved => group((4, "Remove User"), Low),
        Action::EmailSent | Action::SmsSent => base(OTHER),
        Action::Unknown => base(UNKNOWN),
    }
}
