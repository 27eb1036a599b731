//! The views: what people ask of the log, one file per projection. A new view is one file here, and its line
//! in [`all`].

pub mod activity;
pub mod sessions;
pub mod subjects;
pub mod users;
pub mod version;

pub use activity::Activity;
pub use sessions::Sessions;
pub use subjects::Subjects;
pub use users::Users;

use std::sync::Arc;

use crate::projection::view::{View, register};

/// Every projection there is, in the order in which they are shown.
#[must_use]
pub fn all() -> Vec<Arc<dyn View>> {
    vec![register(Users), register(Sessions), register(Activity), register(Subjects)]
}
