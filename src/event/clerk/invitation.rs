//! Decodes the `organizationInvitation` family. Its link, which lets its bearer join, is never
//! read.

use super::fields::{Content, DataTimes, Id, Text, id, text, timestamp};
use crate::{
    clock::Timestamp,
    event::json::{JsonReader, NotJson},
};

/// `data` of an `organizationInvitation.…` event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Invitation<'a> {
    /// `orginv_…`.
    pub id: Text<'a>,
    /// The invited address.
    pub email: Option<Text<'a>>,
    pub role: Option<Text<'a>>,
    pub role_name: Option<Text<'a>>,
    /// `org_…`.
    pub organization_id: Option<Text<'a>>,
    /// The inviting user: `inviter_id`, else `public_inviter_data.user_id`.
    pub inviter_id: Option<Text<'a>>,
    /// The sign-in identifier of the inviting user, usually the e-mail address.
    pub inviter_identifier: Option<Text<'a>>,
    /// The user who accepted the invitation.
    pub user_id: Option<Text<'a>>,
    /// `pending`, `accepted`, `revoked`, or a later addition of Clerk.
    pub status: Option<Text<'a>>,
    pub expires_at: Option<Timestamp>,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
}

pub(super) fn read<'a>(data: &mut JsonReader<'a>) -> Result<Content<'a, Invitation<'a>>, NotJson> {
    let (mut own_id, mut organization_id, mut public_inviter) = (Id::Absent, Id::Absent, (None, None));
    let mut invitation = Invitation::default();
    let is_object = data.fields(|key, field| {
        match key {
            b"id" => own_id = id(field)?,
            b"email_address" => invitation.email = text(field)?,
            b"role" => invitation.role = text(field)?,
            b"role_name" => invitation.role_name = text(field)?,
            b"organization_id" => organization_id = id(field)?,
            b"inviter_id" => invitation.inviter_id = id(field)?.usable(),
            b"public_inviter_data" => public_inviter = read_inviter(field)?,
            b"user_id" => invitation.user_id = id(field)?.usable(),
            b"status" => invitation.status = text(field)?,
            b"expires_at" => invitation.expires_at = timestamp(field)?,
            b"created_at" => invitation.created_at = timestamp(field)?,
            b"updated_at" => invitation.updated_at = timestamp(field)?,
            _ => drop(field.value()?),
        }
        Ok(())
    })?;
    if !is_object {
        return Ok(Content::missing());
    }
    let (public_inviter_id, inviter_identifier) = public_inviter;
    invitation.inviter_id = invitation.inviter_id.take().or(public_inviter_id);
    let times = DataTimes { updated_at: invitation.updated_at, created_at: invitation.created_at };
    let object_id = own_id.clone().usable();
    let keyed = || {
        Ok(Invitation {
            id: own_id.required("data.id")?,
            organization_id: organization_id.optional("data.organization_id")?,
            inviter_identifier,
            ..invitation
        })
    };
    Ok(Content { data: keyed(), times, object_id })
}

/// The id and the identifier in `public_inviter_data`.
type Inviter<'a> = (Option<Text<'a>>, Option<Text<'a>>);

fn read_inviter<'a>(field: &mut JsonReader<'a>) -> Result<Inviter<'a>, NotJson> {
    let mut inviter = (None, None);
    field.fields(|key, field| {
        match key {
            b"user_id" => inviter.0 = id(field)?.usable(),
            b"identifier" => inviter.1 = text(field)?,
            _ => drop(field.value()?),
        }
        Ok(())
    })?;
    Ok(inviter)
}
