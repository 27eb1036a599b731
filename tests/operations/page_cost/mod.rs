//! What a page costs does not grow with the log: every list and every single filter of the API's document, on views that
//! followed a log of 5,000 events and then of 50,000, with users in proportion. The statements of each request are counted
//! by the database itself, so that the same code gives the same figures on any machine: steps of `SQLite`'s virtual machine;
//! rows and pages that `PostgreSQL` touches. Whatever the statistics are.
//!
//! Each filter is asked for a value that rows of the list have. A value that few rows have and no
//! index finds is walked for: that is not measured here.

mod figures;
mod fill;
mod questions;

use std::collections::BTreeMap;

use self::{
    figures::{Cost, Statistics},
    fill::Followed,
    questions::{Question, questions},
};
use crate::support::{Db, on_both};

/// Histories, of [`fill::EVENTS_PER_HISTORY`] events each, when the figures are first taken and when they are taken again.
const HISTORIES: [usize; 2] = [1, 10];

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

/// Added to a page of activity by position: the shorter log is walked, and of the longer one it is
/// asked first whether the filter has more than 1,000 rows.
const fn probe(db: &Db) -> f64 {
    match db {
        Db::Sqlite(_) => 4_000.0,
        // Each row, and until a vacuum a page of the table for each.
        Db::Postgres(_) => 2_200.0,
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

on_both!(pages_cost_the_same_in_a_longer_log, |db| async {
    let mut followed = Followed::start(&db).await;
    let mut grown = Vec::new();
    let mut first: BTreeMap<(Statistics, String), Cost> = BTreeMap::new();
    let mut asked: Vec<Question> = Vec::new();
    for (round, histories) in HISTORIES.into_iter().enumerate() {
        followed.follow(histories).await;
        if round == 0 {
            asked = questions(&followed).await;
        }
        let mut statements = Vec::new();
        for question in &asked {
            statements.push((question, followed.ask(question).await));
        }
        for statistics in [Statistics::AsFollowed, Statistics::True] {
            followed.prepare(statistics).await;
            for (question, page) in &statements {
                let cost = followed.cost(page).await;
                let name = question.to_string();
                if round == 0 {
                    first.insert((statistics, name), cost);
                    continue;
                }
                let before = &first[&(statistics, name.clone())];
                let rows = |cost: &Cost| f64::from(u32::try_from(cost.rows + 1).expect("a page"));
                let more_rows = (rows(&cost) / rows(before)).max(1.0);
                let looks = if before.rows == 0 && cost.rows > 0 { look_at_the_newest(&db) } else { 0.0 };
                let probe = if name.contains("order_by=position") { probe(&db) } else { 0.0 };
                if cost.total() > before.total() * GROWTH_MAX * more_rows + slack(&db) + looks + probe {
                    grown.push(format!(
                        "{name} ({statistics:?}): {} -> {} for {} -> {} rows\n{}",
                        before.total(),
                        cost.total(),
                        before.rows,
                        cost.rows,
                        cost.dearest()
                    ));
                }
            }
        }
    }
    assert!(asked.len() > 150, "hardly anything was asked: {}", asked.len());
    assert!(grown.is_empty(), "{} of {} pages cost more:\n{}", grown.len(), asked.len(), grown.join("\n"));
});
