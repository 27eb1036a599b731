//! What a rebuild knows about the rows that it wrote, so that it does not read them back. For rows
//! that merge it holds the keys: a row with another key is new. For chains it holds the last link,
//! so that the next link is derived at once; events mostly arrive in chain order. Chains where
//! this does not work are listed and recomputed after filling. The cache holds no rows.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher as _, RandomState},
};

use super::contract::{Link, Predecessor, Row};

/// Memory for the last links, in bytes: some hundred thousand chains. Chains beyond the limit are
/// not cached.
const CACHE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Number of cached keys, at about 16 bytes each. If a table has more rows, every key is looked
/// up.
const KEYS_MAX: usize = 1_500_000;
/// Number of listed stale chains. If a table has more, every chain is recomputed.
const STALE_CHAINS_MAX: usize = 50_000;
/// Estimated overhead of the maps and the allocator for one entry.
const ENTRY_BYTES: usize = 160;

#[derive(Debug)]
pub struct BuildCache {
    last: HashMap<String, HashMap<String, LastLink>>,
    bytes: usize,
    bytes_max: usize,
    /// True while every chain of the table is cached.
    is_complete: bool,
    stale: StaleChains,
    /// Hashes of the keys that were written. `None` if the table may hold any key.
    keys: Option<HashSet<u64>>,
    hashes: RandomState,
}

/// Chains with a row that was not derived from its predecessor.
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
    carried_from: Option<i64>,
}

impl BuildCache {
    /// The cache of a table without rows.
    pub(super) fn for_empty_table() -> Self {
        Self::with_limit(CACHE_BYTES_MAX)
    }

    /// The same with a memory limit.
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

    /// The cache of a table that may hold unknown rows.
    #[must_use]
    pub fn for_unknown_table() -> Self {
        Self { is_complete: false, stale: StaleChains::Any, keys: None, ..Self::for_empty_table() }
    }

    /// The chains to recompute after filling.
    #[must_use]
    pub const fn stale_chains(&self) -> &StaleChains {
        &self.stale
    }

    /// Drops everything: the table may hold other rows than the cache says.
    pub(super) fn invalidate(&mut self) {
        *self = Self::for_unknown_table();
    }

    /// Returns true if the table may have a row with this key, and records the key.
    pub(super) fn may_have(&mut self, source: &str, id: &str) -> bool {
        let Some(keys) = &mut self.keys else { return true };
        let was_there = !keys.insert(self.hashes.hash_one((source, id)));
        if keys.len() > KEYS_MAX {
            self.keys = None;
        }
        was_there
    }

    /// Derives a row from the last cached link of its chain and caches the row as the new last
    /// link. Rows come in log order.
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
            // The row arrived late, so its successor in the chain is stale; or its predecessor is
            // unknown.
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
            carried_from: predecessor.carried_from,
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
        let Self { position, at, carried_from, .. } = *self;
        Predecessor { position, at, snapshot: self.snapshot.as_str().into(), carried_from }
    }

    fn bytes(&self) -> usize {
        ENTRY_BYTES + self.id.len() + self.snapshot.len()
    }
}
