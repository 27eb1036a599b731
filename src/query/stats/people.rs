//! The sessions and users of the views, as far as statistics need them, in the memory of this
//! process: 32 bytes for each. Which of them later events are about is read from those events, and
//! their rows are read again.

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

/// Sessions that are kept: 100 MB. Beyond it those that ended first are left out, and statistics
/// reach back to the end of the last of them.
const SESSIONS_MAX: usize = 3_000_000;

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

/// A session whose sign-in was completed.
#[derive(Clone, Copy, Debug)]
struct Session {
    started_at: i64,
    /// The reported end, or when it expires.
    own_end: i64,
    /// A hash of source and id.
    key: u64,
    user: u32,
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
    pub(super) ended_at: i64,
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
    /// By start.
    sessions: Vec<Session>,
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
        user_rows::each(store, users, |facts| self.put_user(facts)).await?;
        session_rows::each(store, sessions, |facts| {
            self.put_session(facts);
            self.limit();
        })
        .await?;
        self.sessions.sort_by_key(|session| (session.started_at, session.key));
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
        for (source, ids) in &of_users {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            for ids in ids.chunks(IDS_PER_SELECT) {
                user_rows::by_ids(store, users, (source, ids.to_vec()), |facts| self.put_user(facts)).await?;
            }
        }
        if of_sessions.is_empty() {
            return Ok(());
        }
        let changed = Keys::new(of_sessions.iter().flat_map(|(source, ids)| ids.iter().map(|id| hash(source, id))));
        self.sessions.retain(|session| !changed.contains(session.key));
        self.signed_in.retain(|key, _| !changed.contains(*key));
        for (source, ids) in &of_sessions {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            for ids in ids.chunks(IDS_PER_SELECT) {
                session_rows::by_ids(store, sessions, (source, ids.to_vec()), |facts| self.put_session(facts)).await?;
            }
        }
        self.limit();
        // It is sorted up to what was added, which this sort makes use of.
        self.sessions.sort_by_key(|session| (session.started_at, session.key));
        Ok(())
    }

    fn put_user(&mut self, facts: &UserFacts<'_>) {
        let class = self.class(facts.source, facts.instance_id);
        let place = self.user(facts.source, facts.user_id);
        self.users[place as usize] = User {
            class,
            created_at: facts.created_at,
            deleted_at: facts.deleted_at,
            last_sign_in_at: facts.last_sign_in_at,
        };
    }

    fn put_session(&mut self, facts: &SessionFacts<'_>) {
        let own_end = facts.own_end().unwrap_or(NEVER_ENDS);
        if !facts.is_signed_in() || self.begins_at.is_some_and(|begins_at| own_end <= begins_at) {
            return;
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
        self.sessions.push(Session { started_at: facts.started_at, own_end, key, user, class_and_bits });
    }

    /// Leaves out the sessions that ended first, if there are too many.
    fn limit(&mut self) {
        if self.sessions.len() <= SESSIONS_MAX {
            return;
        }
        let left_out = self.sessions.len() - SESSIONS_KEPT;
        let mut ends: Vec<i64> = self.sessions.iter().map(|session| session.own_end).collect();
        let (_, begins_at, _) = ends.select_nth_unstable(left_out);
        // What never ends stays.
        let begins_at = Ord::min(*begins_at, NEVER_ENDS - 1);
        self.sessions.retain(|session| session.own_end > begins_at);
        let kept: HashSet<u64> = self.sessions.iter().map(|session| session.key).collect();
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
            |session: &&Session| is_hidden(session.class()) && session.started_at < until && session.own_end > since;
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

    /// The reported end of a session, or the first of its expiry and the deletion of its user, if
    /// that was not before the session.
    fn end(&self, session: &Session) -> i64 {
        if session.has(REPORTED_END) {
            return session.own_end;
        }
        let user = self.people.users.get(session.user as usize);
        let deleted_at = user.and_then(|user| user.deleted_at).filter(|deleted_at| *deleted_at >= session.started_at);
        deleted_at.unwrap_or(NEVER_ENDS).min(session.own_end)
    }

    /// Every session, by start.
    pub(super) fn stays(&self) -> impl Iterator<Item = Stay> {
        self.sessions().map(|session| Stay {
            started_at: session.started_at,
            ended_at: self.end(session),
            user: session.user(),
            in_person: session.has(IN_PERSON),
        })
    }

    /// The times for which users were signed in, by start.
    pub(super) fn spans(&self) -> impl Iterator<Item = Span> {
        let span = |session: &Session, from: i64, to: i64| Span {
            from,
            to: to.min(self.end(session)),
            user: session.user(),
            in_person: session.has(IN_PERSON),
        };
        let mut after_pending: Vec<Span> = Vec::new();
        if !self.people.signed_in.is_empty() {
            for session in self.sessions().filter(|session| session.has(WAS_PENDING)) {
                let times = self.people.signed_in.get(&session.key);
                after_pending.extend(times.into_iter().flatten().map(|(from, to)| span(session, *from, *to)));
            }
        }
        after_pending.sort_unstable();
        let mut after_pending = after_pending.into_iter().peekable();
        let mut at_once = self
            .sessions()
            .filter(|session| !session.has(WAS_PENDING))
            .map(move |session| span(session, session.started_at, NEVER_ENDS))
            .peekable();
        let merged = std::iter::from_fn(move || match (at_once.peek(), after_pending.peek()) {
            (Some(one), Some(other)) if other.from < one.from => after_pending.next(),
            (Some(_), _) => at_once.next(),
            (None, _) => after_pending.next(),
        });
        merged.filter(|span| span.from < span.to)
    }
}

impl Session {
    const fn class(&self) -> u32 {
        self.class_and_bits >> CLASS_SHIFT
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
