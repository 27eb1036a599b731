//! What the views must hold, by a replay of a whole history in its true order: sorted first, then assigned field by
//! field. Shares no code with the projections, and never merges.

mod invitations;
mod memberships;
mod organizations;
mod sessions;
mod users;

use std::borrow::Cow;

use gatelog::{
    clock::Timestamp,
    event::clerk::{Actor, Data},
    views::activity::ActivityRow,
};

use super::history::{Said, View};

pub use self::{
    invitations::invitations, memberships::memberships, organizations::organizations, sessions::sessions, users::users,
};

type Order = (i64, i64, i16, String);

/// `position` and `received_at` are left 0: they tell how events arrived.
pub fn activity(history: &[Said]) -> View<ActivityRow> {
    let mut rows = View::new();
    for said in senders(history) {
        let (user_id, session, organization_id) = match &said.body.data {
            Ok(Data::User(user)) => (Some(user.id.to_string()), None, None),
            Ok(Data::UserDeleted(user)) => (Some(user.id.to_string()), None, None),
            Ok(Data::Session(session)) => {
                (text(session.user_id.as_ref()), Some(session), text(session.organization_id.as_ref()))
            }
            Ok(Data::Organization(organization)) => (None, None, Some(organization.id.to_string())),
            Ok(Data::OrganizationDeleted(notice)) => (None, None, Some(notice.id.to_string())),
            Ok(Data::Membership(membership)) => {
                let member = membership.member.as_ref();
                (member.map(|member| member.user_id.to_string()), None, text(membership.organization_id.as_ref()))
            }
            Ok(Data::Invitation(invitation)) => {
                (text(invitation.user_id.as_ref()), None, text(invitation.organization_id.as_ref()))
            }
            Ok(Data::Other(subject)) => (text(subject.user_id.as_ref()), None, text(subject.organization_id.as_ref())),
            Ok(Data::Foreign) | Err(_) => (None, None, None),
        };
        let actor = session.and_then(|session| session.actor.as_ref());
        let event_type = said.event_type.as_ref().map(|name| name.as_str().to_owned());
        let row = ActivityRow {
            position: 0,
            source: said.source.as_str().to_owned(),
            svix_id: said.id.clone(),
            instance_id: text(said.body.instance_id.as_ref()),
            family: event_type.as_ref().map(|name| name.chars().take_while(|letter| *letter != '.').collect()),
            action: action(said, actor),
            event_type,
            user_id,
            actor_id: actor.and_then(|actor| text(actor.id.as_ref())),
            session_id: session.map(|session| session.id.to_string()),
            organization_id,
            ip: text(said.body.client_ip.as_ref()),
            user_agent: text(said.body.user_agent.as_ref()),
            occurred_at: occurred(said),
            occurred_basis: said.body.occurred_at.basis.as_str().to_owned(),
            received_at: 0,
        };
        rows.insert((row.source.clone(), row.svix_id.clone()), row);
    }
    rows
}

fn action(said: &Said, actor: Option<&Actor<'_>>) -> String {
    let name = type_of(said);
    let agent = actor.is_some_and(|actor| actor.kind == Some(Cow::Borrowed("agent")));
    let person = actor.is_some_and(|actor| actor.id.is_some());
    let action = match name {
        "" => "unknown",
        _ if said.body.data == Ok(Data::Foreign) => name,
        "session.created" if agent => "agent_session_started",
        "session.created" if person => "impersonation_started",
        "session.created" => "signed_in",
        "session.pending" => "sign_in_pending",
        "session.ended" | "session.removed" => "signed_out",
        "session.revoked" => "session_revoked",
        _ => name,
    };
    action.to_owned()
}

fn senders(history: &[Said]) -> impl Iterator<Item = &Said> {
    history.iter().filter(|said| said.source.as_str() != "system")
}

fn occurred(said: &Said) -> i64 {
    said.body.occurred_at.at.micros()
}

fn type_of(said: &Said) -> &str {
    said.event_type.as_ref().map_or("", |name| name.as_str())
}

fn order(said: &Said, updated_at: Option<Timestamp>) -> Order {
    let rank = match type_of(said).rsplit('.').next() {
        Some("created") => 0,
        Some("deleted") => 2,
        _ => 1,
    };
    (micros(updated_at).unwrap_or(occurred(said)), occurred(said), rank, said.id.clone())
}

fn micros(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::micros)
}

fn text(text: Option<&Cow<'_, str>>) -> Option<String> {
    text.map(ToString::to_string)
}
