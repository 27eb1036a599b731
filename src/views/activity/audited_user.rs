//! The audited fields of users: what a snapshot keeps, and what it means when one differs from the snapshot before it.
//! Judges two snapshots and nothing else.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    actions::Action::{
        AccountConnected, AccountDisconnected, EmailAdded, EmailChanged, EmailRemoved, ExternalIdChanged, MfaChanged,
        MfaDisabled, MfaEnabled, PasskeyAdded, PasskeyRemoved, PasswordChanged, PasswordRemoved, PasswordSet,
        PhoneChanged, UserBanned, UserDeprovisioned, UserLocked, UserReprovisioned, UserUnbanned, UserUnlocked,
        UsernameChanged,
    },
    audited::{Audited, Text, borrowed, digest, metadata, sorted},
    comparison::Comparison,
};
use crate::{clock::Timestamp, event::clerk::User};

/// What is audited of a user. Lists are sorted, since their order says nothing; what a body leaves out of a list and
/// what it lists as empty are the same.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct AuditedUser<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_email: Text<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    emails: Vec<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_phone: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    banned: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locked: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deprovisioned: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password_last_updated_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    two_factor_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    totp_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backup_code_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mfa_enabled_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mfa_disabled_at: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    passkeys: Vec<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_accounts: Vec<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_metadata: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    private_metadata: Text<'a>,
}

impl<'a> AuditedUser<'a> {
    pub(super) fn of(user: &'a User<'a>) -> Self {
        let accounts = user.external_accounts.iter().map(|account| match &account.provider {
            Some(provider) => Cow::Owned(format!("{provider} {}", account.id)),
            None => borrowed(&account.id),
        });
        Self {
            primary_email: user.primary_email.as_ref().map(borrowed),
            emails: sorted(user.emails.iter().map(borrowed)),
            primary_phone: user.primary_phone.as_ref().map(borrowed),
            username: user.username.as_ref().map(borrowed),
            first_name: user.first_name.as_ref().map(borrowed),
            last_name: user.last_name.as_ref().map(borrowed),
            external_id: user.external_id.as_ref().map(borrowed),
            banned: user.banned,
            locked: user.locked,
            deprovisioned: user.deprovisioned,
            password_enabled: user.password_enabled,
            password_last_updated_at: user.password_last_updated_at.map(Timestamp::micros),
            two_factor_enabled: user.two_factor_enabled,
            totp_enabled: user.totp_enabled,
            backup_code_enabled: user.backup_code_enabled,
            mfa_enabled_at: user.mfa_enabled_at.map(Timestamp::micros),
            mfa_disabled_at: user.mfa_disabled_at.map(Timestamp::micros),
            passkeys: sorted(user.passkeys.iter().map(borrowed)),
            external_accounts: sorted(accounts),
            public_metadata: digest(user.public_metadata),
            private_metadata: digest(user.private_metadata),
        }
    }

    /// What lets a user in, or keeps one out. Nobody begins banned, locked or deprovisioned: a body that is silent about
    /// it is taken for one that says so, and rather shows a ban that is older than the field than hides one.
    fn standing(&self, earlier: &Self, to: &mut Comparison) {
        let switches = [
            ("banned", earlier.banned, self.banned, UserBanned, UserUnbanned),
            ("locked", earlier.locked, self.locked, UserLocked, UserUnlocked),
            ("deprovisioned", earlier.deprovisioned, self.deprovisioned, UserDeprovisioned, UserReprovisioned),
        ];
        for (field, from, now, on, off) in switches {
            if let Some(is_on) = to.flag(field, from, now, Some(false)) {
                to.means(if is_on { on } else { off }, true);
            }
        }
    }

    /// Of a password and of second factors nobody knows how they began: a flag that was absent before is no change. The
    /// times tell of what happened between two snapshots even where the flag is the same in both.
    fn credentials(&self, earlier: &Self, to: &mut Comparison) {
        let password = to.flag("password_enabled", earlier.password_enabled, self.password_enabled, None);
        let is_newer =
            to.moment("password_last_updated_at", earlier.password_last_updated_at, self.password_last_updated_at);
        to.means(PasswordSet, password == Some(true));
        to.means(PasswordRemoved, password == Some(false));
        to.means(PasswordChanged, password.is_none() && is_newer);

        let second = to.flag("two_factor_enabled", earlier.two_factor_enabled, self.two_factor_enabled, None);
        let totp = to.flag("totp_enabled", earlier.totp_enabled, self.totp_enabled, None);
        let codes = to.flag("backup_code_enabled", earlier.backup_code_enabled, self.backup_code_enabled, None);
        // Neither time is cleared when the other thing happens.
        let on = to.moment("mfa_enabled_at", earlier.mfa_enabled_at, self.mfa_enabled_at) || second == Some(true);
        let off = to.moment("mfa_disabled_at", earlier.mfa_disabled_at, self.mfa_disabled_at) || second == Some(false);
        to.means(MfaEnabled, on);
        to.means(MfaDisabled, off);
        to.means(MfaChanged, !on && !off && (totp.is_some() || codes.is_some()));

        let (added, removed) = to.list("passkeys", &earlier.passkeys, &self.passkeys);
        to.means(PasskeyAdded, added);
        to.means(PasskeyRemoved, removed);
        let (added, removed) = to.list("external_accounts", &earlier.external_accounts, &self.external_accounts);
        to.means(AccountConnected, added);
        to.means(AccountDisconnected, removed);
    }
}

impl Audited for AuditedUser<'_> {
    fn compare(&self, earlier: &Self, to: &mut Comparison) {
        self.standing(earlier, to);
        let changed = to.text("primary_email", earlier.primary_email.as_deref(), self.primary_email.as_deref());
        to.means(EmailChanged, changed);
        let (added, removed) = to.list("emails", &earlier.emails, &self.emails);
        to.means(EmailAdded, added);
        to.means(EmailRemoved, removed);
        let changed = to.text("primary_phone", earlier.primary_phone.as_deref(), self.primary_phone.as_deref());
        to.means(PhoneChanged, changed);
        let changed = to.text("username", earlier.username.as_deref(), self.username.as_deref());
        to.means(UsernameChanged, changed);
        let changed = to.text("external_id", earlier.external_id.as_deref(), self.external_id.as_deref());
        to.means(ExternalIdChanged, changed);
        // A name lets nobody in: a change, without an action of its own.
        to.text("first_name", earlier.first_name.as_deref(), self.first_name.as_deref());
        to.text("last_name", earlier.last_name.as_deref(), self.last_name.as_deref());
        self.credentials(earlier, to);
        metadata(
            to,
            (earlier.public_metadata.as_deref(), self.public_metadata.as_deref()),
            (earlier.private_metadata.as_deref(), self.private_metadata.as_deref()),
        );
    }
}
