//! Decodes the `user` family: a full description, or a deletion notice.

use super::fields::{Content, DataTimes, Id, Text, count, flag, id, text, timestamp};
use crate::{
    clock::Timestamp,
    event::json::{JsonReader, NotJson},
};

/// The only type of the family without a description.
pub(super) const DELETED: &str = "user.deleted";

/// A description of a user: `data` of `user.…` events and `data.user` of session events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct User<'a> {
    /// `user_…`.
    pub id: Text<'a>,
    /// The e-mail address with the id `primary_email_address_id`; never just the first one.
    pub primary_email: Option<Text<'a>>,
    /// All e-mail addresses in document order.
    pub emails: Vec<Text<'a>>,
    /// The phone number with the id `primary_phone_number_id`.
    pub primary_phone: Option<Text<'a>>,
    /// All phone numbers in document order.
    pub phones: Vec<Text<'a>>,
    /// The addresses of all web3 wallets in document order.
    pub wallets: Vec<Text<'a>>,
    /// The e-mail addresses of all connected, SAML and enterprise accounts.
    pub account_emails: Vec<Text<'a>>,
    /// The phone numbers of the same.
    pub account_phones: Vec<Text<'a>>,
    pub first_name: Option<Text<'a>>,
    pub last_name: Option<Text<'a>>,
    pub username: Option<Text<'a>>,
    /// The customer's own id for the user.
    pub external_id: Option<Text<'a>>,
    pub banned: Option<bool>,
    pub locked: Option<bool>,
    /// Remaining seconds of a lock. `None` for a locked user: no end.
    pub lockout_expires_in_seconds: Option<i64>,
    /// Whether the company's directory deprovisioned the user.
    pub deprovisioned: Option<bool>,
    pub password_enabled: Option<bool>,
    pub two_factor_enabled: Option<bool>,
    /// Whether an authenticator app is a second factor.
    pub totp_enabled: Option<bool>,
    /// Whether backup codes are a second factor.
    pub backup_code_enabled: Option<bool>,
    pub last_sign_in_at: Option<Timestamp>,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    /// The source text of the object, from which audited fields are read. Empty if there is none.
    pub object: &'a [u8],
}

impl User<'_> {
    /// Whether it names the object and says nothing else of it: a notice, and no description.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        *self == Self { id: self.id.clone(), updated_at: self.updated_at, object: self.object, ..Self::default() }
    }
}

/// `data` of `user.deleted`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserDeleted<'a> {
    /// `user_…`.
    pub id: Text<'a>,
    /// The customer's own id for the user, if the notice has it.
    pub external_id: Option<Text<'a>>,
}

/// Reads `data` of an event of this family except the deletion.
pub(super) fn read<'a>(data: &mut JsonReader<'a>) -> Result<Content<'a, User<'a>>, NotJson> {
    let Some((own_id, user)) = read_object(data)? else { return Ok(Content::missing()) };
    let times = DataTimes { updated_at: user.updated_at, created_at: user.created_at };
    let object_id = own_id.clone().usable();
    Ok(Content { data: own_id.required("data.id").map(|id| User { id, ..user }), times, object_id })
}

/// Reads the user embedded in another family's `data`. `None` without a usable id.
pub(super) fn read_embedded<'a>(user: &mut JsonReader<'a>) -> Result<Option<User<'a>>, NotJson> {
    Ok(read_object(user)?.and_then(|(id, user)| Some(User { id: id.usable()?, ..user })))
}

pub(super) fn read_deleted<'a>(data: &mut JsonReader<'a>) -> Result<Content<'a, UserDeleted<'a>>, NotJson> {
    Ok(read(data)?.map(|user| UserDeleted { id: user.id, external_id: user.external_id }))
}

/// The description without its id, and the id. `None` if the value is no object.
fn read_object<'a>(object: &mut JsonReader<'a>) -> Result<Option<(Id<'a>, User<'a>)>, NotJson> {
    let (mut own_id, mut user) = (Id::Absent, User::default());
    let (mut email_id, mut phone_id) = (Id::Absent, Id::Absent);
    let (mut emails, mut phones, mut wallets) = (Vec::new(), Vec::new(), Vec::new());
    let (raw, is_object) = object.spanned(|object| {
        object.fields(|key, field| {
            match key {
                b"id" => own_id = id(field)?,
                b"primary_email_address_id" => email_id = id(field)?,
                b"email_addresses" => emails = read_elements(field, b"email_address")?,
                b"primary_phone_number_id" => phone_id = id(field)?,
                b"phone_numbers" => phones = read_elements(field, b"phone_number")?,
                b"web3_wallets" => wallets = read_elements(field, b"web3_wallet")?,
                b"external_accounts" | b"saml_accounts" | b"enterprise_accounts" => {
                    read_accounts(field, &mut user)?;
                }
                b"first_name" => user.first_name = text(field)?,
                b"last_name" => user.last_name = text(field)?,
                b"username" => user.username = text(field)?,
                b"external_id" => user.external_id = text(field)?,
                b"banned" => user.banned = flag(field)?,
                b"locked" => user.locked = flag(field)?,
                b"lockout_expires_in_seconds" => user.lockout_expires_in_seconds = count(field)?,
                b"deprovisioned" => user.deprovisioned = flag(field)?,
                b"password_enabled" => user.password_enabled = flag(field)?,
                b"two_factor_enabled" => user.two_factor_enabled = flag(field)?,
                b"totp_enabled" => user.totp_enabled = flag(field)?,
                b"backup_code_enabled" => user.backup_code_enabled = flag(field)?,
                b"last_sign_in_at" => user.last_sign_in_at = timestamp(field)?,
                b"created_at" => user.created_at = timestamp(field)?,
                b"updated_at" => user.updated_at = timestamp(field)?,
                _ => drop(field.value()?),
            }
            Ok(())
        })
    })?;
    user.object = raw.bytes();
    // The ids that select an element may come before or after the elements, so they are resolved
    // at the end.
    user.primary_email = value_with_id(email_id, &emails);
    user.primary_phone = value_with_id(phone_id, &phones);
    user.emails = values(emails);
    user.phones = values(phones);
    user.wallets = values(wallets);
    Ok(is_object.then_some((own_id, user)))
}

/// The id and the value of each element.
type IdValuePairs<'a> = Vec<(Option<Text<'a>>, Option<Text<'a>>)>;

fn value_with_id<'a>(wanted: Id<'a>, elements: &IdValuePairs<'a>) -> Option<Text<'a>> {
    let wanted = wanted.usable()?;
    let mut matching = elements.iter().filter(|(id, _)| id.as_ref() == Some(&wanted));
    matching.find_map(|(_, value)| value.clone())
}

fn values(elements: IdValuePairs<'_>) -> Vec<Text<'_>> {
    elements.into_iter().filter_map(|(_, value)| value).collect()
}

fn read_accounts<'a>(field: &mut JsonReader<'a>, user: &mut User<'a>) -> Result<(), NotJson> {
    field.elements(|account| {
        account.fields(|key, field| {
            match key {
                b"email_address" => user.account_emails.extend(text(field)?),
                b"phone_number" => user.account_phones.extend(text(field)?),
                _ => drop(field.value()?),
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

/// Reads an array of objects: the id of each, and its text in the field `name`.
fn read_elements<'a>(field: &mut JsonReader<'a>, name: &[u8]) -> Result<IdValuePairs<'a>, NotJson> {
    let mut elements = Vec::new();
    field.elements(|element| {
        let (mut own_id, mut value) = (Id::Absent, None);
        element.fields(|key, field| {
            match key {
                b"id" => own_id = id(field)?,
                key if key == name => value = text(field)?,
                _ => drop(field.value()?),
            }
            Ok(())
        })?;
        elements.push((own_id.usable(), value));
        Ok(())
    })?;
    Ok(elements)
}
