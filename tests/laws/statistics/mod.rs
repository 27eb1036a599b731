//! Statistics: buckets of time zones, and counts that are those of a slow reference over what was
//! said, in any order of arrival.

mod buckets;
mod reference;

use std::sync::Arc;

use gatelog::{
    access::SourceAccess,
    clock::{Clock, Timestamp},
    event::{Event, Source, clerk::Data},
    projection::{Projector, Rebuild, Silent},
    query::{
        Instances, Interval, PageRequest,
        sessions::{self, SessionFilter},
        stats::{self, BucketQuery, BucketSize, Dimension, StatsCache, StatsFilter, TimeZone},
        users::{self, UserFilter},
    },
    storage::Store,
    views,
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sea_orm::ConnectionTrait;
use tokio_util::sync::CancellationToken;

use self::reference::{Reference, activity_by_value};
use crate::{
    guarantees::order_insensitive::{settle, written},
    laws::views::{
        history::{Said, histories},
        meanings::chained_histories,
    },
    support::{event, event_of, on_both, open_log},
};

const HISTORIES: usize = 24;

/// After how many histories everything is built anew, beside the projector.
const REBUILD_EVERY: usize = 9;

/// Questions after each part of a history.
const QUESTIONS: usize = 4;

const ZONES: [&str; 5] = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York"];

/// The Berlin day of 25 hours begins here: 2025-10-26.
const BASE_MILLIS: i64 = 1_761_429_600_000;

/// Sessions of a page that the reference counts; there are fewer.
const PAGE_MAX: u64 = 1_000;

/// What of a history is within an hour takes two days, before and after a change of clocks.
fn spread(number: usize, history: Vec<Said>) -> Vec<Said> {
    let shift = i64::try_from(number % 8).expect("few") * 27_900_000 - 86_400_000;
    let at = |time: Timestamp| {
        let offset = match time.millis() - 1_760_000_000_000 {
            0 => 0,
            17 => 17,
            60_000 => 1_000_000,
            _ => 93_600_000,
        };
        Timestamp::from_millis(BASE_MILLIS + shift + offset)
    };
    let spread = |mut said: Said| {
        said.body.occurred_at.at = at(said.body.occurred_at.at);
        match said.body.data.as_mut() {
            Ok(Data::Session(session)) => {
                for time in
                    [&mut session.created_at, &mut session.expire_at, &mut session.abandon_at, &mut session.updated_at]
                {
                    *time = time.map(at);
                }
                if let Some(user) = session.user.as_mut() {
                    user.created_at = user.created_at.map(at);
                    user.last_sign_in_at = user.last_sign_in_at.map(at);
                }
            }
            Ok(Data::User(user)) => {
                user.created_at = user.created_at.map(at);
                user.last_sign_in_at = user.last_sign_in_at.map(at);
            }
            _ => {}
        }
        said
    };
    history.into_iter().map(spread).collect()
}

/// A question, and the key that asks it.
#[derive(Clone, Debug)]
struct Question {
    size: BucketSize,
    zone: &'static str,
    since: i64,
    until: i64,
    now: i64,
    source: Option<usize>,
    instance: Option<&'static str>,
    only: Option<Vec<usize>>,
    hides: bool,
}

fn question(histories: usize) -> impl Strategy<Value = Question> {
    let size = prop_oneof![
        2 => Just(BucketSize::Hour), 3 => Just(BucketSize::Day), 1 => Just(BucketSize::Week), 1 => Just(BucketSize::Month)
    ];
    // Whole quarters of an hour, and times between.
    let time = || {
        let quarter = (-200..400_i64).prop_map(|quarter| BASE_MILLIS * 1_000 + quarter * 900_000_000);
        prop_oneof![quarter.clone(), (quarter, 0..900_000_000_i64).prop_map(|(at, more)| at + more)]
    };
    let source = proptest::option::weighted(0.2, 0..histories);
    let instance = proptest::option::weighted(0.2, proptest::sample::select(&["one", "two", "never"][..]));
    let only = proptest::option::weighted(0.3, prop::collection::vec(0..histories, 1..6));
    (size, proptest::sample::select(&ZONES[..]), time(), time(), time(), source, instance, only, any::<bool>())
        .prop_filter("a time before another", |(_, _, since, until, now, ..)| since < until && since < now)
        .prop_map(|(size, zone, since, until, now, source, instance, only, hides)| Question {
            size,
            zone,
            since,
            until,
            now,
            source,
            instance,
            only,
            hides,
        })
}

fn source(number: usize) -> String {
    format!("h{number}-clerk")
}

/// Compares every statistic with the reference.
async fn compare(store: &Store, cache: &StatsCache, said: &[Said], question: &Question, reference: &Reference) {
    let now = Timestamp::from_micros(question.now);
    let query = BucketQuery {
        size: question.size,
        zone: TimeZone::parse(question.zone).expect("a zone"),
        since: Some(Timestamp::from_micros(question.since)),
        until: Some(Timestamp::from_micros(question.until)),
        now,
    };
    let buckets = query.buckets().expect("few buckets");
    assert_eq!(buckets[0].start.micros(), question.since);
    let filter = StatsFilter { source: question.source.map(source), instance_id: question.instance.map(str::to_owned) };
    let only = question.only.as_ref().map(|numbers| numbers.iter().copied().map(source).collect());
    let allowed = only.map_or(SourceAccess::All, SourceAccess::Only);
    let configured = |number| (Source::recorded(&source(number)), vec!["one".to_owned(), "three".to_owned()]);
    let instances = Instances::new((0..HISTORIES).map(configured).filter(|_| question.hides));
    let counts = |source: &str, instance: Option<&str>| {
        let is_configured = instances.for_source(source).is_empty()
            || instance.is_none_or(|instance| ["one", "three"].contains(&instance));
        allowed.has(source)
            && filter.source.as_deref().is_none_or(|wanted| wanted == source)
            && filter.instance_id.as_deref().map_or(is_configured, |wanted| instance == Some(wanted))
    };
    let access = (&instances, &allowed);

    for by in [Dimension::Action, Dimension::Country, Dimension::Browser] {
        let answer = stats::activity(store, cache, (&filter, by, buckets.clone()), access).await.expect("an answer");
        let expected = reference.activity(by, &buckets, &counts);
        let answered: Vec<_> = answer.buckets.into_iter().map(|bucket| activity_by_value(bucket.counts)).collect();
        assert_eq!(answered, expected, "{by:?} {question:?} after {} events", said.len());
    }

    let answer = stats::sessions(store, cache, (&filter, buckets.clone()), access, now).await.expect("an answer");
    let answered: Vec<_> = answer.answer.buckets.into_iter().map(|bucket| bucket.counts).collect();
    assert_eq!(answered, reference.sessions(&buckets, &counts), "{question:?} after {} events", said.len());
    // The list is the same in SQL.
    let listed = SessionFilter {
        source: filter.source.clone(),
        instance_id: filter.instance_id.clone(),
        interval: Interval { active_at: Some(now), ..Interval::default() },
        ..SessionFilter::default()
    };
    let page = PageRequest { limit: Some(PAGE_MAX), ..PageRequest::default() };
    let page = sessions::list(store, &listed, &instances, &allowed, &page, now).await.expect("a page");
    assert!(!page.has_more);
    assert_eq!(answer.active_now.unwrap_or_default(), page.data.len() as u64, "{question:?}");

    let days = 1;
    let answer = stats::users(store, cache, (&filter, buckets.clone(), days), access, now).await.expect("an answer");
    let answered: Vec<_> = answer.answer.buckets.into_iter().map(|bucket| bucket.counts).collect();
    assert_eq!(answered, reference.users(&buckets, &counts), "{question:?} after {} events", said.len());
    let before = Timestamp::from_micros(question.now - 86_400_000_000);
    let listed = UserFilter {
        source: filter.source.clone(),
        instance_id: filter.instance_id.clone(),
        last_sign_in_before: Some(before),
        ..UserFilter::default()
    };
    let page = PageRequest { limit: Some(PAGE_MAX), ..PageRequest::default() };
    let page = users::list(store, &listed, &instances, &allowed, &page, now).await.expect("a page");
    assert_eq!(answer.dormant.unwrap_or_default(), page.data.len() as u64, "{question:?}");
}

on_both!(statistics_are_those_of_a_slow_reference, |db| async {
    let (store, log) = open_log(&db).await;
    let rebuild = Rebuild {
        store: Arc::clone(&store),
        log: log.clone(),
        clock: Clock::system(),
        views: views::all(),
        keep_previous: None,
    };
    rebuild.run(&Silent).await.expect("empty generations go live");
    let stop = CancellationToken::new();
    let projector = Projector::new(Arc::clone(&store), log.clone(), Clock::system(), views::all());
    let running = tokio::spawn(projector.run(stop.clone()));
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    // Asked again and again, beside one that has counted nothing yet.
    let cache = StatsCache::default();
    let mut said: Vec<Said> = Vec::new();
    for number in 0..HISTORIES {
        let kind = if number % 3 == 2 { chained_histories().boxed() } else { histories().boxed() };
        let history = kind.new_tree(&mut runner).expect("a history").current();
        let history = written(number, spread(number, history));
        let order = Just((0..history.len()).collect::<Vec<_>>()).prop_shuffle();
        let order = order.new_tree(&mut runner).expect("an order").current();
        let (first, rest) = order.split_at(order.len() / 2);
        for part in [first, rest] {
            for index in part {
                let one = &history[*index];
                let event = Event { event_type: one.event_type.clone(), ..event_of(&one.source, &one.id, one.json()) };
                log.append(event).await.expect("recorded");
                said.push(one.clone());
            }
            settle(&store, &log).await;
            let reference = Reference::new(&said);
            for place in 0..QUESTIONS {
                let question = question(number + 1).new_tree(&mut runner).expect("a question").current();
                compare(&store, &cache, &said, &question, &reference).await;
                if place == 0 {
                    compare(&store, &StatsCache::default(), &said, &question, &reference).await;
                }
            }
        }
        if number % REBUILD_EVERY == REBUILD_EVERY - 1 {
            rebuild.run(&Silent).await.expect("a rebuild beside the projector");
        }
    }
    stop.cancel();
    running.await.expect("no panic");
});

// A retry of a failure changes rows and moves no checkpoint. Here rows and failures are changed as
// one would change them.
on_both!(retried_failure_is_counted_anew, |db| async {
    let (store, log) = open_log(&db).await;
    let body = |number: u32| {
        format!(
            r#"{{"object":"event","type":"session.created","timestamp":1761472800000,"data":{{"id":"sess_{number}","object":"session","user_id":"user_1","status":"active","created_at":1761472800000}}}}"#
        )
    };
    for number in 0..3 {
        log.append(event(&format!("msg_{number}"), body(number))).await.expect("recorded");
    }
    let clock = Clock::system();
    let rebuild =
        Rebuild { store: Arc::clone(&store), log: log.clone(), clock, views: views::all(), keep_previous: None };
    rebuild.run(&Silent).await.expect("the views are built");
    let on = store.views();
    for name in ["activity", "sessions"] {
        let failure = format!(
            "INSERT INTO projection_failures (name, generation, position, source, svix_id, reason, failed_at)
             VALUES ('{name}', 1, 1, 'clerk', 'msg_1', 'undecodable', 1)"
        );
        on.execute_unprepared(&failure).await.expect("a failure");
    }
    let cache = StatsCache::default();
    let query = BucketQuery {
        size: BucketSize::Hour,
        zone: TimeZone::default(),
        since: Some(Timestamp::from_seconds(1_761_469_200)),
        until: Some(Timestamp::from_seconds(1_761_480_000)),
        now: Timestamp::from_seconds(1_761_480_000),
    };
    let buckets = query.buckets().expect("three hours");
    let (filter, access) = (StatsFilter::default(), (&Instances::default(), &SourceAccess::All));
    let counted = async || {
        let by = Dimension::Action;
        let activity = stats::activity(&store, &cache, (&filter, by, buckets.clone()), access).await.expect("counts");
        let sessions = stats::sessions(&store, &cache, (&filter, buckets.clone()), access, query.now);
        let sessions = sessions.await.expect("counts").answer;
        let activity: Vec<_> = activity.buckets.into_iter().map(|bucket| bucket.counts.events).collect();
        let sessions: Vec<_> = sessions.buckets.into_iter().map(|bucket| bucket.counts.started).collect();
        (activity, sessions)
    };
    let before = vec![None, Some(3), None];
    assert_eq!(counted().await, (before.clone(), before));
    for (name, column) in [("activity", "occurred_at"), ("sessions", "started_at")] {
        let changed = format!("UPDATE {name}_1 SET {column} = {column} + 3600000000");
        on.execute_unprepared(&changed).await.expect("rows");
        let gone = format!("DELETE FROM projection_failures WHERE name = '{name}'");
        on.execute_unprepared(&gone).await.expect("no failure");
    }
    let after = vec![None, None, Some(3)];
    assert_eq!(counted().await, (after.clone(), after));
});
