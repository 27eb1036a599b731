//! Refuses a source that is neither configured nor in the log: a mistyped name would create a
//! source for ever.

use anyhow::{Context as _, bail};

use crate::{
    access::Sources,
    config::{ServeConfig, database::DatabaseArgs, environment::Environment, error::ConfigError},
    query::{Instances, sources},
    store::Store,
    text::vocabulary,
};

/// Checks that each name is configured or in the log.
pub(super) async fn check(
    store: &Store,
    database: &DatabaseArgs,
    wanted: impl IntoIterator<Item = &str>,
) -> anyhow::Result<()> {
    let config = ServeConfig { database: database.clone(), ..ServeConfig::default() };
    let configured: Vec<String> = match config.resolve(&Environment::of_process()) {
        Ok(settings) => settings.sources.iter().map(|source| source.source.to_string()).collect(),
        // Only the log knows the sources then.
        Err(ConfigError::NoSecret(_)) => Vec::new(),
        Err(error) => {
            return Err(error).context("which sources are configured cannot be told (--new-source asks nothing)");
        }
    };
    let known = sources::list(store, &configured, &Instances::default(), &Sources::All).await?;
    let known: Vec<&str> = known.iter().map(|row| row.source.as_str()).collect();
    for name in wanted {
        if !known.contains(&name) {
            bail!("--source: {}; --new-source says that a new one is meant", unknown(name, &known));
        }
    }
    Ok(())
}

/// The text of an error about an unknown source.
pub(super) fn unknown(name: &str, known: &[&str]) -> String {
    if known.is_empty() {
        return format!("there is no source {name:?}: none is configured, and the log holds no events");
    }
    vocabulary::unknown(name, known.iter().copied())
}
