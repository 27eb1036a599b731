//! What was known, or was true, at a moment: one thing's events up to then, folded by the same projection as its view, and
//! shown by the same rules as its plain answer. What is inferred is inferred as of that moment. Changes nothing.

use std::fmt;

use super::{
    anchor, coverage,
    error::QueryError,
    history::{
        of_organizations::OfOrganizations,
        of_users::OfUsers,
        resource::{Named, NamesThen, Resource},
        told::Told,
    },
    interval::refuse_future,
    mentions::{Spoken, Subject, Until},
    names::PersonName,
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    event::{Anchor, Position},
    projection::Row,
    store::Store,
};

/// What to do about a position whose event the log does not hold.
const ASK_ANEW: &str = "write the position of an event that /v1/events lists now";

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
pub struct Asked<'a> {
    pub id: &'a str,
    /// The source that is meant, where that was said.
    pub source: Option<&'a str>,
    /// The sources that may be asked about.
    pub within: &'a SourceAccess,
    pub now: Timestamp,
}

/// The thing with that id as of a moment; `None` where nothing was known of it then.
pub async fn as_of<X: Resource>(
    store: &Store,
    asked: &Asked<'_>,
    moment: AsOf,
) -> Result<Option<X::Shown>, QueryError> {
    let on = store.begin_read().await?;
    let spoken = Spoken::of(store, &on).await?;
    let (until, now) = bounds(&spoken, moment, asked.now, "as_of").await?;
    let Some(source) = spoken.source(X::KIND, asked.id, asked.source, asked.within).await? else { return Ok(None) };
    let subject = Subject { source: &source, kind: X::KIND, id: asked.id };
    let Some(mut shown) = known::<X>(&spoken, subject, until, now).await? else { return Ok(None) };
    let names = names(&spoken, &source, X::named(&shown), until, now).await?;
    X::name(&mut shown, names);
    Ok(Some(shown))
}

/// From when on the log has events of the sources that are asked about, where the moment is a time before that.
pub async fn begins_later(store: &Store, asked: &Asked<'_>, moment: AsOf) -> Result<Option<Timestamp>, QueryError> {
    let AsOf::Time(at) = moment else { return Ok(None) };
    let log_begins_at = coverage::begins_at(&store.begin_read().await?, asked.source, asked.within).await?;
    Ok(log_begins_at.filter(|log_begins_at| coverage::is_before(at, *log_begins_at)))
}

async fn known<X: Resource>(
    spoken: &Spoken<'_>,
    subject: Subject<'_>,
    until: Until,
    now: Timestamp,
) -> Result<Option<X::Shown>, QueryError> {
    Ok(Told::<X>::read(spoken, subject, &[until]).await?.pop().and_then(|told| state(told, now)))
}

/// What a user and an organization were called then. Where more events tell of one than an answer
/// may read, it has no name.
async fn names(
    spoken: &Spoken<'_>,
    source: &str,
    whose: Named,
    until: Until,
    now: Timestamp,
) -> Result<NamesThen, QueryError> {
    let mut names = NamesThen::default();
    if let Some(id) = &whose.user_id {
        let subject = Subject { source, kind: OfUsers::KIND, id };
        let user = unless_too_many(known::<OfUsers>(spoken, subject, until, now).await)?;
        names.user = user.map(|user| PersonName::of(&user.row)).unwrap_or_default();
    }
    if let Some(id) = &whose.organization_id {
        let subject = Subject { source, kind: OfOrganizations::KIND, id };
        let organization = unless_too_many(known::<OfOrganizations>(spoken, subject, until, now).await)?;
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
pub(super) fn state<X: Resource>(told: Told<X>, now: Timestamp) -> Option<X::Shown> {
    // Whatever was read happened, or was known, by then.
    let at = told.at(i64::MAX, now.micros());
    let row = told.accounts.into_iter().map(|account| account.row).reduce(Row::merge);
    row.map(|row| X::shown(row, &told.details, &told.facts, at))
}

/// Up to which event, and what the time was. `parameter` is where the moment was written.
pub(super) async fn bounds(
    spoken: &Spoken<'_>,
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
    let event = anchor::held(spoken.on(), position, anchor, (parameter, ASK_ANEW)).await?;
    spoken.has_folded(position.0)?;
    Ok((Until::Position(position.0), Timestamp::from_micros(event.received_at)))
}
