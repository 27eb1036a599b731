//! The view of first sign-ins: for each user the earliest sign-in from each country and network
//! and with each browser and device, and the earliest of all. So a query can say what was new to
//! the user about a sign-in, as of then and in any order of arrival.

use std::net::IpAddr;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    activity::{ACTOR_AGENT, ACTOR_IMPERSONATOR, ActivityRow, Labels, address_number},
    device,
    term::hash_bits,
    version::unreadable,
};
use crate::{
    event::{
        EventType, RecordedEvent,
        clerk::{Body, Data, DecodeError},
    },
    projection::{Index, IndexKind, Projection, Row, stored_whole},
};

/// What can be new to a user about a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Novelty {
    /// The country of the device.
    Country,
    /// The browser, without its version.
    Browser,
    /// The type of the device, and whether it is a mobile one.
    Device,
    /// The address of the device: an IPv4 address as it is, an IPv6 address by its first 64 bits,
    /// because devices change the others by themselves.
    Network,
}

/// `kind`: the earliest sign-in of all.
pub const KIND_ANY: i16 = 0;

/// Event types that open a session.
const OPENING: [&str; 2] = ["session.created", "session.pending"];

/// Bits of each half of a key: of the user, so that the rows of one are close to each other, and
/// of user, kind and value. In 10^12 logs of 100,000,000 rows, hardly one has two rows with one
/// key.
const HALF_KEY_BITS: u32 = 48;
/// Bits of a tie that tell the session. Two sessions of one user share them once in 10^12.
const SESSION_BITS: u32 = 40;
/// Bits of a tie that tell the event. With the others, a tie is never negative.
const EVENT_BITS: u32 = 23;

/// The projection of first sign-ins, from the family `session`.
#[derive(Clone, Copy, Debug)]
pub struct FirstSignIns;

/// The earliest sign-in of a user with one value, or what one event contributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "first_sign_ins")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// A hash of user, kind and value.
    #[sea_orm(primary_key, auto_increment = false)]
    pub value_key: String,
    /// [`KIND_ANY`], or the [kind](Novelty::kind) of the value.
    pub kind: i16,
    /// When the event of the sign-in happened.
    pub occurred_at: i64,
    /// Orders sign-ins at one time: a hash of the session, then a hash of the event id.
    pub tie: i64,
    /// Position of that event. It decides between events only if all else is the same.
    pub position: i64,
}

pub type FirstSignInRow = Model;

/// Views refer to each other by id only.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A sign-in in person, as one event reports it. A sign-in with tasks left (`session.pending`)
/// counts, because the user has been identified.
#[derive(Clone, Copy, Debug)]
pub struct SignInFacts<'a> {
    user_id: &'a str,
    session_id: &'a str,
    event_id: &'a str,
    country: Option<&'a str>,
    browser: Option<&'a str>,
    device_type: Option<&'a str>,
    is_mobile: Option<bool>,
    ip: Option<&'a str>,
}

impl Novelty {
    pub const ALL: [Self; 4] = [Self::Country, Self::Browser, Self::Device, Self::Network];

    /// The name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Browser => "browser",
            Self::Device => "device",
            Self::Network => "network",
        }
    }

    /// The number in the table. It never changes with a version of the view.
    #[must_use]
    pub const fn kind(self) -> i16 {
        match self {
            Self::Country => 1,
            Self::Browser => 2,
            Self::Device => 3,
            Self::Network => 4,
        }
    }
}

impl Projection for FirstSignIns {
    const NAME: &'static str = "first_sign_ins";
    const VERSION: i32 = 1;
    const INDEXES: &'static [Index] =
        &[Index { name: "time", columns: &["kind", "occurred_at", "position"], kind: IndexKind::Ordered }];
    type Row = FirstSignInRow;

    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<FirstSignInRow>, DecodeError> {
        if event.source.is_system() {
            return Ok(Vec::new());
        }
        if let Err(error) = &body.data {
            return unreadable(event, error, &["session"]);
        }
        let Some(sign_in) = SignInFacts::from_event(event, body) else { return Ok(Vec::new()) };
        let row = |kind, value_key| FirstSignInRow {
            source: event.source.as_str().to_owned(),
            value_key,
            kind,
            occurred_at: body.occurred_at.at.micros(),
            tie: sign_in.tie(),
            position: event.position.0,
        };
        let values = Novelty::ALL.into_iter().filter_map(|novelty| Some(row(novelty.kind(), sign_in.key(novelty)?)));
        Ok(values.chain([row(KIND_ANY, sign_in.key_of_any())]).collect())
    }
}

impl<'a> SignInFacts<'a> {
    /// `None` unless the event opens a session of a user in person.
    #[must_use]
    pub fn from_event(event: &'a RecordedEvent, body: &'a Body<'_>) -> Option<Self> {
        let Ok(Data::Session(session)) = &body.data else { return None };
        if !opens(event.event_type.as_ref().map(EventType::as_str)) || session.actor.is_some() {
            return None;
        }
        let device = session.latest_activity.as_ref();
        Some(Self {
            user_id: session.user_id.as_deref()?,
            session_id: &session.id,
            event_id: event.id.as_str(),
            country: device.and_then(|device| device.country.as_deref()),
            browser: device.and_then(|device| device.browser.as_deref()),
            device_type: device.and_then(|device| device.device_type.as_deref()),
            is_mobile: device.and_then(|device| device.is_mobile),
            ip: device.and_then(|device| device.ip.as_deref()).or(body.client_ip.as_deref()),
        })
    }

    /// The same, from the activity of the event.
    #[must_use]
    pub fn from_activity(row: &'a ActivityRow, labels: &'a Labels<'_>) -> Option<Self> {
        let is_another = [ACTOR_AGENT, ACTOR_IMPERSONATOR].map(Some).contains(&row.actor_kind.as_deref());
        if !opens(row.event_type.as_deref()) || is_another {
            return None;
        }
        Some(Self {
            user_id: row.user_id.as_deref()?,
            session_id: row.session_id.as_deref()?,
            event_id: &row.svix_id,
            country: row.country.as_deref(),
            browser: row.browser.as_deref(),
            device_type: labels.device.as_deref(),
            is_mobile: row.is_mobile,
            ip: row.device_ip.as_deref().or(row.ip.as_deref()),
        })
    }

    /// The key of the earliest sign-in of all.
    #[must_use]
    pub fn key_of_any(&self) -> String {
        self.key_of(KIND_ANY, "")
    }

    /// The key of the earliest sign-in with the same value; `None` if the event reports none.
    #[must_use]
    pub fn key(&self, novelty: Novelty) -> Option<String> {
        let named = |name: Option<&str>| name.map(device::key).filter(|name| !name.is_empty());
        let value = match novelty {
            Novelty::Country => named(self.country)?,
            Novelty::Browser => named(self.browser)?,
            Novelty::Device => match (named(self.device_type), self.is_mobile) {
                (None, None) => return None,
                (device_type, is_mobile) => {
                    let is_mobile = is_mobile.map(|is_mobile| is_mobile.to_string());
                    format!("{}/{}", is_mobile.unwrap_or_default(), device_type.unwrap_or_default())
                }
            },
            Novelty::Network => address_number(self.ip?.parse::<IpAddr>().ok()?).to_string(),
        };
        Some(self.key_of(novelty.kind(), &value))
    }

    /// True if a stored sign-in began the same session.
    #[must_use]
    pub fn is_of_session(&self, first: &FirstSignInRow) -> bool {
        self.tie() >> EVENT_BITS == first.tie >> EVENT_BITS
    }

    fn key_of(&self, kind: i16, value: &str) -> String {
        let user = hash_bits(&[self.user_id], HALF_KEY_BITS);
        let whole = hash_bits(&[&kind.to_string(), self.user_id, value], HALF_KEY_BITS);
        let number = u128::from(user) << HALF_KEY_BITS | u128::from(whole);
        let unused_bytes = size_of::<u128>() - (2 * HALF_KEY_BITS / u8::BITS) as usize;
        URL_SAFE_NO_PAD.encode(&number.to_be_bytes()[unused_bytes..])
    }

    fn tie(&self) -> i64 {
        let session = hash_bits(&[self.session_id], SESSION_BITS);
        (session << EVENT_BITS | hash_bits(&[self.event_id], EVENT_BITS)).cast_signed()
    }
}

/// True if the event opens a session, of anyone.
#[must_use]
pub fn opens_session(row: &ActivityRow) -> bool {
    row.session_id.is_some() && opens(row.event_type.as_deref())
}

fn opens(event_type: Option<&str>) -> bool {
    event_type.is_some_and(|event_type| OPENING.contains(&event_type))
}

impl Row for Model {
    type Entity = Entity;
    stored_whole!();

    const KEY_COLUMN: &'static str = "value_key";

    fn key(&self) -> (&str, &str) {
        (&self.source, &self.value_key)
    }

    /// The earlier sign-in.
    fn merge(self, other: Self) -> Self {
        let order = |row: &Self| (row.occurred_at, row.tie, row.position);
        if order(&other) < order(&self) { other } else { self }
    }
}
