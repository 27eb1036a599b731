//! Interprets events: an event's actions follow from its type and, in a chain, from the comparison
//! with the previous snapshot. Pure, and independent of the order of arrival.

use super::actions::Action;
use crate::{
    event::clerk::{Body, Data, Session, SessionActor},
    views::{
        audited::{Change, Comparison, Field, Snapshot, compare},
        sessions,
    },
};

#[derive(Debug, Default)]
pub(super) struct Interpretation {
    /// A JSON array of action names, by severity; never empty.
    pub(super) actions: String,
    /// A JSON array of [`Change`]; `None` if nothing changed.
    pub(super) changes: Option<String>,
}

/// The actions of an event type by itself.
enum TypeActions<'a> {
    Always(Vec<Action>),
    /// This action, if no change has a more severe one.
    Otherwise(Action),
    /// The type itself: it has no action.
    Type(&'a str),
    /// The type itself, if no change has an action.
    OtherwiseType(&'a str),
}

/// Interprets an event that is in no chain.
pub(super) fn without_chain(event_type: Option<&str>, body: &Body<'_>) -> Interpretation {
    let type_actions = match event_type {
        None => TypeActions::Always(vec![Action::Unknown]),
        // Another sender may use `session.created` for something else.
        Some(event_type) if body.data == Ok(Data::Foreign) => TypeActions::Type(event_type),
        Some(event_type) => match &body.data {
            Ok(Data::Session(session)) => type_actions(event_type, Some(session)),
            _ => type_actions(event_type, None),
        },
    };
    build(type_actions, Comparison::default())
}

/// The actions of an event type without actions of its own, as a JSON array.
pub(super) fn from_type(event_type: Option<&str>) -> String {
    build(event_type.map_or(TypeActions::Always(vec![Action::Unknown]), TypeActions::Type), Comparison::default())
        .actions
}

/// True if events of a type have the type as an action, whatever else they did.
#[must_use]
pub fn is_action(event_type: &str) -> bool {
    matches!(type_actions(event_type, None), TypeActions::Type(_))
}

/// Interprets an event of a chain, compared with the previous snapshot and its time. The first
/// known event of a chain has no changes.
pub(super) fn with_predecessor(
    event_type: &str,
    fields: &'static [Field],
    before: Option<(i64, &Snapshot)>,
    now: &Snapshot,
) -> Interpretation {
    let compared = before.map(|(since, before)| compare(fields, since, before, now));
    build(type_actions(event_type, None), compared.unwrap_or_default())
}

fn build(type_actions: TypeActions<'_>, comparison: Comparison) -> Interpretation {
    let Comparison { mut actions, changes } = comparison;
    let mut event_type = None;
    match type_actions {
        TypeActions::Always(type_actions) => actions.extend(type_actions),
        TypeActions::Otherwise(type_actions) if actions.is_empty() => actions.push(type_actions),
        TypeActions::OtherwiseType(type_actions) if actions.is_empty() => event_type = Some(type_actions),
        TypeActions::Otherwise(_) | TypeActions::OtherwiseType(_) => {}
        TypeActions::Type(type_actions) => event_type = Some(type_actions),
    }
    actions.sort_unstable();
    let words: Vec<&'static str> = actions.into_iter().map(Action::as_str).collect();
    let names: Vec<&str> = words.into_iter().chain(event_type).collect();
    Interpretation { actions: json(&names), changes: (!changes.is_empty()).then(|| json::<Vec<Change>>(&changes)) }
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("texts, numbers and lists of them have a JSON form")
}

fn type_actions<'a>(event_type: &'a str, session: Option<&Session<'_>>) -> TypeActions<'a> {
    use Action as A;
    let actor = session.and_then(|session| session.actor.as_ref());
    let is_agent = actor.is_some_and(SessionActor::is_agent);
    // An actor of an unknown kind is not the user.
    let is_other = actor.is_some();
    let by_whom = |agent, other, user| match (is_agent, is_other) {
        (true, _) => agent,
        (false, true) => other,
        (false, false) => user,
    };
    let always = |action| TypeActions::Always(vec![action]);
    match event_type {
        // The status decides, as in the sessions view; without a readable status the type does.
        "session.created" | "session.pending" => {
            let verb = event_type.split_once('.').map(|(_, verb)| verb);
            let is_pending =
                session.map_or(verb == Some(sessions::PENDING), |session| sessions::is_pending(verb, session));
            let started = by_whom(A::AgentSessionStarted, A::ImpersonationStarted, A::SignedIn);
            always(if is_pending { A::SignInPending } else { started })
        }
        // Today's SDKs send `removed` for an ordinary sign-out, older ones `ended`.
        "session.ended" | "session.removed" => {
            always(by_whom(A::AgentSessionEnded, A::ImpersonationEnded, A::SignedOut))
        }
        "session.revoked" if is_agent => TypeActions::Always(vec![A::SessionRevoked, A::AgentSessionEnded]),
        "session.revoked" if is_other => TypeActions::Always(vec![A::SessionRevoked, A::ImpersonationEnded]),
        "session.revoked" => always(A::SessionRevoked),
        "user.created" => always(A::UserCreated),
        "user.updated" => TypeActions::Otherwise(A::UserUpdated),
        "user.deleted" => always(A::UserDeleted),
        "organization.created" => always(A::OrganizationCreated),
        "organization.updated" => TypeActions::Otherwise(A::OrganizationUpdated),
        "organization.deleted" => always(A::OrganizationDeleted),
        "organizationMembership.created" => always(A::MemberAdded),
        "organizationMembership.updated" => TypeActions::Otherwise(A::MemberUpdated),
        "organizationMembership.deleted" => always(A::MemberRemoved),
        "organizationDomain.updated" | "role.updated" | "permission.updated" => TypeActions::OtherwiseType(event_type),
        "organizationInvitation.created" => always(A::InvitationSent),
        "organizationInvitation.accepted" => always(A::InvitationAccepted),
        "organizationInvitation.revoked" => always(A::InvitationRevoked),
        "email.created" => always(A::EmailSent),
        "sms.created" => always(A::SmsSent),
        other => TypeActions::Type(other),
    }
}
