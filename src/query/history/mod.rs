//! The history of one thing: every version with the event that told it, in version order, and what differs between any
//! two. Computed from the events of that one thing; changes nothing.

pub mod of_memberships;
pub mod of_organizations;
pub mod of_sessions;
pub mod of_users;
pub mod resource;
pub mod told;

use std::{collections::HashMap, fmt};

use self::{
    resource::{DetailsOf, Resource, RowOf, Tells},
    told::{Account, EventFacts, Place, Told},
};
use super::{
    as_of::{self, AsOf, Asked},
    cursor::{Kind, List, Part},
    error::QueryError,
    mentions::{Spoken, Subject, Until},
    page::{Page, PageRequest, Walk},
};
use crate::{
    event::{
        EventId,
        id::{SENDER_ID_PREFIX, SYSTEM_ID_PREFIX},
    },
    projection::Row,
    store::Store,
    views::audited::{Change, Snapshot, compare},
};

/// In version order. Each kind of thing has ids of its own, so that cursors of one history are no use in another.
const LIST: List = List { name: "history", key: &[Kind::Integer, Kind::Integer, Kind::Integer, Kind::Text] };

/// A version: what an event told, and the thing before and after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<T> {
    pub event: EventFacts,
    /// What it says of the thing.
    pub tells: Tells,
    /// By the versions before; `None` at the first.
    pub before: Option<T>,
    pub after: T,
    /// What of the audited fields changed.
    pub audited: Option<Audited>,
    place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    Moment(AsOf),
    /// By the version that the event with this id told.
    Event(String),
}

impl Side {
    /// Digits are a position, and what looks like a time is one; else it is the id of an event, or nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let of_moment = AsOf::parse(text).map(Self::Moment);
        of_moment.or_else(|| EventId::parse_any(text).ok().map(|id| Self::Event(id.to_string())))
    }
}

impl fmt::Display for Side {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moment(moment) => moment.fmt(out),
            Self::Event(svix_id) => out.write_str(svix_id),
        }
    }
}

/// A thing at two moments; `None` where nothing was known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Between<T> {
    pub from: Option<T>,
    pub to: Option<T>,
    /// What of the audited fields differs.
    pub audited: Option<Audited>,
}

/// What changed of the audited fields, by the comparison that activity is made by. Only where both descriptions are known,
/// and are not the same one: what differs then is all that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Audited {
    pub changes: Vec<Change>,
    /// The fields that are told so, and those that follow from them.
    pub fields: Vec<&'static str>,
}

impl Audited {
    fn between<X: Resource>(from: Option<&State<X>>, to: Option<&State<X>>) -> Option<Self> {
        let (from, to) = (from?.described.as_ref()?, to?.described.as_ref()?);
        let compared = || compare(X::FIELDS, from.at, &from.snapshot, &to.snapshot);
        let names = X::FIELDS.iter().map(|field| field.name).chain(X::FOLLOWING.iter().copied());
        (from.text != to.text).then(|| Self { changes: compared().changes, fields: names.collect() })
    }
}

/// A thing by what is known of it.
struct State<X: Resource> {
    shown: X::Shown,
    described: Option<Described>,
}

/// What is audited of a thing: the last description, with what it lacks of those before it.
#[derive(Clone)]
struct Described {
    /// When it was described, in microseconds.
    at: i64,
    /// As JSON.
    text: String,
    snapshot: Snapshot,
}

impl Described {
    /// What is known with this row: that of all versions up to here, and so none or one more.
    fn follow<X: Resource>(before: Option<&Self>, row: &RowOf<X>, details: &DetailsOf<X>) -> Option<Self> {
        let (at, text) = X::audited(row, details)?;
        if let Some(same) = before.filter(|before| (before.at, before.text.as_str()) == (at, text)) {
            return Some(same.clone());
        }
        let mut snapshot = Snapshot::parse(Some(text));
        // What others' events show is poorer and can be older.
        let before = before.map(|before| (before.at, &before.snapshot)).filter(|(_, before)| before.is_whole());
        snapshot.carry(X::FIELDS, before);
        Some(Self { at, text: text.to_owned(), snapshot })
    }

    /// What all of these tell.
    fn by<X: Resource>(told: &Told<X>) -> Option<Self> {
        let mut accounts: Vec<&Account<X>> = told.accounts.iter().collect();
        accounts.sort_by(|one, other| one.place.cmp(&other.place));
        let (mut row, mut described) = (None, None);
        for account in accounts {
            let known = merged::<X>(row.take(), account);
            described = Self::follow::<X>(described.as_ref(), &known, &told.details);
            row = Some(known);
        }
        described
    }
}

fn merged<X: Resource>(known: Option<RowOf<X>>, account: &Account<X>) -> RowOf<X> {
    match known {
        Some(known) => Row::merge(known, account.row.clone()),
        None => account.row.clone(),
    }
}

/// One page of the versions of the thing with that id; `None` where nothing tells of it.
pub async fn list<X: Resource>(
    store: &Store,
    asked: &Asked<'_>,
    page: &PageRequest,
) -> Result<Option<Page<Step<X::Shown>>>, QueryError> {
    let (walk, on) = Walk::begin(store, page, &LIST).await?;
    let spoken = Spoken::of(store, &on).await?;
    let Some(source) = spoken.source(X::KIND, asked.id, asked.source, asked.within).await? else { return Ok(None) };
    let subject = Subject { source: &source, kind: X::KIND, id: asked.id };
    let Some(told) = Told::<X>::read(&spoken, subject, &[Until::Now]).await?.pop() else { return Ok(None) };
    let mut steps = Vec::new();
    walk_through(told, |account, before, after| {
        // What only names the thing is no version of it, unless it changed what is known.
        if account.tells != Tells::Mention || before.map(|before| &before.shown) != Some(&after.shown) {
            let audited = Audited::between::<X>(before, Some(after));
            let (before, after) = (before.map(|before| before.shown.clone()), after.shown.clone());
            steps.push(Step {
                event: account.event,
                tells: account.tells,
                before,
                after,
                audited,
                place: account.place,
            });
        }
    });
    let key = |step: &Step<X::Shown>| {
        let Place { at, occurred_at, tie, id } = &step.place;
        let numbers = [*at, *occurred_at, *tie].map(Part::Integer);
        numbers.into_iter().chain([Part::Text(id.clone())]).collect()
    };
    let rows = walk.cut(steps, key);
    Ok(Some(walk.page(&on, rows, key).await?))
}

/// The thing with that id at two moments; `None` where nothing was known of it at either. Both are told in one reading.
pub async fn between<X: Resource>(
    store: &Store,
    asked: &Asked<'_>,
    from: &Side,
    to: &Side,
) -> Result<Option<Between<X::Shown>>, QueryError> {
    let on = store.begin_read().await?;
    let spoken = Spoken::of(store, &on).await?;
    let (mut moments, mut named) = (Vec::new(), Vec::new());
    for (parameter, side) in [("from", from), ("to", to)] {
        match side {
            Side::Moment(moment) => moments.push(as_of::bounds(&spoken, *moment, asked.now, parameter).await?),
            Side::Event(svix_id) => named.push(svix_id.as_str()),
        }
    }
    let Some(source) = spoken.source(X::KIND, asked.id, asked.source, asked.within).await? else { return Ok(None) };
    let subject = Subject { source: &source, kind: X::KIND, id: asked.id };
    // Versions are picked from all there are, those of both sides from the same.
    let versions_until = (!named.is_empty()).then_some(Until::Now);
    let untils: Vec<Until> = moments.iter().map(|(until, _)| *until).chain(versions_until).collect();
    let mut told = Told::<X>::read(&spoken, subject, &untils).await?;
    let versions = versions_until.and_then(|_| told.pop()).map(|told| versions(told, &named)).unwrap_or_default();
    let mut states = told.into_iter().zip(moments).map(|(told, (_, now))| {
        let described = Described::by(&told);
        as_of::state(told, now).map(|shown| State::<X> { shown, described })
    });
    let mut at = |parameter, side: &Side| match side {
        Side::Moment(_) => Ok(states.next().flatten()),
        Side::Event(svix_id) => versions
            .get(svix_id.as_str())
            .map(|state| Some(State { shown: state.shown.clone(), described: state.described.clone() }))
            .ok_or_else(|| QueryError::Parameter { name: parameter, reason: no_such_event(svix_id, X::NAME) }),
    };
    let (from, to) = (at("from", from)?, at("to", to)?);
    let audited = Audited::between::<X>(from.as_ref(), to.as_ref());
    let (from, to) = (from.map(|state| state.shown), to.map(|state| state.shown));
    Ok((from.is_some() || to.is_some()).then_some(Between { from, to, audited }))
}

/// The error for a text that was read as an event id, if no event about the object has this id.
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

/// The thing by each of the versions that these events tell.
fn versions<X: Resource>(told: Told<X>, named: &[&str]) -> HashMap<String, State<X>> {
    let mut versions = HashMap::new();
    walk_through(told, |account, _, after| {
        if named.contains(&account.event.svix_id.as_str()) {
            // Where one event tells two versions, the first is meant.
            let state = || State { shown: after.shown.clone(), described: after.described.clone() };
            versions.entry(account.event.svix_id).or_insert_with(state);
        }
    });
    versions
}

/// Goes through the versions in their order, with the thing before and after each.
fn walk_through<X: Resource>(mut told: Told<X>, mut each: impl FnMut(Account<X>, Option<&State<X>>, &State<X>)) {
    let mut accounts = std::mem::take(&mut told.accounts);
    accounts.sort_by(|one, other| one.place.cmp(&other.place));
    let (mut row, mut before): (_, Option<State<X>>) = (None, None);
    for account in accounts {
        let known = merged::<X>(row.take(), &account);
        let described = before.as_ref().and_then(|before| before.described.as_ref());
        let described = Described::follow::<X>(described, &known, &told.details);
        // By what had happened when the event did, whatever is older about what it describes.
        let occurred_at = account.place.occurred_at;
        let shown = X::shown(known.clone(), &told.details, &told.facts, told.at(occurred_at, occurred_at));
        let after = State { shown, described };
        row = Some(known);
        each(account, before.as_ref(), &after);
        before = Some(after);
    }
}
