//! Flags that select the source whose secrets a command uses.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;

use crate::{
    config::{ServeConfig, database::DatabaseArgs, environment::Environment, settings::SourceSettings},
    text::vocabulary,
};

#[derive(Args, Clone, Debug, Default)]
pub struct SourceArgs {
    /// Read this configuration file (TOML), the one of serve, for example gatelog.toml [env:
    /// GATELOG_CONFIG] [default: none]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Use the secrets of this source, for example clerk [default: the only one that is
    /// configured]
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
}

impl SourceArgs {
    /// The source that `--source` names, else the only configured one, else `likely` when it is
    /// configured.
    pub(super) fn resolve(&self, likely: Option<&str>) -> anyhow::Result<SourceSettings> {
        let database = DatabaseArgs { config: self.config.clone(), ..DatabaseArgs::default() };
        let settings = ServeConfig { database, ..ServeConfig::default() }.resolve(&Environment::of_process())?;
        let names: Vec<&str> = settings.sources.iter().map(|source| source.source.as_str()).collect();
        if let Some(name) = &self.source {
            let source = settings.source(name);
            return source.cloned().with_context(|| format!("--source: {}", vocabulary::unknown(name, names)));
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
