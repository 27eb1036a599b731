//! Decodes the `session` family. All its types have the same fields.

use super::{
    fields::{Content, DataTimes, Id, Text, flag, id, ip, text, timestamp},
    user::{self, User},
};
use crate::{
    clock::Timestamp,
    event::json::{JsonReader, NotJson},
};

/// `data` of a `session.…` event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session<'a> {
    /// `sess_…`.
    pub id: Text<'a>,
    /// `user_…`.
    pub user_id: Option<Text<'a>>,
    /// `client_…`.
    pub client_id: Option<Text<'a>>,
    /// `active`, `pending`, `ended`, `expired`, `removed`, `replaced`, `revoked`, `abandoned`, or
    /// a later addition of Clerk.
    pub status: Option<Text<'a>>,
    /// The impersonator or agent. Present whenever `actor` is not null, even with an unknown
    /// shape: such a session is never the user's own.
    pub actor: Option<SessionActor<'a>>,
    /// `last_active_organization_id`.
    pub organization_id: Option<Text<'a>>,
    /// The device, usually in `session.created` only. `None` if all its fields are absent.
    pub latest_activity: Option<LatestActivity<'a>>,
    pub last_active_at: Option<Timestamp>,
    /// When the session ends if the user is inactive.
    pub expire_at: Option<Timestamp>,
    /// When the session ends even if the user is active.
    pub abandon_at: Option<Timestamp>,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    /// The embedded user, if its id is readable.
    pub user: Option<Box<User<'a>>>,
}

impl Session<'_> {
    /// Whether it says neither how the session is nor until when it can last: a notice, and no
    /// description.
    #[must_use]
    pub const fn is_bare(&self) -> bool {
        self.status.is_none() && self.expire_at.is_none() && self.abandon_at.is_none() && self.organization_id.is_none()
    }
}

/// The type of an actor that is an AI agent.
pub const AGENT: &str = "agent";

/// The impersonator or agent that acts as the user. Both fields are absent if the shape is
/// unknown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionActor<'a> {
    /// `sub`, the impersonator's user id.
    pub id: Option<Text<'a>>,
    /// `type`; [`AGENT`] for an AI agent.
    pub kind: Option<Text<'a>>,
}

impl SessionActor<'_> {
    #[must_use]
    pub fn is_agent(&self) -> bool {
        self.kind.as_deref() == Some(AGENT)
    }
}

/// `latest_activity`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LatestActivity<'a> {
    /// `ip_address`.
    pub ip: Option<Text<'a>>,
    /// `browser_name`.
    pub browser: Option<Text<'a>>,
    pub browser_version: Option<Text<'a>>,
    pub device_type: Option<Text<'a>>,
    pub is_mobile: Option<bool>,
    pub city: Option<Text<'a>>,
    pub country: Option<Text<'a>>,
}

pub(super) fn read<'a>(data: &mut JsonReader<'a>) -> Result<Content<'a, Session<'a>>, NotJson> {
    let (mut own_id, mut user_id, mut session) = (Id::Absent, Id::Absent, Session::default());
    let is_object = data.fields(|key, field| {
        match key {
            b"id" => own_id = id(field)?,
            b"user_id" => user_id = id(field)?,
            b"client_id" => session.client_id = id(field)?.usable(),
            b"status" => session.status = text(field)?,
            b"actor" => session.actor = read_actor(field)?,
            b"last_active_organization_id" => session.organization_id = id(field)?.usable(),
            b"latest_activity" => session.latest_activity = read_latest_activity(field)?,
            b"last_active_at" => session.last_active_at = timestamp(field)?,
            b"abandon_at" => session.abandon_at = timestamp(field)?,
            b"expire_at" => session.expire_at = timestamp(field)?,
            b"created_at" => session.created_at = timestamp(field)?,
            b"updated_at" => session.updated_at = timestamp(field)?,
            b"user" => session.user = user::read_embedded(field)?.map(Box::new),
            _ => drop(field.value()?),
        }
        Ok(())
    })?;
    if !is_object {
        return Ok(Content::missing());
    }
    let times = DataTimes { updated_at: session.updated_at, created_at: session.created_at };
    let object_id = own_id.clone().usable();
    let keyed =
        || Ok(Session { id: own_id.required("data.id")?, user_id: user_id.optional("data.user_id")?, ..session });
    Ok(Content { data: keyed(), times, object_id })
}

fn read_actor<'a>(field: &mut JsonReader<'a>) -> Result<Option<SessionActor<'a>>, NotJson> {
    if field.first_byte()? == b'n' {
        field.value()?;
        return Ok(None);
    }
    let mut actor = SessionActor::default();
    field.fields(|key, field| {
        match key {
            b"sub" => actor.id = id(field)?.usable(),
            b"type" => actor.kind = text(field)?,
            _ => drop(field.value()?),
        }
        Ok(())
    })?;
    Ok(Some(actor))
}

fn read_latest_activity<'a>(field: &mut JsonReader<'a>) -> Result<Option<LatestActivity<'a>>, NotJson> {
    let mut activity = LatestActivity::default();
    field.fields(|key, field| {
        match key {
            b"ip_address" => activity.ip = ip(field)?,
            b"browser_name" => activity.browser = text(field)?,
            b"browser_version" => activity.browser_version = text(field)?,
            b"device_type" => activity.device_type = text(field)?,
            b"is_mobile" => activity.is_mobile = flag(field)?,
            b"city" => activity.city = text(field)?,
            b"country" => activity.country = text(field)?,
            _ => drop(field.value()?),
        }
        Ok(())
    })?;
    Ok(Some(activity).filter(|activity| *activity != LatestActivity::default()))
}
