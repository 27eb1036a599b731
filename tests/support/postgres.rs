//! `PostgreSQL` for tests: the server that `GATELOG_TEST_POSTGRES_URL` names, else one throw-away cluster per process.
//! Each test gets a database of its own. Where there is no `PostgreSQL`, says so; never passes in silence.

use std::{
    env,
    str::FromStr,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use sea_orm::sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions, query, raw_sql,
};

use super::cluster::{ADMIN, Cluster, note};

/// Names the server to test on, by a role that may create databases; some tests need a superuser and say so.
const URL_VARIABLE: &str = "GATELOG_TEST_POSTGRES_URL";

/// Where tests get their databases.
enum Server {
    Given(String),
    Own(Cluster),
}

/// For the whole process, so that a start is paid once. Statics are never dropped: the cluster's watch sees the end.
fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        if let Ok(url) = env::var(URL_VARIABLE) {
            return Some(Server::Given(url));
        }
        match Cluster::start("") {
            Ok(cluster) => Some(Server::Own(cluster)),
            Err(reason) => {
                note(&format!("skipped: the tests on PostgreSQL: {reason}; or name a server by {URL_VARIABLE}"));
                None
            }
        }
    });
    if server.is_none() {
        refuse_to_skip("no PostgreSQL to test on");
    }
    server.as_ref()
}

/// Called where a test would be skipped: CI asks for all of them.
pub fn refuse_to_skip(reason: &str) {
    let required = env::var("GATELOG_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
    assert!(!required, "{reason}, and GATELOG_REQUIRE_POSTGRES=1 asks for it");
}

/// Whether the server was given: then it is not ours to run with other settings.
pub fn is_given() -> bool {
    env::var_os(URL_VARIABLE).is_some()
}

/// A database of one test.
pub struct Database {
    name: String,
    server: &'static Server,
    url: String,
}

impl Database {
    /// A fresh, empty one.
    pub async fn create() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = tokio::task::spawn_blocking(server).await.expect("starts, or says why not")?;
        let name = format!("gatelog_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        execute(&server.url("postgres"), &[format!("CREATE DATABASE {name}")]).await;
        Some(Self { url: server.url(&name), name, server })
    }

    /// Its name on the server.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// As the role that owns it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// As another role that may log in.
    pub fn url_as(&self, role: &str) -> String {
        match self.server {
            Server::Own(cluster) => cluster.url(role, &self.name),
            Server::Given(_) => with(&self.url, |options| options.username(role).password(role)),
        }
    }

    /// Makes a role that may log in and do nothing else, named for this database; its password is its name.
    pub async fn create_role(&self) -> String {
        let role = format!("{}_role", self.name);
        execute(&self.url, &[format!("CREATE ROLE {role} LOGIN PASSWORD '{role}'")]).await;
        role
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // Our own cluster goes as a whole.
        if let Server::Given(_) = self.server {
            let (url, name) = (self.server.url("postgres"), self.name.clone());
            let drops = [format!("DROP DATABASE {name} WITH (FORCE)"), format!("DROP ROLE IF EXISTS {name}_role")];
            let dropped = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.expect("a runtime").block_on(execute(&url, &drops));
            });
            if dropped.join().is_err() {
                note(&format!("the database {} stays behind on the given server", self.name));
            }
        }
    }
}

impl Server {
    fn url(&self, database: &str) -> String {
        match self {
            Self::Own(cluster) => cluster.url(ADMIN, database),
            Self::Given(url) => with(url, |options| options.database(database)),
        }
    }
}

fn with(url: &str, change: impl FnOnce(PgConnectOptions) -> PgConnectOptions) -> String {
    let options = PgConnectOptions::from_str(url).expect("GATELOG_TEST_POSTGRES_URL is a URL");
    change(options).to_url_lossy().to_string()
}

/// Runs statements as a role of the server, each in a transaction of its own.
pub async fn execute(url: &str, statements: &[String]) {
    let options = PgConnectOptions::from_str(url).expect("a good URL").disable_statement_logging();
    let mut connection = PgConnection::connect_with(&options).await.expect("the server answers");
    for statement in statements {
        query(AssertSqlSafe(statement.clone())).execute(&mut connection).await.unwrap_or_else(|error| {
            panic!("{statement}: {error}");
        });
    }
    connection.close().await.expect("the connection closes");
}

/// Runs a script of many statements, as `pg_dump` writes them.
pub async fn run_script(url: &str, script: &str) {
    let options = PgConnectOptions::from_str(url).expect("a good URL").disable_statement_logging();
    let mut connection = PgConnection::connect_with(&options).await.expect("the server answers");
    raw_sql(AssertSqlSafe(script.to_owned())).execute(&mut connection).await.expect("the script runs");
    connection.close().await.expect("the connection closes");
}
