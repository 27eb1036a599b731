//! What can be meant as it is configured, and better is not. Refuses nothing: that is for errors.

use std::path::{Path, PathBuf};

use super::{environment::Environment, file::ConfigFile, settings::Settings, sources::is_open_to_others};

/// What is known beside the settings.
pub(super) struct Facts<'a> {
    pub(super) env: &'a Environment,
    pub(super) file: &'a ConfigFile,
    /// Files that hold secrets.
    pub(super) secret_files: Vec<PathBuf>,
    /// Whether the configuration file holds one.
    pub(super) secret_in_file: bool,
}

/// Every warning, in words that say what to do.
pub(super) fn warnings(settings: &Settings, facts: &Facts<'_>) -> Vec<String> {
    let mut found = of_sources(settings);
    found.extend(of_networks(settings));
    found.extend(of_files(facts));
    if settings.source("clerk").is_none() && facts.env.has("CLERK_INSTANCE_ID") {
        found.push(
            "CLERK_INSTANCE_ID is set, and there is no source clerk: write instance_ids for the sources that there are"
                .to_owned(),
        );
    }
    if settings.docs_enabled && !settings.listen.ip().is_loopback() {
        found.push(
            "/docs is open to everybody who reaches this address: it holds no data; server.docs = false closes it"
                .to_owned(),
        );
    }
    found
}

fn of_sources(settings: &Settings) -> Vec<String> {
    let mut found = Vec::new();
    for source in &settings.sources {
        let name = &source.source;
        for secret in source.secrets.iter().filter(|secret| secret.is_short()) {
            let id = secret.id();
            found.push(format!("the secret {id} of the source {name} is shorter than the 24 bytes that the specification asks for: have the sender make a new one"));
        }
        if source.secrets.is_empty() {
            found.push(format!("every secret of the source {name} is verify_only: its deliveries are all refused"));
        }
        if source.instances.is_empty() {
            found.push(format!("the source {name} names no instance_ids: test events of the dashboard, and other instances under the same secret, are shown among your users"));
        }
        for other in settings.sources.iter().take_while(|other| other.source != *name) {
            for secret in &source.secrets {
                if other.secrets.iter().any(|known| known.id() == secret.id()) {
                    let id = secret.id();
                    found.push(format!("the sources {} and {name} share the secret {id}: what was sent to one can be replayed to the other", other.source));
                }
            }
        }
    }
    found
}

fn of_networks(settings: &Settings) -> Vec<String> {
    let mut found = Vec::new();
    for source in settings.sources.iter().filter(|source| !source.networks.is_empty()) {
        if source.proxies.networks.is_empty() && settings.listen.ip().is_loopback() {
            let name = &source.source;
            found.push(format!("the source {name} takes deliveries from some networks only, and this address is reached by a proxy of this machine alone: name it in trusted_proxies, or all are refused"));
        }
    }
    let proxies = settings.sources.iter().any(|source| !source.proxies.networks.is_empty());
    if proxies && settings.sources.iter().all(|source| source.networks.is_empty()) {
        found.push(
            "trusted_proxies are named and no source has networks: the address of a client is used for nothing else"
                .to_owned(),
        );
    }
    found
}

fn of_files(facts: &Facts<'_>) -> Vec<String> {
    let open = |path: &Path| {
        format!("{} holds a secret and can be read by every user of this machine: chmod 600 it", path.display())
    };
    let mut found: Vec<String> =
        facts.secret_files.iter().filter(|path| is_open_to_others(path)).map(|path| open(path)).collect();
    if facts.secret_in_file && is_open_to_others(&facts.file.path) {
        found.push(open(&facts.file.path));
    }
    found
}
