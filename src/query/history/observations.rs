//! Reads all observations of one object: what each of its events reports, and related facts.

use std::collections::{HashMap, HashSet};

use super::resource::{DetailsOf, Evidence, PresentationTime, RelatedObject, Resource, RowOf};
use crate::{
    clock::Timestamp,
    event::{
        EventType, Position, RecordedEvent,
        clerk::{Body, DecodeError},
    },
    projection::{Projection, Row},
    query::{
        error::QueryError,
        mentions::{MentionReader, ObjectRef, Until},
    },
    views::{
        mentions::{KIND_SESSION, ROLE_RELATED, ROLE_SUBJECT},
        version::Version,
    },
};

/// An event in a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFacts {
    pub svix_id: String,
    /// `None` if the body has no usable type.
    pub event_type: Option<String>,
    pub position: Position,
    pub occurred_at: Timestamp,
    /// Where `occurred_at` comes from.
    pub occurred_basis: &'static str,
    pub received_at: Timestamp,
    /// The actor, if the event names one.
    pub actor_id: Option<String>,
}

/// Position in version order, which is independent of the order of arrival.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct VersionKey {
    pub(crate) at: i64,
    pub(crate) occurred_at: i64,
    /// Sorts versions of the same time before their ids; see [`Resource::tie`].
    pub(crate) tie: i64,
    pub(crate) id: String,
}

/// What one event reports about the object.
pub(crate) struct Observation<X: Resource> {
    pub(crate) version_key: VersionKey,
    pub(crate) event: EventFacts,
    pub(crate) evidence: Evidence,
    pub(crate) row: RowOf<X>,
}

pub(crate) struct Observations<X: Resource> {
    pub(crate) by_event: Vec<Observation<X>>,
    pub(crate) details: DetailsOf<X>,
    pub(crate) facts: X::Facts,
    /// When its own undecodable events happened.
    unreadable: Vec<i64>,
    /// Positions that were read.
    read: HashSet<Position>,
}

/// Events to read for one of several sets of observations.
struct Job {
    index: usize,
    /// The object that the events are about: this one or a related one.
    id: String,
    /// True for events of this object; others are facts only.
    is_own: bool,
    positions: Vec<Position>,
}

impl<X: Resource> Observations<X> {
    fn empty() -> Self {
        Self {
            by_event: Vec::new(),
            details: HashMap::new(),
            facts: X::Facts::default(),
            unreadable: Vec::new(),
            read: HashSet::new(),
        }
    }

    /// Reads observations up to each of these points. Events that several points share are read
    /// and decoded once.
    pub(crate) async fn read(
        mentions: &MentionReader<'_>,
        subject: ObjectRef<'_>,
        untils: &[Until],
    ) -> Result<Vec<Self>, QueryError> {
        let mut all: Vec<Self> = untils.iter().map(|_| Self::empty()).collect();
        let own: &[i16] = if X::OWN_SUFFICES { &[ROLE_SUBJECT] } else { &[ROLE_SUBJECT, ROLE_RELATED] };
        let of_thing = async |index: usize, parts: &[i16], until| {
            let positions = mentions.positions(subject, parts, until).await?;
            Ok::<_, QueryError>(Job { index, id: subject.id.to_owned(), is_own: true, positions })
        };
        let mut jobs = Vec::new();
        for (index, until) in untils.iter().enumerate() {
            jobs.push(of_thing(index, own, *until).await?);
        }
        Self::run_jobs(&mut all, jobs, mentions, subject).await?;
        if X::OWN_SUFFICES {
            let mut jobs = Vec::new();
            for (index, (observed, until)) in all.iter().zip(untils).enumerate() {
                if let Some(until) = observed.snapshots_until(*until) {
                    jobs.push(of_thing(index, &[ROLE_RELATED], until).await?);
                }
            }
            Self::run_jobs(&mut all, jobs, mentions, subject).await?;
        }
        let mut jobs = Vec::new();
        for (index, (observed, until)) in all.iter_mut().zip(untils).enumerate() {
            jobs.extend(observed.others(index, mentions, subject, *until).await?);
        }
        Self::run_jobs(&mut all, jobs, mentions, subject).await?;
        let mut jobs = Vec::new();
        for (index, (facts, until)) in all.iter().map(|observed| &observed.facts).zip(untils).enumerate() {
            let sessions = X::sessions(facts);
            let positions = mentions.own_positions(subject.source, KIND_SESSION, &sessions, *until).await?;
            jobs.push(Job { index, id: String::new(), is_own: false, positions });
        }
        Self::run_jobs(&mut all, jobs, mentions, subject).await?;
        for observed in &mut all {
            X::finish(&mut observed.facts);
        }
        Ok(all)
    }

    /// The events of related objects to read.
    async fn others(
        &mut self,
        index: usize,
        mentions: &MentionReader<'_>,
        subject: ObjectRef<'_>,
        until: Until,
    ) -> Result<Vec<Job>, QueryError> {
        let row = self.by_event.iter().map(|observation| observation.row.clone()).reduce(Row::merge);
        let mut jobs = Vec::new();
        for RelatedObject { kind, id, with_snapshots } in row.iter().flat_map(X::related_objects) {
            let other = ObjectRef { source: subject.source, kind, id: &id };
            let mut positions = mentions.positions(other, &[ROLE_SUBJECT], until).await?;
            if with_snapshots {
                match mentions.positions(other, &[ROLE_RELATED], until).await {
                    Ok(more) => positions.extend(more),
                    Err(QueryError::TooManyEvents { .. }) => X::mark_too_many(&mut self.facts),
                    Err(error) => return Err(error),
                }
                positions.sort_unstable();
            }
            jobs.push(Job { index, id, is_own: false, positions });
        }
        Ok(jobs)
    }

    /// Reads the events of all jobs, each once. An event is used once per set of observations.
    async fn run_jobs(
        all: &mut [Self],
        mut jobs: Vec<Job>,
        mentions: &MentionReader<'_>,
        subject: ObjectRef<'_>,
    ) -> Result<(), QueryError> {
        for Job { index, positions, .. } in &mut jobs {
            let Some(observed) = all.get_mut(*index) else { continue };
            positions.retain(|position| observed.read.insert(*position));
        }
        let mut positions: Vec<Position> = jobs.iter().flat_map(|job| &job.positions).copied().collect();
        positions.sort_unstable();
        positions.dedup();
        let each = |event: &RecordedEvent, body: &Body<'_>| {
            for job in jobs.iter().filter(|job| job.positions.binary_search(&event.position).is_ok()) {
                let Some(observed) = all.get_mut(job.index) else { continue };
                X::collect_facts(&mut observed.facts, &job.id, event, body);
                if job.is_own {
                    observed.take(subject, event, body);
                }
            }
        };
        mentions.read(&positions, each).await
    }

    /// Adds what an event reports about the object.
    fn take(&mut self, subject: ObjectRef<'_>, event: &RecordedEvent, body: &Body<'_>) {
        let rows = X::VIEW.project(event, body).unwrap_or_else(|_| {
            // An undecodable event describes nothing, as in the view. If it is the object's own,
            // the response says since when the state is incomplete. A damaged body names nothing,
            // but the mentions view listed it for this object.
            let is_damaged = matches!(body.body_error, Some(DecodeError::Damaged(_)));
            let is_own = is_damaged || body.object_id.as_deref() == Some(subject.id);
            self.unreadable.extend(is_own.then_some(body.occurred_at.at.micros()));
            Vec::new()
        });
        let own = rows.into_iter().filter(|row| row.key() == (subject.source, subject.id));
        let known = self.by_event.len();
        self.by_event.extend(own.map(|row| Observation::new(event, body, row)));
        if self.by_event.len() > known {
            self.details.extend(X::details(body).map(|details| (event.position.0, details)));
        }
    }

    /// The context for presenting the state at a point.
    pub(crate) fn at(&self, occurred_until: i64, now: i64) -> PresentationTime {
        let unreadable = self.unreadable.iter().copied().filter(|occurred_at| *occurred_at <= occurred_until);
        PresentationTime { occurred_until, now, incomplete_since: unreadable.min() }
    }

    /// Until when embedded snapshots count: before the first event of the object itself.
    fn snapshots_until(&self, until: Until) -> Option<Until> {
        let described = self.by_event.iter().filter(|observation| observation.evidence == Evidence::Object);
        let Some(first) = described.map(|observation| observation.version_key.occurred_at).min() else {
            return Some(until);
        };
        match until {
            // Its own events were known by then, so nothing else counts.
            Until::Position(_) => None,
            Until::Now => Some(Until::OccurredAt(first)),
            Until::OccurredAt(at) => Some(Until::OccurredAt(at.min(first))),
        }
    }
}

impl<X: Resource> Observation<X> {
    fn new(event: &RecordedEvent, body: &Body<'_>, row: RowOf<X>) -> Self {
        let Version { at, occurred_at, rank, id } =
            Version::new(event, body, X::version_at(&row).map(Timestamp::from_micros));
        Self {
            version_key: VersionKey { at, occurred_at, tie: X::tie(rank, id), id: id.to_owned() },
            event: EventFacts {
                svix_id: event.id.as_str().to_owned(),
                event_type: event.event_type.as_ref().map(|name| name.as_str().to_owned()),
                position: event.position,
                occurred_at: body.occurred_at.at,
                occurred_basis: body.occurred_at.basis.as_str(),
                received_at: event.received_at,
                actor_id: actor(event, body),
            },
            evidence: X::evidence(&row),
            row,
        }
    }
}

/// The actor, if the event names one: an impersonator or an agent rather than the user.
fn actor(event: &RecordedEvent, body: &Body<'_>) -> Option<String> {
    let event_type = event.event_type.as_ref().map(EventType::as_str);
    // The actor of a session did not revoke it.
    let stand_in = body.subjects().actor.filter(|_| event_type != Some("session.revoked"));
    let acting_user = match stand_in {
        // It is not the user, even if the event does not name it.
        Some(actor) => actor.id.as_ref(),
        None => body.acting_user(event_type),
    };
    Some(acting_user?.as_ref().to_owned())
}
