//! What an event means: by its type, and, in a chain, beside the snapshot before it. Pure; knows no order of arrival.

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
    /// A JSON array of their names, by severity; never empty.
    pub(super) actions: String,
    /// A JSON array of [`Change`]; `None` where nothing changed.
    pub(super) changes: Option<String>,
}

/// What a type means by itself.
enum TypeActions<'a> {
    Always(Vec<Action>),
    /// This, if nothing graver did.
    Otherwise(Action),
    /// There is no word of ours for it.
    Type(&'a str),
    /// There is none for it, if no change has one.
    OtherwiseType(&'a str),
}

/// What an event means that is in no chain.
pub(super) fn without_chain(event_type: Option<&str>, body: &Body<'_>) -> Interpretation {
    let type_actions = match event_type {
        None => TypeActions::Always(vec![Action::Unknown]),
        // What another sender means by `session.created` is not known.
        Some(event_type) if body.data == Ok(Data::Foreign) => TypeActions::Type(event_type),
        Some(event_type) => match &body.data {
            Ok(Data::Session(session)) => type_actions(event_type, Some(session)),
            _ => type_actions(event_type, None),
        },
    };
    build(type_actions, Comparison::default())
}

/// The actions of an event that does what its type says, and is of no family that has words.
pub(super) fn from_type(event_type: Option<&str>) -> String {
    build(event_type.map_or(TypeActions::Always(vec![Action::Unknown]), TypeActions::Type), Comparison::default())
        .actions
}

/// What an event of a chain means beside the snapshot before it, made at that moment. The first that is known changes
/// nothing: it is what later ones are compared with.
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
    // An actor of an unknown shape is somebody else all the same.
    let is_other = actor.is_some();
    let by_whom = |agent, other, user| match (is_agent, is_other) {
        (true, _) => agent,
        (false, true) => other,
        (false, false) => user,
    };
    let always = |action| TypeActions::Always(vec![action]);
    match event_type {
        // The status decides, as in the view of sessions; where none is readable, the type does.
        "session.created" | "session.pending" => {
            let verb = event_type.split_once('.').map(|(_, verb)| verb);
            let is_pending =
                session.map_or(verb == Some(sessions::PENDING), |session| sessions::is_pending(verb, session));
            let started = by_whom(A::AgentSessionStarted, A::ImpersonationStarted, A::SignedIn);
            always(if is_pending { A::SignInPending } else { started })
        }
        // `removed` is the ordinary sign-out of today's SDKs, `ended` that of older ones.
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
