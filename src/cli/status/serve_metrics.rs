//! What `gatelog status` learns from a running `serve`: whether it is ready, and with a key its figures in words.

use std::{collections::BTreeSet, time::Duration};

use reqwest::Client;

use super::status_report::{Report, ago};
use crate::clock::Timestamp;

/// A service on this machine answers in milliseconds, or is in trouble.
const ASKED_FOR: Duration = Duration::from_secs(3);
/// What was refused longer ago is told, and is not wrong any more: within a day the sender has tried again.
const LATELY_SECONDS: f64 = 86_400.0;
/// Half of what is tolerated: beyond it deliveries are refused soon.
const SKEW_SECONDS_MAX: f64 = 150.0;

/// Why deliveries are refused, in words. Those that only a configured sender brings about come with `true`: the others
/// may be anybody's who found the address.
const REASONS: [(&str, bool, &str); 20] = [
    (
        "signature_mismatch",
        true,
        "no signature matches a configured secret: the secret is another endpoint's, or something changed the body on its way",
    ),
    ("no_usable_signature", true, "the signatures are of a version that no configured secret verifies"),
    ("too_many_signatures", true, "too many signatures in one header"),
    ("too_old", true, "signed too long ago: this machine's clock is ahead, or old deliveries are replayed"),
    ("too_new", true, "signed in the future: this machine's clock is behind"),
    ("network_not_allowed", true, "from outside of the networks that the source may deliver from"),
    ("log_busy", true, "the queue of the log was full; the sender tries again"),
    ("log_failed", true, "the log could not commit; the sender tries again"),
    ("log_closed", true, "the service was shutting down; the sender tries again"),
    ("no_salt", true, "the system gave no random numbers; the sender tries again"),
    ("verification_queue_full", true, "too many large bodies at once; the sender tries again"),
    ("too_large", false, "the body was over 2 MiB"),
    ("body_too_slow", false, "the body came too slowly"),
    ("body_broke_off", false, "the body broke off"),
    ("body_dropped", false, "more bodies at once than memory is there for; the sender tries again"),
    ("missing_header", false, "a signature header is missing: no sender's, or a proxy drops it"),
    ("repeated_header", false, "a signature header occurs twice: no sender's, or a proxy doubles it"),
    ("bad_id", false, "the id is none"),
    ("bad_timestamp", false, "the timestamp is none"),
    ("malformed_signature", false, "the signature header is none"),
];

/// What `/readyz` says.
pub(super) enum Readiness {
    Ready,
    NotReady(String),
    NoAnswer,
}

/// Asks whether it is ready.
pub(super) async fn readiness(url: &str) -> Readiness {
    let asked = async {
        let client = Client::builder().timeout(ASKED_FOR).build()?;
        let answer = client.get(format!("{url}/readyz")).send().await?;
        let ready = answer.status().is_success();
        Ok::<_, reqwest::Error>((ready, answer.json::<serde_json::Value>().await.unwrap_or_default()))
    };
    match asked.await {
        Ok((true, _)) => Readiness::Ready,
        Ok((false, problem)) => {
            Readiness::NotReady(problem["detail"].as_str().unwrap_or("it does not say why").to_owned())
        }
        Err(_) => Readiness::NoAnswer,
    }
}

/// What only the serving process knows.
pub(super) enum Figures {
    /// As `/metrics` has them.
    Known(Vec<Sample>),
    /// Why they are not known.
    Unknown(String),
}

pub(super) struct Sample {
    name: String,
    labels: Vec<String>,
    value: f64,
}

impl Figures {
    pub(super) async fn ask(url: &str, key: Option<&str>, ready: &Readiness) -> Self {
        if matches!(ready, Readiness::NoAnswer) {
            return Self::Unknown("not known, since nothing is serving".to_owned());
        }
        let Some(key) = key else {
            return Self::Unknown(
                "not known here: set GATELOG_API_KEY to a key with the scope metrics:read".to_owned(),
            );
        };
        let asked = async {
            let client = Client::builder().timeout(ASKED_FOR).build()?;
            let answer = client.get(format!("{url}/metrics")).bearer_auth(key).send().await?;
            let status = answer.status();
            Ok::<_, reqwest::Error>((status, answer.text().await?))
        };
        match asked.await {
            Ok((status, text)) if status.is_success() => Self::Known(text.lines().filter_map(Sample::parse).collect()),
            Ok((status, _)) => {
                Self::Unknown(format!("not known: /metrics answers {status} to the key in GATELOG_API_KEY"))
            }
            Err(_) => Self::Unknown("not known: /metrics does not answer".to_owned()),
        }
    }

    fn samples(&self, name: &str) -> impl Iterator<Item = &Sample> {
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

    /// The sources that the service has.
    pub(super) fn sources(&self) -> BTreeSet<String> {
        self.samples("gatelog_deliveries_total").filter_map(|sample| sample.labels.first().cloned()).collect()
    }

    pub(super) fn tell(&self, now: Timestamp, report: &mut Report) {
        if let Self::Unknown(why) = self {
            report.line("refused", format!("what was refused is {why}"));
            return;
        }
        for source in self.sources() {
            self.deliveries(&source, now, report);
        }
        let denied: Vec<String> = self
            .samples("gatelog_access_denied_total")
            .filter(|sample| sample.value > 0.0)
            .map(|sample| format!("{} ({})", sample.value, sample.labels.join(": ").replace('_', " ")))
            .collect();
        if !denied.is_empty() {
            report.line("denied", format!("questions that were refused since the start: {}", denied.join(", ")));
        }
        let failures = self.value("gatelog_commit_failures_total", &[]);
        if failures > 0.0 {
            report.line("log", format!("{failures} appends did not commit since the start; their senders try again"));
        }
        let waiting = self.value("gatelog_queue_events", &[]);
        if waiting > 0.0 {
            report.line("log", format!("{waiting} events wait to be written"));
        }
    }

    fn deliveries(&self, source: &str, now: Timestamp, report: &mut Report) {
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
            let at = self.value("gatelog_last_refused_timestamp_seconds", &[source, reason]);
            let (is_senders, words) = words_of(reason);
            report.line(
                "refused",
                format!("{source}: {} deliveries, the last {} ago: {words}", sample.value, since(at, now)),
            );
            let is_late = now.as_seconds() - at < LATELY_SECONDS;
            if is_late && at > acknowledged_at && (is_senders || acknowledged_at == 0.0) {
                worst = worst.filter(|(worst, _)| *worst >= at).or(Some((at, words)));
            }
        }
        if let Some((at, words)) = worst {
            report.wrong(format!(
                "deliveries of the source {source} are refused, and none was taken since ({} ago): {words}; `gatelog \
                 check-delivery` says it of a saved one",
                since(at, now)
            ));
        }
        let skew = self.value("gatelog_clock_skew_seconds", &[source]);
        if skew.abs() > SKEW_SECONDS_MAX {
            report.wrong(format!(
                "this clock differs from that of the source {source} by {skew:.0} s, and beyond 300 s its deliveries \
                 are refused: set the clock"
            ));
        }
        let (recent, left_out) =
            (self.value("gatelog_recent_events", &[source]), self.value("gatelog_left_out_events", &[source]));
        if left_out > 0.0 && left_out >= recent {
            report.wrong(format!(
                "the running service hides all {recent} recent events of the source {source}, since their instance is \
                 not configured: /v1/sources names it"
            ));
        }
    }
}

fn words_of(reason: &str) -> (bool, &str) {
    let known = REASONS.iter().find(|(label, ..)| *label == reason);
    known.map_or((false, reason), |(_, is_senders, words)| (*is_senders, *words))
}

/// A span since a time in seconds.
fn since(at: f64, now: Timestamp) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "seconds of this century")]
    ago(Timestamp::from_seconds(at as i64), now)
}

impl Sample {
    /// A line of the text format, with the values of its labels: names of ours, none of which holds a quotation mark.
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
