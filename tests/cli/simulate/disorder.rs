//! The order of planned deliveries, and their signatures.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use gatelog::{
    cli::simulate::plan,
    ingest::{
        secret::Secret,
        signature::{self, SignatureHeaders, Window},
    },
    simulate::{Arrival, Delivery, Disorder, deliveries},
};
use http::HeaderMap;

use super::{SECRET, arguments, history, start};

#[test]
fn disorder_loses_no_message() {
    let messages: Vec<_> = history(23, 50).take(5_000).collect();
    let planned: Vec<_> = deliveries(messages.clone(), &Disorder::default(), 1).collect();
    let place: HashMap<&str, usize> =
        messages.iter().enumerate().map(|(at, message)| (message.id.as_str(), at)).collect();

    let count = |arrival| planned.iter().filter(|planned| planned.arrival == arrival).count();
    assert!((80..250).contains(&count(Arrival::Repeated)), "{} repeated", count(Arrival::Repeated));
    assert!((50..170).contains(&count(Arrival::Late)), "{} late", count(Arrival::Late));
    assert!(count(Arrival::Overtaken) > 700);

    // The order agrees with the arrivals.
    let order: Vec<_> = planned.iter().map(|planned| place[planned.message.id.as_str()]).collect();
    let inversions = order.windows(2).filter(|pair| pair[0] > pair[1]).count();
    assert!(inversions > 500, "{inversions} inversions");
    let late_by_fifty = planned.iter().enumerate().filter(|(at, planned)| {
        let behind = order[..*at].iter().filter(|&&other| other > order[*at]).count();
        planned.arrival == Arrival::Late && behind >= 40
    });
    assert_eq!(late_by_fifty.count(), count(Arrival::Late));

    let once: HashSet<_> = planned.iter().map(|planned| planned.message.id.as_str()).collect();
    assert_eq!(once.len(), messages.len());
    assert_eq!(planned.len(), messages.len() + count(Arrival::Repeated));
    for planned in &planned {
        assert_eq!(planned.message, messages[place[planned.message.id.as_str()]], "the same bytes each time");
    }
}

#[test]
fn no_disorder_keeps_the_history() {
    let messages: Vec<_> = history(23, 50).take(1_000).collect();
    let planned: Vec<_> = deliveries(messages.clone(), &Disorder::none(), 1).map(|planned| planned.message).collect();
    assert_eq!(planned, messages);
}

#[test]
fn disorder_reads_ahead_only_within_its_window() {
    let read = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&read);
    let endless = history(29, 50).inspect(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let taken = deliveries(endless, &Disorder::default(), 1).take(1_000).count() as u64;
    assert!(read.load(Ordering::Relaxed) <= taken + Disorder::default().late_by_max);
}

#[test]
fn each_attempt_has_its_own_signature() {
    let message = history(31, 10).next().expect("endless");
    let secret = Secret::parse(SECRET).expect("a secret");
    let now = start();
    let delivery = Delivery::sign(&message, &secret, now);
    let headers: HeaderMap = delivery
        .headers(SignatureHeaders::default())
        .into_iter()
        .map(|(name, value)| (name.parse::<http::HeaderName>().expect("a name"), value.parse().expect("a value")))
        .collect();
    let verified = signature::verify(&[secret], SignatureHeaders::Svix, &headers, &delivery.body, Window::Around(now))
        .expect("signed");
    assert_eq!(verified.id.as_str(), message.id);
    assert_eq!(verified.timestamp, now.seconds());
}

#[test]
fn planned_history_ends_now() {
    let now = start();
    let planned: Vec<_> = plan(&arguments("http://localhost", 500), now).collect();
    let latest = planned.iter().map(|planned| planned.message.created_at).max().expect("some");
    let earliest = planned.iter().map(|planned| planned.message.created_at).min().expect("some");
    assert!(latest <= now && latest.seconds() > now.seconds() - 86_400, "{latest}");
    assert!(earliest.seconds() < now.seconds() - 9 * 86_400, "{earliest}");
    assert_eq!(planned.iter().filter(|planned| planned.arrival != Arrival::Repeated).count(), 500);
}
