//! What was true, and what was known, at any moment: the same as the plain answer when the moment is now, and never
//! anything of a later one.

mod given;
mod limits;

use gatelog::{
    access::SourceAccess,
    clock::Timestamp,
    event::{Position, clerk::Body},
    query::{activity, as_of::AsOf},
};

use self::given::{Given, Kind, chained, generated, of_events, peculiar};
use crate::support::{Db, on_both, read_all};

on_both!(as_of_now_is_the_plain_answer, |db| async {
    let given = generated(&db, 41).await;
    let last = AsOf::Position(Position(given.size() - 1));
    let mut counts = Vec::new();
    for kind in Kind::ALL {
        let mut known = 0;
        for (source, id) in given.ids(kind) {
            let plain = given.plain(kind, &source, &id, given.now).await;
            assert_eq!(given.as_of(kind, &source, &id, AsOf::Time(given.now)).await, plain, "{kind:?} {id}");
            assert_eq!(given.as_of(kind, &source, &id, last).await, plain, "{kind:?} {id} by position");
            known += i32::from(plain.is_some());
        }
        counts.push(known);
    }
    assert!(counts.iter().zip([20, 100, 3, 8]).all(|(known, least)| *known > least), "{counts:?}");
});

// Histories in which everything occurs that could: sessions that change hands, ends without a beginning, ties.
on_both!(as_of_now_is_the_plain_answer_of_peculiar_histories, |db| async {
    let given = peculiar(&db, 300).await;
    let last = AsOf::Position(Position(given.size() - 1));
    let mut counts = Vec::new();
    for kind in Kind::ALL {
        let mut known = 0;
        for (source, id) in given.ids(kind) {
            let plain = given.plain(kind, &source, &id, given.now).await;
            assert_eq!(given.as_of(kind, &source, &id, AsOf::Time(given.now)).await, plain, "{kind:?} {source} {id}");
            assert_eq!(given.as_of(kind, &source, &id, last).await, plain, "{kind:?} {source} {id} by position");
            known += i32::from(plain.is_some());
        }
        counts.push(known);
    }
    assert!(counts.iter().all(|known| *known > 100), "{counts:?}");
});

// What was known at a position is what a log answers that ends there.
on_both!(as_of_a_position_is_what_a_log_that_ends_there_answers, |db| async {
    let given = generated(&db, 42).await;
    let events = read_all(&given.log).await;
    for end in [events.len() / 3, events.len() / 2] {
        let shorter = Db::sqlite();
        let ends_there = of_events(&shorter, &events[..end], given.now).await;
        let moment = AsOf::Position(Position(i64::try_from(end).expect("few") - 1));
        same_at(&given, &ends_there, moment, given.now).await;
    }
});

// What was true at a moment is what a log answers then that holds what had happened, wherever in the log that stands.
on_both!(as_of_a_time_is_what_the_events_until_then_answer, |db| async {
    let given = generated(&db, 43).await;
    let mut events = read_all(&given.log).await;
    let at = |event: &_| Body::decode(event).occurred_at.at;
    let mut times: Vec<Timestamp> = events.iter().map(at).collect();
    times.sort_unstable();
    // Exactly when an event happened: it counts.
    let then = times[times.len() * 2 / 3];
    events.retain(|event| at(event) <= then);
    assert!(events.iter().any(|event| at(event) == then));
    let shorter = Db::sqlite();
    let until_then = of_events(&shorter, &events, given.now).await;
    same_at(&given, &until_then, AsOf::Time(then), then).await;
});

// What a history calls changed, activity does too, and the other way round.
on_both!(history_and_activity_tell_the_same_changes, |db| async {
    let given = chained(&db, 100).await;
    let (mut compared, mut changed) = (0, 0);
    for kind in [Kind::User, Kind::Organization, Kind::Membership] {
        for (source, id) in given.ids(kind) {
            for (svix_id, told) in given.audited(kind, &source, &id).await {
                let item = activity::one(&given.store, &svix_id, Some(&source), &SourceAccess::All).await;
                let item = item.expect("an answer").expect("a row");
                // Of the first that is known, nobody can tell what it changed.
                if !item.row.baseline {
                    assert_eq!(told, item.changes, "{kind:?} {source} {id} {svix_id}");
                    compared += 1;
                    changed += usize::from(!told.is_empty());
                }
            }
        }
    }
    assert!(changed > 50, "{compared} compared, {changed} changed");
});

/// That everything is, as of a moment, what another log answers at that time.
async fn same_at(given: &Given, other: &Given, moment: AsOf, now: Timestamp) {
    let (mut known, mut unknown) = (0, 0);
    for kind in Kind::ALL {
        for (source, id) in given.ids(kind) {
            let plain = other.plain(kind, &source, &id, now).await;
            *if plain.is_some() { &mut known } else { &mut unknown } += 1;
            assert_eq!(given.as_of(kind, &source, &id, moment).await, plain, "{kind:?} {id} as of {moment}");
        }
    }
    assert!(known > 50 && unknown > 10, "{known} known and {unknown} not");
}
