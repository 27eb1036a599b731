//! The names in an event that only its sentence needs, as one JSON text. Filters do not use them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::event::clerk::{Body, Data, Member, Session, User};

type Word<'a> = Option<Cow<'a, str>>;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Labels<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Word<'a>,
    /// The sign-in identifier: the primary e-mail address, otherwise the user name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Word<'a>,
    /// The name of the organization, otherwise its slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Word<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Word<'a>,
    /// The address of an invitation, an e-mail or a waitlist entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Word<'a>,
    /// The name of an object that has no view.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thing: Word<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Word<'a>,
}

impl<'a> Labels<'a> {
    #[must_use]
    pub fn from_body(body: &'a Body<'a>) -> Self {
        match &body.data {
            Ok(Data::User(user)) => Self::of_user(user),
            Ok(Data::Session(session)) => Self::of_session(session),
            Ok(Data::Organization(organization)) => Self {
                organization: word(organization.name.as_ref().or(organization.slug.as_ref())),
                ..Self::default()
            },
            Ok(Data::OrganizationDeleted(organization)) => {
                Self { organization: word(organization.slug.as_ref()), ..Self::default() }
            }
            Ok(Data::Membership(membership)) => {
                let organization = membership.organization.as_ref();
                Self {
                    organization: organization.and_then(|known| word(known.name.as_ref().or(known.slug.as_ref()))),
                    role: word(membership.role.as_ref()),
                    ..membership.member.as_ref().map(Self::of_member).unwrap_or_default()
                }
            }
            Ok(Data::Invitation(invitation)) => {
                Self { role: word(invitation.role.as_ref()), email: word(invitation.email.as_ref()), ..Self::default() }
            }
            Ok(Data::Other(subject)) => {
                Self { thing: word(subject.name.as_ref()), email: word(subject.email.as_ref()), ..Self::default() }
            }
            Ok(Data::UserDeleted(_) | Data::Foreign) | Err(_) => Self::default(),
        }
    }

    /// The stored JSON; `None` if there are no labels.
    pub(super) fn to_json(&self) -> Option<String> {
        let json = || serde_json::to_string(self).expect("texts have a JSON form");
        (*self != Self::default()).then(json)
    }

    #[must_use]
    pub fn parse(json: Option<&str>) -> Labels<'static> {
        json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    fn of_user(user: &'a User<'a>) -> Self {
        Self {
            name: full_name(user.first_name.as_deref(), user.last_name.as_deref()),
            identifier: word(user.primary_email.as_ref().or(user.username.as_ref())),
            ..Self::default()
        }
    }

    fn of_member(member: &'a Member<'a>) -> Self {
        Self {
            name: full_name(member.first_name.as_deref(), member.last_name.as_deref()),
            identifier: word(member.identifier.as_ref().or(member.username.as_ref())),
            ..Self::default()
        }
    }

    fn of_session(session: &'a Session<'a>) -> Self {
        // The embedded user may be another one.
        let user = session.user.as_deref().filter(|user| session.user_id.as_ref() == Some(&user.id));
        let device = session.latest_activity.as_ref();
        Self {
            device: device.and_then(|device| word(device.device_type.as_ref())),
            ..user.map(Self::of_user).unwrap_or_default()
        }
    }
}

#[must_use]
pub fn full_name<'a>(first: Option<&'a str>, last: Option<&'a str>) -> Option<Cow<'a, str>> {
    match (first, last) {
        (Some(first), Some(last)) => Some(Cow::Owned(format!("{first} {last}"))),
        (first, last) => first.or(last).map(Cow::Borrowed),
    }
}

fn word<'a>(text: Option<&'a Cow<'a, str>>) -> Word<'a> {
    text.map(|text| Cow::Borrowed(text.as_ref()))
}
