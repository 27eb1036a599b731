//! What a run that fills a table remembers of chains: whatever the order of arrival, and however little fits in memory, a
//! chain that is not named afterwards has been derived rightly.

use std::collections::BTreeSet;

use gatelog::{
    event::clerk::Body,
    projection::{
        Projection,
        build_cache::{BuildCache, StaleChains},
    },
};
use proptest::prelude::*;

use super::notes::{Model, Note, Notes, Shown, histories, replayed};

/// What rows show after they came in this order, but for those that are named as unsettled.
fn settled(notes: &[Note], bytes_max: usize) -> (BTreeSet<Shown>, StaleChains) {
    let mut remembered = BuildCache::with_limit(bytes_max);
    let rows: Vec<Model> = (0..)
        .zip(notes)
        .map(|(position, note)| {
            let event = note.recorded(position);
            let mut row = Notes.project(&event, &Body::decode(&event)).expect("a note").remove(0);
            remembered.derive(&mut row);
            row
        })
        .collect();
    let stale = remembered.stale_chains().clone();
    let shown = rows.into_iter().map(|row| Shown {
        id: row.svix_id,
        chain: row.chain,
        value: row.value,
        previous: row.previous,
        actions: row.actions,
    });
    (shown.filter(|shown| is_settled(shown, &stale)).collect(), stale)
}

fn is_settled(shown: &Shown, stale: &StaleChains) -> bool {
    match (stale, &shown.chain) {
        (_, None) => true,
        (StaleChains::Any, _) => false,
        (StaleChains::Listed(chains), Some(chain)) => !chains.contains(chain),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn chains_that_are_not_named_are_right_whatever_fits_in_memory(
        notes in histories(24).prop_shuffle(),
        bytes_max in prop_oneof![Just(0_usize), 150_usize..700, Just(1 << 20)],
    ) {
        let (shown, stale) = settled(&notes, bytes_max);
        let expected: BTreeSet<Shown> =
            replayed(&notes).into_iter().filter(|shown| is_settled(shown, &stale)).collect();
        prop_assert_eq!(shown, expected);
    }
}

#[test]
fn in_true_order_with_room_for_all_no_chain_is_named() {
    let mut notes: Vec<Note> = super::cases(1, &histories(60)).remove(0);
    notes.sort_by_key(Note::place);
    let (shown, stale) = settled(&notes, 1 << 20);
    assert_eq!(stale, StaleChains::Listed([].into()));
    assert_eq!(shown, replayed(&notes));
    let (_, stale) = settled(&notes, 0);
    assert!(matches!(stale, StaleChains::Listed(chains) if !chains.is_empty()), "nothing fits");
}

#[test]
fn of_a_table_in_which_somebody_else_wrote_every_chain_is_derived_again() {
    assert_eq!(*BuildCache::for_unknown_table().stale_chains(), StaleChains::Any);
}
