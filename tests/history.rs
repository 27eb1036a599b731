//! What was true, and what was known, at any moment: the same as the plain answer when the moment is now, and never
//! anything of a later one.

use std::{collections::BTreeSet, sync::Arc};

use gatelog::{
    access::Sources,
    clock::{Clock, Timestamp},
    event::{Position, RecordedEvent, clerk::Body},
    event_log::EventLog,
    projection::{Rebuild, Silent},
    query::{
        as_of::{AsOf, Asked, as_of},
        history::{
            of_memberships::OfMemberships, of_organizations::OfOrganizations, of_sessions::OfSessions,
            of_users::OfUsers,
        },
        memberships, organizations,
        sessions::{self, Session},
        users,
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
    let rebuild =
        Rebuild { store: Arc::clone(&store), log: log.clone(), clock, views: views::all(), keep_previous: None };
    rebuild.run(&Silent).await.expect("the views are built");
    (store, log, now)
}

/// Everything that has a past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    User,
    Session,
    Organization,
    Membership,
}

/// Every thing that the events of a log name.
async fn named(log: &EventLog) -> BTreeSet<(Kind, String)> {
    let mut named = BTreeSet::new();
    for event in read_all(log).await {
        let body = Body::decode(&event);
        let about = body.about();
        let actor = about.actor.and_then(|actor| actor.id.as_ref());
        for (kind, id) in [
            (Kind::User, about.user_id),
            (Kind::User, actor),
            (Kind::Session, about.session_id),
            (Kind::Organization, about.organization_id),
            (Kind::Membership, about.membership_id),
        ] {
            named.extend(id.map(|id| (kind, id.to_string())));
        }
    }
    let of = |kind| named.iter().filter(|(known, _)| *known == kind).count();
    let counts = [Kind::User, Kind::Session, Kind::Organization, Kind::Membership].map(of);
    assert!(counts.iter().all(|count| *count > 4) && counts[1] > 100, "{counts:?}");
    named
}

/// As the plain question answers. How many sessions ran side by side is asked of the view alone.
async fn plain(store: &Store, (kind, id): &(Kind, String), now: Timestamp) -> Option<String> {
    let all = &Sources::All;
    let alone = |session: Session| Session { concurrent: None, ..session };
    match kind {
        Kind::User => users::one(store, id, None, all, now).await.expect("an answer").map(|one| format!("{one:?}")),
        Kind::Session => {
            sessions::one(store, id, None, all, now).await.expect("an answer").map(|one| format!("{:?}", alone(one)))
        }
        Kind::Organization => {
            organizations::one(store, id, None, all).await.expect("an answer").map(|one| format!("{one:?}"))
        }
        Kind::Membership => {
            memberships::one(store, id, None, all).await.expect("an answer").map(|one| format!("{one:?}"))
        }
    }
}

/// The same as of a moment.
async fn then(store: &Store, (kind, id): &(Kind, String), now: Timestamp, moment: AsOf) -> Option<String> {
    let asked = Asked { id, source: None, within: &Sources::All, now };
    match kind {
        Kind::User => as_of::<OfUsers>(store, &asked, moment).await.expect("an answer").map(|one| format!("{one:?}")),
        Kind::Session => {
            as_of::<OfSessions>(store, &asked, moment).await.expect("an answer").map(|one| format!("{one:?}"))
        }
        Kind::Organization => {
            as_of::<OfOrganizations>(store, &asked, moment).await.expect("an answer").map(|one| format!("{one:?}"))
        }
        Kind::Membership => {
            as_of::<OfMemberships>(store, &asked, moment).await.expect("an answer").map(|one| format!("{one:?}"))
        }
    }
}

/// A log of its own that holds these events and no more, with its views.
async fn log_of(events: impl Iterator<Item = &RecordedEvent>, now: Timestamp) -> (Db, Arc<Store>, EventLog) {
    let (db, clock) = (Db::sqlite(), Clock::fixed(now));
    let (store, log) = open_log_at(&db, clock.clone()).await;
    for recorded in events {
        log.append(event(recorded.id.as_str(), recorded.body.clone())).await.expect("recorded");
    }
    let views = views::all();
    let rebuild = Rebuild { store: Arc::clone(&store), log: log.clone(), clock, views, keep_previous: None };
    rebuild.run(&Silent).await.expect("the views are built");
    (db, store, log)
}

on_both!(as_of_now_is_the_plain_answer, |db| async {
    let (store, log, now) = generated(&db, 41).await;
    let last = Position(log.size().await.expect("a size").0 - 1);
    let mut inferred = 0;
    for thing in named(&log).await {
        let plain = plain(&store, &thing, now).await;
        inferred += i32::from(plain.as_ref().is_some_and(|plain| plain.contains(" inferred: true")));
        assert_eq!(then(&store, &thing, now, AsOf::Time(now)).await, plain, "{thing:?}");
        assert_eq!(then(&store, &thing, now, AsOf::Position(last)).await, plain, "{thing:?}");
    }
    assert!(inferred > 5, "{inferred} ended unseen");
    log.shut_down().await;
});

on_both!(as_of_a_position_is_what_a_log_that_ends_there_answers, |db| async {
    let (store, log, now) = generated(&db, 42).await;
    let events = read_all(&log).await;
    let named = named(&log).await;
    for share in [3, 2] {
        let end = events.len() / share;
        let (_shorter, cut_store, cut_log) = log_of(events[..end].iter(), now).await;
        let moment = AsOf::Position(Position(i64::try_from(end).expect("few") - 1));
        let (mut known, mut unknown) = (0, 0);
        for thing in &named {
            let plain = plain(&cut_store, thing, now).await;
            *if plain.is_some() { &mut known } else { &mut unknown } += 1;
            assert_eq!(then(&store, thing, now, moment).await, plain, "{thing:?}");
        }
        assert!(known > 50 && unknown > 10, "{known} known and {unknown} not");
        cut_log.shut_down().await;
    }
    log.shut_down().await;
});

on_both!(as_of_a_time_is_what_the_events_until_then_answer, |db| async {
    let (store, log, now) = generated(&db, 43).await;
    let events = read_all(&log).await;
    let mut times: Vec<Timestamp> = events.iter().map(|event| Body::decode(event).occurred_at.at).collect();
    times.sort_unstable();
    // Exactly when an event happened: it counts.
    let moment = times[times.len() * 2 / 3];
    let until_then = events.iter().filter(|event| Body::decode(event).occurred_at.at <= moment);
    let (_shorter, cut_store, cut_log) = log_of(until_then, now).await;
    let mut open = 0;
    for thing in named(&log).await {
        let plain = plain(&cut_store, &thing, moment).await;
        open += i32::from(plain.as_ref().is_some_and(|plain| plain.contains(" ended_at: None")));
        assert_eq!(then(&store, &thing, now, AsOf::Time(moment)).await, plain, "{thing:?}");
    }
    assert!(open > 5, "{open} were open");
    cut_log.shut_down().await;
    log.shut_down().await;
});
