//! The command line: one file per subcommand, and what several of them share.

mod api_client;
mod check_delivery;
mod completions;
mod config;
mod demo;
mod dictionary;
mod export;
mod filter;
mod hidden_events;
mod import;
mod initial_metrics;
mod keys;
mod known_source;
mod known_words;
mod lifecycle_events;
pub mod listen;
mod migrate;
pub mod one_line;
mod openapi;
mod output;
mod progress;
mod projections;
mod reload;
mod report;
mod secrets;
mod send_test;
mod serve;
mod service;
mod shutdown;
pub mod simulate;
mod simulate_file;
pub mod source_args;
mod start_summary;
mod status;
mod tail;
mod verify_export;

use std::{io::Write as _, process::ExitCode};

use anyhow::Context as _;
use clap::{CommandFactory as _, Parser, Subcommand};

use self::{one_line::one_line, output::print_line};
use crate::{
    clock::Clock,
    config::{dotenv, environment::Environment},
    telemetry::{self, LogFormat},
};

/// Keep the audit log of your Clerk users: receive Clerk's webhooks, keep each one unchanged, and
/// answer who signed in and out, when, from where and as whom
#[derive(Parser, Debug)]
#[command(
    name = "gatelog",
    version,
    max_term_width = 100,
    after_help = "Examples:\n  gatelog demo                                        # try it with simulated traffic\n  \
                  gatelog config example > gatelog.toml               # configure it\n  \
                  gatelog serve --config gatelog.toml                 # run it\n  \
                  gatelog status --config gatelog.toml                # check it"
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Receive webhooks, keep the log, project it into views and answer queries
    #[command(after_help = "Examples:\n  gatelog serve --config gatelog.toml\n  \
                            CLERK_WEBHOOK_SIGNING_SECRET=whsec_abc gatelog serve --listen localhost:3000\n\n\
                            Send SIGHUP to reload the configuration, SIGTERM or press Ctrl-C to stop.")]
    Serve(serve::ServeArgs),
    /// Try Gatelog: run serve on a temporary file, with simulated traffic and requests to copy
    #[command(after_help = "Examples:\n  gatelog demo\n  gatelog demo --listen localhost:8080 --users 20 --log")]
    Demo(demo::DemoArgs),
    /// Migrate the database schema
    #[command(after_help = "Example:\n  gatelog migrate --config gatelog.toml --serving-role gatelog")]
    Migrate(migrate::MigrateArgs),
    /// List, rebuild, check and roll back projections
    #[command(after_help = "Examples:\n  gatelog projections --watch\n  gatelog projections rebuild --check")]
    Projections(projections::ProjectionsArgs),
    /// Print an example of the configuration file, or check a configuration
    #[command(after_help = "Examples:\n  gatelog config example > gatelog.toml\n  \
                            gatelog config check --config gatelog.toml")]
    Config(config::ConfigArgs),
    /// List the signing secrets by id, with the last event that each verified
    #[command(after_help = "Example:\n  gatelog secrets --config gatelog.toml")]
    Secrets(secrets::SecretsArgs),
    /// Verify a saved delivery and explain a failure
    #[command(after_help = "Examples:\n  gatelog check-delivery --source clerk --any-age deliveries.ndjson\n  \
                            clerk webhooks listen --json | gatelog check-delivery -")]
    CheckDelivery(check_delivery::CheckDeliveryArgs),
    /// Verify saved deliveries and append them to the log
    #[command(after_help = "Example:\n  gatelog import deliveries.ndjson --source clerk --secret-file clerk.secret")]
    Import(import::ImportArgs),
    /// Write a whole list of a running serve to a file
    #[command(after_help = "Examples:\n  GATELOG_API_KEY=gatelog_abc gatelog export users --format csv\n  \
                            gatelog export activity action=signed_in since=2026-11-01 --output sign-ins.ndjson")]
    Export(export::ExportArgs),
    /// Answer a question of an audit with a file: who was signed in, who impersonated whom, …
    #[command(after_help = "Examples:\n  gatelog report\n  \
                            gatelog report impersonations since=2026-10-01 until=2026-11-01\n  \
                            gatelog report signed-in-at active_at=2026-11-03T09:00Z --reviewed-by 'Ann Li'")]
    Report(report::ReportArgs),
    /// Verify an exported file against the record of its export in the log
    #[command(after_help = "Example:\n  gatelog verify-export gatelog-events-019abc4de2f07a1b8c3d5e6f7a8b9c0d.ndjson")]
    VerifyExport(verify_export::VerifyExportArgs),
    /// Send one signed test event to an endpoint and explain the answer
    #[command(after_help = "Example:\n  gatelog send-test --to localhost:3000/webhooks/clerk --type user.created")]
    SendTest(send_test::SendTestArgs),
    /// Create, list and revoke API keys
    #[command(after_help = "Examples:\n  gatelog keys create --name auditor --scope views:read --expires 90d\n  \
                            gatelog keys list")]
    Keys(keys::KeysArgs),
    /// Describe the log, its sources, its views and whether serve is ready; exit 1 when something
    /// is wrong
    #[command(after_help = "Example:\n  gatelog status --config gatelog.toml --url localhost:3000")]
    Status(status::StatusArgs),
    /// Print activity or events of a running serve as they are recorded
    #[command(after_help = "Examples:\n  GATELOG_API_KEY=gatelog_abc gatelog tail action=signed_in\n  \
                            gatelog tail --events --json --from 2026-11-24 type=session.*")]
    Tail(tail::TailArgs),
    /// Send realistic, signed Clerk traffic to an endpoint: sign-ups, sign-ins, sign-outs,
    /// updates, bans, revocations, impersonations, deletions, organizations; some of it late,
    /// twice or out of order, as Svix delivers
    #[command(
        after_help = "Examples:\n  gatelog simulate --to localhost:3000/webhooks/clerk --config gatelog.toml\n  \
                            gatelog simulate --write deliveries.ndjson --secret whsec_abc --count 5000"
    )]
    Simulate(simulate::SimulateArgs),
    /// Print the OpenAPI document of the query API
    #[command(after_help = "Example:\n  gatelog openapi > openapi.json")]
    Openapi(openapi::OpenapiArgs),
    /// Print the dictionary that bodies are compressed with
    #[command(hide = true, after_help = "Example:\n  gatelog dictionary > gatelog-1.zdict")]
    Dictionary(dictionary::DictionaryArgs),
    /// Print the completion script of a shell
    #[command(after_help = "Examples:\n  source <(gatelog completions bash)\n  \
                            gatelog completions fish > ~/.config/fish/completions/gatelog.fish")]
    Completions(completions::CompletionsArgs),
}

/// Runs the program. Exit code 0 on success, 1 on failure, 2 for wrong arguments.
#[must_use]
pub fn main() -> ExitCode {
    let loaded = dotenv::load_dotenv();
    let arguments = Arguments::parse();
    match loaded.map_err(anyhow::Error::from).and_then(|()| run(arguments.command)) {
        Ok(code) => code,
        Err(error) => {
            // One line: the problem and what to do.
            drop(writeln!(std::io::stderr(), "error: {}", one_line(&*error)));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    let clock = Clock::system();
    if let Command::Serve(args) = command {
        // The settings hold the format of log lines, so they are checked first.
        let settings = args.config.resolve(&Environment::of_process())?;
        telemetry::init(settings.log_format, !serve::shows_summary(&settings))?;
        return block_on(serve::run(args.config, settings, clock)).map(|()| ExitCode::SUCCESS);
    }
    if let Command::Demo(args) = command {
        // Its log lines and its live line share the terminal.
        return block_on(demo::run(args, clock)).map(|()| ExitCode::SUCCESS);
    }
    telemetry::init(LogFormat::default(), true)?;
    block_on(async move {
        match command {
            Command::Serve(_) | Command::Demo(_) => Ok(ExitCode::SUCCESS),
            Command::Migrate(args) => migrate::run(args, clock).await.map(|()| ExitCode::SUCCESS),
            Command::Projections(args) => projections::run(args, clock).await,
            Command::Secrets(args) => secrets::run(args, clock).await.map(|()| ExitCode::SUCCESS),
            Command::Config(args) => config::run(&args),
            Command::Keys(args) => keys::run(args, clock).await,
            Command::Status(args) => status::run(args, clock).await,
            Command::Tail(args) => tail::run(args).await,
            Command::Openapi(args) => openapi::run(&args),
            Command::Completions(args) => completions::run(&args, Arguments::command()),
            Command::Dictionary(args) => dictionary::run(&args).map(|()| ExitCode::SUCCESS),
            Command::CheckDelivery(args) => check_delivery::run(&args, &clock),
            Command::Import(args) => import::run(args, clock).await,
            Command::Export(args) => export::run(args).await.map(|()| ExitCode::SUCCESS),
            Command::Report(args) => report::run(args).await.map(|()| ExitCode::SUCCESS),
            Command::VerifyExport(args) => verify_export::run(args).await,
            Command::SendTest(args) => send_test::run(args, clock).await,
            Command::Simulate(args) => {
                let args = args.configured(&Environment::of_process())?;
                if let Some(path) = &args.write {
                    let lines = simulate_file::write(&args, path, clock.now())?;
                    print_line(&format!("wrote {lines} deliveries to {}", path.display()))?;
                    return Ok(ExitCode::SUCCESS);
                }
                let report = simulate::run(args, clock).await?;
                print_line(&report.to_string())?;
                let acknowledged = report.unacknowledged() == 0;
                Ok(if acknowledged { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
