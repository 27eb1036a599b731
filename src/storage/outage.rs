//! Logs once that the database does not answer, and once that it answers again. Queries, projector
//! and writer report here instead of logging each failure.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr, Statement};

/// How often an absent database is tried again: its return is logged within this time.
const PROBE_EVERY: Duration = Duration::from_secs(1);

/// Reads both schemas, or both files.
const PROBES: [&str; 2] = ["SELECT size FROM log_head", "SELECT count(*) FROM projections"];

#[derive(Clone, Debug, Default)]
pub(super) struct Outage {
    under_way: Arc<AtomicBool>,
}

impl Outage {
    /// Reports that the database does not answer. Only the first report of an outage is logged; a
    /// probe through the pool ends the outage.
    pub(super) fn begin(&self, location: &impl std::fmt::Display, reason: &str, pool: &DatabaseConnection) {
        if self.under_way.swap(true, Ordering::AcqRel) {
            return;
        }
        tracing::error!(
            database = %location,
            error = reason,
            "the database does not answer: queries and deliveries are answered 503 until it is back"
        );
        let (outage, pool, since) = (self.clone(), pool.clone(), Instant::now());
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(PROBE_EVERY).await;
                match answers(&pool).await {
                    Ok(()) => break,
                    Err(DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::ConnectionClosed)) => return,
                    Err(error) => tracing::debug!(%error, "the database still does not answer"),
                }
            }
            outage.under_way.store(false, Ordering::Release);
            tracing::info!(seconds = since.elapsed().as_secs(), "the database answers again");
        });
    }
}

async fn answers(pool: &DatabaseConnection) -> Result<(), DbErr> {
    for probe in PROBES {
        pool.query_one_raw(Statement::from_string(pool.get_database_backend(), probe)).await?;
    }
    Ok(())
}
