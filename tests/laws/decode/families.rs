//! The decoded fields of each family.

use std::borrow::Cow;

use gatelog::event::clerk::{Body, OccurredAt, OccurredAtBasis, OtherData};

use super::deliveries::{CREATED_AT, ENVELOPE, UPDATED_AT, event, millis, recorded, session, sign_in, subject, user};

#[test]
fn a_sign_in_decodes_completely() {
    let event = recorded("session.created", sign_in("{}"));
    let body = Body::decode(&event);
    assert_eq!(body.instance_id.as_deref(), Some("ins_2zI"));
    assert_eq!(body.client_ip.as_deref(), Some("192.0.2.44"));
    assert_eq!(body.user_agent.as_deref(), Some("Mozilla/5.0 (X11; Linux x86_64)"));
    assert_eq!(body.occurred_at, OccurredAt { at: millis(ENVELOPE), basis: OccurredAtBasis::Envelope });
    let session = session(&event);
    assert_eq!(session.id, "sess_2zS");
    assert!(matches!(session.id, Cow::Borrowed(_)), "no copy in the common case");
    assert_eq!(session.user_id.as_deref(), Some("user_2zU"));
    assert_eq!(session.client_id.as_deref(), Some("client_2zC"));
    assert_eq!(session.status.as_deref(), Some("active"));
    assert_eq!(session.organization_id.as_deref(), Some("org_2zO"));
    assert_eq!(session.expire_at, Some(millis(1_764_244_800_123)));
    assert_eq!((session.created_at, session.updated_at), (Some(millis(CREATED_AT)), Some(millis(UPDATED_AT))));
    let actor = session.actor.unwrap();
    assert_eq!((actor.id.as_deref(), actor.kind.as_deref()), (Some("user_2zADMIN"), Some("agent")));
    let activity = session.latest_activity.unwrap();
    assert_eq!(activity.ip.as_deref(), Some("2001:db8::7"));
    assert_eq!((activity.browser.as_deref(), activity.browser_version.as_deref()), (Some("Firefox"), Some("145.0")));
    assert_eq!((activity.city.as_deref(), activity.country.as_deref()), (Some("Århus"), Some("DK")));
    assert_eq!(activity.device_type.as_deref(), Some("Linux"));
    let user = session.user.unwrap();
    assert_eq!(user.id, "user_2zU");
    assert_eq!(user.primary_email.as_deref(), Some("karen@example.test"));
    assert_eq!((user.first_name.as_deref(), user.last_name.as_deref()), (Some("Karen"), Some("Bøgh")));
    assert_eq!((user.username.as_deref(), user.external_id.as_deref()), (Some("karen"), Some("crm-17")));
    assert_eq!((user.banned, user.locked), (Some(false), Some(true)));
    assert_eq!(user.last_sign_in_at, Some(millis(CREATED_AT)));
    assert_eq!((user.created_at, user.updated_at), (Some(millis(1_700_000_000_000)), Some(millis(1_700_000_000_001))));
}

#[test]
fn the_family_selects_the_decoder() {
    let data = r#"{"id":"x_1","user_id":"user_1"}"#;
    let data_of = |event_type| Body::decode(&event(event_type, data)).data.map(|data| format!("{data:?}")).unwrap();
    for event_type in ["user.created", "user.updated", "user.whatever-comes", "user.deleted.not"] {
        assert!(data_of(event_type).starts_with("User("), "{event_type}");
    }
    assert!(data_of("user.deleted").starts_with("UserDeleted("));
    for event_type in ["session.created", "session.pending", "session.removed", "session.invented"] {
        assert!(data_of(event_type).starts_with("Session("), "{event_type}");
    }
    for event_type in ["users.created", "sessions.created", "role.deleted", "invitation.created", "-", "\\u0000"] {
        assert!(data_of(event_type).starts_with("Other("), "{event_type}");
    }
}

#[test]
fn the_recorded_type_selects_the_decoder() {
    let body = r#"{"object":"event","type":"user.created","data":{"id":"sess_1"}}"#;
    assert_eq!(session(&recorded("session.ended", body)).id, "sess_1");
}

#[test]
fn primary_address_is_found_by_id() {
    let primary_email = |primary: &str, addresses: &str| {
        let before = format!(r#"{{"id":"user_1","primary_email_address_id":{primary},"email_addresses":{addresses}}}"#);
        let after = format!(r#"{{"email_addresses":{addresses},"id":"user_1","primary_email_address_id":{primary}}}"#);
        let [before, after] =
            [before, after].map(|data| user(&event("user.updated", &data)).primary_email.map(Cow::into_owned));
        assert_eq!(before, after, "independent of the order of keys");
        before
    };
    let two = r#"[{"id":"idn_1","email_address":"a@example.test"},{"email_address":"b@example.test","id":"idn_2"}]"#;
    assert_eq!(primary_email(r#""idn_2""#, two).as_deref(), Some("b@example.test"));
    assert_eq!(primary_email(r#""idn_1""#, two).as_deref(), Some("a@example.test"));
    for (primary, addresses) in [
        (r#""idn_3""#, two),
        ("null", two),
        (r#""""#, r#"[{"id":"","email_address":"a@example.test"}]"#),
        ("null", r#"[{"email_address":"a@example.test"}]"#),
        (r#""idn_1""#, "[]"),
        (r#""idn_1""#, r#"{"id":"idn_1","email_address":"a@example.test"}"#),
        (r#""idn_1""#, r#"[{"id":"idn_1","email_address":["a@example.test"]}]"#),
    ] {
        assert_eq!(primary_email(primary, addresses), None, "{primary} {addresses}");
    }
    let odd = r#"[null,"\ud800",1e400,[{}],{"id":"idn_1","email_address":"a@example.test"}]"#;
    assert_eq!(primary_email(r#""idn_1""#, odd).as_deref(), Some("a@example.test"));
}

#[test]
fn an_actor_of_any_shape_counts() {
    let actor = |actor: &str| {
        session(&event("session.created", &format!(r#"{{"id":"sess_1","actor":{actor}}}"#)))
            .actor
            .map(|actor| (actor.id.map(String::from), actor.kind.map(String::from)))
    };
    assert_eq!(actor(r#"{"sub":"user_9"}"#), Some((Some("user_9".to_owned()), None)));
    assert_eq!(actor(r#"{"type":"agent","sub":7}"#), Some((None, Some("agent".to_owned()))));
    assert_eq!(actor("null"), None);
    let odd = [
        "{}",
        "[]",
        "0",
        "false",
        r#""""#,
        r#""user_9""#,
        r#"{"sub":""}"#,
        r#"{"sub":null,"type":null}"#,
        r#"{"act":{"sub":"user_9"}}"#,
        r#"[{"sub":"user_9"}]"#,
    ];
    for odd in odd {
        assert_eq!(actor(odd), Some((None, None)), "{odd}");
    }
}

#[test]
fn subjects_are_found_in_every_family() {
    let long = "i".repeat(257);
    let of_long = format!(r#"{{"user_id":"{long}","payer":{{"user_id":"user_1","organization_id":"{long}"}}}}"#);
    for (event_type, data, user_id, organization_id) in [
        ("email.created", r#"{"id":"ema_1","user_id":"user_1"}"#, Some("user_1"), None),
        (
            "organizationMembership.created",
            r#"{"id":"orgmem_1","organization":{"name":"N","id":"org_1"},"public_user_data":{"user_id":"user_1"}}"#,
            Some("user_1"),
            Some("org_1"),
        ),
        (
            "organizationInvitation.accepted",
            r#"{"id":"orginv_1","organization_id":"org_1","user_id":"user_1"}"#,
            Some("user_1"),
            Some("org_1"),
        ),
        (
            "subscription.active",
            r#"{"payer":{"user_id":"user_1","organization_id":"org_1"}}"#,
            Some("user_1"),
            Some("org_1"),
        ),
        ("organization.deleted", r#"{"id":"org_1","deleted":true}"#, None, Some("org_1")),
        ("organizationDomain.deleted", r#"{"id":"orgdmn_1"}"#, None, None),
        ("role.created", r#"{"id":"role_1"}"#, None, None),
        ("sms.created", &of_long, Some("user_1"), None),
        ("sms.created", r#"{"user_id":7,"organization":"\ud800","public_user_data":[],"payer":1e400}"#, None, None),
        ("sms.created", "[]", None, None),
    ] {
        let event = event(event_type, data);
        let body = Body::decode(&event);
        let subjects = body.subjects();
        let subjects = (subjects.user_id.map(AsRef::as_ref), subjects.organization_id.map(AsRef::as_ref));
        assert_eq!(subjects, (user_id, organization_id), "{event_type} {data}");
    }
    assert_eq!(subject(&recorded("sms.created", r#"{"object":"event"}"#)), OtherData::default());
}
