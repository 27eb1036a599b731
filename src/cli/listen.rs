//! The port that is listened on, or why there is none.

use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
};

use tokio::net::TcpListener;

/// Why nothing is listened on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: {}", advice(.source))]
pub struct ListenError {
    /// Where it should be.
    pub address: SocketAddr,
    /// What the system says.
    pub source: io::Error,
}

/// Listens.
pub(super) async fn listen(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).await.map_err(|source| ListenError { address, source })
}

/// What to do, by what the system says.
fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::AddrInUse => "stop the program that uses this port, or give another by --listen or GATELOG_LISTEN",
        ErrorKind::PermissionDenied => {
            "this user may not use the port; give one above 1023 by --listen or GATELOG_LISTEN"
        }
        ErrorKind::AddrNotAvailable => {
            "this machine has no such address; give one of its own, or 0.0.0.0 for all, by --listen or GATELOG_LISTEN"
        }
        _ => "give another address by --listen or GATELOG_LISTEN",
    }
}
