//! What the service is compared with: a naive group commit into one table, with the same signatures and the same
//! durability, and nothing else. It has no positions, commitments, triggers or views, and finds no conflict.

use std::{convert::Infallible, error::Error, sync::Arc};

use bytes::Bytes;
use gatelog::{
    clock::Clock,
    ingest::{
        secret::Secret,
        signature::{SignatureHeaders, Window, verify},
    },
};
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, Response, StatusCode, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use sea_orm::sqlx::{
    self, AssertSqlSafe, ConnectOptions as _, PgConnection, SqliteConnection,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
};

/// As the service has it.
const BATCH_EVENTS_MAX: usize = 1_000;
const ROWS_PER_INSERT: [usize; 5] = [256, 64, 16, 4, 1];
const TABLE: &str = "CREATE TABLE IF NOT EXISTS naive (id text PRIMARY KEY, received_at bigint NOT NULL, body";

struct Delivery {
    id: String,
    received_at: i64,
    body: Bytes,
    done: oneshot::Sender<()>,
}

enum Table {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Serves on a free port, whose address it prints, until it is killed.
pub async fn serve(url: &str, secret: Secret) -> Result<(), Box<dyn Error>> {
    let table = Table::open(url).await?;
    let (queue, waiting) = mpsc::channel(16_384);
    tokio::spawn(write(table, waiting));
    let secrets: Arc<[Secret]> = [secret].into();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (queue, secrets) = (queue.clone(), Arc::clone(&secrets));
        tokio::spawn(async move {
            let receive = service_fn(move |request| receive(request, queue.clone(), Arc::clone(&secrets)));
            // A connection that breaks is the generator's to report.
            _ = http1::Builder::new().serve_connection(TokioIo::new(stream), receive).await;
        });
    }
}

async fn receive(
    request: Request<Incoming>,
    queue: mpsc::Sender<Delivery>,
    secrets: Arc<[Secret]>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let status = match body.collect().await.map(http_body_util::Collected::to_bytes) {
        Err(_) => StatusCode::BAD_REQUEST,
        Ok(body) => {
            match verify(&secrets, SignatureHeaders::Both, &head.headers, &body, Window::Around(Clock::system().now()))
            {
                Err(_) => StatusCode::UNAUTHORIZED,
                Ok(verified) => {
                    let (done, committed) = oneshot::channel();
                    let received_at = Clock::system().now().micros();
                    let delivery = Delivery { id: verified.id.as_str().to_owned(), received_at, body, done };
                    let queued = queue.send(delivery).await.is_ok();
                    if queued && committed.await.is_ok() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
                }
            }
        }
    };
    let mut response = Response::new(Full::new(Bytes::from_static(br#"{"status":"recorded"}"#)));
    *response.status_mut() = status;
    Ok(response)
}

async fn write(mut table: Table, mut waiting: mpsc::Receiver<Delivery>) -> Result<(), sqlx::Error> {
    let mut batch = Vec::new();
    while waiting.recv_many(&mut batch, BATCH_EVENTS_MAX).await > 0 {
        table.insert(&batch).await?;
        for delivery in batch.drain(..) {
            _ = delivery.done.send(());
        }
    }
    Ok(())
}

impl Table {
    async fn open(url: &str) -> Result<Self, Box<dyn Error>> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
            let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
            let mut connection = options.disable_statement_logging().connect().await?;
            sqlx::query(AssertSqlSafe(format!("{TABLE} blob NOT NULL)"))).execute(&mut connection).await?;
            return Ok(Self::Sqlite(connection));
        }
        let options: PgConnectOptions = url.parse()?;
        let mut connection = options.disable_statement_logging().connect().await?;
        sqlx::query(AssertSqlSafe(format!("{TABLE} bytea NOT NULL)"))).execute(&mut connection).await?;
        Ok(Self::Postgres(connection))
    }

    async fn insert(&mut self, batch: &[Delivery]) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(connection) => {
                sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
                let mut rest = batch;
                for rows in ROWS_PER_INSERT {
                    while rest.len() >= rows {
                        let (chunk, after) = rest.split_at(rows);
                        let sql = format!("INSERT OR IGNORE INTO naive VALUES {}", vec!["(?,?,?)"; rows].join(","));
                        let insert = sqlx::query(AssertSqlSafe(sql));
                        let insert = chunk.iter().fold(insert, |insert, delivery| {
                            insert.bind(delivery.id.as_str()).bind(delivery.received_at).bind(&*delivery.body)
                        });
                        insert.execute(&mut *connection).await?;
                        rest = after;
                    }
                }
                sqlx::query("COMMIT").execute(&mut *connection).await?;
            }
            // One statement is a transaction.
            Self::Postgres(connection) => {
                sqlx::query(
                    "INSERT INTO naive SELECT * FROM UNNEST($1::text[], $2::bigint[], $3::bytea[]) ON CONFLICT DO NOTHING",
                )
                .bind(batch.iter().map(|delivery| delivery.id.as_str()).collect::<Vec<_>>())
                .bind(batch.iter().map(|delivery| delivery.received_at).collect::<Vec<_>>())
                .bind(batch.iter().map(|delivery| &*delivery.body).collect::<Vec<_>>())
                .execute(connection)
                .await?;
            }
        }
        Ok(())
    }
}
