//! Reads the events that mention an object. The mentions view has their positions; the events are
//! read in bounded batches. The log is not scanned, and the number of events is limited.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, QueryFilter, QuerySelect, QueryTrait, Select,
};

use super::{
    error::QueryError,
    live_view::{self, LiveView},
    source_access,
};
use crate::{
    access::SourceAccess,
    event::{Position, RecordedEvent, Size, clerk::Body},
    event_log::read,
    projection::Projection,
    storage::Store,
    views::{
        Mentions,
        mentions::{Column, Entity, ROLE_RELATED, ROLE_SUBJECT, subject_term},
    },
};

/// Maximum number of events about one subject in a response: five years of a person who signs in
/// and out five times a day. They are folded in memory, at about a kilobyte each, in half a
/// second.
pub const EVENTS_MAX: usize = 20_000;

/// Maximum lag of the view. Beyond it, responses would miss events that were recorded long ago.
/// The lag under load is a few hundred events.
const LAG_EVENTS_MAX: i64 = 10_000;

/// Ids of one statement: bounds the parameters.
const IDS_PER_SELECT: usize = 500;

/// An object of one source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ObjectRef<'a> {
    pub(crate) source: &'a str,
    pub(crate) kind: i16,
    pub(crate) id: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    Now,
    /// What the log held up to this position, inclusive.
    Position(i64),
    /// What had happened by then, inclusive, at any time of arrival. In microseconds.
    OccurredAt(i64),
}

/// Reads mentions and their events in one read transaction.
pub(crate) struct MentionReader<'a> {
    store: &'a Store,
    on: &'a DatabaseTransaction,
    view: LiveView,
    size: Size,
}

impl<'a> MentionReader<'a> {
    pub(crate) async fn open(store: &'a Store, on: &'a DatabaseTransaction) -> Result<Self, QueryError> {
        let reader = Self { store, on, view: LiveView::load::<Mentions>(on).await?, size: live_view::size(on).await? };
        if reader.size.0 - reader.view.checkpoint.0 > LAG_EVENTS_MAX { Err(reader.behind()) } else { Ok(reader) }
    }

    fn behind(&self) -> QueryError {
        QueryError::Behind { name: Mentions::NAME, checkpoint: self.view.checkpoint, size: self.size }
    }

    /// The transaction of all reads.
    pub(crate) fn on(&self) -> &DatabaseTransaction {
        self.on
    }

    /// Fails for a position that the view has not folded: the response would miss what was known
    /// then.
    pub(crate) fn has_folded(&self, position: i64) -> Result<(), QueryError> {
        if position < self.view.checkpoint.0 { Ok(()) } else { Err(self.behind()) }
    }

    /// The source that mentions the object, among the allowed ones; `None` if none does.
    pub(crate) async fn source(
        &self,
        kind: i16,
        id: &str,
        requested: Option<&str>,
        allowed_sources: &SourceAccess,
    ) -> Result<Option<String>, QueryError> {
        let mut sources = Vec::new();
        for name in source_access::names(self.on, requested, allowed_sources).await? {
            let subject = ObjectRef { source: &name, kind, id };
            let mentioning = self.find(subject, &[ROLE_SUBJECT, ROLE_RELATED], Until::Now).limit(1);
            if self.on.query_one(&QueryTrait::into_query(mentioning)).await?.is_some() {
                sources.push(name);
            }
        }
        source_access::only(sources, String::as_str)
    }

    /// Positions of the events that mention the object in these roles, sorted.
    pub(crate) async fn positions(
        &self,
        subject: ObjectRef<'_>,
        roles: &[i16],
        until: Until,
    ) -> Result<Vec<Position>, QueryError> {
        let limit = u64::try_from(EVENTS_MAX).unwrap_or(u64::MAX) + 1;
        // No ORDER BY: the limit ends the scan of the key early.
        let rows: Vec<i64> = self.find(subject, roles, until).limit(limit).into_tuple().all(self.on).await?;
        if rows.len() > EVENTS_MAX {
            return Err(QueryError::TooManyEvents { events_max: EVENTS_MAX });
        }
        let mut positions: Vec<Position> = rows.into_iter().map(Position).collect();
        positions.sort_unstable();
        Ok(positions)
    }

    /// Positions of the own events of several objects of one kind, sorted.
    pub(crate) async fn own_positions(
        &self,
        source: &str,
        kind: i16,
        ids: &[String],
        until: Until,
    ) -> Result<Vec<Position>, QueryError> {
        let mut positions = Vec::new();
        for ids in ids.chunks(IDS_PER_SELECT) {
            let limit = u64::try_from(EVENTS_MAX + 1 - positions.len()).unwrap_or(0);
            let terms = ids.iter().map(|id| subject_term(source, kind, id));
            let found = self.until(until).filter(Column::Subject.is_in(terms));
            let own = found.filter(Column::Role.eq(ROLE_SUBJECT)).limit(limit);
            let rows: Vec<i64> = own.into_tuple().all(self.on).await?;
            positions.extend(rows.into_iter().map(Position));
            if positions.len() > EVENTS_MAX {
                return Err(QueryError::TooManyEvents { events_max: EVENTS_MAX });
            }
        }
        positions.sort_unstable();
        Ok(positions)
    }

    fn find(&self, subject: ObjectRef<'_>, roles: &[i16], until: Until) -> Select<Entity> {
        self.until(until)
            .filter(Column::Subject.eq(subject_term(subject.source, subject.kind, subject.id)))
            .filter(Column::Role.is_in(roles.iter().copied()))
    }

    fn until(&self, until: Until) -> Select<Entity> {
        let bound = match until {
            Until::Now => None,
            Until::Position(position) => Some(Column::Position.lte(position)),
            Until::OccurredAt(at) => Some(Column::OccurredAt.lte(at)),
        };
        let wanted = Condition::all().add_option(bound);
        self.view.find::<Mentions>().select_only().column(Column::Position).filter(wanted)
    }

    /// Reads and decodes these events in order, outside of the transaction, because events never
    /// change.
    pub(crate) async fn read(
        &self,
        positions: &[Position],
        mut each: impl FnMut(&RecordedEvent, &Body<'_>) + Send,
    ) -> Result<(), QueryError> {
        Ok(read::each_at(self.store, positions.to_vec(), |event| each(&event, &Body::decode(&event))).await?)
    }
}
