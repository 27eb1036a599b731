//! The databases' own shells, `sqlite3` and `psql`: what anybody with access to the database can do, past all of our
//! code. Reports what the shell said; judges nothing.

use std::{
    io::{ErrorKind, Write},
    path::PathBuf,
    process::{Command, Stdio},
};

use super::{Db, cluster, postgres::refuse_to_skip};

/// A shell on one database.
pub struct Shell {
    program: PathBuf,
    arguments: Vec<String>,
}

impl Shell {
    /// On a database, as who owns it; `None` (and a note on stderr) where the shell is not installed.
    pub fn of(db: &Db) -> Option<Self> {
        match db {
            Db::Sqlite(folder) => Self::sqlite3(&folder.path().join("gatelog.db").display().to_string()),
            Db::Postgres(database) => Self::psql(database.url()),
        }
    }

    /// `sqlite3` on a file, with none of the settings of ours.
    pub fn sqlite3(path: &str) -> Option<Self> {
        let arguments = ["-batch", "-bail", "-cmd", ".timeout 10000", path].map(str::to_owned).to_vec();
        Self { program: "sqlite3".into(), arguments }.if_installed()
    }

    /// `psql` by a URL.
    pub fn psql(url: &str) -> Option<Self> {
        let beside = cluster::binaries().map(|folder| folder.join("psql")).filter(|psql| psql.exists());
        let url = without_driver_parameters(url);
        let arguments = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", &url, "-f", "-"];
        Self { program: beside.unwrap_or("psql".into()), arguments: arguments.map(str::to_owned).to_vec() }
            .if_installed()
    }

    fn if_installed(self) -> Option<Self> {
        let asked = Command::new(&self.program).arg("--version").stdout(Stdio::null()).status();
        match asked {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let reason = format!("{} is not installed", self.program.display());
                refuse_to_skip(&reason);
                cluster::note(&format!("skipped: {reason}"));
                None
            }
            _ => Some(self),
        }
    }

    /// Runs SQL up to the first error: what it printed, or what it complained of.
    pub fn run(&self, sql: &str) -> Result<String, String> {
        let mut shell = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the shell is installed");
        let mut input = shell.stdin.take().expect("piped");
        // A shell that has refused already no longer reads.
        _ = input.write_all(sql.as_bytes());
        drop(input);
        let output = shell.wait_with_output().expect("the shell ends");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).trim().to_owned();
        if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
    }
}

/// Parameters that the driver adds to a URL, and that `psql` refuses.
const DRIVER_PARAMETERS: [&str; 1] = ["statement-cache-capacity"];

fn without_driver_parameters(url: &str) -> String {
    let Some((address, query)) = url.split_once('?') else { return url.to_owned() };
    let is_known = |pair: &&str| !DRIVER_PARAMETERS.iter().any(|name| pair.split('=').next() == Some(name));
    let rest: Vec<&str> = query.split('&').filter(is_known).collect();
    if rest.is_empty() { address.to_owned() } else { format!("{address}?{}", rest.join("&")) }
}

#[test]
fn psql_gets_no_parameters_of_the_driver() {
    for (url, expected) in [
        ("postgres://u@h/db", "postgres://u@h/db"),
        ("postgres://u@h/db?statement-cache-capacity=100", "postgres://u@h/db"),
        ("postgres://u@h/db?sslmode=prefer&statement-cache-capacity=100", "postgres://u@h/db?sslmode=prefer"),
    ] {
        assert_eq!(without_driver_parameters(url), expected);
    }
}
