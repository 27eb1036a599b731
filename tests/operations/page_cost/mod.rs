//! The cost of a page does not grow with the log. The test asks every list of the API's document
//! with every filter and every pair of filters, on views that followed a log of 5,000 events and
//! then of 50,000, with users in proportion. The database counts the statements of each request,
//! so any machine gives the same figures: steps of `SQLite`'s virtual machine; rows and pages that
//! `PostgreSQL` touches. The test also counts the bodies that a request reads from the log.
//!
//! Each filter gets a value that rows of the list have, and a pair the values of one row. Not
//! measured: three filters together; and a value that few rows have and no index finds, for which a
//! page examines up to [`EXAMINED_MAX`](gatelog::query::page::EXAMINED_MAX) entries.
//!
//! `tests/drills/page_cost.sh` does the same with 200,000 events.

mod bodies;
mod figures;
mod fill;
mod questions;

use std::collections::BTreeMap;

use self::{
    bodies::Totals,
    figures::{Cost, Statistics},
    fill::Followed,
    questions::{Question, questions},
};
use crate::support::{Db, cluster::note, on_both};

/// Histories, of [`fill::EVENTS_PER_HISTORY`] events each, when the figures are first taken and when they are taken again.
const HISTORIES: &str = "1,10";

/// Names other numbers of histories, and asks for a report: `1,40` compares with a log of 200,000 events.
const HISTORIES_VARIABLE: &str = "GATELOG_PAGE_COST_HISTORIES";

/// Pages of the report: those that come closest to what is allowed.
const REPORTED: usize = 10;

/// By what a page may cost more in the longer log: half.
const GROWTH_MAX: f64 = 1.5;

/// Added to that: what looking a little further for the same rows takes, and one more level of an
/// index. Growth of a page that costs less than this is not seen.
const fn slack(db: &Db) -> f64 {
    match db {
        // Steps of the virtual machine: some twenty for each row that is looked at.
        Db::Sqlite(_) => 1_000.0,
        // Rows and pages: it takes a scan of a table of a few hundred rows for as cheap as an index.
        Db::Postgres(_) => 300.0,
    }
}

/// Types that the pattern of types has in these histories: each is a filter.
const TYPES_OF_PATTERN: f64 = 5.0;

/// Filters and an order of people that are walked with others as tests.
const WALKED: [&str; 5] = ["&q=", "last_sign_in", "never_signed_in=", "banned=", "mfa="];

/// Added to a page of activity by position or revision or with two filters and to a page of people
/// that is walked, for each filter: the longer log is asked whether the filter has more than 1,000
/// rows. The shorter one is walked, or a filter with few rows ends the search. `PostgreSQL` fetches
/// a page for each of these rows where its own vacuum has not come by since they were written.
const fn probe(db: &Db) -> f64 {
    match db {
        Db::Sqlite(_) => 4_000.0,
        Db::Postgres(_) => 2_200.0,
    }
}

/// Filters that are asked so too, because a value has fewer than these rows in the shorter log and
/// more in the longer one, or because the list is by position.
const PROBED: [(&str, &str); 7] = [
    ("/v1/activity", "&country="),
    ("/v1/activity", "&city="),
    ("/v1/activity", "&browser="),
    ("/v1/events", "&action="),
    ("/v1/events", "&actor_id="),
    ("/v1/events", "&organization_id="),
    ("/v1/events", "&ip="),
];

/// Lists by start time: each page looks how far a filter reaches, in two indexes for a place.
const BY_START: [&str; 3] = ["/v1/sessions", "/v1/memberships", "/v1/invitations"];

/// Added to a page of events of one source by another filter: how far it may walk is looked up, and
/// the shorter log ends before that.
const fn examined(db: &Db) -> f64 {
    match db {
        Db::Sqlite(_) => 30_000.0,
        Db::Postgres(_) => 10_000.0,
    }
}

/// Added to a page of events by what they did, and of activity by position with several values, for
/// each value: where the longer log has at most 1,000 of its rows, all are read and sorted, while
/// the shorter one is walked.
const fn gathered(db: &Db) -> f64 {
    match db {
        Db::Sqlite(_) => 10_000.0,
        Db::Postgres(_) => 3_000.0,
    }
}

/// Added where a page had no rows in the shorter log, and so did not look for what it leaves out: the
/// look at the newest events, of which there are as many in any log.
const fn look_at_the_newest(db: &Db) -> f64 {
    match db {
        Db::Sqlite(_) => 14_000.0,
        Db::Postgres(_) => 4_000.0,
    }
}

/// What a page may cost in the longer log.
fn allowed(db: &Db, question: &Question, before: &Cost, now: &Cost) -> f64 {
    let rows = |cost: &Cost| f64::from(u32::try_from(cost.rows + 1).expect("a page"));
    let more_rows = (rows(now) / rows(before)).max(1.0);
    let looks = if before.rows == 0 && now.rows > 0 { look_at_the_newest(db) } else { 0.0 };
    let is_of_pattern = question.to_string().contains('*');
    let is_by_start = BY_START.contains(&question.list_path());
    let filters = match question.is_of_pair {
        _ if is_by_start => 2.0 * question.values(),
        true => 2.0,
        false if is_of_pattern => TYPES_OF_PATTERN,
        false => question.values(),
    };
    let is_by_position =
        ["order_by=position", "order_by=changed"].iter().any(|order| question.to_string().contains(order));
    let is_probed = is_by_start
        || question.values() > 1.0
        || question.to_string().contains("=!")
        || is_by_position
        || PROBED.iter().any(|(list, filter)| question.list_path() == *list && question.to_string().contains(filter))
        || (question.is_of_pair || is_of_pattern) && question.list_path() == "/v1/activity"
        || WALKED.iter().any(|part| question.to_string().contains(part));
    let probes = if is_probed { probe(db) * filters } else { 0.0 };
    let walks = question.is_of_pair && question.list_path() == "/v1/events";
    let examined = if walks { examined(db) } else { 0.0 };
    let is_gathered = is_probed && question.list_path() == "/v1/events" || is_by_position && question.values() > 1.0;
    let gathered = if is_gathered { gathered(db) * question.values() } else { 0.0 };
    before.total() * GROWTH_MAX * more_rows + slack(db) + looks + probes + examined + gathered
}

/// What was found in the shortest log.
#[derive(Default)]
struct Shortest {
    costs: BTreeMap<(Statistics, String), Cost>,
    /// Of each question.
    bodies: BTreeMap<String, usize>,
    totals: Totals,
}

on_both!(pages_cost_the_same_in_a_longer_log, |db| async {
    let given = std::env::var(HISTORIES_VARIABLE);
    let histories = given.as_deref().unwrap_or(HISTORIES).split(',');
    let histories = histories.map(|number| number.trim().parse().expect("numbers of histories, like 1,40"));
    let mut followed = Followed::start(&db).await;
    let (mut wrong, mut closest) = (Vec::new(), Vec::new());
    let mut shortest = Shortest::default();
    let mut asked: Vec<Question> = Vec::new();
    for (round, histories) in histories.enumerate() {
        followed.follow(histories).await;
        if round == 0 {
            asked = questions(&followed).await;
        }
        let (mut pages, mut totals) = (Vec::new(), Totals::new());
        for question in &asked {
            let (name, page) = (question.to_string(), followed.ask(question).await);
            wrong.extend(bodies::too_many(question, &page, shortest.bodies.get(&name).copied()));
            bodies::add(&mut totals, question, &page);
            if round == 0 {
                shortest.bodies.insert(name.clone(), page.bodies.len());
            }
            pages.push((question, name, page));
        }
        for statistics in [Statistics::AsFollowed, Statistics::True] {
            followed.prepare(statistics).await;
            for (question, name, page) in &pages {
                let cost = followed.cost(page).await;
                if round == 0 {
                    shortest.costs.insert((statistics, name.clone()), cost);
                    continue;
                }
                let before = &shortest.costs[&(statistics, name.clone())];
                let allowed = allowed(&db, question, before, &cost);
                let figures = format!(
                    "{name} ({statistics:?}): {} -> {} for {} -> {} rows",
                    before.total(),
                    cost.total(),
                    before.rows,
                    cost.rows
                );
                if cost.total() > allowed {
                    wrong.push(format!("{figures}\n{}", cost.dearest()));
                }
                closest.push((cost.total() / allowed, figures));
            }
        }
        wrong.extend(bodies::grown(if round == 0 { &totals } else { &shortest.totals }, &totals));
        if given.is_ok() {
            let lists = totals.iter().map(|(list, total)| format!("{list} {:.2}", total.per_row()));
            note(&format!("{histories} histories: bodies for a row: {}", lists.collect::<Vec<_>>().join(", ")));
        }
        if round == 0 {
            shortest.totals = totals;
        }
    }
    if given.is_ok() {
        closest.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        note(&format!("{}: {} pages asked; the closest to what is allowed:", db.url(), asked.len()));
        closest.iter().take(REPORTED).for_each(|(share, figures)| note(&format!("{share:.2} of it: {figures}")));
    }
    assert!(asked.len() > 450, "hardly anything was asked: {}", asked.len());
    assert!(wrong.is_empty(), "{} figures of {} pages are wrong:\n{}", wrong.len(), asked.len(), wrong.join("\n"));
});
