//! The `user` family: a full description, or the notice of a deletion.

use super::{
    content::Content,
    json::{Id, Text, count, flag, id, moment, text},
    occurred_at::DataTimes,
};
use crate::{
    clock::Timestamp,
    event::json::{NotJson, Reader},
};

/// The one type of the family that describes nobody.
pub(super) const DELETED: &str = "user.deleted";

/// The description of a user: `data` of `user.created` and `user.updated`, and `data.user` of session events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct User<'a> {
    /// `user_…`.
    pub id: Text<'a>,
    /// The e-mail address whose id is `primary_email_address_id`; never simply the first.
    pub primary_email: Option<Text<'a>>,
    /// Every e-mail address, as they stand.
    pub emails: Vec<Text<'a>>,
    /// The phone number whose id is `primary_phone_number_id`.
    pub primary_phone: Option<Text<'a>>,
    /// Every phone number, as they stand.
    pub phones: Vec<Text<'a>>,
    /// The addresses of the web3 wallets, as they stand.
    pub wallets: Vec<Text<'a>>,
    /// First name.
    pub first_name: Option<Text<'a>>,
    /// Last name.
    pub last_name: Option<Text<'a>>,
    /// User name.
    pub username: Option<Text<'a>>,
    /// The customer's own id for the user.
    pub external_id: Option<Text<'a>>,
    /// Banned.
    pub banned: Option<bool>,
    /// Locked.
    pub locked: Option<bool>,
    /// For how many seconds more; absent on a locked user: for ever.
    pub lockout_expires_in_seconds: Option<i64>,
    /// Deprovisioned by the company's directory.
    pub deprovisioned: Option<bool>,
    /// Whether there is a password.
    pub password_enabled: Option<bool>,
    /// Whether a second factor is asked for.
    pub two_factor_enabled: Option<bool>,
    /// Whether an authenticator app is one.
    pub totp_enabled: Option<bool>,
    /// Whether backup codes are one.
    pub backup_code_enabled: Option<bool>,
    /// `last_sign_in_at`.
    pub last_sign_in_at: Option<Timestamp>,
    /// `created_at`.
    pub created_at: Option<Timestamp>,
    /// `updated_at`.
    pub updated_at: Option<Timestamp>,
    /// The whole of it as it stands in the body: what is audited is read of that. Empty where it is made of less.
    pub object: &'a [u8],
}

/// `data` of `user.deleted`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserDeleted<'a> {
    /// `user_…`.
    pub id: Text<'a>,
    /// The customer's own id for the user, where the notice still has it.
    pub external_id: Option<Text<'a>>,
}

/// Takes `data` of an event of this family other than the deletion.
pub(super) fn read<'a>(data: &mut Reader<'a>) -> Result<Content<'a, User<'a>>, NotJson> {
    let Some((own_id, user)) = read_object(data)? else { return Ok(Content::missing()) };
    let times = DataTimes { updated_at: user.updated_at, created_at: user.created_at };
    let object_id = own_id.clone().usable();
    Ok(Content { data: own_id.required("data.id").map(|id| User { id, ..user }), times, object_id })
}

/// Takes the user embedded in another family's `data`; absent without a usable id.
pub(super) fn read_embedded<'a>(user: &mut Reader<'a>) -> Result<Option<User<'a>>, NotJson> {
    Ok(read_object(user)?.and_then(|(id, user)| Some(User { id: id.usable()?, ..user })))
}

/// Takes `data` of `user.deleted`.
pub(super) fn read_deleted<'a>(data: &mut Reader<'a>) -> Result<Content<'a, UserDeleted<'a>>, NotJson> {
    Ok(read(data)?.map(|user| UserDeleted { id: user.id, external_id: user.external_id }))
}

/// The description without its id, and the id by itself; `None` where there is no object.
fn read_object<'a>(object: &mut Reader<'a>) -> Result<Option<(Id<'a>, User<'a>)>, NotJson> {
    let (mut own_id, mut user) = (Id::Absent, User::default());
    let (mut email_id, mut phone_id) = (Id::Absent, Id::Absent);
    let (mut emails, mut phones, mut wallets) = (Vec::new(), Vec::new(), Vec::new());
    let (raw, is_object) = object.spanned(|object| {
        object.fields(|key, field| {
            match key {
                b"id" => own_id = id(field)?,
                b"primary_email_address_id" => email_id = id(field)?,
                b"email_addresses" => emails = read_identified(field, b"email_address")?,
                b"primary_phone_number_id" => phone_id = id(field)?,
                b"phone_numbers" => phones = read_identified(field, b"phone_number")?,
                b"web3_wallets" => wallets = read_identified(field, b"web3_wallet")?,
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
                b"last_sign_in_at" => user.last_sign_in_at = moment(field)?,
                b"created_at" => user.created_at = moment(field)?,
                b"updated_at" => user.updated_at = moment(field)?,
                _ => drop(field.value()?),
            }
            Ok(())
        })
    })?;
    user.object = raw.bytes();
    // Only now: the elements may stand before or after the id that chooses among them.
    user.primary_email = of_id(email_id, &emails);
    user.primary_phone = of_id(phone_id, &phones);
    user.emails = values(emails);
    user.phones = values(phones);
    user.wallets = values(wallets);
    Ok(is_object.then_some((own_id, user)))
}

type Identified<'a> = Vec<(Option<Text<'a>>, Option<Text<'a>>)>;

/// What the element with that id holds.
fn of_id<'a>(wanted: Id<'a>, elements: &Identified<'a>) -> Option<Text<'a>> {
    let wanted = wanted.usable()?;
    let mut of_id = elements.iter().filter(|(id, _)| id.as_ref() == Some(&wanted));
    of_id.find_map(|(_, value)| value.clone())
}

fn values(elements: Identified<'_>) -> Vec<Text<'_>> {
    elements.into_iter().filter_map(|(_, value)| value).collect()
}

/// Takes an array of objects: the id of each, and its text under `name`.
fn read_identified<'a>(field: &mut Reader<'a>, name: &[u8]) -> Result<Identified<'a>, NotJson> {
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
