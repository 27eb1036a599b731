//! Bodies of the `user` family: the whole user, which a session embeds as well, and the stub of a
//! deletion.

use crate::simulate::{
    entities::{PLANS, User},
    json::Json,
    ksuid::Ksuid,
    people::Email,
};

/// Writes the members of a user in `user.created`, `user.updated` and sessions.
pub fn user(json: &mut Json, user: &User) {
    let person = &user.person;
    json.flag("backup_code_enabled", user.two_factor);
    json.flag("banned", user.banned);
    json.flag("create_organization_enabled", true);
    json.null("create_organizations_limit");
    json.number("created_at", user.created_at_ms);
    json.flag("delete_self_enabled", true);
    json.flag("deprovisioned", false);
    json.list("email_addresses", |json| {
        if let Some(id) = &user.work_email_id {
            json.element(|json| email_address(json, id, person.work_email(), user.updated_at_ms, None));
        }
        if let Some(id) = &user.email_id {
            let linked_to = user.external_account_id.as_ref();
            json.element(|json| email_address(json, id, person.email(), user.created_at_ms, linked_to));
        }
    });
    json.raw("enterprise_accounts", "[]");
    json.list("external_accounts", |json| {
        if let Some(id) = &user.external_account_id {
            json.element(|json| external_account(json, id, user));
        }
    });
    external_id(json, user);
    json.text_or_null("first_name", user.named.then(|| person.first_name()));
    json.flag("has_image", user.has_image);
    json.id("id", "user_", &user.id);
    json.formatted("image_url", format_args!("https://img.example.com/{}", user.id.as_str()));
    json.number("last_active_at", user.last_sign_in_at_ms.unwrap_or(user.created_at_ms));
    json.text_or_null("last_name", user.named.then(|| person.last_name()));
    json.number_or_null("last_sign_in_at", user.last_sign_in_at_ms);
    json.number("legal_accepted_at", user.created_at_ms);
    json.text("locale", "en-US");
    let locked_for_ms = user.locked_until_ms.map(|until_ms| (until_ms - user.updated_at_ms).max(0));
    json.flag("locked", locked_for_ms.is_some());
    json.number_or_null("lockout_expires_in_seconds", locked_for_ms.map(|left_ms| left_ms / 1_000));
    json.number_or_null("mfa_disabled_at", user.mfa_disabled_at_ms);
    json.number_or_null("mfa_enabled_at", user.mfa_enabled_at_ms);
    json.text("object", "user");
    json.raw("passkeys", "[]");
    json.flag("password_enabled", user.password_updated_at_ms.is_some());
    json.number_or_null("password_last_updated_at", user.password_updated_at_ms);
    json.list("phone_numbers", |json| {
        if let Some(id) = &user.phone_id {
            json.element(|json| phone_number(json, id, user));
        }
    });
    let primary = if user.work_email_is_primary { &user.work_email_id } else { &user.email_id };
    id_or_null(json, "primary_email_address_id", primary.as_ref());
    id_or_null(json, "primary_phone_number_id", user.phone_id.as_ref());
    json.null("primary_web3_wallet_id");
    json.raw("private_metadata", "{}");
    json.formatted("profile_image_url", format_args!("https://img.example.com/{}", user.id.as_str()));
    json.object("public_metadata", |json| {
        if user.plan > 0 {
            json.text("plan", PLANS[user.plan]);
        }
    });
    json.raw("saml_accounts", "[]");
    json.flag("totp_enabled", user.two_factor);
    json.flag("two_factor_enabled", user.two_factor);
    json.raw("unsafe_metadata", "{}");
    json.number("updated_at", user.updated_at_ms);
    if user.has_username {
        json.formatted("username", format_args!("{}", person.username()));
    } else {
        json.null("username");
    }
    json.number_or_null("verification_attempts_remaining", user.locked_until_ms.map(|_| 0));
    json.raw("web3_wallets", "[]");
}

/// Writes the members of the stub in `user.deleted`: no address, no times.
pub fn deleted(json: &mut Json, user: &User) {
    json.flag("deleted", true);
    external_id(json, user);
    json.id("id", "user_", &user.id);
    json.text("object", "user");
}

fn external_id(json: &mut Json, user: &User) {
    if user.has_external_id {
        json.formatted("external_id", format_args!("crm-{:06}", user.serial));
    } else {
        json.null("external_id");
    }
}

fn id_or_null(json: &mut Json, key: &str, id: Option<&Ksuid>) {
    match id {
        Some(id) => json.id(key, "idn_", id),
        None => json.null(key),
    }
}

fn email_address(json: &mut Json, id: &Ksuid, email: Email, created_at_ms: i64, linked_to: Option<&Ksuid>) {
    json.number("created_at", created_at_ms);
    json.formatted("email_address", format_args!("{email}"));
    json.id("id", "idn_", id);
    json.list("linked_to", |json| {
        if let Some(account) = linked_to {
            json.element(|json| {
                json.id("id", "eac_", account);
                json.text("type", "oauth_google");
            });
        }
    });
    json.flag("matches_sso_connection", false);
    json.text("object", "email_address");
    json.flag("reserved", false);
    json.number("updated_at", created_at_ms);
    let strategy = if linked_to.is_some() { "from_oauth_google" } else { "email_code" };
    verification(json, strategy, created_at_ms);
}

fn phone_number(json: &mut Json, id: &Ksuid, user: &User) {
    json.null("backup_codes");
    json.number("created_at", user.created_at_ms);
    json.flag("default_second_factor", false);
    json.id("id", "idn_", id);
    json.raw("linked_to", "[]");
    json.text("object", "phone_number");
    json.formatted("phone_number", format_args!("{}", user.person.phone()));
    json.flag("reserved", false);
    json.flag("reserved_for_second_factor", false);
    json.number("updated_at", user.created_at_ms);
    verification(json, "phone_code", user.created_at_ms);
}

fn external_account(json: &mut Json, id: &Ksuid, user: &User) {
    json.text("approved_scopes", "email profile openid");
    json.number("created_at", user.created_at_ms);
    json.formatted("email_address", format_args!("{}", user.person.email()));
    json.text("first_name", user.person.first_name());
    json.id("id", "eac_", id);
    json.text("last_name", user.person.last_name());
    json.text("object", "external_account");
    json.text("provider", "oauth_google");
    json.formatted("provider_user_id", format_args!("1{:020}", user.serial));
    json.raw("public_metadata", "{}");
    json.number("updated_at", user.created_at_ms);
    verification(json, "oauth_google", user.created_at_ms);
}

const VERIFICATION_MS: i64 = 600_000;

fn verification(json: &mut Json, strategy: &str, created_at_ms: i64) {
    json.object("verification", |json| {
        json.number("attempts", 1);
        json.number("expire_at", created_at_ms.saturating_add(VERIFICATION_MS));
        json.text("status", "verified");
        json.text("strategy", strategy);
    });
}
