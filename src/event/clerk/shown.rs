//! What of a Clerk body is shown to whoever may not read bodies: for each family the fields that tell an auditor who did
//! what, and hold no credential. A field that is not listed is not shown. So one-time codes, magic links, invitation
//! tickets, nonces, backup codes, and metadata, which holds whatever somebody put there, are never shown; nor is what
//! Clerk adds tomorrow. SignatureHeaders `email` and `sms` carry codes in their texts, and have no line here.

use crate::event::json::{
    NotJson, Reader,
    pick::{
        Allowed::{Each, Nothing, Object, Scalar},
        Fields, Picked, pick,
    },
};

/// Each family with what is shown of its `data`.
const FAMILIES: [(&str, &Fields); 12] = [
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

/// Picks what is shown of a body in UTF-8 by the family of its type. Of what is no body of Clerk's, and of families
/// without a line here: nothing.
pub fn pick_body(family: &str, text: &str) -> Result<Picked, NotJson> {
    let data = FAMILIES.iter().find(|(known, _)| *known == family).map(|(_, data)| *data);
    match data {
        Some(data) if is_event(text)? => {
            let nested = [("event_attributes", Object(&EVENT_ATTRIBUTES)), ("data", Object(data))];
            pick(text, Object(&Fields { scalars: "object type timestamp instance_id", nested: &nested }))
        }
        _ => pick(text, Nothing),
    }
}

/// Only bodies with `object: "event"` are Clerk's; other senders use the same words for other things.
fn is_event(text: &str) -> Result<bool, NotJson> {
    let mut is_event = false;
    Reader::whole(text.as_bytes(), |reader| {
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

/// How it came about.
const EVENT_ATTRIBUTES: Fields = Fields { scalars: "", nested: &[("http_request", Object(&HTTP_REQUEST))] };

/// From where something was asked for.
const HTTP_REQUEST: Fields = Fields { scalars: "client_ip user_agent", nested: &[] };

/// How something was verified: neither its nonce nor where it redirects.
const VERIFICATION: Fields = Fields { scalars: "object status strategy attempts expire_at verified_at", nested: &[] };

/// What an address is linked to.
const LINK: Fields = Fields { scalars: "id type", nested: &[] };

/// An e-mail address.
const EMAIL_ADDRESS: Fields = Fields {
    scalars: "id object email_address reserved matches_sso_connection created_at updated_at",
    nested: &[("verification", Object(&VERIFICATION)), ("linked_to", Each(&Object(&LINK)))],
};

/// A telephone number, without its backup codes.
const PHONE_NUMBER: Fields = Fields {
    scalars: "\
        id object phone_number reserved reserved_for_second_factor default_second_factor created_at updated_at",
    nested: &[("verification", Object(&VERIFICATION)), ("linked_to", Each(&Object(&LINK)))],
};

/// A wallet.
const WALLET: Fields = Fields {
    scalars: "id object web3_wallet created_at updated_at",
    nested: &[("verification", Object(&VERIFICATION))],
};

/// A passkey.
const PASSKEY: Fields = Fields {
    scalars: "id object name last_used_at created_at updated_at",
    nested: &[("verification", Object(&VERIFICATION))],
};

/// What an account signs in by: neither keys nor addresses of the identity provider.
const CONNECTION: Fields = Fields {
    scalars: "\
        id name domain provider protocol active sync_user_attributes allow_subdomains allow_idp_initiated \
        disable_additional_identifications created_at updated_at",
    nested: &[("domains", Each(&Scalar))],
};

/// An account with another provider; `google_id` and the names after it are older spellings.
const ACCOUNT: Fields = Fields {
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

/// The directory that a user comes from.
const SCIM: Fields = Fields { scalars: "directory_id directory_enabled external_id", nested: &[] };

/// A user. Of a deletion, what it has.
const USER: Fields = Fields {
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

/// From where a session was last active.
const LATEST_ACTIVITY: Fields = Fields {
    scalars: "id object device_type is_mobile browser_name browser_version ip_address city country",
    nested: &[],
};

/// Who acts in a session as somebody else; what else an actor says of itself is free text.
const ACTOR: Fields = Fields { scalars: "sub type iss", nested: &[] };

/// A session.
const SESSION: Fields = Fields {
    scalars: "\
        id object deleted user_id client_id status last_active_organization_id last_active_at expire_at \
        abandon_at created_at updated_at",
    nested: &[("actor", Object(&ACTOR)), ("latest_activity", Object(&LATEST_ACTIVITY)), ("user", Object(&USER))],
};

/// An organization.
const ORGANIZATION: Fields = Fields {
    scalars: "\
        id object deleted name slug has_image members_count pending_invitations_count \
        missing_member_with_elevated_permissions max_allowed_memberships admin_delete_enabled created_by \
        last_active_at role_set_key created_at updated_at",
    nested: &[],
};

/// A person as others in an organization see one.
const PUBLIC_USER: Fields =
    Fields { scalars: "user_id first_name last_name has_image identifier username banned deprovisioned", nested: &[] };

/// A membership.
const MEMBERSHIP: Fields = Fields {
    scalars: "id object deleted role role_name created_at updated_at",
    nested: &[
        ("permissions", Each(&Scalar)),
        ("organization", Object(&ORGANIZATION)),
        ("public_user_data", Object(&PUBLIC_USER)),
    ],
};

/// An invitation, without the address that accepts it.
const INVITATION: Fields = Fields {
    scalars: "\
        id object deleted email_address role role_name organization_id inviter_id user_id status expires_at \
        created_at updated_at",
    nested: &[("public_inviter_data", Object(&PUBLIC_USER))],
};

/// An organization as strangers see it.
const PUBLIC_ORGANIZATION: Fields = Fields { scalars: "id name slug has_image", nested: &[] };

/// A domain of an organization.
const DOMAIN: Fields = Fields {
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

/// A permission.
const PERMISSION: Fields =
    Fields { scalars: "id object deleted name key slug description type created_at updated_at", nested: &[] };

/// A role.
const ROLE: Fields = Fields {
    scalars: "id object deleted name key slug description is_creator_eligible created_at updated_at",
    nested: &[("permissions", Each(&Object(&PERMISSION)))],
};

/// An invitation out of a waiting list, without the address that accepts it.
const WAITLIST_INVITATION: Fields =
    Fields { scalars: "id object email_address status revoked expires_at created_at updated_at", nested: &[] };

/// An entry of a waiting list.
const WAITLIST_ENTRY: Fields = Fields {
    scalars: "id object deleted email_address status is_locked created_at updated_at",
    nested: &[("invitation", Object(&WAITLIST_INVITATION))],
};

/// Money.
const AMOUNT: Fields = Fields { scalars: "amount amount_formatted currency currency_symbol", nested: &[] };

/// Who pays.
const PAYER: Fields = Fields {
    scalars: "\
        id object user_id organization_id organization_name first_name last_name email created_at updated_at",
    nested: &[],
};

/// What is paid for.
const PLAN: Fields = Fields { scalars: "id slug name is_recurring amount currency interval period", nested: &[] };

/// How many places.
const SEATS: Fields = Fields { scalars: "quantity", nested: &[] };

/// A part of a subscription.
const SUBSCRIPTION_ITEM: Fields = Fields {
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

/// A subscription.
const SUBSCRIPTION: Fields = Fields {
    scalars: "\
        id object deleted status payer_id latest_payment_id active_at canceled_at ended_at past_due_at \
        created_at updated_at",
    nested: &[("payer", Object(&PAYER)), ("items", Each(&Object(&SUBSCRIPTION_ITEM)))],
};

/// Sums.
const TOTALS: Fields = Fields {
    scalars: "",
    nested: &[("subtotal", Object(&AMOUNT)), ("tax_total", Object(&AMOUNT)), ("grand_total", Object(&AMOUNT))],
};

/// Why a payment failed.
const FAILED_REASON: Fields = Fields { scalars: "code decline_code", nested: &[] };

/// An attempt to pay: nothing of the card, nor of the accounts with the payment provider.
const PAYMENT_ATTEMPT: Fields = Fields {
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
