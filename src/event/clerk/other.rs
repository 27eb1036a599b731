//! Every family that no view describes: only whom and what an event is about.

use super::body::Text;

/// Whom and what an event is about, wherever its family keeps that.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subject<'a> {
    /// The user: `data.user_id`, `data.public_user_data.user_id` or `data.payer.user_id`.
    pub user_id: Option<Text<'a>>,
    /// The organization: `data.organization_id`, `data.organization.id`, `data.payer.organization_id`, or `data.id` of
    /// the `organization` family.
    pub organization_id: Option<Text<'a>>,
}
