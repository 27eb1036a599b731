//! The benchmark: durable appends per second over HTTP, rebuild and scan rates, bytes per event, on both databases.
//! `cargo bench --bench gatelog`; the generator runs on the same cores. `-- rebuild [EVENTS]`, `-- lag [URL]` and
//! `-- history [EVENTS]` measure only that. Prints what it measures, asserts no speed. Machines are shared and their speed
//! drifts, so each run is followed by one against a naive server, and the ratio is printed.

#![expect(clippy::print_stdout, reason = "printing figures is what a benchmark is for")]

#[path = "../tests/support/cluster.rs"]
mod cluster;
mod history;
mod lag;
mod log;
mod naive;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/support/postgres.rs"]
mod postgres;
mod rebuild;
mod serving;

use std::{error::Error, sync::Arc, time::Instant};

use gatelog::{
    clock::{Clock, Timestamp},
    event::Position,
    event_log::EventLog,
    ingest::secret::Secret,
    simulate::{Disorder, History, HistoryOptions, Report, deliveries},
    storage::{Location, OpenMode, Store},
};
use sea_orm::{ConnectionTrait, Statement};

use serving::Serving;

/// As the program has it: what is measured here runs in this process.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The argument that makes this binary serve the naive group commit.
const NAIVE: &str = "naive";
/// Connections, and deliveries of one run over them.
const LOADS: [(usize, usize); 4] = [(1, 1_500), (64, 30_000), (128, 40_000), (256, 40_000)];
/// Runs of each load, the databases taking turns: the median is printed.
const ROUNDS: usize = 3;
/// Events of the log that is scanned and rebuilt: at least so many.
const USERS: usize = 2_000;

/// A database under test.
struct Subject {
    name: &'static str,
    url: String,
    /// The history of the next run.
    seed: u64,
}

/// What runs of one load over one database came to.
#[derive(Default)]
struct Runs {
    rates: Vec<f64>,
    naive_rates: Vec<f64>,
    last: Option<Report>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Cargo adds `--bench`.
    let arguments: Vec<&String> = arguments.iter().filter(|argument| *argument != "--bench").collect();
    match (arguments.first().map(|first| first.as_str()), arguments.get(1)) {
        (Some(NAIVE), Some(url)) => return naive::serve(url, Secret::parse(serving::SIGNING_SECRET)?).await,
        (Some(rebuild::SCAN), Some(url)) => return rebuild::scan_once(url).await,
        (Some(rebuild::REBUILD), Some(url)) => return rebuild::rebuild_once(url).await,
        (Some(rebuild::COPY), Some(url)) => return rebuild::copy_once(url).await,
        (Some("rebuild"), events) => return rebuild::measure(events.copied()).await,
        (Some(rebuild::APPEND), Some(url)) => return rebuild::append_once(url, arguments.get(2).copied()).await,
        (Some("lag"), url) => return lag::measure(url.map(|url| url.as_str())).await,
        (Some(history::ASK), Some(url)) => {
            return history::ask(url, arguments.get(2).map(|events| events.as_str())).await;
        }
        (Some("history"), events) => return history::measure(events.map(|events| events.as_str())).await,
        _ => {}
    }
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("gatelog.db").display());
    let mut subjects = vec![Subject { name: "SQLite", url, seed: 1 }];
    let database = postgres::Database::create().await;
    if let Some(database) = &database {
        subjects.push(Subject { name: "PostgreSQL", url: database.url().to_owned(), seed: 1 });
    }
    println!(
        "gatelog {}, {} cores, durability at its defaults (SQLite synchronous=FULL, PostgreSQL fsync=on)",
        env!("CARGO_PKG_VERSION"),
        std::thread::available_parallelism()?
    );

    println!("\ndurable appends per second over HTTP, median of {ROUNDS} runs (all runs), beside a naive group commit");
    for (connections, count) in LOADS {
        let mut runs: Vec<Runs> = subjects.iter().map(|_| Runs::default()).collect();
        for _ in 0..ROUNDS {
            for (subject, runs) in subjects.iter_mut().zip(&mut runs) {
                let report = send(Serving::start(&subject.url)?, subject, connections, count).await?;
                runs.rates.push(report.rate());
                runs.last = Some(report);
                let naive = Serving::start_naive(&subject.naive_url())?;
                runs.naive_rates.push(send(naive, subject, connections, count).await?.rate());
            }
        }
        for (subject, runs) in subjects.iter().zip(runs) {
            runs.print(subject.name, connections);
        }
    }

    for subject in &subjects {
        println!("\n{}", subject.name);
        measure_reading(subject).await?;
    }
    Ok(())
}

impl Subject {
    /// Another file for `SQLite`, where a file has one writer; another table of the same `PostgreSQL` database.
    fn naive_url(&self) -> String {
        if self.url.starts_with("sqlite:") { format!("{}.naive", self.url) } else { self.url.clone() }
    }
}

impl Runs {
    fn print(mut self, name: &str, connections: usize) {
        let Some(last) = &self.last else { return };
        let (rate, naive) = (median(&mut self.rates), median(&mut self.naive_rates));
        let all: Vec<String> = self.rates.iter().map(|rate| format!("{rate:.0}")).collect();
        println!(
            "  {name:<10} {connections:>3} connections  {rate:>6.0}/s  ({})  p50 {:?} p99 {:?}  mean body {} bytes  naive {naive:.0}/s, ratio {:.2}",
            all.join(", "),
            last.latency.quantile(500),
            last.latency.quantile(990),
            last.body_bytes_mean(),
            rate / naive,
        );
    }
}

/// The middle one; sorts them.
fn median(rates: &mut [f64]) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// Sends so many new deliveries over so many connections.
async fn send(
    serving: Serving,
    subject: &mut Subject,
    connections: usize,
    count: usize,
) -> Result<Report, Box<dyn Error>> {
    let start = Timestamp::from_seconds(1_790_000_000);
    // A history of its own for each run: generating is part of the load, skipping what was sent would not be.
    subject.seed += 1;
    let history = History::new(subject.seed, USERS, start, &HistoryOptions::default());
    let plan = deliveries(history.take(count), &Disorder::none(), subject.seed);
    let report = serving.send(plan, connections).await?;
    if report.unacknowledged() > 0 {
        return Err(format!("{} deliveries were not acknowledged: {report}", report.unacknowledged()).into());
    }
    Ok(report)
}

async fn measure_reading(subject: &Subject) -> Result<(), Box<dyn Error>> {
    let store = Arc::new(Store::open(&Location::parse(&subject.url)?, OpenMode::Append).await?);
    let log = EventLog::follow(Arc::clone(&store)).await?;
    let size = log.size().await?.0;

    let began = Instant::now();
    let mut position = 0;
    while let Some(last) = log.read(Position(position), 10_000, 32 << 20).await?.last() {
        position = last.position.0 + 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "rates for people")]
    let per_second = |events: i64, began: Instant| events as f64 / began.elapsed().as_secs_f64();
    println!("  raw scan      {:>8.0} events/s of {size}", per_second(position, began));

    let rebuild = gatelog::projection::Rebuild {
        store: Arc::clone(&store),
        log: log.clone(),
        clock: Clock::system(),
        views: gatelog::views::all(),
        keep_previous: None,
    };
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        rebuild.run(&gatelog::projection::Silent).await?;
        rates.push(per_second(size, began));
    }
    println!("  rebuild, all  {:>8.0} events/s, median of {ROUNDS}", median(&mut rates));
    for view in gatelog::views::all() {
        let name = view.name();
        let one = gatelog::projection::Rebuild { views: vec![view], ..rebuild.clone() };
        let began = Instant::now();
        one.run(&gatelog::projection::Silent).await?;
        println!("  rebuild, only {name:<9} {:>8.0} events/s", per_second(size, began));
    }
    println!("  bytes per event in the log: {}", log_bytes(&store, subject).await? / size);
    log.shut_down().await;
    store.close().await;
    Ok(())
}

async fn log_bytes(store: &Store, subject: &Subject) -> Result<i64, Box<dyn Error>> {
    if let Some(path) = subject.url.strip_prefix("sqlite:") {
        return Ok(i64::try_from(std::fs::metadata(path)?.len())?);
    }
    let sql = "SELECT pg_total_relation_size('gatelog.events') + pg_total_relation_size('gatelog.payloads')";
    let row = store.reader().query_one_raw(Statement::from_string(store.backend(), sql)).await?;
    Ok(row.ok_or("no size")?.try_get_by_index(0)?)
}
