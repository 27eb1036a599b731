//! Generated histories through a real log, on each database: folded live as they come, in any order and repeated, with
//! rebuilds in between, the tables hold what a replay in true order holds, and a check finds nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
    sync::Arc,
    time::Duration,
};

use gatelog::{
    access::SourceAccess,
    clock::{Clock, Timestamp},
    event::{Event, EventType, Source, clerk::Body},
    event_log::EventLog,
    projection::{Checked, Projection, Projector, Rebuild, Row, Silent, generation},
    query::{
        Instances, Order, PageRequest, TypePattern,
        activity::{self, ActivityFilter, ActivityItem, NewToUser, OrderBy},
    },
    storage::{Store, tables::InvertedIndex},
    views::{
        self, Invitations, Memberships, Organizations, Sessions, Users, activity::ActivityRow, first_sign_ins::Novelty,
    },
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use tokio_util::sync::CancellationToken;

use crate::{
    laws::views::{
        activity_oracle,
        chains::plain,
        first_sign_ins::{new_to_user, sign_in_histories},
        history::{Key, Said, View, histories, without_positions},
        meanings::chained_histories,
        oracle,
    },
    support::{event_of, on_both, open_log},
};

const HISTORIES: usize = 50;

/// After how many histories everything is built anew, beside the projector.
const REBUILD_EVERY: usize = 17;

/// A history as deliveries: its own sources, its bodies as a sender writes them, and what is read of those.
pub fn written(number: usize, history: Vec<Said>) -> Vec<Said> {
    let written = |said: Said| {
        let source = Source::recorded(&format!("h{number}-{}", said.source.as_str()));
        let body = said.json();
        let event_type = EventType::from_body(&body);
        let mut recorded = Said { source, event_type, ..said }.recorded(0, Timestamp::from_seconds(1_790_000_000));
        recorded.body = body.into();
        let recorded: &'static _ = Box::leak(Box::new(recorded));
        Said {
            source: recorded.source.clone(),
            id: recorded.id.as_str().to_owned(),
            event_type: recorded.event_type.clone(),
            body: Body::decode(recorded),
        }
    };
    history.into_iter().filter(|said| !said.source.is_system()).map(written).collect()
}

/// Returns when every live view has folded the whole log.
pub async fn settle(store: &Store, log: &EventLog) {
    let size = log.size().await.expect("a size");
    for view in views::all() {
        let checkpoint = async || {
            let live = generation::live(store.views(), view.name(), view.version()).await.expect("a lookup");
            live.expect("a live one").checkpoint
        };
        while checkpoint().await < size {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// What the live table of a view holds.
async fn table<P: Projection<Row: FromQueryResult>>(store: &Store) -> View<P::Row> {
    let live = generation::live(store.views(), P::NAME, P::VERSION).await.expect("a lookup").expect("a live one");
    let all = Statement::from_string(store.backend(), format!("SELECT * FROM {}", live.table()));
    let rows = P::Row::find_by_statement(all).all(store.views()).await.expect("rows");
    rows.into_iter().map(|row| ((row.key().0.to_owned(), row.key().1.to_owned()), row)).collect()
}

/// The activity that is served, with a filter and in an order: its table does not hold all of a row.
async fn served_activity(store: &Store, filter: &ActivityFilter, order_by: OrderBy) -> View<ActivityItem> {
    let (instances, sources) = (Instances::default(), SourceAccess::All);
    let mut request = PageRequest { limit: Some(100), order: Order::Asc, ..PageRequest::default() };
    let mut rows = View::new();
    loop {
        let page = activity::list(store, filter, order_by, &instances, &sources, &request).await;
        let page = page.expect("a page");
        rows.extend(page.data.into_iter().map(|item| ((item.row.source.clone(), item.row.svix_id.clone()), item)));
        if !page.has_more {
            return rows;
        }
        request.after = page.next;
    }
}

fn assert_same<R: PartialEq + Debug>(name: &str, table: BTreeMap<Key, R>, expected: BTreeMap<Key, R>) {
    assert_eq!(table.len(), expected.len(), "{name}");
    for ((key, row), (expected_key, expected)) in table.into_iter().zip(expected) {
        assert_eq!((&key, row), (&expected_key, expected), "{name}");
    }
}

/// The entries of a view's lists are those of its rows, and no others: made anew from the rows they are the same.
async fn assert_lists_are_exact(store: &Store) {
    let on = store.views();
    for view in views::all() {
        let live = generation::live(on, view.name(), view.version()).await.expect("a lookup").expect("a live one");
        let (name, table) = (live.table(), view.table());
        for list in &table.inverted_indexes {
            let anew = InvertedIndex { name: "anew", ..list.clone() };
            store.view_tables().create_inverted_index(&name, &table, &anew).await.expect("entries of the rows");
            let (kept, anew) = (list.table(&name), anew.table(&name));
            for (one, other) in [(&kept, &anew), (&anew, &kept)] {
                let only = format!("SELECT * FROM {one} EXCEPT SELECT * FROM {other}");
                let only = on.query_all_raw(Statement::from_string(store.backend(), only)).await.expect("entries");
                assert_eq!(only.len(), 0, "entries in {one}, not in {other}");
            }
            on.execute_unprepared(&format!("DROP TABLE {anew}")).await.expect("dropped");
        }
    }
}

/// A copy of activity, kept by polling: the newest form of each row that it was given.
struct Copy {
    filter: ActivityFilter,
    next: Option<String>,
    rows: View<ActivityItem>,
    /// Rows that it was given again.
    replaced: usize,
}

impl Copy {
    fn of(filter: ActivityFilter) -> Self {
        Self { filter, next: None, rows: View::new(), replaced: 0 }
    }

    /// Takes one page. Returns true if there are more.
    async fn poll(&mut self, store: &Store) -> bool {
        let (instances, sources) = (Instances::default(), SourceAccess::All);
        let after = self.next.clone();
        let request = PageRequest { limit: Some(5), order: Order::Asc, after, ..PageRequest::default() };
        let page = activity::list(store, &self.filter, OrderBy::Changed, &instances, &sources, &request).await;
        let page = page.expect("a page");
        for item in page.data {
            let (key, revision) = ((item.row.source.clone(), item.row.svix_id.clone()), item.row.revision());
            if let Some(known) = self.rows.insert(key, item) {
                assert!(known.row.revision() < revision, "revision {revision} comes twice: {known:#?}");
                self.replaced += 1;
            }
        }
        self.next = page.next;
        page.has_more
    }

    /// Its rows are those that are served now, up to names and what was new to users.
    async fn assert_is_complete(mut self, store: &Store) {
        while self.poll(store).await {}
        assert!(self.replaced > 5, "late events change rows that were read: {}", self.replaced);
        let parts = |rows: View<ActivityItem>| {
            let (mut items, mut revisions) = (View::new(), View::new());
            for (key, item) in rows {
                revisions.insert(key.clone(), (item.row.position, item.row.revision()));
                items.insert(key, item.row);
            }
            (plain(items), revisions)
        };
        let (served, expected_revisions) = parts(served_activity(store, &self.filter, OrderBy::Position).await);
        let (copied, revisions) = parts(self.rows);
        assert_same("copy", copied, served);
        assert_same("revisions", revisions, expected_revisions);
    }
}

on_both!(live_views_and_rebuilt_ones_hold_what_a_replay_holds, |db| async {
    let (store, log) = open_log(&db).await;
    let rebuild = Rebuild {
        store: Arc::clone(&store),
        log: log.clone(),
        clock: Clock::system(),
        views: views::all(),
        keep_previous: None,
    };
    rebuild.run(&Silent).await.expect("empty generations go live");
    let stop = CancellationToken::new();
    let projector = Projector::new(Arc::clone(&store), log.clone(), Clock::system(), views::all());
    let running = tokio::spawn(projector.run(stop.clone()));

    let of_users = TypePattern::parse("user.*").expect("a pattern");
    let of_users = ActivityFilter { event_type: of_users.into(), ..ActivityFilter::default() };
    let mut copies = [ActivityFilter::default(), of_users].map(Copy::of);

    // The same histories in every run: what fails once fails again.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut said = Vec::new();
    for number in 0..HISTORIES {
        // In turn: of everything, of few subjects of which much changes, and of sign-ins.
        let kind = match number % 3 {
            0 => histories().boxed(),
            1 => chained_histories().boxed(),
            _ => sign_in_histories().boxed(),
        };
        let history = kind.new_tree(&mut runner).expect("a history").current();
        let history = written(number, history);
        let events = history.len();
        let repeated = prop::collection::vec(0..events.max(1), 0..=3).prop_map(move |repeated| {
            (0..events).chain(repeated.into_iter().filter(|index| *index < events)).collect::<Vec<_>>()
        });
        let order = repeated.prop_shuffle().new_tree(&mut runner).expect("an order").current();
        for index in order {
            let said = &history[index];
            let event = Event { event_type: said.event_type.clone(), ..event_of(&said.source, &said.id, said.json()) };
            log.append(event).await.expect("recorded");
            // The copies read each form of the rows that change most, and some forms of the others.
            if number % 3 == 1 {
                settle(&store, &log).await;
            }
            for copy in &mut copies {
                copy.poll(&store).await;
            }
        }
        said.extend(history);
        if number % REBUILD_EVERY == REBUILD_EVERY - 1 {
            rebuild.run(&Silent).await.expect("a rebuild beside the projector");
        }
    }
    settle(&store, &log).await;
    stop.cancel();
    running.await.expect("no panic");

    assert_same("users", without_positions(table::<Users>(&store).await), oracle::users(&said));
    assert_same("sessions", without_positions(table::<Sessions>(&store).await), oracle::sessions(&said));
    assert_same("organizations", without_positions(table::<Organizations>(&store).await), oracle::organizations(&said));
    assert_same("memberships", without_positions(table::<Memberships>(&store).await), oracle::memberships(&said));
    assert_same("invitations", table::<Invitations>(&store).await, oracle::invitations(&said));
    for copy in copies {
        copy.assert_is_complete(&store).await;
    }
    let served = served_activity(&store, &ActivityFilter::default(), OrderBy::Position).await;
    let news: BTreeMap<Key, Option<NewToUser>> =
        served.iter().map(|(key, item)| (key.clone(), item.new_to_user)).collect();
    assert_same("new to user", news.clone(), new_to_user(&said));
    for novelty in Novelty::ALL {
        let is_new = |new: &Option<NewToUser>| new.and_then(|new| new.get(novelty)) == Some(true);
        let expected: BTreeSet<&Key> = news.iter().filter(|(_, new)| is_new(new)).map(|(key, _)| key).collect();
        assert!(expected.len() > 3, "{novelty:?}: {}", expected.len());
        let filter = ActivityFilter { new: Some(novelty), ..ActivityFilter::default() };
        for order_by in [OrderBy::Position, OrderBy::OccurredAt] {
            let found = served_activity(&store, &filter, order_by).await;
            assert_eq!(found.keys().collect::<BTreeSet<_>>(), expected, "{novelty:?} {order_by:?}");
        }
    }
    let activity: View<ActivityRow> = served.into_iter().map(|(key, item)| (key, item.row)).collect();
    let revised = activity.values().filter(|row| row.revised_position.is_some()).count();
    assert!(revised > 10, "late events change what others meant: {revised}");
    assert_same("activity", plain(activity), activity_oracle::activity(&said));
    assert_lists_are_exact(&store).await;
    let checked = rebuild.check(&Silent).await.expect("a check");
    assert!(checked.iter().all(Checked::is_right), "{checked:#?}");
});
