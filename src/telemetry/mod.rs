//! Logging and metrics. Callers keep bodies, secrets and personal data out of both.

pub mod metric_family;
pub mod metrics;

use std::io::{self, IsTerminal};

use tracing::Subscriber;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

pub use self::metrics::Metrics;

/// Used without `RUST_LOG`: Gatelog's own lines, and the warnings of libraries.
const FILTER_DEFAULT: &str = "info,sqlx=warn,hyper=warn,sea_orm=warn,poem=warn";

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

/// Why logging cannot start.
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
pub fn init(format: LogFormat) -> Result<(), TelemetryError> {
    let rust_log = std::env::var("RUST_LOG").unwrap_or_default();
    let subscriber = subscriber(format, &rust_log, io::stderr().is_terminal(), io::stderr)?;
    tracing::subscriber::set_global_default(subscriber).map_err(TelemetryError::AlreadyStarted)
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
