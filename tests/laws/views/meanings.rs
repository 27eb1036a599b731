//! What updates mean beside what was known before them: generated histories of few subjects, in which much changes.

use gatelog::{
    clock::Timestamp,
    event::{
        EventType, Source,
        clerk::{
            Body, Data, Invitation, Member, Membership, OccurredAt, OccurredAtBasis, Organization, OrganizationDeleted,
            OtherData, Session, SessionActor, User, UserDeleted,
        },
    },
};
use proptest::{collection::vec, option::weighted, prelude::*, sample::select};
use serde_json::{Map, Value, json};

use super::history::{Said, complete, more};

/// Few moments, so that ties are common, and whatever changed did so before, at or after another snapshot.
const MILLIS: [i64; 5] =
    [1_760_000_000_000, 1_760_000_000_017, 1_760_000_060_000, 1_760_003_600_000, 1_760_090_000_000];

const METADATA: &[&str] = &["{}", r#"{"plan":"a"}"#, r#"{ "seats": 1, "plan": "b" }"#, r#"{"plan":"b","seats":1}"#];

pub fn chained_histories() -> impl Strategy<Value = Vec<Said>> {
    (2..=9_usize).prop_flat_map(|events| {
        // Ids say nothing of the order of what they name.
        let ids = Just((0..events).collect::<Vec<_>>()).prop_shuffle();
        (ids, vec(said(), events)).prop_map(|(ids, said)| {
            ids.into_iter().zip(said).map(|(id, said)| Said { id: format!("msg_{id}"), ..said }).collect()
        })
    })
}

fn said() -> BoxedStrategy<Said> {
    let source = prop_oneof![12 => Just(Source::recorded("clerk")), 1 => Just(Source::recorded("staging"))];
    let content = prop_oneof![
        8 => (select(&["user.created", "user.updated", "user.updated", "user.updated", "user.merged"][..]), user())
            .prop_map(|(name, user)| (name, Data::User(Box::new(user)))),
        1 => Just(("user.deleted", Data::UserDeleted(UserDeleted { id: "user_a".into(), external_id: None }))),
        3 => (select(&["organization.created", "organization.updated", "organization.updated"][..]), organization())
            .prop_map(|(name, organization)| (name, Data::Organization(Box::new(organization)))),
        3 => (membership_type(), membership()).prop_map(|(name, of)| (name, Data::Membership(Box::new(of)))),
        3 => other(),
    ];
    (source, content, time(), any::<bool>())
        .prop_map(|(source, (name, data), at, is_told)| Said {
            source,
            id: String::new(),
            event_type: EventType::parse(name),
            body: Body {
                instance_id: None,
                occurred_at: OccurredAt { at, basis: OccurredAtBasis::Envelope },
                client_ip: is_told.then(|| "203.0.113.9".into()),
                user_agent: is_told.then(|| "Browser/1".into()),
                object_id: None,
                data: Ok(complete(data)),
                body_error: None,
            },
        })
        .boxed()
}

/// What is no link of a chain, and speaks of the same subjects.
fn other() -> BoxedStrategy<(&'static str, Data<'static>)> {
    let session = |actor: Option<SessionActor<'static>>, user| {
        Data::Session(Box::new(Session {
            id: "sess_a".into(),
            user_id: Some("user_a".into()),
            actor,
            user: Some(Box::new(user)),
            ..Session::default()
        }))
    };
    let actor = select(&[None, Some((Some("user_b"), None)), Some((None, Some("agent"))), Some((None, None))][..]);
    let actor = actor.prop_map(|actor| {
        actor.map(|(id, kind): (Option<&'static str>, Option<&'static str>)| SessionActor {
            id: id.map(Into::into),
            kind: kind.map(Into::into),
        })
    });
    let session_type =
        select(&["session.created", "session.pending", "session.ended", "session.removed", "session.revoked"][..]);
    let invitation = Invitation {
        id: "orginv_a".into(),
        email: Some("new@example.org".into()),
        role: Some("org:member".into()),
        inviter_id: Some("user_a".into()),
        user_id: Some("user_b".into()),
        organization_id: Some("org_a".into()),
        ..Invitation::default()
    };
    let invitation_type = select(
        &["organizationInvitation.created", "organizationInvitation.accepted", "organizationInvitation.revoked"][..],
    );
    let gone = OrganizationDeleted { id: "org_a".into(), slug: Some("one".into()) };
    let subject = OtherData { email: Some("a@example.org".into()), name: Some("one".into()), ..OtherData::default() };
    prop_oneof![
        4 => (session_type, actor, user()).prop_map(move |(name, actor, user)| (name, session(actor, user))),
        3 => (invitation_type, prop::array::uniform5(weighted(0.6, Just(()))), weighted(0.5, time())).prop_map(
            move |(name, [email, role, user_id, inviter_id, organization_id], updated_at)| {
                // A bare notice names nothing but itself.
                let whole = invitation.clone();
                let invitation = Invitation {
                    email: whole.email.filter(|_| email.is_some()),
                    role: whole.role.filter(|_| role.is_some()),
                    user_id: whole.user_id.filter(|_| user_id.is_some()),
                    inviter_id: whole.inviter_id.filter(|_| inviter_id.is_some()),
                    organization_id: whole.organization_id.filter(|_| organization_id.is_some()),
                    updated_at,
                    ..whole
                };
                (name, Data::Invitation(Box::new(invitation)))
            }
        ),
        2 => (
            select(&["organizationDomain.created", "organizationDomain.updated", "organizationDomain.deleted"][..]),
            weighted(0.7, select(&["manual_invitation", "automatic_invitation"][..])),
        ).prop_map(|(name, mode)| (name, Data::Other(domain(name, mode)))),
        1 => Just(("organization.deleted", Data::OrganizationDeleted(gone))),
        1 => select(&["email.created", "sms.created", "role.created"][..])
            .prop_map(move |name| (name, Data::Other(subject.clone()))),
        1 => Just(("user.updated", Data::Foreign)),
    ]
    .boxed()
}

/// A domain, or the bare notice of its end.
fn domain(event_type: &str, enrollment_mode: Option<&str>) -> OtherData<'static> {
    let id = Some("orgdmn_a".into());
    if event_type == "organizationDomain.deleted" {
        return OtherData { id, ..OtherData::default() };
    }
    let mut object = json!({"id": "orgdmn_a", "name": "one.test", "organization_id": "org_a"});
    if let Some(mode) = enrollment_mode {
        object["enrollment_mode"] = mode.into();
    }
    OtherData {
        id,
        name: Some("one.test".into()),
        organization_id: Some("org_a".into()),
        object: more(&object),
        ..OtherData::default()
    }
}

fn user() -> BoxedStrategy<User<'static>> {
    let texts = (prop::array::uniform6(text()), texts(), texts());
    let flags = prop::array::uniform7(weighted(0.8, prop::bool::weighted(0.3)));
    let lockout = weighted(0.8, select(&[0_i64, 60, 3_600][..]));
    let id = select(&["user_a", "user_a", "user_a", "user_b"][..]);
    (id, texts, flags, lockout, weighted(0.8, time()), extras())
        .prop_map(|(id, (texts, emails, phones), flags, lockout_expires_in_seconds, updated_at, extras)| {
            let [primary_email, primary_phone, username, first_name, last_name, external_id] = texts;
            let [
                banned,
                locked,
                deprovisioned,
                password_enabled,
                two_factor_enabled,
                totp_enabled,
                backup_code_enabled,
            ] = flags;
            User {
                id: id.into(),
                primary_email,
                emails,
                primary_phone,
                phones,
                first_name,
                last_name,
                username,
                external_id,
                banned,
                locked,
                lockout_expires_in_seconds,
                deprovisioned,
                password_enabled,
                two_factor_enabled,
                totp_enabled,
                backup_code_enabled,
                updated_at,
                object: more(&extras),
                ..User::default()
            }
        })
        .boxed()
}

/// What a user's description has beside the fields of its struct.
fn extras() -> impl Strategy<Value = Value> {
    let times = prop::array::uniform4(weighted(0.6, weighted(0.7, time())));
    let elements = (
        weighted(0.8, vec(select(&["idn_1", "idn_2"][..]), 0..=2)),
        weighted(0.8, vec(account(), 0..=2)),
        weighted(0.5, vec(account(), 0..=1)),
        weighted(0.5, wallet()),
    );
    let rights = (weighted(0.6, any::<bool>()), weighted(0.6, any::<bool>()), weighted(0.3, select(&["x", "y"][..])));
    (times, elements, metadata(), metadata(), rights, any::<u8>()).prop_map(
        |(times, (passkeys, external, enterprise, wallet), public, private, (bypass, may_delete, new), counter)| {
            let mut fields = Map::new();
            let mut add = |name: &str, value: Option<Value>| fields.extend(value.map(|value| (name.to_owned(), value)));
            let names = ["password_last_updated_at", "mfa_enabled_at", "mfa_disabled_at", "legal_accepted_at"];
            for (name, time) in names.into_iter().zip(times) {
                add(name, time.map(|time| json!(time.map(Timestamp::millis))));
            }
            let passkeys = passkeys.map(|ids| ids.into_iter().map(|id| json!({"id": id, "last_used_at": counter})));
            add("passkeys", passkeys.map(Iterator::collect));
            add("external_accounts", external.map(Value::from));
            add("enterprise_accounts", enterprise.map(Value::from));
            add("web3_wallets", wallet.map(|wallet| json!([wallet])));
            add("public_metadata", public);
            add("private_metadata", private);
            add("bypass_client_trust", bypass.map(Value::from));
            add("delete_self_enabled", may_delete.map(Value::from));
            add("tomorrow_enabled", new.map(Value::from));
            add("verification_attempts_remaining", Some(counter.into()));
            Value::Object(fields)
        },
    )
}

fn account() -> impl Strategy<Value = Value> {
    (select(&["eac_1", "eac_2"][..]), select(&["100", "999"][..]), verification(), any::<u8>()).prop_map(
        |(id, named, verification, attempts)| {
            json!({"id": id, "provider": "oauth_github", "provider_user_id": named,
                "verification": {"status": verification, "attempts": attempts, "nonce": attempts}})
        },
    )
}

fn wallet() -> impl Strategy<Value = Value> {
    verification().prop_map(
        |verification| json!({"id": "idn_w", "web3_wallet": "0xaa", "verification": {"status": verification}}),
    )
}

fn verification() -> impl Strategy<Value = &'static str> {
    select(&["verified", "verified", "unverified"][..])
}

fn organization() -> BoxedStrategy<Organization<'static>> {
    let members = weighted(0.7, select(&[0_i64, 5][..]));
    (prop::array::uniform2(text()), members, weighted(0.7, any::<bool>()), weighted(0.8, time()), metadata())
        .prop_map(|([name, slug], max_allowed_memberships, admin_delete_enabled, updated_at, public_metadata)| {
            Organization {
                id: "org_a".into(),
                name,
                slug,
                created_by: Some("user_a".into()),
                max_allowed_memberships,
                admin_delete_enabled,
                object: more(&public_metadata.map_or_else(|| json!({}), |kept| json!({"public_metadata": kept}))),
                updated_at,
                ..Organization::default()
            }
        })
        .boxed()
}

fn membership_type() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "organizationMembership.created",
            "organizationMembership.updated",
            "organizationMembership.updated",
            "organizationMembership.deleted",
        ][..],
    )
}

fn membership() -> BoxedStrategy<Membership<'static>> {
    let role = weighted(0.9, select(&["org:admin", "org:member", "admin"][..]));
    // A bare notice names neither party or one of them.
    let (organization_id, user_id) = (
        weighted(0.8, select(&["org_a", "org_a", "org_a", "org_b"][..])),
        weighted(0.8, select(&["user_a", "user_a", "user_a", "user_b"][..])),
    );
    (role, organization(), weighted(0.8, time()), metadata(), organization_id, user_id)
        .prop_map(|(role, organization, updated_at, private_metadata, organization_id, user_id)| Membership {
            id: "orgmem_a".into(),
            role: role.map(Into::into),
            organization_id: organization_id.map(Into::into),
            organization: organization_id.map(|id| Box::new(Organization { id: id.into(), ..organization })),
            member: user_id.map(|id| Member { user_id: id.into(), ..Member::default() }),
            object: more(&private_metadata.map_or_else(|| json!({}), |kept| json!({"private_metadata": kept}))),
            updated_at,
            ..Membership::default()
        })
        .boxed()
}

fn text() -> impl Strategy<Value = Option<std::borrow::Cow<'static, str>>> {
    weighted(0.8, select(&["one", "one", "two"][..]).prop_map(Into::into))
}

/// In any order, some twice.
fn texts() -> impl Strategy<Value = Vec<std::borrow::Cow<'static, str>>> {
    vec(select(&["one", "two", "three"][..]).prop_map(Into::into), 0..=3)
}

fn metadata() -> impl Strategy<Value = Option<Value>> {
    weighted(0.7, select(METADATA).prop_map(|text| serde_json::from_str(text).expect("JSON")))
}

fn time() -> impl Strategy<Value = Timestamp> {
    select(&MILLIS[..]).prop_map(Timestamp::from_millis)
}
