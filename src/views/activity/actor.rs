//! Who did it, as far as an event tells. Events name the one it was done to and seldom the one who did it: what follows
//! from the request alone is a guess, and labelled so.

use super::actions::Action;

/// `actor_kind`: a user whom the event names.
pub const ACTOR_USER: &str = "user";
/// `actor_kind`: somebody else signed in as the user.
pub const ACTOR_IMPERSONATOR: &str = "impersonator";
/// `actor_kind`: an AI agent signed in for the user.
pub const ACTOR_AGENT: &str = "agent";

/// What user agents of servers begin with: Clerk's own libraries, and what programs in the usual languages send. In small
/// letters. Applications on telephones (`okhttp`, `CFNetwork`) are not among them: those are their users.
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

/// The one family whose events are taken for the user's own.
const USER_FAMILY: &str = "user";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    /// Which one: of a user or an impersonator the user id, of an agent what the session says.
    pub id: Option<String>,
    /// The name of a user or a key. Queries look it up; the view keeps ids only.
    pub name: Option<String>,
    pub inferred: bool,
    /// What it is known, or guessed, by.
    pub basis: Basis,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    User,
    /// Somebody else, signed in as the user.
    Impersonator,
    /// An AI agent, signed in for the user.
    Agent,
    /// An administrator in the dashboard, or a program with an API key.
    AdministratorOrApi,
    /// A key of the query API, made by `gatelog keys create` or by another key.
    ApiKey,
    /// The key of `GATELOG_API_KEY`.
    EnvironmentKey,
    /// A command on the machine of the log.
    Command,
    Gatelog,
    Unknown,
}

/// What an actor is known, or guessed, by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The user whose session it is.
    SessionUser,
    /// The one whom the session names as acting for its user.
    SessionActor,
    /// The one who invites, by the invitation.
    Inviter,
    /// The one who accepted, by the invitation.
    Invitee,
    /// The one who made the organization, by its description.
    Creator,
    /// Where the request came from: a browser or a server.
    Request,
    /// What was done is nothing that users do to themselves.
    Change,
    SystemEvent,
    None,
}

/// The columns of a row from which its actor follows.
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

/// The actor of a row; `actions` are the row's.
pub(super) fn determine(row: &ActorEvidence<'_>, actions: &[String]) -> Actor {
    let named = |kind, basis| Actor { kind, id: row.id.map(str::to_owned), name: None, inferred: false, basis };
    let did = |action: Action| actions.iter().any(|done| done == action.as_str());
    // Who ends a session from outside is neither told by it nor the one who acts in it.
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

/// The user who probably made the request of an event that names no actor. `actions` are a JSON
/// array.
pub(super) fn guessed_id(row: &ActorEvidence<'_>, actions: &str) -> Option<String> {
    // Most rows need no look at their actions.
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
    // Requests from within Clerk and from servers come without an address, or with that of the server.
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
    // Whoever tries wrong passwords, or asks for a code by e-mail, is at a browser too, and need not be the user. Nor need
    // the one who revokes a session.
    let is_anybodys =
        did_any(&[A::UserLocked, A::UserUnlocked, A::EmailSent, A::SmsSent, A::SessionRevoked]) || row.ip.is_none();
    if is_anybodys {
        return unknown;
    }
    // A browser's request about a user is taken for the user's own; about anything else, for that of some user.
    let id = row.user_id.filter(|_| row.family == Some(USER_FAMILY)).map(str::to_owned);
    guess(ActorKind::User, id, Basis::Request)
}

fn is_server(user_agent: &str) -> bool {
    let user_agent = user_agent.to_ascii_lowercase();
    SERVER_AGENTS.iter().any(|beginning| user_agent.starts_with(beginning))
}
