//! How quickly all views are rebuilt from a long log, beside reading that log and nothing else; how much memory that takes.
//! Each measurement is a process of its own, so that its peak is its own. `cargo bench --bench gatelog -- rebuild [EVENTS]`.

use std::{
    error::Error,
    fs,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::Instant,
};

use gatelog::{
    clock::Clock,
    event::Position,
    event_log::EventLog,
    projection::{Progress, Rebuild},
    store::{Access, Location, Store},
};

use crate::{log, median, postgres};

/// The argument that makes this binary only append.
pub const APPEND: &str = "append-once";
/// The argument that makes this binary scan once.
pub const SCAN: &str = "scan-once";
/// The argument that makes this binary rebuild once.
pub const REBUILD: &str = "rebuild-once";
/// Events of the log, unless told otherwise.
const EVENTS: usize = 1_000_000;
/// Runs of each kind, taking turns: the median is printed.
const ROUNDS: usize = 3;
/// As `projections rebuild` reads it.
const READ_EVENTS_MAX: u64 = 10_000;
const READ_BYTES_MAX: u64 = 32 << 20;
/// Of one clock tick of `/proc`: 100 of them are a second on Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// Fills a log on each database and measures.
pub async fn measure(events: Option<&String>) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut urls = vec![("SQLite", format!("sqlite:{}", folder.path().join("gatelog.db").display()))];
    let database = postgres::Database::create().await;
    urls.extend(database.as_ref().map(|database| ("PostgreSQL", database.url().to_owned())));
    for (name, url) in urls {
        println!("\n{name}");
        append_once(&url, events).await?;
        let (mut scans, mut rebuilds) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            scans.push(run_once(SCAN, &url)?);
            rebuilds.push(run_once(REBUILD, &url)?);
        }
        let (scan, rebuild) = (median(&mut scans), median(&mut rebuilds));
        println!(
            "  median: raw scan {scan:.0} events/s, rebuild of all views {rebuild:.0} events/s, ratio {:.2}",
            rebuild / scan
        );
    }
    Ok(())
}

/// Appends a history of so many events.
pub async fn append_once(url: &str, events: Option<&String>) -> Result<(), Box<dyn Error>> {
    let events = events.map_or(Ok(EVENTS), |events| events.parse())?;
    let began = Instant::now();
    let (store, log) = log::open(url, Clock::system()).await?;
    log::append(&log, events).await?;
    log.shut_down().await;
    store.close().await;
    println!("  {events} events, appended in {:.0} s", began.elapsed().as_secs_f64());
    Ok(())
}

/// Runs this binary, shows what it says, and gives back the rate that it ends with.
fn run_once(what: &str, url: &str) -> Result<f64, Box<dyn Error>> {
    let run = Command::new(std::env::current_exe()?).args([what, url]).stderr(Stdio::inherit()).output()?;
    let said = String::from_utf8(run.stdout)?;
    let (lines, rate) = said.trim_end().rsplit_once('\n').ok_or("said nothing")?;
    println!("{lines}");
    Ok(rate.parse()?)
}

/// Reads the log once, and discards it.
pub async fn scan_once(url: &str) -> Result<(), Box<dyn Error>> {
    let (store, log) = open_beside(url).await?;
    let began = Instant::now();
    let mut position = 0;
    while let Some(last) = log.read(Position(position), READ_EVENTS_MAX, READ_BYTES_MAX).await?.last() {
        position = last.position.0 + 1;
    }
    let rate = per_second(position, began);
    println!("  raw scan  {rate:>8.0} events/s");
    println!("{rate}");
    store.close().await;
    Ok(())
}

/// Rebuilds all views once.
pub async fn rebuild_once(url: &str) -> Result<(), Box<dyn Error>> {
    let (store, log) = open_beside(url).await?;
    let rebuild = Rebuild {
        store: Arc::clone(&store),
        log: log.clone(),
        clock: Clock::system(),
        views: gatelog::views::all(),
        keep_previous: None,
    };
    let stages = Stages(Mutex::new(vec![(Instant::now(), "filling".to_owned())]));
    let busy = busy_ticks()?;
    let began = Instant::now();
    rebuild.run(&stages).await?;
    let seconds = began.elapsed().as_secs_f64();
    let rate = per_second(log.size().await?.0, began);
    println!("  rebuild   {rate:>8.0} events/s, peak memory {} MiB", peak_mib()?);
    println!("            {}", stages.told());
    let [own, machine] = busy_ticks()?.map(|ticks| ticks / TICKS_PER_SECOND);
    println!(
        "            processors busy: {:.2} of {} (this process {:.2})",
        (machine - busy[1] / TICKS_PER_SECOND) / seconds,
        std::thread::available_parallelism()?,
        (own - busy[0] / TICKS_PER_SECOND) / seconds,
    );
    println!("{rate}");
    store.close().await;
    Ok(())
}

async fn open_beside(url: &str) -> Result<(Arc<Store>, EventLog), Box<dyn Error>> {
    let store = Arc::new(Store::open(&Location::parse(url)?, Access::Beside).await?);
    let log = EventLog::follow(Arc::clone(&store)).await?;
    Ok((store, log))
}

#[expect(clippy::cast_precision_loss, reason = "rates for people")]
fn per_second(events: i64, began: Instant) -> f64 {
    events as f64 / began.elapsed().as_secs_f64()
}

/// When which stage began.
struct Stages(Mutex<Vec<(Instant, String)>>);

impl Progress for Stages {
    fn folded(&self, _events: u64, _of: u64) {}

    fn stage(&self, words: &str) {
        self.0.lock().expect("nobody panics with it").push((Instant::now(), words.to_owned()));
    }
}

impl Stages {
    /// `filling 8.1 s, indexing 2.0 s`; the last stage ends now.
    fn told(&self) -> String {
        let stages = self.0.lock().expect("nobody panics with it");
        let ends = stages.iter().skip(1).map(|(began, _)| *began).chain([Instant::now()]);
        let told = stages
            .iter()
            .zip(ends)
            .map(|((began, words), end)| format!("{words} {:.1} s", end.duration_since(*began).as_secs_f64()));
        told.collect::<Vec<_>>().join(", ")
    }
}

/// The largest that this process ever was.
fn peak_mib() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1_024)
}

/// Clock ticks that this process, and the whole machine, have been busy.
fn busy_ticks() -> Result<[f64; 2], Box<dyn Error>> {
    let own = fs::read_to_string("/proc/self/stat")?;
    let after_name = own.rsplit_once(')').ok_or("no name")?.1;
    let own = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>).sum::<Result<f64, _>>()?;
    let machine = fs::read_to_string("/proc/stat")?;
    let ticks = machine.lines().next().ok_or("no line")?.split_whitespace().skip(1);
    // user nice system, then idle and waiting, which are not busy.
    let machine = ticks.take(3).map(str::parse::<f64>).sum::<Result<f64, _>>()?;
    Ok([own, machine])
}
