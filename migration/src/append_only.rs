//! The database itself refuses to change the log: the one place for schema that differs between
//! databases.
//!
//! It holds against every connection that goes through SQL, a serving role of PostgreSQL included.
//! A table's owner can still drop a trigger, and a file's owner can do anything: against them
//! stand the proofs over the log.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Installs the triggers on `events`, `payloads` and `log_head`.
pub(crate) async fn protect(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let statements = match manager.get_database_backend() {
        DbBackend::Sqlite => SQLITE,
        _ => POSTGRES,
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// Looks at what each statement appended as a whole, where the database can: SQLite has row
/// triggers only.
pub(crate) async fn guard_statements(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Sqlite {
        return Ok(());
    }
    for statement in POSTGRES_STATEMENTS {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// Makes each refusal on SQLite end its transaction, where it only undid its statement.
pub(crate) async fn end_refused_transactions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    for create in SQLITE {
        let name = create.split_whitespace().nth(2).unwrap_or_default();
        let drop = format!("DROP TRIGGER {name}");
        for statement in [drop, create.replace("RAISE(ABORT,", "RAISE(ROLLBACK,")] {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
    }
    Ok(())
}

/// `INSERT OR REPLACE` deletes the old row without firing a DELETE trigger in a connection without
/// `recursive_triggers`: hence guards before INSERT, which refuse what already exists.
const SQLITE: &[&str] = &[
    "CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN
       SELECT RAISE(ABORT, 'gatelog: the log is append-only: UPDATE on events is refused'); END",
    "CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN
       SELECT RAISE(ABORT, 'gatelog: the log is append-only: DELETE on events is refused'); END",
    "CREATE TRIGGER events_next_only BEFORE INSERT ON events BEGIN
       SELECT RAISE(ABORT, 'gatelog: the log is append-only: INSERT on events is refused, the position is not the next')
        WHERE NEW.position IS NOT (SELECT coalesce(max(position), -1) + 1 FROM events);
       SELECT RAISE(ABORT, 'gatelog: the log is append-only: INSERT on events is refused, the id is recorded already')
        WHERE EXISTS (SELECT 1 FROM events WHERE source = NEW.source AND svix_id = NEW.svix_id); END",
    "CREATE TRIGGER payloads_no_update BEFORE UPDATE ON payloads BEGIN
       SELECT RAISE(ABORT, 'gatelog: the log is append-only: UPDATE on payloads is refused'); END",
    "CREATE TRIGGER payloads_no_delete BEFORE DELETE ON payloads BEGIN
       SELECT RAISE(ABORT, 'gatelog: the log is append-only: DELETE on payloads is refused'); END",
    "CREATE TRIGGER payloads_new_only BEFORE INSERT ON payloads BEGIN
       SELECT RAISE(ABORT, 'gatelog: the log is append-only: INSERT on payloads is refused, the position is not that of an event being appended')
        WHERE NEW.position < (SELECT size FROM log_head WHERE id = 0)
           OR EXISTS (SELECT 1 FROM payloads WHERE position = NEW.position)
           OR NOT EXISTS (SELECT 1 FROM events WHERE position = NEW.position); END",
    "CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head BEGIN
       SELECT RAISE(ABORT, 'gatelog: the log is append-only: DELETE on log_head is refused'); END",
    "CREATE TRIGGER log_head_no_insert BEFORE INSERT ON log_head BEGIN
       SELECT RAISE(ABORT, 'gatelog: the log is append-only: INSERT on log_head is refused'); END",
    "CREATE TRIGGER log_head_only_grows BEFORE UPDATE ON log_head BEGIN
       SELECT RAISE(ABORT, 'gatelog: the log is append-only: UPDATE on log_head is refused, it must follow the events')
        WHERE NEW.id <> 0 OR NEW.size < OLD.size OR NEW.received_at < OLD.received_at
           OR NEW.size IS NOT (SELECT coalesce(max(position), -1) + 1 FROM events); END",
];

/// Statement triggers refuse even what would touch no row, see TRUNCATE, and fire for `ON CONFLICT
/// DO UPDATE`. `ENABLE ALWAYS`, because `session_replication_role` passes ordinary triggers by.
/// Each function has a `search_path` of its own: a caller's could put functions of the caller's
/// before the real ones.
const POSTGRES: &[&str] = &[
    "CREATE FUNCTION gatelog.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
     BEGIN
       RAISE EXCEPTION 'gatelog: the log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME;
     END $$",
    "CREATE FUNCTION gatelog.events_next_only() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
     BEGIN
       IF NEW.position IS DISTINCT FROM (SELECT coalesce(max(position), -1) + 1 FROM gatelog.events) THEN
         RAISE EXCEPTION 'gatelog: the log is append-only: INSERT on events is refused, the position is not the next';
       END IF;
       RETURN NEW;
     END $$",
    "CREATE FUNCTION gatelog.payloads_new_only() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
     BEGIN
       IF NEW.position < (SELECT size FROM gatelog.log_head WHERE id = 0)
          OR NOT EXISTS (SELECT 1 FROM gatelog.events WHERE position = NEW.position) THEN
         RAISE EXCEPTION 'gatelog: the log is append-only: INSERT on payloads is refused, the position is not that of an event being appended';
       END IF;
       RETURN NEW;
     END $$",
    "CREATE FUNCTION gatelog.log_head_only_grows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
     BEGIN
       IF NEW.id <> 0 OR NEW.size < OLD.size OR NEW.received_at < OLD.received_at
          OR NEW.size IS DISTINCT FROM (SELECT coalesce(max(position), -1) + 1 FROM gatelog.events) THEN
         RAISE EXCEPTION 'gatelog: the log is append-only: UPDATE on log_head is refused, it must follow the events';
       END IF;
       RETURN NEW;
     END $$",
    "CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON gatelog.events
       FOR EACH STATEMENT EXECUTE FUNCTION gatelog.refuse_change()",
    "CREATE TRIGGER events_next_only BEFORE INSERT ON gatelog.events
       FOR EACH ROW EXECUTE FUNCTION gatelog.events_next_only()",
    "CREATE TRIGGER payloads_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON gatelog.payloads
       FOR EACH STATEMENT EXECUTE FUNCTION gatelog.refuse_change()",
    "CREATE TRIGGER payloads_new_only BEFORE INSERT ON gatelog.payloads
       FOR EACH ROW EXECUTE FUNCTION gatelog.payloads_new_only()",
    "CREATE TRIGGER log_head_no_change BEFORE INSERT OR DELETE OR TRUNCATE ON gatelog.log_head
       FOR EACH STATEMENT EXECUTE FUNCTION gatelog.refuse_change()",
    "CREATE TRIGGER log_head_only_grows BEFORE UPDATE ON gatelog.log_head
       FOR EACH ROW EXECUTE FUNCTION gatelog.log_head_only_grows()",
    "ALTER TABLE gatelog.events ENABLE ALWAYS TRIGGER events_no_change",
    "ALTER TABLE gatelog.events ENABLE ALWAYS TRIGGER events_next_only",
    "ALTER TABLE gatelog.payloads ENABLE ALWAYS TRIGGER payloads_no_change",
    "ALTER TABLE gatelog.payloads ENABLE ALWAYS TRIGGER payloads_new_only",
    "ALTER TABLE gatelog.log_head ENABLE ALWAYS TRIGGER log_head_no_change",
    "ALTER TABLE gatelog.log_head ENABLE ALWAYS TRIGGER log_head_only_grows",
];

/// In place of the row triggers on inserts, which took two thirds of the time of an insert. What a
/// statement appended are distinct positions, by the key: they follow the log without a gap
/// exactly if they are as many as lie between the first and the last, the last is the log's last,
/// and the first follows what was there. Events are without a gap by that, so a payload has an
/// event exactly if its position is no greater than the last.
const POSTGRES_STATEMENTS: &[&str] = &[
    "DROP TRIGGER events_next_only ON gatelog.events",
    "DROP TRIGGER payloads_new_only ON gatelog.payloads",
    "CREATE OR REPLACE FUNCTION gatelog.events_next_only() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
     DECLARE
       earliest bigint; latest bigint; many bigint;
     BEGIN
       SELECT min(position), max(position), count(*) INTO earliest, latest, many FROM appended;
       IF many > 0 AND (
            latest - earliest + 1 <> many
            OR latest IS DISTINCT FROM (SELECT max(position) FROM gatelog.events)
            OR earliest IS DISTINCT FROM
               (SELECT coalesce(max(position), -1) + 1 FROM gatelog.events WHERE position < earliest)) THEN
         RAISE EXCEPTION 'gatelog: the log is append-only: INSERT on events is refused, the position is not the next';
       END IF;
       RETURN NULL;
     END $$",
    "CREATE OR REPLACE FUNCTION gatelog.payloads_new_only() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
     DECLARE
       earliest bigint; latest bigint;
     BEGIN
       SELECT min(position), max(position) INTO earliest, latest FROM appended;
       IF earliest < (SELECT size FROM gatelog.log_head WHERE id = 0)
          OR latest > (SELECT coalesce(max(position), -1) FROM gatelog.events) THEN
         RAISE EXCEPTION 'gatelog: the log is append-only: INSERT on payloads is refused, the position is not that of an event being appended';
       END IF;
       RETURN NULL;
     END $$",
    "CREATE TRIGGER events_next_only AFTER INSERT ON gatelog.events REFERENCING NEW TABLE AS appended
       FOR EACH STATEMENT EXECUTE FUNCTION gatelog.events_next_only()",
    "CREATE TRIGGER payloads_new_only AFTER INSERT ON gatelog.payloads REFERENCING NEW TABLE AS appended
       FOR EACH STATEMENT EXECUTE FUNCTION gatelog.payloads_new_only()",
    "ALTER TABLE gatelog.events ENABLE ALWAYS TRIGGER events_next_only",
    "ALTER TABLE gatelog.payloads ENABLE ALWAYS TRIGGER payloads_new_only",
];
