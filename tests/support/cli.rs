//! The real binary for one command.

use std::process::{Command, Output, Stdio};

use super::Db;

/// The command, not yet run, on a database and with nothing else in its environment.
pub fn gatelog(db: &Db, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatelog"));
    command.args(arguments).env_clear().env("DATABASE_URL", db.url()).stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub fn run(db: &Db, arguments: &[&str]) -> Output {
    gatelog(db, arguments).output().expect("the binary runs")
}

/// What it said, on both streams.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
