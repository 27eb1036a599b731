//! `gatelog secrets`: which secrets are configured, and when each last verified what is in the log, so that people know
//! when an old one may go. Works beside a running `serve`, and shows ids only.

use clap::Args;

use super::say::say;
use crate::{
    clock::{Clock, Timestamp},
    config::{ServeConfig, Settings, SourceSettings, environment::Environment, error::ConfigError},
    ingest::secret::Secret,
    query::secrets::{self, SecretUse},
    store::{Access, Location, Store},
};

const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
const UNUSED: &str = "-";

/// What `secrets` is told: the same as `serve`.
#[derive(Args, Debug)]
pub struct SecretsArgs {
    #[command(flatten)]
    config: ServeConfig,
}

/// One line of the list.
struct Line<'a> {
    source: &'a str,
    id: &'a str,
    state: String,
    last: Option<SecretUse>,
}

/// Lists them.
pub(super) async fn run(args: SecretsArgs, clock: Clock) -> anyhow::Result<()> {
    let settings = match args.config.resolve(&Environment::of_process()) {
        Ok(settings) => Some(settings),
        // The log can be asked all the same, from a shell that was given the database alone.
        Err(ConfigError::NoSecret(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let database = args.config.database.resolve(&Environment::of_process())?;
    let store = Store::open(&Location::parse(database.expose())?, Access::Beside).await?;
    store.check_migrated().await?;
    let listed = list(&store, settings.as_ref(), clock.now()).await;
    store.close().await;
    listed
}

async fn list(store: &Store, settings: Option<&Settings>, now: Timestamp) -> anyhow::Result<()> {
    let uses = secrets::last_uses(store).await?;
    let sources = settings.map_or(&[][..], |settings| &settings.sources);
    let mut lines = Vec::new();
    for source in sources {
        for secret in source.secrets.iter().chain(&source.retired) {
            let last = last_use(store, &uses, secret, source).await?;
            lines.push(Line { source: source.source.as_str(), id: secret.id(), state: state(source, secret), last });
        }
    }
    for last in &uses {
        if !lines.iter().any(|line| line.id == last.secret_id) {
            let state = "not configured".to_owned();
            lines.push(Line { source: &last.source, id: &last.secret_id, state, last: Some(last.clone()) });
        }
    }
    say(&format!(
        "{:<32} {:<8} {:<24} {:<24} {:>8} {:>12} {}",
        "SOURCE", "SECRET", "STATE", "LAST EVENT RECORDED", "DAYS AGO", "POSITION", "VIA"
    ))?;
    for Line { source, id, state, last } in &lines {
        let [recorded, days, position, via] = match last {
            None => [UNUSED; 4].map(str::to_owned),
            Some(last) => [
                last.received_at.to_string(),
                ((now.micros() - last.received_at.micros()).max(0) / DAY_MICROS).to_string(),
                last.position.to_string(),
                last.via.clone(),
            ],
        };
        say(&format!("{source:<32} {id:<8} {state:<24} {recorded:<24} {days:>8} {position:>12} {via}"))?;
    }
    if settings.is_none() {
        say(
            "no secret is configured in this environment; name the configuration that `serve` has by --config, or by its variables",
        )?;
    }
    Ok(())
}

/// The latest event of this very source, where another one has used the same secret since.
async fn last_use(
    store: &Store,
    uses: &[SecretUse],
    secret: &Secret,
    source: &SourceSettings,
) -> anyhow::Result<Option<SecretUse>> {
    match uses.iter().find(|last| last.secret_id == secret.id()) {
        Some(last) if last.source == source.source.as_str() => Ok(Some(last.clone())),
        Some(_) => Ok(secrets::last_use_by(store, secret.id(), source.source.as_str()).await?),
        None => Ok(None),
    }
}

fn state(source: &SourceSettings, secret: &Secret) -> String {
    let taken = source.secrets.iter().any(|taken| taken.id() == secret.id());
    let state = if taken { "taken" } else { "verify only" };
    let short = if secret.is_short() { ", short" } else { "" };
    format!("{state}{short}")
}
