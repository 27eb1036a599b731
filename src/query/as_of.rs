//! The state of one object at a point in the past. Its events up to then are folded by the
//! projection of its view and presented like the current state. What is inferred is inferred as of
//! that point.

use std::fmt;

use super::{
    anchor, coverage,
    error::QueryError,
    history::{
        observations::Observations,
        organizations::OrganizationHistory,
        resource::{NamedIds, ResolvedNames, Resource},
        users::UserHistory,
    },
    interval::refuse_future,
    mentions::{MentionReader, ObjectRef, Until},
    names::PersonName,
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    event::{Anchor, Position},
    projection::Row,
    storage::Store,
};

/// What to do about a position whose event the log does not hold.
const REMEDY: &str = "write the position of an event that /v1/events lists now";

/// A point in the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// What was known when the log ended with this position.
    Position(Position),
    /// The same, if the position still holds this event.
    Event(Anchor),
    /// What was true at this time, as known today, by the time of events.
    Time(Timestamp),
}

impl AsOf {
    /// Digits are a position, optionally with a commitment prefix; anything else is a time.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // A larger number is beyond the end of any log too.
            return Some(Self::Position(Position(text.parse().unwrap_or(i64::MAX))));
        }
        Anchor::parse(text).map(Self::Event).or_else(|| Timestamp::parse(text).map(Self::Time))
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Position(position) => position.fmt(out),
            Self::Event(anchor) => anchor.fmt(out),
            Self::Time(at) => at.fmt(out),
        }
    }
}

/// The object whose past is requested, and what the key may read.
#[derive(Clone, Copy, Debug)]
pub struct ObjectQuery<'a> {
    pub id: &'a str,
    /// The source, if requested.
    pub source: Option<&'a str>,
    pub allowed_sources: &'a SourceAccess,
    pub now: Timestamp,
}

/// The object at a point in the past; `None` if it was not known then.
pub async fn as_of<X: Resource>(
    store: &Store,
    query: &ObjectQuery<'_>,
    moment: AsOf,
) -> Result<Option<X::Presented>, QueryError> {
    let on = store.begin_read().await?;
    let mentions = MentionReader::open(store, &on).await?;
    let (until, now) = bounds(&mentions, moment, query.now, "as_of").await?;
    let Some(source) = mentions.source(X::KIND, query.id, query.source, query.allowed_sources).await? else {
        return Ok(None);
    };
    let subject = ObjectRef { source: &source, kind: X::KIND, id: query.id };
    let Some(mut found) = known::<X>(&mentions, subject, until, now).await? else { return Ok(None) };
    let names = names(&mentions, &source, X::named_ids(&found), until, now).await?;
    X::set_names(&mut found, names);
    Ok(Some(found))
}

/// When the log starts for the requested sources, if that is after the requested time.
pub async fn begins_later(
    store: &Store,
    query: &ObjectQuery<'_>,
    moment: AsOf,
) -> Result<Option<Timestamp>, QueryError> {
    let AsOf::Time(at) = moment else { return Ok(None) };
    let log_begins_at = coverage::begins_at(&store.begin_read().await?, query.source, query.allowed_sources).await?;
    Ok(log_begins_at.filter(|log_begins_at| coverage::is_before(at, *log_begins_at)))
}

async fn known<X: Resource>(
    mentions: &MentionReader<'_>,
    subject: ObjectRef<'_>,
    until: Until,
    now: Timestamp,
) -> Result<Option<X::Presented>, QueryError> {
    Ok(Observations::<X>::read(mentions, subject, &[until]).await?.pop().and_then(|observed| state(observed, now)))
}

/// The names of a user and an organization at that point. `None` for one with more events than a
/// response may read.
async fn names(
    mentions: &MentionReader<'_>,
    source: &str,
    whose: NamedIds,
    until: Until,
    now: Timestamp,
) -> Result<ResolvedNames, QueryError> {
    let mut names = ResolvedNames::default();
    if let Some(id) = &whose.user_id {
        let subject = ObjectRef { source, kind: UserHistory::KIND, id };
        let user = unless_too_many(known::<UserHistory>(mentions, subject, until, now).await)?;
        names.user = user.map(|user| PersonName::from_row(&user.row)).unwrap_or_default();
    }
    if let Some(id) = &whose.organization_id {
        let subject = ObjectRef { source, kind: OrganizationHistory::KIND, id };
        let organization = unless_too_many(known::<OrganizationHistory>(mentions, subject, until, now).await)?;
        names.organization = organization.and_then(|organization| organization.row.name);
    }
    Ok(names)
}

fn unless_too_many<T>(found: Result<Option<T>, QueryError>) -> Result<Option<T>, QueryError> {
    match found {
        Err(QueryError::TooManyEvents { .. }) => Ok(None),
        found => found,
    }
}

/// Merges observations to the state at `now`.
pub(super) fn state<X: Resource>(observed: Observations<X>, now: Timestamp) -> Option<X::Presented> {
    // Everything that was read had happened, or was known, by then.
    let at = observed.at(i64::MAX, now.micros());
    let row = observed.by_event.into_iter().map(|observation| observation.row).reduce(Row::merge);
    row.map(|row| X::present(row, &observed.details, &observed.facts, at))
}

/// The last event and the time of a point. `parameter` is where the client sent it.
pub(super) async fn bounds(
    mentions: &MentionReader<'_>,
    moment: AsOf,
    present: Timestamp,
    parameter: &'static str,
) -> Result<(Until, Timestamp), QueryError> {
    let (position, anchor) = match moment {
        AsOf::Time(at) => {
            refuse_future(parameter, Some(at), present)?;
            return Ok((Until::OccurredAt(at.micros()), at));
        }
        AsOf::Position(position) => (position, None),
        AsOf::Event(anchor) => (anchor.position, Some(anchor)),
    };
    let event = anchor::held(mentions.on(), position, anchor, (parameter, REMEDY)).await?;
    mentions.has_folded(position.0)?;
    Ok((Until::Position(position.0), Timestamp::from_micros(event.received_at)))
}
