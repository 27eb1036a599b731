//! How far a rebuild is, told to whoever shows it.

/// Told how far a rebuild is.
pub trait Progress: Send + Sync {
    /// So many events of the log were folded by this run, of so many that it has to fold.
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
