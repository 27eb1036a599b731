//! One stream: reads the list page by page, waits at its end, and gives the client one text after
//! the other. It reads a page when the client has taken the one before, so it holds one page.

use std::sync::Arc;

use poem::http::{HeaderMap, StatusCode};
use tokio::{
    sync::watch,
    time::{Instant, sleep_until, timeout_at},
};

use super::{
    frames::{CloseReason, Frames},
    limits::StreamLimits,
    pages::{FilteredList, StreamedPage, StreamedRow},
};
use crate::{
    access::Grant,
    api::{
        middleware::{
            audit::PositionRange,
            auth,
            exchange::{Exchange, OwnedCall},
        },
        state::State,
        wire::error::Problem,
    },
    event::{Position, Size},
    query::follow::{self, BEFORE_ALL, Revision},
};

/// When a page is read again that ended before the others: its own view lags.
const LAGGING: std::time::Duration = std::time::Duration::from_secs(1);

const TOO_SLOW: &str = "the rows of a page were not taken in time; connect again, and it goes on where it stopped";
const SHUTTING_DOWN: &str = "the server is shutting down; connect again, and it goes on where it stopped";
const NARROWED: &str = "the key may read less than when the stream began";

pub(super) struct Follower {
    pub(super) state: Arc<State>,
    pub(super) exchange: Arc<Exchange>,
    pub(super) call: Arc<OwnedCall>,
    pub(super) list: FilteredList,
    /// The headers that hold the key or the session.
    pub(super) credentials: HeaderMap,
    pub(super) grant: Arc<Grant>,
    pub(super) folded: watch::Receiver<Size>,
    /// What the client has got: all rows up to this position.
    pub(super) position: i64,
    /// The same as a cursor.
    pub(super) cursor: String,
    /// The first page, until it is given out.
    pub(super) first: Option<StreamedPage>,
    pub(super) has_ended: bool,
    pub(super) has_more: bool,
    pub(super) read_at: Instant,
    pub(super) heartbeat_at: Instant,
    /// Since when the client has had the last rows to take.
    pub(super) given_at: Option<Instant>,
}

/// Why a stream ends, and what its client learns.
struct End {
    reason: CloseReason,
    detail: String,
}

impl Follower {
    /// The next text for the client; `None` after the last.
    pub(super) async fn next(mut self) -> Option<(Result<String, std::io::Error>, Self)> {
        if self.has_ended {
            return None;
        }
        let mut frames = Frames::default();
        if let Err(End { reason, detail }) = self.fill(&mut frames).await {
            self.has_ended = true;
            frames.closed(reason, &detail);
            tracing::debug!(key.id = self.grant.key_id, operation = self.call.operation.id, ?reason, "a stream ends");
        }
        Some((Ok(frames.into_text()), self))
    }

    async fn fill(&mut self, frames: &mut Frames) -> Result<(), End> {
        let limits = self.state.streams.limits;
        let is_late = |given_at: Instant| given_at.elapsed() > limits.page_taken;
        if self.given_at.take().is_some_and(is_late) {
            return Err(End::new(CloseReason::TooSlow, TOO_SLOW));
        }
        if let Some(first) = self.first.take() {
            frames.retry();
            let notes = if first.has_more { Vec::new() } else { first.notes.clone() };
            self.add(frames, first).await?;
            self.add_heartbeat(frames, notes, limits);
            return Ok(());
        }
        let draining = self.state.draining.clone();
        draining
            .run_until_cancelled(self.follow(frames, limits))
            .await
            .unwrap_or_else(|| Err(End::new(CloseReason::ShuttingDown, SHUTTING_DOWN)))
    }

    /// Waits until there is something for the client.
    async fn follow(&mut self, frames: &mut Frames, limits: StreamLimits) -> Result<(), End> {
        loop {
            if self.heartbeat_at <= Instant::now() {
                self.check_key().await?;
                self.add_heartbeat(frames, Vec::new(), limits);
                return Ok(());
            }
            if !self.has_more {
                self.wait(limits).await?;
            }
            if !self.has_more && !self.is_behind() {
                continue;
            }
            self.check_key().await?;
            let page = self.read().await?;
            self.add(frames, page).await?;
            if !frames.is_empty() {
                return Ok(());
            }
        }
    }

    /// Waits until there may be another page, or the next heartbeat.
    async fn wait(&mut self, limits: StreamLimits) -> Result<(), End> {
        let gathered = self.read_at + limits.gather;
        sleep_until(gathered.min(self.heartbeat_at)).await;
        // The last page ended before what was published then; its view may have moved since.
        let until = if self.is_behind() { self.heartbeat_at.min(self.read_at + LAGGING) } else { self.heartbeat_at };
        match timeout_at(until, self.folded.changed()).await {
            Ok(Err(_closed)) => Err(End::new(CloseReason::ShuttingDown, SHUTTING_DOWN)),
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }

    fn is_behind(&self) -> bool {
        self.position + 1 < self.folded.borrow().0
    }

    async fn read(&mut self) -> Result<StreamedPage, End> {
        let read = async {
            let _permit = self.state.streams.reads.acquire().await;
            self.read_at = Instant::now();
            let folded = *self.folded.borrow_and_update();
            self.list.page(&self.state, &self.grant, &self.cursor, folded).await
        };
        read.await.map_err(|problem| self.failed(&problem))
    }

    /// Adds the rows of a page.
    async fn add(&mut self, frames: &mut Frames, page: StreamedPage) -> Result<(), End> {
        let StreamedPage { rows, reached, has_more, .. } = page;
        self.has_more = has_more;
        if reached <= self.position {
            return Ok(());
        }
        let mut revisions = self.revisions(reached).await?.into_iter().peekable();
        let positions: Vec<i64> = rows.iter().map(|row| row.position).chain([reached]).collect();
        let cursors = follow::cursors(&self.state.store, self.list.list(), &positions).await;
        let mut cursors = cursors.map_err(|error| self.failed(&error.into()))?;
        self.position = reached;
        self.cursor = cursors.pop().unwrap_or_default();
        let mut sent = Vec::with_capacity(rows.len());
        for (row, cursor) in rows.iter().zip(&cursors) {
            while let Some((_, revised)) = revisions.next_if(|(cause, _)| *cause <= row.position) {
                frames.revision(&revised.json);
                sent.push(revised.position);
            }
            frames.row(cursor, &row.json);
            sent.push(row.position);
        }
        for (_, revised) in revisions {
            frames.revision(&revised.json);
            sent.push(revised.position);
        }
        if let (Some(first), Some(last)) = (sent.iter().min(), sent.iter().max()) {
            self.given_at = Some(Instant::now());
            let range = PositionRange::new(Position(*first), Position(*last), sent.len());
            self.exchange.account_for_range(&self.call, &self.grant, range);
        }
        Ok(())
    }

    /// Rows up to here that events up to a position revised, each with the position of its event.
    async fn revisions(&self, reached: i64) -> Result<Vec<(i64, StreamedRow)>, End> {
        let (store, list) = (&self.state.store, self.list.list());
        let failed = |problem: Problem| self.failed(&problem);
        let revisions = follow::revisions(store, list, self.position, reached).await;
        let revisions = revisions.map_err(|error| failed(error.into()))?;
        let before: Vec<i64> = revisions.iter().map(|revision| revision.position - 1).collect();
        let cursors = follow::cursors(store, list, &before).await.map_err(|error| failed(error.into()))?;
        let mut rows = Vec::with_capacity(revisions.len());
        for (Revision { cause, position }, before) in revisions.into_iter().zip(cursors) {
            let row = self.list.row(&self.state, &self.grant, position, &before).await.map_err(failed)?;
            rows.extend(row.map(|row| (cause, row)));
        }
        Ok(rows)
    }

    fn add_heartbeat(&mut self, frames: &mut Frames, notes: Vec<String>, limits: StreamLimits) {
        let position = Some(self.position).filter(|position| *position > BEFORE_ALL);
        frames.heartbeat(&self.cursor, position, notes);
        self.heartbeat_at = Instant::now() + limits.heartbeat;
    }

    /// Checks that the key still grants what it granted when the stream began.
    async fn check_key(&mut self) -> Result<(), End> {
        let grant = auth::identify(&self.state, &self.credentials).await.map_err(|problem| self.failed(&problem))?;
        if let Some(scope) = self.call.operation.scope {
            auth::require(&grant, scope).map_err(|problem| self.failed(&problem))?;
        }
        if !grant.sources.covers(&self.grant.sources) {
            return Err(End::new(CloseReason::KeyNarrowed, NARROWED));
        }
        self.grant = Arc::new(grant);
        Ok(())
    }

    /// The end of a stream because of a problem, which is accounted for like that of a request.
    fn failed(&self, problem: &Problem) -> End {
        if let Some(reason) = problem.outage() {
            self.state.store.note_outage(reason);
        }
        let denial = problem.denial();
        if let Some(denial) = denial {
            self.exchange.account_for_denial(self.call.operation.id, denial);
        }
        let reason = match (denial.map(|denial| denial.reason), problem.status_code()) {
            (Some("expired_key"), _) => CloseReason::KeyExpired,
            (Some("scope" | "source"), _) => CloseReason::KeyNarrowed,
            (Some(_), _) => CloseReason::KeyRevoked,
            (None, StatusCode::CONFLICT) => CloseReason::Restored,
            (None, StatusCode::SERVICE_UNAVAILABLE) => CloseReason::Unavailable,
            (None, _) => CloseReason::Failed,
        };
        if reason == CloseReason::Failed {
            tracing::error!(request_id = self.exchange.request_id, error = problem.cause(), "a stream failed");
        }
        End::new(reason, problem.detail())
    }
}

impl End {
    fn new(reason: CloseReason, detail: &str) -> Self {
        Self { reason, detail: detail.to_owned() }
    }
}
