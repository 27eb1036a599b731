//! The allow-list for redacting Clerk bodies: per family the fields that an auditor needs and that
//! contain no credential. A field that is not listed is redacted. This covers one-time codes,
//! magic links, invitation tickets, nonces, backup codes, metadata (free text), and every field
//! that Clerk adds later. The families `email` and `sms` contain codes in their texts and are not
//! listed.

use crate::event::json::{
    JsonReader, NotJson,
    redact::{
        Allowed::{Each, Nothing, Object, Scalar},
        AllowedFields, Redacted, redact_json,
    },
};

/// Each family with the allowed fields of its `data`.
const FAMILIES: [(&str, &AllowedFields); 12] = [
    ("organization", &ORGANIZATION),
    ("organizationDomain", &DOMAIN),
    ("organizationInvitation", &INVITATION),
    ("organizationMembership", &MEMBERSHIP),
    ("paymentAttempt", &PAYMENT_ATTEMPT),
    ("permission", &PERMISSION),
    ("role", &ROLE),
    ("session", &SESSION),
    ("subscription", &SUBSCRIPTION),
    ("subscriptionItem", &SUBSCRIPTION_ITEM),
    ("user", &USER),
    ("waitlistEntry", &WAITLIST_ENTRY),
];

/// Redacts a body by the family of its type. A body that is not Clerk's, or of an unlisted family,
/// is redacted completely.
pub fn redact_body(family: &str, text: &str) -> Result<Redacted, NotJson> {
    let data = FAMILIES.iter().find(|(known, _)| *known == family).map(|(_, data)| *data);
    match data {
        Some(data) if is_event(text)? => {
            let nested = [("event_attributes", Object(&EVENT_ATTRIBUTES)), ("data", Object(data))];
            redact_json(text, Object(&AllowedFields { scalars: "object type timestamp instance_id", nested: &nested }))
        }
        _ => redact_json(text, Nothing),
    }
}

/// Only a body with `object: "event"` is Clerk's. Other senders use the same type names for other
/// things.
fn is_event(text: &str) -> Result<bool, NotJson> {
    let mut is_event = false;
    JsonReader::read_document(text.as_bytes(), |reader| {
        reader.fields(|name, reader| {
            let value = reader.value()?;
            if name == b"object" {
                is_event = value.text(OBJECT.len() + 1).as_deref() == Some(OBJECT);
            }
            Ok(())
        })
    })?;
    Ok(is_event)
}

const OBJECT: &str = "event";

const EVENT_ATTRIBUTES: AllowedFields =
    AllowedFields { scalars: "", nested: &[("http_request", Object(&HTTP_REQUEST))] };

const HTTP_REQUEST: AllowedFields = AllowedFields { scalars: "client_ip user_agent", nested: &[] };

/// Without the nonce and the redirect URL.
const VERIFICATION: AllowedFields =
    AllowedFields { scalars: "object status strategy attempts expire_at verified_at", nested: &[] };

const LINK: AllowedFields = AllowedFields { scalars: "id type", nested: &[] };

const EMAIL_ADDRESS: AllowedFields = AllowedFields {
    scalars: "id object email_address reserved matches_sso_connection created_at updated_at",
    nested: &[("verification", Object(&VERIFICATION)), ("linked_to", Each(&Object(&LINK)))],
};

/// Without the backup codes.
const PHONE_NUMBER: AllowedFields = AllowedFields {
    scalars: "\
        id object phone_number reserved reserved_for_second_factor default_second_factor created_at updated_at",
    nested: &[("verification", Object(&VERIFICATION)), ("linked_to", Each(&Object(&LINK)))],
};

const WALLET: AllowedFields = AllowedFields {
    scalars: "id object web3_wallet created_at updated_at",
    nested: &[("verification", Object(&VERIFICATION))],
};

const PASSKEY: AllowedFields = AllowedFields {
    scalars: "id object name last_used_at created_at updated_at",
    nested: &[("verification", Object(&VERIFICATION))],
};

/// Without the keys and URLs of the identity provider.
const CONNECTION: AllowedFields = AllowedFields {
    scalars: "\
        id name domain provider protocol active sync_user_attributes allow_subdomains allow_idp_initiated \
        disable_additional_identifications created_at updated_at",
    nested: &[("domains", Each(&Scalar))],
};

/// An account with another provider. `google_id`, `given_name` and `family_name` are from older
/// events.
const ACCOUNT: AllowedFields = AllowedFields {
    scalars: "\
        id object provider identification_id provider_user_id email_address email_address_verified username \
        phone_number first_name last_name label approved_scopes protocol active enterprise_connection_id \
        google_id given_name family_name last_authenticated_at created_at updated_at",
    nested: &[
        ("verification", Object(&VERIFICATION)),
        ("saml_connection", Object(&CONNECTION)),
        ("enterprise_connection", Object(&CONNECTION)),
    ],
};

/// The directory that manages a user.
const SCIM: AllowedFields = AllowedFields { scalars: "directory_id directory_enabled external_id", nested: &[] };

/// Also for the deletion notice, which has some of these fields.
const USER: AllowedFields = AllowedFields {
    scalars: "\
        id object deleted external_id primary_email_address_id primary_phone_number_id primary_web3_wallet_id \
        username first_name last_name locale has_image password_enabled two_factor_enabled totp_enabled \
        backup_code_enabled mfa_enabled_at mfa_disabled_at password_last_updated_at last_sign_in_at \
        last_active_at banned locked lockout_expires_in_seconds verification_attempts_remaining deprovisioned \
        legal_accepted_at delete_self_enabled create_organization_enabled create_organizations_limit \
        bypass_client_trust created_at updated_at",
    nested: &[
        ("email_addresses", Each(&Object(&EMAIL_ADDRESS))),
        ("phone_numbers", Each(&Object(&PHONE_NUMBER))),
        ("web3_wallets", Each(&Object(&WALLET))),
        ("passkeys", Each(&Object(&PASSKEY))),
        ("external_accounts", Each(&Object(&ACCOUNT))),
        ("saml_accounts", Each(&Object(&ACCOUNT))),
        ("enterprise_accounts", Each(&Object(&ACCOUNT))),
        ("scim", Object(&SCIM)),
    ],
};

const LATEST_ACTIVITY: AllowedFields = AllowedFields {
    scalars: "id object device_type is_mobile browser_name browser_version ip_address city country",
    nested: &[],
};

/// Other fields of an actor are free text.
const ACTOR: AllowedFields = AllowedFields { scalars: "sub type iss", nested: &[] };

const SESSION: AllowedFields = AllowedFields {
    scalars: "\
        id object deleted user_id client_id status last_active_organization_id last_active_at expire_at \
        abandon_at created_at updated_at",
    nested: &[("actor", Object(&ACTOR)), ("latest_activity", Object(&LATEST_ACTIVITY)), ("user", Object(&USER))],
};

const ORGANIZATION: AllowedFields = AllowedFields {
    scalars: "\
        id object deleted name slug has_image members_count pending_invitations_count \
        missing_member_with_elevated_permissions max_allowed_memberships admin_delete_enabled created_by \
        last_active_at role_set_key created_at updated_at",
    nested: &[],
};

/// A user as other members of an organization see it.
const PUBLIC_USER: AllowedFields = AllowedFields {
    scalars: "user_id first_name last_name has_image identifier username banned deprovisioned",
    nested: &[],
};

const MEMBERSHIP: AllowedFields = AllowedFields {
    scalars: "id object deleted role role_name created_at updated_at",
    nested: &[
        ("permissions", Each(&Scalar)),
        ("organization", Object(&ORGANIZATION)),
        ("public_user_data", Object(&PUBLIC_USER)),
    ],
};

/// Without the URL that accepts the invitation.
const INVITATION: AllowedFields = AllowedFields {
    scalars: "\
        id object deleted email_address role role_name organization_id inviter_id user_id status expires_at \
        created_at updated_at",
    nested: &[("public_inviter_data", Object(&PUBLIC_USER))],
};

/// An organization as non-members see it.
const PUBLIC_ORGANIZATION: AllowedFields = AllowedFields { scalars: "id name slug has_image", nested: &[] };

const DOMAIN: AllowedFields = AllowedFields {
    scalars: "\
        id object deleted organization_id name enrollment_mode affiliation_email_address \
        total_pending_invitations total_pending_suggestions created_at updated_at",
    nested: &[
        ("affiliation_verification", Object(&VERIFICATION)),
        ("ownership_verification", Object(&VERIFICATION)),
        ("verification", Object(&VERIFICATION)),
        ("public_organization_data", Object(&PUBLIC_ORGANIZATION)),
    ],
};

const PERMISSION: AllowedFields =
    AllowedFields { scalars: "id object deleted name key slug description type created_at updated_at", nested: &[] };

const ROLE: AllowedFields = AllowedFields {
    scalars: "id object deleted name key slug description is_creator_eligible created_at updated_at",
    nested: &[("permissions", Each(&Object(&PERMISSION)))],
};

/// Without the URL that accepts the invitation.
const WAITLIST_INVITATION: AllowedFields =
    AllowedFields { scalars: "id object email_address status revoked expires_at created_at updated_at", nested: &[] };

const WAITLIST_ENTRY: AllowedFields = AllowedFields {
    scalars: "id object deleted email_address status is_locked created_at updated_at",
    nested: &[("invitation", Object(&WAITLIST_INVITATION))],
};

const AMOUNT: AllowedFields =
    AllowedFields { scalars: "amount amount_formatted currency currency_symbol", nested: &[] };

const PAYER: AllowedFields = AllowedFields {
    scalars: "\
        id object user_id organization_id organization_name first_name last_name email created_at updated_at",
    nested: &[],
};

const PLAN: AllowedFields =
    AllowedFields { scalars: "id slug name is_recurring amount currency interval period", nested: &[] };

const SEATS: AllowedFields = AllowedFields { scalars: "quantity", nested: &[] };

const SUBSCRIPTION_ITEM: AllowedFields = AllowedFields {
    scalars: "\
        id object deleted status interval is_free_trial plan_id subscription_id plan_period period_start \
        period_end canceled_at past_due_at ended_at created_at updated_at",
    nested: &[
        ("plan", Object(&PLAN)),
        ("payer", Object(&PAYER)),
        ("seats", Object(&SEATS)),
        ("amount", Object(&AMOUNT)),
    ],
};

const SUBSCRIPTION: AllowedFields = AllowedFields {
    scalars: "\
        id object deleted status payer_id latest_payment_id active_at canceled_at ended_at past_due_at \
        created_at updated_at",
    nested: &[("payer", Object(&PAYER)), ("items", Each(&Object(&SUBSCRIPTION_ITEM)))],
};

const TOTALS: AllowedFields = AllowedFields {
    scalars: "",
    nested: &[("subtotal", Object(&AMOUNT)), ("tax_total", Object(&AMOUNT)), ("grand_total", Object(&AMOUNT))],
};

const FAILED_REASON: AllowedFields = AllowedFields { scalars: "code decline_code", nested: &[] };

/// Without data of the card and of the accounts with the payment provider.
const PAYMENT_ATTEMPT: AllowedFields = AllowedFields {
    scalars: "\
        id object deleted payment_id invoice_id statement_id status charge_type billing_date paid_at failed_at \
        created_at updated_at",
    nested: &[
        ("failed_reason", Object(&FAILED_REASON)),
        ("payer", Object(&PAYER)),
        ("totals", Object(&TOTALS)),
        ("subscription_items", Each(&Object(&SUBSCRIPTION_ITEM))),
    ],
};
