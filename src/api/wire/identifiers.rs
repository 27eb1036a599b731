//! Identifiers and sign-in methods of a user, with their audited fields, and which identifier a
//! filter matched.
//!
//! The field names equal those of the audited fields ([`audited`](crate::views::audited)); a test
//! finds any that is missing here.

use poem_openapi::Object;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::label::{IdentifierLabels, Label};
use crate::{query::identifier_match, views::audited::Snapshot};

/// An e-mail address.
#[derive(Debug, Default, Object, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
pub(crate) struct EmailAddress {
    /// Id of the entry, as Clerk writes it.
    id: String,
    /// The address.
    #[oai(nullable)]
    email_address: Option<String>,
    /// Verification status, for example `verified`. Null if not verified.
    #[oai(nullable)]
    verification: Option<String>,
    /// Verification method, for example `email_code` or `admin`.
    #[oai(nullable)]
    verification_strategy: Option<String>,
    /// True if no other user can claim it while it is unverified.
    #[oai(nullable)]
    reserved: Option<bool>,
    /// True if the domain signs in through one of your single sign-on connections.
    #[oai(nullable)]
    matches_sso_connection: Option<bool>,
}

/// A phone number. Backup codes are never stored in a view.
#[derive(Debug, Default, Object, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
pub(crate) struct PhoneNumber {
    /// Id of the entry, as Clerk writes it.
    id: String,
    /// The number in E.164 format.
    #[oai(nullable)]
    phone_number: Option<String>,
    /// Verification status, for example `verified`. Null if not verified.
    #[oai(nullable)]
    verification: Option<String>,
    /// Verification method, for example `phone_code`.
    #[oai(nullable)]
    verification_strategy: Option<String>,
    /// True if no other user can claim it while it is unverified.
    #[oai(nullable)]
    reserved: Option<bool>,
    /// True if the number is used only as a second factor.
    #[oai(nullable)]
    reserved_for_second_factor: Option<bool>,
    /// True if this is the default second factor.
    #[oai(nullable)]
    default_second_factor: Option<bool>,
}

/// A web3 wallet.
#[derive(Debug, Default, Object, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
pub(crate) struct Web3Wallet {
    /// Id of the entry, as Clerk writes it.
    id: String,
    /// Address of the wallet.
    #[oai(nullable)]
    web3_wallet: Option<String>,
    /// Verification status, for example `verified`. Null if not verified.
    #[oai(nullable)]
    verification: Option<String>,
    /// Verification method, for example `web3_metamask_signature`.
    #[oai(nullable)]
    verification_strategy: Option<String>,
}

/// A passkey.
#[derive(Debug, Default, Object, Deserialize)]
#[serde(default)]
pub(crate) struct Passkey {
    /// Id of the entry, as Clerk writes it.
    id: String,
    /// Name that the user gave to the passkey.
    #[oai(nullable)]
    name: Option<String>,
    /// Verification status, for example `verified`. Null if not verified.
    #[oai(nullable)]
    verification: Option<String>,
}

/// An account with another provider that signs the user in.
#[derive(Debug, Default, Object, Deserialize)]
#[serde(default)]
pub(crate) struct ExternalAccount {
    /// Id of the entry, as Clerk writes it.
    id: String,
    /// Provider, for example `oauth_google` or `saml_okta`.
    #[oai(nullable)]
    provider: Option<String>,
    /// Id of the user at the provider.
    #[oai(nullable)]
    provider_user_id: Option<String>,
    /// E-mail address of the user at the provider.
    #[oai(nullable)]
    email_address: Option<String>,
    /// True if the provider reports the address as verified.
    #[oai(nullable)]
    email_address_verified: Option<bool>,
    /// Username at the provider.
    #[oai(nullable)]
    username: Option<String>,
    /// Phone number at the provider.
    #[oai(nullable)]
    phone_number: Option<String>,
    /// First name at the provider.
    #[oai(nullable)]
    first_name: Option<String>,
    /// Last name at the provider.
    #[oai(nullable)]
    last_name: Option<String>,
    /// OAuth scopes that the user approved.
    #[oai(nullable)]
    approved_scopes: Option<String>,
    /// Protocol of an enterprise account: `saml` or `oauth`.
    #[oai(nullable)]
    protocol: Option<String>,
    /// True if the SAML or enterprise account can sign the user in.
    #[oai(nullable)]
    active: Option<bool>,
    /// Verification status, for example `verified`. Null if not verified.
    #[oai(nullable)]
    verification: Option<String>,
    /// Verification method, for example `oauth_google`.
    #[oai(nullable)]
    verification_strategy: Option<String>,
    /// Id of the enterprise connection.
    #[oai(nullable)]
    enterprise_connection_id: Option<String>,
    /// Id of the SAML or enterprise connection inside the account.
    #[oai(nullable)]
    connection_id: Option<String>,
    /// True if that connection is active.
    #[oai(nullable)]
    connection_active: Option<bool>,
    /// Domain of that connection.
    #[oai(nullable)]
    connection_domain: Option<String>,
}

/// The elements of an audited list, by id. `None` if no event has reported the list.
pub(crate) fn elements<T: DeserializeOwned>(snapshot: &Snapshot, list: &str) -> Option<Vec<T>> {
    snapshot.get(list)?;
    let elements = snapshot.elements(list).filter_map(|(id, element)| {
        let mut element = element.clone();
        element.insert("id".to_owned(), id.into());
        serde_json::from_value(Value::Object(element)).ok()
    });
    Some(elements.collect())
}

/// An identifier that matched a filter.
#[derive(Debug, Object)]
pub(crate) struct MatchedIdentifier {
    /// Query parameter that matched.
    parameter: Label<IdentifierLabels>,
    /// Value as Clerk sent it.
    value: String,
    /// True if this is a current value, false if it is a former one.
    current: bool,
}

impl MatchedIdentifier {
    /// `None` if no identifier filter was given.
    pub(crate) fn each(matched: Vec<identifier_match::IdentifierMatch>) -> Option<Vec<Self>> {
        let one = |identifier_match::IdentifierMatch { by, value, is_current }| Self {
            parameter: Label::new(by.as_str()),
            value,
            current: is_current,
        };
        (!matched.is_empty()).then(|| matched.into_iter().map(one).collect())
    }
}
