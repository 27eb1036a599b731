//! Reads readiness and metrics of a running `serve` for `gatelog status`, and describes the
//! metrics.

use std::{collections::BTreeSet, time::Duration};

use reqwest::Client;

use super::report::{StatusReport, ago};
use crate::{clock::Timestamp, event::source::UNKNOWN_SOURCE};

/// A healthy service on this machine answers in milliseconds.
const TIMEOUT: Duration = Duration::from_secs(3);
/// An older refusal is not a problem any more: within a day the sender has retried.
const RECENT_SECONDS: f64 = 86_400.0;
/// Half of the tolerated skew: a larger one soon refuses deliveries.
const SKEW_SECONDS_MAX: f64 = 150.0;

/// The reasons of refused deliveries, with a description. `true` marks those that only a
/// configured sender causes; any client that knows the address can cause the others.
const REASONS: [(&str, bool, &str); 20] = [
    (
        "signature_mismatch",
        true,
        "no signature matches a configured secret: the secret is another endpoint's, or something changed the body on \
         the way",
    ),
    ("no_usable_signature", true, "the signatures are of a version that no configured secret verifies"),
    ("too_many_signatures", true, "too many signatures in one header"),
    ("too_old", true, "signed too long ago: this machine's clock is ahead, or old deliveries are replayed"),
    ("too_new", true, "signed in the future: this machine's clock is behind"),
    ("network_not_allowed", true, "the client's address is outside of the networks of the source"),
    ("log_busy", true, "the queue of the log was full; the sender retries"),
    ("log_failed", true, "the log could not commit; the sender retries"),
    ("log_closed", true, "the service was shutting down; the sender retries"),
    ("no_salt", true, "the system gave no random numbers; the sender retries"),
    ("verification_queue_full", true, "too many large bodies at once; the sender retries"),
    ("too_large", false, "the body was over 2 MiB"),
    ("body_too_slow", false, "the body came too slowly"),
    ("body_broke_off", false, "the connection closed before the end of the body"),
    ("body_dropped", false, "the bodies exceeded the memory budget; the sender retries"),
    ("missing_header", false, "a signature header is missing: the client is not a sender, or a proxy drops it"),
    ("repeated_header", false, "a signature header occurs twice: the client is not a sender, or a proxy doubles it"),
    ("bad_id", false, "the id is malformed"),
    ("bad_timestamp", false, "the timestamp is malformed"),
    ("malformed_signature", false, "the signature header is malformed"),
];

pub(super) enum Readiness {
    Ready,
    NotReady(String),
    NoAnswer,
}

/// Reads `/readyz`.
pub(super) async fn readiness(url: &str) -> Readiness {
    let response = async {
        let client = Client::builder().timeout(TIMEOUT).build()?;
        let answer = client.get(format!("{url}/readyz")).send().await?;
        let ready = answer.status().is_success();
        Ok::<_, reqwest::Error>((ready, answer.json::<serde_json::Value>().await.unwrap_or_default()))
    };
    match response.await {
        Ok((true, _)) => Readiness::Ready,
        Ok((false, problem)) => {
            Readiness::NotReady(problem["detail"].as_str().unwrap_or("it names no reason").to_owned())
        }
        Err(_) => Readiness::NoAnswer,
    }
}

pub(super) enum ServeMetrics {
    Known(Vec<MetricSample>),
    /// With the reason.
    Unknown(String),
}

pub(super) struct MetricSample {
    name: String,
    labels: Vec<String>,
    value: f64,
}

impl ServeMetrics {
    pub(super) async fn fetch(url: &str, key: Option<&str>, ready: &Readiness) -> Self {
        if matches!(ready, Readiness::NoAnswer) {
            return Self::Unknown("not known, since nothing is serving".to_owned());
        }
        let Some(key) = key else {
            return Self::Unknown(
                "not known here: set GATELOG_API_KEY to a key with the scope metrics:read".to_owned(),
            );
        };
        let response = async {
            let client = Client::builder().timeout(TIMEOUT).build()?;
            let answer = client.get(format!("{url}/metrics")).bearer_auth(key).send().await?;
            let status = answer.status();
            Ok::<_, reqwest::Error>((status, answer.text().await?))
        };
        match response.await {
            Ok((status, text)) if status.is_success() => {
                Self::Known(text.lines().filter_map(MetricSample::parse).collect())
            }
            Ok((status, _)) => Self::Unknown(format!(
                "not known: /metrics answers {status} to the key in GATELOG_API_KEY; set it to one with the scope metrics:read"
            )),
            Err(_) => Self::Unknown("not known: /metrics does not answer".to_owned()),
        }
    }

    fn samples(&self, name: &str) -> impl Iterator<Item = &MetricSample> {
        let known = match self {
            Self::Known(samples) => samples.as_slice(),
            Self::Unknown(_) => &[],
        };
        known.iter().filter(move |sample| sample.name == name)
    }

    fn value(&self, name: &str, labels: &[&str]) -> f64 {
        let found = self.samples(name).find(|sample| sample.labels.iter().zip(labels).all(|(own, label)| own == label));
        found.map_or(0.0, |sample| sample.value)
    }

    pub(super) fn sources(&self) -> BTreeSet<String> {
        let labels = self.samples("gatelog_deliveries_total").filter_map(|sample| sample.labels.first());
        labels.filter(|source| *source != UNKNOWN_SOURCE).cloned().collect()
    }

    pub(super) fn report(&self, now: Timestamp, report: &mut StatusReport) {
        if let Self::Unknown(why) = self {
            report.line("refused", format!("the number of refused deliveries is {why}"));
            report.remarks.push("refused deliveries and queries were not looked at".to_owned());
            return;
        }
        for source in self.sources() {
            self.report_deliveries(&source, now, report);
        }
        let unknown = [UNKNOWN_SOURCE, "unknown_source"];
        let misdirected = self.value("gatelog_deliveries_refused_total", &unknown);
        if misdirected > 0.0 {
            let last = since(self.value("gatelog_last_refusal_timestamp_seconds", &unknown), now);
            report.line(
                "refused",
                format!(
                    "{misdirected} deliveries to no configured source, the last {last} ago: the path of the sender's \
                     address ends in another name, which the log of serve has"
                ),
            );
        }
        let denied: Vec<String> = self
            .samples("gatelog_access_denied_total")
            .filter(|sample| sample.value > 0.0)
            .map(|sample| format!("{} ({})", sample.value, sample.labels.join(": ").replace('_', " ")))
            .collect();
        if !denied.is_empty() {
            report.line("denied", format!("queries refused since the start: {}", denied.join(", ")));
        }
        let failures = self.value("gatelog_commit_failures_total", &[]);
        if failures > 0.0 {
            report.line("log", format!("{failures} appends did not commit since the start; their senders retry"));
        }
        let waiting = self.value("gatelog_queue_events", &[]);
        if waiting > 0.0 {
            report.line("log", format!("{waiting} events wait for the writer"));
        }
    }

    fn report_deliveries(&self, source: &str, now: Timestamp, report: &mut StatusReport) {
        let count = |verdict| self.value("gatelog_deliveries_total", &[source, verdict]);
        let [recorded, duplicate, conflict, refused] = ["recorded", "duplicate", "conflict", "refused"].map(count);
        report.line(
            "since start",
            format!(
                "{source}: {recorded} recorded, {duplicate} known already, {conflict} with another body under a known \
                 id, {refused} refused"
            ),
        );
        let acknowledged_at = self.value("gatelog_last_delivery_timestamp_seconds", &[source]);
        let mut worst: Option<(f64, &str)> = None;
        for sample in self.samples("gatelog_deliveries_refused_total") {
            let [of, reason] = sample.labels.as_slice() else { continue };
            if of != source || sample.value <= 0.0 {
                continue;
            }
            let at = self.value("gatelog_last_refusal_timestamp_seconds", &[source, reason]);
            let (by_sender, words) = describe(reason);
            report.line(
                "refused",
                format!("{source}: {} deliveries, the last {} ago: {words}", sample.value, since(at, now)),
            );
            let is_recent = now.as_seconds() - at < RECENT_SECONDS;
            if is_recent && at > acknowledged_at && (by_sender || acknowledged_at == 0.0) {
                worst = worst.filter(|(worst, _)| *worst >= at).or(Some((at, words)));
            }
        }
        if let Some((at, words)) = worst {
            report.problem(format!(
                "deliveries of the source {source} are refused, and none was accepted since ({} ago): {words}; \
                 `gatelog check-delivery` explains a saved one",
                since(at, now)
            ));
        }
        let skew = self.value("gatelog_clock_skew_seconds", &[source]);
        if skew.abs() > SKEW_SECONDS_MAX {
            report.problem(format!(
                "this clock differs from that of the source {source} by {skew:.0} s, and deliveries are refused beyond \
                 300 s: set the clock"
            ));
        }
        let (recent, left_out) =
            (self.value("gatelog_recent_events", &[source]), self.value("gatelog_hidden_events", &[source]));
        if left_out > 0.0 && left_out >= recent {
            report.problem(format!(
                "the running service hides all {recent} recent events of the source {source}, since their instance is \
                 not configured: /v1/sources names it"
            ));
        }
    }
}

/// Whether only a configured sender causes the reason, and its description.
fn describe(reason: &str) -> (bool, &str) {
    let known = REASONS.iter().find(|(label, ..)| *label == reason);
    known.map_or((false, reason), |(_, by_sender, words)| (*by_sender, *words))
}

/// The time since `at`, in seconds since 1970.
fn since(at: f64, now: Timestamp) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "seconds of this century")]
    ago(Timestamp::from_seconds(at as i64), now)
}

impl MetricSample {
    /// Parses a line of the OpenMetrics text format. Label values are Gatelog's own names, without
    /// quotation marks.
    fn parse(line: &str) -> Option<Self> {
        if line.starts_with('#') {
            return None;
        }
        let (sample, value) = line.rsplit_once(' ')?;
        let (name, labels) = sample.split_once('{').unwrap_or((sample, ""));
        let labels = labels.split('"').skip(1).step_by(2).map(str::to_owned).collect();
        Some(Self { name: name.to_owned(), labels, value: value.parse().ok()? })
    }
}
