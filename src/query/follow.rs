//! Where a client that follows a list by position begins, and the cursors from which it goes on.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Order as Direction, Query},
};

use super::{
    activity, anchor,
    cursor::{Cursor, KeyPart, List},
    error::QueryError,
    events,
    interval::refuse_future,
    live_view::LiveView,
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
    views::{Activity, activity::Column as Activities},
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

/// A row whose meaning a late event changed: it became the one before it in the chain of their
/// object.
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
    revised_rows(&on, &view, from, to).await
}

/// The order within a chain.
pub(super) const CHAIN_ORDER: [Activities; 4] =
    [Activities::VersionAt, Activities::VersionOccurredAt, Activities::VersionRank, Activities::SvixId];

/// The same, of a view of activity.
pub(super) async fn revised_rows(
    on: &impl ConnectionTrait,
    view: &LiveView,
    from: i64,
    to: i64,
) -> Result<Vec<Revision>, QueryError> {
    const LATE: &str = "late";
    const NEXT: &str = "next";
    // One look at the index of chains for each event.
    let link = |of: &'static str| Expr::tuple(CHAIN_ORDER.map(|column| Expr::col((of, column))));
    let mut next = Query::select();
    next.column((NEXT, Activities::Position))
        .from_as(view.table.clone(), NEXT)
        .and_where(Expr::col((NEXT, Activities::Chain)).equals((LATE, Activities::Chain)))
        .and_where(Expr::col((NEXT, Activities::Source)).equals((LATE, Activities::Source)))
        .and_where(link(NEXT).gt(link(LATE)))
        .limit(1);
    for column in [Activities::Chain, Activities::Source].into_iter().chain(CHAIN_ORDER) {
        next.order_by((NEXT, column), Direction::Asc);
    }
    let mut late = Query::select();
    late.expr_as(Expr::col((LATE, Activities::Position)), "cause")
        .expr_as(Expr::SubQuery(None, Box::new(next.into())), "revised")
        .from_as(view.table.clone(), LATE)
        .and_where(Expr::col((LATE, Activities::Chain)).is_not_null())
        .and_where(Expr::col((LATE, Activities::Position)).gt(from))
        .and_where(Expr::col((LATE, Activities::Position)).lte(to))
        .order_by((LATE, Activities::Position), Direction::Asc);
    let mut revisions = Vec::new();
    for row in on.query_all(&late).await? {
        let revised: Option<i64> = row.try_get("", "revised")?;
        if let Some(position) = revised.filter(|position| *position <= from) {
            revisions.push(Revision { cause: row.try_get("", "cause")?, position });
        }
    }
    Ok(revisions)
}
