//! Reports the progress of a rebuild.

pub trait Progress: Send + Sync {
    /// This run has folded `events` of the `of` events that it has to fold.
    fn folded(&self, events: u64, of: u64);
    /// The stage that begins now, in words.
    fn stage(&self, words: &str);
}

#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn folded(&self, _events: u64, _of: u64) {}
    fn stage(&self, _words: &str) {}
}
