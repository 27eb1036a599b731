//! `Dockerfile`, `compose.yaml` and the files of `deploy/` agree with the program: the ports, paths, commands, flags,
//! variables and times that they name exist. Builds and runs no container.

mod compose;
mod dockerfile;
mod kubernetes;
mod proxies;
mod scrape;
mod unit;

use std::{fs, path::PathBuf, process::Command};

/// A file of the repository.
fn file(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The `--help` of a command line; an unknown flag is an error.
fn help(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gatelog")).args(arguments).arg("--help").env_clear().output();
    let output = output.expect("the binary runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// Fails unless the program reads the variable.
fn assert_variable(name: &str) {
    let known = help(&["serve"]);
    let plain = name.strip_suffix("_FILE").unwrap_or(name);
    assert!(known.contains(plain), "no command reads {name}:\n{known}");
}

/// Lines without comments and blank ones.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The number of seconds of `40s`.
fn seconds(text: &str) -> u64 {
    let text = text.trim().trim_end_matches(';').trim_end_matches('s');
    text.parse().unwrap_or_else(|_| panic!("{text} is no number of seconds"))
}
