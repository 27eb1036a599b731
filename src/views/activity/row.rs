//! A row of activity, and what it derives from the previous row of its chain.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use super::{
    actions::Action,
    actor::{self, ACTOR_AGENT, ACTOR_IMPERSONATOR, ACTOR_USER, Actor, ActorEvidence},
    chain::{self, CarriedNames},
    interpretation,
    labels::Labels,
    system::{BASIS_AT, SystemRow},
    table::{Entity, Model, address_number},
};
use crate::{
    event::{
        EventType, Position, RecordedEvent,
        clerk::{Body, Data, EventSubjects, LatestActivity, body::Text},
    },
    projection::{Link, Predecessor, Row},
    views::{
        audited::{CarriedFrom, Snapshot},
        device::device_term,
        set,
        term::term,
        version::{Version, owned},
    },
};

/// The activity of one event. Times are microseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityRow {
    pub position: i64,
    pub source: String,
    pub svix_id: String,
    pub instance_id: Option<String>,
    /// `None` if the body has no usable type.
    pub event_type: Option<String>,
    pub family: Option<String>,
    /// Names of the actions, by severity, as a JSON array; never empty. An event without actions
    /// has its type here.
    pub actions: String,
    /// A JSON array of [`Change`](crate::views::audited::Change). Null if nothing changed, or if
    /// that is unknown.
    pub changes: Option<String>,
    /// True if no earlier event of the subject is known, so there is nothing to compare with.
    pub baseline: bool,
    /// Position of the previous event in the chain.
    pub previous_position: Option<i64>,
    /// Position of the late event that last changed what the row says: the previous event in the
    /// chain, or one from which that carried something over.
    pub revised_position: Option<i64>,

    /// The chain of the subject's snapshots: `user/user_1`.
    pub chain: Option<String>,
    /// Chain order: when the subject was updated.
    pub version_at: Option<i64>,
    /// Chain order: when the event happened.
    pub version_occurred_at: Option<i64>,
    /// Chain order: created before updated.
    pub version_rank: Option<i16>,
    /// The audited fields as a [`Snapshot`]. Fields that this event lacks are carried over from
    /// earlier events of the chain.
    pub snapshot: Option<String>,
    /// The greatest position among the events that decide what is carried over.
    pub carried_from: Option<i64>,

    /// The user that the event is about.
    pub user_id: Option<String>,
    /// The user, impersonator, agent or key that the event names, otherwise the user inferred from
    /// the request. If a session was revoked: its impersonator or agent.
    pub actor_id: Option<String>,
    /// The kind of the named actor: [`ACTOR_USER`], [`ACTOR_IMPERSONATOR`] or [`ACTOR_AGENT`]; for
    /// Gatelog's own events [`ACTOR_KEY`](super::ACTOR_KEY),
    /// [`ACTOR_COMMAND`](super::ACTOR_COMMAND) or [`ACTOR_SERVICE`](super::ACTOR_SERVICE). `None`
    /// if the event names no actor.
    pub actor_kind: Option<String>,
    pub session_id: Option<String>,
    pub organization_id: Option<String>,
    /// [`Labels`], or for Gatelog's own events [`SystemFacts`](super::SystemFacts).
    pub labels: Option<String>,
    pub ip: Option<String>,
    /// That address and the address of the session's device, as a set of texts. Both find the row.
    pub ips: Option<String>,
    /// The country of the session's device, as Clerk names it; likewise below.
    pub country: Option<String>,
    pub city: Option<String>,
    /// Without its version.
    pub browser: Option<String>,
    /// The address of the session's device.
    pub device_ip: Option<String>,
    /// True if that device is a mobile one.
    pub is_mobile: Option<bool>,
    pub user_agent: Option<String>,
    pub occurred_at: i64,
    /// Where `occurred_at` comes from.
    pub occurred_basis: String,
    pub received_at: i64,
}

/// The columns that every event has: source, type and time.
fn row_of_any(event: &RecordedEvent, body: &Body<'_>) -> ActivityRow {
    ActivityRow {
        position: event.position.0,
        source: event.source.as_str().to_owned(),
        svix_id: event.id.as_str().to_owned(),
        event_type: event.event_type.as_ref().map(|event_type| event_type.as_str().to_owned()),
        family: event.event_type.as_ref().map(|event_type| event_type.family().to_owned()),
        occurred_at: body.occurred_at.at.micros(),
        occurred_basis: body.occurred_at.basis.as_str().to_owned(),
        received_at: event.received_at.micros(),
        ..ActivityRow::default()
    }
}

/// The row of one of Gatelog's own events: it is about no user and in no chain.
fn system_row(event: &RecordedEvent, body: &Body<'_>) -> ActivityRow {
    let SystemRow { actor_kind, actor_id, facts, at } = SystemRow::from_event(event);
    let mut row = ActivityRow {
        actions: interpretation::from_type(event.event_type.as_ref().map(EventType::as_str)),
        actor_id,
        actor_kind: Some(actor_kind.to_owned()),
        labels: facts,
        ..row_of_any(event, body)
    };
    if let Some(at) = at {
        row.occurred_at = at.micros();
        BASIS_AT.clone_into(&mut row.occurred_basis);
    }
    row
}

/// The device of the session.
fn device<'a>(body: &'a Body<'a>) -> Option<&'a LatestActivity<'a>> {
    match &body.data {
        Ok(Data::Session(session)) => session.latest_activity.as_ref(),
        _ => None,
    }
}

/// The kind and the id of the actor that the event names.
fn actor<'a>(
    event_type: Option<&str>,
    body: &'a Body<'a>,
    about: &EventSubjects<'a>,
) -> (Option<&'static str>, Option<&'a Text<'a>>) {
    if let Some(actor) = about.actor {
        let kind = if actor.is_agent() { ACTOR_AGENT } else { ACTOR_IMPERSONATOR };
        return (Some(kind), actor.id.as_ref());
    }
    let named = body.acting_user(event_type);
    (named.map(|_| ACTOR_USER), named)
}

impl ActivityRow {
    /// The row of an event without its chain.
    #[must_use]
    pub fn of_event(event: &RecordedEvent) -> Self {
        Self::project(event, &Body::decode(event))
    }

    /// The user and the session that an event is about, without the rest of its row. `carried` is
    /// from its stored row.
    #[must_use]
    pub fn subjects(event: &RecordedEvent, carried: Option<&str>) -> (Option<String>, Option<String>) {
        if event.source.is_system() {
            return (None, None);
        }
        let body = Body::decode(event);
        let about = body.subjects();
        let family = event.event_type.as_ref().map(EventType::family);
        let names = family
            .zip(carried)
            .and_then(|(family, carried)| chain::carried_names(family, &Snapshot::parse(Some(carried))));
        (names.map_or_else(|| owned(about.user_id), |names| names.user_id), owned(about.session_id))
    }

    pub(super) fn project(event: &RecordedEvent, body: &Body<'_>) -> Self {
        if event.source.is_system() {
            return system_row(event, body);
        }
        let about = body.subjects();
        let event_type = event.event_type.as_ref().map(EventType::as_str);
        let (actor_kind, actor_id) = actor(event_type, body, &about);
        let device = device(body);
        let mut row = ActivityRow {
            instance_id: owned(body.instance_id.as_ref()),
            user_id: owned(about.user_id),
            actor_id: owned(actor_id),
            actor_kind: actor_kind.map(str::to_owned),
            session_id: owned(about.session_id),
            organization_id: owned(about.organization_id),
            labels: Labels::from_body(body).to_json(),
            ip: owned(body.client_ip.as_ref()),
            ips: set::from_texts(
                [body.client_ip.as_deref(), device.and_then(|device| device.ip.as_deref())].into_iter().flatten(),
            ),
            country: owned(device.and_then(|device| device.country.as_ref())),
            city: owned(device.and_then(|device| device.city.as_ref())),
            browser: owned(device.and_then(|device| device.browser.as_ref())),
            device_ip: owned(device.and_then(|device| device.ip.as_ref())),
            is_mobile: device.and_then(|device| device.is_mobile),
            user_agent: owned(body.user_agent.as_ref()),
            ..row_of_any(event, body)
        };
        if let Some(entry) = event_type.and_then(|event_type| chain::chain_entry(event_type, body)) {
            let version = Version::new(event, body, entry.updated_at);
            row.version_at = Some(version.at);
            row.version_occurred_at = Some(version.occurred_at);
            row.version_rank = Some(version.rank);
            row.chain = Some(entry.chain);
            row.snapshot = Some(entry.snapshot);
            row.derive(None);
        } else {
            row.actions = interpretation::without_chain(event_type, body).actions;
            row.guess_actor();
        }
        row
    }

    fn to_model(&self) -> Model {
        let term_of = |text: &Option<String>| text.as_deref().map(term);
        let device_term_of = |name: &Option<String>| name.as_deref().map(device_term);
        let is_linked = self.chain.is_some();
        let carried = self.snapshot.as_ref().filter(|snapshot| Snapshot::has_carried(snapshot));
        Model {
            position: self.position,
            occurred_at: self.occurred_at,
            source: self.source.clone(),
            type_term: term_of(&self.event_type),
            instance_term: term_of(&self.instance_id),
            user_term: term_of(&self.user_id),
            actor_term: term_of(&self.actor_id),
            session_term: term_of(&self.session_id),
            organization_term: term_of(&self.organization_id),
            actions: set::from_numbers(
                listed::<String>(Some(&self.actions)).iter().filter_map(|word| action_code(word)),
            ),
            addresses: set::from_numbers(
                set::texts(self.ips.as_deref()).iter().filter_map(|ip| Some(address_number(ip.parse().ok()?))),
            ),
            country_term: device_term_of(&self.country),
            city_term: device_term_of(&self.city),
            browser_term: device_term_of(&self.browser),
            chain: self.chain.clone(),
            version_at: self.version_at,
            version_occurred_at: self.version_occurred_at,
            version_rank: self.version_rank,
            svix_id: is_linked.then(|| self.svix_id.clone()),
            previous_position: self.previous_position,
            carried: carried.cloned(),
            carried_from: self.carried_from,
            revised_position: self.revised_position,
        }
    }

    /// Completes a stored row from its event. The caller derives what depends on the chain with
    /// [`Row::derive`].
    #[must_use]
    pub fn completes(self, model: Model) -> Self {
        Self {
            chain: model.chain,
            version_at: model.version_at,
            version_occurred_at: model.version_occurred_at,
            version_rank: model.version_rank,
            svix_id: model.svix_id.unwrap_or(self.svix_id),
            previous_position: model.previous_position,
            snapshot: model.carried.or(self.snapshot),
            carried_from: model.carried_from,
            revised_position: model.revised_position,
            ..self
        }
    }

    /// The position of the row, or of the late event that last changed what it says.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.revised_position.unwrap_or(self.position)
    }

    /// The actor of the row with these actions.
    #[must_use]
    pub fn actor(&self, actions: &[String]) -> Actor {
        actor::determine(&self.evidence(), actions)
    }

    /// Infers the actor if the event names none. Requires the actions.
    fn guess_actor(&mut self) {
        if self.actor_kind.is_none() {
            self.actor_id = actor::guessed_id(&self.evidence(), &self.actions);
        }
    }

    fn evidence(&self) -> ActorEvidence<'_> {
        ActorEvidence {
            kind: self.actor_kind.as_deref(),
            id: self.actor_id.as_deref(),
            family: self.family.as_deref(),
            user_id: self.user_id.as_deref(),
            ip: self.ip.as_deref(),
            user_agent: self.user_agent.as_deref(),
        }
    }
}

/// Parses a JSON array of a row; empty if absent or malformed.
#[must_use]
pub fn listed<T: DeserializeOwned>(json: Option<&str>) -> Vec<T> {
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

impl Row for ActivityRow {
    type Entity = Entity;
    type Model = Model;

    const WRITE_ONCE: bool = true;
    const CHAINED: bool = true;
    const KEY_COLUMN: &'static str = "svix_id";

    fn model(&self) -> Cow<'_, Model> {
        Cow::Owned(self.to_model())
    }

    fn restore(model: Model, event: Option<&RecordedEvent>) -> Self {
        let of_event = event.map_or_else(
            || Self {
                position: model.position,
                occurred_at: model.occurred_at,
                source: model.source.clone(),
                ..Self::default()
            },
            Self::of_event,
        );
        of_event.completes(model)
    }

    fn event_position(model: &Model) -> Option<Position> {
        Some(Position(model.position))
    }

    fn key(&self) -> (&str, &str) {
        (&self.source, &self.svix_id)
    }

    /// A log holds an event once, so two rows with one key are equal. If they come from two logs,
    /// the smaller position is kept.
    fn merge(self, other: Self) -> Self {
        if other.position < self.position { other } else { self }
    }

    fn link(&self) -> Option<Link<'_>> {
        Some(Link {
            source: &self.source,
            chain: self.chain.as_deref()?,
            at: self.version_at?,
            occurred_at: self.version_occurred_at?,
            rank: self.version_rank?,
            id: &self.svix_id,
        })
    }

    fn snapshot(&self) -> Option<Predecessor<'_>> {
        Some(Predecessor {
            position: self.position,
            at: self.version_at?,
            snapshot: self.snapshot.as_deref()?.into(),
            carried_from: self.carried_from,
        })
    }

    fn derive(&mut self, previous: Option<Predecessor<'_>>) {
        let (Some(event_type), Some(family), Some(snapshot)) = (&self.event_type, &self.family, &self.snapshot) else {
            return;
        };
        let fields = chain::fields(family);
        // This view wrote both. An unreadable snapshot compares like an empty one.
        let before = previous.as_ref().map(|previous| (previous.at, Snapshot::parse(Some(&previous.snapshot))));
        let (mut now, is_derived) = (Snapshot::default(), Snapshot::has_carried(snapshot));
        if before.is_some() || is_derived {
            now = Snapshot::parse(Some(snapshot));
        }
        let before = before.as_ref().map(|(since, before)| (*since, before));
        let carried = now.carry(fields, before);
        // A notice describes nothing and is not compared.
        let before = before.filter(|(_, before)| before.is_described());
        self.baseline = before.is_none() && !fields.is_empty();
        let before = before.filter(|_| now.is_whole());
        let interpretation = interpretation::with_predecessor(event_type, fields, before, &now);
        if is_derived || carried.is_any {
            if let Some(CarriedNames { user_id, organization_id, labels }) = chain::carried_names(family, &now) {
                (self.user_id, self.organization_id) = (user_id, organization_id);
                self.labels = labels.map_or(self.labels.take(), |labels| labels.to_json());
            }
            self.snapshot = Some(now.to_json());
        }
        self.actions = interpretation.actions;
        self.guess_actor();
        self.changes = interpretation.changes;
        self.previous_position = previous.as_ref().map(|previous| previous.position);
        let newest = previous.as_ref().map(Predecessor::newest_position);
        self.revised_position = newest.filter(|position| *position > self.position);
        self.carried_from = match carried.from {
            CarriedFrom::Nothing => None,
            CarriedFrom::Earlier => previous.and_then(|previous| previous.carried_from),
            CarriedFrom::Previous => newest,
        };
    }
}

fn action_code(word: &str) -> Option<i64> {
    Action::parse(word).map(Action::code)
}
