//! Single events for examples, and the row that a few of them make in every order of arrival.

use std::fmt::Debug;

use gatelog::{
    clock::Timestamp,
    event::{
        EventType, Source,
        clerk::{Body, Data, OccurredAt, OccurredAtBasis, Session, User, UserDeleted},
    },
    projection::Projection,
    views::{Sessions, sessions::Details},
};

use super::history::{Said, WithoutPositions, complete, fold, fold_any_order};

const NOON_MILLIS: i64 = 1_761_000_000_000;

/// An event that happened so many seconds after noon.
pub fn said(name: &str, id: &str, second: i64, data: Data<'static>) -> Said {
    Said {
        source: Source::recorded("clerk"),
        id: id.to_owned(),
        event_type: EventType::parse(name),
        body: Body {
            instance_id: Some("ins_prod".into()),
            occurred_at: OccurredAt { at: after_noon(second), basis: OccurredAtBasis::Envelope },
            client_ip: None,
            user_agent: None,
            object_id: None,
            data: Ok(complete(data)),
            body_error: None,
        },
    }
}

pub fn user_said(name: &str, id: &str, second: i64, first_name: &'static str) -> Said {
    said(name, id, second, Data::User(Box::new(user(first_name, second))))
}

pub fn user(first_name: &'static str, second: i64) -> User<'static> {
    User {
        id: "user_ada".into(),
        first_name: Some(first_name.into()),
        updated_at: Some(after_noon(second)),
        ..User::default()
    }
}

pub fn deleted(id: &str, second: i64) -> Said {
    said("user.deleted", id, second, Data::UserDeleted(UserDeleted { id: "user_ada".into(), external_id: None }))
}

pub fn session_said(name: &str, id: &str, second: i64, status: &'static str) -> Said {
    with_session(name, id, second, session(status, second))
}

pub fn session(status: &'static str, second: i64) -> Session<'static> {
    Session {
        id: "sess_1".into(),
        user_id: Some("user_ada".into()),
        status: Some(status.into()),
        created_at: Some(after_noon(0)),
        updated_at: Some(after_noon(second)),
        ..Session::default()
    }
}

pub fn with_session(name: &str, id: &str, second: i64, session: Session<'static>) -> Said {
    said(name, id, second, Data::Session(Box::new(session)))
}

pub fn after_noon(second: i64) -> Timestamp {
    Timestamp::from_millis(NOON_MILLIS + second * 1_000)
}

pub fn micros_after_noon(second: i64) -> i64 {
    after_noon(second).micros()
}

/// The only row that these events make, whatever order they arrive in.
pub fn row<P: Projection<Row: PartialEq + Debug + WithoutPositions>>(projection: &P, history: &[Said]) -> P::Row {
    let mut rows = orders(history.len()).into_iter().map(|order| {
        let events = (0..).zip(order).map(|(position, index)| {
            (history[index].recorded(position, Timestamp::from_seconds(1_770_000_000)), history[index].body.clone())
        });
        let view = fold_any_order(projection, &[events.collect()]);
        assert_eq!(view.len(), 1, "one object");
        view.into_values().next().expect("one object")
    });
    let first = rows.next().expect("at least one order");
    rows.for_each(|row| assert_eq!(row, first));
    first
}

/// What is shown of the only session of these events beyond its row, whatever order they arrive in.
pub fn session_details(history: &[Said]) -> Details {
    let mut shown = orders(history.len()).into_iter().map(|order| {
        let events = (0..).zip(&order).map(|(position, index)| {
            (history[*index].recorded(position, Timestamp::from_seconds(1_770_000_000)), history[*index].body.clone())
        });
        let view = fold(&Sessions, &[events.collect()]);
        let row = view.into_values().next().expect("one session");
        let reported: Vec<Details> = order.iter().filter_map(|index| Details::read(&history[*index].body)).collect();
        Details::collect(&row, |position| reported.get(usize::try_from(position).expect("a position")))
    });
    let first = shown.next().expect("at least one order");
    shown.for_each(|details| assert_eq!(details, first));
    first
}

pub fn orders(events: usize) -> Vec<Vec<usize>> {
    let Some(last) = events.checked_sub(1) else { return vec![Vec::new()] };
    let places = orders(last).into_iter().flat_map(|order| (0..=last).map(move |place| (order.clone(), place)));
    places
        .map(|(mut order, place)| {
            order.insert(place, last);
            order
        })
        .collect()
}
