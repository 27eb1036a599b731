//! What was said as a body that a sender would write, so that a history can go through a real log. Times become
//! milliseconds; an event that cannot be read becomes one without an id.

use gatelog::{
    clock::Timestamp,
    event::{
        EventType,
        clerk::{Data, Invitation, Membership, Organization, Session, User, body::Text},
    },
};
use serde_json::{Value, json};

use super::Said;

impl Said {
    /// The body, with the time at which it happened in the envelope.
    pub fn json(&self) -> Vec<u8> {
        let name = self.event_type.as_ref().map(EventType::as_str);
        let data = match &self.body.data {
            Ok(Data::User(told)) => user(told),
            Ok(Data::UserDeleted(notice)) => {
                json!({"id": notice.id, "object": "user", "deleted": true, "external_id": notice.external_id})
            }
            Ok(Data::Session(told)) => session(told),
            Ok(Data::Organization(told)) => organization(told),
            Ok(Data::OrganizationDeleted(notice)) => json!({"id": notice.id, "deleted": true, "slug": notice.slug}),
            Ok(Data::Membership(told)) => membership(told),
            Ok(Data::Invitation(told)) => invitation(told),
            Ok(Data::Other(subject)) => {
                let own = json!({"id": subject.id, "name": subject.name, "email_address": subject.email, "user_id": subject.user_id, "organization_id": subject.organization_id});
                written(own, &["id", "name", "email_address", "user_id", "organization_id"], subject.object)
            }
            Ok(Data::Foreign) | Err(_) => json!({"object": "nothing"}),
        };
        let object = if self.body.data == Ok(Data::Foreign) { "list" } else { "event" };
        let request = json!({"client_ip": self.body.client_ip, "user_agent": self.body.user_agent});
        json!({
            "data": data, "event_attributes": {"http_request": request}, "instance_id": self.body.instance_id,
            "object": object, "timestamp": millis(Some(self.body.occurred_at.at)), "type": name,
        })
        .to_string()
        .into_bytes()
    }
}

fn millis(at: Option<Timestamp>) -> Option<i64> {
    at.map(|at| at.micros() / 1_000)
}

/// What an object holds beside the fields of its struct, for its `object`.
pub fn more(fields: &Value) -> &'static [u8] {
    Vec::leak(fields.to_string().into_bytes())
}

/// The same with every description written out, as a sender writes it and as it is decoded.
pub fn complete(mut data: Data<'static>) -> Data<'static> {
    match &mut data {
        Data::User(told) => told.object = more(&user(told)),
        Data::Session(told) => {
            if let Some(told) = &mut told.user {
                told.object = more(&user(told));
            }
        }
        Data::Organization(told) => told.object = more(&organization(told)),
        Data::Membership(told) => {
            if let Some(told) = &mut told.organization {
                told.object = more(&organization(told));
            }
            told.object = more(&membership(told));
        }
        _ => {}
    }
    data
}

/// Fields that are null are not written, but for these; those of `object` hold.
fn written(fields: Value, nullable: &[&str], object: &[u8]) -> Value {
    let Value::Object(mut fields) = fields else { panic!("an object") };
    fields.retain(|name, value| !value.is_null() || nullable.contains(&name.as_str()));
    if !object.is_empty() {
        let Ok(Value::Object(object)) = serde_json::from_slice(object) else { panic!("an object") };
        fields.extend(object);
    }
    Value::Object(fields)
}

fn user(user: &User<'_>) -> Value {
    let element = |field: &str, text: &Text<'_>| json!({"id": format!("idn_{text}"), field: text});
    let list = |field: &str, texts: &[Text<'_>], primary: Option<&Text<'_>>| -> Vec<Value> {
        let more = primary.filter(|primary| !texts.contains(primary));
        texts.iter().chain(more).map(|text| element(field, text)).collect()
    };
    let id = |text: Option<&Text<'_>>| text.map(|text| format!("idn_{text}"));
    let accounts = [("email_address", &user.account_emails), ("phone_number", &user.account_phones)];
    let accounts: Vec<Value> = accounts
        .into_iter()
        .flat_map(|(field, texts)| texts.iter().map(move |text| (field, text)))
        .map(|(field, text)| json!({"id": format!("eac_{text}"), field: text}))
        .collect();
    let fields = json!({
        "id": user.id, "external_accounts": accounts, "email_addresses": list("email_address", &user.emails, user.primary_email.as_ref()),
        "primary_email_address_id": id(user.primary_email.as_ref()),
        "phone_numbers": list("phone_number", &user.phones, user.primary_phone.as_ref()),
        "primary_phone_number_id": id(user.primary_phone.as_ref()),
        "web3_wallets": list("web3_wallet", &user.wallets, None), "primary_web3_wallet_id": null,
        "first_name": user.first_name, "last_name": user.last_name, "username": user.username,
        "external_id": user.external_id, "banned": user.banned, "locked": user.locked,
        "lockout_expires_in_seconds": user.lockout_expires_in_seconds, "deprovisioned": user.deprovisioned,
        "password_enabled": user.password_enabled, "two_factor_enabled": user.two_factor_enabled,
        "totp_enabled": user.totp_enabled, "backup_code_enabled": user.backup_code_enabled,
        "last_sign_in_at": millis(user.last_sign_in_at), "created_at": millis(user.created_at),
        "updated_at": millis(user.updated_at),
    });
    let nullable = [
        "primary_email_address_id",
        "primary_phone_number_id",
        "primary_web3_wallet_id",
        "first_name",
        "last_name",
        "username",
        "external_id",
        "lockout_expires_in_seconds",
    ];
    written(fields, &nullable, user.object)
}

fn session(session: &Session<'_>) -> Value {
    let actor = session.actor.as_ref().map(|actor| json!({"sub": actor.id, "type": actor.kind}));
    let activity = session.latest_activity.as_ref().map(|activity| {
        json!({"ip_address": activity.ip, "browser_name": activity.browser,
            "browser_version": activity.browser_version, "device_type": activity.device_type,
            "is_mobile": activity.is_mobile, "city": activity.city, "country": activity.country})
    });
    json!({
        "id": session.id, "user_id": session.user_id, "client_id": session.client_id, "status": session.status,
        "actor": actor, "last_active_organization_id": session.organization_id, "latest_activity": activity,
        "last_active_at": millis(session.last_active_at), "expire_at": millis(session.expire_at),
        "abandon_at": millis(session.abandon_at), "created_at": millis(session.created_at),
        "updated_at": millis(session.updated_at), "user": session.user.as_deref().map(user),
    })
}

fn organization(organization: &Organization<'_>) -> Value {
    let fields = json!({
        "id": organization.id, "name": organization.name, "slug": organization.slug,
        "created_by": organization.created_by, "members_count": 3,
        "max_allowed_memberships": organization.max_allowed_memberships,
        "admin_delete_enabled": organization.admin_delete_enabled, "created_at": millis(organization.created_at),
        "updated_at": millis(organization.updated_at),
    });
    written(fields, &["name", "slug"], organization.object)
}

fn membership(membership: &Membership<'_>) -> Value {
    let member = membership.member.as_ref().map(|member| {
        json!({"user_id": member.user_id, "first_name": member.first_name, "last_name": member.last_name,
            "identifier": member.identifier, "username": member.username, "banned": member.banned,
            "deprovisioned": member.deprovisioned})
    });
    let fields = json!({
        "id": membership.id, "role": membership.role, "role_name": membership.role_name,
        "organization": membership.organization.as_deref().map(organization), "public_user_data": member,
        "created_at": millis(membership.created_at), "updated_at": millis(membership.updated_at),
    });
    written(fields, &["role"], membership.object)
}

fn invitation(invitation: &Invitation<'_>) -> Value {
    let text = |text: &Option<Text<'_>>| text.as_deref().map(str::to_owned);
    json!({
        "id": invitation.id, "email_address": text(&invitation.email), "role": text(&invitation.role),
        "role_name": text(&invitation.role_name), "organization_id": text(&invitation.organization_id),
        "inviter_id": text(&invitation.inviter_id), "user_id": text(&invitation.user_id),
        "status": text(&invitation.status), "expires_at": millis(invitation.expires_at),
        "created_at": millis(invitation.created_at), "updated_at": millis(invitation.updated_at),
    })
}
