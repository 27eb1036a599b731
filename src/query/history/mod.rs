//! The history of one object: every version in version order, with its event, and the diff of any
//! two. Computed from the events of the object.

pub mod memberships;
pub mod observations;
pub mod organizations;
pub mod resource;
pub mod sessions;
pub mod users;

use std::{collections::HashMap, fmt};

use self::{
    observations::{EventFacts, Observation, Observations, VersionKey},
    resource::{DetailsOf, Evidence, Resource, RowOf},
};
use super::{
    as_of::{self, AsOf, ObjectQuery},
    cursor::{KeyKind, KeyPart, List},
    error::QueryError,
    mentions::{MentionReader, ObjectRef, Until},
    page::{Page, PageRequest, Pager},
};
use crate::{
    event::{
        EventId,
        id::{SENDER_ID_PREFIX, SYSTEM_ID_PREFIX},
    },
    projection::Row,
    storage::Store,
    views::audited::{Change, Snapshot, compare},
};

/// In version order. Ids of different kinds of objects differ, so a cursor cannot be used in
/// another history.
const LIST: List =
    List { name: "history", key: &[KeyKind::Integer, KeyKind::Integer, KeyKind::Integer, KeyKind::Text] };

/// A version: an event, and the object before and after it.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryEntry<T> {
    pub event: EventFacts,
    /// The kind of evidence in the event.
    pub evidence: Evidence,
    /// Merged from all earlier versions; `None` for the first.
    pub before: Option<T>,
    pub after: T,
    /// Changes of the audited fields.
    pub audited: Option<Audited>,
    version_key: VersionKey,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffPoint {
    Moment(AsOf),
    /// The version that the event with this id reported.
    Event(String),
}

impl DiffPoint {
    /// Digits are a position, then a time is tried, then an event id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let of_moment = AsOf::parse(text).map(Self::Moment);
        of_moment.or_else(|| EventId::parse_any(text).ok().map(|id| Self::Event(id.to_string())))
    }
}

impl fmt::Display for DiffPoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moment(moment) => moment.fmt(out),
            Self::Event(svix_id) => out.write_str(svix_id),
        }
    }
}

/// An object at two points; `None` if it was not known.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectDiff<T> {
    pub from: Option<T>,
    pub to: Option<T>,
    /// Differences of the audited fields.
    pub audited: Option<Audited>,
}

/// Differences of the audited fields, by the comparison of the activity view. Only if both
/// descriptions are known and differ; otherwise presented fields are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Audited {
    pub changes: Vec<Change>,
    /// The audited fields, and those that follow from them.
    pub fields: Vec<&'static str>,
}

impl Audited {
    fn between<X: Resource>(from: Option<&KnownState<X>>, to: Option<&KnownState<X>>) -> Option<Self> {
        let (from, to) = (from?.described.as_ref()?, to?.described.as_ref()?);
        let compared = || compare(X::FIELDS, from.at, &from.snapshot, &to.snapshot);
        let names = X::FIELDS.iter().map(|field| field.name).chain(X::FOLLOWING.iter().copied());
        (from.text != to.text).then(|| Self { changes: compared().changes, fields: names.collect() })
    }
}

/// The known state of an object.
struct KnownState<X: Resource> {
    presented: X::Presented,
    described: Option<Described>,
}

/// The audited fields of an object: the last description with what it carried over.
#[derive(Clone)]
struct Described {
    /// The time of the description, in microseconds.
    at: i64,
    /// As JSON.
    text: String,
    snapshot: Snapshot,
}

impl Described {
    /// The audited fields after this row, which merges all versions up to here.
    fn follow<X: Resource>(before: Option<&Self>, row: &RowOf<X>, details: &DetailsOf<X>) -> Option<Self> {
        let (at, text) = X::audited(row, details)?;
        if let Some(same) = before.filter(|before| (before.at, before.text.as_str()) == (at, text)) {
            return Some(same.clone());
        }
        let mut snapshot = Snapshot::parse(Some(text));
        // Embedded descriptions are poorer and can be older.
        let before = before.map(|before| (before.at, &before.snapshot)).filter(|(_, before)| before.is_whole());
        snapshot.carry(X::FIELDS, before);
        Some(Self { at, text: text.to_owned(), snapshot })
    }

    /// The audited fields after all observations.
    fn by<X: Resource>(observed: &Observations<X>) -> Option<Self> {
        let mut observations: Vec<&Observation<X>> = observed.by_event.iter().collect();
        observations.sort_by(|one, other| one.version_key.cmp(&other.version_key));
        let (mut row, mut described) = (None, None);
        for observation in observations {
            let known = merged::<X>(row.take(), observation);
            described = Self::follow::<X>(described.as_ref(), &known, &observed.details);
            row = Some(known);
        }
        described
    }
}

fn merged<X: Resource>(known: Option<RowOf<X>>, observation: &Observation<X>) -> RowOf<X> {
    match known {
        Some(known) => Row::merge(known, observation.row.clone()),
        None => observation.row.clone(),
    }
}

/// One page of the versions of an object; `None` if no event mentions it.
pub async fn list<X: Resource>(
    store: &Store,
    query: &ObjectQuery<'_>,
    page: &PageRequest,
) -> Result<Option<Page<HistoryEntry<X::Presented>>>, QueryError> {
    let (pager, on) = Pager::begin(store, page, &LIST).await?;
    let mentions = MentionReader::open(store, &on).await?;
    let Some(source) = mentions.source(X::KIND, query.id, query.source, query.allowed_sources).await? else {
        return Ok(None);
    };
    let subject = ObjectRef { source: &source, kind: X::KIND, id: query.id };
    let Some(observed) = Observations::<X>::read(&mentions, subject, &[Until::Now]).await?.pop() else {
        return Ok(None);
    };
    let mut entries = Vec::new();
    replay(observed, |observation, before, after| {
        // A mention is a version only if it changed what is known.
        if observation.evidence != Evidence::Mention || before.map(|before| &before.presented) != Some(&after.presented)
        {
            let audited = Audited::between::<X>(before, Some(after));
            let (before, after) = (before.map(|before| before.presented.clone()), after.presented.clone());
            entries.push(HistoryEntry {
                event: observation.event,
                evidence: observation.evidence,
                before,
                after,
                audited,
                version_key: observation.version_key,
            });
        }
    });
    let key = |entry: &HistoryEntry<X::Presented>| {
        let VersionKey { at, occurred_at, tie, id } = &entry.version_key;
        let numbers = [*at, *occurred_at, *tie].map(KeyPart::Integer);
        numbers.into_iter().chain([KeyPart::Text(id.clone())]).collect()
    };
    let rows = pager.cut(entries, key);
    Ok(Some(pager.page(&on, rows, key).await?))
}

/// The object at two points; `None` if it was not known at either. Both are read together.
pub async fn diff<X: Resource>(
    store: &Store,
    query: &ObjectQuery<'_>,
    from: &DiffPoint,
    to: &DiffPoint,
) -> Result<Option<ObjectDiff<X::Presented>>, QueryError> {
    let on = store.begin_read().await?;
    let mentions = MentionReader::open(store, &on).await?;
    let (mut moments, mut named) = (Vec::new(), Vec::new());
    for (parameter, side) in [("from", from), ("to", to)] {
        match side {
            DiffPoint::Moment(moment) => moments.push(as_of::bounds(&mentions, *moment, query.now, parameter).await?),
            DiffPoint::Event(svix_id) => named.push(svix_id.as_str()),
        }
    }
    let Some(source) = mentions.source(X::KIND, query.id, query.source, query.allowed_sources).await? else {
        return Ok(None);
    };
    let subject = ObjectRef { source: &source, kind: X::KIND, id: query.id };
    // Versions of both sides are picked from all events.
    let versions_until = (!named.is_empty()).then_some(Until::Now);
    let untils: Vec<Until> = moments.iter().map(|(until, _)| *until).chain(versions_until).collect();
    let mut observed = Observations::<X>::read(&mentions, subject, &untils).await?;
    let versions =
        versions_until.and_then(|_| observed.pop()).map(|observed| versions(observed, &named)).unwrap_or_default();
    let mut states = observed.into_iter().zip(moments).map(|(observed, (_, now))| {
        let described = Described::by(&observed);
        as_of::state(observed, now).map(|presented| KnownState::<X> { presented, described })
    });
    let mut at = |parameter, side: &DiffPoint| match side {
        DiffPoint::Moment(_) => Ok(states.next().flatten()),
        DiffPoint::Event(svix_id) => versions
            .get(svix_id.as_str())
            .map(|state| Some(KnownState { presented: state.presented.clone(), described: state.described.clone() }))
            .ok_or_else(|| QueryError::Parameter { name: parameter, reason: no_such_event(svix_id, X::NAME) }),
    };
    let (from, to) = (at("from", from)?, at("to", to)?);
    let audited = Audited::between::<X>(from.as_ref(), to.as_ref());
    let (from, to) = (from.map(|state| state.presented), to.map(|state| state.presented));
    Ok((from.is_some() || to.is_some()).then_some(ObjectDiff { from, to, audited }))
}

/// The error for a point that is parsed as an event id, if no event about the object has this id.
fn no_such_event(svix_id: &str, name: &str) -> String {
    if [SENDER_ID_PREFIX, SYSTEM_ID_PREFIX].iter().any(|prefix| svix_id.starts_with(prefix)) {
        return format!("no event with this id tells of this {name}; its history lists those that do");
    }
    format!(
        "{svix_id:?} is neither a time, a position nor the id of an event that tells of this {name}; write a time like \
         2026-11-20T20:08:00Z or a date like 2026-11-20, a position in digits, or an svix_id of its history, which \
         mostly begins with {SENDER_ID_PREFIX}"
    )
}

/// The object in the versions that these events reported.
fn versions<X: Resource>(observed: Observations<X>, named: &[&str]) -> HashMap<String, KnownState<X>> {
    let mut versions = HashMap::new();
    replay(observed, |observation, _, after| {
        if named.contains(&observation.event.svix_id.as_str()) {
            // If one event reported two versions, the first is used.
            let state = || KnownState { presented: after.presented.clone(), described: after.described.clone() };
            versions.entry(observation.event.svix_id).or_insert_with(state);
        }
    });
    versions
}

/// Calls `each` for all versions in order, with the object before and after.
fn replay<X: Resource>(
    mut observed: Observations<X>,
    mut each: impl FnMut(Observation<X>, Option<&KnownState<X>>, &KnownState<X>),
) {
    let mut observations = std::mem::take(&mut observed.by_event);
    observations.sort_by(|one, other| one.version_key.cmp(&other.version_key));
    let (mut row, mut before): (_, Option<KnownState<X>>) = (None, None);
    for observation in observations {
        let known = merged::<X>(row.take(), &observation);
        let described = before.as_ref().and_then(|before| before.described.as_ref());
        let described = Described::follow::<X>(described, &known, &observed.details);
        // As of the time of the event, even if it describes something older.
        let occurred_at = observation.version_key.occurred_at;
        let presented =
            X::present(known.clone(), &observed.details, &observed.facts, observed.at(occurred_at, occurred_at));
        let after = KnownState { presented, described };
        row = Some(known);
        each(observation, before.as_ref(), &after);
        before = Some(after);
    }
}
