//! The output of `gatelog status`: lines, and problems at the end.

use crate::clock::Timestamp;

#[derive(Default)]
pub(super) struct StatusReport {
    pub(super) lines: Vec<(&'static str, String)>,
    pub(super) problems: Vec<String>,
    /// What is not as it will be, and no problem yet.
    pub(super) remarks: Vec<String>,
}

impl StatusReport {
    pub(super) fn line(&mut self, subject: &'static str, text: impl Into<String>) {
        self.lines.push((subject, text.into()));
    }

    /// The text says what is wrong and what to do. A problem sets exit code 1.
    pub(super) fn problem(&mut self, text: impl Into<String>) {
        self.problems.push(text.into());
    }
}

impl StatusReport {
    /// The last line of a report without problems.
    pub(super) fn conclusion(&self) -> String {
        if self.remarks.is_empty() {
            return "all is well".to_owned();
        }
        format!("nothing is wrong, but {}", self.remarks.join("; "))
    }
}

/// The time from `then` to `now` in its largest unit.
pub(super) fn ago(then: Timestamp, now: Timestamp) -> String {
    let seconds = (now.seconds() - then.seconds()).max(0);
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7_199 => format!("{} min", seconds / 60),
        7_200..=172_799 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}
