//! A serving role of `PostgreSQL`: it appends and reads, and can change nothing, by two walls of which either holds.

use gatelog::{
    clock::Clock,
    event::Position,
    event_log::{AppendOutcome, EventLog},
    storage::{Location, OpenMode, Store, StoreError},
};
use std::sync::Arc;

use super::{POSTGRES, REFUSAL, contents, log_of_three, scope};
use crate::support::{
    Db, event,
    postgres::{Database, execute},
    shell::Shell,
};

/// A log of three events, migrated by its owner, and a role that may serve it.
async fn granted() -> Option<(Db, String, String)> {
    let db = Db::postgres().await?;
    log_of_three(&db).await;
    let (role, url) = grant(database(&db), &db).await;
    Some((db, role, url))
}

async fn grant(database: &Database, db: &Db) -> (String, String) {
    let role = database.create_role().await;
    let owner = db.open(OpenMode::Shared).await.expect("opens");
    owner.grant_serving(&role).await.expect("grants");
    owner.close().await;
    let url = database.url_as(&role);
    (role, url)
}

fn database(db: &Db) -> &Database {
    match db {
        Db::Postgres(database) => database,
        Db::Sqlite(_) => unreachable!("only PostgreSQL has roles"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_appends_and_reads() {
    let Some((_db, _, url)) = granted().await else { return };
    let location = Location::parse(&url).expect("a good URL");
    let store = Arc::new(Store::open(&location, OpenMode::Append).await.expect("opens"));
    store.check_migrated().await.expect("the schema is there for it too");
    store.migrate().await.expect("nothing is to be done, so nothing is to be allowed");
    let log = EventLog::start(store, Clock::system()).await.expect("starts");
    assert_eq!(log.append(event("msg_3", "body")).await, Ok(AppendOutcome::Recorded(Position(3))));
    assert_eq!(log.append(event("msg_3", "body")).await, Ok(AppendOutcome::Duplicate(Position(3))));
    assert_eq!(log.append(event("msg_3", "another")).await, Ok(AppendOutcome::Conflict(Position(3))));
    assert_eq!(crate::support::assert_gapless(&log).await.0, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_may_change_nothing() {
    let Some((db, _, url)) = granted().await else { return };
    let (Some(owner), Some(shell)) = (Shell::of(&db), Shell::psql(&url)) else { return };
    let before = contents(&db, &owner);
    for attempt in POSTGRES {
        let said = shell.run(&format!("{}{}", scope(&db), attempt.sql));
        let said = said.expect_err(attempt.sql);
        // Privileges refuse before any trigger is asked; what it may do at all, a trigger looks at.
        let may_do = attempt.sql.starts_with("UPDATE log_head")
            || attempt.sql.starts_with("INSERT")
                && !attempt.sql.contains("DO UPDATE")
                && !attempt.sql.contains("log_head");
        let walled = if may_do { attempt.is_refused_by(&said) } else { said.contains("permission denied") };
        assert!(walled, "{}: {said}", attempt.sql);
    }
    let said = shell.run("DROP TRIGGER events_no_change ON gatelog.events;").expect_err("it owns nothing there");
    assert!(said.contains("must be owner"), "{said}");
    assert_eq!(contents(&db, &owner), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn privileges_granted_by_mistake_change_nothing() {
    let Some((db, role, url)) = granted().await else { return };
    let (Some(owner), Some(shell)) = (Shell::of(&db), Shell::psql(&url)) else { return };
    let before = contents(&db, &owner);
    execute(&db.url(), &[format!("GRANT ALL ON ALL TABLES IN SCHEMA gatelog TO {role}")]).await;
    for attempt in POSTGRES {
        let said = shell.run(&format!("{}{}", scope(&db), attempt.sql)).expect_err(attempt.sql);
        assert!(attempt.is_refused_by(&said), "{}: {said}", attempt.sql);
    }
    assert_eq!(contents(&db, &owner), before);
}

/// Asked of the catalogue, so that a table which a later migration adds is asked about as well.
#[tokio::test(flavor = "multi_thread")]
async fn its_rights_on_the_log_are_to_read_and_to_append_and_no_others() {
    let Some((db, role, _)) = granted().await else { return };
    let Some(owner) = Shell::of(&db) else { return };
    let tables = "FROM pg_class c WHERE c.relnamespace = 'gatelog'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')";
    let rights = owner.run(&format!(
        "SELECT c.relname || ' ' || p {} AND has_table_privilege('{role}', c.oid, p) ORDER BY 1",
        tables.replace(
            "WHERE",
            "CROSS JOIN unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p WHERE"
        )
    ));
    assert_eq!(rights.as_deref(), Ok("events INSERT\nlog_head UPDATE\npayloads INSERT"));
    let closed =
        owner.run(&format!("SELECT c.relname {tables} AND NOT has_table_privilege('{role}', c.oid, 'SELECT')"));
    assert_eq!(closed.as_deref(), Ok(""), "it cannot read what it is to serve");
    let rights = owner.run(&format!(
        "SELECT count(*) {tables} AND pg_has_role('{role}', c.relowner, 'MEMBER');
         SELECT has_schema_privilege('{role}', 'gatelog', 'CREATE');
         SELECT rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = '{role}';
         SELECT nspowner = '{role}'::regrole FROM pg_namespace WHERE nspname = 'gatelog_views';"
    ));
    assert_eq!(rights.as_deref(), Ok("0\nf\nf\nt"));
}

/// It owns the schema of the views, and may make functions there that are named like those the triggers call.
#[tokio::test(flavor = "multi_thread")]
async fn it_cannot_deceive_a_trigger_with_functions_of_its_own() {
    let Some((db, _, url)) = granted().await else { return };
    let (Some(owner), Some(shell)) = (Shell::of(&db), Shell::psql(&url)) else { return };
    let before = contents(&db, &owner);
    let said = shell
        .run(
            "CREATE FUNCTION gatelog_views.always(bigint, bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 6::bigint';
             CREATE AGGREGATE gatelog_views.max(bigint) (sfunc = gatelog_views.always, stype = bigint, initcond = '6');
             SET search_path = gatelog_views, pg_catalog;
             INSERT INTO gatelog.events SELECT 7, source, 'msg_new', via, NULL, 0, 0, 0, commitment
               FROM gatelog.events WHERE position = 1;",
        )
        .expect_err("the position is not the next");
    assert!(said.contains(REFUSAL), "{said}");
    assert_eq!(contents(&db, &owner), before);
}

#[tokio::test]
async fn a_file_has_no_roles_and_a_role_must_exist() {
    let file = Db::sqlite();
    let refused = file.store().await.grant_serving("anybody").await;
    assert!(matches!(refused, Err(StoreError::NoRoles)), "{refused:?}");
    let Some(db) = Db::postgres().await else { return };
    let refused = db.store().await.grant_serving("nobody_of_that_name").await;
    assert!(matches!(refused, Err(StoreError::NoSuchRole)), "{refused:?}");
}
