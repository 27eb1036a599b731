//! A list of what is true now, read whole in one transaction and spooled. Its rows change while it
//! is read, so that pages of the newest state would be a list that never was.

use std::{io, sync::Arc, time::Duration};

use poem::http::StatusCode;
use tokio::time::Instant;

use super::{
    encode::{EncodeError, Encoder},
    pages::Pages,
    spool::{Spool, SpoolWriter},
};
use crate::{
    api::{
        state::{Snapshot, State},
        wire::error::Problem,
    },
    event::Position,
    query::{QueryError, exports::Interruption, projections},
};

/// How long the transaction may last: meanwhile the database keeps what changed.
const READ_WITHIN: Duration = Duration::from_mins(10);

/// When to try again, in seconds.
const RETRY_SECONDS: u32 = 10;

/// The list in a file. The transaction has ended, so a slow client holds nothing of the database.
pub(super) struct Spooled {
    pub(super) encoder: Encoder,
    pub(super) spool: Spool,
    /// It takes in every event up to this position.
    pub(super) as_of: Option<Position>,
}

pub(super) async fn spooled(
    state: &State,
    pages: &Pages,
    encoder: impl FnOnce(Option<Position>) -> Encoder,
) -> poem::Result<Spooled> {
    let began = Instant::now();
    let store = state.store.snapshot().await.map_err(|error| Problem::from(QueryError::from(error)))?;
    let snapshot = Snapshot(Arc::new(store));
    let as_of = projections::reached(&snapshot.0).await.map_err(Problem::from)?.folded.last();
    let mut encoder = encoder(as_of);
    let mut page = pages.read(Some(&snapshot), None).await?;
    let mut writer = SpoolWriter::create(state.exports.spool_bytes_max).await.map_err(|error| unspooled(&error))?;
    loop {
        let (lines, next) = encoder.page(&page).map_err(|error| unencoded(&error))?;
        drop(page);
        writer = writer.write(lines).await.map_err(|error| unspooled(&error))?;
        let Some(after) = next else { break };
        if began.elapsed() > READ_WITHIN {
            let detail = format!(
                "the list was not read within {} minutes, the longest that a transaction may last; choose fewer rows, \
                 for example by source",
                READ_WITHIN.as_secs() / 60
            );
            return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).into());
        }
        page = pages.read_on(Some(&snapshot), &after).await.map_err(interrupted)?;
    }
    drop(snapshot);
    let spool = writer.finish().await.map_err(|error| unspooled(&error))?;
    Ok(Spooled { encoder, spool, as_of })
}

fn unencoded(error: &EncodeError) -> Problem {
    let detail = "something went wrong here; the log of the server has it, under this request id";
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, detail).because(error)
}

fn unspooled(error: &io::Error) -> Problem {
    let detail = match error.kind() {
        io::ErrorKind::FileTooLarge => {
            "the list takes more disk than an export may; choose fewer rows, for example by source"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk of the server's folder for temporary files is full; make room there, or let TMPDIR name another \
             folder and start gatelog again"
        }
        _ => {
            "the server cannot write to its folder for temporary files, where such a list is kept until it is sent; \
             let TMPDIR name another folder and start gatelog again"
        }
    };
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, detail).because(error)
}

/// The cause is logged by then.
fn interrupted(interruption: Interruption) -> Problem {
    match interruption {
        Interruption::AccessEnded => Problem::new(
            StatusCode::UNAUTHORIZED,
            "the key was revoked, expired or lost a right while the list was read; use another",
        ),
        _ => Problem::new(StatusCode::SERVICE_UNAVAILABLE, "a page of the list cannot be read; try again")
            .retry_after(RETRY_SECONDS),
    }
}
