//! Appends saved deliveries, each verified as at the door but for its age. A line that proves nothing is counted and
//! left out; what the log has already stays as it is.
//!
//! Reading, verifying and appending run side by side. An import that was stopped is started again: what it recorded is
//! found by its ids.

use std::{
    io::{self, BufRead},
    thread::available_parallelism,
};

use bytes::Bytes;
use futures_util::{
    StreamExt as _,
    stream::{self, FuturesUnordered},
};
use serde::{Deserialize, Serialize};
use tokio::{sync::mpsc, task::JoinError};

use super::{
    counts::{Counting, Counts, Made, RefusedLine},
    entry::event_of,
    lines::{Chunk, Line, Lines},
    saved::{Saved, SavedError},
    secret::Secret,
    signature::{Families, Window, verify},
};
use crate::{
    clock::Clock,
    event::{EventId, Source, SystemEvent, Via, system::Kind},
    event_log::{AppendError, EventLog, LogError},
};

/// Chunks read ahead of those that are being verified.
const CHUNKS_AHEAD: usize = 4;
/// Events handed to the writer and not yet answered: some batches, so that it never waits, and a part of its queue, so
/// that this never finds it full.
const IN_FLIGHT_EVENTS_MAX: usize = 4_096;
/// The same in bytes of bodies.
const IN_FLIGHT_BYTES_MAX: usize = 24 * 1024 * 1024;
/// What an import is told.
#[derive(Clone, Debug)]
pub struct Import {
    /// Who sent the deliveries.
    pub source: Source,
    /// Any of which verifies a delivery; given for this run.
    pub secrets: Vec<Secret>,
    /// In which headers the signature is looked for.
    pub families: Families,
    /// Where they go.
    pub log: EventLog,
    /// By which the import's own events are dated.
    pub clock: Clock,
}

/// How an import ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The file was read to its end.
    Done {
        /// What became of its lines.
        counts: Counts,
        /// The first of those that were refused.
        refused: Vec<RefusedLine>,
    },
    /// The very same file was imported whole before.
    Already {
        /// What became of its lines then.
        counts: Counts,
    },
}

/// Why an import did not come to its end. Started again, it goes on where it stopped.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read on.
    #[error("the file cannot be read: {0}; run the import again once it can, and it goes on where it stopped")]
    Read(#[from] io::Error),
    /// The log took nothing more.
    #[error("{0}; the import goes on where it stopped when it is run again")]
    Append(#[from] AppendError),
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// No salt.
    #[error("the system gives no random numbers; run the import again, and it goes on where it stopped")]
    NoSalt,
    /// A part of the import ended abnormally.
    #[error(
        "the import broke off; the log lines before this one say why; run it again, and it goes on where it stopped"
    )]
    Task(JoinError),
}

impl From<JoinError> for ImportError {
    fn from(error: JoinError) -> Self {
        Self::Task(error)
    }
}

/// Told how far an import is.
pub trait Progress: Send + Sync {
    /// So many bytes of the file are read, and this became of the lines so far.
    fn reached(&self, bytes_read: u64, counts: &Counts);
}

/// Facts of `system.import_started`.
#[derive(Serialize)]
struct Started<'a> {
    source: &'a str,
    /// Not known beforehand of a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_sha256: Option<&'a str>,
    secret_ids: Vec<&'a str>,
}

/// Facts of `system.import_finished`.
#[derive(Serialize, Deserialize)]
struct Finished {
    source: String,
    file_sha256: String,
    file_bytes: u64,
    #[serde(flatten)]
    counts: Counts,
}

impl Import {
    /// Imports a file to its end. `file_sha256` is its hash, where it is known before it is read.
    pub async fn run(
        &self,
        file: impl BufRead + Send + 'static,
        file_sha256: Option<&str>,
        progress: &dyn Progress,
    ) -> Result<Outcome, ImportError> {
        if let Some(hash) = file_sha256
            && let Some(Finished { counts, .. }) = self.finished(hash).await?
        {
            return Ok(Outcome::Already { counts });
        }
        let secret_ids = self.secrets.iter().map(Secret::id).collect();
        let started = Started { source: self.source.as_str(), file_sha256, secret_ids };
        self.log.record(SystemEvent::new(Kind::ImportStarted, self.clock.now(), &started)).await?;

        let (sender, chunks) = mpsc::channel(CHUNKS_AHEAD);
        let reading = tokio::task::spawn_blocking(move || read(Lines::of(file), &sender));
        let (counts, refused) = self.append(chunks, progress).await?;
        let (file_sha256, file_bytes) = reading.await??;

        let finished = Finished { source: self.source.to_string(), file_sha256, file_bytes, counts };
        self.record_finish(&finished).await?;
        Ok(Outcome::Done { counts: finished.counts, refused })
    }

    /// Verifies chunks and appends what is proved, in the order of the file, with many under way at once.
    async fn append(
        &self,
        chunks: mpsc::Receiver<Chunk>,
        progress: &dyn Progress,
    ) -> Result<(Counts, Vec<RefusedLine>), ImportError> {
        let verifiers = available_parallelism().map_or(1, usize::from);
        let chunks = stream::unfold(chunks, |mut chunks| async { chunks.recv().await.map(|chunk| (chunk, chunks)) });
        let verified = chunks.map(|chunk| {
            let import = self.clone();
            tokio::task::spawn_blocking(move || (chunk.bytes_read, import.verify_all(chunk)))
        });
        let mut verified = std::pin::pin!(verified.buffered(verifiers));

        let mut tally = Counting::default();
        let mut in_flight = FuturesUnordered::new();
        let mut in_flight_bytes = 0;
        let mut reached = 0;
        let mut at_end = false;
        while !at_end || !in_flight.is_empty() {
            let has_room = in_flight.len() < IN_FLIGHT_EVENTS_MAX && in_flight_bytes < IN_FLIGHT_BYTES_MAX;
            tokio::select! {
                Some((number, bytes, outcome)) = in_flight.next() => {
                    in_flight_bytes -= bytes;
                    tally.appended(number, outcome)?;
                }
                chunk = verified.next(), if has_room && !at_end => {
                    let Some(chunk) = chunk else {
                        at_end = true;
                        continue;
                    };
                    let (bytes_read, made) = chunk?;
                    reached = bytes_read;
                    for (number, made) in made? {
                        if let Some(event) = tally.made(number, made) {
                            let bytes = event.body.len();
                            in_flight_bytes += bytes;
                            in_flight.push(async move { (number, bytes, self.log.append(*event).await) });
                        }
                    }
                }
            }
            progress.reached(reached, &tally.counts);
        }
        Ok((tally.counts, tally.refused))
    }

    fn verify_all(&self, chunk: Chunk) -> Result<Vec<(u64, Made)>, ImportError> {
        let is_blank = |line: &Line| line.text.as_ref().is_some_and(Bytes::is_empty);
        let lines = chunk.lines.into_iter().filter(|line| !is_blank(line));
        lines.map(|line| Ok((line.number, self.verify(line.text)?))).collect()
    }

    /// The same check as the door's, at whatever time the delivery was signed.
    fn verify(&self, text: Option<Bytes>) -> Result<Made, ImportError> {
        let saved = text.ok_or(SavedError::TooLong).and_then(|text| Saved::parse(&text));
        let delivery = match saved {
            Ok(Saved::Delivery(delivery)) => delivery,
            Ok(Saved::Aside) => return Ok(Made::Aside),
            Err(error) => return Ok(Made::Unusable(error.into())),
        };
        match verify(&self.secrets, self.families, &delivery.headers, &delivery.body, Window::Waived) {
            Ok(verified) => {
                let event = event_of(verified, self.source.clone(), Via::Import, delivery.body);
                Ok(Made::Event(Box::new(event.map_err(|_| ImportError::NoSalt)?)))
            }
            Err(refusal) => Ok(Made::Unusable(refusal.into())),
        }
    }

    /// What the log says of an import of the very same file that left nothing out.
    async fn finished(&self, file_sha256: &str) -> Result<Option<Finished>, ImportError> {
        let id = EventId::recorded(format!("sys_{}", self.name(file_sha256)));
        let found = self.log.find(&Source::system(), &id).await?;
        Ok(found.and_then(|event| serde_json::from_slice(&event.body).ok()))
    }

    /// An import that left nothing out is recorded under the file's name, by which the next one finds it.
    async fn record_finish(&self, finished: &Finished) -> Result<(), ImportError> {
        let (kind, at) = (Kind::ImportFinished, self.clock.now());
        let is_first = finished.counts.refused == 0 && self.finished(&finished.file_sha256).await?.is_none();
        let event = if is_first {
            SystemEvent::named(kind, at, &self.name(&finished.file_sha256), finished)
        } else {
            SystemEvent::new(kind, at, finished)
        };
        self.log.record(event).await?;
        Ok(())
    }

    fn name(&self, file_sha256: &str) -> String {
        format!("import-{}-{file_sha256}", self.source)
    }
}

/// Reads to the end, or until nobody takes what is read; the hash and the length of all of it.
fn read(mut lines: Lines<impl BufRead>, sender: &mpsc::Sender<Chunk>) -> io::Result<(String, u64)> {
    while let Some(chunk) = lines.chunk()? {
        if sender.blocking_send(chunk).is_err() {
            break;
        }
    }
    Ok(lines.finish())
}
