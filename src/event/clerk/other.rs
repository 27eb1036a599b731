//! Every family that no view describes: only whom and what an event is about.

use super::{
    json::{Text, id, moment},
    occurred_at::DataTimes,
};
use crate::event::json::{NotJson, Reader};

/// The family whose own id is an organization's.
const ORGANIZATION: &str = "organization";

/// Whom and what an event is about, wherever its family keeps that.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subject<'a> {
    /// The user: `data.user_id`, `data.public_user_data.user_id` or `data.payer.user_id`.
    pub user_id: Option<Text<'a>>,
    /// The organization: `data.organization_id`, `data.organization.id`, `data.payer.organization_id`, or `data.id` of
    /// the `organization` family.
    pub organization_id: Option<Text<'a>>,
}

/// Takes `data` of an event of any family.
pub(super) fn read<'a>(data: &mut Reader<'a>, family: &str) -> Result<(Subject<'a>, DataTimes), NotJson> {
    let mut times = DataTimes::default();
    let (mut own_id, mut direct, mut payer) = (None, Subject::default(), Subject::default());
    let (mut member_id, mut embedded_organization_id) = (None, None);
    data.fields(|key, field| {
        match key {
            b"id" => own_id = id(field)?.usable(),
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
    })?;
    let own_organization_id = own_id.filter(|_| family == ORGANIZATION);
    let subject = Subject {
        user_id: direct.user_id.or(member_id).or(payer.user_id),
        organization_id: (direct.organization_id)
            .or(embedded_organization_id)
            .or(payer.organization_id)
            .or(own_organization_id),
    };
    Ok((subject, times))
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
