//! What was true, and what was known, at any moment: the same as the plain answer when the moment is now, and never
//! anything of a later one.

use std::{collections::BTreeSet, sync::Arc};

use gatelog::{
    access::Sources,
    clock::{Clock, Timestamp},
    event::{Position, clerk::Body},
    event_log::EventLog,
    projection::{Rebuild, Silent},
    query::{
        as_of::{AsOf, Asked, as_of},
        history_of_sessions::OfSessions,
        history_of_users::OfUsers,
        history_resource::Resource,
        sessions, users,
    },
    simulate::{Disorder, History, Options, deliveries},
    store::Store,
    views,
};

use crate::support::{Db, event, on_both, open_log_at, read_all};

/// When the generated histories begin, in seconds.
const START: i64 = 1_790_000_000;
/// Their length in days, and how many events that makes.
const DAYS: i64 = 10;
const EVENTS: usize = 1_000;

/// A log of a company's ten days, out of order and with repetitions, and its views. The present is two days later, when
/// some sessions have expired and others have not.
async fn generated(db: &Db, seed: u64) -> (Arc<Store>, EventLog, Timestamp) {
    let now = Timestamp::from_seconds(START + (DAYS + 2) * 86_400);
    let clock = Clock::fixed(now);
    let (store, log) = open_log_at(db, clock.clone()).await;
    let history = History::new(seed, 40, Timestamp::from_seconds(START), &Options::default());
    let mut waiting = tokio::task::JoinSet::new();
    for planned in deliveries(history.take(EVENTS), &Disorder::default(), seed) {
        let (log, event) = (log.clone(), event(&planned.message.id, planned.message.body.clone()));
        waiting.spawn(async move { log.append(event).await.expect("recorded") });
    }
    waiting.join_all().await;
    let rebuild = Rebuild { store: Arc::clone(&store), log: log.clone(), clock, views: views::all() };
    rebuild.run(&Silent).await.expect("the views are built");
    (store, log, now)
}

/// Every id that the events of a log name, by kind: users, sessions.
async fn ids(log: &EventLog) -> [BTreeSet<String>; 2] {
    let [mut users, mut sessions] = [BTreeSet::new(), BTreeSet::new()];
    for event in read_all(log).await {
        let body = Body::decode(&event);
        let about = body.about();
        users.extend(about.user_id.map(ToString::to_string));
        users.extend(about.actor.and_then(|actor| actor.id.as_ref()).map(ToString::to_string));
        sessions.extend(about.session_id.map(ToString::to_string));
    }
    [users, sessions]
}

fn asked(id: &str, now: Timestamp) -> Asked<'_> {
    Asked { id, source: None, within: &Sources::All, now }
}

/// The thing as of now, by time and by position.
async fn as_of_now<X: Resource>(store: &Store, id: &str, size: i64, now: Timestamp) -> [Option<X::Shown>; 2] {
    let moments = [AsOf::Time(now), AsOf::Position(Position(size - 1))];
    let [by_time, by_position] =
        moments.map(|moment| async move { as_of::<X>(store, &asked(id, now), moment).await.expect("an answer") });
    [by_time.await, by_position.await]
}

on_both!(as_of_now_is_the_plain_answer, |db| async {
    let (store, log, now) = generated(&db, 41).await;
    let size = log.size().await.expect("a size").0;
    let [users, sessions] = ids(&log).await;
    assert!(users.len() > 20 && sessions.len() > 100, "{} users, {} sessions", users.len(), sessions.len());
    let (mut known, mut inferred) = (0, 0);
    for id in &users {
        let plain = users::one(&store, id, None, &Sources::All).await.expect("an answer");
        assert_eq!(as_of_now::<OfUsers>(&store, id, size, now).await, [plain.clone(), plain.clone()], "{id}");
        known += i32::from(plain.is_some_and(|user| user.last_sign_in_at.is_some()));
    }
    for id in &sessions {
        let plain = sessions::one(&store, id, None, &Sources::All, now).await.expect("an answer");
        assert_eq!(as_of_now::<OfSessions>(&store, id, size, now).await, [plain.clone(), plain.clone()], "{id}");
        inferred += i32::from(plain.is_some_and(|session| session.end_inferred));
    }
    assert!(known > 10 && inferred > 5, "{known} users signed in, {inferred} sessions ended unseen");
    log.shut_down().await;
});

/// What was known at a position is what a log that ends there answers: of a log is built that holds the same events up to
/// it and no more.
on_both!(as_of_a_position_is_what_a_log_that_ends_there_answers, |db| async {
    let (store, log, now) = generated(&db, 42).await;
    let [users, sessions] = ids(&log).await;
    let events = read_all(&log).await;
    for share in [3, 2] {
        let end = events.len() / share;
        let shorter = Db::sqlite();
        let (cut_store, cut_log) = open_log_at(&shorter, Clock::fixed(now)).await;
        for recorded in &events[..end] {
            cut_log.append(event(recorded.id.as_str(), recorded.body.clone())).await.expect("recorded");
        }
        let clock = Clock::fixed(now);
        let rebuild = Rebuild { store: Arc::clone(&cut_store), log: cut_log.clone(), clock, views: views::all() };
        rebuild.run(&Silent).await.expect("the views are built");
        let moment = AsOf::Position(Position(i64::try_from(end).expect("few") - 1));
        let (mut known, mut unknown) = (0, 0);
        for id in &users {
            let plain = users::one(&cut_store, id, None, &Sources::All).await.expect("an answer");
            let then = as_of::<OfUsers>(&store, &asked(id, now), moment).await.expect("an answer");
            if plain.is_some() {
                known += 1
            } else {
                unknown += 1
            }
            assert_eq!(then, plain, "{id}");
        }
        for id in &sessions {
            let plain = sessions::one(&cut_store, id, None, &Sources::All, now).await.expect("an answer");
            let then = as_of::<OfSessions>(&store, &asked(id, now), moment).await.expect("an answer");
            assert_eq!(then, plain, "{id}");
        }
        assert!(known > 10 && unknown > 0, "{known} known and {unknown} not");
        cut_log.shut_down().await;
    }
    log.shut_down().await;
});

/// What was true at a moment is what a log of the events that had happened by then answers at that moment.
on_both!(as_of_a_time_is_what_the_events_until_then_answer, |db| async {
    let (store, log, now) = generated(&db, 43).await;
    let [users, sessions] = ids(&log).await;
    let events = read_all(&log).await;
    let mut times: Vec<Timestamp> = events.iter().map(|event| Body::decode(event).occurred_at.at).collect();
    times.sort_unstable();
    // Exactly when an event happened: it counts.
    let then = times[times.len() * 2 / 3];
    let shorter = Db::sqlite();
    let clock = Clock::fixed(now);
    let (cut_store, cut_log) = open_log_at(&shorter, clock.clone()).await;
    let mut latest = Timestamp::default();
    for recorded in events.iter().filter(|event| Body::decode(event).occurred_at.at <= then) {
        latest = latest.max(Body::decode(recorded).occurred_at.at);
        cut_log.append(event(recorded.id.as_str(), recorded.body.clone())).await.expect("recorded");
    }
    assert_eq!(latest, then);
    let rebuild = Rebuild { store: Arc::clone(&cut_store), log: cut_log.clone(), clock, views: views::all() };
    rebuild.run(&Silent).await.expect("the views are built");
    for id in &users {
        let plain = users::one(&cut_store, id, None, &Sources::All).await.expect("an answer");
        let moment = as_of::<OfUsers>(&store, &asked(id, now), AsOf::Time(then)).await.expect("an answer");
        assert_eq!(moment, plain, "{id}");
    }
    let mut open = 0;
    for id in &sessions {
        let plain = sessions::one(&cut_store, id, None, &Sources::All, then).await.expect("an answer");
        let moment = as_of::<OfSessions>(&store, &asked(id, now), AsOf::Time(then)).await.expect("an answer");
        open += i32::from(plain.as_ref().is_some_and(|session| session.ended_at.is_none()));
        assert_eq!(moment, plain, "{id}");
    }
    assert!(open > 5, "{open} sessions were open");
    cut_log.shut_down().await;
    log.shut_down().await;
});
