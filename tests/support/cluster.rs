//! A throw-away cluster from the installed `initdb` and `postgres`: stopped and removed when the process that started
//! it ends, in whatever way that ends. Never touches a server that runs already.

use std::{
    fs,
    io::{self, Write as _},
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// Far beyond the second that it takes, for machines under load.
const START_TIMEOUT: Duration = Duration::from_secs(90);

/// The superuser of a cluster started here.
pub const ADMIN: &str = "gatelog_tests";

/// Runs in a process of its own. It ends when its stdin does, and that is the writing end of a pipe which nobody but
/// the tests holds: a failed test, an abort and a kill close it too. The test itself could not clean up after those.
const WATCH: &str = r#"
cd "$1" || exit 1
{ "$2/initdb" -D data -U "$3" --auth=trust --encoding=UTF8 --no-sync $4 || exit 1; } >log 2>&1
"$2/postgres" -D data -c listen_addresses= -c unix_socket_directories="$1" -c max_connections=300 $5 </dev/null >>log 2>&1 &
server=$!
read -r _
kill -QUIT $server
wait $server
cd / && rm -rf "$1"
"#;

/// A running cluster; it stops when this is dropped.
pub struct Cluster {
    folder: PathBuf,
    watch: Child,
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.watch.stdin.take());
        _ = self.watch.wait();
    }
}

impl Cluster {
    /// Starts one whose default collation is a language's, not byte order: where the log relies on byte order and
    /// does not say so, it shows here. `options` go to the server: `-c fsync=off`.
    pub fn start(options: &str) -> Result<Self, String> {
        let bin = binaries().ok_or("no initdb and postgres in PATH or /usr/lib/postgresql/*/bin")?;
        // ICU is a provider for whole clusters from 15 on; an older one serves without.
        Self::start_with(&bin, "--locale-provider=icu --icu-locale=en-US --locale=C.UTF-8", options)
            .or_else(|_| Self::start_with(&bin, "", options))
    }

    fn start_with(bin: &Path, locale: &str, options: &str) -> Result<Self, String> {
        let folder =
            tempfile::Builder::new().prefix("gatelog-pg-").tempdir().map_err(|error| error.to_string())?.keep();
        let mut watch = Command::new("sh");
        watch.args(["-c", WATCH, "sh"]).arg(&folder).arg(bin).args([ADMIN, locale, options]);
        watch.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // Ctrl-C goes to the tests; the watch must live on to clean up.
        watch.process_group(0);
        if fs::metadata(&folder).map_err(|error| error.to_string())?.uid() == 0 {
            // initdb and postgres refuse to run as root.
            let (uid, gid) = unprivileged().ok_or("running as root, and neither user postgres nor nobody is known")?;
            chown(&folder, Some(uid), Some(gid)).map_err(|error| error.to_string())?;
            watch.uid(uid).gid(gid);
        }
        let watch = watch.spawn().map_err(|error| error.to_string())?;
        let mut cluster = Self { folder, watch };
        cluster.wait_until_ready()?;
        Ok(cluster)
    }

    fn wait_until_ready(&mut self) -> Result<(), String> {
        let started = Instant::now();
        loop {
            // Its eighth line says so; a socket that accepts does not.
            let status = fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap_or_default();
            if status.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
                return Ok(());
            }
            let ended = self.watch.try_wait().map_err(|error| error.to_string())?.is_some();
            if ended || started.elapsed() > START_TIMEOUT {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!("the cluster does not start: {log}"));
            }
            sleep(Duration::from_millis(10));
        }
    }

    /// The URL of one of its databases, for one of its roles. By socket, so that no port is ever taken by another.
    pub fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@{}/{database}", self.folder.display().to_string().replace('/', "%2F"))
    }
}

/// Where `initdb` and `postgres` are installed, the newest first.
pub fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|version| Some((version.file_name().to_str()?.parse().ok()?, version.path().join("bin"))))
        .collect();
    versions.sort();
    folders.extend(versions.into_iter().rev().map(|(_, folder)| folder));
    folders.into_iter().find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

/// The ids of a user who may run a server.
fn unprivileged() -> Option<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "nobody"].iter().find_map(|name| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut ids = line.split(':').skip(2);
        Some((ids.next()?.parse().ok()?, ids.next()?.parse().ok()?))
    })
}

/// Says something past the test harness, which swallows what a passing test prints.
pub fn note(line: &str) {
    _ = writeln!(io::stderr(), "{line}");
}
