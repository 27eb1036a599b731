//! What the views must hold, by a replay of a whole history in its true order: sorted first, then assigned field by
//! field. Shares no code with the projections, and never merges.

use std::{borrow::Cow, collections::BTreeMap};

use gatelog::{
    clock::Timestamp,
    event::clerk::{Data, Session, User},
    views::{sessions::SessionRow, users::UserRow},
};

use super::history::{Key, Said, View};

pub type Order = (i64, i64, i16, String);

pub fn users(history: &[Said]) -> View<UserRow> {
    let mut all: BTreeMap<Key, OfUser<'_>> = BTreeMap::new();
    for said in senders(history) {
        match &said.body.data {
            Ok(Data::User(user)) => {
                let of = OfUser::hear(&mut all, said, &user.id);
                of.own.push((order(said, user.updated_at), user));
            }
            Ok(Data::UserDeleted(user)) => {
                let of = OfUser::hear(&mut all, said, &user.id);
                of.deletions.push((occurred(said), said.id.clone()));
            }
            Ok(Data::Session(session)) => {
                if let Some(id) = &session.user_id {
                    OfUser::hear(&mut all, said, id);
                }
                if let Some(user) = &session.user {
                    let of = OfUser::hear(&mut all, said, &user.id);
                    of.embedded.push((order(said, user.updated_at), user));
                }
            }
            _ => {}
        }
    }
    all.into_iter().map(|(key, of)| (key.clone(), of.row(key))).collect()
}

/// Everything said of one user.
#[derive(Default)]
struct OfUser<'a> {
    own: Vec<(Order, &'a User<'a>)>,
    embedded: Vec<(Order, &'a User<'a>)>,
    deletions: Vec<(i64, String)>,
    instances: Vec<String>,
}

impl<'a> OfUser<'a> {
    fn hear<'b>(all: &'b mut BTreeMap<Key, Self>, said: &'a Said, id: &str) -> &'b mut Self {
        let of = all.entry((said.source.as_str().to_owned(), id.to_owned())).or_default();
        of.instances.extend(text(said.body.instance_id.as_ref()));
        of
    }

    fn row(self, (source, user_id): Key) -> UserRow {
        let (described_by, mut replay) = match (self.own, self.embedded) {
            (own, _) if !own.is_empty() => (2, own),
            (_, embedded) if !embedded.is_empty() => (1, embedded),
            _ => (0, Vec::new()),
        };
        replay.sort_by(|one, other| one.0.cmp(&other.0));
        let newest = replay.last();
        let user = newest.map(|(_, user)| *user);
        let deletion = self.deletions.into_iter().min();
        UserRow {
            source,
            user_id,
            instance_id: self.instances.into_iter().min(),
            described_by,
            version_at: newest.map(|(order, _)| order.0),
            version_occurred_at: newest.map(|(order, _)| order.1),
            version_rank: newest.map(|(order, _)| order.2),
            version_id: newest.map(|(order, _)| order.3.clone()),
            primary_email: user.and_then(|user| text(user.primary_email.as_ref())),
            first_name: user.and_then(|user| text(user.first_name.as_ref())),
            last_name: user.and_then(|user| text(user.last_name.as_ref())),
            username: user.and_then(|user| text(user.username.as_ref())),
            external_id: user.and_then(|user| text(user.external_id.as_ref())),
            banned: user.and_then(|user| user.banned),
            locked: user.and_then(|user| user.locked),
            last_sign_in_at: user.and_then(|user| micros(user.last_sign_in_at)),
            created_at: user.and_then(|user| micros(user.created_at)),
            updated_at: user.and_then(|user| micros(user.updated_at)),
            deleted_at: deletion.as_ref().map(|(at, _)| *at),
            deletion_id: deletion.map(|(_, id)| id),
        }
    }
}

pub fn sessions(history: &[Said]) -> View<SessionRow> {
    let mut all: BTreeMap<Key, Vec<(Order, &Said, &Session<'_>)>> = BTreeMap::new();
    for said in senders(history) {
        if let Ok(Data::Session(session)) = &said.body.data {
            let key = (said.source.as_str().to_owned(), session.id.to_string());
            all.entry(key).or_default().push((order(said, session.updated_at), said, session));
        }
    }
    all.into_iter()
        .map(|(key, mut replay)| {
            replay.sort_by(|one, other| one.0.cmp(&other.0));
            (key.clone(), session_row(key, &replay))
        })
        .collect()
}

/// Replays one session from its beginning; `replay` is sorted by version.
fn session_row((source, session_id): Key, replay: &[(Order, &Said, &Session<'_>)]) -> SessionRow {
    let least = |of: &dyn Fn(&Said, &Session<'_>) -> Option<String>| {
        replay.iter().filter_map(|(_, said, session)| of(said, session)).min()
    };
    let told = replay.iter().filter_map(|(_, _, session)| micros(session.created_at)).min();
    let first = replay.iter().map(|(_, said, _)| occurred(said)).min().expect("a session is told of by an event");
    let mut row = SessionRow {
        source,
        session_id,
        instance_id: least(&|said, _| text(said.body.instance_id.as_ref())),
        user_id: least(&|_, session| text(session.user_id.as_ref())),
        client_id: least(&|_, session| text(session.client_id.as_ref())),
        impersonator_id: least(&|_, session| session.actor.as_ref().and_then(|actor| text(actor.id.as_ref()))),
        actor_kind: least(&|_, session| session.actor.as_ref().and_then(|actor| text(actor.kind.as_ref()))),
        started_at: told.unwrap_or(first),
        started_basis: i16::from(told.is_none()),
        activated_at: None,
        ended_at: None,
        end_reason: None,
        end_id: None,
        terminal: false,
        version_at: 0,
        version_occurred_at: 0,
        version_rank: 0,
        version_id: String::new(),
        status: None,
        expire_at: None,
        organization_id: None,
        activity_version_at: None,
        activity_occurred_at: None,
        activity_rank: None,
        activity_id: None,
        activity_ip: None,
        browser: None,
        browser_version: None,
        device_type: None,
        city: None,
        country: None,
        request_version_at: None,
        request_occurred_at: None,
        request_rank: None,
        request_id: None,
        request_ip: None,
        user_agent: None,
    };
    for (order, said, session) in replay {
        let (status, terminal) = status(said, session);
        let at = occurred(said);
        if status.as_deref() == Some("active") && row.activated_at.is_none_or(|known| at < known) {
            row.activated_at = Some(at);
        }
        let end = (at, said.id.clone());
        if terminal && row.ended_at.zip(row.end_id.clone()).is_none_or(|known| end < known) {
            row.ended_at = Some(at);
            row.end_reason.clone_from(&status);
            row.end_id = Some(said.id.clone());
        }
        // Once ended, only another end is news.
        if terminal || !row.terminal {
            row.terminal = terminal;
            (row.version_at, row.version_occurred_at, row.version_rank, row.version_id) = order.clone();
            row.status = status;
            row.expire_at = micros(session.expire_at);
            row.organization_id = text(session.organization_id.as_ref());
        }
        if let (Some(device), None) = (&session.latest_activity, &row.activity_id) {
            row.activity_version_at = Some(order.0);
            row.activity_occurred_at = Some(order.1);
            row.activity_rank = Some(order.2);
            row.activity_id = Some(order.3.clone());
            row.activity_ip = text(device.ip.as_ref());
            row.browser = text(device.browser.as_ref());
            row.browser_version = text(device.browser_version.as_ref());
            row.device_type = text(device.device_type.as_ref());
            row.city = text(device.city.as_ref());
            row.country = text(device.country.as_ref());
        }
        let opening = ["session.created", "session.pending"].contains(&type_of(said));
        let asked = said.body.client_ip.is_some() || said.body.user_agent.is_some();
        if opening && asked && row.request_id.is_none() {
            row.request_version_at = Some(order.0);
            row.request_occurred_at = Some(order.1);
            row.request_rank = Some(order.2);
            row.request_id = Some(order.3.clone());
            row.request_ip = text(said.body.client_ip.as_ref());
            row.user_agent = text(said.body.user_agent.as_ref());
        }
    }
    row
}

fn status(said: &Said, session: &Session<'_>) -> (Option<String>, bool) {
    let status = text(session.status.as_ref());
    if let Some("abandoned" | "ended" | "expired" | "removed" | "replaced" | "revoked") = status.as_deref() {
        return (status, true);
    }
    match type_of(said) {
        "session.ended" => (Some("ended".to_owned()), true),
        "session.removed" => (Some("removed".to_owned()), true),
        "session.revoked" => (Some("revoked".to_owned()), true),
        _ => (status, false),
    }
}

pub fn senders(history: &[Said]) -> impl Iterator<Item = &Said> {
    history.iter().filter(|said| said.source.as_str() != "system")
}

pub fn occurred(said: &Said) -> i64 {
    said.body.occurred_at.at.micros()
}

pub fn type_of(said: &Said) -> &str {
    said.event_type.as_ref().map_or("", |name| name.as_str())
}

pub fn order(said: &Said, updated_at: Option<Timestamp>) -> Order {
    let rank = match type_of(said).rsplit('.').next() {
        Some("created") => 0,
        Some("deleted") => 2,
        _ => 1,
    };
    (micros(updated_at).unwrap_or(occurred(said)), occurred(said), rank, said.id.clone())
}

pub fn micros(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::micros)
}

pub fn text(text: Option<&Cow<'_, str>>) -> Option<String> {
    text.map(ToString::to_string)
}
