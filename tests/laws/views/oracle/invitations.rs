//! Invitations, replayed.

use std::collections::BTreeMap;

use gatelog::{
    event::clerk::{Data, Invitation},
    views::invitations::InvitationRow,
};

use super::{
    super::history::{Key, Said, View},
    Order,
    memberships::short_role,
    micros, occurred, order, senders, text, type_of,
};

pub fn invitations(history: &[Said]) -> View<InvitationRow> {
    let mut all: BTreeMap<Key, Vec<(Order, &Said, &Invitation<'_>)>> = BTreeMap::new();
    for said in senders(history) {
        if let Ok(Data::Invitation(invitation)) = &said.body.data {
            let key = (said.source.as_str().to_owned(), invitation.id.to_string());
            all.entry(key).or_default().push((order(said, invitation.updated_at), said, invitation));
        }
    }
    all.into_iter()
        .map(|(key, mut replay)| {
            replay.sort_by_key(|(order, _, invitation)| (told(invitation), order.clone()));
            (key.clone(), row(key, &replay))
        })
        .collect()
}

/// How many of the address and the role it tells.
fn told(invitation: &Invitation<'_>) -> i16 {
    [&invitation.email, &invitation.role].into_iter().flatten().fold(0, |count, _| count + 1)
}

fn row((source, invitation_id): Key, replay: &[(Order, &Said, &Invitation<'_>)]) -> InvitationRow {
    let least = |of: &dyn Fn(&Invitation<'_>) -> Option<String>| {
        replay.iter().filter_map(|(_, _, invitation)| of(invitation)).min()
    };
    let (order, said, newest) = replay.last().expect("an invitation is told of by an event");
    let began = replay.iter().filter_map(|(_, _, invitation)| micros(invitation.created_at)).min();
    let first = replay.iter().map(|(_, said, _)| occurred(said)).min().expect("an invitation is told of by an event");
    let settlements = replay.iter().filter_map(|(_, said, invitation)| {
        let (status, settled) = status(said, invitation);
        settled.then(|| (occurred(said), status))
    });
    let settlement = settlements.min();
    InvitationRow {
        source,
        invitation_id,
        instance_id: replay.iter().filter_map(|(_, said, _)| text(said.body.instance_id.as_ref())).min(),
        organization_id: least(&|invitation| text(invitation.organization_id.as_ref())),
        inviter_id: least(&|invitation| text(invitation.inviter_id.as_ref())),
        user_id: least(&|invitation| text(invitation.user_id.as_ref())),
        started_at: began.unwrap_or(first),
        started_basis: i16::from(began.is_none()),
        described_by: told(newest),
        version_at: order.0,
        version_occurred_at: order.1,
        version_rank: order.2,
        version_id: order.3.clone(),
        email: text(newest.email.as_ref()),
        email_term: newest.email.as_ref().map(|email| format!("email:{}", email.to_lowercase())),
        role: text(newest.role.as_ref()),
        role_short: short_role(newest.role.as_ref()),
        role_name: text(newest.role_name.as_ref()),
        status: status(said, newest).0,
        expires_at: micros(newest.expires_at),
        updated_at: micros(newest.updated_at),
        settled_at: settlement.as_ref().map(|(at, _)| *at),
        settled_status: settlement.and_then(|(_, status)| status),
    }
}

/// The status an event leaves, and whether nothing can follow.
fn status(said: &Said, invitation: &Invitation<'_>) -> (Option<String>, bool) {
    let status = text(invitation.status.as_ref());
    if let Some("accepted" | "revoked" | "expired") = status.as_deref() {
        return (status, true);
    }
    match type_of(said) {
        "organizationInvitation.accepted" => (Some("accepted".to_owned()), true),
        "organizationInvitation.revoked" => (Some("revoked".to_owned()), true),
        _ => (status, false),
    }
}
