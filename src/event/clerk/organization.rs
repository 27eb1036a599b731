//! The `organization` family: a full description, or the notice of a deletion.

use super::{
    content::Content,
    json::{Id, Text, count, flag, id, moment, text},
    occurred_at::DataTimes,
};
use crate::{
    clock::Timestamp,
    event::json::{NotJson, Reader},
};

/// The one type of the family that describes nothing.
pub(super) const DELETED: &str = "organization.deleted";

/// The description of an organization: `data` of its own events, and `data.organization` of its memberships'.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Organization<'a> {
    /// `org_…`.
    pub id: Text<'a>,
    /// Its name.
    pub name: Option<Text<'a>>,
    /// Its name in addresses.
    pub slug: Option<Text<'a>>,
    /// The user who made it.
    pub created_by: Option<Text<'a>>,
    /// How many members it may have; 0 means any number.
    pub max_allowed_memberships: Option<i64>,
    /// Whether its administrators may delete it.
    pub admin_delete_enabled: Option<bool>,
    /// `created_at`.
    pub created_at: Option<Timestamp>,
    /// `updated_at`.
    pub updated_at: Option<Timestamp>,
    /// The whole of it as it stands in the body: what is audited is read of that. Empty where it is made of less.
    pub object: &'a [u8],
}

/// `data` of `organization.deleted`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrganizationDeleted<'a> {
    /// `org_…`.
    pub id: Text<'a>,
    /// Its name in addresses, where the notice still has it.
    pub slug: Option<Text<'a>>,
}

/// Takes `data` of an event of this family other than the deletion.
pub(super) fn read<'a>(data: &mut Reader<'a>) -> Result<Content<'a, Organization<'a>>, NotJson> {
    let Some((own_id, organization)) = read_object(data)? else { return Ok(Content::missing()) };
    let times = DataTimes { updated_at: organization.updated_at, created_at: organization.created_at };
    let object_id = own_id.clone().usable();
    Ok(Content { data: own_id.required("data.id").map(|id| Organization { id, ..organization }), times, object_id })
}

/// Takes `data` of `organization.deleted`.
pub(super) fn read_deleted<'a>(data: &mut Reader<'a>) -> Result<Content<'a, OrganizationDeleted<'a>>, NotJson> {
    let described = read(data)?;
    Ok(described.map(|organization| OrganizationDeleted { id: organization.id, slug: organization.slug }))
}

/// Takes the organization embedded in another family's `data`: its description, and its id by itself, which may be unusable.
pub(super) fn read_embedded<'a>(object: &mut Reader<'a>) -> Result<Option<(Id<'a>, Organization<'a>)>, NotJson> {
    read_object(object)
}

fn read_object<'a>(object: &mut Reader<'a>) -> Result<Option<(Id<'a>, Organization<'a>)>, NotJson> {
    let (mut own_id, mut organization) = (Id::Absent, Organization::default());
    let (raw, is_object) = object.spanned(|object| {
        object.fields(|key, field| {
            match key {
                b"id" => own_id = id(field)?,
                b"name" => organization.name = text(field)?,
                b"slug" => organization.slug = text(field)?,
                b"created_by" => organization.created_by = id(field)?.usable(),
                b"max_allowed_memberships" => organization.max_allowed_memberships = count(field)?,
                b"admin_delete_enabled" => organization.admin_delete_enabled = flag(field)?,
                b"created_at" => organization.created_at = moment(field)?,
                b"updated_at" => organization.updated_at = moment(field)?,
                _ => drop(field.value()?),
            }
            Ok(())
        })
    })?;
    organization.object = raw.bytes();
    Ok(is_object.then_some((own_id, organization)))
}
