//! The events that a session takes its device, request and client from. Their bodies have the
//! details, so a row stores which events these are: mostly the first event of the session.

use super::row::{ACTIVE, Model};
use crate::views::{over_time, version::smallest_known};

/// Bit of `first_reports`: the device comes from the first event.
const DEVICE: i16 = 1;
/// Bit of `first_reports`: the request comes from the first event.
const REQUEST: i16 = 2;
/// Bit of `first_reports`: the client comes from the first event.
const CLIENT: i16 = 4;
/// Bit of `first_reports`: only the first event reports the session as open, with the status
/// active.
const OPEN: i16 = 8;

/// An event: its version, and its position, which is not compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct EventOrigin {
    pub(super) at: i64,
    pub(super) occurred_at: i64,
    pub(super) tie: i64,
    pub(super) position: i64,
}

/// The columns `first_…`, `device_…`, `request_…`, `client_…` and `statuses` of a row.
#[derive(Clone, Debug)]
pub(super) struct Origins {
    /// The event of the session with the smallest version.
    pub(super) first: EventOrigin,
    /// The event with the smallest version that reports a device; likewise below.
    pub(super) device: Option<EventOrigin>,
    pub(super) request: Option<EventOrigin>,
    pub(super) client: Option<EventOrigin>,
    /// When the session was active or pending; see [`over_time`].
    pub(super) statuses: Option<String>,
}

impl EventOrigin {
    const fn version(&self) -> (i64, i64, i64) {
        (self.at, self.occurred_at, self.tie)
    }

    /// The column `statuses` if only this event reports the session as open.
    pub(super) fn status(&self, word: &str) -> Option<String> {
        over_time::column(self.occurred_at, &over_time::sortable_time(self.tie), Some(word))
    }

    fn stored(at: Option<i64>, occurred_at: Option<i64>, tie: Option<i64>, position: Option<i64>) -> Option<Self> {
        Some(Self { at: at?, occurred_at: occurred_at?, tie: tie?, position: position? })
    }
}

impl PartialEq for EventOrigin {
    fn eq(&self, other: &Self) -> bool {
        self.version() == other.version()
    }
}

impl Eq for EventOrigin {}

impl Ord for EventOrigin {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.version().cmp(&other.version())
    }
}

impl PartialOrd for EventOrigin {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Origins {
    pub(super) fn merge(self, other: Self) -> Self {
        Self {
            first: self.first.min(other.first),
            device: smallest_known(self.device, other.device),
            request: smallest_known(self.request, other.request),
            client: smallest_known(self.client, other.client),
            statuses: over_time::merge(self.statuses, other.statuses),
        }
    }
}

impl Model {
    pub(super) fn origins(&self) -> Origins {
        let first = EventOrigin {
            at: self.first_at,
            occurred_at: self.first_occurred_at,
            tie: self.first_tie,
            position: self.first_position,
        };
        let unless_first = |bit: i16, at, occurred_at, tie, position| {
            if self.first_reports & bit == 0 {
                EventOrigin::stored(at, occurred_at, tie, position)
            } else {
                Some(first)
            }
        };
        Origins {
            first,
            device: unless_first(
                DEVICE,
                self.device_at,
                self.device_occurred_at,
                self.device_tie,
                self.device_position,
            ),
            request: unless_first(
                REQUEST,
                self.request_at,
                self.request_occurred_at,
                self.request_tie,
                self.request_position,
            ),
            client: unless_first(
                CLIENT,
                self.client_at,
                self.client_occurred_at,
                self.client_tie,
                self.client_position,
            ),
            statuses: if self.first_reports & OPEN == 0 { self.statuses.clone() } else { first.status(ACTIVE) },
        }
    }

    /// Stores nothing twice: values from the first event are bits. Reads `pending_at`, which tells
    /// a query whether it needs the statuses.
    pub(super) fn set_origins(&mut self, origins: Origins) {
        let Origins { first, device, request, client, statuses } = origins;
        let mut reports = 0;
        let mut unless_first = |bit: i16, origin: Option<EventOrigin>| {
            let is_first = origin == Some(first);
            reports |= if is_first { bit } else { 0 };
            origin.filter(|_| !is_first)
        };
        let device = unless_first(DEVICE, device);
        let request = unless_first(REQUEST, request);
        let client = unless_first(CLIENT, client);
        let is_plain = self.pending_at.is_none() && statuses.is_some() && statuses == first.status(ACTIVE);
        self.first_at = first.at;
        self.first_occurred_at = first.occurred_at;
        self.first_tie = first.tie;
        self.first_position = first.position;
        self.first_reports = reports | if is_plain { OPEN } else { 0 };
        self.device_at = device.map(|origin| origin.at);
        self.device_occurred_at = device.map(|origin| origin.occurred_at);
        self.device_tie = device.map(|origin| origin.tie);
        self.device_position = device.map(|origin| origin.position);
        self.request_at = request.map(|origin| origin.at);
        self.request_occurred_at = request.map(|origin| origin.occurred_at);
        self.request_tie = request.map(|origin| origin.tie);
        self.request_position = request.map(|origin| origin.position);
        self.client_at = client.map(|origin| origin.at);
        self.client_occurred_at = client.map(|origin| origin.occurred_at);
        self.client_tie = client.map(|origin| origin.tie);
        self.client_position = client.map(|origin| origin.position);
        self.statuses = if is_plain { None } else { statuses };
    }
}
