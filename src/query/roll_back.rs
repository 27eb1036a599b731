//! Whether the views were made from this very log. Where it was restored from a backup and has grown again, sizes alone
//! do not tell.

use sea_orm::{EntityTrait, QueryOrder};

use super::{error::QueryError, view::View};
use crate::{
    store::{Store, entity::event},
    views::{Activity, activity},
};

/// Whether the newest row of the activity view, which has one for each event, is of another event than the log holds at
/// its position.
pub async fn folded_another_log(store: &Store) -> Result<bool, QueryError> {
    // Not in one transaction: the views are read first, and what they have folded is in the log by then.
    let on = store.reader();
    let Some(view) = View::if_live::<Activity>(on).await? else { return Ok(false) };
    let newest = view.find::<Activity>().order_by_desc(activity::Column::Position).one(on).await?;
    let Some(newest) = newest else { return Ok(false) };
    let held = event::Entity::find_by_id(newest.position).one(on).await?;
    Ok(held.is_none_or(|held| held.source != newest.source || held.svix_id != newest.svix_id))
}
