//! Opaque places in a list. A cursor holds the full key of a row, and is good for the list and the order it came from
//! only: in another it would silently skip rows.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::order::Order;
use crate::event::{Anchor, Position};

/// A list that can be paged through, and what the key of its rows is made of.
#[derive(Debug)]
pub struct List {
    /// Tells its cursors from others'. Where a list has several sort keys, each is a list of its own.
    pub name: &'static str,
    /// The parts of the key, in order.
    pub key: &'static [KeyKind],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// A number: a time in microseconds.
    Integer,
    Position,
    /// Text, compared by bytes.
    Text,
}

/// One part of a key. Parts of one place in a key are of one kind, and compare as the database compares them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum KeyPart {
    Integer(i64),
    Text(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The key of the row that is there.
    pub key: Vec<KeyPart>,
    /// The moment at which the first page was asked for, where the list depends on the time.
    pub now: Option<i64>,
    /// The event that the log must still hold: that of the key, or else the newest when the page was made. Cursors of
    /// earlier versions have none.
    pub anchor: Option<Anchor>,
}

/// What a cursor is as JSON: the name of its list, the order, and the fields of [`Cursor`].
#[derive(Deserialize)]
struct Fields(String, String, Option<i64>, Vec<KeyPart>, #[serde(default)] Option<String>);

/// Why a text is no cursor of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    #[error("this is no cursor; write the value of page.next or page.prev of the page before, unchanged")]
    Malformed,
    #[error("this cursor comes from another list, or from another order_by; ask for the first page again")]
    OtherList,
    /// Of the same list in the other direction.
    #[error("this cursor was made with order={}; write order={} beside it", .0.as_str(), .0.as_str())]
    OtherOrder(Order),
}

impl KeyPart {
    fn is(&self, kind: KeyKind) -> bool {
        match self {
            Self::Integer(_) => kind != KeyKind::Text,
            // PostgreSQL takes no U+0000 in a text, so no key holds one.
            Self::Text(text) => kind == KeyKind::Text && !text.contains('\0'),
        }
    }
}

impl List {
    /// Whether nothing ever appears behind a cursor: rows come in the order of the log.
    #[must_use]
    pub fn is_by_position(&self) -> bool {
        self.key == [KeyKind::Position]
    }

    /// The position in a key, where the key has one. Below zero is before the first event.
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
