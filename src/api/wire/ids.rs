//! Parameters that hold an id. The format in the document says what the id names; the read audit
//! knows from it which objects a request asks for.

use std::marker::PhantomData;

use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef},
    types::{ParseError, ParseFromParameter, ParseResult, Type},
};
use serde::Serialize;

use super::parameters::{NonEmptyText, documented};

/// Type of an object that the read audit names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    User,
    Session,
    Organization,
    Membership,
    Invitation,
    Event,
}

impl SubjectKind {
    /// The value in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Session => "session",
            Self::Organization => "organization",
            Self::Membership => "membership",
            Self::Invitation => "invitation",
            Self::Event => "event",
        }
    }
}

pub trait IdKind: Send + Sync + 'static {
    /// Format in the document.
    const FORMAT: &'static str;
}

#[derive(Debug)]
pub struct Id<K>(pub String, PhantomData<fn() -> K>);

macro_rules! ids {
    ($($(#[doc = $doc:tt])* $id:ident($kind:ident) = $format:literal, $subject:expr;)+) => {
        $(
            $(#[doc = $doc])*
            pub type $id = Id<$kind>;

            #[derive(Debug)]
            pub enum $kind {}

            impl IdKind for $kind {
                const FORMAT: &'static str = $format;
            }
        )+

        /// The object that an id of this format names in the read audit.
        pub(crate) fn subject_of(format: &str) -> Option<SubjectKind> {
            match format {
                $($format => $subject,)+
                _ => None,
            }
        }
    };
}

ids! {
    UserId(OfUser) = "user-id", Some(SubjectKind::User);
    /// Id of an actor: mostly a user.
    ActorId(OfActor) = "actor-id", Some(SubjectKind::User);
    SessionId(OfSession) = "session-id", Some(SubjectKind::Session);
    OrganizationId(OfOrganization) = "organization-id", Some(SubjectKind::Organization);
    MembershipId(OfMembership) = "membership-id", Some(SubjectKind::Membership);
    InvitationId(OfInvitation) = "invitation-id", Some(SubjectKind::Invitation);
    EventId(OfEvent) = "event-id", Some(SubjectKind::Event);
    /// Id of a Clerk instance: no subject of the read audit.
    InstanceId(OfInstance) = "instance-id", None;
    /// Id of a user in another system. It may be an e-mail address, so the audit leaves it out.
    ExternalId(OfExternal) = "external-id", None;
    /// Id of an export: no subject of the read audit.
    ExportId(OfExport) = "export-id", None;
    /// Id of an API key: no subject of the read audit.
    ApiKeyId(OfApiKey) = "key-id", None;
}

documented!(
    Id<K>,
    K::FORMAT,
    MetaSchema { min_length: Some(1), ..MetaSchema::new_with_format("string", K::FORMAT) },
    K: IdKind
);

impl<K: IdKind> ParseFromParameter for Id<K> {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        let text = NonEmptyText::parse_from_parameter(value).map_err(ParseError::propagate)?;
        Ok(Self(text.into(), PhantomData))
    }
}

impl<K> From<Id<K>> for String {
    fn from(Id(id, _): Id<K>) -> Self {
        id
    }
}
