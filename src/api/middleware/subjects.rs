//! Objects that a request asks for, by the ids in its path and its exact filters. Texts that do
//! not look like ids are not taken over, because a client may have typed an e-mail address
//! instead.

use serde::Serialize;

use crate::event::{id::SYSTEM_ID_PREFIX, source::SYSTEM_SOURCE};

/// Longest id that is named, in bytes: that of an event.
const ID_BYTES_MAX: usize = 256;

/// Type of an object.
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

/// An object that a request asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Subject {
    kind: SubjectKind,
    id: String,
}

/// Query parameters that select by one exact id.
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
/// Paths of single objects.
const PATHS: [(&str, SubjectKind); 7] = [
    ("/v1/users/", SubjectKind::User),
    ("/v1/sessions/", SubjectKind::Session),
    ("/v1/organizations/", SubjectKind::Organization),
    ("/v1/memberships/", SubjectKind::Membership),
    ("/v1/invitations/", SubjectKind::Invitation),
    ("/v1/events/", SubjectKind::Event),
    ("/v1/activity/", SubjectKind::Event),
];

/// The subjects of a request, and the number of further ones whose ids must not be named.
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

/// Whether a text cannot contain an e-mail address, an IP address or a name with spaces.
fn looks_like_an_id(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    (1..=ID_BYTES_MAX).contains(&text.len()) && text.bytes().all(allowed)
}

/// Whether a request reads only Gatelog's own events. These contain ids at most. Reading them is
/// not audited: a client that follows them would otherwise only see its own reads. A conflict is
/// an exception, because it contains a whole delivery; its id has another form.
#[must_use]
pub fn is_of_the_system(path: &str, parameters: &[(String, String)]) -> bool {
    /// `sys_` and the 32 digits of a UUID.
    const OWN_ID_BYTES: usize = 4 + 32;
    const LISTS: [&str; 2] = ["/v1/events", "/v1/activity"];
    let rest = LISTS.iter().find_map(|list| path.strip_prefix(list));
    let of_system = || parameters.iter().any(|(name, value)| name == "source" && value == SYSTEM_SOURCE);
    let listed = rest == Some("") && of_system();
    let id = rest.and_then(|rest| rest.strip_prefix('/')).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    listed || (id.starts_with(SYSTEM_ID_PREFIX) && id.len() == OWN_ID_BYTES)
}
