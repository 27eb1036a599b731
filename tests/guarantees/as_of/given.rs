//! Logs with their views, and whatever they tell of anything: plainly, and as of a moment. Compares nothing.

use std::{collections::BTreeSet, sync::Arc};

use gatelog::{
    access::SourceAccess,
    clock::{Clock, Timestamp},
    event::{Event, Position, RecordedEvent, Source, clerk::Body},
    event_log::EventLog,
    projection::{Projection, Rebuild, Silent},
    query::{
        Order, PageRequest,
        as_of::{AsOf, ObjectQuery, as_of},
        history::memberships::MembershipHistory,
        history::organizations::OrganizationHistory,
        history::sessions::SessionHistory,
        history::users::UserHistory,
        history::{
            self,
            resource::{Evidence, Resource},
        },
        memberships,
        organizations::{self, Organization},
        sessions, users,
    },
    simulate::{Disorder, History, HistoryOptions, deliveries},
    storage::Store,
    views::{self, Mentions, audited::Change, mentions},
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use crate::{
    laws::views::{history::histories, meanings::chained_histories},
    support::{Db, body_of, event, event_of, open_log_at},
};

/// When the generated histories begin, in seconds.
const START: i64 = 1_790_000_000;
/// Their length in days, and how many events that makes.
const DAYS: i64 = 10;
const EVENTS: usize = 1_000;

/// What has a past.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    User,
    Session,
    Organization,
    Membership,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::User, Self::Session, Self::Organization, Self::Membership];
}

/// A log with its views.
pub struct Given {
    pub store: Arc<Store>,
    pub log: EventLog,
    pub now: Timestamp,
    ids: Vec<(i16, String, String)>,
    /// Whether each event comes from an instance of its own. An organization's are not read once it has events of its own
    /// (there may be a million), so that what instance they came from cannot be told.
    many_instances: bool,
}

/// A company's ten days, out of order and with repetitions. The present is two days later, when some sessions have expired
/// and others have not.
pub async fn generated(db: &Db, seed: u64) -> Given {
    let now = Timestamp::from_seconds(START + (DAYS + 2) * 86_400);
    let history = History::new(seed, 40, Timestamp::from_seconds(START), &HistoryOptions::default());
    let planned = deliveries(history.take(EVENTS), &Disorder::default(), seed);
    given(db, planned.map(|planned| event(&planned.message.id, planned.message.body)).collect(), now).await
}

/// The same events, as far as they go.
pub async fn of_events(db: &Db, events: &[RecordedEvent], now: Timestamp) -> Given {
    let again = |recorded: &RecordedEvent| event_of(&recorded.source, recorded.id.as_str(), body_of(recorded).clone());
    given(db, events.iter().filter(|event| !event.source.is_system()).map(again).collect(), now).await
}

/// Histories of the laws of the views, each of a source of its own.
pub async fn peculiar(db: &Db, number: usize) -> Given {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut events = Vec::new();
    for number in 0..number {
        let history = histories().new_tree(&mut runner).expect("a history").current();
        for said in history.into_iter().filter(|said| !said.source.is_system()) {
            let source = Source::recorded(&format!("h{number}-{}", said.source.as_str()));
            events.push(event_of(&source, &said.id, said.json()));
        }
    }
    // Some of its times lie on either side of this.
    Given { many_instances: true, ..given(db, events, Timestamp::from_millis(1_760_003_700_000)).await }
}

/// Histories of few subjects of which much changes, each of a source of its own.
pub async fn chained(db: &Db, number: usize) -> Given {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut events = Vec::new();
    for number in 0..number {
        let history = chained_histories().new_tree(&mut runner).expect("a history").current();
        for said in history {
            let source = Source::recorded(&format!("h{number}-{}", said.source.as_str()));
            events.push(event_of(&source, &said.id, said.json()));
        }
    }
    given(db, events, Timestamp::from_millis(1_760_100_000_000)).await
}

async fn given(db: &Db, events: Vec<Event>, now: Timestamp) -> Given {
    let clock = Clock::fixed(now);
    let (store, log) = open_log_at(db, clock.clone()).await;
    for event in events {
        log.append(event).await.expect("recorded");
    }
    let views = views::all();
    let rebuild = Rebuild { store: Arc::clone(&store), log: log.clone(), clock, views, keep_previous: None };
    rebuild.run(&Silent).await.expect("the views are built");
    let events = log.read(Position(0), u64::MAX, u64::MAX).await.expect("the log");
    let mentions =
        events.iter().flat_map(|event| Mentions.project(event, &Body::decode(event)).expect("never an error"));
    let ids: BTreeSet<(i16, String, String)> =
        mentions.map(|row| (row.named.kind, row.named.source, row.named.id)).collect();
    Given { store, log, now, ids: ids.into_iter().collect(), many_instances: false }
}

impl Given {
    pub fn size(&self) -> i64 {
        self.log.subscribe().borrow().0
    }

    /// Whatever of that kind any event speaks of.
    pub fn ids(&self, kind: Kind) -> Vec<(String, String)> {
        let number = match kind {
            Kind::User => mentions::KIND_USER,
            Kind::Session => mentions::KIND_SESSION,
            Kind::Organization => mentions::KIND_ORGANIZATION,
            Kind::Membership => mentions::KIND_MEMBERSHIP,
        };
        let of_kind = self.ids.iter().filter(|(kind, ..)| *kind == number);
        of_kind.map(|(_, source, id)| (source.clone(), id.clone())).collect()
    }

    /// By each event of its own what changed of what is audited, until a deletion.
    pub async fn audited(&self, kind: Kind, source: &str, id: &str) -> Vec<(String, Vec<Change>)> {
        let asked = ObjectQuery { id, source: Some(source), allowed_sources: &SourceAccess::All, now: self.now };
        match kind {
            Kind::User => audited::<UserHistory>(&self.store, &asked).await,
            Kind::Organization => audited::<OrganizationHistory>(&self.store, &asked).await,
            Kind::Membership => audited::<MembershipHistory>(&self.store, &asked).await,
            Kind::Session => Vec::new(),
        }
    }

    /// The plain answer, if the time were that.
    pub async fn plain(&self, kind: Kind, source: &str, id: &str, now: Timestamp) -> Option<String> {
        let (store, source, all) = (&self.store, Some(source), &SourceAccess::All);
        match kind {
            Kind::User => shown(users::one(store, id, source, all, now).await.expect("an answer")),
            Kind::Session => shown(sessions::one(store, id, source, all, now).await.expect("an answer")),
            Kind::Organization => {
                shown(self.lasting(organizations::one(store, id, source, all).await.expect("an answer")))
            }
            Kind::Membership => shown(memberships::one(store, id, source, all).await.expect("an answer")),
        }
    }

    /// The answer as of a moment.
    pub async fn as_of(&self, kind: Kind, source: &str, id: &str, moment: AsOf) -> Option<String> {
        let store = &self.store;
        let asked = ObjectQuery { id, source: Some(source), allowed_sources: &SourceAccess::All, now: self.now };
        match kind {
            Kind::User => shown(as_of::<UserHistory>(store, &asked, moment).await.expect("an answer")),
            Kind::Session => shown(as_of::<SessionHistory>(store, &asked, moment).await.expect("an answer")),
            Kind::Organization => {
                shown(self.lasting(as_of::<OrganizationHistory>(store, &asked, moment).await.expect("an answer")))
            }
            Kind::Membership => shown(as_of::<MembershipHistory>(store, &asked, moment).await.expect("an answer")),
        }
    }
}

impl Given {
    fn lasting(&self, organization: Option<Organization>) -> Option<Organization> {
        organization.map(|mut organization| {
            organization.row.instance_id = organization.row.instance_id.filter(|_| !self.many_instances);
            organization
        })
    }
}

async fn audited<X: Resource>(store: &Store, asked: &ObjectQuery<'_>) -> Vec<(String, Vec<Change>)> {
    let page = PageRequest { order: Order::Asc, ..PageRequest::default() };
    let steps = history::list::<X>(store, asked, &page).await.expect("an answer").map(|page| page.data);
    let steps = steps.unwrap_or_default().into_iter().take_while(|step| {
        // The notice of a membership's end describes it once more, and is no link of activity.
        X::KIND != mentions::KIND_MEMBERSHIP || step.evidence != Evidence::Deletion
    });
    let own = steps.filter(|step| step.evidence == Evidence::Object);
    own.map(|step| (step.event.svix_id, step.audited.map(|audited| audited.changes).unwrap_or_default())).collect()
}

/// Every field of it.
fn shown<T: std::fmt::Debug>(answer: Option<T>) -> Option<String> {
    answer.map(|answer| format!("{answer:#?}"))
}
