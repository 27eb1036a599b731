//! How long after its append is answered an event shows in every live view, while 3,000 come in a second.
//! `cargo bench --bench gatelog -- lag`.

use std::{
    collections::VecDeque,
    error::Error,
    sync::Arc,
    time::{Duration, Instant},
};

use gatelog::{
    clock::Clock,
    event::Event,
    event_log::{AppendOutcome, EventLog},
    projection::{Projector, Rebuild, Silent, generation},
    storage::Store,
    views,
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{log, postgres};

const APPENDS_PER_SECOND: usize = 3_000;
const SECONDS: usize = 20;
/// Between two handfuls of appends.
const TICK: Duration = Duration::from_millis(5);
/// How often the views are asked how far they are: what a figure may be too large by.
const LOOK: Duration = Duration::from_millis(2);

/// Measures each database, or the empty one at `url`.
pub async fn measure(url: Option<&str>) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let database = if url.is_none() { postgres::Database::create().await } else { None };
    let urls = if let Some(url) = url {
        vec![("", url.to_owned())]
    } else {
        let mut urls = vec![("SQLite", format!("sqlite:{}", folder.path().join("gatelog.db").display()))];
        urls.extend(database.as_ref().map(|database| ("PostgreSQL", database.url().to_owned())));
        urls
    };
    println!("from an append's answer to its row in every live view, {APPENDS_PER_SECOND} appends/s for {SECONDS} s");
    for (name, url) in urls {
        let events = events()?;
        let (store, log) = log::open(&url, Clock::system()).await?;
        let rebuild = Rebuild {
            store: Arc::clone(&store),
            log: log.clone(),
            clock: Clock::system(),
            views: views::all(),
            keep_previous: None,
        };
        rebuild.run(&Silent).await?;
        let stop = CancellationToken::new();
        let projector = Projector::new(Arc::clone(&store), log.clone(), Clock::system(), views::all());
        let projecting = tokio::spawn(projector.run(stop.clone()));
        let (appended, seen) = mpsc::unbounded_channel();
        let looking = tokio::spawn(look(Arc::clone(&store), seen));
        let began = Instant::now();
        append(&log, events, appended).await?;
        let seconds = began.elapsed().as_secs_f64();
        let mut lags = looking.await?.map_err(|error| error.to_string())?;
        lags.sort_unstable();
        let quantile = |per_mille: usize| lags[(lags.len() - 1) * per_mille / 1_000];
        #[expect(clippy::cast_precision_loss, reason = "rates for people")]
        let rate = lags.len() as f64 / seconds;
        println!(
            "  {name:<10} {rate:.0} appends/s  p50 {:?}  p99 {:?}  p99.9 {:?}  longest {:?}",
            quantile(500),
            quantile(990),
            quantile(999),
            quantile(1_000)
        );
        stop.cancel();
        projecting.await?;
        log.shut_down().await;
        store.close().await;
    }
    Ok(())
}

/// All that will be appended: making it takes of the processor too, and is not what is measured.
fn events() -> Result<VecDeque<Event>, Box<dyn Error>> {
    let events = APPENDS_PER_SECOND * SECONDS;
    log::history(events).take(events).map(|message| log::delivered(&message)).collect()
}

/// Appends at the rate, and tells of each position when its append was answered.
async fn append(
    log: &EventLog,
    mut events: VecDeque<Event>,
    told: mpsc::UnboundedSender<(i64, Instant)>,
) -> Result<(), Box<dyn Error>> {
    let mut tick = tokio::time::interval(TICK);
    let began = Instant::now();
    let mut sent = 0;
    while !events.is_empty() {
        tick.tick().await;
        let due = usize::try_from(began.elapsed().as_millis())? * APPENDS_PER_SECOND / 1_000;
        while sent < due {
            sent += 1;
            let Some(event) = events.pop_front() else { break };
            let (log, told) = (log.clone(), told.clone());
            tokio::spawn(async move {
                if let Ok(AppendOutcome::Recorded(position)) = log.append(event).await {
                    // The one who looks has failed, and says why.
                    _ = told.send((position.0, Instant::now()));
                }
            });
        }
    }
    Ok(())
}

/// Asks how far the views are until all that was appended shows, and gives back how long each took.
async fn look(
    store: Arc<Store>,
    mut appended: mpsc::UnboundedReceiver<(i64, Instant)>,
) -> Result<Vec<Duration>, Box<dyn Error + Send + Sync>> {
    let mut waiting: VecDeque<(i64, Instant)> = VecDeque::new();
    let mut lags = Vec::new();
    loop {
        let live = generation::all(store.reader()).await?;
        let now = Instant::now();
        let folded = live.iter().map(|generation| generation.checkpoint.0).min().unwrap_or(0);
        waiting.retain(|(position, at)| {
            if *position < folded {
                lags.push(now.saturating_duration_since(*at));
            }
            *position >= folded
        });
        loop {
            match appended.try_recv() {
                Ok(one) => waiting.push_back(one),
                Err(mpsc::error::TryRecvError::Disconnected) if waiting.is_empty() => return Ok(lags),
                Err(_) => break,
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}
