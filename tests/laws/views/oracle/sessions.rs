//! Sessions, replayed.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use gatelog::{
    event::clerk::{Data, Session},
    views::{
        device::device_term,
        sessions::{Details, SessionRow},
    },
};

use super::{
    super::history::{Key, Said, View},
    micros, occurred, order, senders, text, tie, type_of,
};

/// A version: when the session was updated, when the event happened, and what breaks ties.
type Version = (i64, i64, i64);
type Replay<'a> = Vec<(Version, &'a Said, &'a Session<'static>)>;

pub fn sessions(history: &[Said]) -> View<SessionRow> {
    replays(history).into_iter().map(|(key, replay)| (key.clone(), session_row(key, &replay))).collect()
}

/// What is shown of each beyond its row.
pub fn session_details(history: &[Said]) -> View<Details> {
    replays(history).into_iter().map(|(key, replay)| (key, details(&replay))).collect()
}

/// The events of each session, by version.
fn replays(history: &[Said]) -> View<Replay<'_>> {
    let mut all: View<Replay<'_>> = BTreeMap::new();
    for said in senders(history) {
        if let Ok(Data::Session(session)) = &said.body.data {
            let key = (said.source.as_str().to_owned(), session.id.to_string());
            let (at, occurred_at, rank, id) = order(said, session.updated_at);
            all.entry(key).or_default().push(((at, occurred_at, tie(rank, &id)), said, session));
        }
    }
    for replay in all.values_mut() {
        replay.sort_by_key(|(version, ..)| *version);
    }
    all
}

/// The device, the request and the client of the first event that has each.
fn details(replay: &Replay<'_>) -> Details {
    let mut details = Details::default();
    if let Some(device) = replay.iter().find_map(|(_, _, session)| session.latest_activity.as_ref()) {
        details.activity_ip = text(device.ip.as_ref());
        details.browser = text(device.browser.as_ref());
        details.browser_version = text(device.browser_version.as_ref());
        details.device_type = text(device.device_type.as_ref());
        details.is_mobile = device.is_mobile;
        details.city = text(device.city.as_ref());
        details.country = text(device.country.as_ref());
    }
    if let Some((_, said, _)) = replay.iter().find(|(_, said, _)| opens_by_request(said)) {
        details.request_ip = text(said.body.client_ip.as_ref());
        details.user_agent = text(said.body.user_agent.as_ref());
    }
    details.client_id = replay.iter().find_map(|(_, _, session)| text(session.client_id.as_ref()));
    details
}

fn opens_by_request(said: &Said) -> bool {
    let opens = ["session.created", "session.pending"].contains(&type_of(said));
    opens && (said.body.client_ip.is_some() || said.body.user_agent.is_some())
}

/// Replays one session from its beginning; `replay` is sorted by version.
fn session_row((source, session_id): Key, replay: &Replay<'_>) -> SessionRow {
    let least = |of: &dyn Fn(&Said, &Session<'_>) -> Option<String>| {
        replay.iter().filter_map(|(_, said, session)| of(said, session)).min()
    };
    let told = replay.iter().filter_map(|(_, _, session)| micros(session.created_at)).min();
    let first = replay.iter().map(|(_, said, _)| occurred(said)).min().expect("a session is told of by an event");
    // Of what the first event has, only that it has it; of what another has, which one that is.
    let first_version = replay[0].0;
    let origin = |has: &dyn Fn(&Said, &Session<'_>) -> bool| {
        let found = replay.iter().find(|(_, said, session)| has(said, session)).map(|(version, ..)| *version);
        (found == Some(first_version), found.filter(|version| *version != first_version))
    };
    let (device_is_first, device) = origin(&|_, session| session.latest_activity.is_some());
    let (request_is_first, request) = origin(&|said, _| opens_by_request(said));
    let (client_is_first, client) = origin(&|_, session| session.client_id.is_some());
    let (_, first_said, first_session) = replay[0];
    let was_pending = replay.iter().any(|(_, said, session)| is_pending(said, session));
    let begins = statuses(replay);
    let (first_status, _) = status(first_said, first_session);
    let is_plain = !was_pending && begins.len() == 1 && first_status.as_deref() == Some("active") && {
        let opened = begins.values().next().expect("one");
        *opened == status_text(first_version, "active")
    };
    let bits = [(device_is_first, 1), (request_is_first, 2), (client_is_first, 4), (is_plain, 8)];
    let mut row = SessionRow {
        source,
        session_id,
        instance_id: least(&|said, _| text(said.body.instance_id.as_ref())),
        user_id: least(&|_, session| text(session.user_id.as_ref())),
        impersonator_id: least(&|_, session| session.actor.as_ref().and_then(|actor| text(actor.id.as_ref()))),
        actor_kind: least(&|_, session| session.actor.as_ref().and_then(|actor| text(actor.kind.as_ref()))),
        has_actor: replay.iter().any(|(_, _, session)| session.actor.is_some()),
        impersonated_at: None,
        started_at: told.unwrap_or(first),
        started_basis: i16::from(told.is_none()),
        activated_at: None,
        pending_at: None,
        statuses: (!is_plain && !begins.is_empty())
            .then(|| serde_json::to_string(&begins.values().collect::<Vec<_>>()).expect("texts")),
        last_active_at: replay.iter().filter_map(|(_, _, session)| micros(session.last_active_at)).max(),
        ended_at: None,
        end_reason: None,
        described_by: 1,
        terminal: false,
        version_at: 0,
        version_occurred_at: 0,
        version_tie: 0,
        status: None,
        expire_at: None,
        abandon_at: None,
        organization_id: None,
        first_at: first_version.0,
        first_occurred_at: first_version.1,
        first_tie: first_version.2,
        first_position: 0,
        first_reports: bits.iter().filter(|(is_set, _)| *is_set).map(|(_, bit)| bit).sum(),
        device_at: device.map(|version| version.0),
        device_occurred_at: device.map(|version| version.1),
        device_tie: device.map(|version| version.2),
        device_position: device.map(|_| 0),
        request_at: request.map(|version| version.0),
        request_occurred_at: request.map(|version| version.1),
        request_tie: request.map(|version| version.2),
        request_position: request.map(|_| 0),
        client_at: client.map(|version| version.0),
        client_occurred_at: client.map(|version| version.1),
        client_tie: client.map(|version| version.2),
        client_position: client.map(|_| 0),
        country_term: None,
        city_term: None,
        browser_term: None,
        other_places: None,
        addresses: addresses(replay),
    };
    row.impersonated_at = row.has_actor.then_some(row.started_at);
    [row.country_term, row.city_term, row.browser_term] = first_places(replay);
    row.other_places = other_places(replay);
    for (version, said, session) in replay {
        let (status, terminal) = status(said, session);
        let at = occurred(said);
        if status.as_deref() == Some("active") && row.activated_at.is_none_or(|known| at < known) {
            row.activated_at = Some(at);
        }
        if is_pending(said, session) && row.pending_at.is_none_or(|known| at < known) {
            row.pending_at = Some(at);
        }
        let end = status.clone().filter(|_| terminal).map(|reason| (at, reason));
        if end.is_some() && row.ended_at.zip(row.end_reason.clone()).is_none_or(|known| end < Some(known)) {
            (row.ended_at, row.end_reason) = end.unzip();
        }
        let described_by = described_by(session);
        // Once described, only another description is news, and once ended, only another end.
        if (described_by, terminal) >= (row.described_by, row.terminal) {
            (row.described_by, row.terminal) = (described_by, terminal);
            (row.version_at, row.version_occurred_at, row.version_tie) = *version;
            row.status = status;
            row.expire_at = micros(session.expire_at);
            row.abandon_at = micros(session.abandon_at);
            row.organization_id = text(session.organization_id.as_ref());
        }
    }
    row
}

/// The terms of country, city and browser of each event that reports a device.
fn places(replay: &Replay<'_>) -> impl Iterator<Item = [Option<i64>; 3]> {
    let devices = replay.iter().filter_map(|(_, _, session)| session.latest_activity.as_ref());
    devices.map(|device| [&device.country, &device.city, &device.browser].map(|name| name.as_deref().map(device_term)))
}

fn first_places(replay: &Replay<'_>) -> [Option<i64>; 3] {
    places(replay).next().unwrap_or_default()
}

/// What no column has.
fn other_places(replay: &Replay<'_>) -> Option<String> {
    let first = first_places(replay);
    let mut others = BTreeSet::new();
    for device in places(replay) {
        for (kind, (term, shown)) in (0_i64..).zip(device.into_iter().zip(first)) {
            others.extend(term.filter(|_| term != shown).map(|term| kind * (1 << 31) + term));
        }
    }
    (!others.is_empty()).then(|| serde_json::to_string(&others).expect("numbers"))
}

/// Those of every event, by family and digits.
fn addresses(replay: &Replay<'_>) -> Option<String> {
    let texts = replay.iter().flat_map(|(_, said, session)| {
        let device = session.latest_activity.as_ref().and_then(|device| text(device.ip.as_ref()));
        [text(said.body.client_ip.as_ref()), device]
    });
    let known = texts.flatten().filter_map(|text| text.parse::<IpAddr>().ok());
    let digits = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let written: BTreeSet<String> = known
        .map(|address| match address {
            IpAddr::V4(address) => format!("4{}", digits(&address.octets())),
            IpAddr::V6(address) => format!("6{}", digits(&address.octets())),
        })
        .collect();
    (!written.is_empty()).then(|| serde_json::to_string(&written).expect("texts"))
}

fn is_pending(said: &Said, session: &Session<'_>) -> bool {
    let status = status(said, session).0;
    status.as_deref().unwrap_or(type_of(said)).trim_start_matches("session.") == "pending"
}

/// Since when it was active or pending, by time; of two of one moment the newer version.
fn statuses(replay: &Replay<'_>) -> BTreeMap<i64, String> {
    let mut begins: BTreeMap<i64, String> = BTreeMap::new();
    for (version, said, session) in replay {
        let word = match status(said, session).0.as_deref() {
            _ if is_pending(said, session) => "pending",
            Some("active") => "active",
            _ => continue,
        };
        let text = status_text(*version, word);
        let newest = begins.entry(version.1).or_default();
        if text > *newest {
            *newest = text;
        }
    }
    begins
}

fn status_text((_, occurred_at, tie): Version, word: &str) -> String {
    format!("{occurred_at:019}{tie:019}\u{1f}{word}")
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
