//! The pitfalls of Clerk's webhooks that rows must survive, one test each, in the order in which they are commonly listed.
//! Those that need a database or HTTP stand in `api/pitfalls.rs`.

use gatelog::{
    clock::Timestamp,
    event::{
        EventId, EventType, Position, RecordedEvent, Source,
        clerk::{
            Body, Data, Invitation, Member, Membership, OccurredAtBasis, Organization, OrganizationDeleted, Session,
            User,
        },
    },
    projection::Projection,
    views::{
        Invitations, Memberships, Organizations, Sessions, Users,
        invitations::InvitationRow,
        version::{DESCRIBED_BY_EMBEDDED, DESCRIBED_BY_OWN, DESCRIBED_BY_PUBLIC},
    },
};

use super::{
    events::{after_noon, deleted, micros_after_noon, row, said, session, session_said, user, user_said, with_session},
    history::Said,
};

fn organization(name: &'static str, second: i64) -> Organization<'static> {
    Organization {
        id: "org_1".into(),
        name: Some(name.into()),
        updated_at: Some(after_noon(second)),
        ..Organization::default()
    }
}

fn membership(role: &'static str, second: i64) -> Membership<'static> {
    let member = Member { user_id: "user_ada".into(), first_name: Some("Ada".into()), ..Member::default() };
    Membership {
        id: "orgmem_1".into(),
        role: Some(role.into()),
        organization_id: Some("org_1".into()),
        organization: Some(Box::new(organization("Inside", second))),
        member: Some(member),
        created_at: Some(after_noon(0)),
        updated_at: Some(after_noon(second)),
        ..Membership::default()
    }
}

fn membership_said(verb: &str, id: &str, second: i64, membership: Membership<'static>) -> Said {
    said(&format!("organizationMembership.{verb}"), id, second, Data::Membership(Box::new(membership)))
}

fn invitation_said(verb: &str, id: &str, second: i64, status: &'static str) -> Said {
    let invitation = Invitation {
        id: "orginv_1".into(),
        email: Some("bob@one.test".into()),
        organization_id: Some("org_1".into()),
        user_id: (verb == "accepted").then(|| "user_bob".into()),
        status: Some(status.into()),
        created_at: Some(after_noon(0)),
        updated_at: Some(after_noon(second)),
        ..Invitation::default()
    };
    said(&format!("organizationInvitation.{verb}"), id, second, Data::Invitation(Box::new(invitation)))
}

#[test]
fn p01_an_update_or_a_session_before_the_creation_makes_the_user_known() {
    let update = user_said("user.updated", "msg_b", 20, "Ada");
    assert_eq!(row(&Users, std::slice::from_ref(&update)).first_name.as_deref(), Some("Ada"));
    let inside = Session { user: Some(Box::new(user("Inside", 30))), ..session("active", 30) };
    let inside = with_session("session.created", "msg_a", 30, inside);
    let known = row(&Users, std::slice::from_ref(&inside));
    assert_eq!((known.first_name.as_deref(), known.described_by), (Some("Inside"), DESCRIBED_BY_EMBEDDED));
    let known = row(&Users, &[inside, update, user_said("user.created", "msg_c", 0, "Augusta")]);
    assert_eq!((known.first_name.as_deref(), known.described_by), (Some("Ada"), DESCRIBED_BY_OWN));
}

#[test]
fn p02_a_membership_before_its_organization_and_its_user_makes_both_known() {
    let joined = membership_said("created", "msg_z", 50, membership("org:admin", 50));
    let known = row(&Organizations, std::slice::from_ref(&joined));
    assert_eq!((known.name.as_deref(), known.described_by), (Some("Inside"), DESCRIBED_BY_EMBEDDED));
    let known = row(&Users, std::slice::from_ref(&joined));
    assert_eq!((known.first_name.as_deref(), known.described_by), (Some("Ada"), DESCRIBED_BY_PUBLIC));
    // An own description wins though the snapshot looks newer; so does a fuller snapshot over the public one.
    let own = said("organization.created", "msg_a", 0, Data::Organization(Box::new(organization("Own", 0))));
    assert_eq!(row(&Organizations, &[joined.clone(), own]).name.as_deref(), Some("Own"));
    let full = User { username: Some("ada".into()), ..user("Augusta", 10) };
    let full = Session { user: Some(Box::new(full)), ..session("active", 10) };
    let full = with_session("session.created", "msg_b", 10, full);
    let known = row(&Users, &[joined, full, user_said_by_name_only()]);
    assert_eq!((known.first_name.as_deref(), known.username.as_deref()), (Some("Augusta"), Some("ada")));
}

/// Names the user and nothing else.
fn user_said_by_name_only() -> Said {
    session_said("session.ended", "msg_c", 60, "ended")
}

#[test]
fn p03_what_was_deleted_stays_deleted_and_its_description_goes_on_improving() {
    let known = row(&Users, &[deleted("msg_b", 10), user_said("user.updated", "msg_c", 90, "Late")]);
    assert_eq!((known.deleted_at, known.first_name.as_deref()), (Some(micros_after_noon(10)), Some("Late")));

    let notice = OrganizationDeleted { id: "org_1".into(), slug: Some("slug".into()) };
    let gone = said("organization.deleted", "msg_b", 10, Data::OrganizationDeleted(notice));
    let known = row(&Organizations, std::slice::from_ref(&gone));
    assert_eq!((known.deleted_at, known.slug.as_deref()), (Some(micros_after_noon(10)), Some("slug")));
    let late = said("organization.updated", "msg_c", 90, Data::Organization(Box::new(organization("Late", 90))));
    let member = membership_said("updated", "msg_d", 95, membership("org:member", 95));
    let known = row(&Organizations, &[gone, late, member]);
    assert_eq!((known.deleted_at, known.name.as_deref()), (Some(micros_after_noon(10)), Some("Late")));

    // The whole object, and an `updated_at` that the deletion did not move: it is ordered by when it happened.
    let left = membership_said("deleted", "msg_a", 50, membership("org:member", 0));
    let late = membership_said("updated", "msg_b", 40, membership("org:admin", 40));
    let known = row(&Memberships, &[left.clone(), late, membership_said("deleted", "msg_c", 60, membership("x", 0))]);
    assert_eq!(known.deleted_at, Some(micros_after_noon(50)));
    assert_eq!(known.role.as_deref(), Some("org:admin"));
    assert_eq!(row(&Memberships, &[left]).role.as_deref(), Some("org:member"), "known by its end alone");
}

#[test]
fn a_bare_notice_of_deletion_describes_nothing() {
    let bare = Membership { id: "orgmem_1".into(), ..Membership::default() };
    let left = membership_said("deleted", "msg_z", 50, bare);
    let known = row(&Memberships, &[left.clone(), membership_said("created", "msg_a", 0, membership("org:admin", 0))]);
    assert_eq!((known.deleted_at, known.role.as_deref()), (Some(micros_after_noon(50)), Some("org:admin")));
    assert_eq!(known.updated_at, Some(micros_after_noon(0)));
    assert_eq!((known.user_id.as_deref(), known.organization_id.as_deref()), (Some("user_ada"), Some("org_1")));
    assert_eq!(row(&Memberships, &[left]).role, None, "known by its notice alone");
}

/// Of a verb, an event that names the object and says nothing else.
fn bare_said(event_type: &str, second: i64) -> Said {
    let data = match event_type.split_once('.').expect("a family").0 {
        "user" => Data::User(Box::new(User { id: "user_ada".into(), ..User::default() })),
        "session" => Data::Session(Box::new(Session { id: "sess_1".into(), ..Session::default() })),
        "organization" => Data::Organization(Box::new(Organization { id: "org_1".into(), ..Organization::default() })),
        "organizationMembership" => {
            Data::Membership(Box::new(Membership { id: "orgmem_1".into(), ..Membership::default() }))
        }
        _ => Data::Invitation(Box::new(Invitation { id: "orginv_1".into(), ..Invitation::default() })),
    };
    // As it was sent, and not written out.
    let said = said(event_type, "msg_z", second, Data::Foreign);
    Said { body: Body { data: Ok(data), ..said.body }, ..said }
}

#[test]
fn bare_notices_erase_no_description() {
    for verb in ["accepted", "revoked", "updated"] {
        let invited = invitation_said("created", "msg_a", 0, "pending");
        let known = row(&Invitations, &[invited, bare_said(&format!("organizationInvitation.{verb}"), 50)]);
        let told = (known.email.as_deref(), known.email_term.as_deref(), known.organization_id.as_deref());
        assert_eq!(told, (Some("bob@one.test"), Some("email:bob@one.test"), Some("org_1")), "{verb}");
        assert_eq!(known.settled_status.as_deref(), Some(verb).filter(|verb| *verb != "updated"));
    }
    let told = [membership_said("created", "msg_a", 0, membership("org:admin", 0))];
    let known = row(&Memberships, &[told[0].clone(), bare_said("organizationMembership.updated", 50)]);
    assert_eq!((known.role.as_deref(), known.roles), (Some("org:admin"), row(&Memberships, &told).roles));

    let known = row(&Users, &[user_said("user.created", "msg_a", 0, "Ada"), bare_said("user.updated", 50)]);
    assert_eq!(known.first_name.as_deref(), Some("Ada"));
    // So among snapshots: the newer one that says less does not replace the fuller one.
    let with_user = |user: User<'static>, id: &str, second| {
        let whole = Session { user: Some(Box::new(user)), ..session("active", second) };
        let said = said("session.created", id, second, Data::Foreign);
        Said { body: Body { data: Ok(Data::Session(Box::new(whole))), ..said.body }, ..said }
    };
    let poor = User { id: "user_ada".into(), ..User::default() };
    let known = row(&Users, &[with_user(user("Ada", 0), "msg_a", 0), with_user(poor, "msg_b", 50)]);
    assert_eq!(known.first_name.as_deref(), Some("Ada"));

    let named = said("organization.created", "msg_a", 0, Data::Organization(Box::new(organization("Own", 0))));
    let known = row(&Organizations, &[named, bare_said("organization.updated", 50)]);
    assert_eq!(known.name.as_deref(), Some("Own"));

    let whole =
        Session { expire_at: Some(after_noon(900)), organization_id: Some("org_1".into()), ..session("active", 0) };
    let opened = with_session("session.created", "msg_a", 0, whole);
    let known = row(&Sessions, &[opened, bare_said("session.removed", 50)]);
    let told = (known.expire_at, known.organization_id.as_deref(), known.end_reason.as_deref());
    assert_eq!(told, (Some(micros_after_noon(900)), Some("org_1"), Some("removed")));
}

#[test]
fn p04_an_end_before_the_beginning_opens_and_closes_at_once() {
    let ended = session_said("session.removed", "msg_a", 30, "removed");
    let known = row(&Sessions, std::slice::from_ref(&ended));
    assert_eq!((known.started_at, known.ended_at), (micros_after_noon(0), Some(micros_after_noon(30))));
    let known = row(&Sessions, &[ended, session_said("session.created", "msg_z", 40, "active")]);
    assert_eq!((known.status.as_deref(), known.ended_at), (Some("removed"), Some(micros_after_noon(30))));
}

#[test]
fn p05_the_first_end_and_its_reason_stay_and_the_later_status_is_recorded() {
    let known = row(
        &Sessions,
        &[session_said("session.ended", "msg_z", 30, "ended"), session_said("session.removed", "msg_a", 40, "removed")],
    );
    assert_eq!((known.ended_at, known.end_reason.as_deref()), (Some(micros_after_noon(30)), Some("ended")));
    assert_eq!(known.status.as_deref(), Some("removed"));

    // So with an invitation: what was accepted first stays accepted, by whomever.
    let settled = |history: &[Said]| -> InvitationRow { row(&Invitations, history) };
    let known = settled(&[
        invitation_said("created", "msg_c", 0, "pending"),
        invitation_said("accepted", "msg_b", 20, "accepted"),
        invitation_said("revoked", "msg_a", 30, "revoked"),
    ]);
    assert_eq!((known.settled_status.as_deref(), known.settled_at), (Some("accepted"), Some(micros_after_noon(20))));
    assert_eq!((known.user_id.as_deref(), known.status.as_deref()), (Some("user_bob"), Some("revoked")));
    let known = settled(&[
        invitation_said("accepted", "msg_b", 20, "accepted"),
        invitation_said("revoked", "msg_a", 10, "revoked"),
    ]);
    assert_eq!((known.settled_status.as_deref(), known.user_id.as_deref()), (Some("revoked"), Some("user_bob")));
    let known = settled(&[invitation_said("accepted", "msg_b", 20, "pending")]);
    assert_eq!(known.settled_status.as_deref(), Some("accepted"), "whatever its status says");
}

#[test]
fn p07_ties_of_one_millisecond_are_settled_alike_in_every_order() {
    // `row` tries every order of arrival.
    let one = user_said("user.updated", "msg_a", 20, "One");
    let known = row(&Users, &[one.clone(), user_said("user.updated", "msg_b", 20, "Other")]);
    assert_eq!(known.first_name.as_deref(), Some("Other"), "the greater id");
    let known = row(&Users, &[one, user_said("user.created", "msg_c", 20, "Created")]);
    assert_eq!(known.first_name.as_deref(), Some("One"), "an update follows the creation");
    let known = row(
        &Sessions,
        &[session_said("session.revoked", "msg_b", 20, "revoked"), session_said("session.ended", "msg_a", 20, "ended")],
    );
    assert_eq!(known.end_reason.as_deref(), Some("ended"), "the first in alphabetical order");
    let known = row(
        &Invitations,
        &[invitation_said("revoked", "msg_b", 20, "revoked"), invitation_said("accepted", "msg_a", 20, "accepted")],
    );
    assert_eq!(known.settled_status.as_deref(), Some("accepted"), "the first in alphabetical order");
}

#[test]
fn p08_an_event_without_a_time_of_its_own_is_placed_by_what_it_has() {
    let event = |event_type: &str, id: &str, data: &str| RecordedEvent {
        position: Position(0),
        source: Source::recorded("clerk"),
        id: EventId::recorded(id.to_owned()),
        event_type: EventType::parse(event_type),
        svix_timestamp: after_noon(900).seconds(),
        received_at: after_noon(901),
        body: format!(r#"{{"object":"event","type":"{event_type}","data":{data}}}"#).into_bytes().into(),
    };
    let ended_at = |event: &RecordedEvent| {
        let body = Body::decode(event);
        let rows = Sessions.project(event, &body).expect("readable");
        (rows[0].ended_at, body.occurred_at.basis)
    };
    let millis = |second: i64| after_noon(second).micros() / 1_000;
    let updated = event("session.ended", "one", &format!(r#"{{"id":"sess_1","updated_at":{}}}"#, millis(30)));
    assert_eq!(ended_at(&updated), (Some(micros_after_noon(30)), OccurredAtBasis::UpdatedAt));
    let bare = event("session.ended", "one", r#"{"id":"sess_1"}"#);
    assert_eq!(ended_at(&bare), (Some(micros_after_noon(900)), OccurredAtBasis::SvixTimestamp));
    // What a deletion carries is older than the deletion.
    let left = event(
        "organizationMembership.deleted",
        "two",
        &format!(r#"{{"id":"orgmem_1","role":"x","created_at":{0},"updated_at":{0}}}"#, millis(0)),
    );
    let rows = Memberships.project(&left, &Body::decode(&left)).expect("readable");
    assert_eq!((rows[0].deleted_at, rows[0].started_at), (Some(micros_after_noon(900)), micros_after_noon(0)));
}

#[test]
fn p09_a_test_send_in_whole_seconds_is_placed_by_the_milliseconds_inside() {
    let seconds = after_noon(30).seconds();
    let body = format!(
        r#"{{"object":"event","type":"session.ended","timestamp":{seconds},"data":{{"id":"sess_1","status":"ended","updated_at":{}}}}}"#,
        seconds * 1_000 + 417
    );
    let event = RecordedEvent {
        position: Position(0),
        source: Source::recorded("clerk"),
        id: EventId::recorded("msg_test".to_owned()),
        event_type: EventType::parse("session.ended"),
        svix_timestamp: seconds,
        received_at: Timestamp::from_seconds(seconds),
        body: body.into_bytes().into(),
    };
    let rows = Sessions.project(&event, &Body::decode(&event)).expect("readable");
    assert_eq!(rows[0].ended_at, Some(micros_after_noon(30) + 417_000));
}
