//! The sessions and users of the views, as far as statistics need them, in the memory of this
//! process: 64 bytes for each session. Which of them later events are about is read from those
//! events, and their rows are read again.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use sea_orm::ConnectionTrait;

use super::{
    answer::{StatsFilter, Visibility},
    session_rows::{self, SessionFacts},
    user_rows::{self, UserFacts},
    view_state::{ViewChange, ViewState},
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    event::{Position, Size, clerk::Body},
    event_log::read,
    projection::Projection,
    query::{error::QueryError, instances::Instances, live_view::LiveView},
    storage::Store,
    views::{Sessions, Users},
};

/// Sessions that are kept: 130 MB, those of some 5,000,000 events. Beyond it those that ended
/// first are left out, and statistics reach back to the end of the last of them.
const SESSIONS_MAX: usize = 2_000_000;

/// Sessions that are left when there are more.
const SESSIONS_KEPT: usize = SESSIONS_MAX / 4 * 3;

/// Events that are read to find what they changed. After more, everything is read again, which
/// takes less time.
const EVENTS_MAX: i64 = 50_000;

/// Ids of one statement.
const IDS_PER_SELECT: usize = 500;

/// In place of a user or class: none is known.
const NONE: u32 = u32::MAX;

/// In place of a time that is later than all others.
const NEVER_ENDS: i64 = i64::MAX;

/// Bits of a session beside its class.
const CLASS_SHIFT: u32 = 3;
const REPORTED_END: u32 = 1;
const IN_PERSON: u32 = 2;
/// It was pending: its times are in a list of their own.
const WAS_PENDING: u32 = 4;

/// Where sessions and users belong.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Class {
    pub(super) source: String,
    pub(super) instance: Option<String>,
}

/// A session whose sign-in was completed. Sorted by start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Session {
    started_at: i64,
    /// A hash of source and id.
    key: u64,
    /// The reported end, or when it expires.
    own_end: i64,
    /// That, or the deletion of the user if it comes first.
    ended_at: i64,
    user: u32,
    class_and_bits: u32,
}

/// The same session, sorted by end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ByEnd {
    ended_at: i64,
    started_at: i64,
    class_and_bits: u32,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct User {
    class: u32,
    pub(super) created_at: Option<i64>,
    pub(super) deleted_at: Option<i64>,
    /// The last sign-in, if there was one.
    pub(super) last_sign_in_at: Option<i64>,
}

/// A session of an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    pub(super) started_at: i64,
    pub(super) user: Option<u32>,
    pub(super) in_person: bool,
}

/// A time for which someone was signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) user: Option<u32>,
    pub(super) in_person: bool,
}

#[derive(Debug, Default)]
pub(super) struct People {
    /// The views of sessions and of users, as they were read.
    states: Option<(ViewState, ViewState)>,
    classes: Vec<Class>,
    class_places: HashMap<Class, u32>,
    sessions: Vec<Session>,
    ended: Vec<ByEnd>,
    /// When users of sessions that were pending were signed in, by key.
    signed_in: HashMap<u64, Box<[(i64, i64)]>>,
    users: Vec<User>,
    /// By a hash of source and id.
    user_places: HashMap<u64, u32>,
    /// Sessions that ended by this time are left out.
    begins_at: Option<i64>,
}

impl People {
    /// Reads what changed.
    pub(super) async fn refresh(
        &mut self,
        store: &Store,
        on: &impl ConnectionTrait,
        (sessions, users): (&LiveView, &LiveView),
    ) -> Result<(), QueryError> {
        let before = self.states.take();
        let (of_sessions, sessions_change) =
            ViewState::load(on, sessions, before.as_ref().map(|(sessions, _)| sessions)).await?;
        let (of_users, users_change) = ViewState::load(on, users, before.as_ref().map(|(_, users)| users)).await?;
        let folded = |(sessions, users): &(ViewState, ViewState)| Size::min(sessions.checkpoint, users.checkpoint).0;
        let states = (of_sessions, of_users);
        let to = folded(&states);
        let from = before.as_ref().map(folded).filter(|from| {
            let followed = sessions_change == ViewChange::Followed && users_change == ViewChange::Followed;
            followed && to - from <= EVENTS_MAX
        });
        match from {
            Some(from) => self.follow(store, (sessions, users), (from, to)).await?,
            None => self.load(store, (sessions, users)).await?,
        }
        // Unless all went well, the next request reads everything.
        self.states = Some(states);
        Ok(())
    }

    async fn load(&mut self, store: &Store, (sessions, users): (&LiveView, &LiveView)) -> Result<(), QueryError> {
        *self = Self::default();
        user_rows::each(store, users, |facts| _ = self.put_user(facts)).await?;
        let mut read = Vec::new();
        session_rows::each(store, sessions, |facts| {
            read.extend(self.session(facts));
            self.limit(&mut read);
        })
        .await?;
        read.sort_unstable();
        self.ended = read.iter().map(Session::ended).collect();
        self.ended.sort_unstable();
        self.sessions = read;
        Ok(())
    }

    /// Reads again what the events of these positions are about.
    async fn follow(
        &mut self,
        store: &Store,
        (sessions, users): (&LiveView, &LiveView),
        (from, to): (i64, i64),
    ) -> Result<(), QueryError> {
        let mut of_sessions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut of_users: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        read::each_at(store, (from..to).map(Position).collect(), |event| {
            let body = Body::decode(&event);
            for row in Sessions.project(&event, &body).unwrap_or_default() {
                of_sessions.entry(row.source).or_default().insert(row.session_id);
            }
            for row in Users.project(&event, &body).unwrap_or_default() {
                of_users.entry(row.source).or_default().insert(row.user_id);
            }
        })
        .await?;
        let mut deletions: HashSet<u32> = HashSet::new();
        for (source, ids) in &of_users {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            for ids in ids.chunks(IDS_PER_SELECT) {
                user_rows::by_ids(store, users, (source, ids.to_vec()), |facts| {
                    deletions.extend(self.put_user(facts));
                })
                .await?;
            }
        }
        if of_sessions.is_empty() && deletions.is_empty() {
            return Ok(());
        }
        let keys = Keys::new(of_sessions.iter().flat_map(|(source, ids)| ids.iter().map(|id| hash(source, id))));
        let (mut removed, mut added) = (Vec::new(), Vec::new());
        for session in &self.sessions {
            if keys.contains(session.key) {
                removed.push(*session);
            } else if !deletions.is_empty() && deletions.contains(&session.user) {
                removed.push(*session);
                added.push(Session { ended_at: self.end(session), ..*session });
            }
        }
        self.signed_in.retain(|key, _| !keys.contains(*key));
        for (source, ids) in &of_sessions {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            for ids in ids.chunks(IDS_PER_SELECT) {
                session_rows::by_ids(store, sessions, (source, ids.to_vec()), |facts| {
                    added.extend(self.session(facts));
                })
                .await?;
            }
        }
        replace(&mut self.ended, removed.iter().map(Session::ended), added.iter().map(Session::ended));
        replace(&mut self.sessions, removed.into_iter(), added.into_iter());
        if self.sessions.len() > SESSIONS_MAX {
            let mut sessions = std::mem::take(&mut self.sessions);
            self.limit(&mut sessions);
            self.sessions = sessions;
            self.ended.retain(|ended| self.begins_at.is_none_or(|begins_at| ended.ended_at > begins_at));
        }
        Ok(())
    }

    /// Returns the user, if the deletion is another now.
    fn put_user(&mut self, facts: &UserFacts<'_>) -> Option<u32> {
        let class = self.class(facts.source, facts.instance_id);
        let place = self.user(facts.source, facts.user_id);
        let user = &mut self.users[place as usize];
        let was_deleted_at = user.deleted_at;
        *user = User {
            class,
            created_at: facts.created_at,
            deleted_at: facts.deleted_at,
            last_sign_in_at: facts.last_sign_in_at,
        };
        (was_deleted_at != facts.deleted_at).then_some(place)
    }

    /// A session, unless its sign-in was not completed or it is left out.
    fn session(&mut self, facts: &SessionFacts<'_>) -> Option<Session> {
        let own_end = facts.own_end().unwrap_or(NEVER_ENDS);
        if !facts.is_signed_in() {
            return None;
        }
        let key = hash(facts.source, facts.session_id);
        let signed_in = facts.signed_in(own_end);
        let was_pending = signed_in != [(facts.started_at, own_end)];
        if was_pending {
            self.signed_in.insert(key, signed_in.into_boxed_slice());
        }
        let bits =
            [(facts.has_reported_end(), REPORTED_END), (!facts.has_actor, IN_PERSON), (was_pending, WAS_PENDING)];
        let bits: u32 = bits.into_iter().filter(|(is_set, _)| *is_set).map(|(_, bit)| bit).sum();
        let class = self.class(facts.source, facts.instance_id);
        let user = facts.user_id.map_or(NONE, |id| self.user(facts.source, id));
        let class_and_bits = class << CLASS_SHIFT | bits;
        let session = Session { started_at: facts.started_at, key, own_end, ended_at: own_end, user, class_and_bits };
        let session = Session { ended_at: self.end(&session), ..session };
        Some(session).filter(|session| self.begins_at.is_none_or(|begins_at| session.ended_at > begins_at))
    }

    /// The reported end of a session, or the first of its expiry and the deletion of its user, if
    /// that was not before the session.
    fn end(&self, session: &Session) -> i64 {
        if session.has(REPORTED_END) {
            return session.own_end;
        }
        let user = self.users.get(session.user as usize);
        let deleted_at = user.and_then(|user| user.deleted_at).filter(|deleted_at| *deleted_at >= session.started_at);
        deleted_at.unwrap_or(NEVER_ENDS).min(session.own_end)
    }

    /// Leaves out the sessions that ended first, if there are too many.
    fn limit(&mut self, sessions: &mut Vec<Session>) {
        if sessions.len() <= SESSIONS_MAX {
            return;
        }
        let left_out = sessions.len() - SESSIONS_KEPT;
        let mut ends: Vec<i64> = sessions.iter().map(|session| session.ended_at).collect();
        let (_, begins_at, _) = ends.select_nth_unstable(left_out);
        // What never ends stays.
        let begins_at = Ord::min(*begins_at, NEVER_ENDS - 1);
        sessions.retain(|session| session.ended_at > begins_at);
        let kept: HashSet<u64> = sessions.iter().map(|session| session.key).collect();
        self.signed_in.retain(|key, _| kept.contains(key));
        self.begins_at = Some(begins_at);
    }

    fn class(&mut self, source: &str, instance: Option<&str>) -> u32 {
        let class = Class { source: source.to_owned(), instance: instance.map(str::to_owned) };
        if let Some(place) = self.class_places.get(&class) {
            return *place;
        }
        let place = u32::try_from(self.classes.len()).unwrap_or(NONE);
        self.classes.push(class.clone());
        self.class_places.insert(class, place);
        place
    }

    fn user(&mut self, source: &str, id: &str) -> u32 {
        let place = u32::try_from(self.users.len()).unwrap_or(NONE);
        let known = *self.user_places.entry(hash(source, id)).or_insert(place);
        if known == place {
            let unknown = User { class: NONE, created_at: None, deleted_at: None, last_sign_in_at: None };
            self.users.push(unknown);
        }
        known
    }
}

/// The sessions and users of one answer.
pub(super) struct VisiblePeople<'a> {
    people: &'a People,
    is_counted: Vec<bool>,
}

impl People {
    /// Those that a filter selects, and source and instance of some that the configuration leaves
    /// out and that were there between two times.
    pub(super) fn visible(
        &self,
        filter: &StatsFilter,
        access: (&Instances, &SourceAccess),
        (since, until): (i64, i64),
    ) -> (VisiblePeople<'_>, Option<(String, String)>) {
        let visibility = |class: &Class| {
            let same = |id: &str| class.instance.as_deref() == Some(id);
            filter.visibility(&class.source, class.instance.is_some(), same, access)
        };
        let visibilities: Vec<Visibility> = self.classes.iter().map(visibility).collect();
        let is_hidden = |class: u32| visibilities.get(class as usize) == Some(&Visibility::Hidden);
        let overlaps =
            |session: &&Session| is_hidden(session.class()) && session.started_at < until && session.ended_at > since;
        let was_created =
            |user: &&User| is_hidden(user.class) && user.created_at.is_some_and(|at| (since..until).contains(&at));
        let mut hidden = None;
        if visibilities.contains(&Visibility::Hidden) {
            let session = self.sessions.iter().find(overlaps).map(Session::class);
            let place = session.or_else(|| self.users.iter().find(was_created).map(|user| user.class));
            let class = place.and_then(|place| self.classes.get(place as usize));
            hidden = class.and_then(|class| Some((class.source.clone(), class.instance.clone()?)));
        }
        let is_counted = visibilities.iter().map(|visibility| *visibility == Visibility::Counted).collect();
        (VisiblePeople { people: self, is_counted }, hidden)
    }

    /// Rejects times from which sessions are left out.
    pub(super) fn check_start(&self, since: Option<Timestamp>) -> Result<(), QueryError> {
        match (self.begins_at, since) {
            (Some(begins_at), Some(since)) if since.micros() < begins_at => {
                let reason = format!(
                    "statistics hold the {SESSIONS_KEPT} sessions that ended last, and reach back to {}; write a time \
                     from then on",
                    Timestamp::from_micros(begins_at)
                );
                Err(QueryError::Parameter { name: "since", reason })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn number_of_users(&self) -> usize {
        self.users.len()
    }
}

impl VisiblePeople<'_> {
    fn counts(&self, class: u32) -> bool {
        self.is_counted.get(class as usize).copied().unwrap_or(false)
    }

    pub(super) fn users(&self) -> impl Iterator<Item = &User> {
        self.people.users.iter().filter(|user| self.counts(user.class))
    }

    fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.people.sessions.iter().filter(|session| self.counts(session.class()))
    }

    /// Every session that began at a time or later, by start.
    pub(super) fn stays_since(&self, since: i64) -> impl Iterator<Item = Stay> {
        let stay = |session: &Session| Stay {
            started_at: session.started_at,
            user: session.user(),
            in_person: session.has(IN_PERSON),
        };
        let all = &self.people.sessions;
        let first = all.partition_point(|session| session.started_at < since);
        all[first..].iter().filter(|session| self.counts(session.class())).map(stay)
    }

    /// Start and end of each session that ended between two times, by end.
    pub(super) fn ended(&self, since: i64, until: i64) -> impl Iterator<Item = (i64, i64)> {
        self.between(since, until).map(|ended| (ended.started_at, ended.ended_at))
    }

    fn between(&self, since: i64, until: i64) -> impl Iterator<Item = &ByEnd> {
        let all = &self.people.ended;
        let first = all.partition_point(|ended| ended.ended_at < since);
        let last = all.partition_point(|ended| ended.ended_at < until).max(first);
        all[first..last].iter().filter(|ended| self.counts(ended.class_and_bits >> CLASS_SHIFT))
    }

    /// The ends of spans between two times, by time.
    pub(super) fn span_ends(&self, since: i64, until: i64) -> impl Iterator<Item = i64> {
        let at_once = self
            .between(since, until)
            .filter(|ended| ended.class_and_bits & WAS_PENDING == 0 && ended.started_at < ended.ended_at);
        let at_once = at_once.map(|ended| ended.ended_at);
        let mut after_pending: Vec<i64> = self.spans_after_pending().iter().map(|span| span.to).collect();
        after_pending.retain(|to| (since..until).contains(to));
        after_pending.sort_unstable();
        merged(at_once, after_pending.into_iter(), |one, other| one <= other)
    }

    fn spans_after_pending(&self) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        if !self.people.signed_in.is_empty() {
            for session in self.sessions().filter(|session| session.has(WAS_PENDING)) {
                let times = self.people.signed_in.get(&session.key);
                spans.extend(times.into_iter().flatten().map(|(from, to)| session.span(*from, *to)));
            }
        }
        spans.retain(|span| span.from < span.to);
        spans.sort_unstable();
        spans
    }

    /// The times for which users were signed in, by start.
    pub(super) fn spans(&self) -> impl Iterator<Item = Span> {
        let at_once = self.sessions().filter(|session| !session.has(WAS_PENDING));
        let at_once = at_once.map(|session| session.span(session.started_at, NEVER_ENDS));
        let at_once = at_once.filter(|span| span.from < span.to);
        merged(at_once, self.spans_after_pending().into_iter(), |one, other| one.from <= other.from)
    }
}

/// Two sorted lists as one.
fn merged<T>(
    one: impl Iterator<Item = T>,
    other: impl Iterator<Item = T>,
    is_in_order: impl Fn(&T, &T) -> bool,
) -> impl Iterator<Item = T> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    std::iter::from_fn(move || match (one.peek(), other.peek()) {
        (Some(next), Some(after)) if !is_in_order(next, after) => other.next(),
        (Some(_), _) => one.next(),
        (None, _) => other.next(),
    })
}

/// Replaces elements of a sorted list. Of equal ones, any goes.
fn replace<T: Ord + Copy>(list: &mut Vec<T>, removed: impl Iterator<Item = T>, added: impl Iterator<Item = T>) {
    let (mut removed, mut added): (Vec<T>, Vec<T>) = (removed.collect(), added.collect());
    removed.sort_unstable();
    added.sort_unstable();
    let mut removed = removed.into_iter().peekable();
    let kept = std::mem::take(list).into_iter().filter(|element| removed.next_if_eq(element).is_none());
    let kept: Vec<T> = kept.collect();
    list.reserve(kept.len() + added.len());
    list.extend(merged(kept.into_iter(), added.into_iter(), |one, other| one <= other));
}

impl Session {
    const fn class(&self) -> u32 {
        self.class_and_bits >> CLASS_SHIFT
    }

    const fn ended(&self) -> ByEnd {
        ByEnd { ended_at: self.ended_at, started_at: self.started_at, class_and_bits: self.class_and_bits }
    }

    fn span(&self, from: i64, to: i64) -> Span {
        Span { from, to: to.min(self.ended_at), user: self.user(), in_person: self.has(IN_PERSON) }
    }

    const fn has(&self, bit: u32) -> bool {
        self.class_and_bits & bit != 0
    }

    fn user(&self) -> Option<u32> {
        Some(self.user).filter(|user| *user != NONE)
    }
}

/// A few keys, to be found among very many others: most of those differ in a bit.
struct Keys {
    keys: HashSet<u64>,
    /// A bit for the last 16 bits of each key.
    bits: Box<[u64; 1_024]>,
}

impl Keys {
    fn new(keys: impl Iterator<Item = u64>) -> Self {
        let mut bits = Box::new([0; 1_024]);
        let keys: HashSet<u64> = keys.collect();
        for key in &keys {
            bits[(key >> 6 & 1_023) as usize] |= 1 << (key & 63);
        }
        Self { keys, bits }
    }

    fn contains(&self, key: u64) -> bool {
        self.bits[(key >> 6 & 1_023) as usize] >> (key & 63) & 1 == 1 && self.keys.contains(&key)
    }
}

/// Two objects of a million share it once in some 40 million logs.
fn hash(source: &str, id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (source, id).hash(&mut hasher);
    hasher.finish()
}
