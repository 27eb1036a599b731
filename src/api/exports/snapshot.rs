//! A list of what is true now, read whole in one transaction and spooled. Its rows change while it
//! is read, so that pages of the newest state would be a list that never was.
//!
//! The list is read as fast as the database gives it, whether the client takes it or not. If that
//! is soon done, what could go wrong is known before the answer begins; otherwise the answer
//! begins with the pages that are there.

use std::{io, sync::Arc, time::Duration};

use bytes::Bytes;
use poem::http::StatusCode;
use tokio::{
    sync::mpsc::{self, UnboundedReceiver, UnboundedSender},
    task::JoinError,
    time::{Instant, timeout},
};
use tokio_util::task::AbortOnDropHandle;

use super::{
    encode::{EncodeError, Encoder, Lines},
    pages::{Access, Denied, Pages},
    spool::{self, SpoolReader, SpoolWriter, SpooledPage},
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

/// The list on its way through the file.
pub(super) struct Spooled {
    reader: SpoolReader,
    /// One entry for each page, of some bytes: a page has 1,000 rows.
    pages: UnboundedReceiver<SpooledPage>,
    reading: Reading,
    access: Arc<Access>,
}

/// What reads the list into the file.
enum Reading {
    UnderWay(AbortOnDropHandle<Result<Encoder, SpoolError>>),
    Done(Encoder),
}

/// Why a list is not spooled.
#[derive(Debug, thiserror::Error)]
enum SpoolError {
    #[error("the spool file cannot be written: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error("the list was not read in time")]
    TooLong,
    #[error("the pages of the list ended early")]
    Interrupted(Interruption),
    #[error("reading a list panicked: {0}")]
    Panicked(#[from] JoinError),
}

/// Begins to read a list. Returns how it is read on, and the position up to which it takes in
/// every event.
pub(super) async fn spooled(
    state: &State,
    pages: Pages,
    encoder: impl FnOnce(Option<Position>) -> Encoder,
) -> poem::Result<(Spooled, Option<Position>)> {
    let (began, limits) = (Instant::now(), state.exports.limits);
    let store = state.store.snapshot().await.map_err(|error| Problem::from(QueryError::from(error)))?;
    let snapshot = Snapshot(Arc::new(store));
    let as_of = projections::reached(&snapshot.0).await.map_err(Problem::from)?.folded.last();
    let first = pages.read(Some(&snapshot), None).await?;
    let (writer, reader) = spool::create(limits.bytes_max).await.map_err(|error| SpoolError::from(error).problem())?;
    let (sender, spooled_pages) = mpsc::unbounded_channel();
    let access = pages.access();
    let job = ReadingJob { pages, snapshot, encoder: encoder(as_of), began };
    let mut reading = AbortOnDropHandle::new(tokio::spawn(job.run(first, writer, sender)));
    let reading = match timeout(limits.answer_within, &mut reading).await {
        Err(_elapsed) => Reading::UnderWay(reading),
        Ok(ended) => {
            let encoder = ended.map_err(SpoolError::from).and_then(|ended| ended);
            Reading::Done(encoder.map_err(|error| error.problem())?)
        }
    };
    Ok((Spooled { reader, pages: spooled_pages, reading, access }, as_of))
}

struct ReadingJob {
    pages: Pages,
    snapshot: Snapshot,
    encoder: Encoder,
    began: Instant,
}

impl ReadingJob {
    async fn run(
        mut self,
        first: Bytes,
        mut writer: SpoolWriter,
        sender: UnboundedSender<SpooledPage>,
    ) -> Result<Encoder, SpoolError> {
        let mut page = first;
        loop {
            let (lines, next) = self.encoder.page(&page)?;
            drop(page);
            let spooled;
            (writer, spooled) = writer.write(lines).await?;
            // A client that has left ends this task.
            _ = sender.send(spooled);
            let Some(after) = next else { return Ok(self.encoder) };
            if self.began.elapsed() > READ_WITHIN {
                return Err(SpoolError::TooLong);
            }
            page = self.pages.read_on(Some(&self.snapshot), &after).await.map_err(SpoolError::Interrupted)?;
        }
    }
}

impl Spooled {
    /// The next lines; `None` at the end. Looks the key up before.
    pub(super) async fn next(&mut self) -> Result<Option<Lines>, Interruption> {
        if let Err(Denied::ForEver) = self.access.check().await {
            return Err(Interruption::AccessEnded);
        }
        let Some(page) = self.pages.recv().await else { return Ok(None) };
        self.reader.read(page).await.map(Some).map_err(|error| {
            tracing::error!(%error, "the spool file of an export cannot be read");
            Interruption::Failed
        })
    }

    /// After the last lines: fails if the list did not end there.
    pub(super) async fn finish(self) -> Result<Encoder, Interruption> {
        let ended = match self.reading {
            Reading::Done(encoder) => return Ok(encoder),
            Reading::UnderWay(reading) => reading.await,
        };
        ended.map_err(SpoolError::from).and_then(|ended| ended).map_err(|error| {
            tracing::error!(%error, "a list cannot be exported");
            error.interruption()
        })
    }
}

impl SpoolError {
    fn interruption(&self) -> Interruption {
        match self {
            Self::Interrupted(interruption) => *interruption,
            Self::TooLong => Interruption::TooLarge,
            Self::Io(error) if is_full(error) => Interruption::TooLarge,
            Self::Io(_) | Self::Encode(_) | Self::Panicked(_) => Interruption::Failed,
        }
    }

    fn problem(&self) -> Problem {
        match self {
            Self::Io(error) => unspooled(error),
            Self::TooLong => {
                let detail = format!(
                    "the list was not read within {} minutes, the longest that a transaction may last; choose fewer \
                     rows, for example by source",
                    READ_WITHIN.as_secs() / 60
                );
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail)
            }
            // The cause is logged by then.
            Self::Interrupted(Interruption::AccessEnded) => Problem::new(
                StatusCode::UNAUTHORIZED,
                "the key was revoked, expired or lost a right while the list was read; use another",
            ),
            Self::Interrupted(_) => {
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "a page of the list cannot be read; try again")
                    .retry_after(RETRY_SECONDS)
            }
            Self::Encode(_) | Self::Panicked(_) => Problem::unexpected(self),
        }
    }
}

fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), FileTooLarge | StorageFull | QuotaExceeded)
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
