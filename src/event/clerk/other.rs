//! Decodes the families without a view: only the subjects of an event.

use super::fields::{Content, DataTimes, Text, id, text, timestamp};
use crate::event::json::{JsonReader, NotJson};

/// The subjects of an event, found in any of the fields in which a family may have them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OtherData<'a> {
    /// `data.id`.
    pub id: Option<Text<'a>>,
    /// `data.name`.
    pub name: Option<Text<'a>>,
    /// `data.to_email_address` or `data.email_address`.
    pub email: Option<Text<'a>>,
    /// `data.user_id`, `data.public_user_data.user_id` or `data.payer.user_id`.
    pub user_id: Option<Text<'a>>,
    /// `data.organization_id`, `data.organization.id` or `data.payer.organization_id`.
    pub organization_id: Option<Text<'a>>,
    /// `data.payer.user_id`.
    pub payer_user_id: Option<Text<'a>>,
    /// `data.payer.organization_id`.
    pub payer_organization_id: Option<Text<'a>>,
    /// The source text of the object, from which audited fields are read. Empty if there is none.
    pub object: &'a [u8],
}

pub(super) fn read<'a>(data: &mut JsonReader<'a>) -> Result<Content<'a, OtherData<'a>>, NotJson> {
    let mut times = DataTimes::default();
    let (mut direct, mut payer) = (OtherData::default(), OtherData::default());
    let (mut member_id, mut embedded_organization_id) = (None, None);
    let (raw, _) = data.spanned(|data| {
        data.fields(|key, field| {
            match key {
                b"id" => direct.id = id(field)?.usable(),
                b"name" => direct.name = text(field)?,
                b"to_email_address" | b"email_address" => direct.email = text(field)?,
                b"user_id" => direct.user_id = id(field)?.usable(),
                b"organization_id" => direct.organization_id = id(field)?.usable(),
                b"public_user_data" => member_id = read_id_in(field, b"user_id")?,
                b"organization" => embedded_organization_id = read_id_in(field, b"id")?,
                b"payer" => payer = read_payer(field)?,
                b"updated_at" => times.updated_at = timestamp(field)?,
                b"created_at" => times.created_at = timestamp(field)?,
                _ => drop(field.value()?),
            }
            Ok(())
        })
    })?;
    let subject = OtherData {
        user_id: direct.user_id.or(member_id).or_else(|| payer.user_id.clone()),
        organization_id: direct.organization_id.or(embedded_organization_id).or_else(|| payer.organization_id.clone()),
        payer_user_id: payer.user_id,
        payer_organization_id: payer.organization_id,
        object: raw.bytes(),
        ..direct
    };
    Ok(Content { object_id: subject.id.clone(), data: Ok(subject), times })
}

fn read_payer<'a>(field: &mut JsonReader<'a>) -> Result<OtherData<'a>, NotJson> {
    let mut payer = OtherData::default();
    field.fields(|key, field| {
        match key {
            b"user_id" => payer.user_id = id(field)?.usable(),
            b"organization_id" => payer.organization_id = id(field)?.usable(),
            _ => drop(field.value()?),
        }
        Ok(())
    })?;
    Ok(payer)
}

fn read_id_in<'a>(field: &mut JsonReader<'a>, name: &[u8]) -> Result<Option<Text<'a>>, NotJson> {
    let mut found = None;
    field.fields(|key, field| {
        if key == name {
            found = id(field)?.usable();
        } else {
            field.value()?;
        }
        Ok(())
    })?;
    Ok(found)
}
