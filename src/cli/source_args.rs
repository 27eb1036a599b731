//! Flags that select the source that a command acts for, as it is configured.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

use std::path::PathBuf;

use clap::Args;

use crate::{
    api::webhook_source,
    config::{
        ServeConfig, configured_instances, database::DatabaseArgs, environment::Environment, error::ConfigError,
        settings::SourceSettings,
    },
    text::vocabulary,
};

/// The source of the variables, which no file has to name.
const CLERK: &str = "clerk";

#[derive(Args, Clone, Debug, Default)]
pub struct SourceArgs {
    /// Read this configuration file (TOML), the one of serve, for example gatelog.toml [env:
    /// GATELOG_CONFIG] [default: none]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Use the secrets and the headers of this source, for example clerk [default: the only one
    /// that is configured, or the one that the address names]
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum SourceArgsError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("--source: {0}")]
    Unknown(String),
    #[error("several sources are configured ({0}): say with --source which is meant")]
    Several(String),
}

impl SourceArgs {
    /// The source that `--source` names, else the only configured one, else `likely` when it is
    /// configured.
    pub(super) fn resolve(&self, likely: Option<&str>, env: &Environment) -> Result<SourceSettings, SourceArgsError> {
        let settings = ServeConfig { database: self.database(), ..ServeConfig::default() }.resolve(env)?;
        let names: Vec<&str> = settings.sources.iter().map(|source| source.source.as_str()).collect();
        if let Some(name) = &self.source {
            let source = settings.source(name).cloned();
            return source.ok_or_else(|| SourceArgsError::Unknown(vocabulary::unknown(name, names)));
        }
        match (settings.sources.as_slice(), likely.and_then(|name| settings.source(name))) {
            (_, Some(likely)) => Ok(likely.clone()),
            ([only], None) => Ok(only.clone()),
            _ => Err(SourceArgsError::Several(names.join(", "))),
        }
    }

    /// The source that receives deliveries to a path. `None` where the secret is given otherwise,
    /// and the configuration names no source that is meant.
    pub(super) fn of_endpoint(
        &self,
        path: &str,
        secret_is_given: bool,
        env: &Environment,
    ) -> Result<Option<SourceSettings>, SourceArgsError> {
        match self.resolve(webhook_source(path), env) {
            Err(SourceArgsError::Config(ConfigError::NoSecret(_)) | SourceArgsError::Several(_))
                if secret_is_given && self.source.is_none() =>
            {
                Ok(None)
            }
            resolved => resolved.map(Some),
        }
    }

    /// The first instance of the source. A configuration without a secret may name one all the
    /// same.
    pub(super) fn instance(
        &self,
        source: Option<&SourceSettings>,
        env: &Environment,
    ) -> Result<Option<String>, ConfigError> {
        let instances = match source {
            Some(source) => source.instances.clone(),
            None => configured_instances(&self.database(), CLERK, env)?,
        };
        Ok(instances.into_iter().next())
    }

    fn database(&self) -> DatabaseArgs {
        DatabaseArgs { config: self.config.clone(), ..DatabaseArgs::default() }
    }
}
