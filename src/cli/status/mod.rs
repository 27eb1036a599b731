//! `gatelog status`: describes the log, its sources and its views. Most of it comes from the
//! database and needs no running service; a running `serve` adds readiness and, with an API key,
//! refused deliveries. Exit code 1 when something is wrong, which the last lines name. Views that
//! are behind are no problem as long as `serve` is ready, and the last line says so.

mod report;
mod serve_metrics;

use std::{collections::BTreeSet, process::ExitCode};

use anyhow::Context as _;
use clap::Args;
use secrecy::{ExposeSecret, SecretString};

use self::{
    report::{StatusReport, ago},
    serve_metrics::{Readiness, ServeMetrics, readiness},
};
use super::{one_line::one_line, output::print_line};
use crate::{
    access::SourceAccess,
    clock::{Clock, Timestamp},
    config::{ServeConfig, Settings, environment::Environment, error::ConfigError, secrets},
    projection::Projection as _,
    query::{
        Instances, hidden_instances,
        projections::{self, ProjectionRow, ViewProgress},
        sources::{self, SourceRow},
    },
    storage::{Location, OpenMode, Store},
    views::Activity,
};

#[derive(Args, Debug)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    config: ServeConfig,

    /// Reach serve at this address, for example localhost:3000 [default: the address that serve
    /// listens on]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

pub(super) async fn run(args: StatusArgs, clock: Clock) -> anyhow::Result<ExitCode> {
    let env = Environment::of_process();
    let mut report = StatusReport::default();
    let settings = match args.config.resolve(&env) {
        Ok(settings) => Some(settings),
        // In a shell that only knows the database, a running service knows the sources.
        Err(ConfigError::NoSecret(_)) => None,
        Err(error) => {
            report.problem(format!("the configuration cannot be used: {}", one_line(&error)));
            None
        }
    };
    let database = args.config.database.resolve(&env)?;
    let store = Store::open(&Location::parse(database.expose())?, OpenMode::Shared).await?;
    store.check_migrated().await?;
    let url = match args.url {
        Some(url) => url,
        None => args.config.database.listen(&env)?,
    };
    let url = if url.contains("://") { url } else { format!("http://{url}") };
    let url = url.trim_end_matches('/');
    let key = match &settings {
        Some(settings) => settings.api_key.clone(),
        None => secrets::api_key(None, None, &env).ok().flatten().map(|found| found.key),
    };
    let ready = readiness(url).await;
    let metrics = ServeMetrics::fetch(url, key.as_ref().map(SecretString::expose_secret), &ready).await;
    let read = report_database(&store, settings.as_ref(), &metrics, clock.now(), &mut report).await;
    store.close().await;
    read?;
    metrics.report(clock.now(), &mut report);
    match ready {
        Readiness::Ready => report.line("serve", format!("{url} is ready")),
        Readiness::NotReady(why) => {
            report.line("serve", format!("{url} is not ready"));
            report.problem(format!("serve is not ready: {why}"));
        }
        Readiness::NoAnswer => {
            report.line("serve", format!("nothing answers at {url}"));
            report.problem(format!(
                "serve does not run, or is reached elsewhere: nothing answers at {url} (--url says where)"
            ));
        }
    }
    for (subject, text) in &report.lines {
        print_line(&format!("{subject:<12} {text}"))?;
    }
    for text in &report.problems {
        print_line(&format!("{:<12} {text}", "WRONG"))?;
    }
    if report.problems.is_empty() {
        print_line(&report.conclusion())?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

async fn report_database(
    store: &Store,
    settings: Option<&Settings>,
    metrics: &ServeMetrics,
    now: Timestamp,
    report: &mut StatusReport,
) -> anyhow::Result<()> {
    let configured: BTreeSet<String> = match settings {
        Some(settings) => settings.sources.iter().map(|source| source.source.to_string()).collect(),
        None => metrics.sources(),
    };
    let configured_instances = |settings: &Settings| {
        let each = settings.sources.iter().map(|source| (source.source.clone(), source.instances.clone()));
        Instances::new(each)
    };
    let instances = settings.map(configured_instances).unwrap_or_default();
    let names: Vec<String> = configured.iter().cloned().collect();
    let (size, sources, recent, progress, rows) = tokio::try_join!(
        async { projections::size(store).await.context("the size of the log cannot be read") },
        async {
            sources::list(store, &names, &instances, &SourceAccess::All).await.context("the sources cannot be read")
        },
        async {
            hidden_instances::recent_events(store, &instances, &SourceAccess::All)
                .await
                .context("the newest events cannot be read")
        },
        async { projections::progress(store).await.context("the progress of the views cannot be read") },
        async { projections::list(store).await.context("the views cannot be read") },
    )?;
    report.line("log", format!("{}: {} events", store.location(), size.0));
    for source in &sources {
        let is_configured = configured.contains(&source.source);
        report.line("source", source_line(source, is_configured || configured.is_empty(), now));
    }
    if configured.is_empty() && settings.is_none() {
        report.line("source", "no source is configured in this environment: give status the configuration of serve");
        report.remarks.push("hidden events were not looked at".to_owned());
    }
    for recent in recent.unwrap_or_default() {
        let Some(notice) = recent.notice() else { continue };
        if recent.is_all_hidden() {
            report.problem(notice);
        } else {
            report.line("hidden", notice);
        }
    }
    for view in &progress {
        report_view(view, &rows, now, report);
    }
    report.remarks.extend(unfinished(&progress));
    Ok(())
}

/// What the views still lack: those that are behind, and those that are not built.
fn unfinished(progress: &[ViewProgress]) -> impl Iterator<Item = String> {
    let behind = progress.iter().filter(|view| view.live && view.lag > 0);
    let behind = behind.map(|view| view.lag).max().map(|lag| match lag {
        1 => "views are 1 event behind".to_owned(),
        lag => format!("views are {lag} events behind"),
    });
    let missing: Vec<&str> = progress.iter().filter(|view| !view.live).map(|view| view.name).collect();
    let missing = (!missing.is_empty()).then(|| format!("views are not built yet ({})", missing.join(", ")));
    behind.into_iter().chain(missing)
}

fn source_line(row: &SourceRow, is_configured: bool, now: Timestamp) -> String {
    let SourceRow { source, coverage_from, last_event_at, .. } = row;
    let recorded = match (coverage_from, last_event_at) {
        (Some(from), Some(last)) => format!("last event {} ago, at {last}; complete from {from}", ago(*last, now)),
        _ => "nothing recorded yet".to_owned(),
    };
    let configured = if is_configured { "" } else { "; not configured, so its deliveries are refused" };
    format!("{source}: {recorded}{configured}")
}

fn report_view(progress: &ViewProgress, rows: &[ProjectionRow], now: Timestamp, report: &mut StatusReport) {
    let ViewProgress { name, version, live, lag, behind_since } = progress;
    // For a day after an upgrade the table also holds generations of other versions.
    let own = |state: &str| rows.iter().find(|row| row.name == *name && row.version == *version && row.state == state);
    if !live {
        let building = own("building");
        report.line(
            "view",
            match building {
                Some(row) => format!("{name}: being built, {} events done, {} to go", row.checkpoint, row.lag),
                None => format!("{name}: not built yet; serve builds it, or `gatelog projections rebuild {name}`"),
            },
        );
        return;
    }
    let failures = own("live").map_or(0, |row| row.failures);
    let behind = match behind_since {
        Some(since) if *lag > 0 => format!("{lag} events behind, for {}", ago(*since, now)),
        _ => "up to date".to_owned(),
    };
    report.line("view", format!("{name}: {behind}; {failures} failures"));
    // The activity trail lists undecodable events as well; other views lack the events that they
    // skipped.
    if failures > 0 && *name != Activity::NAME {
        report.problem(format!(
            "the view {name} skipped {failures} events, so its answers may be incomplete: `gatelog projections failures \
             {name}` lists them, `gatelog projections retry` projects them again after an upgrade"
        ));
    }
}
