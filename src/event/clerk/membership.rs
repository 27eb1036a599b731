//! Decodes the `organizationMembership` family. All its types, including the deletion, have the
//! same fields.

use super::{
    fields::{Content, DataTimes, Id, Text, flag, id, text, timestamp},
    organization::{self, Organization},
};
use crate::{
    clock::Timestamp,
    event::json::{JsonReader, NotJson},
};

/// `data` of an `organizationMembership.…` event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Membership<'a> {
    /// `orgmem_…`.
    pub id: Text<'a>,
    /// `org:admin`, or `admin` in older events.
    pub role: Option<Text<'a>>,
    pub role_name: Option<Text<'a>>,
    /// `data.organization.id`.
    pub organization_id: Option<Text<'a>>,
    /// `data.organization`, if its id is readable.
    pub organization: Option<Box<Organization<'a>>>,
    /// `data.public_user_data`, if its id is readable.
    pub member: Option<Member<'a>>,
    pub created_at: Option<Timestamp>,
    /// A deletion does not change it.
    pub updated_at: Option<Timestamp>,
    /// The source text of the object, from which audited fields are read. Empty if there is none.
    pub object: &'a [u8],
}

/// `public_user_data`: the user as other members see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Member<'a> {
    /// `user_…`.
    pub user_id: Text<'a>,
    pub first_name: Option<Text<'a>>,
    pub last_name: Option<Text<'a>>,
    /// The sign-in identifier, usually the e-mail address.
    pub identifier: Option<Text<'a>>,
    pub username: Option<Text<'a>>,
    pub banned: Option<bool>,
    /// Whether the company's directory deprovisioned the user.
    pub deprovisioned: Option<bool>,
}

pub(super) fn read<'a>(data: &mut JsonReader<'a>) -> Result<Content<'a, Membership<'a>>, NotJson> {
    let (mut own_id, mut organization_id, mut user_id) = (Id::Absent, Id::Absent, Id::Absent);
    let mut membership = Membership::default();
    let (raw, is_object) = data.spanned(|data| {
        data.fields(|key, field| {
            match key {
                b"id" => own_id = id(field)?,
                b"role" => membership.role = text(field)?,
                b"role_name" => membership.role_name = text(field)?,
                b"organization" => {
                    if let Some((id, organization)) = organization::read_embedded(field)? {
                        organization_id = id;
                        membership.organization = Some(Box::new(organization));
                    }
                }
                b"public_user_data" => {
                    if let Some((id, member)) = read_member(field)? {
                        user_id = id;
                        membership.member = Some(member);
                    }
                }
                b"created_at" => membership.created_at = timestamp(field)?,
                b"updated_at" => membership.updated_at = timestamp(field)?,
                _ => drop(field.value()?),
            }
            Ok(())
        })
    })?;
    membership.object = raw.bytes();
    if !is_object {
        return Ok(Content::missing());
    }
    let times = DataTimes { updated_at: membership.updated_at, created_at: membership.created_at };
    let object_id = own_id.clone().usable();
    let keyed = || {
        let id = own_id.required("data.id")?;
        let organization_id = organization_id.optional("data.organization.id")?;
        let user_id = user_id.optional("data.public_user_data.user_id")?;
        let organization = organization_id.clone().zip(membership.organization.take());
        let member = user_id.zip(membership.member.take());
        Ok(Membership {
            id,
            organization_id,
            organization: organization.map(|(id, organization)| Box::new(Organization { id, ..*organization })),
            member: member.map(|(user_id, member)| Member { user_id, ..member }),
            ..membership
        })
    };
    Ok(Content { data: keyed(), times, object_id })
}

fn read_member<'a>(object: &mut JsonReader<'a>) -> Result<Option<(Id<'a>, Member<'a>)>, NotJson> {
    let (mut user_id, mut member) = (Id::Absent, Member::default());
    let is_object = object.fields(|key, field| {
        match key {
            b"user_id" => user_id = id(field)?,
            b"first_name" => member.first_name = text(field)?,
            b"last_name" => member.last_name = text(field)?,
            b"identifier" => member.identifier = text(field)?,
            b"username" => member.username = text(field)?,
            b"banned" => member.banned = flag(field)?,
            b"deprovisioned" => member.deprovisioned = flag(field)?,
            _ => drop(field.value()?),
        }
        Ok(())
    })?;
    Ok(is_object.then_some((user_id, member)))
}
