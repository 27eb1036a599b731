//! Sends planned deliveries over a number of connections and counts the answers. It keeps the manners of Svix: a new
//! timestamp and signature at each retry, the same again when a connection breaks; only its patience is shorter.

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
    connection::{Answer, ConnectError, Connection, Connector},
    delivery::Delivery,
    disorder::{Arrival, Planned},
    feed::Feed,
    message::Message,
    report::{Outcome, Report},
    target::Target,
};
use crate::{clock::Clock, ingest::secret::Secret};

/// Waits before the second, third … attempt. Svix waits from five seconds to ten hours; these last out a restart.
pub const RETRY_WAITS: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// How long an answer may take: what hosted Svix grants.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);

/// A connection that breaks within this is replaced at once, as Svix does; mostly it was closed for idleness.
const BROKEN_SOON: Duration = Duration::from_secs(1);

/// How long a connection may take to open.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How and where to send.
#[derive(Clone, Debug)]
pub struct Sending {
    /// Where to.
    pub target: Target,
    /// Signs every delivery.
    pub secret: Secret,
    /// How many connections, each with one request in flight.
    pub connections: usize,
    /// Deliveries a second at most; `None` for as many as the endpoint answers.
    pub rate: Option<u32>,
    /// Waits before the second, third … attempt; [`RETRY_WAITS`] unless a test is in a hurry.
    pub retry_waits: &'static [Duration],
    /// Tells `svix-timestamp`.
    pub clock: Clock,
    /// Ends the run early: what is in flight is finished, nothing new is begun.
    pub stop: CancellationToken,
    /// Messages finished so far, for a progress bar; a second delivery of one does not count.
    pub done: Arc<AtomicU64>,
    /// Is told what became of each delivery, by `svix-id`: for whoever checks that nothing acknowledged is missing.
    pub outcomes: Option<UnboundedSender<(String, Outcome)>>,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The very first connection failed. Later ones are retried and counted.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// It did not open in time.
    #[error("cannot connect to {0}: no answer within {CONNECT_TIMEOUT:?}")]
    ConnectTimeout(String),
}

/// Sends until the plan is at its end, `stop` is cancelled, or the endpoint is gone: a delivery that finds nobody to
/// connect to at its last attempt ends the run, which the report tells by `failed`.
pub async fn send(plan: impl Iterator<Item = Planned> + Send + 'static, sending: Sending) -> Result<Report, SendError> {
    let connector = Connector::new(sending.target.clone());
    let first = connect(&connector, &sending.target).await?;
    let feed = Arc::new(Mutex::new(Feed::new(plan, sending.rate)));
    let began = Instant::now();
    let mut lanes = JoinSet::new();
    let mut first = Some(first);
    // A child: that the endpoint is gone ends this run and nothing else of the caller's.
    let sending = Sending { stop: sending.stop.child_token(), ..sending };
    for _ in 0..sending.connections.max(1) {
        let lane = Lane {
            connector: connector.clone(),
            connection: first.take(),
            sending: sending.clone(),
            feed: Arc::clone(&feed),
            report: Report::default(),
        };
        lanes.spawn(lane.run());
    }
    let mut report = Report::default();
    while let Some(lane) = lanes.join_next().await {
        match lane {
            Ok(lane) => report.merge(lane),
            // A lane is never aborted, so this is its panic, which is the caller's to see.
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

/// One connection and its share of the deliveries.
struct Lane {
    connector: Connector,
    connection: Option<Connection>,
    sending: Sending,
    feed: Arc<Mutex<Feed>>,
    report: Report,
}

/// What one attempt came to.
enum Attempt {
    Answered(Answer),
    /// Connected, and the connection broke soon; why.
    Broken(String),
    /// Connected, and no answer for long; why.
    Unanswered(String),
    /// Not even connected; why.
    Unreachable(String),
}

impl Lane {
    async fn run(mut self) -> Report {
        while !self.sending.stop.is_cancelled() {
            // A panic of the plan ends the run; until it has, the other lanes may as well go on.
            let next = self.feed.lock().unwrap_or_else(PoisonError::into_inner).next(Instant::now());
            let Some((planned, due)) = next else { break };
            if due > Instant::now() {
                tokio::select! {
                    () = self.sending.stop.cancelled() => break,
                    () = sleep_until(due) => {}
                }
            }
            let outcome = self.deliver(&planned.message).await;
            if let Some(outcomes) = &self.sending.outcomes {
                // Nobody listening any more is no reason to stop.
                let _ = outcomes.send((planned.message.id.clone(), outcome.clone()));
            }
            self.report.count(outcome, planned.message.body.len());
            if planned.arrival != Arrival::Again {
                self.sending.done.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.report
    }

    /// All attempts of one delivery.
    async fn deliver(&mut self, message: &Message) -> Outcome {
        let mut waits = self.sending.retry_waits.iter();
        loop {
            let delivery = Delivery::sign(message, &self.sending.secret, self.sending.clock.now());
            let attempt = self.attempt(&delivery).await;
            let mut retry_after = None;
            let outcome = match &attempt {
                Attempt::Answered(answer) => {
                    if !is_worth_retrying(answer.status) {
                        return outcome_of(answer);
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
                    self.sending.stop.cancel();
                }
                return outcome;
            };
            // As Svix does: an endpoint can ask for up to twice the wait.
            let wait = retry_after.unwrap_or_default().clamp(*wait, *wait * 2);
            tokio::select! {
                () = self.sending.stop.cancelled() => return outcome,
                () = sleep(wait) => self.report.retries += 1,
            }
        }
    }

    /// One attempt: where a connection breaks soon, the very same request goes out once more at once.
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
        match timeout(ANSWER_TIMEOUT, self.connector.deliver(&mut connection, delivery)).await {
            Ok(Ok(answer)) => {
                self.report.latency.add(began.elapsed());
                self.connection = Some(connection);
                Attempt::Answered(answer)
            }
            Ok(Err(broken)) if began.elapsed() < BROKEN_SOON => Attempt::Broken(broken.to_string()),
            Ok(Err(broken)) => Attempt::Unanswered(broken.to_string()),
            Err(_) => Attempt::Unanswered(format!("no answer within {ANSWER_TIMEOUT:?}")),
        }
    }

    /// The connection of the last request, or a new one where that is closed.
    async fn open_connection(&mut self) -> Result<Connection, SendError> {
        match self.connection.take().filter(|connection| !connection.is_closed()) {
            Some(connection) => Ok(connection),
            None => connect(&self.connector, &self.sending.target).await,
        }
    }
}

/// Svix repeats whatever is not 2xx. Here a refusal that the same bytes would meet again is told at once.
fn is_worth_retrying(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
}

fn outcome_of(answer: &Answer) -> Outcome {
    #[derive(Deserialize)]
    struct Said<'a> {
        status: &'a str,
    }
    if !answer.status.is_success() {
        return Outcome::Refused(answer.status);
    }
    match serde_json::from_slice::<Said<'_>>(&answer.body) {
        Ok(Said { status: "recorded" }) => Outcome::Recorded,
        Ok(Said { status: "duplicate" }) => Outcome::Duplicate,
        Ok(Said { status: "conflict" }) => Outcome::Conflict,
        _ => Outcome::Accepted,
    }
}
