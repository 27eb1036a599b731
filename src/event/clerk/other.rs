//! Every family that no view describes: only whom and what an event is about.

use super::{
    content::Content,
    json::{Text, id, moment, text},
    occurred_at::DataTimes,
};
use crate::event::json::{NotJson, Reader};

/// Whom and what an event is about, wherever its family keeps that.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subject<'a> {
    /// `data.id`.
    pub id: Option<Text<'a>>,
    /// What it is called: `data.name`.
    pub name: Option<Text<'a>>,
    /// The e-mail address it went to, or is about: `data.to_email_address` or `data.email_address`.
    pub email: Option<Text<'a>>,
    /// The user: `data.user_id`, `data.public_user_data.user_id` or `data.payer.user_id`.
    pub user_id: Option<Text<'a>>,
    /// The organization: `data.organization_id`, `data.organization.id` or `data.payer.organization_id`.
    pub organization_id: Option<Text<'a>>,
    /// The user who pays: `data.payer.user_id`.
    pub payer_user_id: Option<Text<'a>>,
    /// The organization that pays: `data.payer.organization_id`.
    pub payer_organization_id: Option<Text<'a>>,
    /// The whole of it as it stands in the body: what is audited is read of that. Empty where it is made of less.
    pub object: &'a [u8],
}

/// Takes `data` of an event of any family.
pub(super) fn read<'a>(data: &mut Reader<'a>) -> Result<Content<'a, Subject<'a>>, NotJson> {
    let mut times = DataTimes::default();
    let (mut direct, mut payer) = (Subject::default(), Subject::default());
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
                b"updated_at" => times.updated_at = moment(field)?,
                b"created_at" => times.created_at = moment(field)?,
                _ => drop(field.value()?),
            }
            Ok(())
        })
    })?;
    let subject = Subject {
        user_id: direct.user_id.or(member_id).or_else(|| payer.user_id.clone()),
        organization_id: direct.organization_id.or(embedded_organization_id).or_else(|| payer.organization_id.clone()),
        payer_user_id: payer.user_id,
        payer_organization_id: payer.organization_id,
        object: raw.bytes(),
        ..direct
    };
    Ok(Content { object_id: subject.id.clone(), data: Ok(subject), times })
}

fn read_payer<'a>(field: &mut Reader<'a>) -> Result<Subject<'a>, NotJson> {
    let mut payer = Subject::default();
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

/// The id under `name` in an object.
fn read_id_in<'a>(field: &mut Reader<'a>, name: &[u8]) -> Result<Option<Text<'a>>, NotJson> {
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
