//! Sessions with a completed sign-in, in SQL.

use sea_orm::{ColumnTrait, sea_query::Condition};

use crate::views::sessions::Column;

/// Selects sessions whose sign-in was completed, as far as known: the same as
/// [`SessionRow::is_signed_in`](crate::views::sessions::SessionRow::is_signed_in).
pub(super) fn is_signed_in() -> Condition {
    Condition::any().add(Column::ActivatedAt.is_not_null()).add(Column::PendingAt.is_null())
}
