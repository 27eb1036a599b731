//! The audited fields of a user: identifiers, accounts, factors, blocks and rights.

use super::field::{
    Absent::{BeganEmpty, Empty, Unknown},
    Elements, Field,
    FieldKind::{Chosen, Elements as List, Flag, Keys, LockoutSeconds, Number, Text, Time, Verification},
};
use crate::views::activity::actions::{Action, Action as A};

pub const USER: &[Field] = &[
    // Blocks. No user starts banned, locked or deprovisioned.
    Field::new("banned", "ban", BeganEmpty, Flag(A::UserBanned, A::UserUnbanned)),
    Field::new("locked", "lock-out", BeganEmpty, Flag(A::UserLocked, A::UserUnlocked)),
    Field::at(
        "lockout_expires_in_seconds",
        Field::new("lockout_expires_at", "end of the lock-out", BeganEmpty, LockoutSeconds(A::UserLocked)),
    ),
    Field::new("deprovisioned", "deprovisioning", BeganEmpty, Flag(A::UserDeprovisioned, A::UserReprovisioned)),
    // Identifiers.
    Field::at(
        "primary_email_address_id",
        Field::new(
            "primary_email",
            "e-mail address",
            BeganEmpty,
            Chosen(A::EmailChanged, "email_addresses", "email_address"),
        ),
    ),
    Field::new("email_addresses", "e-mail addresses", BeganEmpty, List(&EMAIL_ADDRESSES)),
    Field::at(
        "primary_phone_number_id",
        Field::new(
            "primary_phone",
            "phone number",
            BeganEmpty,
            Chosen(A::PhoneChanged, "phone_numbers", "phone_number"),
        ),
    ),
    Field::new("phone_numbers", "phone numbers", BeganEmpty, List(&PHONE_NUMBERS)),
    Field::at(
        "primary_web3_wallet_id",
        Field::new("primary_wallet", "wallet", BeganEmpty, Chosen(A::WalletChanged, "web3_wallets", "web3_wallet")),
    ),
    Field::new("web3_wallets", "wallets", BeganEmpty, List(&WALLETS)),
    Field::new("username", "user name", BeganEmpty, Text(A::UsernameChanged)),
    Field::new("external_id", "external id", BeganEmpty, Text(A::ExternalIdChanged)),
    // Connected accounts.
    Field::new("external_accounts", "connected accounts", BeganEmpty, List(&EXTERNAL_ACCOUNTS)),
    Field::new("saml_accounts", "SAML accounts", BeganEmpty, List(&SAML_ACCOUNTS)),
    Field::new("enterprise_accounts", "enterprise accounts", BeganEmpty, List(&ENTERPRISE_ACCOUNTS)),
    // Factors. The initial state of password and second factors is unknown. The times show what
    // happened between two bodies even if the flag is the same in both; the two times of the
    // second factor are independent.
    Field::new("passkeys", "passkeys", BeganEmpty, List(&PASSKEYS)),
    Field::new("password_enabled", "password", Unknown, Flag(A::PasswordSet, A::PasswordRemoved)),
    Field::new("password_last_updated_at", "time of the last password", Unknown, Time(A::PasswordChanged)),
    Field::new("two_factor_enabled", "second factor", Unknown, Flag(A::MfaEnabled, A::MfaDisabled)),
    Field::new("totp_enabled", "authenticator app", Unknown, Flag(A::MfaChanged, A::MfaChanged)),
    Field::new("backup_code_enabled", "backup codes", Unknown, Flag(A::MfaChanged, A::MfaChanged)),
    Field::new("mfa_enabled_at", "time when the second factor was turned on", Unknown, Time(A::MfaEnabled)),
    Field::new("mfa_disabled_at", "time when the second factor was turned off", Unknown, Time(A::MfaDisabled)),
    // The sender omits it if it is off.
    Field::new(
        "bypass_client_trust",
        "exemption from the check of new devices (bypass_client_trust)",
        Empty,
        Flag(A::ClientTrustBypassed, A::ClientTrustRestored),
    ),
    // Rights and consent.
    right("delete_self_enabled", "right to delete the account (delete_self_enabled)"),
    right("create_organization_enabled", "right to create organizations (create_organization_enabled)"),
    Field::new(
        "create_organizations_limit",
        "greatest number of organizations to create (create_organizations_limit)",
        Unknown,
        Number(A::UserRightsChanged),
    ),
    Field::new("legal_accepted_at", "time when the terms were accepted", Unknown, Time(A::LegalAccepted)),
    // The company directory.
    directory("scim.directory_id", "scim_directory_id", "directory", Text(A::DirectoryChanged)),
    directory(
        "scim.directory_enabled",
        "scim_directory_enabled",
        "tie to the directory",
        Flag(A::DirectoryChanged, A::DirectoryChanged),
    ),
    directory("scim.external_id", "scim_external_id", "id in the directory", Text(A::DirectoryChanged)),
    // Profile.
    Field::new("first_name", "first name", BeganEmpty, Text(A::ProfileChanged)),
    Field::new("last_name", "last name", BeganEmpty, Text(A::ProfileChanged)),
    Field::new("locale", "language", Unknown, Text(A::ProfileChanged)),
    Field::new("public_metadata", "public metadata", Empty, Keys(A::MetadataChanged)),
    Field::new("private_metadata", "private metadata", Empty, Keys(A::MetadataChanged)),
    Field::new("unsafe_metadata", "unsafe metadata", Empty, Keys(A::MetadataChanged)),
];

const fn right(name: &'static str, noun: &'static str) -> Field {
    Field::new(name, noun, Unknown, Flag(A::UserRightsChanged, A::UserRightsChanged))
}

const fn directory(path: &'static str, name: &'static str, noun: &'static str, kind: super::field::FieldKind) -> Field {
    Field::at(path, Field::new(name, noun, BeganEmpty, kind))
}

const EMAIL_ADDRESSES: Elements = Elements {
    fields: &[
        Field::new("email_address", "address", BeganEmpty, Text(A::EmailUpdated)),
        verification(A::EmailVerified, A::EmailUpdated),
        strategy(A::EmailUpdated),
        Field::new("reserved", "reservation", BeganEmpty, Flag(A::EmailUpdated, A::EmailUpdated)),
        Field::new("matches_sso_connection", "tie to single sign-on", Empty, Flag(A::EmailUpdated, A::EmailUpdated)),
    ],
    label: &["email_address"],
    noun: "e-mail address",
    added: A::EmailAdded,
    removed: A::EmailRemoved,
    updated: A::EmailUpdated,
};

const PHONE_NUMBERS: Elements = Elements {
    fields: &[
        Field::new("phone_number", "number", BeganEmpty, Text(A::PhoneUpdated)),
        verification(A::PhoneVerified, A::PhoneUpdated),
        strategy(A::PhoneUpdated),
        Field::new("reserved", "reservation", BeganEmpty, Flag(A::PhoneUpdated, A::PhoneUpdated)),
        // The sender may omit them if they are off.
        Field::new("reserved_for_second_factor", "use as second factor", Empty, Flag(A::MfaChanged, A::MfaChanged)),
        Field::new("default_second_factor", "use as default second factor", Empty, Flag(A::MfaChanged, A::MfaChanged)),
    ],
    label: &["phone_number"],
    noun: "phone number",
    added: A::PhoneAdded,
    removed: A::PhoneRemoved,
    updated: A::PhoneUpdated,
};

const WALLETS: Elements = Elements {
    fields: &[
        Field::new("web3_wallet", "address", BeganEmpty, Text(A::WalletUpdated)),
        verification(A::WalletVerified, A::WalletUpdated),
        strategy(A::WalletUpdated),
    ],
    label: &["web3_wallet"],
    noun: "wallet",
    added: A::WalletAdded,
    removed: A::WalletRemoved,
    updated: A::WalletUpdated,
};

const PASSKEYS: Elements = Elements {
    fields: &[
        Field::new("name", "name", BeganEmpty, Text(A::PasskeyUpdated)),
        verification(A::PasskeyUpdated, A::PasskeyUpdated),
    ],
    label: &["name"],
    noun: "passkey",
    added: A::PasskeyAdded,
    removed: A::PasskeyRemoved,
    updated: A::PasskeyUpdated,
};

/// A connected account: its identity decides who can sign in.
const ACCOUNT: &[Field] = &[
    account("provider", "provider"),
    account("provider_user_id", "user id at the provider"),
    // The name in older bodies.
    Field::at("google_id", account("provider_user_id", "user id at the provider")),
    account("email_address", "e-mail address"),
    Field::new(
        "email_address_verified",
        "verification of its e-mail address",
        Unknown,
        Flag(A::AccountChanged, A::AccountChanged),
    ),
    account("username", "user name"),
    account("phone_number", "phone number"),
    account("first_name", "first name"),
    account("last_name", "last name"),
    Field::at("given_name", account("first_name", "first name")),
    Field::at("family_name", account("last_name", "last name")),
    account("approved_scopes", "approved scopes"),
    account("protocol", "protocol"),
    Field::new("active", "use for signing in", Unknown, Flag(A::AccountChanged, A::AccountChanged)),
    verification(A::AccountVerified, A::AccountChanged),
    strategy(A::AccountChanged),
    account("enterprise_connection_id", "connection"),
    Field::at("saml_connection.id", account("connection_id", "connection")),
    Field::at("saml_connection.active", connection_active()),
    Field::at("saml_connection.domain", account("connection_domain", "domain of the connection")),
    Field::at("enterprise_connection.id", account("connection_id", "connection")),
    Field::at("enterprise_connection.active", connection_active()),
    Field::at("enterprise_connection.domain", account("connection_domain", "domain of the connection")),
];

const fn account(name: &'static str, noun: &'static str) -> Field {
    Field::new(name, noun, Unknown, Text(A::AccountChanged))
}

const fn connection_active() -> Field {
    Field::new("connection_active", "use of its connection", Unknown, Flag(A::AccountChanged, A::AccountChanged))
}

const fn accounts(noun: &'static str) -> Elements {
    Elements {
        fields: ACCOUNT,
        label: &["provider", "email_address", "username", "provider_user_id"],
        noun,
        added: A::AccountConnected,
        removed: A::AccountDisconnected,
        updated: A::AccountChanged,
    }
}

const EXTERNAL_ACCOUNTS: Elements = accounts("connected account");
const SAML_ACCOUNTS: Elements = accounts("SAML account");
const ENTERPRISE_ACCOUNTS: Elements = accounts("enterprise account");

const fn verification(verified: Action, updated: Action) -> Field {
    Field::at(
        "verification.status",
        Field::new("verification", "verification", BeganEmpty, Verification(verified, updated)),
    )
}

const fn strategy(updated: Action) -> Field {
    Field::at(
        "verification.strategy",
        Field::new("verification_strategy", "way of verification", Unknown, Text(updated)),
    )
}
