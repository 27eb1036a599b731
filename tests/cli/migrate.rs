//! Migrations run once, and a database that is in use or could lose events is refused.

use std::sync::Arc;

use gatelog::{
    clock::Clock,
    event::Size,
    event_log::{AppendError, EventLog},
    storage::{Location, OpenMode, Store, StoreError},
};

use crate::support::{
    Db,
    cluster::{ADMIN, Cluster, note},
    event, on_both, open_log,
    postgres::{self, execute},
    read_all,
    shell::Shell,
};

on_both!(second_migration_changes_nothing, |db| async {
    let (store, log) = open_log(&db).await;
    log.append(event("msg_a", "body")).await.expect("recorded");
    let before = read_all(&log).await;
    store.migrate().await.expect("nothing to do");
    store.check_migrated().await.expect("up to date");
    assert_eq!(read_all(&log).await, before);
});

on_both!(unmigrated_database_error_names_the_command, |db| async {
    let store = db.open(OpenMode::Append).await.expect("opens");
    let refused = store.check_migrated().await.expect_err("nothing is there yet");
    assert!(matches!(refused, StoreError::NotMigrated { .. }));
    let text = refused.to_string();
    assert!(text.contains("`gatelog migrate`"), "{text}");
    assert!(text.contains("m20261120_000001_log") && text.contains("m20261120_000001_projections"), "{text}");
    store.migrate().await.expect("migrates");
    store.check_migrated().await.expect("up to date");
});

on_both!(newer_schema_is_refused_in_one_sentence, |db| async {
    let (store, log) = open_log(&db).await;
    log.shut_down().await;
    store.close().await;
    drop((store, log));
    let Some(shell) = Shell::of(&db) else { return };
    let table = if matches!(db, Db::Sqlite(_)) { "seaql_migrations" } else { "gatelog.seaql_migrations" };
    for name in ["m20990101_000001_later", "m20990102_000001_later_still"] {
        let insert = format!("INSERT INTO {table} (version, applied_at) VALUES ('{name}', 0)");
        shell.run(&insert).expect("its owner may");
    }
    let store = db.open(OpenMode::Append).await.expect("opens");
    for refused in [store.check_migrated().await.expect_err("too new"), store.migrate().await.expect_err("too new")] {
        assert!(matches!(refused, StoreError::TooNew { .. }), "{refused}");
        let text = refused.to_string();
        assert!(text.contains("m20990101_000001_later") && text.contains("m20990102_000001_later_still"), "{text}");
        assert!(!text.contains('\n') && !text.contains("file is missing"), "{text}");
    }
    store.close().await;
});

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_migrations_succeed() {
    for _ in 0..3 {
        let Some(db) = Db::postgres().await else { return };
        let mut migrations = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let store = db.open(OpenMode::Append).await.expect("opens");
            migrations.spawn(async move {
                store.migrate().await?;
                store.check_migrated().await
            });
        }
        for migrated in migrations.join_all().await {
            migrated.expect("migrates, or finds it done");
        }
        let (_store, log) = open_log(&db).await;
        log.append(event("msg_a", "body")).await.expect("recorded");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_file_has_one_writer_process() {
    let db = Db::sqlite();
    let first = db.store().await;
    let refused = db.open(OpenMode::Append).await.expect_err("the first has it");
    assert!(matches!(refused, StoreError::InUse { .. }));
    let text = refused.to_string();
    assert!(text.contains("gatelog.db.lock is in use") && text.contains("stop it first"), "{text}");
    drop(first);
    db.open(OpenMode::Append).await.expect("the lock went with its holder");
}

on_both!(shared_process_reads_while_another_appends, |db| async {
    let (_store, log) = open_log(&db).await;
    log.append(event("msg_a", "body")).await.expect("recorded");
    let beside = EventLog::follow(db.open(OpenMode::Shared).await.expect("opens")).await.expect("follows");
    assert_eq!(read_all(&beside).await, read_all(&log).await);
    assert_eq!(beside.append(event("msg_b", "body")).await, Err(AppendError::Closed));
    log.append(event("msg_c", "body")).await.expect("recorded");
    let mut sizes = beside.subscribe();
    sizes.wait_for(|size| *size == Size(2)).await.expect("it hears of appends by others");
});

#[tokio::test]
async fn shared_process_creates_no_log() {
    let db = Db::sqlite();
    let refused = db.open(OpenMode::Shared).await.expect_err("there is none");
    assert!(matches!(refused, StoreError::NoLog { .. }), "{refused}");
    let Db::Sqlite(folder) = &db else { unreachable!("made so") };
    assert_eq!(folder.path().read_dir().expect("reads").count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn server_without_flushing_is_refused() {
    if postgres::is_given() {
        note("skipped: server_without_flushing_is_refused: the given server is not ours to set");
        return;
    }
    for (option, setting) in [("-c fsync=off", "fsync"), ("-c full_page_writes=off", "full_page_writes")] {
        let cluster = match Cluster::start(option) {
            Ok(cluster) => cluster,
            Err(reason) => {
                postgres::refuse_to_skip(&reason);
                note(&format!("skipped: server_without_flushing_is_refused: {reason}"));
                return;
            }
        };
        let location = Location::parse(&cluster.url(ADMIN, "postgres")).expect("a good URL");
        let refused = Store::open(&location, OpenMode::Append).await.expect_err("it could lose events");
        assert!(matches!(refused, StoreError::NotDurable { .. }), "{refused}");
        assert!(refused.to_string().contains(&format!("{setting} = off")), "{refused}");
    }
}

/// Settings of a database or role must not affect the connection of the writer.
#[tokio::test(flavor = "multi_thread")]
async fn database_setting_cannot_disable_durability() {
    let Some(db) = Db::postgres().await else { return };
    let Db::Postgres(database) = &db else { unreachable!("made so") };
    let name = database.name();
    execute(&db.url(), &[format!("ALTER DATABASE {name} SET synchronous_commit = off")]).await;
    let (store, log) = open_log(&db).await;
    log.append(event("msg_a", "body")).await.expect("recorded");
    // A trigger records the setting of the writer's connection.
    let Some(shell) = Shell::of(&db) else { return };
    assert_eq!(shell.run("SHOW synchronous_commit;").as_deref(), Ok("off"), "the setting of other connections");
    execute(
        &db.url(),
        &[
            "CREATE TABLE public.seen (setting text)".to_owned(),
            "CREATE FUNCTION public.see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             INSERT INTO public.seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$"
                .to_owned(),
            "CREATE TRIGGER see AFTER INSERT ON gatelog.events FOR EACH STATEMENT EXECUTE FUNCTION public.see()"
                .to_owned(),
        ],
    )
    .await;
    log.append(event("msg_b", "body")).await.expect("recorded");
    assert_eq!(shell.run("TABLE public.seen;").as_deref(), Ok("on"), "the setting of the writer");
    drop(store);
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_sort_by_bytes_in_every_locale() {
    let Some(db) = Db::postgres().await else { return };
    let store: Arc<Store> = db.store().await;
    let log = EventLog::start(store, Clock::system()).await.expect("starts");
    let ids = ["msg_b", "msg_A", "msg_a", "msg_B", "msg-a", "msg_1"];
    for id in ids {
        log.append(event(id, id.as_bytes().to_vec())).await.expect("recorded");
    }
    let Some(shell) = Shell::of(&db) else { return };
    let mut by_bytes = ids;
    by_bytes.sort_unstable();
    let sorted = shell.run("SELECT svix_id FROM gatelog.events ORDER BY svix_id;").expect("reads");
    assert_eq!(sorted.lines().collect::<Vec<_>>(), by_bytes);
    // The test's own cluster sorts differently by default, so this test can fail.
    let unnamed = shell.run("SELECT svix_id FROM gatelog.events ORDER BY svix_id COLLATE \"default\";").expect("reads");
    assert!(postgres::is_given() || unnamed.lines().ne(by_bytes), "the default collation sorts like bytes");
}
