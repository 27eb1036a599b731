//! The writer: appends queued events with group commit. It adds no delay of its own; the next
//! batch gathers while the current one commits.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Instant,
};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use bytes::Bytes;
use serde::Serialize;
use tokio::sync::{mpsc, watch};

use super::{
    follow::publish_if_larger,
    health::CommitFailure,
    outcome::{AppendError, AppendOutcome},
    queue::{AppendResult, QueuedEvent, queued_bytes},
};
use crate::{
    clock::Clock,
    event::{Commitment, Event, EventId, Position, Salt, Size, Source, system::SystemEventKind},
    storage::{AppendTransaction, EncodedEvent, Existing, Head, NewEvent, Store, StoreError},
    telemetry::Metrics,
};

/// Events per transaction. Larger batches brought no measurable gain, and every sender in a batch
/// waits for its end.
const BATCH_EVENTS_MAX: usize = 1_000;
/// Bytes per transaction.
const BATCH_BYTES_MAX: usize = 8 * 1024 * 1024;

pub(super) struct Writer {
    pub(super) store: Arc<Store>,
    pub(super) clock: Clock,
    pub(super) publish: Arc<watch::Sender<Size>>,
    pub(super) metrics: Metrics,
    pub(super) commit_failure: CommitFailure,
}

/// An event's id, unique across sources.
type EventKey = (Source, String);

struct FirstEvent {
    position: Position,
    commitment: Commitment,
    /// The salt and signature that open the commitment; `None` where the payload is erased.
    opening: Option<(Salt, String)>,
}

impl FirstEvent {
    /// Whether `event` has the recorded body: under the stored salt and signature it gives the
    /// stored commitment. An erased payload cannot be compared and counts as the same.
    fn has_body_of(&self, event: &Event) -> bool {
        self.opening
            .as_ref()
            .is_none_or(|(salt, signature)| salt.commit(signature, &event.body).matches(&self.commitment))
    }
}

impl Writer {
    /// Appends queued events until the queue is closed and empty.
    pub(super) async fn run(self, mut queue: mpsc::Receiver<QueuedEvent>) {
        let mut carried_over = None;
        loop {
            let first = match carried_over.take() {
                Some(queued) => queued,
                None => match queue.recv().await {
                    Some(queued) => queued,
                    None => return,
                },
            };
            let mut bytes = queued_bytes(&first.event);
            let mut batch = vec![first];
            while batch.len() < BATCH_EVENTS_MAX {
                let Ok(next) = queue.try_recv() else { break };
                bytes += queued_bytes(&next.event);
                if bytes > BATCH_BYTES_MAX {
                    carried_over = Some(next);
                    break;
                }
                batch.push(next);
            }
            self.append_batch(batch).await;
        }
    }

    /// Appends a batch and sends each event's outcome.
    async fn append_batch(&self, batch: Vec<QueuedEvent>) {
        let events: Vec<&EncodedEvent> = batch.iter().map(|queued| &queued.event).collect();
        let outcomes = match self.append(&events).await {
            Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
            // The data of one event is the reason: it must not fail the others.
            Err(error) if error.is_in_the_data() && events.len() > 1 => self.append_singly(&events).await,
            Err(error) if self.store.is_away(&error) => vec![Err(AppendError::Store); events.len()],
            Err(error) => {
                tracing::error!(%error, events = events.len(), "an append did not commit; its senders retry");
                vec![Err(AppendError::Store); events.len()]
            }
        };
        for (queued, outcome) in batch.into_iter().zip(outcomes) {
            // The sender may have hung up; its event is recorded all the same, and its retry is a
            // duplicate.
            _ = queued.reply.send(outcome);
        }
    }

    async fn append_singly(&self, events: &[&EncodedEvent]) -> Vec<AppendResult> {
        let mut outcomes = Vec::with_capacity(events.len());
        for event in events {
            outcomes.push(match self.append(&[event]).await {
                Ok(appended) => appended.into_iter().next().ok_or(AppendError::Store),
                Err(error) if self.store.is_away(&error) => Err(AppendError::Store),
                Err(error) => {
                    let id = &event.event.id;
                    tracing::error!(%error, event.id = %id, "the database refused an event; its sender retries");
                    Err(AppendError::Store)
                }
            });
        }
        outcomes
    }

    /// Appends the events in one transaction, and measures it.
    async fn append(&self, events: &[&EncodedEvent]) -> Result<Vec<AppendOutcome>, StoreError> {
        let started = Instant::now();
        let outcome = self.append_transaction(events).await;
        match &outcome {
            Ok(_) => {
                self.metrics.commit.observe([], started.elapsed().as_secs_f64());
                self.metrics.commit_events.observe([], f64::from(u32::try_from(events.len()).unwrap_or(u32::MAX)));
                self.commit_failure.clear();
            }
            // The event that causes it is counted when it fails alone.
            Err(error) if error.is_in_the_data() && events.len() > 1 => {}
            Err(error) => {
                self.metrics.commit_failures.count([]);
                if !error.is_in_the_data() {
                    self.commit_failure.set();
                }
            }
        }
        outcome
    }

    /// Returns the outcomes in the order of the events.
    async fn append_transaction(&self, events: &[&EncodedEvent]) -> Result<Vec<AppendOutcome>, StoreError> {
        let mut transaction = self.store.begin_append().await?;
        let head = transaction.head().await?;
        let mut first_events = first_events(&mut *transaction, events).await?;

        let received_at = self.clock.now().max(head.received_at);
        let mut size = head.size.0;
        let mut next_position = || {
            size += 1;
            Position(size - 1)
        };
        let mut outcomes = Vec::with_capacity(events.len());
        let mut new_events: Vec<(Position, &EncodedEvent)> = Vec::with_capacity(events.len());
        let mut conflicts: Vec<(EncodedEvent, Position)> = Vec::new();
        for &encoded in events {
            let event = &encoded.event;
            let key = (event.source.clone(), event.id.as_str().to_owned());
            outcomes.push(match first_events.get(&key) {
                None => {
                    let position = next_position();
                    let opening = Some((event.salt, event.signature.clone()));
                    first_events.insert(key, FirstEvent { position, commitment: event.commitment, opening });
                    new_events.push((position, encoded));
                    AppendOutcome::Recorded(position)
                }
                Some(first) if first.has_body_of(event) => AppendOutcome::Duplicate(first.position),
                Some(first) => {
                    if let Some((salt, _)) = &first.opening {
                        let id = conflict_event_id(salt, &event.body);
                        let conflict = conflict_event(id, first.position, event).map_err(no_randomness)?;
                        conflicts.push((EncodedEvent::as_is(conflict), first.position));
                    }
                    AppendOutcome::Conflict(first.position)
                }
            });
        }
        let new_conflicts = new_conflicts(&mut *transaction, &conflicts).await?;
        new_events.extend(new_conflicts.into_iter().map(|event| (next_position(), event)));

        let new_events: Vec<NewEvent<'_>> = new_events
            .into_iter()
            .map(|(position, encoded)| NewEvent {
                position,
                received_at,
                event: &encoded.event,
                body: encoded.stored_body(),
            })
            .collect();
        if new_events.is_empty() {
            // Duplicates only: the events that they repeat are committed already.
            return Ok(outcomes);
        }
        transaction.insert(&new_events).await?;
        let size = Size(size);
        transaction.commit(Head { size, received_at }).await?;
        publish_if_larger(&self.publish, size);
        Ok(outcomes)
    }
}

/// Looks up the first events under the ids of `events`, with one statement per source.
async fn first_events(
    transaction: &mut dyn AppendTransaction,
    events: &[&EncodedEvent],
) -> Result<HashMap<EventKey, FirstEvent>, StoreError> {
    let mut by_source: HashMap<&Source, HashSet<&str>> = HashMap::new();
    for EncodedEvent { event, .. } in events {
        by_source.entry(&event.source).or_default().insert(event.id.as_str());
    }
    let mut first_events = HashMap::new();
    for (source, ids) in by_source {
        let ids: Vec<&str> = ids.into_iter().collect();
        for Existing { svix_id, position, commitment, opening } in transaction.existing(source, &ids).await? {
            first_events.insert((source.clone(), svix_id), FirstEvent { position, commitment, opening });
        }
    }
    Ok(first_events)
}

/// The conflict events that the log does not hold yet, each once.
async fn new_conflicts<'a>(
    transaction: &mut dyn AppendTransaction,
    conflicts: &'a [(EncodedEvent, Position)],
) -> Result<Vec<&'a EncodedEvent>, StoreError> {
    if conflicts.is_empty() {
        return Ok(Vec::new());
    }
    let events: Vec<&EncodedEvent> = conflicts.iter().map(|(event, _)| event).collect();
    let mut recorded = first_events(transaction, &events).await?;
    let mut new_conflicts = Vec::new();
    for (encoded, first) in conflicts {
        let event = &encoded.event;
        let key = (event.source.clone(), event.id.as_str().to_owned());
        if recorded.contains_key(&key) {
            continue;
        }
        tracing::warn!(event.id = %event.id, position = first.0, "a recorded id was delivered again with another body; it is kept as a system.conflict event");
        recorded.insert(key, FirstEvent { position: *first, commitment: event.commitment, opening: None });
        new_conflicts.push(encoded);
    }
    Ok(new_conflicts)
}

/// The data of a `system.conflict` event: a delivery whose id the log already holds with another
/// body. The first body stays under the id, and this event keeps the second delivery whole.
#[derive(Serialize)]
struct ConflictPayload<'a> {
    #[serde(rename = "type")]
    event_type: &'static str,
    source: &'a str,
    svix_id: &'a str,
    /// The position of the first event under the id.
    position: i64,
    svix_timestamp: i64,
    signature: &'a str,
    secret_id: &'a str,
    body_base64: String,
}

/// The id of the event that keeps this second body. It depends only on the first event and the
/// second body, so every process records a distinct body once, however often it is delivered.
fn conflict_event_id(first_salt: &Salt, body: &[u8]) -> EventId {
    EventId::recorded(format!("sys_{}", URL_SAFE_NO_PAD.encode(first_salt.name_body(body))))
}

/// Builds the event that keeps `second`. The log holds its id at `first`, with another body.
fn conflict_event(id: EventId, first: Position, second: &Event) -> Result<Event, getrandom::Error> {
    let payload = ConflictPayload {
        event_type: SystemEventKind::Conflict.as_str(),
        source: second.source.as_str(),
        svix_id: second.id.as_str(),
        position: first.0,
        svix_timestamp: second.svix_timestamp,
        signature: &second.signature,
        secret_id: &second.secret_id,
        body_base64: STANDARD.encode(&second.body),
    };
    let body = serde_json::to_vec(&payload).expect("text and numbers are always JSON");
    Event::system(SystemEventKind::Conflict.event_type(), id, second.svix_timestamp, Bytes::from(body))
}

fn no_randomness(error: getrandom::Error) -> StoreError {
    StoreError::Driver(sea_orm::sqlx::Error::Io(std::io::Error::other(error.to_string())))
}
