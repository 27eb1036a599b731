//! What a run of the simulator came to, counted and worded. It draws no conclusions but hints.

use std::{collections::BTreeMap, fmt, time::Duration};

use http::StatusCode;

use super::latency::Latency;

/// What became of one delivery, after all its attempts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 2xx, `"status":"recorded"`.
    Recorded,
    /// 2xx, `"status":"duplicate"`.
    Duplicate,
    /// 2xx, `"status":"conflict"`.
    Conflict,
    /// 2xx in other words: not Gatelog.
    Accepted,
    /// Any other status, at the last attempt.
    Refused(StatusCode),
    /// No answer at all, at the last attempt, and why.
    Failed(String),
}

/// Counts of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Deliveries made; the sum of all outcomes.
    pub sent: u64,
    /// Recorded for the first time.
    pub recorded: u64,
    /// Recorded before.
    pub duplicate: u64,
    /// Recorded before with another body.
    pub conflict: u64,
    /// Taken by an endpoint that says no more than 2xx.
    pub accepted: u64,
    /// Refused, by status.
    pub refused: BTreeMap<u16, u64>,
    /// Never answered.
    pub failed: u64,
    /// Attempts beyond the first of each delivery.
    pub retries: u64,
    /// Bytes of all bodies, each delivery once.
    pub body_bytes: u64,
    /// From the first delivery to the last answer.
    pub duration: Duration,
    /// How long each answer took, from the writing of its request on.
    pub latency: Latency,
    /// Why the last delivery that was never answered was not.
    pub last_failure: Option<String>,
}

impl Report {
    /// Counts one delivery.
    pub fn count(&mut self, outcome: Outcome, body_bytes: usize) {
        self.sent += 1;
        self.body_bytes += body_bytes as u64;
        match outcome {
            Outcome::Recorded => self.recorded += 1,
            Outcome::Duplicate => self.duplicate += 1,
            Outcome::Conflict => self.conflict += 1,
            Outcome::Accepted => self.accepted += 1,
            Outcome::Refused(status) => *self.refused.entry(status.as_u16()).or_default() += 1,
            Outcome::Failed(why) => {
                self.failed += 1;
                self.last_failure = Some(why);
            }
        }
    }

    /// Adds what another connection counted; the duration is the longer.
    pub fn merge(&mut self, other: Self) {
        self.sent += other.sent;
        self.recorded += other.recorded;
        self.duplicate += other.duplicate;
        self.conflict += other.conflict;
        self.accepted += other.accepted;
        for (status, count) in other.refused {
            *self.refused.entry(status).or_default() += count;
        }
        self.failed += other.failed;
        self.retries += other.retries;
        self.body_bytes += other.body_bytes;
        self.duration = self.duration.max(other.duration);
        self.latency.merge(&other.latency);
        self.last_failure = other.last_failure.or(self.last_failure.take());
    }

    /// Deliveries per second.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "nobody counts 2^52 deliveries")]
    pub fn rate(&self) -> f64 {
        let seconds = self.duration.as_secs_f64();
        if seconds > 0.0 { self.sent as f64 / seconds } else { 0.0 }
    }

    /// Bytes of the average body.
    #[must_use]
    pub fn body_bytes_mean(&self) -> u64 {
        self.body_bytes.checked_div(self.sent).unwrap_or(0)
    }

    /// Deliveries that a sender would have to repeat.
    #[must_use]
    pub fn unacknowledged(&self) -> u64 {
        self.failed + self.refused.values().sum::<u64>()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |out: &mut fmt::Formatter<'_>, name: &str, count: u64| {
            if count > 0 { writeln!(out, "  {name:<12}{count:>10}") } else { Ok(()) }
        };
        writeln!(
            out,
            "{} deliveries in {:.1} s ({:.0} per second), bodies of {} bytes on average",
            self.sent,
            self.duration.as_secs_f64(),
            self.rate(),
            self.body_bytes_mean(),
        )?;
        line(out, "recorded", self.recorded)?;
        line(out, "duplicate", self.duplicate)?;
        line(out, "conflict", self.conflict)?;
        line(out, "accepted", self.accepted)?;
        for (status, count) in &self.refused {
            writeln!(out, "  {:<12}{count:>10}{}", format!("refused {status}"), hint(*status))?;
        }
        line(out, "failed", self.failed)?;
        line(out, "retries", self.retries)?;
        if let Some(why) = &self.last_failure {
            writeln!(out, "  last failure: {why}")?;
        }
        write!(
            out,
            "answered within {:.1} ms (median), {:.1} ms (99 of 100)",
            self.latency.quantile(500).as_secs_f64() * 1e3,
            self.latency.quantile(990).as_secs_f64() * 1e3,
        )
    }
}

/// What a status mostly means to somebody trying an endpoint.
fn hint(status: u16) -> &'static str {
    match status {
        300..=399 => "  a redirect counts as refused: send to the exact path",
        400 => "  the endpoint did not find the signature headers",
        401 | 403 => "  is --secret the endpoint's own, and are both clocks right?",
        404 | 405 => "  is the path of --to right?",
        413 => "  the endpoint takes smaller bodies only",
        500..=599 => "  the endpoint's own log says why",
        _ => "",
    }
}
