//! Imports saved deliveries into the log. Each is verified like a live delivery, except for its
//! age. A line that does not verify is counted and left out.
//!
//! Reading, verifying and appending run in parallel. An import that was interrupted can be run
//! again: events that it recorded are found by their ids.

mod counts;
mod lines;

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

pub use self::{
    counts::{ImportCounts, LineError, RefusedLine},
    lines::file_sha256,
};
use self::{
    counts::{LineCounter, VerifiedLine},
    lines::{ImportLine, LineChunk, LineReader},
};
use crate::{
    clock::Clock,
    event::{EventId, Source, SystemEvent, Via, system::SystemEventKind},
    event_log::{AppendError, EventLog},
    ingest::{
        delivery::into_event,
        saved::{SavedError, SavedText},
        secret::Secret,
        signature::{SignatureHeaders, Window, verify},
    },
    storage::StoreError,
};

/// Chunks that are read ahead of verification.
const CHUNKS_AHEAD: usize = 4;
/// Events in the writer's queue: several batches, so that the writer always has work, and only
/// part of its queue, so that the queue is never full.
const IN_FLIGHT_EVENTS_MAX: usize = 4_096;
/// The same limit in bytes of bodies.
const IN_FLIGHT_BYTES_MAX: usize = 24 * 1024 * 1024;

#[derive(Clone, Debug)]
pub struct Import {
    pub source: Source,
    /// Secrets given for this run. A delivery is authentic when one of them verifies it.
    pub secrets: Vec<Secret>,
    pub signature_headers: SignatureHeaders,
    pub log: EventLog,
    /// Dates the system events of the import.
    pub clock: Clock,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportOutcome {
    /// The file was read to its end. `refused` has the first lines that were left out.
    Done { counts: ImportCounts, refused: Vec<RefusedLine> },
    /// The same file was imported before without leaving a line out. `counts` is of that import.
    AlreadyImported { counts: ImportCounts },
}

/// Why an import stopped. Run again, it continues where it stopped.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("the file cannot be read: {0}; run the import again once it can, and it goes on where it stopped")]
    Read(#[from] io::Error),
    #[error("{0}; the import goes on where it stopped when it is run again")]
    Append(#[from] AppendError),
    #[error(transparent)]
    Log(#[from] StoreError),
    #[error("the system gives no random numbers; run the import again, and it goes on where it stopped")]
    NoSalt,
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

pub trait ImportObserver: Send + Sync {
    /// Called after each step with the bytes read and the counts so far.
    fn on_progress(&self, bytes_read: u64, counts: &ImportCounts);
}

/// Facts of `system.import_started`.
#[derive(Serialize)]
struct StartedFacts<'a> {
    source: &'a str,
    /// `None` for a stream, whose hash is known only at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_sha256: Option<&'a str>,
    secret_ids: Vec<&'a str>,
}

/// Facts of `system.import_finished`.
#[derive(Serialize, Deserialize)]
struct FinishedFacts {
    source: String,
    file_sha256: String,
    file_bytes: u64,
    #[serde(flatten)]
    counts: ImportCounts,
}

impl Import {
    /// Imports a file to its end. `file_sha256` is the hash of the file, if it is known before
    /// reading.
    pub async fn run(
        &self,
        file: impl BufRead + Send + 'static,
        file_sha256: Option<&str>,
        observer: &dyn ImportObserver,
    ) -> Result<ImportOutcome, ImportError> {
        if let Some(hash) = file_sha256
            && let Some(FinishedFacts { counts, .. }) = self.find_finished(hash).await?
        {
            return Ok(ImportOutcome::AlreadyImported { counts });
        }
        let secret_ids = self.secrets.iter().map(Secret::id).collect();
        let started = StartedFacts { source: self.source.as_str(), file_sha256, secret_ids };
        self.log.record(SystemEvent::new(SystemEventKind::ImportStarted, self.clock.now(), &started)).await?;

        let (sender, chunks) = mpsc::channel(CHUNKS_AHEAD);
        let reading = tokio::task::spawn_blocking(move || read(LineReader::new(file), &sender));
        let (counts, refused) = self.append(chunks, observer).await?;
        let (file_sha256, file_bytes) = reading.await??;

        let finished = FinishedFacts { source: self.source.to_string(), file_sha256, file_bytes, counts };
        self.record_finish(&finished).await?;
        Ok(ImportOutcome::Done { counts: finished.counts, refused })
    }

    /// Verifies chunks in parallel and appends the verified events in the order of the file.
    async fn append(
        &self,
        chunks: mpsc::Receiver<LineChunk>,
        observer: &dyn ImportObserver,
    ) -> Result<(ImportCounts, Vec<RefusedLine>), ImportError> {
        let verifiers = available_parallelism().map_or(1, usize::from);
        let chunks = stream::unfold(chunks, |mut chunks| async { chunks.recv().await.map(|chunk| (chunk, chunks)) });
        let verified = chunks.map(|chunk| {
            let import = self.clone();
            tokio::task::spawn_blocking(move || (chunk.bytes_read, import.verify_all(chunk)))
        });
        let mut verified = std::pin::pin!(verified.buffered(verifiers));

        let mut lines = LineCounter::default();
        let mut in_flight = FuturesUnordered::new();
        let mut in_flight_bytes = 0;
        let mut bytes_read = 0;
        let mut at_end = false;
        while !at_end || !in_flight.is_empty() {
            let has_room = in_flight.len() < IN_FLIGHT_EVENTS_MAX && in_flight_bytes < IN_FLIGHT_BYTES_MAX;
            tokio::select! {
                Some((number, bytes, outcome)) = in_flight.next() => {
                    in_flight_bytes -= bytes;
                    lines.appended(number, outcome)?;
                }
                chunk = verified.next(), if has_room && !at_end => {
                    let Some(chunk) = chunk else {
                        at_end = true;
                        continue;
                    };
                    let (read_so_far, verified_lines) = chunk?;
                    bytes_read = read_so_far;
                    for (number, line) in verified_lines? {
                        if let Some(event) = lines.verified(number, line) {
                            let bytes = event.body_bytes();
                            in_flight_bytes += bytes;
                            in_flight.push(async move { (number, bytes, self.log.append_encoded(*event).await) });
                        }
                    }
                }
            }
            observer.on_progress(bytes_read, &lines.counts);
        }
        Ok((lines.counts, lines.refused))
    }

    fn verify_all(&self, chunk: LineChunk) -> Result<Vec<(u64, VerifiedLine)>, ImportError> {
        let is_blank = |line: &ImportLine| line.text.as_ref().is_some_and(Bytes::is_empty);
        let lines = chunk.lines.into_iter().filter(|line| !is_blank(line));
        lines.map(|line| Ok((line.number, self.verify(line.text)?))).collect()
    }

    /// The check of the webhook receiver without the time window.
    fn verify(&self, text: Option<Bytes>) -> Result<VerifiedLine, ImportError> {
        let saved = text.ok_or(SavedError::TooLong).and_then(|text| SavedText::parse(&text));
        let delivery = match saved {
            Ok(SavedText::Delivery(delivery)) => delivery,
            Ok(SavedText::CliStatus) => return Ok(VerifiedLine::Status),
            Err(error) => return Ok(VerifiedLine::Error(error.into())),
        };
        match verify(&self.secrets, self.signature_headers, &delivery.headers, &delivery.body, Window::Waived) {
            Ok(verified) => {
                let event = into_event(verified, self.source.clone(), Via::Import, delivery.body);
                let event = event.map_err(|_| ImportError::NoSalt)?;
                Ok(VerifiedLine::Event(Box::new(self.log.encode(event))))
            }
            Err(error) => Ok(VerifiedLine::Error(error.into())),
        }
    }

    /// The facts of an earlier import of the same file that left no line out.
    async fn find_finished(&self, file_sha256: &str) -> Result<Option<FinishedFacts>, ImportError> {
        let id = EventId::recorded(format!("sys_{}", self.event_name(file_sha256)));
        let found = self.log.find(&Source::system(), &id).await?;
        // Facts that cannot be read mean one import more, which finds every event recorded.
        Ok(found.and_then(|event| serde_json::from_slice(event.body.kept()?).ok()))
    }

    /// Records the end of the import. The first import that leaves no line out gets an id made
    /// from the hash of the file, by which a later import of the same file finds it.
    async fn record_finish(&self, finished: &FinishedFacts) -> Result<(), ImportError> {
        let (kind, at) = (SystemEventKind::ImportFinished, self.clock.now());
        let is_first = finished.counts.refused == 0 && self.find_finished(&finished.file_sha256).await?.is_none();
        let event = if is_first {
            SystemEvent::named(kind, at, &self.event_name(&finished.file_sha256), finished)
        } else {
            SystemEvent::new(kind, at, finished)
        };
        self.log.record(event).await?;
        Ok(())
    }

    fn event_name(&self, file_sha256: &str) -> String {
        format!("import-{}-{file_sha256}", self.source)
    }
}

/// Reads to the end, or until the receiving side is closed. Returns the hash and the number of
/// bytes read.
fn read(mut lines: LineReader<impl BufRead>, sender: &mpsc::Sender<LineChunk>) -> io::Result<(String, u64)> {
    while let Some(chunk) = lines.next_chunk()? {
        if sender.blocking_send(chunk).is_err() {
            break;
        }
    }
    Ok(lines.finish())
}
