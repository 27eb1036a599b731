//! Opaque cursors. A cursor holds the full key of a row and is valid only for the list and order
//! that it came from: in another it would silently skip rows.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::order::Order;
use crate::event::{Anchor, Position};

/// A paged list and the types of its key.
#[derive(Debug)]
pub struct List {
    /// Distinguishes cursors of different lists. A list with several sort keys counts as several
    /// lists.
    pub name: &'static str,
    /// The parts of the key, in order.
    pub key: &'static [KeyKind],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// A number, for example a time in microseconds.
    Integer,
    Position,
    /// Text, compared by bytes.
    Text,
}

/// One part of a key. Parts at the same index have the same type and compare as in the database.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum KeyPart {
    Integer(i64),
    Text(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The key of the row.
    pub key: Vec<KeyPart>,
    /// The time of the request for the first page, if the list depends on the time.
    pub now: Option<i64>,
    /// The event that the log must still hold: that of the key, otherwise the newest one when the
    /// page was made. Cursors of earlier versions have none.
    pub anchor: Option<Anchor>,
}

/// The JSON of a cursor: the list's name, the order, and the fields of [`Cursor`].
#[derive(Deserialize)]
struct Fields(String, String, Option<i64>, Vec<KeyPart>, #[serde(default)] Option<String>);

/// The error for an invalid cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    #[error("this is no cursor; write the value of page.next or page.prev of the page before, unchanged")]
    Malformed,
    #[error("this cursor comes from another list, or from another order_by; ask for the first page again")]
    OtherList,
    /// From the same list in the other direction.
    #[error("this cursor was made with order={}; write order={} beside it", .0.as_str(), .0.as_str())]
    OtherOrder(Order),
}

impl KeyPart {
    fn is(&self, kind: KeyKind) -> bool {
        match self {
            Self::Integer(_) => kind != KeyKind::Text,
            // PostgreSQL accepts no U+0000 in a text, so no key holds one.
            Self::Text(text) => kind == KeyKind::Text && !text.contains('\0'),
        }
    }
}

impl List {
    /// True if rows come in the order in which the log got to know them, so that no row appears
    /// before a cursor.
    #[must_use]
    pub fn is_by_position(&self) -> bool {
        self.key.first() == Some(&KeyKind::Position)
    }

    /// The position in a key, if it has one. A negative position is before the first event.
    #[must_use]
    pub fn position(&self, key: &[KeyPart]) -> Option<i64> {
        self.key.iter().zip(key).find_map(|(kind, part)| match (kind, part) {
            (KeyKind::Position, KeyPart::Integer(position)) => Some(*position),
            _ => None,
        })
    }
}

impl Cursor {
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "text and numbers are always JSON")]
    pub fn encode(&self, list: &List, order: Order) -> String {
        let anchor = self.anchor.as_ref().map(Anchor::to_string);
        let parts = (list.name, order.as_str(), self.now, &self.key, anchor);
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&parts).expect("text and numbers are always JSON"))
    }

    pub fn decode(text: &str, list: &List, order: Order) -> Result<Self, CursorError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorError::Malformed)?;
        let Fields(name, made_in, now, key, anchor) =
            serde_json::from_slice(&bytes).map_err(|_| CursorError::Malformed)?;
        if name != list.name {
            return Err(CursorError::OtherList);
        }
        let made_in = Order::parse(&made_in).ok_or(CursorError::Malformed)?;
        if made_in != order {
            return Err(CursorError::OtherOrder(made_in));
        }
        let anchor = anchor.map(|text| Anchor::parse(&text).ok_or(CursorError::Malformed)).transpose()?;
        let fits = key.len() == list.key.len() && key.iter().zip(list.key).all(|(part, kind)| part.is(*kind));
        let position = list.position(&key).map(Position);
        let agrees = anchor.is_none_or(|anchor| position.is_none_or(|position| position == anchor.position));
        if fits && agrees { Ok(Self { key, now, anchor }) } else { Err(CursorError::Malformed) }
    }
}
