//! Sessions, replayed.

use std::collections::BTreeMap;

use gatelog::{
    event::clerk::{Data, Session},
    views::sessions::SessionRow,
};

use super::{
    super::history::{Key, Said, View},
    Order, micros, occurred, order, senders, text, type_of,
};

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
        has_actor: replay.iter().any(|(_, _, session)| session.actor.is_some()),
        started_at: told.unwrap_or(first),
        started_basis: i16::from(told.is_none()),
        activated_at: None,
        pending_at: None,
        statuses: statuses(replay),
        last_active_at: replay.iter().filter_map(|(_, _, session)| micros(session.last_active_at)).max(),
        ended_at: None,
        end_reason: None,
        end_id: None,
        described_by: 1,
        terminal: false,
        version_at: 0,
        version_occurred_at: 0,
        version_rank: 0,
        version_id: String::new(),
        status: None,
        expire_at: None,
        abandon_at: None,
        organization_id: None,
        activity_version_at: None,
        activity_occurred_at: None,
        activity_rank: None,
        activity_id: None,
        activity_ip: None,
        browser: None,
        browser_version: None,
        device_type: None,
        is_mobile: None,
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
        if is_pending(said, session) && row.pending_at.is_none_or(|known| at < known) {
            row.pending_at = Some(at);
        }
        let end = (at, said.id.clone());
        if terminal && row.ended_at.zip(row.end_id.clone()).is_none_or(|known| end < known) {
            row.ended_at = Some(at);
            row.end_reason.clone_from(&status);
            row.end_id = Some(said.id.clone());
        }
        let described_by = described_by(session);
        // Once described, only another description is news, and once ended, only another end.
        if (described_by, terminal) >= (row.described_by, row.terminal) {
            (row.described_by, row.terminal) = (described_by, terminal);
            (row.version_at, row.version_occurred_at, row.version_rank, row.version_id) = order.clone();
            row.status = status;
            row.expire_at = micros(session.expire_at);
            row.abandon_at = micros(session.abandon_at);
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
            row.is_mobile = device.is_mobile;
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

fn is_pending(said: &Said, session: &Session<'_>) -> bool {
    let status = status(said, session).0;
    status.as_deref().unwrap_or(type_of(said)).trim_start_matches("session.") == "pending"
}

/// Since when it was active or pending, oldest first; of two of one moment the newer version.
fn statuses(replay: &[(Order, &Said, &Session<'_>)]) -> Option<String> {
    let mut begins: BTreeMap<i64, String> = BTreeMap::new();
    for ((_, at, rank, id), said, session) in replay {
        let word = match status(said, session).0.as_deref() {
            _ if is_pending(said, session) => "pending",
            Some("active") => "active",
            _ => continue,
        };
        let text = format!("{at:019}{at:019}{rank}{id}\u{1f}{word}");
        let newest = begins.entry(*at).or_default();
        if text > *newest {
            *newest = text;
        }
    }
    let texts: Vec<&String> = begins.values().collect();
    (!texts.is_empty()).then(|| serde_json::to_string(&texts).expect("texts"))
}

/// A notice, if it says neither how the session is nor until when it can last.
fn described_by(session: &Session<'_>) -> i16 {
    let fields = [session.expire_at, session.abandon_at].map(|at| at.is_some());
    let is_notice = session.status.is_none() && session.organization_id.is_none() && fields == [false; 2];
    if is_notice { 1 } else { 4 }
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
