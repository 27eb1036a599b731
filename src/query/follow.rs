//! Where a client that follows a list by position begins, and the cursors from which it goes on.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::ExprTrait};

use super::{
    activity, anchor,
    cursor::{Cursor, KeyPart, List},
    error::QueryError,
    events,
    interval::refuse_future,
    live_view::{LiveView, unindexed_number},
    order::Order,
    received,
};
use crate::{
    clock::Timestamp,
    event::{Anchor, Position},
    storage::{
        Store,
        entity::event::{Column, Entity},
    },
    views::{Activity, activity as activity_table},
};

/// What to do about a cursor whose event the log does not hold.
const BEGIN_ANEW: &str = "leave it out to begin now, or with from= at a time; what was read beyond that may be gone, \
     and what came since has not been read";

/// Positions of one statement: bounds its parameters.
const POSITIONS_PER_SELECT: usize = 500;

/// In place of a position: before the first event.
pub const BEFORE_ALL: i64 = -1;

/// A list that a client can follow in ascending order of position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowedList {
    Events,
    Activity,
}

/// Where a client begins.
#[derive(Clone, Copy, Debug)]
pub enum Beginning<'a> {
    /// After the event of a cursor of the list. `name` is the parameter or header that holds it.
    After { cursor: &'a str, name: &'static str },
    /// With the first event that was received at this time or later.
    From { time: Timestamp, now: Timestamp },
    /// With the next event.
    Now,
}

/// A row whose meaning a late event changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The position of the late event.
    pub cause: i64,
    /// The position of the row.
    pub position: i64,
}

impl FollowedList {
    const fn list(self) -> &'static List {
        match self {
            Self::Events => &events::LIST,
            Self::Activity => &activity::BY_POSITION,
        }
    }

    /// The position of a cursor of this list.
    #[must_use]
    pub fn position(self, cursor: &str) -> Option<i64> {
        let cursor = Cursor::decode(cursor, self.list(), Order::Asc).ok()?;
        self.list().position(&cursor.key)
    }
}

/// The position after which a client begins. Fails for a cursor whose event the log does not hold.
pub async fn begin(store: &Store, list: FollowedList, beginning: Beginning<'_>) -> Result<i64, QueryError> {
    let on = store.begin_read().await?;
    match beginning {
        Beginning::After { cursor, name } => {
            let Cursor { key, anchor, .. } = Cursor::decode(cursor, list.list(), Order::Asc)
                .map_err(|error| QueryError::Parameter { name, reason: error.to_string() })?;
            let position = list.list().position(&key).unwrap_or(BEFORE_ALL);
            if position > BEFORE_ALL {
                anchor::held(&on, Position(position), anchor, (name, BEGIN_ANEW)).await?;
            }
            Ok(position)
        }
        Beginning::From { time, now } => {
            refuse_future("from", Some(time), now)?;
            Ok(received::position_at(&on, time).await? - 1)
        }
        Beginning::Now => Ok(anchor::newest(&on).await?.map_or(BEFORE_ALL, |event| event.position)),
    }
}

/// The cursor of each position, in the order given. Each holds the anchor of its event.
pub async fn cursors(store: &Store, list: FollowedList, positions: &[i64]) -> Result<Vec<String>, QueryError> {
    let mut anchors: HashMap<i64, Anchor> = HashMap::with_capacity(positions.len());
    for positions in positions.chunks(POSITIONS_PER_SELECT) {
        let select = Entity::find().select_only().columns([Column::Position, Column::Commitment]);
        let select = select.filter(Column::Position.is_in(positions.iter().copied()));
        let events: Vec<(i64, Vec<u8>)> = select.into_tuple().all(store.reader()).await?;
        let found =
            |(position, commitment): (i64, Vec<u8>)| Some((position, Anchor::new(Position(position), &commitment)?));
        anchors.extend(events.into_iter().filter_map(found));
    }
    let cursor = |position: &i64| {
        let key = vec![KeyPart::Integer(*position)];
        Cursor { key, now: None, anchor: anchors.get(position).copied() }.encode(list.list(), Order::Asc)
    };
    Ok(positions.iter().map(cursor).collect())
}

/// The rows up to position `from` that events after it, up to `to`, revised; by position of those
/// events. Only activity has such rows.
pub async fn revisions(store: &Store, list: FollowedList, from: i64, to: i64) -> Result<Vec<Revision>, QueryError> {
    if list != FollowedList::Activity || from <= BEFORE_ALL {
        return Ok(Vec::new());
    }
    let on = store.begin_read().await?;
    let view = LiveView::load::<Activity>(&on).await?;
    let (cause, position) = (activity_table::Column::RevisedPosition, activity_table::Column::Position);
    let select = view
        .find::<Activity>()
        .select_only()
        .columns([cause, position])
        .filter(cause.gt(from))
        .filter(cause.lte(to))
        .filter(unindexed_number((activity_table::Entity, position)).lte(from))
        .order_by_asc(cause)
        .order_by_asc(position);
    let revised: Vec<(i64, i64)> = select.into_tuple().all(&on).await?;
    Ok(revised.into_iter().map(|(cause, position)| Revision { cause, position }).collect())
}
