//! `gatelog config`: an example of the file, and what a configuration amounts to. Opens no database and prints no secret.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::say::say;
use crate::config::{ServeConfig, environment::Environment, example::example};

/// What `config` is told.
#[derive(Args, Debug)]
pub struct ConfigArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Print the configuration file with every key, commented out at its default
    Example,
    /// Say what is effective, where each value comes from, and what had better be otherwise; exit 1 on a mistake
    Check(Box<ServeConfig>),
}

/// Prints.
pub(super) fn run(args: &ConfigArgs) -> anyhow::Result<ExitCode> {
    match &args.action {
        Action::Example => say(example().trim_end())?,
        Action::Check(config) => check(config)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn check(config: &ServeConfig) -> anyhow::Result<()> {
    let settings = config.resolve(&Environment::of_process())?;
    let width = settings.effective.iter().map(|value| value.key.len()).max().unwrap_or_default();
    for value in &settings.effective {
        let shown = if value.value.is_empty() { "-" } else { &value.value };
        say(&format!("{:<width$}  {shown}  ({})", value.key, value.origin))?;
    }
    for source in &settings.sources {
        say(&format!("deliveries of the source {} go to /webhooks/{}", source.source, source.source))?;
    }
    for warning in &settings.warnings {
        say(&format!("warning: {warning}"))?;
    }
    say("the configuration can be used")
}
