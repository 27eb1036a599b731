//! Whom and what an event is about, whatever its family, and whom it names as the one who did it. Guesses nothing.

use super::{
    body::{Body, Data},
    json::Text,
    session::Actor,
};

/// Whom and what an event is about.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct About<'a> {
    /// The user it was done to, or for.
    pub user_id: Option<&'a Text<'a>>,
    /// The session.
    pub session_id: Option<&'a Text<'a>>,
    /// The organization.
    pub organization_id: Option<&'a Text<'a>>,
    /// The membership.
    pub membership_id: Option<&'a Text<'a>>,
    /// The invitation.
    pub invitation_id: Option<&'a Text<'a>>,
    /// Who acts as that user, in a session: an impersonator, or an agent.
    pub actor: Option<&'a Actor<'a>>,
}

impl<'a> Body<'a> {
    /// The user who did what the event, of this type, tells of, where it names one: whose session it is, who founds, invites
    /// or accepts. Of nothing else does an event tell who did it; it names whom it was done to.
    #[must_use]
    pub fn doer(&'a self, event_type: Option<&str>) -> Option<&'a Text<'a>> {
        match (event_type?, &self.data) {
            // Anybody may revoke a session: its user, from elsewhere, or an administrator.
            ("session.revoked", _) => None,
            (_, Ok(Data::Session(session))) => session.user_id.as_ref(),
            ("organizationInvitation.created", Ok(Data::Invitation(invitation))) => invitation.inviter_id.as_ref(),
            ("organizationInvitation.accepted", Ok(Data::Invitation(invitation))) => invitation.user_id.as_ref(),
            ("organization.created", Ok(Data::Organization(organization))) => organization.created_by.as_ref(),
            _ => None,
        }
    }

    /// Whom and what the event is about; nothing where it cannot be read.
    #[must_use]
    pub fn about(&'a self) -> About<'a> {
        let nothing = About::default();
        match &self.data {
            Ok(Data::User(user)) => About { user_id: Some(&user.id), ..nothing },
            Ok(Data::UserDeleted(user)) => About { user_id: Some(&user.id), ..nothing },
            Ok(Data::Session(session)) => About {
                user_id: session.user_id.as_ref(),
                session_id: Some(&session.id),
                organization_id: session.organization_id.as_ref(),
                actor: session.actor.as_ref(),
                ..nothing
            },
            Ok(Data::Organization(organization)) => About { organization_id: Some(&organization.id), ..nothing },
            Ok(Data::OrganizationDeleted(organization)) => About { organization_id: Some(&organization.id), ..nothing },
            Ok(Data::Membership(membership)) => About {
                user_id: membership.member.as_ref().map(|member| &member.user_id),
                organization_id: membership.organization_id.as_ref(),
                membership_id: Some(&membership.id),
                ..nothing
            },
            Ok(Data::Invitation(invitation)) => About {
                user_id: invitation.user_id.as_ref(),
                organization_id: invitation.organization_id.as_ref(),
                invitation_id: Some(&invitation.id),
                ..nothing
            },
            Ok(Data::Other(subject)) => About {
                user_id: subject.user_id.as_ref(),
                organization_id: subject.organization_id.as_ref(),
                ..nothing
            },
            Ok(Data::Foreign) | Err(_) => nothing,
        }
    }
}
