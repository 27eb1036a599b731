//! Entries of a value over time, in SQL; see [`views::over_time`](crate::views::over_time).

use sea_orm::sea_query::{Expr, ExprTrait, Func};

use crate::views::over_time::WORD_SEPARATOR;

/// True if an entry ends in this value. LIKE is not used, because a value can hold wildcards.
pub(super) fn ends_in(entry: Expr, word: &str) -> Expr {
    let characters = i32::try_from(word.chars().count()).unwrap_or(i32::MAX);
    let begins_at = Expr::from(Func::cust("length").arg(entry.clone())).sub(characters);
    let end = Func::cust("substr").arg(entry).arg(begins_at);
    Expr::from(end).eq(format!("{WORD_SEPARATOR}{word}"))
}
