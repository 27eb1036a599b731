//! The benchmark: durable appends per second over HTTP, rebuild and scan rates, bytes per event, on both databases.
//! `cargo bench --bench gatelog`; the generator runs on the same cores. Prints what it measures, asserts no speed.

#![expect(clippy::print_stdout, reason = "printing figures is what a benchmark is for")]

#[path = "../support/cluster.rs"]
mod cluster;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../support/postgres.rs"]
mod postgres;
mod serving;

use std::{sync::Arc, time::Instant};

use gatelog::{
    clock::{Clock, Timestamp},
    event::Position,
    event_log::EventLog,
    simulate::{Disorder, History, Options, deliveries},
    store::{Access, Location, Store},
};
use sea_orm::{ConnectionTrait, Statement};

use serving::Serving;

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
    /// Events delivered so far; each run goes on with the history where the last one ended.
    delivered: usize,
    seed: u64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let mut subjects = vec![Subject {
        name: "SQLite",
        url: format!("sqlite:{}", folder.path().join("gatelog.db").display()),
        delivered: 0,
        seed: 1,
    }];
    let database = postgres::Database::create().await;
    if let Some(database) = &database {
        subjects.push(Subject { name: "PostgreSQL", url: database.url().to_owned(), delivered: 0, seed: 1 });
    }
    println!(
        "gatelog {}, {} cores, durability at its defaults (SQLite synchronous=FULL, PostgreSQL fsync=on)",
        env!("CARGO_PKG_VERSION"),
        std::thread::available_parallelism()?
    );

    println!("\ndurable appends per second over HTTP, median of {ROUNDS} runs (all runs)");
    for (connections, count) in LOADS {
        let mut rates: Vec<Vec<f64>> = vec![Vec::new(); subjects.len()];
        let mut latency = vec![String::new(); subjects.len()];
        let mut body_bytes = 0;
        for _ in 0..ROUNDS {
            for (subject, rates, latency) in each(&mut subjects, &mut rates, &mut latency) {
                let report = run(subject, connections, count).await?;
                rates.push(report.rate());
                *latency = format!("p50 {:?} p99 {:?}", report.latency.quantile(500), report.latency.quantile(990));
                body_bytes = report.body_bytes_mean();
            }
        }
        for ((subject, rates), latency) in subjects.iter().zip(&mut rates).zip(&latency) {
            rates.sort_by(f64::total_cmp);
            let all: Vec<String> = rates.iter().map(|rate| format!("{rate:.0}")).collect();
            println!(
                "  {:<10} {connections:>3} connections  {:>7.0}/s  ({})  {latency}  mean body {body_bytes} bytes",
                subject.name,
                rates[rates.len() / 2],
                all.join(", ")
            );
        }
    }

    for subject in &subjects {
        println!("\n{}", subject.name);
        measure_reading(subject).await?;
    }
    Ok(())
}

fn each<'a>(
    subjects: &'a mut [Subject],
    rates: &'a mut [Vec<f64>],
    latency: &'a mut [String],
) -> impl Iterator<Item = (&'a mut Subject, &'a mut Vec<f64>, &'a mut String)> {
    subjects.iter_mut().zip(rates).zip(latency).map(|((subject, rates), latency)| (subject, rates, latency))
}

/// Serves, and sends so many new deliveries over so many connections.
async fn run(
    subject: &mut Subject,
    connections: usize,
    count: usize,
) -> Result<gatelog::simulate::Report, Box<dyn std::error::Error>> {
    let serving = Serving::start(&subject.url)?;
    let start = Timestamp::from_seconds(1_790_000_000);
    // A history of its own for each run: generating is part of the load, skipping what was sent would not be.
    subject.seed += 1;
    let history = History::new(subject.seed, USERS, start, &Options::default());
    let plan = deliveries(history.take(count), &Disorder::none(), subject.seed);
    let report = serving.send(plan, connections).await?;
    if report.unacknowledged() > 0 {
        return Err(format!("{} deliveries were not acknowledged: {report}", report.unacknowledged()).into());
    }
    subject.delivered += count;
    Ok(report)
}

async fn measure_reading(subject: &Subject) -> Result<(), Box<dyn std::error::Error>> {
    let store = Arc::new(Store::open(&Location::parse(&subject.url)?, Access::Append).await?);
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
    };
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        rebuild.run(&gatelog::projection::Silent).await?;
        rates.push(per_second(size, began));
    }
    rates.sort_by(f64::total_cmp);
    println!("  rebuild, all  {:>8.0} events/s, median of {ROUNDS}", rates[rates.len() / 2]);
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

async fn log_bytes(store: &Store, subject: &Subject) -> Result<i64, Box<dyn std::error::Error>> {
    if let Some(path) = subject.url.strip_prefix("sqlite:") {
        return Ok(i64::try_from(std::fs::metadata(path)?.len())?);
    }
    let sql = "SELECT pg_total_relation_size('gatelog.events') + pg_total_relation_size('gatelog.payloads')";
    let row = store.scanner().query_one_raw(Statement::from_string(store.backend(), sql)).await?;
    Ok(row.ok_or("no size")?.try_get_by_index(0)?)
}
