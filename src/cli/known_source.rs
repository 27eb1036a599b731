//! Refuses a source that is neither configured nor in the log: a mistyped name would create a
//! source for ever.

use anyhow::{Context as _, bail};

use crate::{
    config::{ServeConfig, database::DatabaseArgs, environment::Environment, error::ConfigError},
    query::sources,
    storage::Store,
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
            return Err(error).context(
                "the configured sources are not known, since the configuration cannot be used (--new-source takes the source without that check)",
            );
        }
    };
    if let Some(unknown) = sources::first_unknown(store, &configured, wanted).await? {
        bail!("--source: {unknown}; --new-source says that a new one is meant");
    }
    Ok(())
}
