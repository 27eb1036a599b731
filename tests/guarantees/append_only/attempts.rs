//! Ways to change a log of three events, by database; none may go through.

use super::REFUSAL;
use crate::support::Db;

/// One way.
pub struct Attempt {
    /// What refuses it: without all of these it goes through.
    triggers: &'static [&'static str],
    /// The statement.
    pub sql: &'static str,
    /// Unless another guard, beside the triggers, refuses it too, in these words.
    pub else_refused: Option<&'static str>,
}

impl Attempt {
    const fn new(triggers: &'static [&'static str], sql: &'static str) -> Self {
        Self { triggers, sql, else_refused: None }
    }

    const fn also(triggers: &'static [&'static str], sql: &'static str, else_refused: &'static str) -> Self {
        Self { triggers, sql, else_refused: Some(else_refused) }
    }

    /// Whether these are the words of a refusal: of the triggers, or of the other guard, which may come first.
    pub fn is_refused_by(&self, said: &str) -> bool {
        said.contains(REFUSAL) || self.else_refused.is_some_and(|reason| said.contains(reason))
    }

    /// What an owner can do, and only an owner.
    pub fn drop_triggers(&self, db: &Db) -> String {
        let drop = |trigger: &&str| {
            let table = ["events", "payloads", "log_head"].into_iter().find(|table| trigger.starts_with(table));
            match (db, table) {
                (Db::Postgres(_), Some(table)) => format!("DROP TRIGGER {trigger} ON {table};\n"),
                _ => format!("DROP TRIGGER {trigger};\n"),
            }
        };
        self.triggers.iter().map(drop).collect()
    }
}

pub const SQLITE: &[Attempt] = &[
    Attempt::new(&["events_no_update"], "UPDATE events SET event_type = 'x';"),
    Attempt::new(&["events_no_update"], "UPDATE events SET received_at = 0 WHERE position = 1;"),
    Attempt::new(&["events_no_update"], "UPDATE OR REPLACE events SET position = 0 WHERE position = 1;"),
    Attempt::new(&["events_no_delete"], "DELETE FROM events;"),
    Attempt::new(&["events_no_delete"], "DELETE FROM events WHERE position = 2;"),
    // REPLACE deletes without firing a DELETE trigger: by position, and by id.
    Attempt::new(
        &["events_next_only"],
        "REPLACE INTO events SELECT position, source, svix_id, via, 'x', 0, 0, 0, commitment FROM events WHERE position = 1;",
    ),
    Attempt::new(
        &["events_next_only"],
        "INSERT OR REPLACE INTO events SELECT 3, source, svix_id, via, 'x', 0, 0, 0, commitment FROM events WHERE position = 1;",
    ),
    Attempt::new(
        &["events_next_only", "events_no_update"],
        "INSERT INTO events SELECT * FROM events WHERE position = 1 ON CONFLICT (position) DO UPDATE SET event_type = 'x';",
    ),
    Attempt::new(
        &["events_next_only", "events_no_update"],
        "INSERT INTO events SELECT 3, source, svix_id, via, 'x', 0, 0, 0, commitment FROM events WHERE position = 1
           ON CONFLICT (source, svix_id) DO UPDATE SET event_type = 'x';",
    ),
    Attempt::also(
        &["events_next_only"],
        "INSERT INTO events VALUES (1, 'clerk', 'msg_new', 'door', NULL, 0, 0, 0, randomblob(32));",
        "UNIQUE constraint failed",
    ),
    Attempt::new(
        &["events_next_only"],
        "INSERT INTO events VALUES (7, 'clerk', 'msg_new', 'door', NULL, 0, 0, 0, randomblob(32));",
    ),
    Attempt::also(
        &["events_next_only"],
        "INSERT INTO events VALUES (-1, 'clerk', 'msg_new', 'door', NULL, 0, 0, 0, randomblob(32));",
        "CHECK constraint failed",
    ),
    Attempt::new(&["payloads_no_update"], "UPDATE payloads SET body = x'00';"),
    Attempt::new(&["payloads_no_update"], "UPDATE payloads SET signature = '' WHERE position = 1;"),
    Attempt::new(&["payloads_no_delete"], "DELETE FROM payloads;"),
    Attempt::new(&["payloads_no_delete"], "DELETE FROM payloads WHERE position = 0;"),
    Attempt::new(&["payloads_new_only"], "REPLACE INTO payloads VALUES (1, randomblob(32), '', '', 0, x'00');"),
    Attempt::new(
        &["payloads_new_only", "payloads_no_update"],
        "INSERT INTO payloads VALUES (1, randomblob(32), '', '', 0, x'00') ON CONFLICT DO UPDATE SET body = x'00';",
    ),
    Attempt::also(
        &["payloads_new_only"],
        "INSERT INTO payloads VALUES (1, randomblob(32), '', '', 0, x'00');",
        "UNIQUE constraint failed",
    ),
    Attempt::new(&["payloads_new_only"], "INSERT INTO payloads VALUES (7, randomblob(32), '', '', 0, x'00');"),
    Attempt::new(&["payloads_new_only"], "INSERT INTO payloads VALUES (-1, randomblob(32), '', '', 0, x'00');"),
    Attempt::new(&["log_head_no_delete"], "DELETE FROM log_head;"),
    Attempt::new(&["log_head_no_insert"], "REPLACE INTO log_head VALUES (0, 0, 0);"),
    Attempt::also(&["log_head_no_insert"], "INSERT INTO log_head VALUES (1, 0, 0);", "CHECK constraint failed"),
    Attempt::new(&["log_head_only_grows"], "UPDATE log_head SET size = 0;"),
    Attempt::new(&["log_head_only_grows"], "UPDATE log_head SET size = size + 1;"),
    Attempt::new(&["log_head_only_grows"], "UPDATE log_head SET received_at = 0;"),
];

pub const POSTGRES: &[Attempt] = &[
    Attempt::new(&["events_no_change"], "UPDATE events SET event_type = 'x';"),
    Attempt::new(&["events_no_change"], "UPDATE events SET received_at = 0 WHERE position = 1;"),
    Attempt::new(&["events_no_change"], "DELETE FROM events;"),
    Attempt::new(&["events_no_change"], "DELETE FROM events WHERE position = 2;"),
    Attempt::new(&["events_no_change"], "TRUNCATE events;"),
    Attempt::new(
        &["events_no_change", "payloads_no_change", "log_head_no_change"],
        "TRUNCATE events, payloads, log_head;",
    ),
    Attempt::new(
        &["events_next_only", "events_no_change"],
        "INSERT INTO events SELECT * FROM events WHERE position = 1 ON CONFLICT (position) DO UPDATE SET event_type = 'x';",
    ),
    // At the next position the trigger on inserts has nothing to say.
    Attempt::new(
        &["events_no_change"],
        "INSERT INTO events SELECT 3, source, svix_id, via, 'x', 0, 0, 0, commitment FROM events WHERE position = 1
           ON CONFLICT (source, svix_id) DO UPDATE SET event_type = 'x';",
    ),
    Attempt::also(
        &["events_next_only"],
        "INSERT INTO events SELECT 1, source, 'msg_new', via, NULL, 0, 0, 0, commitment FROM events WHERE position = 1;",
        "duplicate key",
    ),
    Attempt::new(
        &["events_next_only"],
        "INSERT INTO events SELECT 7, source, 'msg_new', via, NULL, 0, 0, 0, commitment FROM events WHERE position = 1;",
    ),
    Attempt::new(
        &["events_next_only"],
        "INSERT INTO events SELECT p, source, 'msg_' || p, via, NULL, 0, 0, 0, commitment
           FROM events CROSS JOIN (VALUES (3), (5)) AS new (p) WHERE position = 1;",
    ),
    Attempt::also(
        &["events_next_only"],
        "INSERT INTO events SELECT -1, source, 'msg_new', via, NULL, 0, 0, 0, commitment FROM events WHERE position = 1;",
        "check constraint",
    ),
    Attempt::new(&["payloads_no_change"], "UPDATE payloads SET body = '';"),
    Attempt::new(&["payloads_no_change"], "UPDATE payloads SET signature = '' WHERE position = 1;"),
    Attempt::new(&["payloads_no_change"], "DELETE FROM payloads;"),
    Attempt::new(&["payloads_no_change"], "TRUNCATE payloads;"),
    Attempt::new(
        &["payloads_new_only", "payloads_no_change"],
        "INSERT INTO payloads SELECT * FROM payloads WHERE position = 1 ON CONFLICT (position) DO UPDATE SET body = '';",
    ),
    Attempt::also(
        &["payloads_new_only"],
        "INSERT INTO payloads SELECT * FROM payloads WHERE position = 1;",
        "duplicate key",
    ),
    Attempt::new(
        &["payloads_new_only"],
        "INSERT INTO payloads SELECT 7, salt, '', '', 0, '' FROM payloads WHERE position = 1;",
    ),
    Attempt::new(
        &["payloads_new_only"],
        "INSERT INTO payloads SELECT -1, salt, '', '', 0, '' FROM payloads WHERE position = 1;",
    ),
    Attempt::new(&["log_head_no_change"], "DELETE FROM log_head;"),
    Attempt::new(&["log_head_no_change"], "TRUNCATE log_head;"),
    Attempt::also(&["log_head_no_change"], "INSERT INTO log_head VALUES (1, 0, 0);", "check constraint"),
    Attempt::new(
        &["log_head_no_change", "log_head_only_grows"],
        "INSERT INTO log_head VALUES (0, 0, 0) ON CONFLICT (id) DO UPDATE SET size = 0;",
    ),
    Attempt::new(&["log_head_only_grows"], "UPDATE log_head SET size = 0;"),
    Attempt::new(&["log_head_only_grows"], "UPDATE log_head SET size = size + 1;"),
    Attempt::new(&["log_head_only_grows"], "UPDATE log_head SET received_at = 0;"),
];
