//! By what a user is known and let in, each with what is audited of it. The names of the fields
//! are those of the audited fields ([`audited`](crate::views::audited)); a test finds one that is
//! missing here.

use poem_openapi::Object;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::views::audited::Snapshot;

/// An e-mail address.
#[derive(Debug, Default, Object, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
pub(super) struct EmailAddress {
    /// The provider's id for it.
    id: String,
    /// The address.
    #[oai(nullable)]
    email_address: Option<String>,
    /// How far it is verified, for example `verified`; null where it is not at all.
    #[oai(nullable)]
    verification: Option<String>,
    /// By what it is verified, for example `email_code` or `admin`.
    #[oai(nullable)]
    verification_strategy: Option<String>,
    /// Whether nobody else can take it while it is not verified.
    #[oai(nullable)]
    reserved: Option<bool>,
    /// Whether its domain signs in by a single sign-on of yours.
    #[oai(nullable)]
    matches_sso_connection: Option<bool>,
}

/// A telephone number. Its backup codes are never kept.
#[derive(Debug, Default, Object, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
pub(super) struct PhoneNumber {
    /// The provider's id for it.
    id: String,
    /// The number.
    #[oai(nullable)]
    phone_number: Option<String>,
    /// How far it is verified; null where it is not at all.
    #[oai(nullable)]
    verification: Option<String>,
    /// By what it is verified, for example `phone_code`.
    #[oai(nullable)]
    verification_strategy: Option<String>,
    /// Whether nobody else can take it while it is not verified.
    #[oai(nullable)]
    reserved: Option<bool>,
    /// Whether it is a second factor only.
    #[oai(nullable)]
    reserved_for_second_factor: Option<bool>,
    /// Whether it is the second factor that is asked for first.
    #[oai(nullable)]
    default_second_factor: Option<bool>,
}

/// A wallet.
#[derive(Debug, Default, Object, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
pub(super) struct Wallet {
    /// The provider's id for it.
    id: String,
    /// The address of the wallet.
    #[oai(nullable)]
    web3_wallet: Option<String>,
    /// How far it is verified; null where it is not at all.
    #[oai(nullable)]
    verification: Option<String>,
    /// By what it is verified, for example `web3_metamask_signature`.
    #[oai(nullable)]
    verification_strategy: Option<String>,
}

/// A passkey.
#[derive(Debug, Default, Object, Deserialize)]
#[serde(default)]
pub(super) struct Passkey {
    /// The provider's id for it.
    id: String,
    /// What its user calls it.
    #[oai(nullable)]
    name: Option<String>,
    /// How far it is verified.
    #[oai(nullable)]
    verification: Option<String>,
}

/// An account elsewhere that signs the user in: whom it names there.
#[derive(Debug, Default, Object, Deserialize)]
#[serde(default)]
pub(super) struct Account {
    /// The provider's id for it.
    id: String,
    /// Where it is, for example `oauth_google` or `saml_okta`.
    #[oai(nullable)]
    provider: Option<String>,
    /// The id of the user there.
    #[oai(nullable)]
    provider_user_id: Option<String>,
    /// The e-mail address of the user there.
    #[oai(nullable)]
    email_address: Option<String>,
    /// Whether the other side says that the address is verified.
    #[oai(nullable)]
    email_address_verified: Option<bool>,
    /// The user name there.
    #[oai(nullable)]
    username: Option<String>,
    /// The telephone number there.
    #[oai(nullable)]
    phone_number: Option<String>,
    /// The first name there.
    #[oai(nullable)]
    first_name: Option<String>,
    /// The last name there.
    #[oai(nullable)]
    last_name: Option<String>,
    /// What may be asked of the other side.
    #[oai(nullable)]
    approved_scopes: Option<String>,
    /// Of an enterprise account, how it signs in: `saml` or `oauth`.
    #[oai(nullable)]
    protocol: Option<String>,
    /// Of a SAML or enterprise account, whether it signs the user in.
    #[oai(nullable)]
    active: Option<bool>,
    /// How far it is verified; null where it is not at all.
    #[oai(nullable)]
    verification: Option<String>,
    /// By what it is verified.
    #[oai(nullable)]
    verification_strategy: Option<String>,
    /// Of an enterprise account, the id of its connection.
    #[oai(nullable)]
    enterprise_connection_id: Option<String>,
    /// Of a SAML or enterprise account, the id of the connection as the description embeds it.
    #[oai(nullable)]
    connection_id: Option<String>,
    /// Whether that connection is active.
    #[oai(nullable)]
    connection_active: Option<bool>,
    /// The domain of that connection.
    #[oai(nullable)]
    connection_domain: Option<String>,
}

/// The elements of a list, by id; `None` where the description does not have it.
pub(super) fn elements<T: DeserializeOwned>(snapshot: &Snapshot, list: &str) -> Option<Vec<T>> {
    snapshot.get(list)?;
    let elements = snapshot.elements(list).filter_map(|(id, element)| {
        let mut element = element.clone();
        element.insert("id".to_owned(), id.into());
        serde_json::from_value(Value::Object(element)).ok()
    });
    Some(elements.collect())
}
