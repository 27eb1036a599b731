//! Checks that the log still holds the event that a request refers to. After a restore from an
//! older backup it may not, and the response would silently omit what was recorded since.

use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use super::{error::QueryError, live_view};
use crate::{
    event::{Anchor, Position},
    storage::entity::event::{Column, Entity, Model},
};

/// The newest event; `None` if the log is empty.
pub(super) async fn newest(on: &impl ConnectionTrait) -> Result<Option<Model>, QueryError> {
    Ok(Entity::find().order_by_desc(Column::Position).one(on).await?)
}

/// The anchor of the event at a position; `None` if there is none.
pub(super) async fn at(on: &impl ConnectionTrait, position: i64) -> Result<Option<Anchor>, QueryError> {
    Ok(Entity::find_by_id(position).one(on).await?.as_ref().and_then(from_event))
}

pub(super) fn from_event(event: &Model) -> Option<Anchor> {
    Anchor::new(Position(event.position), &event.commitment)
}

/// Returns the event at a position. If there is an anchor, the event must match it. `parameter` is
/// where the client sent it, `remedy` what to do instead.
pub(super) async fn held(
    on: &impl ConnectionTrait,
    position: Position,
    anchor: Option<Anchor>,
    (parameter, remedy): (&'static str, &str),
) -> Result<Model, QueryError> {
    let lost = |reason: String| QueryError::NotInLog { name: parameter, reason };
    let Some(event) = Entity::find_by_id(position.0).one(on).await? else {
        let size = live_view::size(on).await?.0;
        return Err(lost(if size == 0 {
            format!("it is at position {position}, and the log is empty; {remedy}")
        } else {
            let end = size - 1;
            // An anchor is of an event that existed; a position may be any number.
            let why = if anchor.is_some() {
                "the log was restored from an older backup"
            } else {
                "no event has come so far, unless the log was restored from an older backup"
            };
            format!("the log ends at position {end}, and position {position} is beyond it: {why}; {remedy}")
        }));
    };
    if anchor.is_some_and(|anchor| !anchor.matches(&event.commitment)) {
        return Err(lost(format!(
            "position {position} holds another event than it did: the log was restored from an older backup, and has grown since; {remedy}"
        )));
    }
    Ok(event)
}
