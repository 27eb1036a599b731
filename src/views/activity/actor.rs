//! The actor of an event. Most events name the object that changed, and few name the actor. What
//! follows from the request alone is a guess and is marked as inferred.

use super::actions::Action;

/// `actor_kind`: a user named by the event.
pub const ACTOR_USER: &str = "user";
/// `actor_kind`: another person signed in as the user.
pub const ACTOR_IMPERSONATOR: &str = "impersonator";
/// `actor_kind`: an AI agent signed in for the user.
pub const ACTOR_AGENT: &str = "agent";

/// Prefixes of user agents of servers, in lower case: Clerk's own libraries, and the HTTP clients
/// of common languages. HTTP clients of mobile applications (`okhttp`, `CFNetwork`) are not
/// listed, because those act for their users.
const SERVER_AGENTS: [&str; 14] = [
    "clerk/",
    "@clerk/",
    "clerk-sdk",
    "go-http-client/",
    "python-",
    "node",
    "undici",
    "axios/",
    "got (",
    "curl/",
    "ruby",
    "guzzlehttp/",
    "java/",
    "apache-httpclient/",
];

/// The only family whose events are attributed to the user by the request.
const USER_FAMILY: &str = "user";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    /// The user id of a user or an impersonator; for an agent the id in the session.
    pub id: Option<String>,
    /// The name of a user or a key. Queries look it up; the view stores ids only.
    pub name: Option<String>,
    pub inferred: bool,
    pub basis: Basis,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    User,
    /// Another person, signed in as the user.
    Impersonator,
    /// An AI agent, signed in for the user.
    Agent,
    /// An administrator in the dashboard, or a program with an API key.
    AdministratorOrApi,
    /// A key of the query API, created by `gatelog keys create` or with another key.
    ApiKey,
    /// The key of `GATELOG_API_KEY`.
    EnvironmentKey,
    /// A command on the machine of the log.
    Command,
    Gatelog,
    Unknown,
}

/// How the actor is known, or why it is inferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The user of the session.
    SessionUser,
    /// The actor named by the session.
    SessionActor,
    /// The inviter named by the invitation.
    Inviter,
    /// The user who accepted the invitation.
    Invitee,
    /// The creator named by the organization.
    Creator,
    /// The request: a browser or a server.
    Request,
    /// The action: users cannot do this to themselves.
    Change,
    SystemEvent,
    None,
}

/// The columns of a row that determine its actor.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActorEvidence<'a> {
    /// As `actor_kind` and `actor_id` of the row.
    pub(super) kind: Option<&'a str>,
    pub(super) id: Option<&'a str>,
    pub(super) family: Option<&'a str>,
    pub(super) user_id: Option<&'a str>,
    pub(super) ip: Option<&'a str>,
    pub(super) user_agent: Option<&'a str>,
}

/// Determines the actor of a row with these actions.
pub(super) fn determine(row: &ActorEvidence<'_>, actions: &[String]) -> Actor {
    let named = |kind, basis| Actor { kind, id: row.id.map(str::to_owned), name: None, inferred: false, basis };
    let did = |action: Action| actions.iter().any(|done| done == action.as_str());
    // The actor of the session did not revoke it, and the event does not name who did.
    if did(Action::SessionRevoked) {
        return guessed(row, actions);
    }
    match (row.kind, row.family) {
        (None, _) => guessed(row, actions),
        (Some(ACTOR_IMPERSONATOR), _) => named(ActorKind::Impersonator, Basis::SessionActor),
        (Some(ACTOR_AGENT), _) => named(ActorKind::Agent, Basis::SessionActor),
        (Some(_), Some("organization")) => named(ActorKind::User, Basis::Creator),
        (Some(_), Some("organizationInvitation")) if did(Action::InvitationSent) => {
            named(ActorKind::User, Basis::Inviter)
        }
        (Some(_), Some("organizationInvitation")) => named(ActorKind::User, Basis::Invitee),
        (Some(_), _) => named(ActorKind::User, Basis::SessionUser),
    }
}

/// The user who probably made the request, if the event names no actor. `actions` is a JSON array.
pub(super) fn guessed_id(row: &ActorEvidence<'_>, actions: &str) -> Option<String> {
    // Most rows are decided without their actions.
    if row.family != Some(USER_FAMILY) || row.ip.is_none() {
        return None;
    }
    let actions: Vec<String> = serde_json::from_str(actions).unwrap_or_default();
    guessed(row, &actions).id
}

fn guessed(row: &ActorEvidence<'_>, actions: &[String]) -> Actor {
    use Action as A;
    let did_any = |some: &[Action]| actions.iter().any(|done| some.iter().any(|action| done == action.as_str()));
    let guess = |kind, id, basis| Actor { kind, id, name: None, inferred: true, basis };
    let unknown = Actor { kind: ActorKind::Unknown, id: None, name: None, inferred: false, basis: Basis::None };
    // Requests from Clerk itself and from servers have no address, or that of the server.
    let is_of_server = row.user_agent.is_some_and(|agent| row.ip.is_none() || is_server(agent));
    if is_of_server {
        return guess(ActorKind::AdministratorOrApi, None, Basis::Request);
    }
    if did_any(&[
        A::UserBanned,
        A::UserUnbanned,
        A::UserDeprovisioned,
        A::UserReprovisioned,
        A::ClientTrustBypassed,
        A::ClientTrustRestored,
        A::UserRightsChanged,
        A::DirectoryChanged,
    ]) {
        return guess(ActorKind::AdministratorOrApi, None, Basis::Change);
    }
    // These requests can come from a browser of another person: wrong passwords, requests for a
    // code by e-mail, and revoked sessions.
    let is_anybodys =
        did_any(&[A::UserLocked, A::UserUnlocked, A::EmailSent, A::SmsSent, A::SessionRevoked]) || row.ip.is_none();
    if is_anybodys {
        return unknown;
    }
    // A browser request about a user is attributed to that user; about other objects, to an
    // unknown user.
    let id = row.user_id.filter(|_| row.family == Some(USER_FAMILY)).map(str::to_owned);
    guess(ActorKind::User, id, Basis::Request)
}

fn is_server(user_agent: &str) -> bool {
    let user_agent = user_agent.to_ascii_lowercase();
    SERVER_AGENTS.iter().any(|beginning| user_agent.starts_with(beginning))
}
