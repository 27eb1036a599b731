//! Views without their row type, so that different ones fit in one list.

use std::{any::Any, sync::Arc};

use async_trait::async_trait;

use super::{
    build_cache::StaleChains,
    chain,
    contract::{Index, IndexKind, Projection, Row},
    deps::Deps,
    failure::Failure,
    generation::Generation,
    row_store::{PendingRows, TargetTable, WriteMode},
};
use crate::{
    event::{RecordedEvent, clerk::Body},
    storage::{
        Applied, StoreError, TableChanges, ViewRows,
        tables::{ColumnKind, Table},
    },
};

/// An event and its decoded body, shared by all projections.
#[derive(Debug)]
pub struct Decoded<'a> {
    pub event: &'a RecordedEvent,
    pub body: Body<'a>,
}

#[must_use]
pub fn decode(events: &[RecordedEvent]) -> Vec<Decoded<'_>> {
    events.iter().map(|event| Decoded { event, body: Body::decode(event) }).collect()
}

/// A folded batch of events: rows merged by key, and failures.
pub struct Folded {
    pub rows: Box<dyn Rows>,
    pub failures: Vec<Failure>,
}

/// Rows of a type that only the projection knows.
#[async_trait]
pub trait Rows: Any + Send + Sync {
    /// Adds the rows of later events.
    fn gather(&mut self, more: Box<dyn Rows>);
    /// True if the rows should be written now. Each merge in memory saves a read and a write, but
    /// memory is bounded.
    fn is_full(&self) -> bool;
    /// The changes of a generation's table. `on` reads the rows that these merge with or derive
    /// from.
    async fn changes(
        self: Box<Self>,
        deps: &Deps,
        on: &dyn ViewRows,
        into: TargetTable<'_>,
        mode: &mut WriteMode,
    ) -> Result<TableChanges, StoreError>;
}

/// A projection of any row type.
#[async_trait]
pub trait View: Send + Sync {
    fn name(&self) -> &'static str;
    fn version(&self) -> i32;
    fn indexes(&self) -> &'static [Index];
    fn table(&self) -> Table;
    /// Projects events and merges the rows by key. Pure.
    fn fold(&self, events: &[Decoded<'_>]) -> Folded;
    fn is_chained(&self) -> bool;
    /// Derives rows that were written without their neighbours, in chain order.
    async fn recompute(
        &self,
        deps: &Deps,
        generation: &mut Generation,
        table: &Table,
        stale: &StaleChains,
    ) -> Result<Applied, StoreError>;
}

impl Folded {
    /// Adds the rows and failures of later events.
    pub(super) fn gather(&mut self, more: Self) {
        self.rows.gather(more.rows);
        self.failures.extend(more.failures);
    }
}

/// Registers a projection; see the list in `views`.
pub fn register<P: Projection>(projection: P) -> Arc<dyn View> {
    Arc::new(Registered(projection))
}

struct Registered<P>(P);

#[async_trait]
impl<P: Projection> View for Registered<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn version(&self) -> i32 {
        P::VERSION
    }

    fn indexes(&self) -> &'static [Index] {
        P::INDEXES
    }

    fn table(&self) -> Table {
        let inverted_indexes = P::INDEXES.iter().filter(|index| index.kind.method().is_none());
        let mut table = Table::from_entity::<<P::Row as Row>::Entity>();
        table.deferred_key = P::Row::WRITE_ONCE;
        inverted_indexes.fold(table, |table, inverted| {
            let value =
                if inverted.kind == IndexKind::InvertedNumbers { ColumnKind::Integer } else { ColumnKind::Text };
            table.with_inverted_index(inverted.name, inverted.columns, value, inverted.kind == IndexKind::InvertedByRow)
        })
    }

    fn is_chained(&self) -> bool {
        P::Row::CHAINED
    }

    async fn recompute(
        &self,
        deps: &Deps,
        generation: &mut Generation,
        table: &Table,
        stale: &StaleChains,
    ) -> Result<Applied, StoreError> {
        chain::recompute::<P::Row>(deps, generation, table, stale).await
    }

    fn fold(&self, events: &[Decoded<'_>]) -> Folded {
        let mut failures = Vec::new();
        let rows = events.iter().flat_map(|Decoded { event, body }| match self.0.project(event, body) {
            Ok(projected) => {
                failures.extend(self.0.partial_failure(body).map(|error| Failure::new(event, body, &error)));
                projected
            }
            Err(error) => {
                failures.push(Failure::new(event, body, &error));
                Vec::new()
            }
        });
        let rows = Box::new(PendingRows::from_rows(rows, events.len()));
        Folded { rows, failures }
    }
}

#[async_trait]
impl<R: Row> Rows for PendingRows<R> {
    fn gather(&mut self, more: Box<dyn Rows>) {
        let more: Box<dyn Any> = more;
        Self::gather(self, *more.downcast().expect("rows of one view are of one type"));
    }

    fn is_full(&self) -> bool {
        Self::is_full(self)
    }

    async fn changes(
        self: Box<Self>,
        deps: &Deps,
        on: &dyn ViewRows,
        into: TargetTable<'_>,
        mode: &mut WriteMode,
    ) -> Result<TableChanges, StoreError> {
        Self::changes(*self, deps, on, into, mode).await
    }
}
