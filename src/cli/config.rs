//! `gatelog config`: prints an example of the file, or checks a configuration. It opens no
//! database and prints no secret.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::output::print_line;
use crate::config::{ServeConfig, environment::Environment, example::example};

#[derive(Args, Debug)]
pub(super) struct ConfigArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Print a configuration file with every key, commented out, with its default
    #[command(after_help = "Example:\n  gatelog config example > gatelog.toml")]
    Example,
    /// Print every effective value, its origin, and warnings; exit 1 when the configuration cannot
    /// be used
    #[command(after_help = "Example:\n  gatelog config check --config gatelog.toml")]
    Check(Box<ServeConfig>),
}

pub(super) fn run(args: &ConfigArgs) -> anyhow::Result<ExitCode> {
    match &args.action {
        Action::Example => print_line(example().trim_end())?,
        Action::Check(config) => check(config)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn check(config: &ServeConfig) -> anyhow::Result<()> {
    let settings = config.resolve(&Environment::of_process())?;
    let width = settings.effective.iter().map(|value| value.key.len()).max().unwrap_or_default();
    for value in &settings.effective {
        let text = if value.value.is_empty() { "-" } else { &value.value };
        print_line(&format!("{:<width$}  {text}  ({})", value.key, value.origin))?;
    }
    for source in &settings.sources {
        print_line(&format!("deliveries of the source {} go to /webhooks/{}", source.source, source.source))?;
    }
    for warning in &settings.warnings {
        print_line(&format!("warning: {warning}"))?;
    }
    print_line("the configuration can be used")
}
