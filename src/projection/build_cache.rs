//! What a run that fills a table remembers of what it wrote. Of rows that merge, their keys: what is not among them is new,
//! and need not be looked up. Of chains, the last link of each, so that the next can be derived from it at once: in the order
//! of the log nearly every link follows the one before it; the chains of the others are named, to be derived once all is
//! written. Holds no row.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher as _, RandomState},
};

use super::contract::{Link, Predecessor, Row};

/// What may be remembered, in bytes: some hundred thousand chains. Of more, the first are.
const CACHE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Keys that are remembered, at some 16 bytes each. Of a table with more rows, every key is looked up.
const KEYS_MAX: usize = 1_500_000;
/// Chains that are named; of a table that has more, every chain is derived again.
const STALE_CHAINS_MAX: usize = 50_000;
/// What the maps and the allocator take for an entry beside its texts, estimated.
const ENTRY_BYTES: usize = 160;

#[derive(Debug)]
pub struct BuildCache {
    last: HashMap<String, HashMap<String, LastLink>>,
    bytes: usize,
    bytes_max: usize,
    /// No chain was left out of memory so far: what is not in it is not in the table.
    is_complete: bool,
    stale: StaleChains,
    /// Hashes of the keys that were written; `None` where any can be.
    keys: Option<HashSet<u64>>,
    hashes: RandomState,
}

/// Chains with a row that was not derived from the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaleChains {
    Listed(HashSet<String>),
    Any,
}

#[derive(Debug)]
struct LastLink {
    at: i64,
    occurred_at: i64,
    rank: i16,
    id: String,
    position: i64,
    snapshot: String,
}

impl BuildCache {
    /// Of a table that nothing is in.
    pub(super) fn for_empty_table() -> Self {
        Self::with_limit(CACHE_BYTES_MAX)
    }

    /// The same, in so much memory.
    #[must_use]
    pub fn with_limit(bytes_max: usize) -> Self {
        let stale = StaleChains::Listed(HashSet::new());
        Self {
            last: HashMap::new(),
            bytes: 0,
            bytes_max,
            is_complete: true,
            stale,
            keys: Some(HashSet::new()),
            hashes: RandomState::new(),
        }
    }

    /// Of a table in which somebody else wrote: nothing.
    #[must_use]
    pub fn for_unknown_table() -> Self {
        Self { is_complete: false, stale: StaleChains::Any, keys: None, ..Self::for_empty_table() }
    }

    /// What is to be derived once all is written.
    #[must_use]
    pub const fn stale_chains(&self) -> &StaleChains {
        &self.stale
    }

    /// Somebody else wrote rows of any chain.
    pub(super) fn invalidate(&mut self) {
        *self = Self::for_unknown_table();
    }

    /// Whether the table may have a row of this key; from now on it has.
    pub(super) fn may_have(&mut self, source: &str, id: &str) -> bool {
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
                let predecessor = last.predecessor();
                row.derive(Some(predecessor));
                self.insert(row);
            }
            None if self.is_complete => {
                row.derive(None);
                self.insert(row);
            }
            // It came late, and the one behind it in the chain follows something else now; or nobody knows what it follows.
            _ => self.mark_stale(row),
        }
    }

    fn mark_stale<R: Row>(&mut self, row: &mut R) {
        row.derive(None);
        let (StaleChains::Listed(chains), Some(link)) = (&mut self.stale, row.link()) else { return };
        if chains.len() >= STALE_CHAINS_MAX {
            self.stale = StaleChains::Any;
        } else if !chains.contains(link.chain) {
            chains.insert(link.chain.to_owned());
        }
    }

    fn insert<R: Row>(&mut self, row: &R) {
        let (Some(link), Some(predecessor)) = (row.link(), row.snapshot()) else { return };
        if !self.last.contains_key(link.source) {
            self.last.insert(link.source.to_owned(), HashMap::new());
        }
        let Some(chains) = self.last.get_mut(link.source) else { return };
        let now = LastLink {
            at: link.at,
            occurred_at: link.occurred_at,
            rank: link.rank,
            id: link.id.to_owned(),
            position: predecessor.position,
            snapshot: predecessor.snapshot.into_owned(),
        };
        let more = now.bytes();
        if let Some(last) = chains.get_mut(link.chain) {
            self.bytes = self.bytes + more - last.bytes();
            *last = now;
        } else if self.bytes + more <= self.bytes_max {
            self.bytes += more + link.chain.len();
            chains.insert(link.chain.to_owned(), now);
        } else {
            self.is_complete = false;
        }
    }
}

impl LastLink {
    fn link<'a>(&'a self, of: &Link<'a>) -> Link<'a> {
        let Self { at, occurred_at, rank, .. } = *self;
        Link { at, occurred_at, rank, id: &self.id, ..*of }
    }

    fn predecessor(&self) -> Predecessor<'_> {
        Predecessor { position: self.position, at: self.at, snapshot: self.snapshot.as_str().into() }
    }

    fn bytes(&self) -> usize {
        ENTRY_BYTES + self.id.len() + self.snapshot.len()
    }
}
