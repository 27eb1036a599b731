//! The sender whose secrets a tool works with: the one it is told, else the only one that is configured.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;

use super::known_source::unknown;
use crate::config::{ServeConfig, database::DatabaseArgs, environment::Environment, settings::SourceSettings};

/// Which sender, as flags.
#[derive(Args, Clone, Debug, Default)]
pub struct SourceArgs {
    /// The configuration file (TOML) that `serve` is given [env: `GATELOG_CONFIG`] [default: none]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// The source whose secrets are meant [default: the only one that is configured]
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
}

impl SourceArgs {
    /// That source, as `serve` would have it. `likely` is taken where no source is named and several are configured.
    pub(super) fn resolve(&self, likely: Option<&str>) -> anyhow::Result<SourceSettings> {
        let database = DatabaseArgs { config: self.config.clone(), ..DatabaseArgs::default() };
        let settings = ServeConfig { database, ..ServeConfig::default() }.resolve(&Environment::of_process())?;
        let names: Vec<&str> = settings.sources.iter().map(|source| source.source.as_str()).collect();
        if let Some(name) = &self.source {
            let meant = settings.source(name);
            return meant.cloned().with_context(|| format!("--source: {}", unknown(name, &names)));
        }
        if let [only] = settings.sources.as_slice() {
            return Ok(only.clone());
        }
        match likely.and_then(|name| settings.source(name)) {
            Some(source) => Ok(source.clone()),
            None => bail!("several sources are configured ({}): say with --source which is meant", names.join(", ")),
        }
    }
}
