//! Advice for a valid configuration. Each warning says what to do.

use std::{collections::BTreeSet, os::unix::fs::PermissionsExt as _, path::Path, path::PathBuf};

use super::{dotenv, environment::Environment, settings::Settings};
use crate::storage::Location;

/// `secret_files` are the files that hold the secrets of the settings.
pub(super) fn warnings(settings: &Settings, env: &Environment, secret_files: &[PathBuf]) -> Vec<String> {
    let mut found = source_warnings(settings);
    found.extend(network_warnings(settings));
    found.extend(file_warnings(settings, secret_files));
    if settings.source("clerk").is_none() && env.has("CLERK_INSTANCE_ID") {
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
    if proxies && !settings.viewer_enabled && settings.sources.iter().all(|source| source.networks.is_empty()) {
        found.push(
            "trusted_proxies is set, and neither networks of a source nor the page for people uses it: remove it, or \
             set networks"
                .to_owned(),
        );
    }
    if settings.person_header.is_some() && settings.proxies.networks.is_empty() {
        found.push(
            "server.person_header is set without server.trusted_proxies: no name is kept until it names your proxy"
                .to_owned(),
        );
    }
    found
}

/// Files that every user of this machine can read. Gatelog creates its own readable by their owner
/// only; a restored one has the mode that the restore gave it.
fn file_warnings(settings: &Settings, secret_files: &[PathBuf]) -> Vec<String> {
    let location = Location::parse(settings.database.expose()).ok();
    let database = location.iter().flat_map(Location::files).map(|path| (path, "events with personal data"));
    let holders: BTreeSet<PathBuf> = secret_files.iter().cloned().chain(dotenv::with_secret()).collect();
    let secrets = holders.into_iter().map(|path| (path, "a secret"));
    let open = secrets.chain(database).filter(|(path, _)| is_world_readable(path));
    open.map(|(path, what)| {
        let path = path.display();
        format!("{path} holds {what} and can be read by every user of this machine: chmod 600 {path}")
    })
    .collect()
}

fn is_world_readable(path: &Path) -> bool {
    const OTHERS_MAY_READ: u32 = 0o004;
    path.metadata().is_ok_and(|metadata| metadata.permissions().mode() & OTHERS_MAY_READ != 0)
}
