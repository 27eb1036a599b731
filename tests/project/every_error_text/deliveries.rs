//! Every refusal of a delivery: what its sender is told, one text for each status, and what the operator reads in the log.

use std::collections::{BTreeMap, BTreeSet};

use gatelog::{
    api::wire::error::Problem,
    event::EventIdError,
    event_log::AppendError,
    ingest::{delivery::DeliveryError, signature::VerifyError},
    overload::{bodies::BodyError, verification::QueueFull},
};
use reqwest::{Client, Method};

use super::{
    rules::{Texts, fault, fault_for_operators},
    samples,
};
use crate::{
    api::asking::{Answer, delivery, now, signature},
    support::{Db, test_server::TestServer},
};

const PATH: &str = "/webhooks/clerk";
const BODY: &[u8] = b"{}";

pub fn event_ids() -> Vec<EventIdError> {
    samples!(EventIdError {
        EventIdError::Empty => EventIdError::Empty,
        EventIdError::TooLong => EventIdError::TooLong,
        EventIdError::Character => EventIdError::Character,
        EventIdError::Reserved => EventIdError::Reserved,
    })
}

pub fn refusals() -> Vec<VerifyError> {
    let mut refusals = samples!(VerifyError {
        VerifyError::MissingHeader(_) => VerifyError::MissingHeader("svix-id"),
        VerifyError::RepeatedHeader(_) => VerifyError::RepeatedHeader("svix-id"),
        VerifyError::BadId(_) => VerifyError::BadId(EventIdError::Empty),
        VerifyError::BadTimestamp => VerifyError::BadTimestamp,
        VerifyError::EmptySignature => VerifyError::EmptySignature,
        VerifyError::LongSignature => VerifyError::LongSignature,
        VerifyError::MalformedSignature => VerifyError::MalformedSignature,
        VerifyError::TooOld { .. } => VerifyError::TooOld { age_seconds: 301 },
        VerifyError::TooNew { .. } => VerifyError::TooNew { ahead_seconds: 301 },
        VerifyError::NoUsableSignature => VerifyError::NoUsableSignature,
        VerifyError::TooManySignatures => VerifyError::TooManySignatures,
        VerifyError::SignatureMismatch => VerifyError::SignatureMismatch,
    });
    refusals.extend(event_ids().into_iter().map(VerifyError::BadId));
    refusals
}

pub fn appends() -> Vec<AppendError> {
    samples!(AppendError {
        AppendError::Busy => AppendError::Busy,
        AppendError::Store => AppendError::Store,
        AppendError::Closed => AppendError::Closed,
    })
}

fn every() -> Vec<DeliveryError> {
    let unknown =
        |name: &str| DeliveryError::UnknownSource { name: name.to_owned(), known: "billing, clerk".to_owned() };
    let mut errors = samples!(DeliveryError {
        DeliveryError::UnknownSource { .. } => unknown("clerck"),
        DeliveryError::Body(_) => DeliveryError::Body(BodyError::TooLarge),
        DeliveryError::QueueFull(_) => DeliveryError::QueueFull(QueueFull),
        DeliveryError::Unverified(_) => DeliveryError::Unverified(VerifyError::BadTimestamp),
        DeliveryError::NotAppended(_) => DeliveryError::NotAppended(AppendError::Busy),
        DeliveryError::NoSalt => DeliveryError::NoSalt,
        DeliveryError::NetworkNotAllowed => DeliveryError::NetworkNotAllowed,
    });
    errors.push(unknown("of this name"));
    errors.extend(refusals().into_iter().map(DeliveryError::Unverified));
    errors.extend(appends().into_iter().map(DeliveryError::NotAppended));
    let body_errors = samples!(BodyError {
        BodyError::TooLarge => BodyError::TooLarge,
        BodyError::TooSlow => BodyError::TooSlow,
        BodyError::Broken => BodyError::Broken,
        BodyError::Dropped => BodyError::Dropped,
    });
    errors.extend(body_errors.into_iter().map(DeliveryError::Body));
    errors
}

#[tokio::test(flavor = "multi_thread")]
async fn senders_learn_one_fixed_text_per_status() {
    let mut texts = Texts::new("what a sender is told");
    let mut by_status: BTreeMap<u16, BTreeSet<String>> = BTreeMap::new();
    for error in every() {
        let problem = Problem::from(error.clone()).to_string();
        let (status, detail) = problem.split_once(": ").expect("a status and a detail");
        let status = status.split(' ').next().and_then(|code| code.parse().ok()).expect("a status");
        texts.add(status, detail.to_owned(), format!("{error:?}"), fault(detail));
        by_status.entry(status).or_default().insert(detail.to_owned());
    }
    let counts: Vec<(u16, usize)> = by_status.iter().map(|(status, details)| (*status, details.len())).collect();
    // Only whether to send it again now or less at once differs, and no key has to do with that.
    assert_eq!(counts, [(400, 1), (401, 1), (403, 1), (404, 1), (408, 1), (413, 1), (503, 2)], "{by_status:#?}");

    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let signed = |timestamp: i64, with: &str| {
        let request = Client::new().post(app.url(PATH)).header("svix-id", "a").header("svix-timestamp", timestamp);
        request.header("svix-signature", with).body(BODY)
    };
    let (long_ago, ahead) = (now() - 3_600, now() + 3_600);
    let asked = [
        ("no headers", 400, Client::new().post(app.url(PATH)).body(BODY)),
        ("a timestamp that is none", 400, signed(-1, "v1,a")),
        ("an empty signature", 400, signed(now(), "")),
        ("another body", 401, delivery(&app, PATH, "svix", "a", BODY).body(&b"other"[..])),
        ("a foreign signature", 401, signed(now(), "v1,a")),
        ("another version", 401, signed(now(), "v2,a")),
        ("a replay", 401, signed(long_ago, &signature("a", long_ago, BODY))),
        ("the future", 401, signed(ahead, &signature("a", ahead, BODY))),
        ("a long body", 413, delivery(&app, PATH, "svix", "a", &vec![b' '; 3 * 1024 * 1024])),
        ("no such source", 404, delivery(&app, "/webhooks/nobody", "svix", "a", BODY)),
        ("no source at all", 404, delivery(&app, "/webhooks", "svix", "a", BODY)),
        ("another method", 405, Client::new().request(Method::PUT, app.url(PATH))),
    ];
    for (by, status, request) in asked {
        let detail = Answer::to(request).await.problem(status);
        // A path that names no source is no delivery.
        if let Some(details) = by_status.get(&status).filter(|_| by != "no source at all") {
            assert!(details.contains(&detail), "{by}: {detail}");
        }
        let fault = fault(&detail);
        texts.add(status, detail, by.to_owned(), fault);
    }
    texts.judge();
}

#[test]
fn every_refused_delivery_tells_the_operator_why() {
    let mut texts = Texts::new("what the log says of a refused delivery");
    for error in every() {
        let text = error.to_string();
        let fault = fault_for_operators(&text);
        texts.add(0, text, format!("{error:?}"), fault);
    }
    texts.judge();
}
