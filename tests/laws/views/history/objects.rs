//! What a sender may say of each kind of object: few ids, few moments and few values, so that accounts meet and clash.
//! Boxed: unoptimised, the strategies and what they hold would not fit a test's stack.

use gatelog::{
    clock::Timestamp,
    event::clerk::{
        Invitation, LatestActivity, Member, Membership, Organization, OrganizationDeleted, Session, SessionActor, User,
        UserDeleted,
    },
};
use proptest::{option::weighted, prelude::*, sample::select};

/// All the moments there are in a history, so that ties are common.
const MILLIS: [i64; 4] = [1_760_000_000_000, 1_760_000_000_017, 1_760_000_060_000, 1_760_003_600_000];

pub fn session_type() -> impl Strategy<Value = &'static str> {
    select(
        &["session.created", "session.pending", "session.ended", "session.removed", "session.revoked", "session.moved"]
            [..],
    )
}

pub fn session() -> BoxedStrategy<Session<'static>> {
    let status = weighted(0.8, select(&["active", "pending", "ended", "removed", "revoked", "expired", "frozen"][..]));
    let actor = weighted(0.2, (text(), weighted(0.5, select(&["agent", "person"][..]))));
    let device = weighted(0.4, (prop::array::uniform6(text()), mark()));
    // Mostly the session's own user, without a user id, or another's.
    let whose = (weighted(0.8, user_id()), weighted(0.4, user().prop_map(Box::new)), prop::bool::weighted(0.7));
    (
        (select(&["sess_a", "sess_a", "sess_b"][..]), text(), text()),
        status,
        actor,
        device,
        prop::array::uniform5(maybe_time()),
        whose,
    )
        .prop_map(|((id, client_id, organization_id), status, actor, device, times, (user_id, user, own))| {
            let user = user.map(|user| match user_id {
                Some(id) if own => Box::new(User { id: id.into(), ..*user }),
                _ => user,
            });
            Session {
                id: id.into(),
                user_id: user_id.map(Into::into),
                client_id,
                status: status.map(Into::into),
                actor: actor.map(|(id, kind)| SessionActor { id, kind: kind.map(Into::into) }),
                organization_id,
                latest_activity: device.map(
                    |([ip, browser, browser_version, device_type, city, country], is_mobile)| LatestActivity {
                        ip,
                        browser,
                        browser_version,
                        device_type,
                        is_mobile,
                        city,
                        country,
                    },
                ),
                last_active_at: times[3],
                expire_at: times[0],
                abandon_at: times[4],
                created_at: times[1],
                updated_at: times[2],
                user,
            }
        })
        .boxed()
}

pub fn user() -> BoxedStrategy<User<'static>> {
    let texts = prop::array::uniform6(text());
    let marks = prop::array::uniform7(mark());
    let lockout = weighted(0.5, 0..=7_200_i64);
    let addresses = prop::collection::vec(select(&["a@one.test", "b@one.test", "a@two.test"][..]), 0..=3);
    let ways_in = (
        prop::collection::vec(select(&["+4311", "+4322"][..]), 0..=2),
        prop::collection::vec(select(&["0xaa", "0xbb"][..]), 0..=2),
        prop::collection::vec(select(&["a@one.test", "c@two.test"][..]), 0..=2),
        prop::collection::vec(select(&["+4311", "+4333"][..]), 0..=1),
    );
    (user_id(), texts, marks, prop::array::uniform3(maybe_time()), lockout, addresses, ways_in)
        .prop_map(
            |(
                id,
                texts,
                marks,
                times,
                lockout_expires_in_seconds,
                addresses,
                (phones, wallets, account_emails, account_phones),
            )| {
                let [primary_email, first_name, last_name, username, external_id, primary_phone] = texts;
                User {
                    id: id.into(),
                    primary_email,
                    emails: addresses.into_iter().map(Into::into).collect(),
                    primary_phone,
                    phones: phones.into_iter().map(Into::into).collect(),
                    wallets: wallets.into_iter().map(Into::into).collect(),
                    account_emails: account_emails.into_iter().map(Into::into).collect(),
                    account_phones: account_phones.into_iter().map(Into::into).collect(),
                    first_name,
                    last_name,
                    username,
                    external_id,
                    banned: marks[0],
                    locked: marks[1],
                    lockout_expires_in_seconds,
                    deprovisioned: marks[2],
                    password_enabled: marks[3],
                    two_factor_enabled: marks[4],
                    totp_enabled: marks[5],
                    backup_code_enabled: marks[6],
                    last_sign_in_at: times[0],
                    created_at: times[1],
                    updated_at: times[2],
                    ..User::default()
                }
            },
        )
        .boxed()
}

pub fn user_deleted() -> BoxedStrategy<UserDeleted<'static>> {
    (user_id(), text()).prop_map(|(id, external_id)| UserDeleted { id: id.into(), external_id }).boxed()
}

pub fn organization() -> BoxedStrategy<Organization<'static>> {
    let id = select(&["org_a", "org_a", "org_b"][..]);
    (
        id,
        text(),
        text(),
        weighted(0.5, user_id()),
        weighted(0.5, 0..=2_i64),
        mark(),
        prop::array::uniform2(maybe_time()),
    )
        .prop_map(|(id, name, slug, created_by, max_allowed_memberships, admin_delete_enabled, times)| Organization {
            id: id.into(),
            name,
            slug,
            created_by: created_by.map(Into::into),
            max_allowed_memberships,
            admin_delete_enabled,
            created_at: times[0],
            updated_at: times[1],
            ..Organization::default()
        })
        .boxed()
}

pub fn organization_deleted() -> BoxedStrategy<OrganizationDeleted<'static>> {
    organization().prop_map(|organization| OrganizationDeleted { id: organization.id, slug: organization.slug }).boxed()
}

pub fn membership_type() -> impl Strategy<Value = &'static str> {
    select(&["organizationMembership.created", "organizationMembership.updated", "organizationMembership.deleted"][..])
}

pub fn membership() -> BoxedStrategy<Membership<'static>> {
    let id = select(&["orgmem_a", "orgmem_a", "orgmem_b"][..]);
    let identifiers = select(&["one", "a@one.test", "+4311", "0x52908400098527886e0f7030069857d2e4169ee7"][..]);
    let identifier = weighted(0.7, identifiers.prop_map(Into::into));
    let member = (user_id(), prop::array::uniform3(text()), identifier, mark(), mark()).prop_map(
        |(user_id, [first_name, last_name, username], identifier, banned, deprovisioned)| Member {
            user_id: user_id.into(),
            first_name,
            last_name,
            identifier,
            username,
            banned,
            deprovisioned,
        },
    );
    let inside = (weighted(0.8, organization()), weighted(0.8, member));
    (id, role(), text(), inside, prop::array::uniform2(maybe_time()))
        .prop_map(|(id, role, role_name, (organization, member), times)| Membership {
            id: id.into(),
            role,
            role_name,
            organization_id: organization.as_ref().map(|organization| organization.id.clone()),
            organization: organization.map(Box::new),
            member,
            created_at: times[0],
            updated_at: times[1],
            ..Membership::default()
        })
        .boxed()
}

pub fn invitation_type() -> impl Strategy<Value = &'static str> {
    select(&["organizationInvitation.created", "organizationInvitation.accepted", "organizationInvitation.revoked"][..])
}

pub fn invitation() -> BoxedStrategy<Invitation<'static>> {
    let id = select(&["orginv_a", "orginv_a", "orginv_b"][..]);
    let status = weighted(0.8, select(&["pending", "accepted", "revoked", "expired", "frozen"][..]));
    let users = prop::array::uniform2(weighted(0.5, user_id()));
    let organization_id = weighted(0.8, select(&["org_a", "org_b"][..]));
    let texts = (prop::array::uniform3(text()), role());
    (id, texts, status, users, organization_id, prop::array::uniform3(maybe_time()))
        .prop_map(
            |(
                id,
                ([email, role_name, inviter_identifier], role),
                status,
                [inviter_id, user_id],
                organization_id,
                times,
            )| {
                Invitation {
                    id: id.into(),
                    email,
                    role,
                    role_name,
                    organization_id: organization_id.map(Into::into),
                    inviter_id: inviter_id.map(Into::into),
                    inviter_identifier,
                    user_id: user_id.map(Into::into),
                    status: status.map(Into::into),
                    expires_at: times[0],
                    created_at: times[1],
                    updated_at: times[2],
                }
            },
        )
        .boxed()
}

fn role() -> impl Strategy<Value = Option<std::borrow::Cow<'static, str>>> {
    weighted(0.7, select(&["org:admin", "admin", "org:member", "basic_member"][..]).prop_map(Into::into))
}

fn mark() -> impl Strategy<Value = Option<bool>> {
    weighted(0.7, any::<bool>())
}

pub fn user_id() -> impl Strategy<Value = &'static str> {
    select(&["user_a", "user_a", "user_a", "user_b"][..])
}

pub fn text() -> impl Strategy<Value = Option<std::borrow::Cow<'static, str>>> {
    weighted(0.7, select(&["one", "two", "three"][..]).prop_map(Into::into))
}

pub fn time() -> impl Strategy<Value = Timestamp> {
    select(&MILLIS[..]).prop_map(Timestamp::from_millis)
}

pub fn maybe_time() -> impl Strategy<Value = Option<Timestamp>> {
    weighted(0.7, time())
}
