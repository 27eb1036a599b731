//! What statements cost, by the count of the database itself.

use gatelog::{
    access::SourceAccess,
    query::{Instances, projections, sources},
    storage::location,
    views,
};
use rusqlite::{Connection, OpenFlags, StatementStatus};
use sea_orm::{ConnectionTrait as _, Statement};

use super::fill::{Answered, Followed};
use crate::support::{Db, postgres::execute};

/// What the planner of the database knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Statistics {
    /// Taken while the tables were empty, or long ago.
    AsFollowed,
    /// Taken now, by a rebuild or by the server.
    True,
}

/// Of one page.
pub struct Cost {
    pub rows: usize,
    /// By statement, with how it was done.
    statements: Vec<(u64, String)>,
}

impl Cost {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    pub fn total(&self) -> f64 {
        self.statements.iter().map(|(cost, _)| cost).sum::<u64>() as f64
    }

    /// The statement that costs most, and how it was done.
    pub fn dearest(&self) -> &str {
        self.statements.iter().max_by_key(|(cost, _)| cost).map_or("", |(_, plan)| plan)
    }
}

impl Followed<'_> {
    /// Gives the planner these statistics.
    pub async fn prepare(&self, statistics: Statistics) {
        match (self.db, statistics) {
            (Db::Sqlite(_), Statistics::AsFollowed) => {
                self.sqlite().execute_batch("DELETE FROM views.sqlite_stat1").expect("there are none");
            }
            // A rebuild analyses the tables of views only.
            (Db::Sqlite(_), Statistics::True) => {
                let connection = self.sqlite();
                for view in views::all() {
                    let analyze = format!("PRAGMA views.analysis_limit = 1000; ANALYZE views.{}_1", view.name());
                    connection.execute_batch(&analyze).expect("it analyses");
                }
            }
            // As the server's own vacuum does at any time; after the first there is no way back.
            (Db::Postgres(_), Statistics::AsFollowed) => {}
            (Db::Postgres(database), Statistics::True) => {
                execute(database.url(), &["VACUUM (ANALYZE)".to_owned()]).await;
            }
        }
    }

    /// What a page cost.
    pub async fn cost(&self, page: &Answered) -> Cost {
        let mut statements = Vec::new();
        match self.db {
            Db::Sqlite(_) => {
                let connection = self.sqlite();
                statements.extend(page.statements.iter().map(|statement| steps(&connection, &statement.to_string())));
            }
            Db::Postgres(_) => {
                for statement in &page.statements {
                    statements.push(self.touched(&statement.to_string()).await);
                }
            }
        }
        Cost { rows: page.rows, statements }
    }

    /// A connection like those of queries: the log with the views attached.
    fn sqlite(&self) -> Connection {
        let gatelog::storage::Location::Sqlite(log) = self.store.location() else { panic!("another database") };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(log, flags).expect("it opens");
        let views = location::views_path(log).display().to_string();
        connection.execute("ATTACH DATABASE ?1 AS views", [views]).expect("it attaches");
        connection
    }

    async fn touched(&self, sql: &str) -> (u64, String) {
        let explain = format!("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF) {sql}");
        let reader = self.store.reader();
        let statement = Statement::from_string(reader.get_database_backend(), explain);
        let lines = reader.query_all_raw(statement).await.expect("a plan");
        let lines: Vec<String> = lines.iter().map(|row| row.try_get("", "QUERY PLAN").expect("text")).collect();
        let (mut cost, mut loops, mut buffers) = (0, 1, None);
        for line in &lines {
            if let Some(found) = number_after(line, "loops=") {
                loops = found;
                // The first is how many are expected.
                cost +=
                    line.rsplit_once("rows=").and_then(|(_, rows)| number_after(&format!("={rows}"), "=")).unwrap_or(0)
                        * loops;
            }
            if line.trim_start().starts_with("Rows Removed by") {
                cost += line.rsplit_once(": ").and_then(|(_, rows)| rows.parse::<u64>().ok()).unwrap_or(0) * loops;
            }
            // Of the uppermost node: those below it are part of that.
            if line.trim_start().starts_with("Buffers: ") && buffers.is_none() {
                buffers = Some(number_after(line, "hit=").unwrap_or(0) + number_after(line, "read=").unwrap_or(0));
            }
        }
        cost += buffers.unwrap_or(0);
        (cost, format!("{cost}: {sql}\n    {}", lines.join("\n    ")))
    }
}

/// The requests of `gatelog status`.
pub async fn status(followed: &Followed<'_>) {
    let store = &followed.store;
    sources::list(store, &[], &Instances::default(), &SourceAccess::All).await.expect("the sources");
    projections::progress(store).await.expect("the progress");
    projections::list(store).await.expect("the views");
    projections::size(store).await.expect("a size");
}

fn number_after(line: &str, name: &str) -> Option<u64> {
    let (_, rest) = line.split_once(name)?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Steps of the virtual machine until the last row.
fn steps(connection: &Connection, sql: &str) -> (u64, String) {
    let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    let mut rows = statement.query([]).expect("it runs");
    while rows.next().expect("it runs").is_some() {}
    drop(rows);
    let steps = u64::try_from(statement.get_status(StatementStatus::VmStep)).unwrap_or(0);
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a plan");
    let plan: Vec<String> =
        plan.query_map([], |row| row.get("detail")).expect("a plan").collect::<Result<_, _>>().expect("a plan");
    (steps, format!("{steps}: {sql}\n    {}", plan.join("\n    ")))
}
