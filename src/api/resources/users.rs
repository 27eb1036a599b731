//! Lists users and returns one of them.

use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use serde_json::Value;

use super::history::query::HistoryQuery;
use crate::{
    api::{
        middleware::auth::{Granted, ViewsRead},
        wire::{
            document::Tag,
            error::Problem,
            identifiers::{
                EmailAddress, ExternalAccount, MatchedIdentifier, Passkey, PhoneNumber, Web3Wallet, elements,
            },
            ids::{ExternalId, InstanceId, UserId},
            page::{Asked, Listed, listed},
            parameters::{
                AsOf, BoolParam, DateTime, Limit, NonEmptyText, Order, SearchParam, UserOrder, choice, date_time,
                identifiers, search, text,
            },
            refusals::OneProblem,
        },
    },
    clock::Timestamp,
    query::{
        history::users::UserHistory,
        users::{self, UserFilter},
    },
    text::identifier::IdentifierKind,
    views::audited::Snapshot,
};

pub(crate) struct Users;

/// A user, as last reported.
///
/// If a user is known only from a session, a membership or a deletion, most fields are null.
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
pub(crate) struct User {
    /// User id, as Clerk writes it.
    user_id: String,
    /// Name of the source that reported the user, as configured.
    source: String,
    /// Clerk instance (`ins_…`). Null if the event names none.
    #[oai(nullable)]
    instance_id: Option<String>,
    /// Primary e-mail address. Null if unknown.
    #[oai(nullable)]
    primary_email: Option<String>,
    /// All e-mail addresses that the user has now, sorted. Those of connected accounts are in
    /// `external_accounts`, `saml_accounts` and `enterprise_accounts`.
    emails: Vec<String>,
    /// E-mail addresses that the user had earlier and has no longer, sorted.
    former_emails: Vec<String>,
    /// Primary phone number in E.164 format. Null if there is none.
    #[oai(nullable)]
    primary_phone: Option<String>,
    /// Address of the primary web3 wallet. Null if there is none.
    #[oai(nullable)]
    primary_wallet: Option<String>,
    /// E-mail addresses with their verification. Null if no event has reported them.
    #[oai(nullable)]
    email_addresses: Option<Vec<EmailAddress>>,
    /// Phone numbers with their verification. Null if no event has reported them.
    #[oai(nullable)]
    phone_numbers: Option<Vec<PhoneNumber>>,
    /// Web3 wallets with their verification. Null if no event has reported them.
    #[oai(nullable)]
    web3_wallets: Option<Vec<Web3Wallet>>,
    /// Accounts with other providers that sign the user in (OAuth). Null if no event has reported
    /// them.
    #[oai(nullable)]
    external_accounts: Option<Vec<ExternalAccount>>,
    /// SAML accounts that sign the user in. Null if no event has reported them.
    #[oai(nullable)]
    saml_accounts: Option<Vec<ExternalAccount>>,
    /// Enterprise accounts (SAML or OAuth) that sign the user in. Null if no event has reported
    /// them.
    #[oai(nullable)]
    enterprise_accounts: Option<Vec<ExternalAccount>>,
    /// Passkeys. Null if no event has reported them.
    #[oai(nullable)]
    passkeys: Option<Vec<Passkey>>,
    /// First name.
    #[oai(nullable)]
    first_name: Option<String>,
    /// Last name.
    #[oai(nullable)]
    last_name: Option<String>,
    /// Language tag, for example `en-US`.
    #[oai(nullable)]
    locale: Option<String>,
    /// Username.
    #[oai(nullable)]
    username: Option<String>,
    /// Id of the user in your own system.
    #[oai(nullable)]
    external_id: Option<String>,
    /// When the user was created.
    #[oai(nullable)]
    created_at: Option<DateTime>,
    /// When the user was last updated.
    #[oai(nullable)]
    updated_at: Option<DateTime>,
    /// When the user was deleted. Null if the user was not deleted.
    #[oai(nullable)]
    deleted_at: Option<DateTime>,
    /// Last sign-in by the user in person (no impersonation, no agent, and completed): the latest
    /// of what Clerk reported in any description of the user, and of the starts of the known
    /// sessions. Null if none is known; the log does not know what happened before it began.
    #[oai(nullable)]
    last_sign_in_at: Option<DateTime>,
    /// Number of sessions that the user started in person.
    sign_ins: i64,
    /// True if the user is banned.
    #[oai(nullable)]
    banned: Option<bool>,
    /// True if the user is locked out. Clerk reports no event when a lockout expires, so this
    /// becomes false once `lockout_expires_at` has passed.
    #[oai(nullable)]
    locked: Option<bool>,
    /// True if the end of the lockout is inferred from `lockout_expires_at`.
    lock_end_inferred: bool,
    /// When the lockout expires or expired. Null without a lockout, or for a lockout without an
    /// end.
    #[oai(nullable)]
    lockout_expires_at: Option<DateTime>,
    /// True if the company directory (SCIM) has deprovisioned the user.
    #[oai(nullable)]
    deprovisioned: Option<bool>,
    /// Id of the company directory (SCIM) that manages the user.
    #[oai(nullable)]
    scim_directory_id: Option<String>,
    /// True if that directory is enabled.
    #[oai(nullable)]
    scim_directory_enabled: Option<bool>,
    /// Id of the user in that directory.
    #[oai(nullable)]
    scim_external_id: Option<String>,
    /// True if new devices of the user are not verified.
    #[oai(nullable)]
    bypass_client_trust: Option<bool>,
    /// True if the user may delete the account.
    #[oai(nullable)]
    delete_self_enabled: Option<bool>,
    /// True if the user may create organizations.
    #[oai(nullable)]
    create_organization_enabled: Option<bool>,
    /// Number of organizations that the user may create. Null for no limit.
    #[oai(nullable)]
    create_organizations_limit: Option<i64>,
    /// When the user last accepted the terms.
    #[oai(nullable)]
    legal_accepted_at: Option<DateTime>,
    /// True if the user has a password.
    #[oai(nullable)]
    password_enabled: Option<bool>,
    /// When the password was last set or changed.
    #[oai(nullable)]
    password_last_updated_at: Option<DateTime>,
    /// When a second factor was last enabled. Kept after it is disabled.
    #[oai(nullable)]
    mfa_enabled_at: Option<DateTime>,
    /// When a second factor was last disabled. Kept after it is enabled again.
    #[oai(nullable)]
    mfa_disabled_at: Option<DateTime>,
    /// True if sign-in requires a second factor.
    #[oai(nullable)]
    two_factor_enabled: Option<bool>,
    /// True if an authenticator app (TOTP) is enabled.
    #[oai(nullable)]
    totp_enabled: Option<bool>,
    /// True if backup codes are enabled.
    #[oai(nullable)]
    backup_code_enabled: Option<bool>,
    /// Set when a projection skipped an event about this user (a failure): data may be missing
    /// from this time on. `/v1/undecodable` lists those events. Null otherwise.
    #[oai(nullable)]
    failure_since: Option<DateTime>,
    /// In lists filtered by an identifier: the identifiers that matched. Absent otherwise.
    #[oai(skip_serializing_if_is_none)]
    matched: Option<Vec<MatchedIdentifier>>,
}

impl From<users::User> for User {
    fn from(user: users::User) -> Self {
        let users::User {
            row,
            audited,
            last_sign_in_at,
            sign_ins,
            locked,
            lock_end_inferred,
            emails,
            former_emails,
            matched,
            incomplete_since,
        } = user;
        let moment = |micros: Option<i64>| micros.map(|micros| DateTime(Timestamp::from_micros(micros)));
        let audited = Snapshot::parse(audited.as_deref());
        let text = |name| audited.get(name).and_then(Value::as_str).map(str::to_owned);
        let flag = |name| audited.get(name).and_then(Value::as_bool);
        let number = |name| audited.get(name).and_then(Value::as_i64);
        Self {
            primary_wallet: text("primary_wallet"),
            email_addresses: elements(&audited, "email_addresses"),
            phone_numbers: elements(&audited, "phone_numbers"),
            web3_wallets: elements(&audited, "web3_wallets"),
            external_accounts: elements(&audited, "external_accounts"),
            saml_accounts: elements(&audited, "saml_accounts"),
            enterprise_accounts: elements(&audited, "enterprise_accounts"),
            passkeys: elements(&audited, "passkeys"),
            locale: text("locale"),
            scim_directory_id: text("scim_directory_id"),
            scim_directory_enabled: flag("scim_directory_enabled"),
            scim_external_id: text("scim_external_id"),
            bypass_client_trust: flag("bypass_client_trust"),
            delete_self_enabled: flag("delete_self_enabled"),
            create_organization_enabled: flag("create_organization_enabled"),
            create_organizations_limit: number("create_organizations_limit"),
            legal_accepted_at: moment(number("legal_accepted_at")),
            password_last_updated_at: moment(number("password_last_updated_at")),
            mfa_enabled_at: moment(number("mfa_enabled_at")),
            mfa_disabled_at: moment(number("mfa_disabled_at")),
            user_id: row.user_id,
            source: row.source,
            instance_id: row.instance_id,
            primary_email: row.primary_email,
            emails,
            former_emails,
            primary_phone: row.primary_phone,
            first_name: row.first_name,
            last_name: row.last_name,
            username: row.username,
            external_id: row.external_id,
            banned: row.banned,
            locked,
            lock_end_inferred,
            lockout_expires_at: moment(row.lockout_expires_at),
            deprovisioned: row.deprovisioned,
            password_enabled: row.password_enabled,
            two_factor_enabled: row.two_factor_enabled,
            totp_enabled: row.totp_enabled,
            backup_code_enabled: row.backup_code_enabled,
            sign_ins,
            last_sign_in_at: last_sign_in_at.map(DateTime),
            created_at: moment(row.created_at),
            updated_at: moment(row.updated_at),
            deleted_at: moment(row.deleted_at),
            failure_since: incomplete_since.map(DateTime),
            matched: MatchedIdentifier::each(matched),
        }
    }
}

#[OpenApi(tag = "Tag::Users")]
impl Users {
    /// List users
    ///
    /// Sorted by source and id unless you ask for another order, including deleted users.
    /// Identifier filters and `q` match current and former values. Filters by what a user may or
    /// may not have leave out users of whom no event reports it.
    #[oai(path = "/v1/users", method = "get", operation_id = "list_users")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        granted: Granted<ViewsRead>,
        asked: Asked,
        /// Only users who have or had words that begin with these, in any order: words of first
        /// and last name, username, e-mail address, phone number, `external_id`, wallet address
        /// and `user_id`. `ada lovel`, `lovelace` and `example.com` find a user with the address
        /// `ada.lovelace@example.com`. Case and accents do not matter: `jose` finds José. At least
        /// 2 letters or digits (1 ideograph), at most 8 words. Sorted by the word that is found,
        /// unless an identifier is asked for too. A page examines at most 2,500 words.
        q: Query<Option<SearchParam>>,
        /// Only users who have or had this e-mail address, or a connected, SAML or enterprise
        /// account with it. Case-insensitive. Write `+` as `%2B`. `mailto:ada@example.com` and
        /// `Ada <ada@example.com>` are understood.
        email: Query<Option<NonEmptyText>>,
        /// Only users who have or had this phone number, with country code, or a connected account
        /// with it. Write `+` as `%2B`. `tel:` before it is understood.
        phone: Query<Option<NonEmptyText>>,
        /// Only users who have or had this username. Case-insensitive.
        username: Query<Option<NonEmptyText>>,
        /// Only users who have or had this id in your own system.
        external_id: Query<Option<ExternalId>>,
        /// Only users who have or had this web3 wallet address. Hexadecimal addresses are
        /// case-insensitive.
        wallet: Query<Option<NonEmptyText>>,
        /// Only users who signed in, but not at this time or later, as far as the log knows:
        /// dormant accounts. Sorted by `last_sign_in_at` unless `order_by` says otherwise. Users
        /// who never signed in are found by `never_signed_in`.
        last_sign_in_before: Query<Option<DateTime>>,
        /// True for users without a `last_sign_in_at`, false for all others.
        never_signed_in: Query<Option<BoolParam>>,
        /// True for users with a second factor (`two_factor_enabled`), false for users without.
        mfa: Query<Option<BoolParam>>,
        /// True for banned users, false for users who are not banned.
        banned: Query<Option<BoolParam>>,
        /// Only rows from this source.
        source: Query<Option<NonEmptyText>>,
        /// Only rows of this Clerk instance. Without it, rows of instances that are not
        /// configured are left out.
        instance_id: Query<Option<InstanceId>>,
        /// What to sort by: source and id (the default), or `last_sign_in_at`, where users who
        /// never signed in come first in ascending order.
        order_by: Query<Option<UserOrder>>,
        /// Maximum number of rows on the page.
        limit: Query<Option<Limit>>,
        /// Sort direction.
        order: Query<Option<Order>>,
        /// Cursor: return the rows after it. Take it from `page.next`.
        after: Query<Option<NonEmptyText>>,
        /// Cursor: return the rows before it. Take it from `page.prev`.
        before: Query<Option<NonEmptyText>>,
    ) -> Result<Listed<User>, Problem> {
        let filter = UserFilter {
            source: text(source.0),
            instance_id: text(instance_id.0),
            identifiers: identifiers([
                (IdentifierKind::Email, text(email.0)),
                (IdentifierKind::Phone, text(phone.0)),
                (IdentifierKind::Username, text(username.0)),
                (IdentifierKind::ExternalId, text(external_id.0)),
                (IdentifierKind::Wallet, text(wallet.0)),
            ])?,
            search: search(q.0),
            last_sign_in_before: date_time(last_sign_in_before.0),
            never_signed_in: choice(never_signed_in.0),
            mfa: choice(mfa.0),
            banned: choice(banned.0),
            order_by: choice(order_by.0),
        };
        let request = asked.page(limit, order, after, before);
        let now = granted.now();
        Ok(listed(
            asked,
            users::list(granted.store(), &filter, &granted.instances(), granted.allowed_sources(), &request, now)
                .await?,
        ))
    }

    /// Get a user
    #[oai(path = "/v1/users/:user_id", method = "get", operation_id = "get_user")]
    async fn one(
        &self,
        granted: Granted<ViewsRead>,
        /// Id of the user, percent-encoded.
        user_id: Path<UserId>,
        /// Point in the past: a time (what was true then, by what is known today) or a log
        /// position (what was known when the log ended there). `POSITION@DIGITS`, with the first
        /// 12 hex digits of that event's `commitment`, makes sure that it is still the same log.
        /// A position that the log does not have is answered 409.
        as_of: Query<Option<AsOf>>,
        /// Source of the user. Required only if two sources have the same id.
        source: Query<Option<NonEmptyText>>,
    ) -> Result<Json<User>, OneProblem> {
        if let Some(moment) = as_of.0 {
            return HistoryQuery { caller: &granted, id: &user_id.0.0, source }.at::<UserHistory, _>(moment).await;
        }
        let now = granted.now();
        let found =
            users::one(granted.store(), &user_id.0.0, text(source.0).as_deref(), granted.allowed_sources(), now)
                .await?;
        found.map(|user| Json(user.into())).ok_or_else(|| OneProblem::not_found("user"))
    }
}
