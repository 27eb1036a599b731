//! `gatelog secrets`: lists the configured secrets by id with the last event that each verified,
//! so that the operator knows when to remove an old one. It works while `serve` runs.

use clap::Args;

use super::output::print_line;
use crate::{
    clock::{Clock, Timestamp},
    config::{ServeConfig, Settings, SourceSettings, environment::Environment, error::ConfigError},
    ingest::secret::Secret,
    query::secrets::{self, SecretUse},
    storage::{Location, OpenMode, Store},
};

const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
const UNUSED: &str = "-";

#[derive(Args, Debug)]
pub(super) struct SecretsArgs {
    #[command(flatten)]
    config: ServeConfig,
}

struct SecretRow<'a> {
    source: &'a str,
    id: &'a str,
    state: String,
    last: Option<SecretUse>,
}

pub(super) async fn run(args: SecretsArgs, clock: Clock) -> anyhow::Result<()> {
    let settings = match args.config.resolve(&Environment::of_process()) {
        Ok(settings) => Some(settings),
        // The list of the log works in a shell that only knows the database.
        Err(ConfigError::NoSecret(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let database = args.config.database.resolve(&Environment::of_process())?;
    let store = Store::open(&Location::parse(database.expose())?, OpenMode::Shared).await?;
    store.check_migrated().await?;
    let listed = list(&store, settings.as_ref(), clock.now()).await;
    store.close().await;
    listed
}

async fn list(store: &Store, settings: Option<&Settings>, now: Timestamp) -> anyhow::Result<()> {
    let uses = secrets::last_uses(store).await?;
    let sources = settings.map_or(&[][..], |settings| &settings.sources);
    let mut rows = Vec::new();
    for source in sources {
        for secret in source.secrets.iter().chain(&source.retired) {
            let last = last_use(store, &uses, secret, source).await?;
            rows.push(SecretRow {
                source: source.source.as_str(),
                id: secret.id(),
                state: state(source, secret),
                last,
            });
        }
    }
    for last in &uses {
        if !rows.iter().any(|row| row.id == last.secret_id) {
            let state = "not configured".to_owned();
            rows.push(SecretRow { source: &last.source, id: &last.secret_id, state, last: Some(last.clone()) });
        }
    }
    print_line(&format!(
        "{:<32} {:<8} {:<24} {:<24} {:>8} {:>12} {}",
        "SOURCE", "SECRET", "STATE", "LAST EVENT RECORDED", "DAYS AGO", "POSITION", "VIA"
    ))?;
    for SecretRow { source, id, state, last } in &rows {
        let [recorded, days, position, via] = match last {
            None => [UNUSED; 4].map(str::to_owned),
            Some(last) => [
                last.received_at.to_string(),
                ((now.micros() - last.received_at.micros()).max(0) / DAY_MICROS).to_string(),
                last.position.to_string(),
                last.via.clone(),
            ],
        };
        print_line(&format!("{source:<32} {id:<8} {state:<24} {recorded:<24} {days:>8} {position:>12} {via}"))?;
    }
    if settings.is_none() {
        print_line(
            "no secret is configured in this environment; give the configuration of `serve` by --config, or by its variables",
        )?;
    }
    Ok(())
}

/// The last event of this source, also when another source used the same secret later.
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
    let accepted = source.secrets.iter().any(|accepted| accepted.id() == secret.id());
    let state = if accepted { "accepted" } else { "verify only" };
    let short = if secret.is_short() { ", short" } else { "" };
    format!("{state}{short}")
}
