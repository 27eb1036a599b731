//! Relays connections to the server by TCP without delay. The driver (sqlx 0.9.0) does not set
//! `TCP_NODELAY`, so the end of a message larger than one packet waits up to 40 ms for an
//! acknowledgement: 1,700 appends/s instead of 5,700. The next release of sqlx makes this file
//! superfluous. The relay does not interpret what it carries, so TLS passes through.

use std::{
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tempfile::TempDir;
use tokio::{
    io::copy_bidirectional_with_sizes,
    net::{TcpStream, UnixListener, UnixStream},
    task::JoinHandle,
};

/// For one connection in one direction: a few events' bodies.
const BUFFER_BYTES: usize = 64 * 1024;
/// Between two attempts to accept a connection while the process has no free file descriptor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Listens on a Unix socket that only this user can reach, and connects each client to the server.
#[derive(Debug)]
pub(crate) struct Relay {
    folder: TempDir,
    accepting: JoinHandle<()>,
    refusal: Refusal,
}

/// The error of the last attempt to connect; `None` if it succeeded. The driver sees only a broken
/// connection.
type Refusal = Arc<Mutex<Option<String>>>;

impl Relay {
    /// Starts a relay to a server that can be reached now.
    pub(crate) async fn start(host: &str, port: u16) -> io::Result<Self> {
        drop(TcpStream::connect((host, port)).await?);
        let folder = tempfile::Builder::new().prefix("gatelog-").tempdir()?;
        // The name that the driver looks for in a folder of sockets.
        let listener = UnixListener::bind(folder.path().join(format!(".s.PGSQL.{port}")))?;
        let refusal = Refusal::default();
        let accepting = tokio::spawn(accept(listener, host.to_owned(), port, Arc::clone(&refusal)));
        Ok(Self { folder, accepting, refusal })
    }

    /// Why the server cannot be reached, if the last attempt failed.
    pub(crate) fn refusal(&self) -> Option<String> {
        self.refusal.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        // Connections that there are end with their clients.
        self.accepting.abort();
    }
}

async fn accept(listener: UnixListener, host: String, port: u16, refusal: Refusal) {
    loop {
        match listener.accept().await {
            Ok((local, _)) => {
                let (host, refusal) = (host.clone(), Arc::clone(&refusal));
                tokio::spawn(async move {
                    // The driver notices a broken connection, but cannot tell why none was made.
                    let connected = TcpStream::connect((host.as_str(), port)).await;
                    let refused =
                        connected.as_ref().err().map(|error| format!("no connection to {host}:{port}: {error}"));
                    *refusal.lock().unwrap_or_else(PoisonError::into_inner) = refused;
                    if let Ok(server) = connected {
                        _ = carry(local, server).await;
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "no further connection to the database");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn carry(mut local: UnixStream, mut server: TcpStream) -> io::Result<()> {
    server.set_nodelay(true)?;
    copy_bidirectional_with_sizes(&mut local, &mut server, BUFFER_BYTES, BUFFER_BYTES).await?;
    Ok(())
}
