//! A database that does not answer: queries are answered 503 and worth another try, and the log
//! tells it once.

use std::{path::PathBuf, sync::Arc, time::Duration};

use gatelog::{
    access::SourceAccess,
    api::wire::error::Problem,
    query::{
        PageRequest, QueryError,
        events::{self, EventFilter},
    },
    storage::{OpenMode, StoreError},
};
use poem::http::{StatusCode, header};
use sea_orm::{
    DbErr,
    sqlx::{self, postgres::PgConnectOptions},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream, UnixStream},
    task::JoinHandle,
};

use crate::{
    api::asking::ask,
    support::{Db, test_server::TestServer},
};

/// A way to `PostgreSQL` by TCP that can be closed and opened again.
struct Gate {
    address: std::net::SocketAddr,
    url: String,
    server: Arc<PgConnectOptions>,
    open: Option<JoinHandle<()>>,
}

impl Gate {
    async fn of(url: &str) -> Self {
        let server: PgConnectOptions = url.parse().expect("a good URL");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let database = server.get_database().expect("a database");
        let url = format!("postgres://{}@{address}/{database}", server.get_username());
        let mut gate = Self { address, url, server: Arc::new(server), open: None };
        gate.carry(listener);
        gate
    }

    fn carry(&mut self, listener: TcpListener) {
        let server = Arc::clone(&self.server);
        self.open = Some(tokio::spawn(async move {
            // With this task every connection ends.
            let mut carried = tokio::task::JoinSet::new();
            while let Ok((mut client, _)) = listener.accept().await {
                let server = Arc::clone(&server);
                carried.spawn(async move {
                    if let Some(folder) = server.get_socket() {
                        let socket: PathBuf = folder.join(format!(".s.PGSQL.{}", server.get_port()));
                        let mut server = UnixStream::connect(socket).await?;
                        return copy_bidirectional(&mut client, &mut server).await;
                    }
                    let mut server = TcpStream::connect((server.get_host(), server.get_port())).await?;
                    copy_bidirectional(&mut client, &mut server).await
                });
            }
        }));
    }

    async fn close(&mut self) {
        if let Some(open) = self.open.take() {
            open.abort();
            _ = open.await;
        }
    }

    async fn open_again(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("the port is free");
        self.carry(listener);
    }
}

async fn line(app: &TestServer, words: &str) {
    for _ in 0..600 {
        if app.log().iter().any(|line| line.contains(words)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{words}: {:#?}", app.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_is_answered_503_and_logged_once() {
    let Some(db) = Db::postgres().await else { return };
    let mut gate = Gate::of(&db.url()).await;
    let url = gate.url.clone();
    let app = TestServer::serve_with(&db, &["--database-url", &url], &[]).await;
    assert_eq!(app.deliver("msg_a", "{}").await.0, 200);
    app.settle().await;
    let paths = [
        "/v1/users",
        "/v1/activity",
        "/v1/events/msg_a",
        "/v1/projections",
        "/v1/sources",
        "/v1/keys",
        "/v1/users/user_a?as_of=0",
    ];

    for outage in 1..=2 {
        gate.close().await;
        for path in paths.iter().chain(&paths) {
            let answer = ask(&app, path).await;
            assert!(answer.problem(503).contains("does not answer"), "{path}: {}", answer.text);
            assert!(answer.header("retry-after").parse::<u32>().is_ok(), "{path}");
        }
        assert_eq!(app.try_deliver("msg_b", "{}").await.expect("an answer").0, 503);
        tokio::time::sleep(Duration::from_secs(3)).await;
        let lines = |words: &str| app.log().iter().filter(|line| line.contains(words)).count();
        assert_eq!(lines("the database does not answer"), outage, "{:#?}", app.log());
        let errors: Vec<String> = app.log().into_iter().filter(|line| line.contains("\"ERROR\"")).collect();
        assert_eq!(errors.len(), outage, "it is told once: {errors:#?}");
        let port = gate.address.port().to_string();
        assert!(errors[outage - 1].contains("refused") && errors[outage - 1].contains(&port), "{errors:#?}");

        gate.open_again().await;
        line(&app, "the database answers again").await;
        for _ in 0..100 {
            if ask(&app, "/v1/users").await.status == 200 && lines("answers again") == outage {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        for path in &paths[..6] {
            assert_eq!(ask(&app, path).await.status, 200, "{path}");
        }
        assert_eq!(lines("the database answers again"), outage, "{:#?}", app.log());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_opened_is_an_outage() {
    let db = Db::sqlite();
    let store = db.store().await;
    store.close().await;
    let store = db.open(OpenMode::Shared).await.expect("it opens");
    let Db::Sqlite(folder) = &db else { return };
    std::fs::rename(folder.path().join("gatelog.db"), folder.path().join("elsewhere")).expect("it moves");
    let (filter, page) = (EventFilter::default(), PageRequest::default());
    let error = events::list(&store, &filter, &SourceAccess::All, &page).await.expect_err("no file");
    assert!(matches!(error, QueryError::Unavailable(_)), "{error:?}");
    assert!(!folder.path().join("gatelog.db").exists(), "a query creates no file");
    let answer = Problem::from(error).answer("/v1/events", "request");
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
}

#[test]
fn a_locked_or_unreadable_file_is_an_outage() {
    // Busy, locked, input and output, cannot be opened; with extended codes.
    for (code, is_away) in
        [(5, true), (261, true), (6, true), (10, true), (266, true), (14, true), (1, false), (11, false), (19, false)]
    {
        let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
        assert_eq!(StoreError::from(error).is_away(), is_away, "{code}");
    }
    for error in [
        sqlx::Error::PoolTimedOut,
        sqlx::Error::PoolClosed,
        sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into()),
    ] {
        assert!(StoreError::from(error).is_away());
    }
    assert!(!StoreError::from(sqlx::Error::RowNotFound).is_away());
    assert!(!StoreError::from(DbErr::Custom("else".to_owned())).is_away());
}
