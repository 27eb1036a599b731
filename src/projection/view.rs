//! A projection without its row type, so that there can be a list of projections.

use std::{any::Any, sync::Arc};

use async_trait::async_trait;

use super::{
    chain,
    contract::{Index, IndexKind, Projection, Row},
    deps::Deps,
    failure::Failure,
    generation::Generation,
    remembered::Unsettled,
    row_store::{PendingRows, Target, WriteMode},
};
use crate::{
    event::{RecordedEvent, clerk::Body},
    store::{
        Applied, StoreError, TableChanges, ViewRows,
        tables::{Kind, Table},
    },
};

/// An event and what its body says: decoded once, for all projections.
#[derive(Debug)]
pub struct Decoded<'a> {
    pub event: &'a RecordedEvent,
    pub body: Body<'a>,
}

#[must_use]
pub fn decode(events: &[RecordedEvent]) -> Vec<Decoded<'_>> {
    events.iter().map(|event| Decoded { event, body: Body::decode(event) }).collect()
}

/// What a batch of events gives for a view: rows merged by key, and failures.
pub struct Folded {
    pub rows: Box<dyn Rows>,
    pub failures: Vec<Failure>,
}

/// Rows of a type that only their projection knows.
#[async_trait]
pub trait Rows: Any + Send + Sync {
    /// Adds what later events give.
    fn gather(&mut self, more: Box<dyn Rows>);
    /// Whether the rows should be written now: each that merges in memory is one less to read and
    /// to write, but memory is bounded.
    fn is_full(&self) -> bool;
    /// What the rows change in a generation's table, with the rows that they are merged with or
    /// derived from as `on` reads them.
    async fn changes(
        self: Box<Self>,
        deps: &Deps,
        on: &dyn ViewRows,
        into: Target<'_>,
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
    /// Derives what was written without its neighbours, along the index of chains.
    async fn settle(
        &self,
        deps: &Deps,
        generation: &mut Generation,
        table: &Table,
        unsettled: &Unsettled,
    ) -> Result<Applied, StoreError>;
}

impl Folded {
    /// Adds what later events give.
    pub(super) fn gather(&mut self, more: Self) {
        self.rows.gather(more.rows);
        self.failures.extend(more.failures);
    }
}

/// Registers a projection: see the list in `views`.
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
        let lists = P::INDEXES.iter().filter(|index| index.kind.method().is_none());
        let mut table = Table::of::<<P::Row as Row>::Entity>();
        table.key_later = P::Row::WRITE_ONCE;
        lists.fold(table, |table, list| {
            let value = if list.kind == IndexKind::EachNumber { Kind::Integer } else { Kind::Text };
            table.with_list(list.name, list.columns, value, list.kind == IndexKind::EachByRow)
        })
    }

    fn is_chained(&self) -> bool {
        P::Row::CHAINED
    }

    async fn settle(
        &self,
        deps: &Deps,
        generation: &mut Generation,
        table: &Table,
        unsettled: &Unsettled,
    ) -> Result<Applied, StoreError> {
        chain::settle::<P::Row>(deps, generation, table, unsettled).await
    }

    fn fold(&self, events: &[Decoded<'_>]) -> Folded {
        let mut failures = Vec::new();
        let rows = events.iter().flat_map(|Decoded { event, body }| match self.0.project(event, body) {
            Ok(projected) => {
                failures.extend(self.0.doubts(body).map(|doubt| Failure::of(event, body, &doubt)));
                projected
            }
            Err(error) => {
                failures.push(Failure::of(event, body, &error));
                Vec::new()
            }
        });
        let rows = Box::new(PendingRows::of(rows, events.len()));
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
        into: Target<'_>,
        mode: &mut WriteMode,
    ) -> Result<TableChanges, StoreError> {
        Self::changes(*self, deps, on, into, mode).await
    }
}
