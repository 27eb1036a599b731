//! Logging and metrics. Callers keep bodies, secrets and personal data out of both.

pub mod metric_family;
pub mod metrics;

use std::io;

use tracing::Subscriber;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

pub use self::metrics::Metrics;

/// Used without `RUST_LOG`: Gatelog's own lines, and the warnings of libraries.
const FILTER_DEFAULT: &str = "info,sqlx=warn,hyper=warn,sea_orm=warn,poem=warn";

/// Target of the lines that tell the state of a starting service. A terminal shows a summary in
/// their place.
pub const START_TARGET: &str = "gatelog::start";

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// One readable line per log event.
    #[default]
    Text,
    /// One JSON object per log event.
    Json,
}

impl LogFormat {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    #[error("RUST_LOG is no log filter; write a level or a list, like debug or info,gatelog=debug")]
    Filter(tracing_subscriber::filter::ParseError),
    #[error("logging was started twice, which is a defect of Gatelog; please report it")]
    AlreadyStarted(tracing::subscriber::SetGlobalDefaultError),
}

/// Accepts the same values as the flag.
impl std::str::FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        <Self as clap::ValueEnum>::from_str(text, false)
    }
}

/// Starts logging to standard error. `RUST_LOG` sets the filter; the default is `info` and above.
/// `start_lines` is false where a summary replaces the lines of [`START_TARGET`].
pub fn init(format: LogFormat, start_lines: bool) -> Result<(), TelemetryError> {
    let filter = if start_lines { filter_of_process() } else { filter_beside_a_summary() };
    init_with(format, &filter, io::stderr)
}

/// Starts logging to a writer that leads to standard error.
pub fn init_with<W>(format: LogFormat, filter: &str, writer: W) -> Result<(), TelemetryError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    // `console` honours NO_COLOR, CLICOLOR and CLICOLOR_FORCE.
    let subscriber = subscriber(format, filter, console::colors_enabled_stderr(), writer)?;
    tracing::subscriber::set_global_default(subscriber).map_err(TelemetryError::AlreadyStarted)
}

/// Without the lines that the summary of a start replaces. `RUST_LOG` shows the lines of
/// migrations and rebuilds all the same.
fn filter_beside_a_summary() -> String {
    let filter = filter_of_process();
    let more = if filter == FILTER_DEFAULT { ",sea_orm_migration=warn,gatelog::projection::rebuild=warn" } else { "" };
    format!("{filter}{more},{START_TARGET}=warn")
}

/// The filter in `RUST_LOG`, or the default one.
#[must_use]
pub fn filter_of_process() -> String {
    let filter = std::env::var("RUST_LOG").unwrap_or_default();
    if filter.trim().is_empty() { FILTER_DEFAULT.to_owned() } else { filter }
}

/// Builds the subscriber that [`init`] installs. A blank filter means the default one.
pub fn subscriber<W>(
    format: LogFormat,
    filter: &str,
    colours: bool,
    writer: W,
) -> Result<Box<dyn Subscriber + Send + Sync>, TelemetryError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = if filter.trim().is_empty() { FILTER_DEFAULT } else { filter };
    let filter = EnvFilter::try_new(filter).map_err(TelemetryError::Filter)?;
    // Reporting a failed write on a closed standard error stream would panic.
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer)
        .with_target(false)
        .log_internal_errors(false);
    Ok(match format {
        LogFormat::Text => Box::new(lines.compact().with_ansi(colours).finish()),
        LogFormat::Json => Box::new(lines.json().flatten_event(true).with_ansi(false).finish()),
    })
}
