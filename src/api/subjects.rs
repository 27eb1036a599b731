//! Which single things a question asks for, by the ids in its path and in its exact filters. Takes over no text that
//! does not look like an id: somebody may have typed an e-mail address where an id belongs.

use serde::Serialize;

use crate::event::{id::SYSTEM_ID_PREFIX, source::SYSTEM_SOURCE};

/// Longest id that is named, in bytes: that of an event's.
const ID_BYTES_MAX: usize = 256;

/// What an id that is asked for is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// A user.
    User,
    /// A session.
    Session,
    /// An organization.
    Organization,
    /// A membership.
    Membership,
    /// An invitation.
    Invitation,
    /// An event.
    Event,
}

/// A single thing that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Subject {
    kind: SubjectKind,
    id: String,
}

/// The parameters that select by one exact id.
const EXACT: [(&str, SubjectKind); 8] = [
    ("user_id", SubjectKind::User),
    ("actor_id", SubjectKind::User),
    ("impersonator_id", SubjectKind::User),
    ("inviter_id", SubjectKind::User),
    ("created_by", SubjectKind::User),
    ("organization_id", SubjectKind::Organization),
    ("session_id", SubjectKind::Session),
    ("svix_id", SubjectKind::Event),
];
/// The resources whose single things have a path.
const PATHS: [(&str, SubjectKind); 7] = [
    ("/v1/users/", SubjectKind::User),
    ("/v1/sessions/", SubjectKind::Session),
    ("/v1/organizations/", SubjectKind::Organization),
    ("/v1/memberships/", SubjectKind::Membership),
    ("/v1/invitations/", SubjectKind::Invitation),
    ("/v1/events/", SubjectKind::Event),
    ("/v1/activity/", SubjectKind::Event),
];

/// Of a path and its parameters: the subjects, and how many more there are whose ids are not to be named.
#[must_use]
pub fn of(path: &str, parameters: &[(String, String)]) -> (Vec<Subject>, u64) {
    let in_path = PATHS.iter().filter_map(|(prefix, kind)| {
        let id = path.strip_prefix(prefix)?.split('/').next()?;
        Some((*kind, id))
    });
    let in_query = parameters.iter().filter_map(|(name, id)| {
        let (_, kind) = EXACT.iter().find(|(exact, _)| exact == name)?;
        Some((*kind, id.as_str()))
    });
    let (mut subjects, mut unnamed) = (Vec::new(), 0);
    for (kind, id) in in_path.chain(in_query) {
        if looks_like_an_id(id) {
            subjects.push(Subject { kind, id: id.to_owned() });
        } else {
            unnamed += 1;
        }
    }
    (subjects, unnamed)
}

/// Nothing in which an e-mail address, an IP address or a name with its spaces could hide.
fn looks_like_an_id(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    (1..=ID_BYTES_MAX).contains(&text.len()) && text.bytes().all(allowed)
}

/// Whether a question asks for Gatelog's own events alone. Those hold ids at the most, and reading them is not audited
/// anew, or whoever follows them would be told of nothing but themselves. The exception is a conflict, which holds a
/// whole delivery: its id is made otherwise.
#[must_use]
pub fn is_of_the_system(path: &str, parameters: &[(String, String)]) -> bool {
    /// `sys_` and the 32 digits of a UUID.
    const OWN_ID_BYTES: usize = 4 + 32;
    /// Where they can be asked for.
    const LISTS: [&str; 2] = ["/v1/events", "/v1/activity"];
    let rest = LISTS.iter().find_map(|list| path.strip_prefix(list));
    let of_system = || parameters.iter().any(|(name, value)| name == "source" && value == SYSTEM_SOURCE);
    let listed = rest == Some("") && of_system();
    let id = rest.and_then(|rest| rest.strip_prefix('/')).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    listed || (id.starts_with(SYSTEM_ID_PREFIX) && id.len() == OWN_ID_BYTES)
}
