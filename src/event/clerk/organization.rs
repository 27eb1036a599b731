//! Decodes the `organization` family: a full description, or a deletion notice.

use super::fields::{Content, DataTimes, Id, Text, count, flag, id, text, timestamp};
use crate::{
    clock::Timestamp,
    event::json::{JsonReader, NotJson},
};

/// The only type of the family without a description.
pub(super) const DELETED: &str = "organization.deleted";

/// A description of an organization: `data` of `organization.…` events and `data.organization` of
/// memberships.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Organization<'a> {
    /// `org_…`.
    pub id: Text<'a>,
    pub name: Option<Text<'a>>,
    pub slug: Option<Text<'a>>,
    /// The id of the user who created it.
    pub created_by: Option<Text<'a>>,
    /// The maximum number of members. 0: no limit.
    pub max_allowed_memberships: Option<i64>,
    /// Whether administrators may delete the organization.
    pub admin_delete_enabled: Option<bool>,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    /// The source text of the object, from which audited fields are read. Empty if there is none.
    pub object: &'a [u8],
}

impl Organization<'_> {
    /// Whether it names the object and says nothing else of it: a notice, and no description.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        *self == Self { id: self.id.clone(), updated_at: self.updated_at, object: self.object, ..Self::default() }
    }
}

/// `data` of `organization.deleted`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrganizationDeleted<'a> {
    /// `org_…`.
    pub id: Text<'a>,
    /// The name in URLs, if the notice has it.
    pub slug: Option<Text<'a>>,
}

/// Reads `data` of an event of this family except the deletion.
pub(super) fn read<'a>(data: &mut JsonReader<'a>) -> Result<Content<'a, Organization<'a>>, NotJson> {
    let Some((own_id, organization)) = read_object(data)? else { return Ok(Content::missing()) };
    let times = DataTimes { updated_at: organization.updated_at, created_at: organization.created_at };
    let object_id = own_id.clone().usable();
    Ok(Content { data: own_id.required("data.id").map(|id| Organization { id, ..organization }), times, object_id })
}

pub(super) fn read_deleted<'a>(data: &mut JsonReader<'a>) -> Result<Content<'a, OrganizationDeleted<'a>>, NotJson> {
    let described = read(data)?;
    Ok(described.map(|organization| OrganizationDeleted { id: organization.id, slug: organization.slug }))
}

/// Reads the organization embedded in another family's `data`. Its id is separate, because it may
/// be unusable.
pub(super) fn read_embedded<'a>(object: &mut JsonReader<'a>) -> Result<Option<(Id<'a>, Organization<'a>)>, NotJson> {
    read_object(object)
}

fn read_object<'a>(object: &mut JsonReader<'a>) -> Result<Option<(Id<'a>, Organization<'a>)>, NotJson> {
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
                b"created_at" => organization.created_at = timestamp(field)?,
                b"updated_at" => organization.updated_at = timestamp(field)?,
                _ => drop(field.value()?),
            }
            Ok(())
        })
    })?;
    organization.object = raw.bytes();
    Ok(is_object.then_some((own_id, organization)))
}
