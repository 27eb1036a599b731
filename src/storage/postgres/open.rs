//! Connects with the settings that the guarantees need, and reads those back.

use std::{str::FromStr, time::Duration};

use sea_orm::{
    DatabaseConnection, SqlxPostgresConnector,
    sqlx::{
        self, AssertSqlSafe, ConnectOptions, Connection, PgConnection,
        postgres::{PgConnectOptions, PgPool, PgPoolOptions},
    },
};

use super::relay::Relay;
use crate::storage::{error::StoreError, reason, snapshots::SNAPSHOTS_MAX};

pub(crate) const LOG_SCHEMA: &str = "gatelog";
pub(crate) const VIEWS_SCHEMA: &str = "gatelog_views";

/// How long a webhook may wait for the database before it is answered 503: Svix gives up after 15
/// s.
const APPEND_TIMEOUT_MS: &str = "8000";
const QUERY_TIMEOUT_MS: &str = "30000";
/// Folding and indexing of a large view may take minutes.
const VIEWS_TIMEOUT_MS: &str = "1800000";
/// Dropping an old generation waits for its last reader no longer than this, and tries again
/// later.
const VIEWS_LOCK_TIMEOUT_MS: &str = "5000";
const READERS_MAX: u32 = 8;
/// Connections that write views: the projector's, and one for each view of a rebuild.
const VIEWS_WRITERS_MAX: u32 = 4;
/// Connections that read the log for projections and rebuilds, apart from those of queries.
const LOG_READERS_MAX: u32 = 3;
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(8);

pub(crate) struct PostgresPools {
    pub(crate) log_writer: DatabaseConnection,
    /// Reads the log for projections and rebuilds, apart from queries.
    pub(crate) log_reader: PgPool,
    pub(crate) views: DatabaseConnection,
    pub(crate) reader: DatabaseConnection,
    /// For snapshots.
    pub(crate) snapshots: DatabaseConnection,
    /// Carries all of their connections, unless the URL names a Unix socket.
    pub(crate) relay: Option<Relay>,
}

/// Connects; the schemas need not exist yet.
pub(crate) async fn open(url: &str, location: &str) -> Result<PostgresPools, StoreError> {
    let unreachable_at = |tried: &str, error: sqlx::Error| StoreError::Unreachable {
        location: tried.to_owned(),
        reason: reason::of_driver(&error),
        check: "check DATABASE_URL, and that the database exists and is running",
    };
    let options = PgConnectOptions::from_str(url).map_err(|error| unreachable_at(location, error))?;
    let tried = tried(&options, location);
    let unreachable = |error| unreachable_at(&tried, error);
    let mut options = options.disable_statement_logging();
    let mut relay = None;
    if options.get_socket().is_none() {
        let started = Relay::start(options.get_host(), options.get_port()).await;
        let started = started.map_err(|error| unreachable(error.into()))?;
        options = options.socket(started.folder());
        relay = Some(started);
    }
    let connect = |name: &str, path: String, timeout: &str| {
        options
            .clone()
            .application_name(&format!("gatelog-{name}"))
            // Compiling takes 20 ms and more; nothing here runs long enough to win that back.
            .options([("search_path", path.as_str()), ("statement_timeout", timeout), ("jit", "off")])
    };

    // One connection writes the log: more would only queue for the same row lock.
    let log_writer = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_connect(|connection, _| Box::pin(make_durable(connection)))
        .connect_lazy_with(connect("append", LOG_SCHEMA.to_owned(), APPEND_TIMEOUT_MS));
    let mut first = options.clone().connect().await.map_err(unreachable)?;
    verify_durable(&mut first).await?;
    first.close().await?;

    let pool = |connections: u32, options: PgConnectOptions| -> PgPool {
        PgPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE_TIMEOUT).connect_lazy_with(options)
    };
    let views = pool(
        VIEWS_WRITERS_MAX,
        // Rows lost in a crash are folded again from the log, because the checkpoint is lost with
        // them.
        connect("views", VIEWS_SCHEMA.to_owned(), VIEWS_TIMEOUT_MS)
            .options([("lock_timeout", VIEWS_LOCK_TIMEOUT_MS), ("synchronous_commit", "off")])
            // A plan for an empty table reads all of another index, and would be kept while the
            // connection lives and the table grows.
            .options([("plan_cache_mode", "force_custom_plan")]),
    );
    // Each list has an index in its order, and each filter with few rows has an index too, so
    // there is one good plan. Old statistics must not lead to another one.
    let queries = |name: &str| {
        connect(name, format!("{LOG_SCHEMA},{VIEWS_SCHEMA}"), QUERY_TIMEOUT_MS)
            .options([("enable_seqscan", "off"), ("enable_bitmapscan", "off"), ("enable_sort", "off")])
            .options([("enable_hashjoin", "off"), ("enable_mergejoin", "off")])
            .options([("plan_cache_mode", "force_custom_plan")])
    };
    let reader = pool(READERS_MAX, queries("query"));
    let snapshots = pool(SNAPSHOTS_MAX, queries("snapshot"));
    let log_reader = pool(LOG_READERS_MAX, connect("scan", LOG_SCHEMA.to_owned(), VIEWS_TIMEOUT_MS));
    Ok(PostgresPools {
        log_writer: SqlxPostgresConnector::from_sqlx_postgres_pool(log_writer),
        log_reader,
        views: SqlxPostgresConnector::from_sqlx_postgres_pool(views),
        reader: SqlxPostgresConnector::from_sqlx_postgres_pool(reader),
        snapshots: SqlxPostgresConnector::from_sqlx_postgres_pool(snapshots),
        relay,
    })
}

/// The target of a connection after the driver has added defaults (`PGHOST`, `PGPORT`, a socket).
fn tried(options: &PgConnectOptions, location: &str) -> String {
    let port = options.get_port();
    let at = match options.get_socket() {
        Some(socket) => format!("by the socket in {}, port {port}", socket.display()),
        None => format!("on the host {}, port {port}", options.get_host()),
    };
    format!("{location} {at}, as the user {}", options.get_username())
}

/// Every connection that appends: a role or database setting silently turns durability off
/// otherwise.
async fn make_durable(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("SET synchronous_commit = on").execute(&mut *connection).await?;
    // On a young table the cached plan of `svix_id = ANY($1)` is a sequential scan.
    sqlx::query("SET enable_seqscan = off").execute(&mut *connection).await?;
    // If only a sequential scan is possible, its cost looks high enough to compile it each time.
    sqlx::query("SET jit = off").execute(&mut *connection).await?;
    // The default took a quarter of the server's time under load. A server without lz4 keeps it.
    if let Err(error) = sqlx::query("SET default_toast_compression = lz4").execute(&mut *connection).await {
        tracing::debug!(%error, "bodies are compressed as the server does it");
    }
    let commit: String = sqlx::query_scalar("SHOW synchronous_commit").fetch_one(&mut *connection).await?;
    if commit != "on" {
        return Err(sqlx::Error::Protocol(format!(
            "synchronous_commit stays {commit}, acknowledged events could be lost"
        )));
    }
    Ok(())
}

/// Settings that only the server's administrator can change.
async fn verify_durable(connection: &mut PgConnection) -> Result<(), StoreError> {
    for setting in ["fsync", "full_page_writes"] {
        let value: String =
            sqlx::query_scalar(AssertSqlSafe(format!("SHOW {setting}"))).fetch_one(&mut *connection).await?;
        if value != "on" {
            return Err(StoreError::NotDurable {
                setting: format!("PostgreSQL runs with {setting} = {value}"),
                remedy: "set it to on in postgresql.conf and reload the server",
            });
        }
    }
    Ok(())
}
