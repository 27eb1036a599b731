//! What the version before left behind: tests/fixtures/log-v2, whose README.md says how it was made.

use std::{fs, path::PathBuf};

use bytes::Bytes;
use data_encoding::HEXLOWER;
use gatelog::{
    clock::{Clock, Timestamp},
    event::{Commitment, Event, EventId, EventType, Salt, Source, Via},
    event_log::{AppendOutcome, EventLog},
    storage::body::decode,
};
use serde_json::Value;

use crate::support::{Db, postgres::run_script, shell::Shell};

/// A database as that version left it.
pub struct Left {
    /// What its log holds, by position.
    pub rows: Vec<LogRow>,
    /// What clients of it hold: cursors and keys.
    pub clients: Value,
}

/// Every column of both tables of the log, as the shell of the database prints them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Who sent it.
    pub source: String,
    columns: Vec<String>,
}

/// A copy of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    pub name: String,
    pub number: i64,
    pub version: i64,
    state: String,
}

impl Generation {
    /// Whether a binary of its version serves it.
    pub fn is_live(&self) -> bool {
        self.state == "live"
    }
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/log-v2").join(name)
}

impl Left {
    /// Puts it into an empty database; `None` (and a note) where the shell to look into it is not installed.
    pub async fn put(db: &Db) -> Option<Self> {
        let database = match db {
            Db::Sqlite(folder) => {
                for file in ["gatelog.db", "gatelog.views.db"] {
                    fs::copy(fixture(file), folder.path().join(file)).expect("a copy");
                }
                "sqlite"
            }
            Db::Postgres(database) => {
                let dump = fs::read_to_string(fixture("postgres.sql")).expect("the fixture");
                run_script(database.url(), &dump).await;
                "postgres"
            }
        };
        let clients = fs::read_to_string(fixture("left.json")).expect("the fixture");
        let mut clients: Value = serde_json::from_str(&clients).expect("JSON");
        let rows = rows_of_the_log(db)?;
        assert!(rows.len() > 100, "{}", rows.len());
        let head = head(db);
        let last = rows.last().expect("a row");
        assert_eq!(head, format!("{}|{}", rows.len(), last.columns[6]), "the head is that of the last event");
        Some(Self { rows, clients: clients[database].take() })
    }

    /// How many events it holds.
    pub fn size(&self) -> i64 {
        i64::try_from(self.rows.len()).expect("few")
    }

    /// A log of this version, on another database of the same kind, to which the very same events were appended at the same
    /// times, with the same salts. So whatever the two answer differently is the upgrade's.
    pub async fn appended_anew(&self, db: &Db) -> Db {
        let new = match db {
            Db::Sqlite(_) => Db::sqlite(),
            Db::Postgres(_) => Db::postgres().await.expect("it was there for the first"),
        };
        let store = new.store().await;
        let clock = Clock::fixed(Timestamp::from_micros(0));
        let log = EventLog::start(std::sync::Arc::clone(&store), clock.clone()).await.expect("the log starts");
        for row in &self.rows {
            let (event, received_at) = row.event();
            clock.set(received_at);
            let appended = log.append(event).await;
            assert!(matches!(appended, Ok(AppendOutcome::Recorded(_))), "{row:?}: {appended:?}");
        }
        log.shut_down().await;
        store.close().await;
        let rows = rows_of_the_log(&new).expect("the shell is there");
        assert!(rows.iter().any(|row| row.columns[12] == "1"), "it keeps bodies as this version does");
        assert_eq!(rows.into_iter().map(LogRow::decoded).collect::<Vec<_>>(), self.rows);
        new
    }
}

impl LogRow {
    /// The row, as if its body were kept as it is.
    fn decoded(mut self) -> Self {
        let [.., body_bytes, _, _, _, _, encoding, body] = &mut self.columns[..] else {
            panic!("a row of another shape")
        };
        let stored = unhex(body);
        let read = decode(Some((encoding.parse().expect("a number"), &stored)), body_bytes.parse().expect("a number"));
        *body = HEXLOWER.encode(read.kept().expect("the log gives it back"));
        "0".clone_into(encoding);
        self
    }

    /// The event that was appended, and when it was received.
    pub fn event(&self) -> (Event, Timestamp) {
        let [
            _,
            source,
            id,
            via,
            event_type,
            svix_timestamp,
            received_at,
            _,
            commitment,
            salt,
            signature,
            secret_id,
            _,
            body,
        ] = &self.columns[..]
        else {
            panic!("a row of another shape: {self:?}")
        };
        let bytes = |hex: &str| -> [u8; 32] { unhex(hex).try_into().expect("32 bytes") };
        let vias = [Via::Webhook, Via::Import, Via::Backfill, Via::System];
        let event = Event {
            source: Source::recorded(source),
            id: EventId::parse_any(id).expect("a recorded id"),
            via: vias.into_iter().find(|known| known.as_str() == via).expect("a known word"),
            event_type: (!event_type.is_empty()).then(|| EventType::parse(event_type).expect("a recorded type")),
            svix_timestamp: svix_timestamp.parse().expect("a number"),
            signature: signature.clone(),
            secret_id: secret_id.clone(),
            salt: Salt(bytes(salt)),
            commitment: Commitment(bytes(commitment)),
            body: Bytes::from(unhex(body)),
        };
        (event, Timestamp::from_micros(received_at.parse().expect("a number")))
    }
}

/// What the log holds, past all code of ours.
pub fn rows_of_the_log(db: &Db) -> Option<Vec<LogRow>> {
    let (schema, hex): (_, fn(&str) -> String) = match db {
        Db::Sqlite(_) => ("", |column| format!("lower(hex({column}))")),
        Db::Postgres(_) => ("gatelog.", |column| format!("encode({column}, 'hex')")),
    };
    let [commitment, salt, body] = ["commitment", "salt", "body"].map(hex);
    let sql = format!(
        "SELECT position, source, svix_id, via, coalesce(event_type, ''), svix_timestamp, received_at, body_bytes, \
         {commitment}, {salt}, signature, secret_id, encoding, {body} \
         FROM {schema}events e JOIN {schema}payloads p USING (position) ORDER BY 1;"
    );
    let printed = Shell::of(db)?.run(&sql).expect("it can be read");
    let row = |line: &str| {
        let columns: Vec<String> = line.split('|').map(str::to_owned).collect();
        LogRow { source: columns[1].clone(), columns }
    };
    Some(printed.lines().map(row).collect())
}

fn head(db: &Db) -> String {
    let schema = if matches!(db, Db::Postgres(_)) { "gatelog." } else { "" };
    let shell = Shell::of(db).expect("the shell is there");
    shell.run(&format!("SELECT size, received_at FROM {schema}log_head;")).expect("it can be read")
}

/// Every copy of every view, by name and number.
pub fn generations(db: &Db) -> Vec<Generation> {
    let (shell, schema) = match db {
        Db::Sqlite(folder) => (Shell::sqlite3(&folder.path().join("gatelog.views.db").display().to_string()), ""),
        Db::Postgres(_) => (Shell::of(db), "gatelog_views."),
    };
    let sql = format!("SELECT name, generation, version, state FROM {schema}projections ORDER BY 1, 2;");
    let printed = shell.expect("the shell is there").run(&sql).expect("it can be read");
    let generation = |line: &str| {
        let columns: Vec<&str> = line.split('|').collect();
        let number = |column: &str| column.parse().expect("a number");
        Generation {
            name: columns[0].to_owned(),
            number: number(columns[1]),
            version: number(columns[2]),
            state: columns[3].to_owned(),
        }
    };
    printed.lines().map(generation).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("ASCII"));
    digits.map(|pair| u8::from_str_radix(pair, 16).expect("hexadecimal")).collect()
}
