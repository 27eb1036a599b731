//! The cache of a rebuild: in any order of arrival and with any memory limit, a chain that is not
//! listed as stale has been derived correctly.

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

/// The rows after they arrived in this order, without those of stale chains.
fn derived(notes: &[Note], bytes_max: usize) -> (BTreeSet<Shown>, StaleChains) {
    let mut cache = BuildCache::with_limit(bytes_max);
    let rows: Vec<Model> = (0..)
        .zip(notes)
        .map(|(position, note)| {
            let event = note.recorded(position);
            let mut row = Notes.project(&event, &Body::decode(&event)).expect("a note").remove(0);
            cache.derive(&mut row);
            row
        })
        .collect();
    let stale = cache.stale_chains().clone();
    let shown = rows.into_iter().map(|row| Shown {
        id: row.svix_id,
        chain: row.chain,
        value: row.value,
        previous: row.previous,
        actions: row.actions,
    });
    (shown.filter(|shown| is_derived(shown, &stale)).collect(), stale)
}

fn is_derived(shown: &Shown, stale: &StaleChains) -> bool {
    match (stale, &shown.chain) {
        (_, None) => true,
        (StaleChains::Any, _) => false,
        (StaleChains::Listed(chains), Some(chain)) => !chains.contains(chain),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn unlisted_chains_are_correct_with_any_memory_limit(
        notes in histories(24).prop_shuffle(),
        bytes_max in prop_oneof![Just(0_usize), 150_usize..700, Just(1 << 20)],
    ) {
        let (shown, stale) = derived(&notes, bytes_max);
        let expected: BTreeSet<Shown> =
            replayed(&notes).into_iter().filter(|shown| is_derived(shown, &stale)).collect();
        prop_assert_eq!(shown, expected);
    }
}

#[test]
fn events_in_true_order_leave_no_stale_chain() {
    let mut notes: Vec<Note> = super::cases(1, &histories(60)).remove(0);
    notes.sort_by_key(Note::place);
    let (shown, stale) = derived(&notes, 1 << 20);
    assert_eq!(stale, StaleChains::Listed([].into()));
    assert_eq!(shown, replayed(&notes));
    let (_, stale) = derived(&notes, 0);
    assert!(matches!(stale, StaleChains::Listed(chains) if !chains.is_empty()), "nothing fits");
}

#[test]
fn unknown_table_makes_every_chain_stale() {
    assert_eq!(*BuildCache::for_unknown_table().stale_chains(), StaleChains::Any);
}
