//! Reports the progress of a rebuild.

pub trait Progress: Send + Sync {
    /// This run has folded `events` of `of` events.
    fn folded(&self, events: u64, of: u64);
    /// A stage begins; `words` describes it.
    fn stage(&self, words: &str);
}

#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn folded(&self, _events: u64, _of: u64) {}
    fn stage(&self, _words: &str) {}
}
