//! The last line of the demo's terminal, redrawn in place: deliveries, verdicts, rate, and the
//! users who are signed in. Elsewhere it is a plain line from time to time.

use std::{
    collections::{BTreeSet, VecDeque},
    io::{self, IsTerminal as _, Write},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use console::{StyledObject, Term, measure_text_width, style, truncate_str};
use indicatif::HumanCount;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::fmt::MakeWriter;

use super::banner::PREPARING;
use crate::{
    access::SourceAccess,
    cli::output::{Stdout, print},
    clock::Clock,
    query::{
        Instances,
        interval::Interval,
        page::{LIMIT_MAX, PageRequest},
        sessions::{self, SessionFilter},
    },
    storage::Store,
    telemetry::Metrics,
};

const REFRESH_EVERY: Duration = Duration::from_millis(500);
const LINE_EVERY: Duration = Duration::from_secs(10);
const RATE_WINDOW: Duration = Duration::from_secs(5);
/// Returns to the first column and erases the line.
const ERASE: &str = "\r\u{1b}[K";
/// Columns that stay free: the echo of Ctrl-C would wrap a full line.
const COLUMNS_FREE: usize = 3;
const SOURCE: &str = "clerk";

#[derive(Clone, Debug)]
pub(super) struct LiveLine {
    is_terminal: bool,
    /// Text of the terminal's last line. Locked during every write.
    drawn: Arc<Mutex<String>>,
    introduced: Arc<AtomicBool>,
}

impl LiveLine {
    pub(super) fn new() -> Self {
        Self { is_terminal: io::stdout().is_terminal(), drawn: Arc::default(), introduced: Arc::default() }
    }

    /// Prints above the line.
    pub(super) fn print(&self, text: &str) -> Stdout {
        let drawn = self.drawn();
        if drawn.is_empty() { write(text) } else { write(&format!("{ERASE}{text}{drawn}")) }
    }

    fn draw(&self, line: &str) {
        let mut drawn = self.drawn();
        let columns = usize::from(Term::stdout().size().1).saturating_sub(COLUMNS_FREE);
        *drawn = truncate_str(line, columns, "…").into_owned();
        write(&format!("{ERASE}{drawn}"));
    }

    /// The instructions are printed, so plain lines may follow.
    pub(super) fn introduced(&self) {
        self.introduced.store(true, Ordering::Relaxed);
    }

    /// Leaves the line as it is, with the cursor below it.
    pub(super) fn finish(&self) {
        let mut drawn = self.drawn();
        if !drawn.is_empty() {
            write(&format!("{ERASE}{drawn}\n"));
            drawn.clear();
        }
    }

    /// Writes log lines to the standard error, above the line.
    pub(super) fn log_writer(&self) -> impl for<'a> MakeWriter<'a> + Send + Sync + use<> {
        let live_line = self.clone();
        move || LogWriter(live_line.clone())
    }

    fn drawn(&self) -> MutexGuard<'_, String> {
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows the state of the demo until `drain`, or until the standard output is closed.
    pub(super) async fn watch(self, metrics: Metrics, store: Arc<Store>, clock: Clock, drain: CancellationToken) {
        let mut rate = Rate::default();
        let mut line_due = Instant::now();
        loop {
            let mut counts = Counts::read(&metrics);
            rate.add(counts.deliveries());
            counts.per_second = rate.per_second();
            if self.is_terminal {
                counts.signed_in = signed_in(&store, &clock).await;
                let line = counts.fitting(Term::stdout().size().1);
                let phase = if self.introduced.load(Ordering::Relaxed) { "" } else { PREPARING };
                self.draw(&format!("{phase}{line}"));
            } else if self.introduced.load(Ordering::Relaxed) && line_due <= Instant::now() {
                line_due = Instant::now() + LINE_EVERY;
                counts.signed_in = signed_in(&store, &clock).await;
                if self.print(&format!("{}\n", counts.long())) == Stdout::Closed {
                    drain.cancel();
                }
            }
            if drain.run_until_cancelled(tokio::time::sleep(REFRESH_EVERY)).await.is_none() {
                return;
            }
        }
    }
}

/// How many users are signed in, by the first page of open sessions: at most [`LIMIT_MAX`]. `None`
/// while the views are being built.
async fn signed_in(store: &Store, clock: &Clock) -> Option<u64> {
    let now = clock.now();
    let interval = Interval { active_at: Some(now), ..Interval::default() };
    let filter = SessionFilter { interval, ..SessionFilter::default() };
    let page = PageRequest { limit: Some(LIMIT_MAX), ..PageRequest::default() };
    let open = sessions::list(store, &filter, &Instances::default(), &SourceAccess::All, &page, now).await.ok()?;
    let users: BTreeSet<_> = open.data.into_iter().filter_map(|session| session.row.user_id).collect();
    Some(users.len() as u64)
}

#[derive(Default)]
struct Counts {
    recorded: u64,
    duplicate: u64,
    conflict: u64,
    refused: u64,
    per_second: f64,
    signed_in: Option<u64>,
}

impl Counts {
    fn read(metrics: &Metrics) -> Self {
        let count = |verdict: &str| metrics.deliveries.value([SOURCE, verdict]);
        Self {
            recorded: count("recorded"),
            duplicate: count("duplicate"),
            conflict: count("conflict"),
            refused: count("refused"),
            ..Self::default()
        }
    }

    const fn deliveries(&self) -> u64 {
        self.recorded + self.duplicate + self.conflict + self.refused
    }

    fn verdicts(&self) -> String {
        let show = |count: u64, word: &str, paint: fn(StyledObject<String>) -> StyledObject<String>| {
            let text = style(format!("{} {word}", HumanCount(count)));
            if count > 0 { paint(text) } else { text.dim() }
        };
        let mut verdicts = vec![
            show(self.recorded, "recorded", StyledObject::green).to_string(),
            show(self.duplicate, "duplicate", StyledObject::yellow).to_string(),
            show(self.refused, "refused", StyledObject::red).to_string(),
        ];
        if self.conflict > 0 {
            verdicts.push(show(self.conflict, "in conflict", StyledObject::red).to_string());
        }
        verdicts.join(", ")
    }

    fn long(&self) -> String {
        let deliveries = style(format!("{} deliveries", HumanCount(self.deliveries()))).bold();
        let signed_in = self.signed_in.map_or_else(String::new, |users| match users {
            1 => ", 1 user signed in now".to_owned(),
            users => format!(", {} users signed in now", HumanCount(users)),
        });
        format!("{deliveries}: {}; {:.1} per second{signed_in}", self.verdicts(), self.per_second)
    }

    fn short(&self) -> String {
        let signed_in = self.signed_in.map_or_else(String::new, |users| format!("; {} signed in", HumanCount(users)));
        format!(
            "{} deliveries: {}; {:.0}/s{signed_in}",
            HumanCount(self.deliveries()),
            self.verdicts(),
            self.per_second
        )
    }

    /// The long form where a terminal has the columns for it.
    fn fitting(&self, columns: u16) -> String {
        let long = self.long();
        if measure_text_width(&long) + COLUMNS_FREE <= usize::from(columns) { long } else { self.short() }
    }
}

/// Deliveries at the moments of the last [`RATE_WINDOW`].
#[derive(Default)]
struct Rate(VecDeque<(Instant, u64)>);

impl Rate {
    fn add(&mut self, deliveries: u64) {
        let now = Instant::now();
        while self.0.front().is_some_and(|(at, _)| now.duration_since(*at) > RATE_WINDOW) {
            self.0.pop_front();
        }
        self.0.push_back((now, deliveries));
    }

    fn per_second(&self) -> f64 {
        let (Some((first_at, first)), Some((last_at, last))) = (self.0.front(), self.0.back()) else { return 0.0 };
        let seconds = last_at.duration_since(*first_at).as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let deliveries = last.saturating_sub(*first) as f64;
        if seconds > 0.0 { deliveries / seconds } else { 0.0 }
    }
}

struct LogWriter(LiveLine);

impl Write for LogWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let drawn = self.0.drawn();
        if drawn.is_empty() {
            return io::stderr().write(bytes);
        }
        write(ERASE);
        let written = io::stderr().write(bytes);
        write(&drawn);
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// An error is as good as a closed pipe: nothing reads the output.
fn write(text: &str) -> Stdout {
    print(text).unwrap_or(Stdout::Closed)
}
