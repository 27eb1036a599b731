//! The database itself refuses to change the log: from its own shell, for its owner, for a serving role, and for a
//! superuser who passes ordinary triggers by. Each refusal is shown to be gone without the trigger that makes it.

mod attempts;
mod refused_transaction;
mod serving_role;

use attempts::{Attempt, POSTGRES, SQLITE};

use crate::support::{Db, event, on_both, open_log, shell::Shell};

const REFUSAL: &str = "gatelog: the log is append-only";

/// A log of three events, written and closed.
async fn log_of_three(db: &Db) {
    let (store, log) = open_log(db).await;
    for id in ["msg_0", "msg_1", "msg_2"] {
        log.append(event(id, format!(r#"{{"type":"user.created","id":"{id}"}}"#))).await.expect("recorded");
    }
    log.shut_down().await;
    store.close().await;
}

fn attempts(db: &Db) -> &'static [Attempt] {
    match db {
        Db::Sqlite(_) => SQLITE,
        Db::Postgres(_) => POSTGRES,
    }
}

/// What stands before each statement, so that both databases understand the same.
fn scope(db: &Db) -> &'static str {
    match db {
        Db::Sqlite(_) => "",
        Db::Postgres(_) => "SET search_path = gatelog;\n",
    }
}

/// Every byte of the log.
fn contents(db: &Db, shell: &Shell) -> String {
    let sql = match db {
        Db::Sqlite(_) => ".dump events payloads log_head",
        Db::Postgres(_) => "TABLE events ORDER BY position; TABLE payloads ORDER BY position; TABLE log_head;",
    };
    shell.run(&format!("{}{sql}", scope(db))).expect("the log reads")
}

on_both!(every_change_is_refused_to_the_owner, |db| async {
    log_of_three(&db).await;
    let Some(shell) = Shell::of(&db) else { return };
    let before = contents(&db, &shell);
    for attempt in attempts(&db) {
        let said = shell.run(&format!("{}{}", scope(&db), attempt.sql));
        assert!(said.as_ref().is_err_and(|said| attempt.is_refused_by(said)), "{}: {said:?}", attempt.sql);
    }
    assert_eq!(contents(&db, &shell), before);
});

on_both!(each_refusal_is_the_work_of_its_trigger, |db| async {
    log_of_three(&db).await;
    let Some(shell) = Shell::of(&db) else { return };
    let before = contents(&db, &shell);
    for attempt in attempts(&db) {
        let sql = format!("{}BEGIN;\n{}{}\nROLLBACK;", scope(&db), attempt.drop_triggers(&db), attempt.sql);
        let said = shell.run(&sql);
        match attempt.else_refused {
            None => assert!(said.is_ok(), "without its triggers nothing refuses {}: {said:?}", attempt.sql),
            Some(reason) => assert!(
                said.as_ref().is_err_and(|said| said.contains(reason) && !said.contains(REFUSAL)),
                "without its triggers another guard refuses {}: {said:?}",
                attempt.sql
            ),
        }
    }
    assert_eq!(contents(&db, &shell), before, "what was tried here was rolled back");
});

on_both!(the_next_event_still_goes_in, |db| async {
    log_of_three(&db).await;
    let (_store, log) = open_log(&db).await;
    log.append(event("msg_3", "body")).await.expect("recorded");
    assert_eq!(crate::support::assert_gapless(&log).await.0, 4);
});

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_session_of_a_superuser_is_refused_too() {
    let Some(db) = Db::postgres().await else { return };
    log_of_three(&db).await;
    let Some(shell) = Shell::of(&db) else { return };
    let before = contents(&db, &shell);
    let passing_by = "SET session_replication_role = replica;\n";
    for attempt in POSTGRES {
        let said = shell.run(&format!("{passing_by}{}{}", scope(&db), attempt.sql));
        assert!(said.as_ref().is_err_and(|said| attempt.is_refused_by(said)), "{}: {said:?}", attempt.sql);
    }
    assert_eq!(contents(&db, &shell), before);

    // An ordinary trigger does not fire there: ENABLE ALWAYS is what refuses.
    let ordinary = "ALTER TABLE events ENABLE TRIGGER events_no_change;";
    let said = shell.run(&format!("{passing_by}{}BEGIN; {ordinary} DELETE FROM events; ROLLBACK;", scope(&db)));
    assert_eq!(said, Ok(String::new()));
}
