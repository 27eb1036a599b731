//! `Dockerfile`: the user, the writable folder, the port, the probe and the copied files.

use std::{net::SocketAddr, path::PathBuf};

use super::{assert_variable, file, help};

/// The instructions, with continued lines joined and without comments.
fn instructions() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in file("Dockerfile").lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (text, continued) = line.strip_suffix('\\').map_or((line, false), |text| (text.trim(), true));
        if open {
            let last = all.last_mut().expect("a line goes before the one that continues it");
            last.1 = format!("{} {text}", last.1);
        } else {
            let (name, rest) = text.split_once(' ').expect("an instruction has arguments");
            all.push((name.to_owned(), rest.to_owned()));
        }
        open = continued;
    }
    all
}

/// The arguments of the last instruction of a name.
pub fn last(name: &str) -> String {
    let found = instructions().into_iter().rfind(|(instruction, _)| instruction == name);
    found.unwrap_or_else(|| panic!("no {name} in the Dockerfile")).1
}

/// The path of the program in the image.
pub fn program() -> String {
    serde_json::from_str::<Vec<String>>(&last("ENTRYPOINT")).expect("a JSON array").remove(0)
}

/// The port of the container.
pub fn port() -> u16 {
    last("EXPOSE").parse().expect("a port")
}

#[test]
fn image_runs_unprivileged_and_writes_to_its_volume() {
    let user = last("USER");
    let (uid, gid) = user.split_once(':').expect("user and group");
    assert!(uid.parse::<u32>().is_ok_and(|uid| uid > 0) && gid.parse::<u32>().is_ok_and(|gid| gid > 0), "{user}");
    let made = last("RUN");
    assert!(made.contains(&format!("--uid {uid}")) && made.contains(&format!("--gid {gid}")), "{made}");
    // The default database lies in the working directory.
    assert_eq!(last("WORKDIR"), last("VOLUME"));
    assert!(made.contains(&last("VOLUME")), "no instruction creates the folder of the volume: {made}");
}

#[test]
fn image_listens_on_the_exposed_port() {
    let (name, listen) =
        last("ENV").split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).expect("a variable");
    assert_variable(&name);
    let listen: SocketAddr = listen.parse().expect("an address and a port");
    assert!(listen.ip().is_unspecified(), "a published port does not arrive on loopback");
    assert_eq!(listen.port(), port());
    let probe = last("HEALTHCHECK");
    assert!(probe.contains(&format!("/dev/tcp/127.0.0.1/{}", port())), "{probe}");
    let path = probe.split("GET ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a path");
    let document: serde_json::Value = serde_json::from_str(&gatelog::api::document()).expect("JSON");
    assert!(document["paths"][path]["get"].is_object(), "there is no {path}");
}

#[test]
fn image_starts_an_existing_command() {
    let command: Vec<String> = serde_json::from_str(&last("CMD")).expect("a JSON array");
    help(&command.iter().map(String::as_str).collect::<Vec<_>>());
    let copied = instructions()
        .into_iter()
        .any(|(name, rest)| name == "COPY" && rest.starts_with("--from=build") && rest.ends_with(&program()));
    assert!(copied, "nothing is copied to {}", program());
    assert_eq!(last("STOPSIGNAL"), "SIGTERM");
}

#[test]
fn image_is_built_with_the_toolchain_required() {
    let wanted = file("Cargo.toml").lines().find_map(|line| line.strip_prefix("rust-version = ").map(str::to_owned));
    let minor =
        |version: &str| -> u32 { version.trim_matches('"').split('.').nth(1).expect("1.x").parse().expect("a number") };
    let given = instructions().into_iter().find_map(|(_, rest)| rest.strip_prefix("RUST_VERSION=").map(str::to_owned));
    assert!(minor(&given.expect("an argument")) >= minor(&wanted.expect("a rust-version")));
    let all = instructions();
    let at = |part: &str| all.iter().position(|(_, rest)| rest.contains(part)).unwrap_or_else(|| panic!("no {part}"));
    assert!(at(".cargo/config.toml") < at("cargo build"), "SQLite would be built with other flags");
    assert!(all.iter().filter(|(_, rest)| rest.contains("cargo build")).all(|(_, rest)| rest.contains("--locked")));
}

#[test]
fn image_copies_exactly_what_dockerignore_allows() {
    let ignore = file(".dockerignore");
    let mut rules = super::lines(&ignore);
    assert_eq!(rules.next(), Some("*"), "everything is excluded first");
    let allowed: Vec<&str> = rules.map(|rule| rule.strip_prefix('!').expect("only exceptions follow")).collect();
    let mut copied = Vec::new();
    for (name, rest) in instructions() {
        if name == "COPY" && !rest.starts_with("--from") {
            let mut paths: Vec<String> = rest.split(' ').map(str::to_owned).collect();
            paths.pop();
            copied.extend(paths);
        }
    }
    for path in &copied {
        assert!(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path).exists(), "there is no {path}");
        assert!(allowed.contains(&path.as_str()), "{path} is excluded by .dockerignore");
    }
    for path in allowed {
        assert!(copied.iter().any(|copied| copied == path), "{path} is allowed and not copied");
    }
}
