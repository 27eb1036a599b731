//! `gatelog simulate`: sends realistic, signed Clerk traffic to an endpoint and reports the
//! answers.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

use std::{
    io::{self, IsTerminal, Write as _},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use clap::{Args, builder::ArgPredicate};
use indicatif::{ProgressBar, ProgressStyle};
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use super::source_args::SourceArgs;
use crate::{
    clock::{Clock, Timestamp},
    config::{SourceSettings, environment::Environment, error::ConfigError, flag_values, secrets},
    ingest::{
        secret::{Secret, SecretKind},
        signature::SignatureHeaders,
    },
    simulate::{
        Disorder, History, HistoryOptions, PlannedDelivery, Report, SendError, SendOptions, Target, Timeline,
        deliveries, send, send::RETRY_WAITS, target::TargetError,
    },
};

const SECRET_FLAG: &str = "--secret";

/// The history spans more than a week, so that queries about last Tuesday have results.
pub const DAYS_DEFAULT: u32 = 10;
/// Ten years: a longer history would begin before Clerk existed.
const DAYS_MAX: u32 = 3_650;

/// One machine can hardly open more connections to another.
const CONNECTIONS_MAX: u16 = 10_000;

/// The history ends this long before now, so that no event lies in the future.
const SPAN_ENDS_BEFORE: Duration = Duration::from_mins(1);

/// In an endless run, the history reaches the present after this many events.
const ENDLESS_CATCH_UP_EVENTS: u64 = 1_000;

/// The time between two events of an endless run without a rate, in history time.
const ENDLESS_GAP_DEFAULT: Duration = Duration::from_millis(1);

const BAR_EVERY: Duration = Duration::from_millis(200);
const LINE_EVERY: Duration = Duration::from_secs(5);

#[derive(Args, Clone, Debug)]
pub struct SimulateArgs {
    /// Send to this endpoint, for example localhost:3000/webhooks/clerk
    #[arg(
        long,
        value_name = "URL",
        required = false,
        required_unless_present = "write",
        default_value_if("write", ArgPredicate::IsPresent, "")
    )]
    pub to: String,

    /// Write the deliveries to this file instead of sending them, for example deliveries.ndjson:
    /// one a line, signed, for gatelog import
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    pub write: Option<PathBuf>,

    #[command(flatten)]
    pub source: SourceArgs,

    /// Sign with this secret, for example whsec_abc; of several, separated by commas, with the
    /// first. Prefer the configuration: every user of this machine can read flags [default: the
    /// secret of serve]
    #[arg(long, value_name = "SECRET")]
    pub secret: Option<SecretString>,

    /// Simulate at most this many users at once, for example 20
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = users)]
    pub users: u32,

    /// Send this many events, for example 5000; 0 sends until Ctrl-C
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = flag_values::number::<u64>)]
    pub count: u64,

    /// Send at most this many deliveries a second, for example 200; 0 sends as fast as the
    /// endpoint answers
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = flag_values::number::<u32>)]
    pub rate: u32,

    /// Use this many connections, for example 32, each with one delivery at a time
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = connections)]
    pub connections: u16,

    /// Make the history from this seed, for example 7: the same seed makes the same history
    /// [default: random]
    #[arg(long, value_name = "N", value_parser = flag_values::number::<u64>)]
    pub seed: Option<u64>,

    /// Let the history span this many days, for example 90; it ends now
    #[arg(long, value_name = "N", default_value_t = DAYS_DEFAULT, value_parser = days)]
    pub days: u32,

    /// Send events of this Clerk instance, for example ins_abc [default: the first that the
    /// configuration names for the source, as in CLERK_INSTANCE_ID; else an invented one]
    #[arg(long, value_name = "ID", value_parser = instance_id)]
    pub instance_id: Option<String>,

    /// Let the history end at this time, for example 2026-11-20 or 2026-11-20T10:00Z. The same
    /// seed, count and users then make the same history byte for byte, signed anew, as a sender
    /// does that recovers lost deliveries [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub until: Option<Timestamp>,

    /// Show no progress
    #[arg(long)]
    pub quiet: bool,

    /// The source of the endpoint, when the configuration has one.
    #[arg(skip)]
    pub configured: Option<SourceSettings>,
}

#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    #[error("--to: {0}")]
    Target(#[from] TargetError),
    #[error(
        "no secret to sign with: give the signing secret of the endpoint (whsec_…) with --secret, or set \
         CLERK_WEBHOOK_SIGNING_SECRET"
    )]
    NoSecret,
    #[error(transparent)]
    Secret(#[from] ConfigError),
    #[error(
        "an ed25519 public key (whpk_…) verifies and cannot sign; give a whsec_… secret of the endpoint by --secret"
    )]
    PublicKey,
    #[error("{0}; is the endpoint running?")]
    Send(#[from] SendError),
}

/// Sends until done, Ctrl-C, or the endpoint is gone. Progress goes to the standard error.
pub async fn run(args: SimulateArgs, clock: Clock) -> Result<Report, SimulateError> {
    let stop = CancellationToken::new();
    let on_interrupt = stop.clone();
    let interrupt = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            on_interrupt.cancel();
        }
    });
    let report = run_until(&args, clock, stop).await;
    interrupt.abort();
    report
}

/// Sends until done, stopped, or the endpoint is gone.
pub async fn run_until(args: &SimulateArgs, clock: Clock, stop: CancellationToken) -> Result<Report, SimulateError> {
    let target = Target::parse(&args.to)?;
    let secret = args.signing_secret()?;
    let plan = plan(args, args.until.unwrap_or_else(|| clock.now()));
    let done = Arc::new(AtomicU64::new(0));
    let options = SendOptions {
        target,
        secret,
        signature_headers: args.signature_headers(),
        connections: usize::from(args.connections),
        rate: (args.rate > 0).then_some(args.rate),
        retry_waits: &RETRY_WAITS,
        clock,
        stop,
        done: Arc::clone(&done),
        outcomes: None,
    };
    let progress = (!args.quiet).then(|| tokio::spawn(show_progress(done, args.count)));
    let report = send(plan, options).await;
    if let Some(progress) = progress {
        progress.abort();
        // Waits until the bar is cleared, so that it does not overlap the report.
        let _ = progress.await;
    }
    Ok(report?)
}

pub(super) fn users(text: &str) -> Result<u32, String> {
    flag_values::between(text, &(1..=u32::MAX))
}

fn connections(text: &str) -> Result<u16, String> {
    flag_values::between(text, &(1..=CONNECTIONS_MAX))
}

fn days(text: &str) -> Result<u32, String> {
    flag_values::between(text, &(1..=DAYS_MAX))
}

pub(super) fn instance_id(text: &str) -> Result<String, &'static str> {
    let is_one =
        text.strip_prefix("ins_").is_some_and(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric()));
    if is_one { Ok(text.to_owned()) } else { Err("write an instance id as ins_ followed by letters and digits") }
}

impl SimulateArgs {
    /// The first secret that can sign: of the flag, else of the configured source.
    pub(super) fn signing_secret(&self) -> Result<Secret, SimulateError> {
        let given = match (&self.secret, &self.configured) {
            (Some(flag), _) => secrets::of_flag(SECRET_FLAG, flag)?,
            (None, Some(source)) => source.secrets.clone(),
            (None, None) => return Err(SimulateError::NoSecret),
        };
        signing(given).ok_or(SimulateError::PublicKey)
    }

    pub(super) fn signature_headers(&self) -> SignatureHeaders {
        self.configured.as_ref().map(|source| source.signature_headers).unwrap_or_default()
    }

    /// Fills in the source that `serve` is configured with, and its instance: answers leave out
    /// events of any other.
    pub fn configured(mut self, env: &Environment) -> anyhow::Result<Self> {
        let path = Target::parse(&self.to).map_or_else(|_| String::new(), |target| target.path.path().to_owned());
        self.configured = self.source.of_endpoint(&path, self.secret.is_some(), env)?;
        if self.instance_id.is_none() {
            self.instance_id = self.source.instance(self.configured.as_ref(), env)?;
        }
        Ok(self)
    }
}

/// The first secret that can sign: a public key (whpk_…) only verifies.
pub(super) fn signing(secrets: Vec<Secret>) -> Option<Secret> {
    secrets.into_iter().find(|secret| secret.kind() == SecretKind::Hmac)
}

fn time(text: &str) -> Result<Timestamp, &'static str> {
    Timestamp::parse(text).ok_or("write a time like 2026-11-20T10:00:00Z or 2026-11-20")
}

/// The deliveries of a history that ends at `now`.
pub fn plan(args: &SimulateArgs, now: Timestamp) -> impl Iterator<Item = PlannedDelivery> + Send + use<> {
    let seed = args.seed.unwrap_or_else(|| fastrand::u64(..));
    let endless = args.count == 0;
    let span = Duration::from_hours(u64::from(args.days) * 24);
    let timeline = Timeline {
        span,
        events: if endless { ENDLESS_CATCH_UP_EVENTS } else { args.count },
        interval_after: Duration::from_secs(1).checked_div(args.rate).unwrap_or(ENDLESS_GAP_DEFAULT),
    };
    let before_us = i64::try_from((span + SPAN_ENDS_BEFORE).as_micros()).unwrap_or(i64::MAX);
    let start = Timestamp::from_micros(now.micros().saturating_sub(before_us));
    let users = usize::try_from(args.users).unwrap_or(usize::MAX);
    let mut history = History::new(seed, users, start, &HistoryOptions { timeline, ..HistoryOptions::default() });
    if let Some(instance_id) = &args.instance_id {
        history = history.with_instance(instance_id);
    }
    let count = if endless { usize::MAX } else { usize::try_from(args.count).unwrap_or(usize::MAX) };
    deliveries(history.take(count), &Disorder::default(), seed)
}

/// Runs until it is dropped, which clears the bar.
async fn show_progress(done: Arc<AtomicU64>, count: u64) {
    if io::stderr().is_terminal() {
        let bar = Bar(if count == 0 { ProgressBar::new_spinner() } else { ProgressBar::new(count) });
        let template = if count == 0 {
            "{spinner} {pos} events ({per_sec})"
        } else {
            "{bar:40} {pos}/{len} events ({per_sec}, {eta} left)"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.0.set_style(style);
        }
        loop {
            bar.0.set_position(done.load(Ordering::Relaxed));
            tokio::time::sleep(BAR_EVERY).await;
        }
    }
    loop {
        tokio::time::sleep(LINE_EVERY).await;
        let done = done.load(Ordering::Relaxed);
        let of = if count == 0 { String::new() } else { format!(" of {count}") };
        // A closed standard error does not stop the run.
        let _ = writeln!(io::stderr(), "{done}{of} events sent");
    }
}

struct Bar(ProgressBar);

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
