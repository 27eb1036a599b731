//! The `user` family: a full description, or the notice of a deletion.

use super::{
    decode_error::DecodeError,
    json::{Id, Text, flag, id, moment, text},
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
    /// `last_sign_in_at`.
    pub last_sign_in_at: Option<Timestamp>,
    /// `created_at`.
    pub created_at: Option<Timestamp>,
    /// `updated_at`.
    pub updated_at: Option<Timestamp>,
}

/// `data` of `user.deleted`.
#[derive(Clone, Debug, PartialEq)]
pub struct UserDeleted<'a> {
    /// `user_…`.
    pub id: Text<'a>,
}

/// Takes `data` of an event of this family other than the deletion.
pub(super) fn read<'a>(data: &mut Reader<'a>) -> Result<(Result<User<'a>, DecodeError>, DataTimes), NotJson> {
    let Some((id, user)) = read_object(data)? else { return Ok((Err(DecodeError::NoData), DataTimes::default())) };
    let times = DataTimes { updated_at: user.updated_at, created_at: user.created_at };
    Ok((id.required("data.id").map(|id| User { id, ..user }), times))
}

/// Takes the user embedded in another family's `data`; absent without a usable id.
pub(super) fn read_embedded<'a>(user: &mut Reader<'a>) -> Result<Option<User<'a>>, NotJson> {
    Ok(read_object(user)?.and_then(|(id, user)| Some(User { id: id.usable()?, ..user })))
}

/// Takes `data` of `user.deleted`.
pub(super) fn read_deleted<'a>(
    data: &mut Reader<'a>,
) -> Result<(Result<UserDeleted<'a>, DecodeError>, DataTimes), NotJson> {
    let (user, times) = read(data)?;
    Ok((user.map(|user| UserDeleted { id: user.id }), times))
}

/// The description without its id, and the id by itself; `None` where there is no object.
fn read_object<'a>(object: &mut Reader<'a>) -> Result<Option<(Id<'a>, User<'a>)>, NotJson> {
    let (mut own_id, mut user) = (Id::Absent, User::default());
    let (mut primary_id, mut addresses) = (Id::Absent, Vec::new());
    let is_object = object.fields(|key, field| {
        match key {
            b"id" => own_id = id(field)?,
            b"primary_email_address_id" => primary_id = id(field)?,
            b"email_addresses" => addresses = read_addresses(field)?,
            b"first_name" => user.first_name = text(field)?,
            b"last_name" => user.last_name = text(field)?,
            b"username" => user.username = text(field)?,
            b"external_id" => user.external_id = text(field)?,
            b"banned" => user.banned = flag(field)?,
            b"locked" => user.locked = flag(field)?,
            b"last_sign_in_at" => user.last_sign_in_at = moment(field)?,
            b"created_at" => user.created_at = moment(field)?,
            b"updated_at" => user.updated_at = moment(field)?,
            _ => drop(field.value()?),
        }
        Ok(())
    })?;
    // Only now: the addresses may stand before or after the id that chooses among them.
    user.primary_email = primary_id.usable().and_then(|primary_id| {
        let mut of_primary_id = addresses.into_iter().filter(|(id, _)| *id == primary_id);
        of_primary_id.find_map(|(_, address)| address)
    });
    Ok(is_object.then_some((own_id, user)))
}

/// Takes `email_addresses`: each element that has an id, and its address.
fn read_addresses<'a>(field: &mut Reader<'a>) -> Result<Vec<(Text<'a>, Option<Text<'a>>)>, NotJson> {
    let mut addresses = Vec::new();
    field.elements(|element| {
        let (mut own_id, mut address) = (Id::Absent, None);
        element.fields(|key, field| {
            match key {
                b"id" => own_id = id(field)?,
                b"email_address" => address = text(field)?,
                _ => drop(field.value()?),
            }
            Ok(())
        })?;
        addresses.extend(own_id.usable().map(|id| (id, address)));
        Ok(())
    })?;
    Ok(addresses)
}
