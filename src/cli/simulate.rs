//! `gatelog simulate`: sends believable, signed Clerk traffic to an endpoint and says how it answered. It keeps nothing.

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
use secrecy::{ExposeSecret as _, SecretString};
use tokio_util::sync::CancellationToken;

use crate::{
    clock::{Clock, Timestamp},
    config::{database::DatabaseArgs, environment::Environment, error::ConfigError, flag_values, instances_of},
    ingest::secret::{Secret, SecretError, SecretKind},
    simulate::{
        Disorder, History, Options, Pace, Planned, Report, SendError, Sending, Target, deliveries, send,
        send::RETRY_WAITS, target::TargetError,
    },
};

/// How much history lies behind the events: "who was signed in last Tuesday" should have an answer.
pub const DAYS_DEFAULT: u32 = 10;
/// Ten years: the times of a longer history would lie before any of Clerk's.
const DAYS_MAX: u32 = 3_650;

/// More than one machine opens to another.
const CONNECTIONS_MAX: u16 = 10_000;

/// The history ends so much before now, so that nothing in it lies in the future.
const SPAN_ENDS_BEFORE: Duration = Duration::from_mins(1);

/// In an endless run, the history reaches the present after so many events.
const ENDLESS_CATCH_UP_EVENTS: u64 = 1_000;

/// Time between two events of an endless run without a rate, in history time.
const ENDLESS_GAP_DEFAULT: Duration = Duration::from_millis(1);

/// How often progress is told on a terminal, and elsewhere.
const BAR_EVERY: Duration = Duration::from_millis(200);
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Sends signed, believable Clerk webhooks to an endpoint: sign-ups, sign-ins, sign-outs, updates, bans, revocations,
/// impersonations, deletions, organizations; some out of order, late or twice, as Svix delivers them.
#[derive(Args, Clone, Debug)]
pub struct SimulateArgs {
    /// Where to send, such as <http://127.0.0.1:3000/webhooks/clerk>
    #[arg(
        long,
        value_name = "URL",
        required = false,
        required_unless_present = "write",
        default_value_if("write", ArgPredicate::IsPresent, "")
    )]
    pub to: String,

    /// Send nothing, and write the deliveries to a file for `gatelog import`: one a line, signed
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    pub write: Option<PathBuf>,

    /// The endpoint's signing secret (`whsec_…`); of a comma-separated list, the first
    #[arg(long, value_name = "SECRET", env = "CLERK_WEBHOOK_SIGNING_SECRET", hide_env_values = true)]
    pub secret: SecretString,

    /// How many users exist at once at most
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = users)]
    pub users: u32,

    /// How many events to send; 0 to go on until Ctrl-C
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = flag_values::number::<u64>)]
    pub count: u64,

    /// How many deliveries per second at most; 0 for as many as the endpoint answers
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = flag_values::number::<u32>)]
    pub rate: u32,

    /// How many connections to hold open, each with one delivery at a time
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = connections)]
    pub connections: u16,

    /// The same seed makes the same history; without one, each run has its own
    #[arg(long, value_name = "N", value_parser = flag_values::number::<u64>)]
    pub seed: Option<u64>,

    /// How many days the history spans; it ends now
    #[arg(long, value_name = "N", default_value_t = DAYS_DEFAULT, value_parser = days)]
    pub days: u32,

    /// The instance (`ins_…`) that the events say they are of [default: the first that the
    /// configuration names for the source, as in `CLERK_INSTANCE_ID`; else an invented one]
    #[arg(long, value_name = "ID", value_parser = instance_id)]
    pub instance_id: Option<String>,

    /// The configuration file (TOML) that `serve` is given [env: `GATELOG_CONFIG`] [default: none]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// When the history ends (2026-11-20 or 2026-11-20T10:00Z), instead of now. With the same seed, count and users it is then the same to
    /// the last byte, signed anew: as a sender that recovers sends it again
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub until: Option<Timestamp>,

    /// Show no progress
    #[arg(long)]
    pub quiet: bool,
}

/// Why the simulation did not run.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// `--to` is unusable.
    #[error("--to: {0}")]
    Target(#[from] TargetError),
    /// `--secret` is unusable.
    #[error("--secret: {0}")]
    Secret(#[from] SecretError),
    /// `--secret` is a public key.
    #[error("--secret: an ed25519 public key (whpk_…) verifies and cannot sign; give a whsec_… secret of the endpoint")]
    PublicKey,
    /// Nothing answers there.
    #[error("{0}; is the endpoint running?")]
    Send(#[from] SendError),
}

/// Sends until done, Ctrl-C, or the endpoint is gone; shows progress on the standard error stream.
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
    let first = args.secret.expose_secret().split(',').find(|secret| !secret.trim().is_empty());
    let secret = Secret::parse(first.unwrap_or_default())?;
    if secret.kind() == SecretKind::Ed25519 {
        return Err(SimulateError::PublicKey);
    }
    let plan = plan(args, args.until.unwrap_or_else(|| clock.now()));
    let done = Arc::new(AtomicU64::new(0));
    let sending = Sending {
        target,
        secret,
        connections: usize::from(args.connections),
        rate: (args.rate > 0).then_some(args.rate),
        retry_waits: &RETRY_WAITS,
        clock,
        stop,
        done: Arc::clone(&done),
        outcomes: None,
    };
    let progress = (!args.quiet).then(|| tokio::spawn(show_progress(done, args.count)));
    let report = send(plan, sending).await;
    if let Some(progress) = progress {
        progress.abort();
        // Waits until the bar is gone, or it would be drawn into what is printed next.
        let _ = progress.await;
    }
    Ok(report?)
}

/// How many there may be.
pub(super) fn users(text: &str) -> Result<u32, String> {
    flag_values::between(text, 1, u32::MAX)
}

fn connections(text: &str) -> Result<u16, String> {
    flag_values::between(text, 1, CONNECTIONS_MAX)
}

fn days(text: &str) -> Result<u32, String> {
    flag_values::between(text, 1, DAYS_MAX)
}

fn instance_id(text: &str) -> Result<String, &'static str> {
    let is_one =
        text.strip_prefix("ins_").is_some_and(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric()));
    if is_one { Ok(text.to_owned()) } else { Err("write an instance id as ins_ followed by letters and digits") }
}

impl SimulateArgs {
    /// With the instance that `serve` is configured with, where none is given: events of another
    /// would be recorded and left out of every answer.
    pub fn configured(mut self, env: &Environment) -> Result<Self, ConfigError> {
        if self.instance_id.is_some() {
            return Ok(self);
        }
        let path = Target::parse(&self.to).map(|target| target.path.path().trim_end_matches('/').to_owned());
        let source =
            path.as_ref().ok().and_then(|path| path.split_once("/webhooks/")).map_or("clerk", |(_, name)| name);
        let database = DatabaseArgs { config: self.config.clone(), ..DatabaseArgs::default() };
        let instances = instances_of(&database, source, env)?;
        self.instance_id = instances.into_iter().next();
        Ok(self)
    }
}

fn moment(text: &str) -> Result<Timestamp, &'static str> {
    Timestamp::parse(text).ok_or("write a time like 2026-11-20T10:00:00Z or 2026-11-20")
}

/// The deliveries that these arguments ask for, of a history that ends now.
pub fn plan(args: &SimulateArgs, now: Timestamp) -> impl Iterator<Item = Planned> + Send + use<> {
    let seed = args.seed.unwrap_or_else(|| fastrand::u64(..));
    let endless = args.count == 0;
    let span = Duration::from_hours(u64::from(args.days) * 24);
    let pace = Pace {
        span,
        events: if endless { ENDLESS_CATCH_UP_EVENTS } else { args.count },
        then_every: Duration::from_secs(1).checked_div(args.rate).unwrap_or(ENDLESS_GAP_DEFAULT),
    };
    let before_us = i64::try_from((span + SPAN_ENDS_BEFORE).as_micros()).unwrap_or(i64::MAX);
    let start = Timestamp::from_micros(now.micros().saturating_sub(before_us));
    let users = usize::try_from(args.users).unwrap_or(usize::MAX);
    let mut history = History::new(seed, users, start, &Options { pace, ..Options::default() });
    if let Some(instance_id) = &args.instance_id {
        history = history.of_instance(instance_id);
    }
    let count = if endless { usize::MAX } else { usize::try_from(args.count).unwrap_or(usize::MAX) };
    deliveries(history.take(count), &Disorder::default(), seed)
}

/// Runs until it is dropped; the bar takes itself away then.
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
        // Nobody to tell is no reason to stop.
        let _ = writeln!(io::stderr(), "{done}{of} events sent");
    }
}

struct Bar(ProgressBar);

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
