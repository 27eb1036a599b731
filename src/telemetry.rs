//! Log lines and figures. It works out nothing of what is logged or counted; callers keep bodies, secrets and personal
//! data out.

pub mod family;
pub mod memory;
pub mod metrics;
pub mod throttle;

use std::io::{self, IsTerminal};

use tracing::Subscriber;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

pub use self::metrics::Metrics;

/// What is logged where `RUST_LOG` says nothing: our own lines, and of the libraries what went wrong.
const FILTER_DEFAULT: &str = "info,sqlx=warn,hyper=warn,sea_orm=warn,poem=warn";

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// One readable line for each event.
    #[default]
    Text,
    /// One JSON object for each event.
    Json,
}

impl LogFormat {
    /// The word for it.
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
    /// `RUST_LOG` is set and is no filter.
    #[error("RUST_LOG is no log filter; write a level or a list, like debug or info,gatelog=debug")]
    Filter(tracing_subscriber::filter::ParseError),
    /// Something installed a subscriber before.
    #[error("logging was started twice, which is a defect of Gatelog; please report it")]
    Twice(tracing::subscriber::SetGlobalDefaultError),
}

/// The inverse of what the flag takes.
impl std::str::FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        <Self as clap::ValueEnum>::from_str(text, false)
    }
}

/// Sends log lines to standard error, as `RUST_LOG` filters them, else those of level `info` and above.
pub fn init(format: LogFormat) -> Result<(), TelemetryError> {
    let rust_log = std::env::var("RUST_LOG").unwrap_or_default();
    let subscriber = subscriber(format, &rust_log, io::stderr().is_terminal(), io::stderr)?;
    tracing::subscriber::set_global_default(subscriber).map_err(TelemetryError::Twice)
}

/// What [`init`] installs, with the writer as a parameter. A blank filter means the default one.
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
    // A line that cannot be written has no other place: telling so on a standard error stream that
    // is gone would panic.
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
