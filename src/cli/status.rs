//! `gatelog status`: how the log, its sources and its views are, in words. Read from the database, so that it tells most
//! of it where nothing is serving; from a running `serve` whether that is ready, and with a key what it refused. Changes
//! nothing. Exit code 1 when something is wrong, which the last lines name.

use std::{collections::BTreeSet, process::ExitCode};

use anyhow::Context as _;
use clap::Args;
use secrecy::{ExposeSecret, SecretString};

use super::{
    one_line::one_line,
    say::say,
    status_report::{Report, ago},
    status_serve::{Figures, Readiness, readiness},
};
use crate::{
    access::SourceAccess,
    clock::{Clock, Timestamp},
    config::{ServeConfig, Settings, environment::Environment, error::ConfigError, secrets},
    projection::Projection as _,
    query::{
        Instances, left_out,
        projections::{self, Progress, ProjectionRow},
        sources::{self, SourceRow},
    },
    store::{Access, Location, Store},
    views::Activity,
};

/// What `status` is told: the same as `serve`.
#[derive(Args, Debug)]
pub struct StatusArgs {
    #[command(flatten)]
    config: ServeConfig,

    /// Where `gatelog serve` is reached [default: http:// and the address that `serve` listens on]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// Tells how things are.
pub(super) async fn run(args: StatusArgs, clock: Clock) -> anyhow::Result<ExitCode> {
    let env = Environment::of_process();
    let mut report = Report::default();
    let settings = match args.config.resolve(&env) {
        Ok(settings) => Some(settings),
        // A shell that was given the database alone: a running service says which sources it has.
        Err(ConfigError::NoSecret(_)) => None,
        Err(error) => {
            report.wrong(format!("the configuration cannot be used: {}", one_line(&error)));
            None
        }
    };
    let database = args.config.database.resolve(&env)?;
    let store = Store::open(&Location::parse(database.expose())?, Access::Beside).await?;
    store.check_migrated().await?;
    let url = match args.url {
        Some(url) => url,
        None => format!("http://{}", args.config.database.listen(&env)?),
    };
    let url = url.trim_end_matches('/');
    let key = match &settings {
        Some(settings) => settings.api_key.clone(),
        None => secrets::api_key(None, None, &env).ok().flatten().map(|(key, _)| key),
    };
    let ready = readiness(url).await;
    let figures = Figures::ask(url, key.as_ref().map(SecretString::expose_secret), &ready).await;
    let told = from_database(&store, settings.as_ref(), &figures, clock.now(), &mut report).await;
    store.close().await;
    told?;
    figures.tell(clock.now(), &mut report);
    match ready {
        Readiness::Ready => report.line("serve", format!("{url} is ready")),
        Readiness::NotReady(why) => {
            report.line("serve", format!("{url} is not ready"));
            report.wrong(format!("serve is not ready: {why}"));
        }
        Readiness::NoAnswer => {
            report.line("serve", format!("nothing answers at {url}"));
            report.wrong(format!(
                "serve does not run, or is reached elsewhere: nothing answers at {url} (--url says where)"
            ));
        }
    }
    for (about, words) in &report.lines {
        say(&format!("{about:<12} {words}"))?;
    }
    for words in &report.wrong {
        say(&format!("{:<12} {words}", "WRONG"))?;
    }
    if report.wrong.is_empty() {
        say("all is well")?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

async fn from_database(
    store: &Store,
    settings: Option<&Settings>,
    figures: &Figures,
    now: Timestamp,
    report: &mut Report,
) -> anyhow::Result<()> {
    let configured: BTreeSet<String> = match settings {
        Some(settings) => settings.sources.iter().map(|source| source.source.to_string()).collect(),
        None => figures.sources(),
    };
    let of = |settings: &Settings| {
        let each = settings.sources.iter().map(|source| (source.source.clone(), source.instances.clone()));
        Instances::new(each)
    };
    let instances = settings.map(of).unwrap_or_default();
    let names: Vec<String> = configured.iter().cloned().collect();
    let (size, sources, recent, progress, rows) = tokio::try_join!(
        async { projections::size(store).await.context("the size of the log cannot be read") },
        async {
            sources::list(store, &names, &instances, &SourceAccess::All).await.context("the sources cannot be read")
        },
        async {
            left_out::look(store, &instances, &SourceAccess::All).await.context("the newest events cannot be read")
        },
        async { projections::progress(store).await.context("the progress of the views cannot be read") },
        async { projections::list(store).await.context("the views cannot be read") },
    )?;
    report.line("log", format!("{}: {} events", store.location(), size.0));
    for source in &sources {
        let is_configured = configured.contains(&source.source);
        report.line("source", of_source(source, is_configured || configured.is_empty(), now));
    }
    if configured.is_empty() && settings.is_none() {
        report.line("source", "no source is configured in this environment: give status the configuration of serve");
    }
    for recent in recent.unwrap_or_default() {
        let Some(notice) = recent.notice() else { continue };
        if recent.is_all_left_out() {
            report.wrong(notice);
        } else {
            report.line("hidden", notice);
        }
    }
    for view in &progress {
        of_view(view, &rows, now, report);
    }
    Ok(())
}

fn of_source(row: &SourceRow, is_configured: bool, now: Timestamp) -> String {
    let SourceRow { source, coverage_from, last_event_at, .. } = row;
    let recorded = match (coverage_from, last_event_at) {
        (Some(from), Some(last)) => format!("last event {} ago, at {last}; complete from {from}", ago(*last, now)),
        _ => "nothing recorded yet".to_owned(),
    };
    let configured = if is_configured { "" } else { "; not configured (any more), so nothing is taken for it" };
    format!("{source}: {recorded}{configured}")
}

fn of_view(progress: &Progress, rows: &[ProjectionRow], now: Timestamp, report: &mut Report) {
    let Progress { name, version, live, lag, behind_since } = progress;
    // Copies of other versions stand beside those that are served, for a day after an upgrade.
    let own = |state: &str| rows.iter().find(|row| row.name == *name && row.version == *version && row.state == state);
    if !live {
        let building = own("building");
        report.line(
            "view",
            match building {
                Some(row) => format!("{name}: being built, {} events done, {} to go", row.checkpoint, row.lag),
                None => format!("{name}: has no copy yet; serve builds it, or `gatelog projections rebuild {name}`"),
            },
        );
        return;
    }
    let passed_over = own("live").map_or(0, |row| row.failures);
    let behind = match behind_since {
        Some(since) if *lag > 0 => format!("{lag} events behind, for {}", ago(*since, now)),
        _ => "up to date".to_owned(),
    };
    report.line("view", format!("{name}: {behind}; {passed_over} events passed over"));
    // The trail lists every event, also one whose body nobody can read; another view lacks what it passed over.
    if passed_over > 0 && *name != Activity::NAME {
        report.wrong(format!(
            "the view {name} passed over {passed_over} events, so that its answers may lack something: `gatelog \
             projections failures {name}` lists them, `gatelog projections retry` tries them again after an upgrade"
        ));
    }
}
