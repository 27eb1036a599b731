//! A backup of the log, without its views, and its restore.

use std::sync::Arc;

use gatelog::{event_log::EventLog, storage::OpenMode};

use super::{Db, shell::Shell};

/// Restores the log as it was, and leaves the views as they are.
pub struct Backup {
    /// How many events it holds.
    pub size: i64,
    folder: tempfile::TempDir,
}

/// What a log of `SQLite` is.
const FILES: [&str; 3] = ["gatelog.db", "gatelog.db-wal", "gatelog.db-shm"];

impl Backup {
    /// Of the log as it is.
    pub async fn of(db: &Db) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = db.open(OpenMode::Shared).await.expect("it opens");
        let log = EventLog::follow(Arc::clone(&store)).await.expect("it opens");
        let size = log.size().await.expect("a size").0;
        log.shut_down().await;
        store.close().await;
        if let Db::Sqlite(database) = db {
            for file in FILES.iter().filter(|file| database.path().join(file).exists()) {
                std::fs::copy(database.path().join(file), folder.path().join(file)).expect("copies");
            }
        }
        Self { size, folder }
    }

    /// Puts it in the place of the log.
    pub fn restore(&self, db: &Db) {
        match db {
            Db::Sqlite(database) => {
                for file in FILES {
                    _ = std::fs::remove_file(database.path().join(file));
                    if self.folder.path().join(file).exists() {
                        std::fs::copy(self.folder.path().join(file), database.path().join(file)).expect("copies");
                    }
                }
            }
            // As its owner can: the triggers away for a moment, which is what a restored dump comes to.
            Db::Postgres(_) => {
                let size = self.size;
                let shell = Shell::of(db).expect("psql is there");
                let tables = ["events", "payloads", "log_head"];
                for table in tables {
                    shell.run(&format!("ALTER TABLE gatelog.{table} DISABLE TRIGGER ALL")).expect("its owner may");
                }
                for statement in [
                    format!("DELETE FROM gatelog.payloads WHERE position >= {size}"),
                    format!("DELETE FROM gatelog.events WHERE position >= {size}"),
                    format!("UPDATE gatelog.log_head SET size = {size}"),
                ] {
                    shell.run(&statement).expect("its owner may");
                }
                let again = "DO $$ DECLARE t record; BEGIN FOR t IN SELECT tgrelid::regclass AS owner, tgname FROM pg_trigger \
                             WHERE NOT tgisinternal AND tgrelid IN ('gatelog.events'::regclass, \
                             'gatelog.payloads'::regclass, 'gatelog.log_head'::regclass) LOOP \
                             EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.owner, t.tgname); \
                             END LOOP; END $$";
                shell.run(again).expect("its owner may");
            }
        }
    }
}
