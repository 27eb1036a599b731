//! The activity view as the machinery keeps it, where rows mean something beside the row before them: rows come in, in
//! whatever order and batches, and each changes what it means, what its successor means, and what further ones do as far as
//! they are told something else.

use std::collections::BTreeMap;

use gatelog::{
    event::{
        RecordedEvent,
        clerk::{Body, Data},
    },
    projection::{Projection, Row},
    views::{Activity, activity::ActivityRow, audited::Snapshot},
};
use proptest::prelude::*;
use serde_json::Value;

use super::{
    Arrival, activity_oracle,
    history::{Key, Said, View, more},
    meanings::chained_histories,
};

type Batch = [(RecordedEvent, Body<'static>)];

/// The row of each event as it stands after all batches, derived batch by batch: each new row, and the one after it.
pub fn followed(batches: &[Vec<(RecordedEvent, Body<'static>)>]) -> View<ActivityRow> {
    let mut store = Store::default();
    for batch in batches {
        store.take(batch);
    }
    store.rows
}

/// The same in one pass over each chain at the end, as a rebuild does it.
pub fn rebuilt(batches: &[Vec<(RecordedEvent, Body<'static>)>]) -> View<ActivityRow> {
    let mut rows: Vec<ActivityRow> = rows_of(&batches.concat());
    rows.sort_by(|one, other| one.link().cmp(&other.link()));
    for at in 0..rows.len() {
        let (before, from) = rows.split_at_mut(at);
        let row = &mut from[0];
        let Some(link) = row.link() else { continue };
        let previous = before.last().filter(|previous| {
            previous.link().is_some_and(|previous| (previous.source, previous.chain) == (link.source, link.chain))
        });
        row.derive(previous.and_then(Row::snapshot));
    }
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

/// What does not depend on arrival, of rows as they stand after all batches. Snapshots are left out: only what is derived
/// of them is said to anybody. Changes are sorted by field.
pub fn lasting(batches: &[Vec<(RecordedEvent, Body<'static>)>]) -> View<ActivityRow> {
    plain(followed(batches))
}

/// The same of rows wherever they come from.
pub fn plain(rows: View<ActivityRow>) -> View<ActivityRow> {
    rows.into_iter().map(|(key, row)| (key, plain_row(row))).collect()
}

fn plain_row(row: ActivityRow) -> ActivityRow {
    let changes = row.changes.map(|changes| {
        let mut changes: Vec<Value> = serde_json::from_str(&changes).expect("a JSON array");
        changes.sort_by_key(|change| change["field"].as_str().map(str::to_owned));
        changes.iter_mut().for_each(Value::sort_all_objects);
        serde_json::to_string(&changes).expect("JSON")
    });
    ActivityRow {
        position: 0,
        received_at: 0,
        previous_position: None,
        revised_position: None,
        carried_from: None,
        snapshot: None,
        changes,
        ..row
    }
}

/// Rows by key, with the order of their chains.
#[derive(Default)]
struct Store {
    rows: View<ActivityRow>,
    chains: BTreeMap<Place, Key>,
}

/// Source, chain, and the version's parts.
type Place = (String, String, i64, i64, i16, String);

impl Store {
    fn take(&mut self, batch: &Batch) {
        let rows = rows_of(batch);
        let places: Vec<Place> = rows.iter().filter_map(place).collect();
        for row in rows {
            let row = match self.rows.remove(&key(&row)) {
                Some(known) => known.merge(row),
                None => row,
            };
            if let Some(place) = place(&row) {
                self.chains.insert(place, key(&row));
            }
            self.rows.insert(key(&row), row);
        }
        for place in places {
            self.derive(&place);
            let mut behind = place;
            while let Some(next) = self.chains.range(&behind..).nth(1).map(|(next, _)| next.clone())
                && (&next.0, &next.1) == (&behind.0, &behind.1)
                && self.derive(&next)
            {
                behind = next;
            }
        }
    }

    /// Whether the row tells the next one something else now.
    fn derive(&mut self, place: &Place) -> bool {
        let before = self.chains.range(..place).next_back();
        let before = before.filter(|(before, _)| (&before.0, &before.1) == (&place.0, &place.1));
        let previous = before.map(|(_, key)| self.rows[key].clone());
        let row = self.rows.get_mut(&self.chains[place]).expect("a link has a row");
        let told = (row.snapshot.clone(), row.carried_from);
        row.derive(previous.as_ref().and_then(Row::snapshot));
        (row.snapshot.clone(), row.carried_from) != told
    }
}

fn place(row: &ActivityRow) -> Option<Place> {
    let link = row.link()?;
    Some((link.source.to_owned(), link.chain.to_owned(), link.at, link.occurred_at, link.rank, link.id.to_owned()))
}

fn key(row: &ActivityRow) -> Key {
    (row.key().0.to_owned(), row.key().1.to_owned())
}

fn rows_of(batch: &Batch) -> Vec<ActivityRow> {
    batch.iter().flat_map(|(event, body)| Activity.project(event, body).expect("never fails")).collect()
}

/// The same history, in which every other user lacks the names of accounts: elements of a list that
/// lack a field.
fn with_poorer_accounts(history: Vec<Said>) -> Vec<Said> {
    let poorer = |mut said: Said| {
        if let Ok(Data::User(user)) = &mut said.body.data
            && said.id.ends_with(['1', '3', '5', '7', '9'])
        {
            let mut object: Value = serde_json::from_slice(user.object).expect("JSON");
            for account in object["external_accounts"].as_array_mut().into_iter().flatten() {
                account.as_object_mut().and_then(|account| account.remove("provider_user_id"));
            }
            user.object = more(&object);
        }
        said
    };
    history.into_iter().map(poorer).collect()
}

fn arrived() -> impl Strategy<Value = (Vec<Said>, Arrival, Arrival)> {
    chained_histories().prop_flat_map(|history| {
        let events = history.len();
        (Just(history), Arrival::any(events), Arrival::any(events))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_rows_mean_does_not_depend_on_order_repetition_or_batches((history, one, other) in arrived()) {
        prop_assert_eq!(lasting(&one.batches(&history)), lasting(&other.batches(&history)));
    }

    #[test]
    fn rows_mean_what_a_replay_in_true_order_finds((history, arrival, _) in arrived()) {
        let found = lasting(&arrival.batches(&history));
        prop_assert_eq!(found, activity_oracle::activity(&history));
    }

    #[test]
    fn what_followed_the_log_is_what_a_rebuild_gives((history, arrival, _) in arrived()) {
        let batches = arrival.batches(&history);
        // The first row of a repeated event stands; a rebuild reads each event once.
        let mut once = batches.concat();
        once.sort_by_key(|(event, _)| event.position);
        once.dedup_by_key(|(event, _)| event.position);
        prop_assert_eq!(followed(&batches), rebuilt(&[once]));
    }

    #[test]
    fn a_changed_row_has_a_greater_revision((history, arrival, _) in arrived()) {
        let mut store = Store::default();
        for event in arrival.batches(&with_poorer_accounts(history)).concat() {
            let (position, before) = (event.0.position.0, store.rows.clone());
            if before.values().any(|row| row.position == position) {
                continue;
            }
            store.take(&[event]);
            for (key, before) in before {
                let after = &store.rows[&key];
                prop_assert!(after.revision() == before.revision() || after.revision() == position);
                if plain_row(before.clone()) != plain_row(after.clone()) {
                    prop_assert_eq!(after.revision(), position, "{:#?} became {:#?}", before, after);
                }
            }
        }
    }

    #[test]
    fn a_row_is_revised_by_the_later_arrival_before_it((history, arrival, _) in arrived()) {
        let rows = followed(&arrival.batches(&history));
        let mut chains: Vec<(Place, &ActivityRow)> =
            rows.values().filter_map(|row| Some((place(row)?, row))).collect();
        chains.sort_by(|one, other| one.0.cmp(&other.0));
        for (at, (place, row)) in chains.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &chains[before]);
            let before = before.filter(|before| (&before.0.0, &before.0.1) == (&place.0, &place.1));
            let late = before.map(|(_, before)| before.position).filter(|before| *before > row.position);
            prop_assert!(row.revised_position >= late);
            prop_assert_eq!(row.previous_position, before.map(|(_, before)| before.position));
            let mut links = chains[..at].iter().rev().take_while(|(before, _)| (&before.0, &before.1) == (&place.0, &place.1));
            let is_late = |revised| revised > row.position && links.any(|(_, before)| before.position == revised);
            prop_assert!(row.revised_position.is_none_or(is_late));
            // What is compared with descriptions before it is no baseline; nothing is audited of an invitation.
            let mut links = chains[..at].iter().rev().take_while(|(before, _)| (&before.0, &before.1) == (&place.0, &place.1));
            let is_described = links.any(|(_, row)| Snapshot::parse(row.snapshot.as_deref()).is_whole());
            prop_assert_eq!(row.baseline, !is_described && !place.1.starts_with("organizationInvitation/"));
        }
        let loose = rows.values().filter(|row| row.link().is_none());
        for row in loose {
            prop_assert_eq!((row.baseline, row.revised_position, &row.changes), (false, None, &None));
        }
    }
}
