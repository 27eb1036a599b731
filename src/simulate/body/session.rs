//! Bodies of the `session` family: one shape for all types, with the user embedded.

use super::user;
use crate::simulate::{
    entities::{Actor, Session, User},
    json::Json,
    ksuid::Ksuid,
};

/// An unused session is abandoned after this time.
const ABANDONED_AFTER_MS: i64 = 30 * 86_400_000;

/// Writes the members of a session. Like at Clerk, only an active session has a `latest_activity`.
pub fn session(json: &mut Json, session: &Session, status: &str, user: &User) {
    json.number("abandon_at", session.created_at_ms.saturating_add(ABANDONED_AFTER_MS));
    match &session.actor {
        None => json.null("actor"),
        Some(Actor::User(id)) => json.object("actor", |json| json.id("sub", "user_", id)),
        Some(Actor::Dashboard(id)) => json.object("actor", |json| {
            json.text("iss", "https://dashboard.example.com");
            json.id("sub", "user_", id);
        }),
    }
    json.id("client_id", "client_", &session.client_id);
    json.number("created_at", session.created_at_ms);
    json.number("expire_at", session.expire_at_ms);
    json.id("id", "sess_", &session.id);
    json.number("last_active_at", session.updated_at_ms);
    match &session.organization_id {
        Some(id) => json.id("last_active_organization_id", "org_", id),
        None => json.null("last_active_organization_id"),
    }
    if status == "active" {
        json.object("latest_activity", |json| latest_activity(json, &session.id, session));
    } else {
        json.null("latest_activity");
    }
    json.text("object", "session");
    json.text("status", status);
    json.number("updated_at", session.updated_at_ms);
    json.object("user", |json| user::user(json, user));
    json.id("user_id", "user_", &user.id);
}

fn latest_activity(json: &mut Json, id: &Ksuid, session: &Session) {
    let (browser, (city, country)) = (session.device.browser(), session.device.place());
    json.text("browser_name", browser.name);
    json.text("browser_version", browser.version);
    json.text("city", city);
    json.text("country", country);
    json.text("device_type", browser.device_type);
    json.id("id", "sess_activity_", id);
    json.formatted("ip_address", format_args!("{}", session.device.ip));
    json.flag("is_mobile", browser.mobile);
    json.text("object", "session_activity");
}
