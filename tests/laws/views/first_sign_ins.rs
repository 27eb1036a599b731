//! What was new to a user about a sign-in is what a slow look through the whole log finds, in whatever order, repetition
//! and batches events arrive.

use std::collections::{BTreeMap, BTreeSet};

use gatelog::{
    clock::Timestamp,
    event::{
        EventType, Source,
        clerk::{Body, Data, LatestActivity, OccurredAt, OccurredAtBasis, Session, SessionActor},
    },
    projection::Projection,
    query::activity::NewToUser,
    views::{Activity, FirstSignIns, activity::Labels},
};
use proptest::{option::weighted, prelude::*, sample::select, strategy::ValueTree};
use sha2::{Digest as _, Sha256};

use super::{
    Arrival,
    history::{EVENTS_MAX, Key, Said, fold, fold_any_order},
    oracle::{occurred, senders, type_of},
    try_laws,
};

/// The country, the browser, the device and the network.
type Values = [Option<String>; 4];

/// A sign-in of a user in person.
struct SignIn<'a> {
    said: &'a Said,
    user: (&'a str, &'a str),
    session: &'a str,
    order: (i64, u64, u64),
    values: Values,
}

/// The first bits of a hash, which break ties.
fn bits(text: &str, bits: u32) -> u64 {
    u64::from_be_bytes(Sha256::digest(text)[..8].try_into().expect("8 bytes")) >> (64 - bits)
}

fn sign_in(said: &Said) -> Option<SignIn<'_>> {
    let Ok(Data::Session(session)) = &said.body.data else { return None };
    if !["session.created", "session.pending"].contains(&type_of(said)) || session.actor.is_some() {
        return None;
    }
    let device = session.latest_activity.as_ref();
    let name = |name: Option<&str>| name.map(|name| name.trim().to_lowercase());
    let address = device.and_then(|device| device.ip.as_deref()).or(said.body.client_ip.as_deref());
    let network = address.and_then(|address| {
        // Of the addresses here, those of one network of 64 bits have the same text up to there.
        let address = address.strip_prefix("::ffff:").unwrap_or(address);
        address.parse::<std::net::IpAddr>().is_ok().then(|| match address.split_once("::") {
            Some((network, _)) => network.to_owned(),
            None => address.to_owned(),
        })
    });
    let kind = device.and_then(|device| match (name(device.device_type.as_deref()), device.is_mobile) {
        (None, None) => None,
        known => Some(format!("{known:?}")),
    });
    Some(SignIn {
        said,
        user: (said.source.as_str(), session.user_id.as_deref()?),
        session: &session.id,
        order: (occurred(said), bits(&session.id, 40), bits(&said.id, 23)),
        values: [
            device.and_then(|device| name(device.country.as_deref())),
            device.and_then(|device| name(device.browser.as_deref())),
            kind,
            network,
        ],
    })
}

/// What each event must say, by source and id; `None` of what opens no session.
pub fn new_to_user(history: &[Said]) -> BTreeMap<Key, Option<NewToUser>> {
    let sign_ins: Vec<SignIn<'_>> = senders(history).filter_map(sign_in).collect();
    let compared = |said: &Said| {
        let this = sign_ins.iter().find(|sign_in| std::ptr::eq(sign_in.said, said))?;
        let of_user = || sign_ins.iter().filter(|other| other.user == this.user);
        if of_user().min_by_key(|other| other.order)?.session == this.session {
            return None;
        }
        let [country, browser, device, network] = [0, 1, 2, 3].map(|place| {
            let value = this.values[place].as_ref()?;
            Some(!of_user().any(|other| other.order < this.order && other.values[place].as_ref() == Some(value)))
        });
        Some(NewToUser { country, browser, device, network })
    };
    let new = |said: &Said| {
        let opens = ["session.created", "session.pending"].contains(&type_of(said));
        let is_session = opens && matches!(said.body.data, Ok(Data::Session(_))) && said.source.as_str() != "system";
        is_session.then(|| compared(said).unwrap_or_default())
    };
    history.iter().map(|said| ((said.source.as_str().to_owned(), said.id.clone()), new(said))).collect()
}

fn said() -> impl Strategy<Value = Said> {
    let event_type =
        select(&["session.created", "session.created", "session.created", "session.pending", "session.ended"][..]);
    let session = (
        select(&["sess_a", "sess_b", "sess_c", "sess_d", "sess_e"][..]),
        weighted(0.9, select(&["user_a", "user_a", "user_b"][..])),
        weighted(0.1, weighted(0.7, select(&["agent", "person"][..]))),
    );
    let device = (
        weighted(0.8, select(&["AT", "at", "SE"][..])),
        weighted(0.8, select(&["Chrome", "CHROME", "Firefox"][..])),
        weighted(0.8, select(&["iPhone", "desktop"][..])),
        weighted(0.8, any::<bool>()),
        weighted(0.8, address()),
    );
    let of_request = (weighted(0.5, address()), (1_760_000_000..1_760_000_006_i64));
    let source = select(&["clerk", "clerk", "clerk", "staging"][..]);
    (event_type, session, weighted(0.9, device), of_request, source).prop_map(
        |(event_type, (id, user_id, actor), device, (client_ip, second), source)| Said {
            source: Source::recorded(source),
            id: String::new(),
            event_type: EventType::parse(event_type),
            body: Body {
                instance_id: None,
                occurred_at: OccurredAt { at: Timestamp::from_seconds(second), basis: OccurredAtBasis::Envelope },
                client_ip: client_ip.map(Into::into),
                user_agent: None,
                object_id: None,
                data: Ok(Data::Session(Box::new(Session {
                    id: id.into(),
                    user_id: user_id.map(Into::into),
                    actor: actor.map(|kind| SessionActor { id: Some("user_x".into()), kind: kind.map(Into::into) }),
                    latest_activity: device
                        .map(|(country, browser, device_type, is_mobile, ip)| LatestActivity {
                            ip: ip.map(Into::into),
                            browser: browser.map(Into::into),
                            browser_version: None,
                            device_type: device_type.map(Into::into),
                            is_mobile,
                            city: None,
                            country: country.map(Into::into),
                        })
                        .filter(|device| *device != LatestActivity::default()),
                    ..Session::default()
                }))),
                body_error: None,
            },
        },
    )
}

/// The second and the third are of one network; the last one is of no network.
fn address() -> impl Strategy<Value = &'static str> {
    select(&["203.0.113.1", "2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:2::1", "unknown"][..])
}

/// Histories of sign-ins of few people from few places.
pub fn sign_in_histories() -> impl Strategy<Value = Vec<Said>> {
    (2..=EVENTS_MAX)
        .prop_flat_map(|events| {
            let ids = Just((0..events).collect::<Vec<_>>()).prop_shuffle();
            (ids, prop::collection::vec(said(), events))
        })
        .prop_map(|(ids, said)| {
            ids.into_iter().zip(said).map(|(id, said)| Said { id: format!("msg_{id}"), ..said }).collect()
        })
}

fn arrived() -> impl Strategy<Value = (Vec<Said>, Arrival, Arrival)> {
    sign_in_histories().prop_flat_map(|history| {
        let events = history.len();
        (Just(history), Arrival::any(events), Arrival::any(events))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn earliest_sign_ins_merge_in_any_order(history in sign_in_histories(), choices in any::<[u8; 3]>()) {
        try_laws(&FirstSignIns, &history, choices)?;
    }

    #[test]
    fn new_to_user_is_what_a_look_through_the_log_finds((history, one, other) in arrived()) {
        let (one, other) = (one.batches(&history), other.batches(&history));
        prop_assert_eq!(fold_any_order(&FirstSignIns, &one), fold_any_order(&FirstSignIns, &other));
        let known = fold(&FirstSignIns, &one);
        let mut found = BTreeMap::new();
        for (event, body) in one.iter().flatten() {
            let row = Activity.project(event, body).expect("never fails").pop().expect("a row");
            let labels = Labels::from_body(body);
            let new = NewToUser::new(&row, &labels, |key| known.get(&(row.source.clone(), key.to_owned())));
            found.insert((row.source.clone(), row.svix_id.clone()), new);
        }
        prop_assert_eq!(found, new_to_user(&history));
    }
}

#[test]
fn histories_have_every_answer() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut answers = BTreeSet::new();
    for _ in 0..200 {
        let history = sign_in_histories().new_tree(&mut runner).expect("a history").current();
        for new in new_to_user(&history).into_values().flatten() {
            answers.extend([("country", new.country), ("browser", new.browser)]);
            answers.extend([("device", new.device), ("network", new.network)]);
        }
    }
    assert_eq!(answers.len(), 12, "{answers:?}");
}
