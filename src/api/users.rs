//! Users over HTTP.

use std::sync::Arc;

use poem::{http::Uri, web::Data};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use serde_json::Value;

use super::{
    auth::BearerKey,
    error::Problem,
    history::asking::Asking,
    identifiers::{Account, EmailAddress, Passkey, PhoneNumber, Wallet, elements},
    matched::Matched,
    page::{self, Listed, listed},
    parameters::{AsOf, Limit, Moment, Order, Text, identifiers, text},
    refusals::OneProblem,
    state::State,
    tags::Tag,
};
use crate::{
    access::{Grant, Scope},
    clock::Timestamp,
    query::{
        history::of_users::OfUsers,
        users::{self, UserFilter},
    },
    text::identifier::IdentifierKind,
    views::audited::Snapshot,
};

pub(super) struct UserList;

/// A user as last described. A user who is known by a session, a membership or a deletion only has an id and little else.
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
pub(super) struct User {
    /// The id.
    user_id: String,
    /// Who told of the user.
    source: String,
    /// The instance of the provider.
    #[oai(nullable)]
    instance_id: Option<String>,
    /// The primary e-mail address.
    #[oai(nullable)]
    primary_email: Option<String>,
    /// The e-mail addresses of the description, sorted.
    emails: Vec<String>,
    /// Every other address that was ever seen, sorted: those that the newest description does not have any more.
    former_emails: Vec<String>,
    /// The primary telephone number.
    #[oai(nullable)]
    primary_phone: Option<String>,
    /// The address of the primary wallet.
    #[oai(nullable)]
    primary_wallet: Option<String>,
    /// The e-mail addresses with what is known of each. This and the lists below are null where no description has them.
    #[oai(nullable)]
    email_addresses: Option<Vec<EmailAddress>>,
    /// The telephone numbers.
    #[oai(nullable)]
    phone_numbers: Option<Vec<PhoneNumber>>,
    /// The wallets.
    #[oai(nullable)]
    web3_wallets: Option<Vec<Wallet>>,
    /// The accounts with other providers that sign the user in.
    #[oai(nullable)]
    external_accounts: Option<Vec<Account>>,
    /// The SAML accounts that sign the user in.
    #[oai(nullable)]
    saml_accounts: Option<Vec<Account>>,
    /// The enterprise accounts that sign the user in, by SAML or otherwise.
    #[oai(nullable)]
    enterprise_accounts: Option<Vec<Account>>,
    /// The passkeys.
    #[oai(nullable)]
    passkeys: Option<Vec<Passkey>>,
    /// First name.
    #[oai(nullable)]
    first_name: Option<String>,
    /// Last name.
    #[oai(nullable)]
    last_name: Option<String>,
    /// The language, as `en-US`.
    #[oai(nullable)]
    locale: Option<String>,
    /// User name.
    #[oai(nullable)]
    username: Option<String>,
    /// Your own id for the user.
    #[oai(nullable)]
    external_id: Option<String>,
    /// When the user was created.
    #[oai(nullable)]
    created_at: Option<Moment>,
    /// When the user was last changed.
    #[oai(nullable)]
    updated_at: Option<Moment>,
    /// When the user was deleted, for good.
    #[oai(nullable)]
    deleted_at: Option<Moment>,
    /// The last sign-in in person: the later of what the provider says and of the sessions that
    /// are known.
    #[oai(nullable)]
    last_sign_in_at: Option<Moment>,
    /// How many sessions the user began in person, each counted once.
    sign_ins: i64,
    /// Whether the user is banned.
    #[oai(nullable)]
    banned: Option<bool>,
    /// Whether the user is locked out. No event tells the end of a lock-out that ends by itself: once
    /// `lockout_expires_at` has passed, this is false.
    #[oai(nullable)]
    locked: Option<bool>,
    /// Whether the end of a lock-out is inferred: no event told it.
    lock_end_inferred: bool,
    /// When the lock-out ends, or ended, by itself; null on a user who is locked out for good.
    #[oai(nullable)]
    lockout_expires_at: Option<Moment>,
    /// Whether the company's directory has taken the user away.
    #[oai(nullable)]
    deprovisioned: Option<bool>,
    /// The id of the company's directory (SCIM) that the user comes from.
    #[oai(nullable)]
    scim_directory_id: Option<String>,
    /// Whether that directory is in use.
    #[oai(nullable)]
    scim_directory_enabled: Option<bool>,
    /// The id of the user in that directory.
    #[oai(nullable)]
    scim_external_id: Option<String>,
    /// Whether new devices of the user are not checked.
    #[oai(nullable)]
    bypass_client_trust: Option<bool>,
    /// Whether the user may delete the account.
    #[oai(nullable)]
    delete_self_enabled: Option<bool>,
    /// Whether the user may create organizations.
    #[oai(nullable)]
    create_organization_enabled: Option<bool>,
    /// How many organizations the user may create; null for any number.
    #[oai(nullable)]
    create_organizations_limit: Option<i64>,
    /// When the user last accepted the terms.
    #[oai(nullable)]
    legal_accepted_at: Option<Moment>,
    /// Whether there is a password.
    #[oai(nullable)]
    password_enabled: Option<bool>,
    /// When the password was last set or changed.
    #[oai(nullable)]
    password_last_updated_at: Option<Moment>,
    /// When a second factor was last turned on. Not cleared when it is turned off.
    #[oai(nullable)]
    mfa_enabled_at: Option<Moment>,
    /// When a second factor was last turned off. Not cleared when it is turned on.
    #[oai(nullable)]
    mfa_disabled_at: Option<Moment>,
    /// Whether a second factor is asked for.
    #[oai(nullable)]
    two_factor_enabled: Option<bool>,
    /// Whether an authenticator app is one.
    #[oai(nullable)]
    totp_enabled: Option<bool>,
    /// Whether backup codes are one.
    #[oai(nullable)]
    backup_code_enabled: Option<bool>,
    /// Since when this may be incomplete, because an event about it could not be read: see `/v1/undecodable`; else null.
    #[oai(nullable)]
    incomplete_since: Option<Moment>,
    /// In a list, by which of the identifiers that were asked for the user was found; else absent.
    #[oai(skip_serializing_if_is_none)]
    matched: Option<Vec<Matched>>,
}

impl From<users::User> for User {
    fn from(user: users::User) -> Self {
        let users::User {
            row,
            last_sign_in_at,
            sign_ins,
            locked,
            lock_end_inferred,
            emails,
            former_emails,
            matched,
            incomplete_since,
        } = user;
        let moment = |micros: Option<i64>| micros.map(|micros| Moment(Timestamp::from_micros(micros)));
        let audited = Snapshot::parse(row.audited.as_deref());
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
            last_sign_in_at: last_sign_in_at.map(Moment),
            created_at: moment(row.created_at),
            updated_at: moment(row.updated_at),
            deleted_at: moment(row.deleted_at),
            incomplete_since: incomplete_since.map(Moment),
            matched: Matched::each(matched),
        }
    }
}

#[OpenApi(tag = "Tag::Users")]
impl UserList {
    /// List users
    ///
    /// By source and id, deleted ones included. Users of instances that are not configured are left out unless
    /// `instance_id` asks for them.
    #[oai(
        path = "/v1/users",
        method = "get",
        operation_id = "list_users",
        response_header(name = "link", ty = "Option<String>", description = "The pages beside this one (RFC 8288).")
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        uri: &Uri,
        /// With this e-mail address, now or formerly; capital and small letters are the same. A + is written `%2B`.
        email: Query<Option<Text>>,
        /// With this telephone number, now or formerly: its digits behind `%2B` and the country code.
        phone: Query<Option<Text>>,
        /// With this user name, now or formerly; capital and small letters are the same.
        username: Query<Option<Text>>,
        /// With this id of your own, now or formerly.
        external_id: Query<Option<Text>>,
        /// With a web3 wallet of this address, now or formerly; in a hexadecimal address capital and small letters are
        /// the same.
        wallet: Query<Option<Text>>,
        /// Told by this source.
        source: Query<Option<Text>>,
        /// Of this instance of the provider.
        instance_id: Query<Option<Text>>,
        /// How many rows at most.
        limit: Query<Option<Limit>>,
        /// Which end comes first; the greatest id, if nothing is said.
        order: Query<Option<Order>>,
        /// The page after this cursor.
        after: Query<Option<Text>>,
        /// The page before this cursor.
        before: Query<Option<Text>>,
    ) -> Result<Listed<User>, Problem> {
        let filter = UserFilter {
            source: text(source.0),
            instance_id: text(instance_id.0),
            identifiers: identifiers([
                (IdentifierKind::Email, email.0),
                (IdentifierKind::Phone, phone.0),
                (IdentifierKind::Username, username.0),
                (IdentifierKind::ExternalId, external_id.0),
                (IdentifierKind::Wallet, wallet.0),
            ])?,
        };
        let request = page::request(limit, order, after, before);
        let now = state.clock.now();
        Ok(listed(uri, users::list(&state.store, &filter, &state.instances(), &grant.sources, &request, now).await?))
    }

    /// Get a user
    #[oai(path = "/v1/users/:user_id", method = "get", operation_id = "get_user")]
    async fn one(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The id of the user, percent-encoded.
        user_id: Path<Text>,
        /// As of this moment: a time (what was true then) or a position of the log (what was known then). A position that
        /// the log does not hold is a 409; so is `POSITION@DIGITS`, the first 12 digits of the `commitment` of the event
        /// at it, where another event is there now.
        as_of: Query<Option<AsOf>>,
        /// Who told of the user; needed only where two sources know the id.
        source: Query<Option<Text>>,
    ) -> Result<Json<User>, OneProblem> {
        if let Some(moment) = as_of.0 {
            return Asking { state, grant, id: &user_id.0, source }.at::<OfUsers, _>(moment).await;
        }
        let now = state.clock.now();
        let found = users::one(&state.store, &user_id.0.0, text(source.0).as_deref(), &grant.sources, now).await?;
        found.map(|user| Json(user.into())).ok_or_else(|| OneProblem::not_found("user"))
    }
}
