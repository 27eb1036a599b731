//! Counts the outcomes of a run and prints them with hints.

use std::{collections::BTreeMap, fmt, time::Duration};

use http::StatusCode;

use super::latency::Latency;

/// The outcome of one delivery after all its attempts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 2xx, `"status":"recorded"`.
    Recorded,
    /// 2xx, `"status":"duplicate"`.
    Duplicate,
    /// 2xx, `"status":"conflict"`.
    Conflict,
    /// 2xx with another body: the endpoint is not Gatelog.
    Accepted,
    /// Any other status of the last attempt.
    Refused(StatusCode),
    /// The last attempt got no response, with the reason.
    Failed(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub sent: u64,
    pub recorded: u64,
    pub duplicate: u64,
    pub conflict: u64,
    pub accepted: u64,
    pub refused: BTreeMap<u16, u64>,
    pub failed: u64,
    /// Attempts beyond the first of each delivery.
    pub retries: u64,
    /// The bytes of all bodies; each delivery counts once.
    pub body_bytes: u64,
    /// From the first delivery to the last response.
    pub duration: Duration,
    /// From writing a request to its whole response.
    pub latency: Latency,
    pub last_failure: Option<String>,
}

impl Report {
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

    /// Adds the counts of another connection; the duration is the longer one.
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
    #[expect(clippy::cast_precision_loss, reason = "a run sends fewer than 2^52 deliveries")]
    pub fn rate(&self) -> f64 {
        let seconds = self.duration.as_secs_f64();
        if seconds > 0.0 { self.sent as f64 / seconds } else { 0.0 }
    }

    #[must_use]
    pub fn body_bytes_mean(&self) -> u64 {
        self.body_bytes.checked_div(self.sent).unwrap_or(0)
    }

    /// The deliveries that a sender would retry.
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

fn hint(status: u16) -> &'static str {
    match status {
        300..=399 => "  a redirect counts as refused: send to the exact path",
        400 => "  the endpoint did not find the signature headers",
        401 | 403 => "  is --secret the endpoint's own, and are both clocks right?",
        404 | 405 => "  is the path of --to right?",
        413 => "  the endpoint takes smaller bodies only",
        500..=599 => "  the endpoint's log names the reason",
        _ => "",
    }
}
