//! The command line: one file per subcommand.

pub mod check_delivery;
pub mod config;
pub mod configured;
pub mod demo;
mod diary;
mod first_figures;
pub mod import;
pub mod keys;
mod known_source;
mod left_out;
pub mod listen;
pub mod migrate;
pub mod one_line;
pub mod openapi;
pub mod progress;
pub mod projections;
mod reload;
pub mod running;
mod say;
pub mod secrets;
pub mod send_test;
pub mod serve;
mod showing;
pub mod simulate;
mod simulate_file;
pub mod status;
mod status_report;
mod status_serve;

use std::{io::Write as _, process::ExitCode};

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use self::{one_line::one_line, say::say};
use crate::{
    clock::Clock,
    config::{dotenv, environment::Environment},
    telemetry::{self, LogFormat},
};

/// The audit log of who came in and who went out: takes Clerk's webhooks, keeps each one unchanged for ever, and
/// answers who signed in and out, when, from where, as whom.
#[derive(Parser, Debug)]
#[command(name = "gatelog", version, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Take webhooks, keep the log, follow it with the views, answer queries
    Serve(serve::ServeArgs),
    /// Try it: serve on a temporary file, with simulated traffic and ready-made requests
    Demo(demo::DemoArgs),
    /// Bring the database schema up to date, and nothing else
    Migrate(migrate::MigrateArgs),
    /// List the projections, or rebuild and check them
    Projections(projections::ProjectionsArgs),
    /// Print an example of the configuration file, or check a configuration
    Config(config::ConfigArgs),
    /// List the signing secrets by id, and when each last verified a recorded event
    Secrets(secrets::SecretsArgs),
    /// Say whether a saved delivery verifies and, if not, exactly why
    CheckDelivery(check_delivery::CheckDeliveryArgs),
    /// Append saved deliveries to the log, each verified
    Import(import::ImportArgs),
    /// Send one signed test event to an endpoint, and say what it answered
    SendTest(send_test::SendTestArgs),
    /// Make, list and revoke keys of the query API
    Keys(keys::KeysArgs),
    /// Tell how the log, its sources and its views are, and whether `serve` is ready; exit 1 when something is wrong
    Status(status::StatusArgs),
    /// Send believable, signed Clerk traffic to an endpoint
    Simulate(simulate::SimulateArgs),
    /// Print the `OpenAPI` document of the query API
    Openapi(openapi::OpenapiArgs),
}

/// Runs the program. Exit code 0 when all went well, 1 when it did not, 2 for wrong arguments.
#[must_use]
pub fn main() -> ExitCode {
    let loaded = dotenv::load_dotenv();
    let arguments = Arguments::parse();
    match loaded.map_err(anyhow::Error::from).and_then(|()| run(arguments.command)) {
        Ok(code) => code,
        Err(error) => {
            // One line: what is wrong, and what to do about it.
            drop(writeln!(std::io::stderr(), "error: {}", one_line(&*error)));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    let clock = Clock::system();
    if let Command::Serve(args) = command {
        // Its settings say how log lines are written, so they are checked first.
        let settings = args.config.resolve(&Environment::of_process())?;
        telemetry::init(settings.log_format)?;
        return block_on(serve::run(args.config, settings, clock)).map(|()| ExitCode::SUCCESS);
    }
    telemetry::init(LogFormat::default())?;
    block_on(async move {
        match command {
            Command::Serve(_) => Ok(ExitCode::SUCCESS),
            Command::Demo(args) => demo::run(args, clock).await.map(|()| ExitCode::SUCCESS),
            Command::Migrate(args) => migrate::run(args, clock).await.map(|()| ExitCode::SUCCESS),
            Command::Projections(args) => projections::run(args, clock).await,
            Command::Secrets(args) => secrets::run(args, clock).await.map(|()| ExitCode::SUCCESS),
            Command::Config(args) => config::run(&args),
            Command::Keys(args) => keys::run(args, clock).await,
            Command::Status(args) => status::run(args, clock).await,
            Command::Openapi(args) => openapi::run(&args),
            Command::CheckDelivery(args) => check_delivery::run(&args, &clock),
            Command::Import(args) => import::run(args, clock).await,
            Command::SendTest(args) => send_test::run(args, clock).await,
            Command::Simulate(args) => {
                let args = args.configured(&Environment::of_process())?;
                if let Some(path) = &args.write {
                    let lines = simulate_file::write(&args, path, clock.now())?;
                    say(&format!("wrote {lines} deliveries to {}", path.display()))?;
                    return Ok(ExitCode::SUCCESS);
                }
                let report = simulate::run(args, clock).await?;
                say(&report.to_string())?;
                let all_taken = report.unacknowledged() == 0;
                Ok(if all_taken { ExitCode::SUCCESS } else { ExitCode::FAILURE })
            }
        }
    })
}

fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the system gives no threads; raise the limits of this user or service")?
        .block_on(work)
}
