//! The files of a `SQLite` log are their owner's alone, and are one log under whatever name.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, symlink},
};

use gatelog::store::{Access, Location, Store, StoreError};

use crate::support::{Db, test_server::TestServer};

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
async fn hard_link_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, other) = (folder.path().join("gatelog.db"), folder.path().join("other.db"));
    let open = async |path: &std::path::Path| Store::open(&Location::Sqlite(path.to_owned()), Access::Append).await;
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
    let open = async |path: &std::path::Path| Store::open(&Location::Sqlite(path.to_owned()), Access::Append).await;
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
