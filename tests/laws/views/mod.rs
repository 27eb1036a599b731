//! Views are the same whatever order, repetition and batching events arrive in, and hold what a replay in true order
//! holds. Laws of types: no database here.

mod activity;
pub mod activity_oracle;
pub mod chains;
mod changes;
mod events;
mod examples;
pub mod first_sign_ins;
pub mod history;
pub mod meanings;
mod mentions;
pub mod oracle;
mod pitfalls;
mod sessions;
mod shapes;
mod users;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

use gatelog::{
    clock::Timestamp,
    event::{RecordedEvent, clerk::Body},
    projection::{Projection, Row},
    views::{
        self, Activity, FirstSignIns, Invitations, Memberships, Organizations, Sessions, Users,
        sessions::{Details, SessionRow},
    },
};
use proptest::prelude::*;

use chains::lasting;
use history::{EVENTS_MAX, Said, View, fold, fold_any_order, histories};

/// Events that come again, at most.
const REPEATED_MAX: usize = 4;

type Batches = Vec<Vec<(RecordedEvent, Body<'static>)>>;

/// One way in which a history can arrive: any order, any repetition, any batches.
#[derive(Clone, Debug)]
struct Arrival {
    order: Vec<usize>,
    batch_sizes: Vec<usize>,
    from_millis: i64,
}

impl Arrival {
    fn any(events: usize) -> impl Strategy<Value = Self> {
        let repeated = prop::collection::vec(0..events, 0..=REPEATED_MAX);
        let order = repeated
            .prop_flat_map(move |repeated| Just((0..events).chain(repeated).collect::<Vec<_>>()).prop_shuffle());
        (order, prop::collection::vec(1..=4_usize, EVENTS_MAX + REPEATED_MAX), 1_770_000_000_000..1_780_000_000_000_i64)
            .prop_map(|(order, batch_sizes, from_millis)| Self { order, batch_sizes, from_millis })
    }

    /// The log as it then stands, folded in these batches. An event that comes again is the one that was recorded.
    fn batches(&self, history: &[Said]) -> Batches {
        let mut recorded: Vec<usize> = Vec::new();
        let mut batches = Batches::new();
        let mut rest = self.order.as_slice();
        for size in &self.batch_sizes {
            let (batch, later) = rest.split_at((*size).min(rest.len()));
            rest = later;
            batches.push(batch.iter().map(|index| self.event(history, &mut recorded, *index)).collect());
        }
        assert!(rest.is_empty(), "every event is in a batch");
        batches
    }

    fn event(&self, history: &[Said], recorded: &mut Vec<usize>, index: usize) -> (RecordedEvent, Body<'static>) {
        let place = recorded.iter().position(|known| *known == index).unwrap_or_else(|| {
            recorded.push(index);
            recorded.len() - 1
        });
        let position = i64::try_from(place).expect("a short history");
        let received_at = Timestamp::from_millis(self.from_millis + position * 250);
        (history[index].recorded(position, received_at), history[index].body.clone())
    }
}

fn arrived() -> impl Strategy<Value = (Vec<Said>, Arrival, Arrival)> {
    histories().prop_flat_map(|history| {
        let events = history.len();
        (Just(history), Arrival::any(events), Arrival::any(events))
    })
}

/// Tries the laws on sums of the rows that one history gives of one object, chosen by bits.
fn try_laws<P: Projection<Row: PartialEq + Debug>>(
    projection: &P,
    history: &[Said],
    choices: [u8; 3],
) -> Result<(), TestCaseError> {
    let rows: Vec<P::Row> = (0..)
        .zip(history)
        .flat_map(|(position, said)| {
            let event = said.recorded(position, Timestamp::from_seconds(1_770_000_000 + position));
            projection.project(&event, &said.body).unwrap_or_default()
        })
        .collect();
    let keys: BTreeSet<(&str, &str)> = rows.iter().map(Row::key).collect();
    for key in keys {
        let of_one: Vec<&P::Row> = rows.iter().filter(|row| row.key() == key).collect();
        let [one, two, three] = choices.map(|choice| {
            let chosen = of_one.iter().enumerate().filter(|(index, _)| choice >> (index % 8) & 1 == 1);
            let sum = chosen.map(|(_, row)| (*row).clone()).reduce(Row::merge);
            sum.unwrap_or_else(|| of_one[usize::from(choice) % of_one.len()].clone())
        });
        let merged = one.clone().merge(two.clone());
        prop_assert_eq!(&merged, &two.clone().merge(one.clone()), "commutes");
        prop_assert_eq!(merged.clone().merge(three.clone()), one.clone().merge(two.merge(three)), "associates");
        prop_assert_eq!(one.clone().merge(one.clone()), one.clone(), "is idempotent");
        prop_assert_eq!(merged.clone().merge(one), merged, "takes nothing twice");
    }
    Ok(())
}

/// What is shown of sessions beyond their rows: read from the events that the rows name.
fn session_details(batches: &Batches) -> View<Details> {
    let events = batches.iter().flatten();
    let reported: BTreeMap<i64, Details> =
        events.filter_map(|(event, body)| Some((event.position.0, Details::read(body)?))).collect();
    let shown = |row: SessionRow| {
        let positions = row.detail_positions();
        Details::collect(&row, |position| reported.get(&position).filter(|_| positions.contains(&position)))
    };
    fold(&Sessions, batches).into_iter().map(|(key, row)| (key, shown(row))).collect()
}

/// The audited fields of the rows of a view: read from the events that the rows name.
fn audited<P: Projection>(
    projection: &P,
    batches: &Batches,
    position: fn(&P::Row) -> Option<i64>,
    read: fn(&Body<'_>) -> Option<String>,
) -> View<Option<String>> {
    let body = |at: i64| batches.iter().flatten().find(|(event, _)| event.position.0 == at).map(|(_, body)| body);
    let shown = |row: &P::Row| read(body(position(row)?)?);
    fold(projection, batches).into_iter().map(|(key, row)| (key, shown(&row))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn merges_commute_associate_and_are_idempotent(history in histories(), choices in any::<[u8; 3]>()) {
        try_laws(&Users, &history, choices)?;
        try_laws(&Sessions, &history, choices)?;
        try_laws(&Organizations, &history, choices)?;
        try_laws(&Memberships, &history, choices)?;
        try_laws(&Invitations, &history, choices)?;
        try_laws(&Activity, &history, choices)?;
        try_laws(&FirstSignIns, &history, choices)?;
    }

    #[test]
    fn views_do_not_depend_on_order_repetition_or_batches((history, one, other) in arrived()) {
        let (one, other) = (one.batches(&history), other.batches(&history));
        prop_assert_eq!(fold_any_order(&Users, &one), fold_any_order(&Users, &other));
        prop_assert_eq!(fold_any_order(&Sessions, &one), fold_any_order(&Sessions, &other));
        prop_assert_eq!(fold_any_order(&Organizations, &one), fold_any_order(&Organizations, &other));
        prop_assert_eq!(fold_any_order(&Memberships, &one), fold_any_order(&Memberships, &other));
        prop_assert_eq!(fold_any_order(&Invitations, &one), fold_any_order(&Invitations, &other));
        prop_assert_eq!(fold_any_order(&FirstSignIns, &one), fold_any_order(&FirstSignIns, &other));
        prop_assert_eq!(lasting(&one), lasting(&other));
    }

    #[test]
    fn views_hold_what_a_replay_in_true_order_holds((history, arrival, _) in arrived()) {
        let batches = arrival.batches(&history);
        prop_assert_eq!(fold_any_order(&Users, &batches), oracle::users(&history));
        prop_assert_eq!(fold_any_order(&Sessions, &batches), oracle::sessions(&history));
        prop_assert_eq!(fold_any_order(&Organizations, &batches), oracle::organizations(&history));
        prop_assert_eq!(fold_any_order(&Memberships, &batches), oracle::memberships(&history));
        prop_assert_eq!(fold_any_order(&Invitations, &batches), oracle::invitations(&history));
        prop_assert_eq!(lasting(&batches), activity_oracle::activity(&history));
    }

    #[test]
    fn rows_name_the_events_that_have_what_is_shown((history, arrival, _) in arrived()) {
        let batches = arrival.batches(&history);
        prop_assert_eq!(session_details(&batches), oracle::session_details(&history));
        let users = audited(&Users, &batches, |row| row.described_position, views::users::audited);
        prop_assert_eq!(users, oracle::audited_users(&history));
        let organizations =
            audited(&Organizations, &batches, |row| row.described_position, views::organizations::audited);
        prop_assert_eq!(organizations, oracle::audited_organizations(&history));
        let memberships = audited(&Memberships, &batches, |row| row.described_position, views::memberships::audited);
        prop_assert_eq!(memberships, oracle::audited_memberships(&history));
    }
}
