//! `gatelog status`: how the log and its views are, for people. Read from the database, so that it tells most of it
//! where nothing is serving; and from a running `serve` whether that is ready. Changes nothing.

use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use reqwest::Client;

use super::say::say;
use crate::{
    access::Sources,
    clock::{Clock, Timestamp},
    config::{database::DatabaseArgs, environment::Environment},
    query::{
        Instances,
        projections::{self, Progress, ProjectionRow},
        sources::{self, SourceRow},
    },
    store::{Access, Location, Store},
};

/// A service on this machine answers in milliseconds, or is in trouble.
const ASKED_FOR: Duration = Duration::from_secs(3);

/// What `status` is told.
#[derive(Args, Debug)]
pub struct StatusArgs {
    #[command(flatten)]
    database: DatabaseArgs,

    /// Where `gatelog serve` is reached [default: http:// and the address that `serve` listens on]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// Tells how things are.
pub(super) async fn run(args: StatusArgs, clock: Clock) -> anyhow::Result<()> {
    let location = Location::parse(args.database.resolve(&Environment::of_process())?.expose())?;
    let store = Store::open(&location, Access::Beside).await?;
    store.check_migrated().await?;
    let (sources, progress, rows) = tokio::try_join!(
        async { sources::list(&store, &[], &Instances::default(), &Sources::All).await.context("reading the sources") },
        async { projections::progress(&store).await.context("reading the progress of the views") },
        async { projections::list(&store).await.context("reading the views") },
    )?;
    let now = clock.now();
    let size = store_size(&store).await?;
    say(&format!("log          {location}: {size} events"))?;
    for source in &sources {
        say(&format!("source       {}", of_source(source, now)))?;
    }
    for view in &progress {
        say(&format!("view         {}", of_view(view, &rows, now)))?;
    }
    let url = match args.url {
        Some(url) => url,
        None => format!("http://{}", args.database.listen(&Environment::of_process())?),
    };
    let url = url.trim_end_matches('/');
    say(&format!("serve        {}", readiness(url).await))?;
    if let Some(figures) = figures(url).await {
        for line in figures {
            say(&line)?;
        }
    }
    store.close().await;
    Ok(())
}

async fn store_size(store: &Store) -> anyhow::Result<i64> {
    projections::size(store).await.map(|size| size.0).context("reading the size of the log")
}

fn of_source(SourceRow { source, coverage_from, last_event_at, .. }: &SourceRow, now: Timestamp) -> String {
    match (coverage_from, last_event_at) {
        (Some(from), Some(last)) => {
            format!("{source}: last event {} ago, at {last}; complete from {from}", ago(*last, now))
        }
        _ => format!("{source}: nothing yet"),
    }
}

fn of_view(Progress { name, live, lag, behind_since }: &Progress, rows: &[ProjectionRow], now: Timestamp) -> String {
    if !live {
        let building = rows.iter().find(|row| row.name == *name && row.state == "building");
        let done = building.map_or(0, |row| row.checkpoint);
        return format!("{name}: being built, {done} events done, {lag} to go");
    }
    let passed_over = rows.iter().find(|row| row.name == *name && row.state == "live").map_or(0, |row| row.failures);
    let behind = match behind_since {
        Some(since) if *lag > 0 => format!("{lag} events behind, for {}", ago(*since, now)),
        _ => "up to date".to_owned(),
    };
    format!("{name}: {behind}; {passed_over} events passed over")
}

/// A span for people, in its largest unit.
fn ago(then: Timestamp, now: Timestamp) -> String {
    let seconds = (now.seconds() - then.seconds()).max(0);
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7_199 => format!("{} min", seconds / 60),
        7_200..=172_799 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// What `/readyz` says.
async fn readiness(url: &str) -> String {
    let asked = async {
        let client = Client::builder().timeout(ASKED_FOR).build()?;
        let answer = client.get(format!("{url}/readyz")).send().await?;
        let ready = answer.status().is_success();
        Ok::<_, reqwest::Error>((ready, answer.json::<serde_json::Value>().await.unwrap_or_default()))
    };
    match asked.await {
        Ok((true, _)) => format!("{url} is ready"),
        Ok((false, problem)) => {
            let why = problem["detail"].as_str().unwrap_or("it does not say why");
            format!("{url} is not ready: {why}")
        }
        Err(_) => format!("nothing answers at {url}; --url says where else"),
    }
}

/// What only the serving process knows, where a key is at hand in `GATELOG_API_KEY`.
async fn figures(url: &str) -> Option<Vec<String>> {
    let key = std::env::var("GATELOG_API_KEY").ok().filter(|key| !key.trim().is_empty())?;
    let client = Client::builder().timeout(ASKED_FOR).build().ok()?;
    let answer = client.get(format!("{url}/metrics")).bearer_auth(key.trim()).send().await.ok()?;
    if !answer.status().is_success() {
        return Some(vec![format!("figures      /metrics answers {} to the key in GATELOG_API_KEY", answer.status())]);
    }
    let text = answer.text().await.ok()?;
    let told = [
        "gatelog_deliveries_total",
        "gatelog_deliveries_refused_total",
        "gatelog_clock_skew_seconds",
        "gatelog_commit_failures_total",
        "gatelog_access_denied_total",
        "gatelog_queue_events",
    ];
    let of_these = |line: &&str| told.iter().any(|name| line.split(['{', ' ']).next() == Some(name));
    Some(text.lines().filter(of_these).map(|line| format!("since start  {line}")).collect())
}
