//! What an event says by itself, whatever was before it.

use std::borrow::Cow;

use gatelog::{
    event::clerk::{Data, DecodeError, LatestActivity, SessionActor},
    views::activity::ActivityRow,
};
use serde_json::{Value, json};

use super::super::{
    history::Said,
    oracle::{occurred, text, type_of},
};

/// A row of one of Gatelog's own events, whatever its body seems to be about.
pub fn system_row(said: &Said) -> ActivityRow {
    let name = said.event_type.as_ref().map(|name| name.as_str().to_owned());
    ActivityRow {
        position: 0,
        source: said.source.as_str().to_owned(),
        svix_id: said.id.clone(),
        instance_id: None,
        family: name.as_deref().and_then(|name| name.split('.').next()).map(str::to_owned),
        actions: json!([name.as_deref().unwrap_or("unknown")]).to_string(),
        event_type: name,
        changes: None,
        baseline: false,
        chain: None,
        version_at: None,
        version_occurred_at: None,
        version_rank: None,
        snapshot: None,
        user_id: None,
        actor_id: None,
        actor_kind: Some("gatelog".to_owned()),
        session_id: None,
        organization_id: None,
        labels: None,
        ip: None,
        ips: None,
        country: None,
        city: None,
        browser: None,
        device_ip: None,
        is_mobile: None,
        user_agent: None,
        occurred_at: occurred(said),
        occurred_basis: said.body.occurred_at.basis.as_str().to_owned(),
        received_at: 0,
        ..ActivityRow::default()
    }
}

/// A row of an event by itself.
pub fn row(said: &Said) -> ActivityRow {
    let mut row = ActivityRow {
        position: 0,
        source: said.source.as_str().to_owned(),
        svix_id: said.id.clone(),
        instance_id: text(said.body.instance_id.as_ref()),
        event_type: None,
        family: None,
        actions: String::new(),
        changes: None,
        baseline: false,
        chain: None,
        version_at: None,
        version_occurred_at: None,
        version_rank: None,
        snapshot: None,
        user_id: None,
        actor_id: None,
        actor_kind: None,
        session_id: None,
        organization_id: None,
        labels: None,
        ip: text(said.body.client_ip.as_ref()),
        ips: ips(said),
        country: device(said).and_then(|device| text(device.country.as_ref())),
        city: device(said).and_then(|device| text(device.city.as_ref())),
        browser: device(said).and_then(|device| text(device.browser.as_ref())),
        device_ip: device(said).and_then(|device| text(device.ip.as_ref())),
        is_mobile: device(said).and_then(|device| device.is_mobile),
        user_agent: text(said.body.user_agent.as_ref()),
        occurred_at: occurred(said),
        occurred_basis: said.body.occurred_at.basis.as_str().to_owned(),
        received_at: 0,
        ..ActivityRow::default()
    };
    if let Some(name) = &said.event_type {
        row.event_type = Some(name.as_str().to_owned());
        row.family = name.as_str().split('.').next().map(str::to_owned);
    }
    let mut actor = None;
    match &said.body.data {
        Ok(Data::User(user)) => row.user_id = Some(user.id.to_string()),
        Ok(Data::UserDeleted(user)) => row.user_id = Some(user.id.to_string()),
        Ok(Data::Session(session)) => {
            row.user_id = text(session.user_id.as_ref());
            row.session_id = Some(session.id.to_string());
            row.organization_id = text(session.organization_id.as_ref());
            actor = session.actor.as_ref();
            let is_agent = actor.is_some_and(|actor| actor.kind.as_deref() == Some("agent"));
            row.actor_id = actor.and_then(|actor| text(actor.id.as_ref()));
            if actor.is_none() && type_of(said) != "session.revoked" {
                row.actor_id.clone_from(&row.user_id);
            }
            row.actor_kind = match (is_agent, actor, &row.user_id) {
                (true, ..) => Some("agent".to_owned()),
                (false, Some(_), _) => Some("impersonator".to_owned()),
                (false, None, Some(_)) if type_of(said) != "session.revoked" => Some("user".to_owned()),
                (false, None, _) => None,
            };
        }
        Ok(Data::Organization(organization)) => {
            row.organization_id = Some(organization.id.to_string());
            if type_of(said) == "organization.created" {
                row.actor_id = text(organization.created_by.as_ref());
                row.actor_kind = row.actor_id.as_ref().map(|_| "user".to_owned());
            }
        }
        Ok(Data::OrganizationDeleted(organization)) => row.organization_id = Some(organization.id.to_string()),
        Ok(Data::Membership(membership)) => {
            row.user_id = membership.member.as_ref().map(|member| member.user_id.to_string());
            row.organization_id = text(membership.organization_id.as_ref());
        }
        Ok(Data::Invitation(invitation)) => {
            row.user_id = text(invitation.user_id.as_ref());
            row.organization_id = text(invitation.organization_id.as_ref());
            let named = match type_of(said) {
                "organizationInvitation.created" => invitation.inviter_id.as_ref(),
                "organizationInvitation.accepted" => invitation.user_id.as_ref(),
                _ => None,
            };
            row.actor_kind = named.map(|_| "user".to_owned());
            row.actor_id = text(named);
        }
        Ok(Data::Other(subject)) => {
            row.user_id = text(subject.user_id.as_ref());
            row.organization_id = text(subject.organization_id.as_ref());
        }
        Ok(Data::Foreign) | Err(_) => {}
    }
    row.labels = in_order(&labels(&said.body.data));
    let status = match &said.body.data {
        Ok(Data::Session(session)) => session.status.as_deref(),
        _ => None,
    };
    row.actions = match &said.body.data {
        _ if said.event_type.is_none() => json!(["unknown"]).to_string(),
        Ok(Data::Foreign) => json!([type_of(said)]).to_string(),
        _ => json!(word(type_of(said), actor, status)).to_string(),
    };
    row
}

/// The addresses of its request and of its session's device, sorted.
fn ips(said: &Said) -> Option<String> {
    let device_ip = device(said).and_then(|device| text(device.ip.as_ref()));
    let mut ips: Vec<String> = text(said.body.client_ip.as_ref()).into_iter().chain(device_ip).collect();
    ips.sort();
    ips.dedup();
    (!ips.is_empty()).then(|| json!(ips).to_string())
}

/// The device of its session.
fn device(said: &Said) -> Option<&LatestActivity<'_>> {
    match &said.body.data {
        Ok(Data::Session(session)) => session.latest_activity.as_ref(),
        _ => None,
    }
}

/// What the event calls those it speaks of.
fn labels(data: &Result<Data<'_>, DecodeError>) -> serde_json::Map<String, Value> {
    let mut labels = serde_json::Map::new();
    let mut label = |name: &str, value: Option<&Cow<'_, str>>| {
        if let Some(value) = value {
            labels.insert(name.to_owned(), json!(value));
        }
    };
    let named = |first: Option<&Cow<'_, str>>, last: Option<&Cow<'_, str>>| -> Option<Cow<'static, str>> {
        let words: Vec<&str> = [first, last].into_iter().flatten().map(AsRef::as_ref).collect();
        (!words.is_empty()).then(|| words.join(" ").into())
    };
    match data {
        Ok(Data::User(user)) => {
            label("name", named(user.first_name.as_ref(), user.last_name.as_ref()).as_ref());
            label("identifier", user.primary_email.as_ref().or(user.username.as_ref()));
        }
        Ok(Data::Session(session)) => {
            let user = session.user.as_ref().filter(|user| Some(&user.id) == session.user_id.as_ref());
            label("name", user.and_then(|user| named(user.first_name.as_ref(), user.last_name.as_ref())).as_ref());
            label("identifier", user.and_then(|user| user.primary_email.as_ref().or(user.username.as_ref())));
            let device = session.latest_activity.as_ref();
            label("device", device.and_then(|device| device.device_type.as_ref()));
        }
        Ok(Data::Organization(organization)) => {
            label("organization", organization.name.as_ref().or(organization.slug.as_ref()));
        }
        Ok(Data::OrganizationDeleted(organization)) => label("organization", organization.slug.as_ref()),
        Ok(Data::Membership(membership)) => {
            let member = membership.member.as_ref();
            label(
                "name",
                member.and_then(|member| named(member.first_name.as_ref(), member.last_name.as_ref())).as_ref(),
            );
            label("identifier", member.and_then(|member| member.identifier.as_ref().or(member.username.as_ref())));
            let organization = membership.organization.as_ref();
            label("organization", organization.and_then(|known| known.name.as_ref().or(known.slug.as_ref())));
            label("role", membership.role.as_ref());
        }
        Ok(Data::Invitation(invitation)) => {
            label("role", invitation.role.as_ref());
            label("email", invitation.email.as_ref());
        }
        Ok(Data::Other(subject)) => {
            label("thing", subject.name.as_ref());
            label("email", subject.email.as_ref());
        }
        Ok(Data::UserDeleted(_) | Data::Foreign) | Err(_) => {}
    }
    labels
}

/// As the view writes them: in the order of its fields.
pub fn in_order(labels: &serde_json::Map<String, Value>) -> Option<String> {
    let fields = ["name", "identifier", "organization", "role", "email", "thing", "device"];
    let known = fields.iter().filter_map(|field| Some(format!("{}:{}", json!(field), labels.get(*field)?)));
    let known: Vec<String> = known.collect();
    (!known.is_empty()).then(|| format!("{{{}}}", known.join(",")))
}

pub fn word<'a>(name: &'a str, actor: Option<&SessionActor<'_>>, status: Option<&str>) -> Vec<&'a str> {
    let agent = actor.is_some_and(|actor| actor.kind == Some(Cow::Borrowed("agent")));
    let person = actor.is_some();
    match name {
        "session.created" | "session.pending" if status == Some("pending") => vec!["sign_in_pending"],
        "session.pending" if status.is_none() => vec!["sign_in_pending"],
        "session.created" | "session.pending" if agent => vec!["agent_session_started"],
        "session.created" | "session.pending" if person => vec!["impersonation_started"],
        "session.created" | "session.pending" => vec!["signed_in"],
        "session.ended" | "session.removed" if agent => vec!["agent_session_ended"],
        "session.ended" | "session.removed" if person => vec!["impersonation_ended"],
        "session.ended" | "session.removed" => vec!["signed_out"],
        "session.revoked" if agent => vec!["session_revoked", "agent_session_ended"],
        "session.revoked" if person => vec!["session_revoked", "impersonation_ended"],
        "session.revoked" => vec!["session_revoked"],
        "user.created" => vec!["user_created"],
        "user.updated" => vec!["user_updated"],
        "user.deleted" => vec!["user_deleted"],
        "organization.created" => vec!["organization_created"],
        "organization.updated" => vec!["organization_updated"],
        "organization.deleted" => vec!["organization_deleted"],
        "organizationMembership.created" => vec!["member_added"],
        "organizationMembership.updated" => vec!["member_updated"],
        "organizationMembership.deleted" => vec!["member_removed"],
        "organizationInvitation.created" => vec!["invitation_sent"],
        "organizationInvitation.accepted" => vec!["invitation_accepted"],
        "organizationInvitation.revoked" => vec!["invitation_revoked"],
        "email.created" => vec!["email_sent"],
        "sms.created" => vec!["sms_sent"],
        other => vec![other],
    }
}
