//! Advice for a valid configuration. Each warning says what to do.

use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use super::{environment::Environment, file::ConfigFile, settings::Settings};

/// What the warnings depend on besides the settings.
pub(super) struct WarningInput<'a> {
    pub(super) env: &'a Environment,
    pub(super) file: &'a ConfigFile,
    /// Files that hold secrets.
    pub(super) secret_files: Vec<PathBuf>,
    /// Whether the configuration file itself holds a secret.
    pub(super) secret_in_file: bool,
}

pub(super) fn warnings(settings: &Settings, input: &WarningInput<'_>) -> Vec<String> {
    let mut found = source_warnings(settings);
    found.extend(network_warnings(settings));
    found.extend(file_warnings(input));
    if settings.source("clerk").is_none() && input.env.has("CLERK_INSTANCE_ID") {
        found.push(
            "CLERK_INSTANCE_ID is set, and there is no source clerk: write instance_ids into the tables of your sources"
                .to_owned(),
        );
    }
    if settings.docs_enabled && !settings.listen.ip().is_loopback() {
        found.push(
            "/docs is open to every client that reaches this address: it holds no data; set server.docs = false to close it"
                .to_owned(),
        );
    }
    found
}

fn source_warnings(settings: &Settings) -> Vec<String> {
    let mut found = Vec::new();
    for source in &settings.sources {
        let name = &source.source;
        for secret in source.secrets.iter().filter(|secret| secret.is_short()) {
            let id = secret.id();
            found.push(format!(
                "the secret {id} of the source {name} is shorter than the 24 bytes that the specification requires: \
                 create a new one at the sender"
            ));
        }
        if source.secrets.is_empty() {
            found.push(format!(
                "every secret of the source {name} is verify_only, so all its deliveries are refused: add a secret \
                 without verify_only"
            ));
        }
        if source.instances.is_empty() {
            found.push(format!(
                "the source {name} names no instance_ids, so answers mix your users with test events of the dashboard \
                 and other instances: set instance_ids"
            ));
        }
        for other in settings.sources.iter().take_while(|other| other.source != *name) {
            for secret in &source.secrets {
                if other.secrets.iter().any(|known| known.id() == secret.id()) {
                    let id = secret.id();
                    found.push(format!(
                        "the sources {} and {name} share the secret {id}, so a delivery to one can be replayed to the \
                         other: give each its own",
                        other.source
                    ));
                }
            }
        }
    }
    found
}

fn network_warnings(settings: &Settings) -> Vec<String> {
    let mut found = Vec::new();
    for source in settings.sources.iter().filter(|source| !source.networks.is_empty()) {
        if source.proxies.networks.is_empty() && settings.listen.ip().is_loopback() {
            let name = &source.source;
            found.push(format!(
                "the source {name} has networks, and only a proxy on this machine reaches this address: name it in \
                 trusted_proxies, or every delivery is refused"
            ));
        }
    }
    let proxies = settings.sources.iter().any(|source| !source.proxies.networks.is_empty());
    if proxies && settings.sources.iter().all(|source| source.networks.is_empty()) {
        found.push(
            "trusted_proxies is set, and no source has networks: remove it, or set networks, its only use".to_owned(),
        );
    }
    found
}

fn file_warnings(input: &WarningInput<'_>) -> Vec<String> {
    let open = |path: &Path| {
        format!("{} holds a secret and can be read by every user of this machine: chmod 600 it", path.display())
    };
    let mut found: Vec<String> =
        input.secret_files.iter().filter(|path| is_world_readable(path)).map(|path| open(path)).collect();
    if input.secret_in_file && is_world_readable(&input.file.path) {
        found.push(open(&input.file.path));
    }
    found
}

fn is_world_readable(path: &Path) -> bool {
    const OTHERS_MAY_READ: u32 = 0o004;
    path.metadata().is_ok_and(|metadata| metadata.permissions().mode() & OTHERS_MAY_READ != 0)
}
