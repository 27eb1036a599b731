//! What a run that fills a table remembers of what it wrote. Of rows that merge, their keys: what is not among them is new,
//! and need not be looked up. Of chains, the last link of each, so that the next can be derived from it at once: in the order
//! of the log nearly every link follows the one before it; the chains of the others are named, to be derived once all is
//! written. Holds no row.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher as _, RandomState},
};

use super::contract::{Earlier, Link, Row};

/// What may be remembered, in bytes: some hundred thousand chains. Of more, the first are.
const REMEMBERED_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Keys that are remembered, at some 16 bytes each. Of a table with more rows, every key is looked up.
const KEYS_MAX: usize = 1_500_000;
/// Chains that are named; of a table that has more, every chain is derived again.
const UNSETTLED_MAX: usize = 50_000;
/// What the maps and the allocator take for an entry beside its texts, estimated.
const ENTRY_BYTES: usize = 160;

#[derive(Debug)]
pub struct Remembered {
    last: HashMap<String, HashMap<String, Last>>,
    bytes: usize,
    bytes_max: usize,
    /// No chain was left out of memory so far: what is not in it is not in the table.
    is_all: bool,
    unsettled: Unsettled,
    /// Hashes of the keys that were written; `None` where any can be.
    keys: Option<HashSet<u64>>,
    hashes: RandomState,
}

/// Chains with a row that was not derived from the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsettled {
    These(HashSet<String>),
    Any,
}

#[derive(Debug)]
struct Last {
    at: i64,
    occurred_at: i64,
    rank: i16,
    id: String,
    position: i64,
    told: String,
}

impl Remembered {
    /// Of a table that nothing is in.
    pub(super) fn of_empty_table() -> Self {
        Self::within(REMEMBERED_BYTES_MAX)
    }

    /// The same, in so much memory.
    #[must_use]
    pub fn within(bytes_max: usize) -> Self {
        let unsettled = Unsettled::These(HashSet::new());
        Self {
            last: HashMap::new(),
            bytes: 0,
            bytes_max,
            is_all: true,
            unsettled,
            keys: Some(HashSet::new()),
            hashes: RandomState::new(),
        }
    }

    /// Of a table in which somebody else wrote: nothing.
    #[must_use]
    pub fn nothing() -> Self {
        Self { is_all: false, unsettled: Unsettled::Any, keys: None, ..Self::of_empty_table() }
    }

    /// What is to be derived once all is written.
    #[must_use]
    pub const fn unsettled(&self) -> &Unsettled {
        &self.unsettled
    }

    /// Somebody else wrote rows of any chain.
    pub(super) fn forget(&mut self) {
        *self = Self::nothing();
    }

    /// Whether the table may have a row of this key; from now on it has.
    pub(super) fn was_written(&mut self, source: &str, id: &str) -> bool {
        let Some(keys) = &mut self.keys else { return true };
        let was_there = !keys.insert(self.hashes.hash_one((source, id)));
        if keys.len() > KEYS_MAX {
            self.keys = None;
        }
        was_there
    }

    /// Derives a row from the last one known of its chain, and remembers it as the last. Rows come in the order of the log.
    pub fn derive<R: Row>(&mut self, row: &mut R) {
        let Some(link) = row.link() else { return };
        let last = self.last.get(link.source).and_then(|chains| chains.get(link.chain));
        match last {
            Some(last) if last.link(&link) < link => {
                let earlier = last.earlier();
                row.derive(Some(earlier));
                self.remember(row);
            }
            None if self.is_all => {
                row.derive(None);
                self.remember(row);
            }
            // It came late, and the one behind it in the chain follows something else now; or nobody knows what it follows.
            _ => self.unsettle(row),
        }
    }

    fn unsettle<R: Row>(&mut self, row: &mut R) {
        row.derive(None);
        let (Unsettled::These(chains), Some(link)) = (&mut self.unsettled, row.link()) else { return };
        if chains.len() >= UNSETTLED_MAX {
            self.unsettled = Unsettled::Any;
        } else if !chains.contains(link.chain) {
            chains.insert(link.chain.to_owned());
        }
    }

    fn remember<R: Row>(&mut self, row: &R) {
        let (Some(link), Some(earlier)) = (row.link(), row.told()) else { return };
        if !self.last.contains_key(link.source) {
            self.last.insert(link.source.to_owned(), HashMap::new());
        }
        let Some(chains) = self.last.get_mut(link.source) else { return };
        let now = Last {
            at: link.at,
            occurred_at: link.occurred_at,
            rank: link.rank,
            id: link.id.to_owned(),
            position: earlier.position,
            told: earlier.told.into_owned(),
        };
        let more = now.bytes();
        if let Some(last) = chains.get_mut(link.chain) {
            self.bytes = self.bytes + more - last.bytes();
            *last = now;
        } else if self.bytes + more <= self.bytes_max {
            self.bytes += more + link.chain.len();
            chains.insert(link.chain.to_owned(), now);
        } else {
            self.is_all = false;
        }
    }
}

impl Last {
    fn link<'a>(&'a self, of: &Link<'a>) -> Link<'a> {
        let Self { at, occurred_at, rank, .. } = *self;
        Link { at, occurred_at, rank, id: &self.id, ..*of }
    }

    fn earlier(&self) -> Earlier<'_> {
        Earlier { position: self.position, at: self.at, told: self.told.as_str().into() }
    }

    fn bytes(&self) -> usize {
        ENTRY_BYTES + self.id.len() + self.told.len()
    }
}
