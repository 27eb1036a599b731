//! How quickly all views are rebuilt from a long log, and how much memory that takes; beside it two limits: reading that
//! log and nothing else, and copying the finished views inside the database, which neither reads nor folds an event.
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
    projection::{Progress, Rebuild, generation},
    storage::{Location, OpenMode, Store},
};
use sea_orm::ConnectionTrait as _;

use crate::{log, median, postgres};

/// The argument that makes this binary only append.
pub const APPEND: &str = "append-once";
/// The argument that makes this binary scan once.
pub const SCAN: &str = "scan-once";
/// The argument that makes this binary rebuild once.
pub const REBUILD: &str = "rebuild-once";
/// The argument that makes this binary copy the views once.
pub const COPY: &str = "copy-once";
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
        let (mut scans, mut rebuilds, mut copies) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            scans.push(run_once(SCAN, &url)?);
            rebuilds.push(run_once(REBUILD, &url)?);
            copies.push(run_once(COPY, &url)?);
        }
        let (scan, rebuild, copy) = (median(&mut scans), median(&mut rebuilds), median(&mut copies));
        println!(
            "  median: rebuild of all views {rebuild:.0} events/s; raw scan {scan:.0}, ratio {:.2}; copy of the views {copy:.0}, ratio {:.2}",
            rebuild / scan,
            rebuild / copy
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
    let mut spent = Spent::default();
    let scan = async {
        let mut position = 0;
        while let Some(last) = log.read(Position(position), READ_EVENTS_MAX, READ_BYTES_MAX).await?.last() {
            position = last.position.0 + 1;
        }
        Ok(position)
    };
    let events = spent.on(scan).await?;
    println!("  raw scan  {}", spent.told(events));
    println!("{}", spent.rate(events));
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
    let mut spent = Spent::default();
    spent.on(async { Ok(rebuild.run(&stages).await?) }).await?;
    let events = log.size().await?.0;
    println!("  rebuild   {}, peak memory {} MiB", spent.told(events), peak_mib()?);
    println!("            {}", stages.told());
    println!("{}", spent.rate(events));
    store.close().await;
    Ok(())
}

/// Copies the tables of all views inside the database and makes their indexes, one after the other: the least that whoever
/// builds them has to do, with rows that are there.
pub async fn copy_once(url: &str) -> Result<(), Box<dyn Error>> {
    let (store, log) = open_beside(url).await?;
    let (on, tables) = (store.views(), store.view_tables());
    let mut spent = Spent::default();
    for view in gatelog::views::all() {
        let live = generation::live(on, view.name(), view.version()).await?.ok_or("a view is not built")?;
        let (original, copy, table) = (live.table(), format!("{}_copy", view.name()), view.table());
        let inverted = table.inverted_indexes.iter().map(|index| index.table(&copy));
        let made: Vec<String> = inverted.chain([copy.clone()]).collect();
        for left in &made {
            on.execute_unprepared(&format!("DROP TABLE IF EXISTS \"{left}\"")).await?;
        }
        let copying = async {
            let exclusive = tables.exclusive(view.name()).await?;
            exclusive.create(&copy, &table).await?;
            exclusive.commit().await?;
            on.execute_unprepared(&format!("INSERT INTO \"{copy}\" SELECT * FROM \"{original}\"")).await?;
            tables.create_key(&copy, &table).await?;
            for index in view.indexes() {
                if let Some(method) = index.kind.method() {
                    tables.create_index(&copy, index.name, index.columns, method).await?;
                }
            }
            for index in &table.inverted_indexes {
                tables.create_inverted_index(&copy, &table, index).await?;
            }
            Ok(())
        };
        spent.on(copying).await?;
        for made in &made {
            on.execute_unprepared(&format!("DROP TABLE IF EXISTS \"{made}\"")).await?;
        }
    }
    let events = log.size().await?.0;
    println!("  copy      {}", spent.told(events));
    println!("{}", spent.rate(events));
    store.close().await;
    Ok(())
}

/// Seconds of the clock, and of all processors together, whoever keeps them busy: a database may be a process of its own.
#[derive(Default)]
struct Spent {
    clock: f64,
    processors: f64,
}

impl Spent {
    async fn on<T>(&mut self, work: impl Future<Output = Result<T, Box<dyn Error>>>) -> Result<T, Box<dyn Error>> {
        let (began, busy) = (Instant::now(), busy_seconds()?);
        let done = work.await?;
        self.clock += began.elapsed().as_secs_f64();
        self.processors += busy_seconds()? - busy;
        Ok(done)
    }

    #[expect(clippy::cast_precision_loss, reason = "rates for people")]
    fn rate(&self, events: i64) -> f64 {
        events as f64 / self.clock
    }

    /// `25113 events/s, 60.1 µs of processor time each`
    #[expect(clippy::cast_precision_loss, reason = "rates for people")]
    fn told(&self, events: i64) -> String {
        let micros = self.processors * 1e6 / events as f64;
        format!("{:>8.0} events/s, {micros:.1} µs of processor time each", self.rate(events))
    }
}

async fn open_beside(url: &str) -> Result<(Arc<Store>, EventLog), Box<dyn Error>> {
    let store = Arc::new(Store::open(&Location::parse(url)?, OpenMode::Shared).await?);
    let log = EventLog::follow(Arc::clone(&store)).await?;
    Ok((store, log))
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

/// Seconds that the machine's processors have been busy since it started, together.
fn busy_seconds() -> Result<f64, Box<dyn Error>> {
    let machine = fs::read_to_string("/proc/stat")?;
    let ticks = machine.lines().next().ok_or("no line")?.split_whitespace().skip(1);
    // user nice system, then idle and waiting, which are not busy.
    let busy = ticks.take(3).map(str::parse::<f64>).sum::<Result<f64, _>>()?;
    Ok(busy / TICKS_PER_SECOND)
}
