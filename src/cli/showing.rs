//! Progress of an import: a bar on a terminal, plain lines elsewhere, nothing where nothing is wanted.

use std::{
    io::{IsTerminal as _, Write as _},
    sync::Mutex,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::ingest::import::{ImportCounts, ImportObserver};

/// How often a plain line is written.
const LINE_EVERY: Duration = Duration::from_secs(2);
/// How often the bar is moved: an import reports far more often.
const BAR_EVERY: Duration = Duration::from_millis(100);

/// Shows how far an import is, on the standard error stream.
pub(super) struct Showing {
    bar: Option<ProgressBar>,
    quiet: bool,
    bytes: Option<u64>,
    begun: Instant,
    last: Mutex<Instant>,
}

impl Showing {
    /// `bytes` is the length of the file, where it is known.
    pub(super) fn new(quiet: bool, bytes: Option<u64>) -> anyhow::Result<Self> {
        let bar = match bytes {
            _ if quiet || !std::io::stderr().is_terminal() => None,
            Some(bytes) => {
                let style = "{wide_bar} {bytes}/{total_bytes}  {msg}  {eta} left";
                Some(ProgressBar::new(bytes).with_style(ProgressStyle::with_template(style)?))
            }
            None => {
                let style = "{spinner} {bytes}  {msg}";
                Some(ProgressBar::new_spinner().with_style(ProgressStyle::with_template(style)?))
            }
        };
        Ok(Self { bar, quiet, bytes, begun: Instant::now(), last: Mutex::new(Instant::now()) })
    }

    /// Clears the bar.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl ImportObserver for Showing {
    fn on_progress(&self, bytes_read: u64, counts: &ImportCounts) {
        let Ok(mut last) = self.last.lock() else { return };
        let every = if self.bar.is_some() { BAR_EVERY } else { LINE_EVERY };
        if self.quiet || last.elapsed() < every {
            return;
        }
        *last = Instant::now();
        let done = counts.recorded + counts.duplicates + counts.conflicts;
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = done as f64 / self.begun.elapsed().as_secs_f64().max(0.001);
        let text = format!(
            "{} recorded, {} in the log already, {} left out, {rate:.0}/s",
            counts.recorded, counts.duplicates, counts.refused
        );
        if let Some(bar) = &self.bar {
            bar.set_position(bytes_read);
            bar.set_message(text);
            return;
        }
        let of = self.bytes.map_or(String::new(), |bytes| format!(" of {bytes}"));
        // Progress that cannot be shown is no reason to stop.
        drop(writeln!(std::io::stderr(), "{bytes_read}{of} bytes: {text}"));
    }
}
