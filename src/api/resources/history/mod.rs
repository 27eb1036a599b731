//! Histories and diffs, one file per resource. The state at a point in the past is `as_of` of the
//! resource itself.

mod change;
mod memberships;
mod organizations;
pub(super) mod query;
mod sessions;
mod users;

use self::{
    memberships::MembershipHistories, organizations::OrganizationHistories, sessions::SessionHistories,
    users::UserHistories,
};

/// Every resource with a history.
pub(super) type Histories = (UserHistories, SessionHistories, OrganizationHistories, MembershipHistories);

pub(super) const HISTORIES: Histories = (UserHistories, SessionHistories, OrganizationHistories, MembershipHistories);
