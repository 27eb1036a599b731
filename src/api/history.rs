//! The past over HTTP, one file per resource: versions and differences. What was true at a moment is `as_of` of the resources
//! themselves.

pub(super) mod asking;
mod change;
mod memberships;
mod organizations;
mod sessions;
mod users;

use self::{
    memberships::MembershipHistories, organizations::OrganizationHistories, sessions::SessionHistories,
    users::UserHistories,
};

/// Every resource that has a past to ask about.
pub(super) type Histories = (UserHistories, SessionHistories, OrganizationHistories, MembershipHistories);

/// The same, to be served.
pub(super) const HISTORIES: Histories = (UserHistories, SessionHistories, OrganizationHistories, MembershipHistories);
