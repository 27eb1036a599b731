//! What `gatelog status` tells, line by line, and what of it is wrong.

use crate::clock::Timestamp;

/// What is told, and what of it is wrong.
#[derive(Default)]
pub(super) struct Report {
    pub(super) lines: Vec<(&'static str, String)>,
    pub(super) wrong: Vec<String>,
}

impl Report {
    /// One line.
    pub(super) fn line(&mut self, about: &'static str, words: impl Into<String>) {
        self.lines.push((about, words.into()));
    }

    /// Something that is wrong, with what to do.
    pub(super) fn wrong(&mut self, words: impl Into<String>) {
        self.wrong.push(words.into());
    }
}

/// A span for people, in its largest unit.
pub(super) fn ago(then: Timestamp, now: Timestamp) -> String {
    let seconds = (now.seconds() - then.seconds()).max(0);
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7_199 => format!("{} min", seconds / 60),
        7_200..=172_799 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}
