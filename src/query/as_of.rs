//! What was known, or was true, at a moment: one thing's events up to then, folded by the same projection as its view, and
//! shown by the same rules as its plain answer. What is inferred is inferred as of that moment. Changes nothing.

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

/// A moment that can be asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// What was known when the log held everything up to this position, inclusive.
    Position(Position),
    /// The same, where that position holds this event still.
    Event(Anchor),
    /// What was true at this moment, inclusive, as it is known today: by when events happened.
    Time(Timestamp),
}

impl AsOf {
    /// Digits are a position, also with the beginning of a commitment; anything else is a time, or nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // Beyond all positions that a log can have is beyond those that it has.
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

/// Whose past is asked about, and who asks.
#[derive(Clone, Copy, Debug)]
pub struct ObjectQuery<'a> {
    pub id: &'a str,
    /// The source that is meant, where that was said.
    pub source: Option<&'a str>,
    /// The sources that may be asked about.
    pub allowed_sources: &'a SourceAccess,
    pub now: Timestamp,
}

/// The thing with that id as of a moment; `None` where nothing was known of it then.
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

/// From when on the log has events of the sources that are asked about, where the moment is a time before that.
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

/// What a user and an organization were called then. Where more events tell of one than an answer
/// may read, it has no name.
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

/// What was told until then comes to, when the time was that.
pub(super) fn state<X: Resource>(observed: Observations<X>, now: Timestamp) -> Option<X::Presented> {
    // Whatever was read happened, or was known, by then.
    let at = observed.at(i64::MAX, now.micros());
    let row = observed.by_event.into_iter().map(|observation| observation.row).reduce(Row::merge);
    row.map(|row| X::present(row, &observed.details, &observed.facts, at))
}

/// Up to which event, and what the time was. `parameter` is where the moment was written.
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
