//! One decoding per event, for all projections: only the fields that a view uses, the rest skipped unparsed.

pub use super::{decode_error::DecodeError, json::Text};

use super::{
    content::Content,
    invitation::{self, Invitation},
    json::{Time, id, ip, text, time},
    membership::{self, Membership},
    occurred_at::{DataTimes, OccurredAt},
    organization::{self, Organization, OrganizationDeleted},
    other::{self, Subject},
    session::{self, Session},
    user::{self, User, UserDeleted},
};
use crate::event::{
    json::{NotJson, Reader},
    recorded::RecordedEvent,
    type_name::EventType,
};

/// What a recorded event says, as far as any view asks.
#[derive(Clone, Debug, PartialEq)]
pub struct Body<'a> {
    /// The Clerk instance that sent it (`ins_…`).
    pub instance_id: Option<Text<'a>>,
    /// When it happened, and by which field we know.
    pub occurred_at: OccurredAt,
    /// `event_attributes.http_request.client_ip`; empty text is absent.
    pub client_ip: Option<Text<'a>>,
    /// `event_attributes.http_request.user_agent`; empty text is absent.
    pub user_agent: Option<Text<'a>>,
    /// `data.id`, where it is a usable id: what the event is about, even if nothing else of it can be read.
    pub object_id: Option<Text<'a>>,
    /// What the event is about, or why that cannot be read.
    pub data: Result<Data<'a>, DecodeError>,
    /// What is wrong with the body as a whole. It is listed for that, and shown as far as it can be read.
    pub fault: Option<DecodeError>,
}

/// One variant per family that a view uses.
#[derive(Clone, Debug, PartialEq)]
pub enum Data<'a> {
    /// `user.created`, `user.updated`, and any other `user.…` but the deletion.
    User(Box<User<'a>>),
    /// `user.deleted`.
    UserDeleted(UserDeleted<'a>),
    /// `session.…`: one shape for all.
    Session(Box<Session<'a>>),
    /// `organization.…` but the deletion.
    Organization(Box<Organization<'a>>),
    /// `organization.deleted`.
    OrganizationDeleted(OrganizationDeleted<'a>),
    /// `organizationMembership.…`: one shape for all.
    Membership(Box<Membership<'a>>),
    /// `organizationInvitation.…`: one shape for all.
    Invitation(Box<Invitation<'a>>),
    /// Every other family: only whom and what it is about.
    Other(Subject<'a>),
    /// No event of Clerk's: not JSON, or without `object: "event"`.
    Foreign,
}

/// How a family's `data` is taken.
type ReadFamily = for<'a> fn(&mut Reader<'a>, &EventType) -> Result<Content<'a, Data<'a>>, NotJson>;

/// The families that views use. A new one is its file, its variant of [`Data`], and its line here.
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
    /// Reads what views need of an event. Never fails as a whole: what cannot be read is absent.
    #[must_use]
    pub fn decode(event: &'a RecordedEvent) -> Self {
        let envelope = Reader::whole(&event.body, |body| Envelope::read(body, event.event_type.as_ref()));
        let fault = fault(event, envelope.as_ref());
        let Some(envelope) = envelope.ok().filter(|envelope| envelope.is_event) else {
            return Self {
                instance_id: None,
                occurred_at: OccurredAt::of(event, None, DataTimes::default()),
                client_ip: None,
                user_agent: None,
                object_id: None,
                data: Ok(Data::Foreign),
                fault,
            };
        };
        let Content { data, times, object_id } = envelope.content;
        Self {
            instance_id: envelope.instance_id,
            occurred_at: OccurredAt::of(event, envelope.timestamp, times),
            client_ip: envelope.request.client_ip,
            user_agent: envelope.request.user_agent,
            object_id,
            data,
            fault,
        }
    }
}

/// The first thing that is wrong with a body as a whole, whoever sent it.
fn fault(event: &RecordedEvent, envelope: Result<&Envelope<'_>, &NotJson>) -> Option<DecodeError> {
    match envelope {
        _ if event.body.is_empty() => Some(DecodeError::Empty),
        Err(NotJson) => Some(DecodeError::NotJson),
        Ok(envelope) if !envelope.is_object => Some(DecodeError::NotObject),
        Ok(_) if event.event_type.is_none() => Some(DecodeError::NoType),
        Ok(_) if str::from_utf8(&event.body).is_err() => Some(DecodeError::NotUtf8),
        Ok(_) => None,
    }
}

/// The body as Clerk sends it, before it is known to be Clerk's: `object` may stand last.
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
    fn read(body: &mut Reader<'a>, event_type: Option<&EventType>) -> Result<Self, NotJson> {
        let family = event_type.map_or("", EventType::family);
        let known = FAMILIES.iter().find(|(name, _)| *name == family).map(|(_, read)| *read).zip(event_type);
        let missing = if known.is_some() { Err(DecodeError::NoData) } else { Ok(Data::Other(Subject::default())) };
        let mut envelope = Self {
            is_object: false,
            is_event: false,
            instance_id: None,
            timestamp: None,
            request: Request::default(),
            content: Content::of(missing),
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
    /// Takes `event_attributes`.
    fn read(attributes: &mut Reader<'a>) -> Result<Self, NotJson> {
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

    fn read_http(request: &mut Reader<'a>) -> Result<Self, NotJson> {
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
