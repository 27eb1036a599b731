//! What operators rely on: limits, metrics, reloads, outages, upgrades, and cost.

mod access_log;
mod by_tcp;
mod database_files;
mod erased_bodies;
mod log_v1;
mod metrics;
mod outage;
mod overload;
mod page_budget;
mod page_cost;
mod people_budget;
mod reload;
mod server;
mod shutdown_delay;
mod stored_bodies;
mod system_events;
mod telemetry;
mod upgrade;
