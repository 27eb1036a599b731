//! The views, one file per projection. A new view is one file here and its line in [`all`].

pub mod activity;
pub mod audited;
pub mod device;
pub mod first_sign_ins;
pub mod identifiers;
pub mod invitations;
pub mod memberships;
pub mod mentions;
pub mod organizations;
pub mod over_time;
pub mod search_words;
pub mod sessions;
pub mod set;
pub mod term;
pub mod users;
pub mod version;

pub use activity::Activity;
pub use first_sign_ins::FirstSignIns;
pub use invitations::Invitations;
pub use memberships::Memberships;
pub use mentions::Mentions;
pub use organizations::Organizations;
pub use sessions::Sessions;
pub use users::Users;

use std::sync::Arc;

use crate::projection::view::{View, register};

/// All projections, in the order in which they are listed.
#[must_use]
pub fn all() -> Vec<Arc<dyn View>> {
    vec![
        register(Users),
        register(Sessions),
        register(Organizations),
        register(Memberships),
        register(Invitations),
        register(Activity),
        register(Mentions),
        register(FirstSignIns),
    ]
}
