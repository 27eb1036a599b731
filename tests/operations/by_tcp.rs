//! `PostgreSQL` by TCP, as most people reach it: nothing is different from a Unix socket, and an absent server is named.

use std::{path::PathBuf, sync::Arc};

use gatelog::{
    clock::Clock,
    event::RecordedEvent,
    event_log::EventLog,
    storage::{Location, OpenMode, Store, StoreError},
};
use sea_orm::sqlx::postgres::PgConnectOptions;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, UnixStream},
};

use crate::support::{Db, body_of, event, postgres::Database, read_all};

/// More than one packet, so that the end of a message travels alone.
const BODY_BYTES: usize = 300_000;

/// The URL of a database by TCP: where the tests reach it by a Unix socket, through a port in front of that.
async fn url_by_tcp(url: &str) -> String {
    let options: PgConnectOptions = url.parse().expect("a good URL");
    let Some(folder) = options.get_socket() else { return url.to_owned() };
    let socket: PathBuf = folder.join(format!(".s.PGSQL.{}", options.get_port()));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let socket = socket.clone();
            tokio::spawn(async move {
                let mut server = UnixStream::connect(socket).await?;
                copy_bidirectional(&mut client, &mut server).await
            });
        }
    });
    let database = options.get_database().expect("a database");
    format!("postgres://{}@{address}/{database}", options.get_username())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_by_tcp_is_the_same_log() {
    let Some(Db::Postgres(database)) = Db::postgres().await else { return };
    let by_tcp = Location::parse(&url_by_tcp(database.url()).await).expect("a good URL");
    let store = Arc::new(Store::open(&by_tcp, OpenMode::Append).await.expect("it opens"));
    store.migrate().await.expect("the schema goes in");
    let log = EventLog::start(Arc::clone(&store), Clock::system()).await.expect("it starts");
    let body: Vec<u8> = (0..=u8::MAX).cycle().take(BODY_BYTES).collect();
    log.append(event("msg_large", body.clone())).await.expect("recorded");
    let mine = read_all(&log).await;
    assert_eq!(mine.len(), 1);
    assert_eq!(*body_of(&mine[0]), body);
    log.shut_down().await;
    store.close().await;

    assert_eq!(read_by_socket(&database).await, mine);
}

async fn read_by_socket(database: &Database) -> Vec<RecordedEvent> {
    let location = Location::parse(database.url()).expect("a good URL");
    let store = Arc::new(Store::open(&location, OpenMode::Shared).await.expect("it opens"));
    let log = EventLog::follow(Arc::clone(&store)).await.expect("it opens");
    let events = read_all(&log).await;
    log.shut_down().await;
    store.close().await;
    events
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let url = format!("postgres://nobody:secret@{address}/gatelog");
    let refused =
        Store::open(&Location::parse(&url).expect("a good URL"), OpenMode::Append).await.expect_err("no server");
    assert!(matches!(refused, StoreError::Unreachable { .. }), "{refused}");
    let text = refused.to_string();
    assert!(text.contains(&address.to_string()) && text.contains("refused") && !text.contains("secret"), "{text}");
}
