//! The views: what people ask of the log, one file per projection. A new view is one file here and its line in each
//! of the two lists below; nothing else knows a view by name.

pub mod activity;
pub mod sessions;
pub mod users;
pub mod version;

pub use activity::Activity;
pub use sessions::Sessions;
pub use users::Users;

use std::sync::Arc;

use crate::projection::view::{View, register};

/// Every projection there is, in the order in which they are shown.
#[must_use]
pub fn all() -> Vec<Arc<dyn View>> {
    vec![register(Users), register(Sessions), register(Activity)]
}
