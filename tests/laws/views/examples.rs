//! Deliveries in the shape in which Clerk publishes them, one for each of its event types: every one by itself and all of
//! them together, in any order, give the same views.

use std::{collections::BTreeSet, fmt::Debug, fs, path::Path};

use gatelog::{
    clock::Timestamp,
    event::{
        EventId, EventType, Position, RecordedEvent, Source,
        clerk::{Body, Data, OccurredAtBasis},
    },
    projection::Projection,
    views::{Invitations, Memberships, Organizations, Sessions, Users},
};

use super::{
    history::{Said, View, WithoutPositions, fold_any_order},
    oracle,
};

/// In how many orders all of them arrive.
const ORDERS: u64 = 1_000;

/// One for each event type of Clerk's, with what is read of it.
fn examples() -> Vec<Said> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/clerk");
    let mut files: Vec<_> = fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("it").path()).collect();
    files.sort();
    let said = |(number, file): (usize, &std::path::PathBuf)| {
        let body = fs::read(file).expect("the file");
        let event_type = EventType::from_body(&body);
        let name = file.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned);
        assert_eq!(event_type.as_ref().map(|event_type| event_type.as_str().to_owned()), name, "it is named so");
        let event = RecordedEvent {
            position: Position(0),
            source: Source::recorded("clerk"),
            // Ids say nothing of the order of what they name.
            id: EventId::recorded(format!("example_{:02}", number * 29 % 46)),
            event_type,
            svix_timestamp: 1_763_650_000,
            received_at: Timestamp::from_seconds(1_763_650_000),
            body: body.into(),
        };
        let event: &'static RecordedEvent = Box::leak(Box::new(event));
        let body = Body::decode(event);
        assert_eq!((&body.body_error, body.data.as_ref().err()), (&None, None), "{} is read whole", file.display());
        Said {
            source: event.source.clone(),
            id: event.id.as_str().to_owned(),
            event_type: event.event_type.clone(),
            body,
        }
    };
    files.iter().enumerate().map(said).collect()
}

fn recorded(examples: &[Said], order: &[usize]) -> Vec<(RecordedEvent, Body<'static>)> {
    let at = |(position, index): (i64, &usize)| {
        let said = &examples[*index];
        (said.recorded(position, Timestamp::from_seconds(1_763_650_000 + position)), said.body.clone())
    };
    (0..).zip(order).map(at).collect()
}

/// The same order for the same seed (xorshift), so that a failure comes again.
fn shuffled(events: usize, seed: u64) -> Vec<usize> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut order: Vec<usize> = (0..events).collect();
    for last in (1..events).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let place = state % (last as u64 + 1);
        order.swap(last, usize::try_from(place).expect("below the number of examples"));
    }
    order
}

#[test]
fn there_is_an_example_of_every_published_type_and_each_is_read() {
    let examples = examples();
    let names: BTreeSet<&str> = examples.iter().filter_map(|said| Some(said.event_type.as_ref()?.as_str())).collect();
    assert_eq!((examples.len(), names.len()), (46, 46));
    for said in &examples {
        let name = said.event_type.as_ref().expect("a type").as_str();
        assert_eq!(said.body.occurred_at.basis, OccurredAtBasis::Envelope, "{name}");
        let read = match &said.body.data {
            Ok(Data::User(_) | Data::UserDeleted(_)) => "user",
            Ok(Data::Session(_)) => "session",
            Ok(Data::Organization(_) | Data::OrganizationDeleted(_)) => "organization",
            Ok(Data::Membership(_)) => "organizationMembership",
            Ok(Data::Invitation(_)) => "organizationInvitation",
            Ok(Data::Other(_)) => "other",
            unread => panic!("{name}: {unread:?}"),
        };
        let family = name.split('.').next().expect("a family");
        let has_a_view =
            ["user", "session", "organization", "organizationMembership", "organizationInvitation"].contains(&family);
        assert_eq!(read, if has_a_view { family } else { "other" }, "{name}");
    }
}

#[test]
fn an_example_by_itself_gives_the_same_however_often_it_comes() {
    let examples = examples();
    let mut rows = 0;
    for (index, said) in examples.iter().enumerate() {
        let alone = std::slice::from_ref(said);
        let [once, thrice] = [&[index][..], &[index; 3]].map(|order| recorded(&examples, order));
        rows += same(&Users, &once, &thrice, &oracle::users(alone));
        rows += same(&Sessions, &once, &thrice, &oracle::sessions(alone));
        rows += same(&Organizations, &once, &thrice, &oracle::organizations(alone));
        rows += same(&Memberships, &once, &thrice, &oracle::memberships(alone));
        rows += same(&Invitations, &once, &thrice, &oracle::invitations(alone));
    }
    assert!(rows > 20, "most of them tell of something: {rows}");
}

#[test]
fn all_examples_together_give_the_same_views_in_a_thousand_orders() {
    let examples = examples();
    let (users, sessions, organizations, memberships, invitations) = (
        oracle::users(&examples),
        oracle::sessions(&examples),
        oracle::organizations(&examples),
        oracle::memberships(&examples),
        oracle::invitations(&examples),
    );
    let gone = users.values().filter(|user| user.deleted_at.is_some()).count();
    assert!(gone == 1 && sessions.len() == 1 && memberships.len() == 1 && invitations.len() == 1, "{users:?}");
    assert!(organizations.values().any(|organization| organization.deleted_at.is_some()), "{organizations:?}");
    for seed in 0..ORDERS {
        let events = recorded(&examples, &shuffled(examples.len(), seed));
        let (first, rest) = events.split_at(events.len() / 3);
        let batches = [first.to_vec(), rest.to_vec()];
        assert_eq!(fold_any_order(&Users, &batches), users, "order {seed}");
        assert_eq!(fold_any_order(&Sessions, &batches), sessions, "order {seed}");
        assert_eq!(fold_any_order(&Organizations, &batches), organizations, "order {seed}");
        assert_eq!(fold_any_order(&Memberships, &batches), memberships, "order {seed}");
        assert_eq!(fold_any_order(&Invitations, &batches), invitations, "order {seed}");
    }
}

type Events = Vec<(RecordedEvent, Body<'static>)>;

/// How many rows an example makes, the same in both ways of arriving.
fn same<P: Projection<Row: PartialEq + Debug + WithoutPositions>>(
    projection: &P,
    once: &Events,
    thrice: &Events,
    expected: &View<P::Row>,
) -> usize {
    let one_by_one: Vec<Events> = thrice.iter().map(|event| vec![event.clone()]).collect();
    assert_eq!(&fold_any_order(projection, std::slice::from_ref(once)), expected);
    assert_eq!(&fold_any_order(projection, &one_by_one), expected);
    expected.len()
}
