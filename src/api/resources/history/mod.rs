//! Histories and diffs, one file per resource. The state at a point in the past is `as_of` of the
//! resource itself.

mod change;
mod memberships;
mod organizations;
pub(crate) mod query;
mod sessions;
mod users;

use self::{
    memberships::MembershipHistories, organizations::OrganizationHistories, sessions::SessionHistories,
    users::UserHistories,
};

/// Every resource with a history.
pub(crate) type Histories = (UserHistories, SessionHistories, OrganizationHistories, MembershipHistories);

pub(crate) const HISTORIES: Histories = (UserHistories, SessionHistories, OrganizationHistories, MembershipHistories);
