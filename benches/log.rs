//! A log of a given length, appended in this process: no HTTP, no signature to verify.

use std::{error::Error, sync::Arc};

use bytes::Bytes;
use gatelog::{
    clock::{Clock, Timestamp},
    event::{Event, EventId, EventType, Salt, Source, Via},
    event_log::EventLog,
    simulate::{History, HistoryOptions, Message},
    storage::{Location, OpenMode, Store},
};
use tokio::task::JoinSet;

/// Users of the history: as many as a company of that many events has.
const EVENTS_PER_USER: usize = 50;
/// Appends at once.
const APPENDS_AT_ONCE: usize = 4_000;

/// The open database, with the schema of this binary.
pub async fn open(url: &str, clock: Clock) -> Result<(Arc<Store>, EventLog), Box<dyn Error>> {
    let store = Arc::new(Store::open(&Location::parse(url)?, OpenMode::Append).await?);
    store.migrate().await?;
    let log = EventLog::start(Arc::clone(&store), clock).await?;
    Ok((store, log))
}

/// An endless history for a log of so many events.
pub fn history(events: usize) -> History {
    let start = Timestamp::from_seconds(1_790_000_000);
    History::new(1, (events / EVENTS_PER_USER).max(100), start, &HistoryOptions::default())
}

/// A message as the door hands it to the log.
pub fn delivered(message: &Message) -> Result<Event, Box<dyn Error>> {
    event(&message.id, message.body.clone(), message.created_at.seconds())
}

/// The event of that id and body, signed in that second.
pub fn event(id: &str, body: Bytes, signed_at: i64) -> Result<Event, Box<dyn Error>> {
    let salt = Salt::random()?;
    let signature = format!("v1,{id}");
    Ok(Event {
        source: Source::parse("clerk")?,
        id: EventId::parse(id)?,
        via: Via::Webhook,
        event_type: EventType::from_body(&body),
        svix_timestamp: signed_at,
        commitment: salt.commit(&signature, &body),
        signature,
        secret_id: "0badcafe".to_owned(),
        salt,
        body,
    })
}

/// Appends so many events to an empty log.
pub async fn append(log: &EventLog, events: usize) -> Result<(), Box<dyn Error>> {
    let mut waiting = JoinSet::new();
    for message in history(events).take(events) {
        let event = delivered(&message)?;
        let log = log.clone();
        waiting.spawn(async move { log.append(event).await });
        if waiting.len() >= APPENDS_AT_ONCE {
            waiting.join_next().await.ok_or("one is waiting")???;
        }
    }
    while let Some(appended) = waiting.join_next().await {
        appended??;
    }
    Ok(())
}
