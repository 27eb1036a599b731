//! Opens the port of `serve` and `demo`; an error advises what to do.

use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
};

use tokio::net::TcpListener;

#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: {}", advice(.source))]
pub struct ListenError {
    pub address: SocketAddr,
    pub source: io::Error,
}

pub(super) async fn listen(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).await.map_err(|source| ListenError { address, source })
}

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
