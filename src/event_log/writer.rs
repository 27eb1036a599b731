//! The one writer of a process: group commit without a delay of its own. The commit in flight is the window in which
//! the next batch gathers.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Instant,
};

use tokio::sync::{mpsc, watch};

use super::{
    appended::Appended,
    condition::Failing,
    conflict,
    error::AppendError,
    follow::grow,
    queue::{Waiting, weight},
};
use crate::{
    clock::Clock,
    event::{Commitment, Event, Position, Salt, Size, Source},
    store::{AppendTransaction, Existing, Head, NewEvent, Store, StoreError},
    telemetry::Metrics,
};

/// Events of one transaction: beyond this a larger batch brought nothing measurable, and all of it waits for its end.
const BATCH_EVENTS_MAX: usize = 1_000;
/// Bytes of one transaction.
const BATCH_BYTES_MAX: usize = 8 * 1024 * 1024;

pub(super) struct Writer {
    pub(super) store: Arc<Store>,
    pub(super) clock: Clock,
    pub(super) publish: Arc<watch::Sender<Size>>,
    pub(super) metrics: Metrics,
    pub(super) failing: Failing,
}

/// Names an event across sources.
type Name = (Source, String);

/// What the log holds under an id: where, and what opens its commitment, unless that is erased.
struct Held {
    position: Position,
    commitment: Commitment,
    opening: Option<(Salt, String)>,
}

impl Held {
    /// Whether a delivery carries the recorded body again: under the stored salt and signature it gives the stored
    /// commitment. Of an erased payload nothing can be said, so it counts as the same.
    fn is_again(&self, event: &Event) -> bool {
        self.opening
            .as_ref()
            .is_none_or(|(salt, signature)| salt.commit(signature, &event.body).matches(&self.commitment))
    }
}

impl Writer {
    /// Appends what is queued until the queue is closed and empty.
    pub(super) async fn run(self, mut queue: mpsc::Receiver<Waiting>) {
        let mut held_over = None;
        loop {
            let first = match held_over.take() {
                Some(waiting) => waiting,
                None => match queue.recv().await {
                    Some(waiting) => waiting,
                    None => return,
                },
            };
            let mut bytes = weight(&first.event);
            let mut batch = vec![first];
            while batch.len() < BATCH_EVENTS_MAX {
                let Ok(next) = queue.try_recv() else { break };
                bytes += weight(&next.event);
                if bytes > BATCH_BYTES_MAX {
                    held_over = Some(next);
                    break;
                }
                batch.push(next);
            }
            self.settle(batch).await;
        }
    }

    /// Appends a batch and answers every delivery in it.
    async fn settle(&self, batch: Vec<Waiting>) {
        let events: Vec<&Event> = batch.iter().map(|waiting| &waiting.event).collect();
        let outcomes = match self.append(&events).await {
            Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
            // One event's data is the reason: the others of its batch must not suffer.
            Err(error) if error.is_in_the_data() && events.len() > 1 => self.append_singly(&events).await,
            Err(error) if self.store.is_away(&error) => vec![Err(AppendError::Store); events.len()],
            Err(error) => {
                tracing::error!(%error, events = events.len(), "an append did not commit, its senders are asked to retry");
                vec![Err(AppendError::Store); events.len()]
            }
        };
        for (waiting, outcome) in batch.into_iter().zip(outcomes) {
            // The sender may have hung up; its event is recorded all the same, and its retry will be a duplicate.
            _ = waiting.answer.send(outcome);
        }
    }

    async fn append_singly(&self, events: &[&Event]) -> Vec<Result<Appended, AppendError>> {
        let mut outcomes = Vec::with_capacity(events.len());
        for event in events {
            outcomes.push(match self.append(&[event]).await {
                Ok(appended) => appended.into_iter().next().ok_or(AppendError::Store),
                Err(error) if self.store.is_away(&error) => Err(AppendError::Store),
                Err(error) => {
                    tracing::error!(%error, event.id = %event.id, "the database refused an event, its sender is asked to retry");
                    Err(AppendError::Store)
                }
            });
        }
        outcomes
    }

    /// One transaction, and how it went.
    async fn append(&self, events: &[&Event]) -> Result<Vec<Appended>, StoreError> {
        let began = Instant::now();
        let outcome = self.append_in_one(events).await;
        match &outcome {
            Ok(_) => {
                self.metrics.commit.observe([], began.elapsed().as_secs_f64());
                self.metrics.commit_events.observe([], f64::from(u32::try_from(events.len()).unwrap_or(u32::MAX)));
                self.failing.committed();
            }
            // What one event's data causes says nothing of the next; that is counted when the event fails alone.
            Err(error) if error.is_in_the_data() && events.len() > 1 => {}
            Err(error) => {
                self.metrics.commit_failures.count([]);
                if !error.is_in_the_data() {
                    self.failing.failed();
                }
            }
        }
        outcome
    }

    /// One transaction. The outcomes stand in the order of the events.
    async fn append_in_one(&self, events: &[&Event]) -> Result<Vec<Appended>, StoreError> {
        let mut transaction = self.store.begin_append().await?;
        let head = transaction.head().await?;
        let mut known = existing(&mut transaction, events).await?;

        let received_at = self.clock.now().max(head.received_at);
        let mut next = head.size.0;
        let mut place = || {
            next += 1;
            Position(next - 1)
        };
        let mut outcomes = Vec::with_capacity(events.len());
        let mut recorded: Vec<(Position, &Event)> = Vec::with_capacity(events.len());
        let mut second_bodies: Vec<(Event, Position)> = Vec::new();
        for event in events {
            let name = (event.source.clone(), event.id.as_str().to_owned());
            outcomes.push(match known.get(&name) {
                None => {
                    let position = place();
                    let opening = Some((event.salt, event.signature.clone()));
                    known.insert(name, Held { position, commitment: event.commitment, opening });
                    recorded.push((position, event));
                    Appended::Recorded(position)
                }
                Some(first) if first.is_again(event) => Appended::Duplicate(first.position),
                Some(first) => {
                    if let Some((salt, _)) = &first.opening {
                        let id = conflict::conflict_id(salt, &event.body);
                        second_bodies
                            .push((conflict::keep(id, first.position, event).map_err(no_salt)?, first.position));
                    }
                    Appended::Conflict(first.position)
                }
            });
        }
        let kept = unkept(&mut transaction, &second_bodies).await?;
        recorded.extend(kept.into_iter().map(|event| (place(), event)));

        let new: Vec<NewEvent<'_>> =
            recorded.iter().map(|&(position, event)| NewEvent { position, received_at, event }).collect();
        if new.is_empty() {
            // Duplicates only: what they repeat is committed, so there is nothing to wait for.
            return Ok(outcomes);
        }
        transaction.insert(&new).await?;
        let size = Size(next);
        transaction.commit(Head { size, received_at }).await?;
        grow(&self.publish, size);
        Ok(outcomes)
    }
}

/// What the log holds already under the ids of these events, asked source by source.
async fn existing(transaction: &mut AppendTransaction, events: &[&Event]) -> Result<HashMap<Name, Held>, StoreError> {
    let mut by_source: HashMap<&Source, HashSet<&str>> = HashMap::new();
    for event in events {
        by_source.entry(&event.source).or_default().insert(event.id.as_str());
    }
    let mut held = HashMap::new();
    for (source, ids) in by_source {
        // Each once: a batch may hold an id several times.
        let ids: Vec<&str> = ids.into_iter().collect();
        for Existing { svix_id, position, commitment, opening } in transaction.existing(source, &ids).await? {
            held.insert((source.clone(), svix_id), Held { position, commitment, opening });
        }
    }
    Ok(held)
}

/// Of the second bodies, those that are not kept yet, each once.
async fn unkept<'a>(
    transaction: &mut AppendTransaction,
    second_bodies: &'a [(Event, Position)],
) -> Result<Vec<&'a Event>, StoreError> {
    if second_bodies.is_empty() {
        return Ok(Vec::new());
    }
    let events: Vec<&Event> = second_bodies.iter().map(|(event, _)| event).collect();
    let mut kept = existing(transaction, &events).await?;
    let mut unkept = Vec::new();
    for (event, first) in second_bodies {
        let name = (event.source.clone(), event.id.as_str().to_owned());
        if kept.contains_key(&name) {
            continue;
        }
        tracing::warn!(event.id = %event.id, position = first.0, "a recorded id came again with another body, which is kept as a system.conflict event");
        kept.insert(name, Held { position: *first, commitment: event.commitment, opening: None });
        unkept.push(event);
    }
    Ok(unkept)
}

fn no_salt(error: getrandom::Error) -> StoreError {
    StoreError::Driver(sea_orm::sqlx::Error::Io(std::io::Error::other(error.to_string())))
}
