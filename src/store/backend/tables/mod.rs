//! Tables of views: made per generation, written many rows at a time, asked for what stands beside a row, compared,
//! dropped. Knows no view by name.

mod differ;
mod given;
mod lists;
mod lock;
mod make;
mod read;
mod shape;
mod write;

pub use differ::{Differing, count_difference, select_difference};
pub(crate) use given::unbound;
pub(crate) use lists::leaving;
pub use lists::{create_list, enter, leave};
pub use lock::{lock_projection, try_lock_projection};
pub(crate) use lock::{lock_statement, try_lock_statement};
pub use make::{analyze, analyze_built, beside, create, create_index, create_key, delete_some, drop, exists};
pub use read::{Reader, Side, Wanted, select_beside, select_by_ids, select_page};
pub use shape::{Column, Kind, List, Method, Table};
pub use write::{Known, write};
pub(crate) use write::{changing, insert_into, missing};
