//! Decodes an event body once for all projections: the fields that a view uses. Everything else is
//! skipped without interpreting it.

pub use super::fields::{DecodeError, Text};

use super::{
    fields::{Content, DataTimes, Time, id, ip, text, time},
    invitation::{self, Invitation},
    membership::{self, Membership},
    occurred_at::OccurredAt,
    organization::{self, Organization, OrganizationDeleted},
    other::{self, OtherData},
    session::{self, Session},
    user::{self, User, UserDeleted},
};
use crate::event::{
    event_type::EventType,
    json::{JsonReader, NotJson},
    record::{RecordedBody, RecordedEvent},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Body<'a> {
    /// The Clerk instance that sent it (`ins_…`).
    pub instance_id: Option<Text<'a>>,
    pub occurred_at: OccurredAt,
    /// `event_attributes.http_request.client_ip`. `None` if empty.
    pub client_ip: Option<Text<'a>>,
    /// `event_attributes.http_request.user_agent`. `None` if empty.
    pub user_agent: Option<Text<'a>>,
    /// `data.id`, if it is a usable id. May be present although the rest of `data` is undecodable.
    pub object_id: Option<Text<'a>>,
    pub data: Result<Data<'a>, DecodeError>,
    /// Why the body as a whole is undecodable. The other fields hold what could be read all the
    /// same.
    pub body_error: Option<DecodeError>,
}

/// `data` of an event: one variant per family that a view uses.
#[derive(Clone, Debug, PartialEq)]
pub enum Data<'a> {
    /// `user.…` except the deletion.
    User(Box<User<'a>>),
    UserDeleted(UserDeleted<'a>),
    /// `session.…`.
    Session(Box<Session<'a>>),
    /// `organization.…` except the deletion.
    Organization(Box<Organization<'a>>),
    OrganizationDeleted(OrganizationDeleted<'a>),
    /// `organizationMembership.…`.
    Membership(Box<Membership<'a>>),
    /// `organizationInvitation.…`.
    Invitation(Box<Invitation<'a>>),
    /// Every other family: only its subjects.
    Other(OtherData<'a>),
    /// No event of Clerk: no JSON, or without `object: "event"`. Also where the body was erased.
    Foreign,
}

type ReadFamily = for<'a> fn(&mut JsonReader<'a>, &EventType) -> Result<Content<'a, Data<'a>>, NotJson>;

/// The families that views use. A new family has a file, a variant of [`Data`], and a line here.
const FAMILIES: [(&str, ReadFamily); 5] = [
    ("user", |data, event_type| match event_type.as_str() {
        user::DELETED => Ok(user::read_deleted(data)?.map(Data::UserDeleted)),
        _ => Ok(user::read(data)?.map(|user| Data::User(Box::new(user)))),
    }),
    ("session", |data, _| Ok(session::read(data)?.map(|session| Data::Session(Box::new(session))))),
    ("organization", |data, event_type| match event_type.as_str() {
        organization::DELETED => Ok(organization::read_deleted(data)?.map(Data::OrganizationDeleted)),
        _ => Ok(organization::read(data)?.map(|organization| Data::Organization(Box::new(organization)))),
    }),
    ("organizationMembership", |data, _| {
        Ok(membership::read(data)?.map(|membership| Data::Membership(Box::new(membership))))
    }),
    ("organizationInvitation", |data, _| {
        Ok(invitation::read(data)?.map(|invitation| Data::Invitation(Box::new(invitation))))
    }),
];

impl<'a> Body<'a> {
    /// Never fails as a whole: a field that cannot be read is absent.
    #[must_use]
    pub fn decode(event: &'a RecordedEvent) -> Self {
        let bytes = match &event.body {
            RecordedBody::Kept(bytes) => bytes,
            RecordedBody::Gone => return Self::without_data(event, Ok(Data::Foreign), None),
            RecordedBody::Damaged(damage) => {
                let error = DecodeError::Damaged(*damage);
                return Self::without_data(event, Err(error.clone()), Some(error));
            }
        };
        let envelope = JsonReader::read_document(bytes, |body| Envelope::read(body, event.event_type.as_ref()));
        let body_error = body_error(event, bytes, envelope.as_ref());
        let Some(envelope) = envelope.ok().filter(|envelope| envelope.is_event) else {
            return Self::without_data(event, Ok(Data::Foreign), body_error);
        };
        let Content { data, times, object_id } = envelope.content;
        Self {
            instance_id: envelope.instance_id,
            occurred_at: OccurredAt::determine(event, envelope.timestamp, times),
            client_ip: envelope.request.client_ip,
            user_agent: envelope.request.user_agent,
            object_id,
            data,
            body_error,
        }
    }

    /// What the log knows of an event without its body.
    fn without_data(
        event: &RecordedEvent,
        data: Result<Data<'a>, DecodeError>,
        body_error: Option<DecodeError>,
    ) -> Self {
        Self {
            instance_id: None,
            occurred_at: OccurredAt::determine(event, None, DataTimes::default()),
            client_ip: None,
            user_agent: None,
            object_id: None,
            data,
            body_error,
        }
    }
}

/// The first error of a body as a whole, the same for every sender.
fn body_error(event: &RecordedEvent, bytes: &[u8], envelope: Result<&Envelope<'_>, &NotJson>) -> Option<DecodeError> {
    match envelope {
        _ if bytes.is_empty() => Some(DecodeError::Empty),
        Err(NotJson) => Some(DecodeError::NotJson),
        Ok(envelope) if !envelope.is_object => Some(DecodeError::NotObject),
        Ok(_) if event.event_type.is_none() => Some(DecodeError::NoType),
        Ok(_) if str::from_utf8(bytes).is_err() => Some(DecodeError::NotUtf8),
        Ok(_) => None,
    }
}

/// The body before it is known to be Clerk's: `object` may be its last field.
struct Envelope<'a> {
    is_object: bool,
    is_event: bool,
    instance_id: Option<Text<'a>>,
    timestamp: Option<Time>,
    request: Request<'a>,
    content: Content<'a, Data<'a>>,
}

/// `event_attributes.http_request`.
#[derive(Default)]
struct Request<'a> {
    client_ip: Option<Text<'a>>,
    user_agent: Option<Text<'a>>,
}

impl<'a> Envelope<'a> {
    fn read(body: &mut JsonReader<'a>, event_type: Option<&EventType>) -> Result<Self, NotJson> {
        let family = event_type.map_or("", EventType::family);
        let known = FAMILIES.iter().find(|(name, _)| *name == family).map(|(_, read)| *read).zip(event_type);
        let missing = if known.is_some() { Err(DecodeError::NoData) } else { Ok(Data::Other(OtherData::default())) };
        let mut envelope = Self {
            is_object: false,
            is_event: false,
            instance_id: None,
            timestamp: None,
            request: Request::default(),
            content: Content::new(missing),
        };
        envelope.is_object = body.fields(|key, field| {
            match key {
                b"object" => envelope.is_event = text(field)?.as_deref() == Some("event"),
                b"instance_id" => envelope.instance_id = id(field)?.usable(),
                b"timestamp" => envelope.timestamp = time(field)?,
                b"event_attributes" => envelope.request = Request::read(field)?,
                b"data" => {
                    envelope.content = match known {
                        Some((read, event_type)) => read(field, event_type)?,
                        None => other::read(field)?.map(Data::Other),
                    };
                }
                _ => drop(field.value()?),
            }
            Ok(())
        })?;
        Ok(envelope)
    }
}

impl<'a> Request<'a> {
    fn read(attributes: &mut JsonReader<'a>) -> Result<Self, NotJson> {
        let mut request = Self::default();
        attributes.fields(|key, field| {
            match key {
                b"http_request" => request = Self::read_http(field)?,
                _ => drop(field.value()?),
            }
            Ok(())
        })?;
        Ok(request)
    }

    fn read_http(request: &mut JsonReader<'a>) -> Result<Self, NotJson> {
        let mut read = Self::default();
        request.fields(|key, field| {
            match key {
                b"client_ip" => read.client_ip = ip(field)?,
                b"user_agent" => read.user_agent = text(field)?,
                _ => drop(field.value()?),
            }
            Ok(())
        })?;
        Ok(read)
    }
}
