//! Whose membership it is, and in which organization: kept for a bare notice of its deletion, and
//! never compared.

use serde::Deserialize;

use crate::{event::clerk::Membership, views::audited::Snapshot};

/// The user and the organization of a membership.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Parties {
    pub(super) user_id: Option<String>,
    pub(super) organization_id: Option<String>,
}

impl Parties {
    pub(super) fn name(snapshot: &mut Snapshot, membership: &Membership<'_>) {
        let user_id = membership.member.as_ref().map(|member| &member.user_id);
        for (name, id) in [("user_id", user_id), ("organization_id", membership.organization_id.as_ref())] {
            if let Some(id) = id {
                snapshot.insert(name, id);
            }
        }
    }

    /// Those that a snapshot of a membership, or the notice of its deletion, names.
    pub(super) fn parse(snapshot: &str) -> Self {
        serde_json::from_str(snapshot).unwrap_or_default()
    }
}
