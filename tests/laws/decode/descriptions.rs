//! Decoding of organizations, memberships, invitations, and of the fields of users that views
//! need.

use gatelog::event::clerk::{Body, Data, DecodeError, Invitation, Membership, Organization, UserDeleted};

use super::deliveries::{CREATED_AT, UPDATED_AT, error, event, millis, user};

const ORGANIZATION: &str = r#"{"object":"organization","id":"org_1","name":"Nordlicht","slug":"nordlicht","created_by":"user_1",
    "max_allowed_memberships":5,"admin_delete_enabled":true,"members_count":3,"public_metadata":{"a": 1},
    "private_metadata":{},"created_at":1763640000123,"updated_at":1763640500456}"#;

fn organization() -> Organization<'static> {
    Organization {
        id: "org_1".into(),
        name: Some("Nordlicht".into()),
        slug: Some("nordlicht".into()),
        created_by: Some("user_1".into()),
        max_allowed_memberships: Some(5),
        admin_delete_enabled: Some(true),
        created_at: Some(millis(CREATED_AT)),
        updated_at: Some(millis(UPDATED_AT)),
        object: ORGANIZATION.as_bytes(),
    }
}

#[test]
fn organizations_decode_and_a_deletion_keeps_the_slug() {
    let created = event("organization.created", ORGANIZATION);
    assert_eq!(Body::decode(&created).data, Ok(Data::Organization(Box::new(organization()))));
    let deleted = event("organization.deleted", r#"{"id":"org_1","slug":"nordlicht","deleted":true}"#);
    let Ok(Data::OrganizationDeleted(notice)) = Body::decode(&deleted).data else { panic!("a deletion") };
    assert_eq!((&*notice.id, notice.slug.as_deref()), ("org_1", Some("nordlicht")));
}

#[test]
fn a_membership_decodes_with_its_embedded_objects() {
    let data = format!(
        r#"{{"public_user_data":{{"user_id":"user_2","first_name":"Lena","last_name":"Voss","identifier":"lena@one.test",
            "username":"lena","banned":false,"deprovisioned":true}},"organization":{ORGANIZATION},"role":"org:admin",
            "role_name":"Admin","id":"orgmem_1","created_at":{CREATED_AT},"updated_at":{UPDATED_AT}}}"#
    );
    // The deletion contains the complete object, too.
    for event_type in ["organizationMembership.created", "organizationMembership.deleted"] {
        let event = event(event_type, &data);
        let Ok(Data::Membership(membership)) = Body::decode(&event).data else { panic!("a membership") };
        let Membership { id, role, role_name, organization_id, organization: inside, member, .. } = *membership;
        assert_eq!((&*id, role.as_deref(), role_name.as_deref()), ("orgmem_1", Some("org:admin"), Some("Admin")));
        assert_eq!((organization_id.as_deref(), inside.as_deref()), (Some("org_1"), Some(&organization())));
        let member = member.expect("a member");
        assert_eq!((&*member.user_id, member.identifier.as_deref()), ("user_2", Some("lena@one.test")));
        assert_eq!((member.first_name.as_deref(), member.last_name.as_deref()), (Some("Lena"), Some("Voss")));
        let marks = (member.username.as_deref(), member.banned, member.deprovisioned);
        assert_eq!(marks, (Some("lena"), Some(false), Some(true)));
        assert_eq!(
            (membership.created_at, membership.updated_at),
            (Some(millis(CREATED_AT)), Some(millis(UPDATED_AT)))
        );
    }
}

#[test]
fn a_membership_decodes_without_readable_embedded_objects() {
    for odd in ["null", "7", "[]", r#""org_1""#, "{}", r#"{"id":"","user_id":7}"#] {
        let data = format!(r#"{{"id":"orgmem_1","organization":{odd},"public_user_data":{odd},"role":"org:member"}}"#);
        let event = event("organizationMembership.updated", &data);
        let read = Membership {
            id: "orgmem_1".into(),
            role: Some("org:member".into()),
            object: data.as_bytes(),
            ..Membership::default()
        };
        assert_eq!(Body::decode(&event).data, Ok(Data::Membership(Box::new(read))), "{odd}");
    }
}

#[test]
fn an_invitation_decodes_without_its_link() {
    let data = format!(
        r#"{{"id":"orginv_1","email_address":"bob@one.test","role":"org:member","role_name":"Member",
            "organization_id":"org_1","inviter_id":"user_1","user_id":"user_2","status":"accepted",
            "public_inviter_data":{{"user_id":"user_9","identifier":"lena@one.test"}},
            "url":"https://one.test/ticket-7f3a","expires_at":1764244800123,
            "created_at":{CREATED_AT},"updated_at":{UPDATED_AT}}}"#
    );
    let accepted = event("organizationInvitation.accepted", &data);
    let read = Invitation {
        id: "orginv_1".into(),
        email: Some("bob@one.test".into()),
        role: Some("org:member".into()),
        role_name: Some("Member".into()),
        organization_id: Some("org_1".into()),
        inviter_id: Some("user_1".into()),
        inviter_identifier: Some("lena@one.test".into()),
        user_id: Some("user_2".into()),
        status: Some("accepted".into()),
        expires_at: Some(millis(1_764_244_800_123)),
        created_at: Some(millis(CREATED_AT)),
        updated_at: Some(millis(UPDATED_AT)),
    };
    let body = Body::decode(&accepted);
    assert!(!format!("{body:?}").contains("ticket-7f3a"), "{body:?}");
    assert_eq!(body.data, Ok(Data::Invitation(Box::new(read))));
    let data = r#"{"id":"orginv_1","public_inviter_data":{"user_id":"user_9"}}"#;
    let created = event("organizationInvitation.created", data);
    let Ok(Data::Invitation(invitation)) = Body::decode(&created).data else { panic!("an invitation") };
    assert_eq!(invitation.inviter_id.as_deref(), Some("user_9"), "without `inviter_id`");
}

#[test]
fn key_ids_are_required_and_never_cut() {
    let long = "i".repeat(257);
    for event_type in [
        "organization.created",
        "organization.deleted",
        "organizationMembership.deleted",
        "organizationInvitation.revoked",
    ] {
        assert_eq!(error(event_type, "[]"), Some(DecodeError::NoData), "{event_type}");
        assert_eq!(error(event_type, r#"{"id":7}"#), Some(DecodeError::NoId { field: "data.id" }), "{event_type}");
        let data = format!(r#"{{"id":"{long}"}}"#);
        assert_eq!(error(event_type, &data), Some(DecodeError::IdTooLong { field: "data.id" }), "{event_type}");
    }
    for (event_type, field, data) in [
        (
            "organizationInvitation.created",
            "data.organization_id",
            format!(r#"{{"id":"i","organization_id":"{long}"}}"#),
        ),
        (
            "organizationMembership.created",
            "data.organization.id",
            format!(r#"{{"id":"m","organization":{{"id":"{long}"}}}}"#),
        ),
        (
            "organizationMembership.created",
            "data.public_user_data.user_id",
            format!(r#"{{"id":"m","public_user_data":{{"user_id":"{long}"}}}}"#),
        ),
    ] {
        assert_eq!(error(event_type, &data), Some(DecodeError::IdTooLong { field }), "{event_type} {field}");
    }
}

#[test]
fn every_identifier_of_a_user_decodes() {
    let event = event(
        "user.updated",
        r#"{"phone_numbers":[{"id":"idn_3","phone_number":"+4942100001"},{"id":"idn_4","phone_number":"+4942100002"}],
            "email_addresses":[{"id":"idn_1","email_address":"a@one.test"},{"id":"idn_2"},null,{"email_address":"b@one.test"}],
            "web3_wallets":[{"id":"idn_5","web3_wallet":"0xaa","verification":{"nonce":"n"}},{"id":"idn_6"}],
            "primary_phone_number_id":"idn_4","id":"user_1","locked":true,"lockout_expires_in_seconds":3600,
            "deprovisioned":true,"password_enabled":true,"two_factor_enabled":false,"totp_enabled":true,
            "backup_code_enabled":false}"#,
    );
    let read = user(&event);
    assert_eq!(read.emails, ["a@one.test", "b@one.test"]);
    assert_eq!(read.phones, ["+4942100001", "+4942100002"]);
    assert_eq!(read.wallets, ["0xaa"]);
    assert_eq!((read.primary_email.as_deref(), read.primary_phone.as_deref()), (None, Some("+4942100002")));
    assert_eq!((read.locked, read.lockout_expires_in_seconds), (Some(true), Some(3_600)));
    assert_eq!((read.deprovisioned, read.password_enabled), (Some(true), Some(true)));
    let factors = (read.two_factor_enabled, read.totp_enabled, read.backup_code_enabled);
    assert_eq!(factors, (Some(false), Some(true), Some(false)));
}

#[test]
fn a_user_deletion_keeps_the_external_id() {
    let deleted = event("user.deleted", r#"{"id":"user_1","object":"user","deleted":true,"external_id":"crm-17"}"#);
    let notice = UserDeleted { id: "user_1".into(), external_id: Some("crm-17".into()) };
    assert_eq!(Body::decode(&deleted).data, Ok(Data::UserDeleted(notice)));
}
