//! `simulate`: histories, the order of deliveries, sending and counting.

mod disorder;
mod endpoint;
mod history;
mod sending;

use gatelog::{
    cli::{
        simulate::{DAYS_DEFAULT, SimulateArgs},
        source_args::SourceArgs,
    },
    clock::Timestamp,
    simulate::{Disorder, History, HistoryOptions, PlannedDelivery, deliveries},
};

const SECRET: &str = "whsec_c2ltdWxhdGVkLXRyYWZmaWMtb25seS0wMDAx";

fn start() -> Timestamp {
    Timestamp::parse_rfc3339("2026-03-02T08:00:00Z").expect("a date")
}

fn history(seed: u64, users: usize) -> History {
    History::new(seed, users, start(), &HistoryOptions::default())
}

fn in_order(seed: u64, count: usize) -> Vec<PlannedDelivery> {
    deliveries(history(seed, 20).take(count), &Disorder::none(), 1).collect()
}

fn arguments(to: &str, count: u64) -> SimulateArgs {
    SimulateArgs {
        to: to.to_owned(),
        source: SourceArgs::default(),
        write: None,
        secret: Some(SECRET.into()),
        users: 20,
        count,
        rate: 0,
        connections: 4,
        seed: Some(1),
        days: DAYS_DEFAULT,
        instance_id: None,
        until: None,
        quiet: true,
        configured: None,
    }
}
