//! Sends planned deliveries over several connections and counts the responses. It retries like
//! Svix, with shorter waits: each retry has a new timestamp and signature; a request whose
//! connection breaks is sent again unchanged.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use http::StatusCode;
use serde::Deserialize;
use tokio::{
    sync::mpsc::UnboundedSender,
    task::JoinSet,
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    connection::{ConnectError, Connection, Connector, Response},
    delivery::{Delivery, Message},
    disorder::{Arrival, PlannedDelivery},
    paced_queue::PacedQueue,
    report::{Outcome, Report},
    target::Target,
};
use crate::{
    clock::Clock,
    ingest::{secret::Secret, signature::SignatureHeaders},
};

/// The waits before the second, third … attempt. Svix waits from five seconds to ten hours; these
/// outlast a restart of the server.
pub const RETRY_WAITS: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

const RESPONSE_TIMEOUT: Duration = Duration::from_secs(15);

/// A request whose connection breaks within this time is sent again at once, like Svix does:
/// usually the server had closed the idle connection.
const BROKEN_SOON: Duration = Duration::from_secs(1);

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Clone, Debug)]
pub struct SendOptions {
    pub target: Target,
    pub secret: Secret,
    pub signature_headers: SignatureHeaders,
    /// Each has one request in flight.
    pub connections: usize,
    /// The maximum of deliveries per second; `None` sets no limit.
    pub rate: Option<u32>,
    /// [`RETRY_WAITS`], or shorter ones in tests.
    pub retry_waits: &'static [Duration],
    /// The source of `svix-timestamp`.
    pub clock: Clock,
    /// Ends the run: requests in flight are finished, no new one is sent.
    pub stop: CancellationToken,
    /// The number of finished messages, for a progress bar; repeated deliveries do not count.
    pub done: Arc<AtomicU64>,
    /// Receives the `svix-id` and the outcome of each delivery.
    pub outcomes: Option<UnboundedSender<(String, Outcome)>>,
}

/// The first connection failed, so nothing was sent. Later connections are retried and counted.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("cannot connect to {0}: no answer within {CONNECT_TIMEOUT:?}")]
    ConnectTimeout(String),
}

/// Sends until the end of the plan, until `stop`, or until the endpoint is gone: a delivery that
/// cannot connect at its last attempt ends the run and counts as failed.
pub async fn send(
    plan: impl Iterator<Item = PlannedDelivery> + Send + 'static,
    options: SendOptions,
) -> Result<Report, SendError> {
    let connector = Connector::new(options.target.clone(), options.signature_headers);
    let first = connect(&connector, &options.target).await?;
    let queue = Arc::new(Mutex::new(PacedQueue::new(plan, options.rate)));
    let began = Instant::now();
    let mut workers = JoinSet::new();
    let mut first = Some(first);
    // A child token: a lost endpoint ends this run and not the other work of the caller.
    let options = SendOptions { stop: options.stop.child_token(), ..options };
    for _ in 0..options.connections.max(1) {
        let worker = Worker {
            connector: connector.clone(),
            connection: first.take(),
            options: options.clone(),
            queue: Arc::clone(&queue),
            report: Report::default(),
        };
        workers.spawn(worker.run());
    }
    let mut report = Report::default();
    while let Some(worker) = workers.join_next().await {
        match worker {
            Ok(worker) => report.merge(worker),
            // Workers are never aborted, so the error is a panic, which goes on in the caller.
            Err(error) => {
                if let Ok(panic) = error.try_into_panic() {
                    std::panic::resume_unwind(panic);
                }
            }
        }
    }
    report.duration = began.elapsed();
    Ok(report)
}

async fn connect(connector: &Connector, target: &Target) -> Result<Connection, SendError> {
    match timeout(CONNECT_TIMEOUT, connector.connect()).await {
        Ok(connection) => Ok(connection?),
        Err(_) => Err(SendError::ConnectTimeout(target.to_string())),
    }
}

/// One connection with its own counts.
struct Worker {
    connector: Connector,
    connection: Option<Connection>,
    options: SendOptions,
    queue: Arc<Mutex<PacedQueue>>,
    report: Report,
}

/// The result of one attempt, with the reason of a failure.
enum Attempt {
    Answered(Response),
    /// The connection broke within [`BROKEN_SOON`].
    Broken(String),
    /// The connection broke later, or the response took too long.
    Unanswered(String),
    Unreachable(String),
}

impl Worker {
    async fn run(mut self) -> Report {
        while !self.options.stop.is_cancelled() {
            // A panic of the plan poisons the lock; the other workers may finish their deliveries.
            let next = self.queue.lock().unwrap_or_else(PoisonError::into_inner).next(Instant::now());
            let Some((planned, due)) = next else { break };
            if due > Instant::now() {
                tokio::select! {
                    () = self.options.stop.cancelled() => break,
                    () = sleep_until(due) => {}
                }
            }
            let outcome = self.deliver(&planned.message).await;
            if let Some(outcomes) = &self.options.outcomes {
                // A dropped receiver does not stop the run.
                let _ = outcomes.send((planned.message.id.clone(), outcome.clone()));
            }
            self.report.count(outcome, planned.message.body.len());
            if planned.arrival != Arrival::Repeated {
                self.options.done.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.report
    }

    /// Makes all attempts of one delivery.
    async fn deliver(&mut self, message: &Message) -> Outcome {
        let mut waits = self.options.retry_waits.iter();
        loop {
            let delivery = Delivery::sign(message, &self.options.secret, self.options.clock.now());
            let attempt = self.attempt(&delivery).await;
            let mut retry_after = None;
            let outcome = match &attempt {
                Attempt::Answered(answer) => {
                    if !is_worth_retrying(answer.status) {
                        return outcome_from(answer);
                    }
                    retry_after = answer.retry_after_seconds.map(Duration::from_secs);
                    Outcome::Refused(answer.status)
                }
                Attempt::Broken(why) | Attempt::Unanswered(why) | Attempt::Unreachable(why) => {
                    Outcome::Failed(why.clone())
                }
            };
            let Some(wait) = waits.next() else {
                if matches!(attempt, Attempt::Unreachable(_)) {
                    self.options.stop.cancel();
                }
                return outcome;
            };
            // Like Svix: `retry-after` extends the wait to at most twice its length.
            let wait = retry_after.unwrap_or_default().clamp(*wait, *wait * 2);
            tokio::select! {
                () = self.options.stop.cancelled() => return outcome,
                () = sleep(wait) => self.report.retries += 1,
            }
        }
    }

    /// Makes one attempt; a request whose connection breaks soon is sent again unchanged.
    async fn attempt(&mut self, delivery: &Delivery) -> Attempt {
        match self.request(delivery).await {
            Attempt::Broken(_) => {
                self.report.retries += 1;
                self.request(delivery).await
            }
            attempt => attempt,
        }
    }

    async fn request(&mut self, delivery: &Delivery) -> Attempt {
        let mut connection = match self.open_connection().await {
            Ok(connection) => connection,
            Err(error) => return Attempt::Unreachable(error.to_string()),
        };
        let began = Instant::now();
        match timeout(RESPONSE_TIMEOUT, self.connector.deliver(&mut connection, delivery)).await {
            Ok(Ok(answer)) => {
                self.report.latency.add(began.elapsed());
                self.connection = Some(connection);
                Attempt::Answered(answer)
            }
            Ok(Err(broken)) if began.elapsed() < BROKEN_SOON => Attempt::Broken(broken.to_string()),
            Ok(Err(broken)) => Attempt::Unanswered(broken.to_string()),
            Err(_) => Attempt::Unanswered(format!("no answer within {RESPONSE_TIMEOUT:?}")),
        }
    }

    /// The connection of the last request, or a new one when that is closed.
    async fn open_connection(&mut self) -> Result<Connection, SendError> {
        match self.connection.take().filter(|connection| !connection.is_closed()) {
            Some(connection) => Ok(connection),
            None => connect(&self.connector, &self.options.target).await,
        }
    }
}

/// Svix retries every status but 2xx. Here a status that the same bytes would get again is not
/// retried.
fn is_worth_retrying(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
}

fn outcome_from(answer: &Response) -> Outcome {
    #[derive(Deserialize)]
    struct ResponseBody<'a> {
        status: &'a str,
    }
    if !answer.status.is_success() {
        return Outcome::Refused(answer.status);
    }
    match serde_json::from_slice::<ResponseBody<'_>>(&answer.body) {
        Ok(ResponseBody { status: "recorded" }) => Outcome::Recorded,
        Ok(ResponseBody { status: "duplicate" }) => Outcome::Duplicate,
        Ok(ResponseBody { status: "conflict" }) => Outcome::Conflict,
        _ => Outcome::Accepted,
    }
}
