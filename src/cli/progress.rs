//! Progress of rebuilds, imports and exports on the standard error: a bar on a terminal, plain
//! lines elsewhere. A closed standard error stops nothing.

use std::{
    io::{IsTerminal as _, Write as _},
    sync::Mutex,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    ingest::import::{ImportCounts, ImportObserver},
    projection,
};

const LINE_EVERY: Duration = Duration::from_secs(2);
/// The interval between two updates of the bar: an import reports far more often.
const BAR_EVERY: Duration = Duration::from_millis(100);

pub(super) enum RebuildProgress {
    Bar(ProgressBar),
    Lines(Mutex<LineTimes>),
}

pub(super) struct LineTimes {
    started_at: Instant,
    last: Option<Instant>,
}

impl RebuildProgress {
    pub(super) fn new() -> anyhow::Result<Self> {
        if !std::io::stderr().is_terminal() {
            return Ok(Self::Lines(Mutex::new(LineTimes { started_at: Instant::now(), last: None })));
        }
        let style = "{msg:12} {wide_bar} {human_pos}/{human_len} events  {per_sec}  {eta} left";
        let bar = ProgressBar::no_length().with_style(ProgressStyle::with_template(style)?);
        bar.enable_steady_tick(Duration::from_millis(200));
        Ok(Self::Bar(bar))
    }

    /// Clears the bar.
    pub(super) fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

impl projection::Progress for RebuildProgress {
    fn folded(&self, events: u64, of: u64) {
        match self {
            Self::Bar(bar) => {
                bar.set_message("folding");
                bar.set_length(of);
                bar.set_position(events);
            }
            Self::Lines(lines) => {
                let Ok(mut lines) = lines.lock() else { return };
                let due = lines.last.is_none_or(|last| last.elapsed() >= LINE_EVERY) || events >= of;
                if !due {
                    return;
                }
                lines.last = Some(Instant::now());
                let seconds = lines.started_at.elapsed().as_secs_f64().max(0.001);
                #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
                let (rate, left) = (events as f64 / seconds, of.saturating_sub(events) as f64);
                line(&format!("folded {events} of {of} events, {rate:.0}/s, {:.0} s left", left / rate.max(1.0)));
            }
        }
    }

    fn stage(&self, words: &str) {
        match self {
            Self::Bar(bar) => bar.set_message(words.to_owned()),
            Self::Lines(_) => line(words),
        }
    }
}

pub(super) struct ImportProgress {
    bar: Option<ProgressBar>,
    quiet: bool,
    bytes: Option<u64>,
    started_at: Instant,
    last: Mutex<Instant>,
}

impl ImportProgress {
    /// `bytes` is the length of the file; `None` for the standard input.
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
        Ok(Self { bar, quiet, bytes, started_at: Instant::now(), last: Mutex::new(Instant::now()) })
    }

    /// Clears the bar.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl ImportObserver for ImportProgress {
    fn on_progress(&self, bytes_read: u64, counts: &ImportCounts) {
        let Ok(mut last) = self.last.lock() else { return };
        let every = if self.bar.is_some() { BAR_EVERY } else { LINE_EVERY };
        if self.quiet || last.elapsed() < every {
            return;
        }
        *last = Instant::now();
        let done = counts.recorded + counts.duplicates + counts.conflicts;
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = done as f64 / self.started_at.elapsed().as_secs_f64().max(0.001);
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
        line(&format!("{bytes_read}{of} bytes: {text}"));
    }
}

/// Bytes that came so far: how many there will be is not known.
pub(super) struct ExportProgress {
    bar: Option<ProgressBar>,
    is_quiet: bool,
    bytes: u64,
    started_at: Instant,
    last: Instant,
}

impl ExportProgress {
    pub(super) fn new(is_quiet: bool) -> anyhow::Result<Self> {
        let bar = if is_quiet || !std::io::stderr().is_terminal() {
            None
        } else {
            let style = ProgressStyle::with_template("{spinner} {bytes}  {bytes_per_sec}  {msg}")?;
            let bar = ProgressBar::new_spinner().with_style(style).with_message("the server reads the list");
            bar.enable_steady_tick(BAR_EVERY);
            Some(bar)
        };
        Ok(Self { bar, is_quiet, bytes: 0, started_at: Instant::now(), last: Instant::now() })
    }

    pub(super) fn add(&mut self, bytes: u64) {
        self.bytes += bytes;
        if let Some(bar) = &self.bar {
            bar.set_message("");
            bar.set_position(self.bytes);
        } else if !self.is_quiet && self.last.elapsed() >= LINE_EVERY {
            self.last = Instant::now();
            #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
            let rate = self.bytes as f64 / self.started_at.elapsed().as_secs_f64().max(0.001);
            line(&format!("{} bytes, {rate:.0}/s", self.bytes));
        }
    }

    /// Clears the bar.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }
}

fn line(text: &str) {
    drop(writeln!(std::io::stderr(), "{text}"));
}
