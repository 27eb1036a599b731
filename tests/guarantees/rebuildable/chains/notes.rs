//! A view for tests only: notes about things, each beside the note before it. A note of value 0 says nothing: the next one
//! is compared with what was said before. Its events are no Clerk's.

use std::{borrow::Cow, collections::BTreeSet};

use gatelog::{
    clock::Timestamp,
    event::{
        EventId, Position, RecordedEvent,
        clerk::{Body, DecodeError},
    },
    projection::{CHAIN_COLUMNS, Index, IndexKind, Link, Predecessor, Projection, Row},
};
use proptest::prelude::*;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::support::{body_of, clerk};

/// What an event says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The event's id.
    pub id: String,
    /// The thing; none is in no chain.
    pub chain: Option<String>,
    at: i64,
    occurred_at: i64,
    rank: i16,
    value: i64,
}

/// What the view shows of an event, wherever it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    pub id: String,
    pub chain: Option<String>,
    pub value: i64,
    pub previous: Option<i64>,
    pub actions: Option<String>,
}

/// Up to so many notes about few things at few moments, so that versions meet.
pub fn histories(notes: usize) -> impl Strategy<Value = Vec<Note>> {
    let note = (0..4_u8, 0..12_i64, 0..3_i64, 0..3_i16, 0..4_i64);
    prop::collection::vec(note, notes / 2..=notes).prop_map(|notes| {
        let told = |(number, (chain, at, occurred_at, rank, value))| Note {
            // Ids do not come in the order of the notes.
            id: format!("note_{:03}", (number * 577) % 1_009),
            chain: (chain > 0).then(|| format!("thing \"{chain}\"")),
            at,
            occurred_at,
            rank,
            value,
        };
        (0..).zip(notes).map(told).collect()
    })
}

/// What a reader would make of the notes who has them all, in true order.
pub fn replayed(notes: &[Note]) -> BTreeSet<Shown> {
    let mut notes: Vec<&Note> = notes.iter().collect();
    notes.sort_by_key(|note| (&note.chain, note.at, note.occurred_at, note.rank, note.id.as_bytes()));
    let mut before: Option<(&Note, i64)> = None;
    let mut shown = BTreeSet::new();
    for note in notes {
        let previous = before.filter(|(before, _)| before.chain == note.chain).map(|(_, known)| known);
        shown.insert(Shown {
            id: note.id.clone(),
            chain: note.chain.clone(),
            value: note.value,
            previous: previous.filter(|_| note.chain.is_some()),
            actions: note.chain.as_ref().map(|_| actions(previous, note.value).to_owned()),
        });
        before = Some((note, known(previous, note.value)));
    }
    shown
}

/// The value that is known with a note.
fn known(previous: Option<i64>, value: i64) -> i64 {
    if value == 0 { previous.unwrap_or(0) } else { value }
}

fn actions(previous: Option<i64>, value: i64) -> &'static str {
    match previous {
        None => r#"["began"]"#,
        Some(_) if value == 0 => "[]",
        Some(previous) if previous < value => r#"["told","rose"]"#,
        Some(previous) if previous > value => r#"["told","fell","told"]"#,
        Some(_) => "[]",
    }
}

impl Note {
    /// Its place in the true order.
    pub fn place(&self) -> (Option<String>, i64, i64, i16, String) {
        (self.chain.clone(), self.at, self.occurred_at, self.rank, self.id.clone())
    }

    pub fn body(&self) -> String {
        serde_json::to_string(self).expect("a note is JSON")
    }

    /// As the log gives it back.
    pub fn recorded(&self, position: i64) -> RecordedEvent {
        RecordedEvent {
            position: Position(position),
            source: clerk(),
            id: EventId::parse(&self.id).expect("a good id"),
            event_type: None,
            svix_timestamp: 0,
            received_at: Timestamp::from_seconds(0),
            body: self.body().into(),
        }
    }
}

/// The projection of notes.
pub struct Notes;

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "notes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    pub source: String,
    pub svix_id: String,
    pub chain: Option<String>,
    pub version_at: i64,
    pub version_occurred_at: i64,
    pub version_rank: i16,
    pub occurred_at: i64,
    pub value: i64,
    pub previous: Option<i64>,
    pub actions: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Projection for Notes {
    const NAME: &'static str = "notes";
    const VERSION: i32 = 1;
    const INDEXES: &'static [Index] = &[
        Index { name: "chain", columns: &CHAIN_COLUMNS, kind: IndexKind::Sparse },
        Index { name: "action", columns: &["actions", "occurred_at", "position"], kind: IndexKind::Inverted },
        Index { name: "occurred", columns: &["occurred_at", "position"], kind: IndexKind::Ordered },
    ];
    type Row = Model;

    fn project(&self, event: &RecordedEvent, _body: &Body<'_>) -> Result<Vec<Model>, DecodeError> {
        let note: Note = serde_json::from_slice(body_of(event)).map_err(|_| DecodeError::NotJson)?;
        Ok(vec![Model {
            position: event.position.0,
            source: event.source.as_str().to_owned(),
            svix_id: note.id,
            chain: note.chain,
            version_at: note.at,
            version_occurred_at: note.occurred_at,
            version_rank: note.rank,
            occurred_at: note.occurred_at,
            value: note.value,
            previous: None,
            actions: None,
        }])
    }
}

impl Row for Model {
    type Entity = Entity;
    type Model = Self;

    fn model(&self) -> Cow<'_, Self> {
        Cow::Borrowed(self)
    }

    fn restore(model: Self, _event: Option<&RecordedEvent>) -> Self {
        model
    }

    const WRITE_ONCE: bool = true;
    const CHAINED: bool = true;
    const KEY_COLUMN: &'static str = "svix_id";

    fn key(&self) -> (&str, &str) {
        (&self.source, &self.svix_id)
    }

    fn merge(self, _other: Self) -> Self {
        self
    }

    fn link(&self) -> Option<Link<'_>> {
        Some(Link {
            chain: self.chain.as_deref()?,
            source: &self.source,
            at: self.version_at,
            occurred_at: self.version_occurred_at,
            rank: self.version_rank,
            id: &self.svix_id,
        })
    }

    fn snapshot(&self) -> Option<Predecessor<'_>> {
        Some(Predecessor {
            position: self.position,
            at: self.version_at,
            snapshot: known(self.previous, self.value).to_string().into(),
            carried_from: None,
        })
    }

    fn derive(&mut self, previous: Option<Predecessor<'_>>) {
        self.previous = previous.map(|previous| previous.snapshot.parse().expect("a number"));
        self.actions = Some(actions(self.previous, self.value).to_owned());
    }
}
