//! What people deploy by agrees with the program: `Dockerfile`, `compose.yaml`, the systemd unit and the proxies name
//! ports, paths, commands, flags, variables and times that are there. Builds and runs no container.

mod compose;
mod dockerfile;
mod proxies;
mod unit;

use std::{fs, path::PathBuf, process::Command};

/// A file of the repository.
fn file(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What the program says of itself when a command line is followed by `--help`; a flag it does not know is an error.
fn help(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gatelog")).args(arguments).arg("--help").env_clear().output();
    let output = output.expect("the binary runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// That the program reads a variable.
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

/// What the README shows is what is tested here.
#[test]
fn the_readme_shows_these_very_files() {
    let readme = file("README.md");
    for name in ["gatelog.service", "nginx.conf", "Caddyfile"] {
        assert!(readme.contains(&file(&format!("tests/deploy/{name}"))), "README.md shows another {name}");
    }
}
