//! Progress of a rebuild: a bar on a terminal, plain lines elsewhere.

use std::{
    io::{IsTerminal as _, Write as _},
    sync::Mutex,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::projection::Progress;

/// How often a plain line is written.
const LINE_EVERY: Duration = Duration::from_secs(2);

/// Shows progress on the standard error stream.
pub(super) enum Shown {
    /// On a terminal.
    Bar(ProgressBar),
    /// Elsewhere.
    Lines(Mutex<Lines>),
}

/// When the last line was written.
pub(super) struct Lines {
    begun: Instant,
    last: Option<Instant>,
}

impl Shown {
    /// As the standard error stream allows.
    pub(super) fn new() -> anyhow::Result<Self> {
        if !std::io::stderr().is_terminal() {
            return Ok(Self::Lines(Mutex::new(Lines { begun: Instant::now(), last: None })));
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

impl Progress for Shown {
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
                let seconds = lines.begun.elapsed().as_secs_f64().max(0.001);
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

/// Progress that cannot be shown is no reason to stop.
fn line(text: &str) {
    drop(writeln!(std::io::stderr(), "{text}"));
}
