//! The files of a `SQLite` log are their owner's alone, and are one log under whatever name.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use gatelog::storage::{Location, OpenMode, Store, StoreError};

use crate::support::{
    Db,
    cli::{gatelog, said},
    test_server::{API_KEY, SIGNING_SECRET, TestServer},
};

#[tokio::test(flavor = "multi_thread")]
async fn database_files_are_readable_by_their_owner_only() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    assert_eq!(app.deliver("msg_a", "{}").await.0, 200);
    app.settle().await;
    let Db::Sqlite(folder) = &db else { return };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder.path()).expect("a folder") {
        let entry = entry.expect("a file");
        let mode = entry.metadata().expect("its mode").mode() & 0o777;
        assert_eq!(mode, 0o600, "{:o} {}", mode, entry.path().display());
        names.push(entry.file_name().into_string().expect("text"));
    }
    for name in [
        "gatelog.db",
        "gatelog.db-wal",
        "gatelog.db-shm",
        "gatelog.db.lock",
        "gatelog.views.db",
        "gatelog.views.db-wal",
    ] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readable_files_are_warned_of_at_start() {
    let db = Db::sqlite();
    assert!(TestServer::serve(&db).await.terminate());
    let Db::Sqlite(folder) = &db else { return };
    let closed = TestServer::serve(&db).await;
    let warned = |app: &TestServer| app.log().join("\n").contains("can be read by every user");
    assert!(!warned(&closed), "{:#?}", closed.log());
    closed.kill9();
    // As a restore leaves them.
    let names = ["gatelog.db", "gatelog.db-wal", "gatelog.db-shm", "gatelog.views.db", "gatelog.views.db-wal"];
    let key = folder.path().join("api.key");
    fs::write(&key, API_KEY).expect("a file");
    let open: Vec<_> = names.iter().map(|name| folder.path().join(name)).chain([key.clone()]).collect();
    for path in &open {
        fs::set_permissions(path, fs::Permissions::from_mode(0o644)).expect("a mode");
    }
    let variables = [("GATELOG_API_KEY", ""), ("GATELOG_API_KEY_FILE", &*key.display().to_string())];
    let app = TestServer::serve_with(&db, &[], &variables).await;
    for path in open.iter().map(|path| path.display()) {
        let told = app.log().into_iter().find(|line| line.contains(&format!("chmod 600 {path}\"")));
        let told = told.unwrap_or_else(|| panic!("{path}: {:#?}", app.log()));
        assert!(told.contains("\"level\":\"WARN\"") && told.contains("can be read by every user"), "{told}");
    }
}

#[test]
fn readable_secret_files_are_warned_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let secret = format!("CLERK_WEBHOOK_SIGNING_SECRET={SIGNING_SECRET}\n");
    for (name, text, is_secret) in [
        (".env", secret.as_str(), true),
        (".env", "DATABASE_URL=postgres://u:hunter2@h/x\n", true),
        (".env", "GATELOG_LISTEN=127.0.0.1:0\nDATABASE_URL=postgres://h/x\n", false),
        ("gatelog.toml", "[database]\nurl = \"postgres://u:hunter2@h/x\"\n", true),
        ("gatelog.toml", "[database]\nurl = \"postgres://h/x\"\n", false),
        ("url", "postgres://u:hunter2@h/x", true),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        for (mode, is_open) in [(0o600, false), (0o644, true)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
            let mut check = gatelog(&Db::sqlite(), &["config", "check"]);
            check.current_dir(folder.path()).env_remove("DATABASE_URL");
            check.env("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET);
            match name {
                "gatelog.toml" => _ = check.args(["--config", name]),
                "url" => _ = check.env("DATABASE_URL_FILE", name),
                _ => {}
            }
            let said = said(&check.output().expect("it runs"));
            let warning =
                format!("{name} holds a secret and can be read by every user of this machine: chmod 600 {name}");
            assert_eq!(said.contains(&warning), is_open && is_secret, "{name} {text} {mode:o}: {said}");
        }
        fs::remove_file(&path).expect("it is ours");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hard_link_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, other) = (folder.path().join("gatelog.db"), folder.path().join("other.db"));
    let open = async |path: &std::path::Path| Store::open(&Location::Sqlite(path.to_owned()), OpenMode::Append).await;
    open(&file).await.expect("it opens").close().await;
    fs::hard_link(&file, &other).expect("a link");
    for path in [&file, &other] {
        let refused = open(path).await.expect_err("it has two names");
        assert!(matches!(refused, StoreError::HardLinked { links: 2, .. }), "{refused}");
    }
    fs::remove_file(&other).expect("it goes");
    open(&file).await.expect("it has one name again").close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_symbolic_link_does_not_evade_the_lock() {
    let (real, linked) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("another"));
    let file = real.path().join("gatelog.db");
    // Made before there is a file: a relative link over a link.
    symlink(&file, linked.path().join("first.db")).expect("a link");
    symlink("first.db", linked.path().join("second.db")).expect("a link");
    symlink(real.path(), linked.path().join("folder")).expect("a link");
    let open = async |path: &std::path::Path| Store::open(&Location::Sqlite(path.to_owned()), OpenMode::Append).await;
    let paths = [
        linked.path().join("second.db"),
        linked.path().join("first.db"),
        linked.path().join("folder/gatelog.db"),
        linked.path().join("folder/./gatelog.db"),
        file,
    ];
    for first in &paths {
        let store = open(first).await.expect("it opens");
        for other in &paths {
            let refused = open(other).await.expect_err("one process appends");
            assert!(
                matches!(refused, StoreError::InUse { .. }),
                "{} and {}: {refused}",
                first.display(),
                other.display()
            );
        }
        store.close().await;
    }
    let names: Vec<_> =
        fs::read_dir(linked.path()).expect("a folder").map(|entry| entry.expect("a link").file_name()).collect();
    assert_eq!(names.len(), 3, "nothing lies beside the links: {names:?}");
}

/// A child has the files of its parent open until it runs its own program.
#[tokio::test(flavor = "multi_thread")]
async fn released_lock_is_free_while_children_start() {
    const TIMES: usize = 2_000;
    let db = Db::sqlite();
    let store = Store::open(&db.location(), OpenMode::Append).await.expect("the database opens");
    let is_over = Arc::new(AtomicBool::new(false));
    let starts_children = std::thread::spawn({
        let is_over = Arc::clone(&is_over);
        move || {
            while !is_over.load(Ordering::Relaxed) {
                assert!(Command::new("true").status().expect("it starts").success());
            }
        }
    });
    for time in 0..TIMES {
        let lock = store.try_lock_rebuild().await.expect("an answer");
        let lock = lock.unwrap_or_else(|| panic!("held by nobody, the {time}th time"));
        lock.release().await.expect("it is released");
    }
    is_over.store(true, Ordering::Relaxed);
    starts_children.join().expect("no panic");
}
