//! A history depends on its seed alone and is consistent: ids, bodies, times and life cycles.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

use gatelog::{
    clock::Timestamp,
    event::EventId,
    simulate::{Disorder, History, HistoryOptions, Message, Mix, Timeline, deliveries},
};
use serde_json::Value;

use super::{history, start};

fn json(message: &Message) -> Value {
    serde_json::from_slice(&message.body).expect("a body is JSON")
}

#[test]
fn seed_determines_every_byte() {
    let messages = |seed| history(seed, 50).take(3_000).collect::<Vec<_>>();
    assert_eq!(messages(7), messages(7));
    let (one, other) = (messages(7), messages(8));
    assert!(one.iter().zip(&other).all(|(one, other)| one.id != other.id && one.body != other.body));

    let disordered = |seed| deliveries(history(7, 50).take(3_000), &Disorder::default(), seed).collect::<Vec<_>>();
    assert_eq!(disordered(1), disordered(1));
    assert_ne!(disordered(1), disordered(2));
}

#[test]
fn ids_are_unique_and_hold_the_creation_time() {
    let mut seen = HashSet::new();
    for message in history(3, 1_000).take(100_000) {
        let id = EventId::parse(&message.id).expect("an event id");
        assert_eq!(id.created_at(), Some(message.created_at), "{id}");
        assert!(seen.insert(message.id));
    }
}

#[test]
fn ids_hold_creation_times_at_the_limits() {
    for (text, read) in [
        ("2014-05-13T16:53:20.000Z", "2014-05-13T16:53:20.000Z"),
        ("2026-03-02T08:00:00.003Z", "2026-03-02T08:00:00.000Z"),
        ("2026-03-02T08:00:00.999Z", "2026-03-02T08:00:00.996Z"),
        ("2099-12-31T23:59:59.999Z", "2099-12-31T23:59:59.996Z"),
    ] {
        let at = Timestamp::parse_rfc3339(text).expect("a date");
        let timeline = Timeline { span: Duration::ZERO, events: 1, interval_after: Duration::ZERO };
        for message in History::new(1, 3, at, &HistoryOptions { timeline, ..HistoryOptions::default() }).take(200) {
            let created_at = EventId::parse(&message.id).expect("an event id").created_at().expect("a time");
            assert_eq!(created_at.millis() % 4, 0);
            // Envelope and message are 20 to 58 ms later than the occurrence.
            let floor = Timestamp::parse_rfc3339(read).expect("a date").millis() + 20;
            assert!(created_at.millis() >= floor, "{created_at} {text}");
            assert_eq!(created_at, message.created_at);
        }
    }
}

#[test]
fn every_body_has_a_complete_envelope() {
    let mut before = 0;
    for message in history(11, 60).take(5_000) {
        let body = json(&message);
        assert_eq!(body["object"], "event");
        assert_eq!(body["type"], message.event_type);
        assert!(body["instance_id"].as_str().expect("text").starts_with("ins_"));
        let timestamp = body["timestamp"].as_i64().expect("a number");
        let created_at = message.created_at.millis();
        assert!((timestamp..timestamp + 50).contains(&created_at), "{timestamp} {created_at}");
        assert!(timestamp + 30 > before, "history goes back from {before} to {timestamp}");
        before = timestamp;
        let request = &body["event_attributes"]["http_request"];
        assert!(request["user_agent"].as_str().is_some_and(|agent| !agent.is_empty()));
        let ip = request["client_ip"].as_str().expect("text");
        assert!(ip.is_empty() || is_for_documentation(ip), "{ip}");
        assert!(body["data"]["id"].is_string());
        if let Some(updated_at) = body["data"]["updated_at"].as_i64() {
            assert!(updated_at < timestamp);
        }
    }
}

#[test]
fn every_address_is_reserved_for_examples() {
    for message in history(12, 60).take(5_000) {
        let body = json(&message);
        walk(&body, &mut |key, text| match key {
            "email_address" | "to_email_address" => {
                let domain = text.rsplit_once('@').expect("an address").1;
                assert!(domain.rsplit('.').nth(1) == Some("example"), "{text}");
            }
            "ip_address" => assert!(is_for_documentation(text), "{text}"),
            "phone_number" => assert!(text.starts_with("+120255501"), "{text}"),
            _ => {}
        });
    }
}

#[test]
fn bodies_have_the_size_of_clerks() {
    let mut sizes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for message in history(13, 100).take(20_000) {
        let (count, bytes) = sizes.entry(message.event_type).or_default();
        *count += 1;
        *bytes += message.body.len();
    }
    let mean = |event_type: &str| sizes[event_type].1 / sizes[event_type].0;
    for (event_type, expected) in [
        ("session.created", 2_000..3_200),
        ("session.removed", 1_800..3_000),
        ("user.created", 1_500..2_500),
        ("user.deleted", 250..500),
        ("email.created", 2_500..10_000),
    ] {
        assert!(expected.contains(&mean(event_type)), "{event_type}: {} bytes", mean(event_type));
    }
}

#[test]
fn default_mix_holds_every_event_type() {
    let (mut types, mut impersonations, mut bans, mut by_server) = (BTreeMap::new(), 0, 0, 0);
    for message in history(5, 100).take(10_000) {
        let body = json(&message);
        *types.entry(message.event_type).or_insert(0) += 1;
        let data = &body["data"];
        match message.event_type {
            "session.created" if data["actor"]["sub"].is_string() => {
                let lasts = data["expire_at"].as_i64().expect("ms") - data["created_at"].as_i64().expect("ms");
                assert_eq!(lasts, 30 * 60_000, "an impersonation lasts half an hour");
                assert_ne!(data["actor"]["sub"], data["user_id"]);
                impersonations += 1;
            }
            "user.updated" if data["banned"] == true => bans += 1,
            "session.revoked" => {
                let agent = body["event_attributes"]["http_request"]["user_agent"].as_str().expect("text");
                by_server += u32::from(agent.contains("clerk"));
            }
            _ => {}
        }
    }
    for expected in [
        "user.created",
        "user.updated",
        "user.deleted",
        "session.created",
        "session.pending",
        "session.removed",
        "session.ended",
        "session.revoked",
        "organization.created",
        "organization.updated",
        "organization.deleted",
        "organizationMembership.created",
        "organizationMembership.updated",
        "organizationMembership.deleted",
        "organizationInvitation.created",
        "organizationInvitation.accepted",
        "organizationInvitation.revoked",
        "email.created",
    ] {
        assert!(types.contains_key(expected), "{expected} never happens: {types:?}");
    }
    assert!(impersonations > 0 && bans > 0 && by_server > 0);
    let share = |event_type| f64::from(types[event_type]) / 100.0;
    assert!(share("session.created") > 25.0 && share("session.removed") > 20.0, "{types:?}");
}

#[test]
fn mix_of_one_occurrence_holds_only_its_events() {
    let mix = Mix {
        sign_ups: 1,
        sign_ins: 0,
        sign_outs: 0,
        updates: 0,
        bans: 0,
        revocations: 0,
        impersonations: 0,
        deletions: 0,
        organizations: 0,
        memberships: 0,
        invitations: 0,
        emails: 0,
    };
    let options = HistoryOptions { mix, ..HistoryOptions::default() };
    for message in History::new(1, 10_000, start(), &options).take(2_000) {
        let of_a_sign_up = ["email.created", "user.created", "session.pending", "session.created"];
        assert!(of_a_sign_up.contains(&message.event_type), "{}", message.event_type);
    }
}

#[test]
fn sessions_and_users_follow_their_life_cycle() {
    let (mut started, mut deleted, mut users) = (HashMap::new(), HashSet::new(), HashSet::new());
    for message in history(17, 80).take(30_000) {
        let body = json(&message);
        let data = &body["data"];
        let (id, timestamp) = (data["id"].as_str().expect("text").to_owned(), body["timestamp"].as_i64().expect("ms"));
        match message.event_type {
            "user.created" => assert!(users.insert(id)),
            "user.updated" => assert!(users.contains(&id) && !deleted.contains(&id)),
            "user.deleted" => assert!(users.contains(&id) && deleted.insert(id)),
            kind if kind.starts_with("session.") => {
                let user_id = data["user_id"].as_str().expect("text");
                assert!(users.contains(user_id) && !deleted.contains(user_id), "{kind} of nobody");
                assert_eq!(data["user"]["id"], user_id);
                let created_at = data["created_at"].as_i64().expect("ms");
                assert!(timestamp > created_at && data["updated_at"].as_i64() >= Some(created_at));
                match kind {
                    "session.created" | "session.pending" => {
                        assert_eq!(*started.entry(id).or_insert(created_at), created_at);
                    }
                    _ => assert_eq!(started.get(&id), Some(&created_at), "{kind} of a session that never began"),
                }
                assert_eq!(data["latest_activity"].is_object(), kind == "session.created");
            }
            _ => {}
        }
    }
    assert!(started.len() > 1_000 && deleted.len() > 50);
}

#[test]
fn number_of_users_is_bounded() {
    let (mut now, mut most) = (0_i32, 0);
    for message in history(19, 25).take(20_000) {
        match message.event_type {
            "user.created" => now += 1,
            "user.deleted" => now -= 1,
            _ => {}
        }
        most = most.max(now);
    }
    assert_eq!(most, 25);
}

#[test]
fn history_keeps_its_span() {
    for (events, span) in [(200, 3_600), (5_000, 10 * 86_400), (5_000, 60)] {
        let span = Duration::from_secs(span);
        let timeline = Timeline { span, events, interval_after: Duration::from_secs(1) };
        let messages: Vec<_> = History::new(2, 40, start(), &HistoryOptions { timeline, ..HistoryOptions::default() })
            .take(usize::try_from(events).expect("few"))
            .collect();
        let last = messages.last().expect("some").created_at;
        let took = Duration::from_micros(u64::try_from(last.micros() - start().micros()).expect("after the start"));
        assert!(took > span * 9 / 10, "{events} events took {took:?} of {span:?}");
        assert!(took < span + Duration::from_millis(100), "{events} events took {took:?} of {span:?}");
    }
}

fn is_for_documentation(ip: &str) -> bool {
    ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"].iter().any(|range| ip.starts_with(range))
}

fn walk(value: &Value, visit: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                if let Value::String(text) = value {
                    visit(key, text);
                }
                walk(value, visit);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| walk(element, visit)),
        _ => {}
    }
}

#[test]
fn lock_out_ends_after_an_hour() {
    const HOUR_MS: i64 = 3_600_000;
    let (mut since, mut ended) = (HashMap::new(), 0);
    for message in history(3, 40).take(20_000) {
        let body: Value = serde_json::from_slice(&message.body).expect("JSON");
        let at = body["timestamp"].as_i64().expect("a time");
        let user = if message.event_type.starts_with("user.") { &body["data"] } else { &body["data"]["user"] };
        let Some(id) = user["id"].as_str().map(str::to_owned) else { continue };
        match (user["locked"].as_bool(), since.get(&id).copied()) {
            (Some(true), began) => {
                since.entry(id).or_insert(at);
                let left = user["lockout_expires_in_seconds"].as_i64().expect("a number");
                assert!(
                    (0..=3_600).contains(&left) && began.is_none_or(|began| at - began <= HOUR_MS + 60_000 * 60),
                    "{user:#}"
                );
            }
            (Some(false), Some(began)) => {
                assert_eq!(message.event_type, "user.updated", "an event ends the lock-out");
                assert!(at - began >= HOUR_MS, "{} ms", at - began);
                since.remove(&id);
                ended += 1;
            }
            _ => {}
        }
        if message.event_type == "session.created" && body["data"]["actor"].is_null() {
            assert_ne!(user["locked"], true, "a locked user cannot sign in");
        }
    }
    assert!(ended > 5, "{ended}");
}

#[test]
fn history_has_the_given_instance() {
    for message in history(4, 10).with_instance("ins_mine").take(200) {
        let body: Value = serde_json::from_slice(&message.body).expect("JSON");
        assert_eq!(body["instance_id"], "ins_mine");
    }
}
