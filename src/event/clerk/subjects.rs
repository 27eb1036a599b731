//! The subjects of an event (user, session, organization, …) and the user who acted, for every
//! family. Only ids that the event names; nothing is inferred.

use super::{
    body::{Body, Data},
    fields::Text,
    session::SessionActor,
};

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EventSubjects<'a> {
    /// The user whom the event affects.
    pub user_id: Option<&'a Text<'a>>,
    pub session_id: Option<&'a Text<'a>>,
    pub organization_id: Option<&'a Text<'a>>,
    pub membership_id: Option<&'a Text<'a>>,
    pub invitation_id: Option<&'a Text<'a>>,
    /// The impersonator or agent that acts as the user in a session.
    pub actor: Option<&'a SessionActor<'a>>,
}

impl<'a> Body<'a> {
    /// The user who caused an event of this type, if the event names one: the user of the session,
    /// the creator of the organization, the inviter, or the user who accepted. All other events
    /// name only the affected user.
    #[must_use]
    pub fn acting_user(&'a self, event_type: Option<&str>) -> Option<&'a Text<'a>> {
        match (event_type?, &self.data) {
            // The user (from another session) or an administrator may revoke a session.
            ("session.revoked", _) => None,
            (_, Ok(Data::Session(session))) => session.user_id.as_ref(),
            ("organizationInvitation.created", Ok(Data::Invitation(invitation))) => invitation.inviter_id.as_ref(),
            ("organizationInvitation.accepted", Ok(Data::Invitation(invitation))) => invitation.user_id.as_ref(),
            ("organization.created", Ok(Data::Organization(organization))) => organization.created_by.as_ref(),
            _ => None,
        }
    }

    /// Empty if the event is undecodable.
    #[must_use]
    pub fn subjects(&'a self) -> EventSubjects<'a> {
        let none = EventSubjects::default();
        match &self.data {
            Ok(Data::User(user)) => EventSubjects { user_id: Some(&user.id), ..none },
            Ok(Data::UserDeleted(user)) => EventSubjects { user_id: Some(&user.id), ..none },
            Ok(Data::Session(session)) => EventSubjects {
                user_id: session.user_id.as_ref(),
                session_id: Some(&session.id),
                organization_id: session.organization_id.as_ref(),
                actor: session.actor.as_ref(),
                ..none
            },
            Ok(Data::Organization(organization)) => EventSubjects { organization_id: Some(&organization.id), ..none },
            Ok(Data::OrganizationDeleted(organization)) => {
                EventSubjects { organization_id: Some(&organization.id), ..none }
            }
            Ok(Data::Membership(membership)) => EventSubjects {
                user_id: membership.member.as_ref().map(|member| &member.user_id),
                organization_id: membership.organization_id.as_ref(),
                membership_id: Some(&membership.id),
                ..none
            },
            Ok(Data::Invitation(invitation)) => EventSubjects {
                user_id: invitation.user_id.as_ref(),
                organization_id: invitation.organization_id.as_ref(),
                invitation_id: Some(&invitation.id),
                ..none
            },
            Ok(Data::Other(subject)) => EventSubjects {
                user_id: subject.user_id.as_ref(),
                organization_id: subject.organization_id.as_ref(),
                ..none
            },
            Ok(Data::Foreign) | Err(_) => none,
        }
    }
}
