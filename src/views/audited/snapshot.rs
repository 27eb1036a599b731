//! What one body says of the audited fields. Kept as JSON text in a row; a function of the body,
//! of when it was made, and of nothing else.

use std::{collections::BTreeMap, iter};

use serde_json::{Map, Value};

use super::{
    digest::{self, Of},
    field::{Elements, Field, Kind},
    ignored::is_ignored,
};
use crate::{
    clock::Timestamp,
    event::{
        clerk::fields::{self, TEXT_BYTES_MAX},
        json::{JsonReader, NotJson, RawJson},
    },
};

/// Where the digests of fields stand that no table declares.
pub(super) const OTHER: &str = "other";

/// Keys of metadata that are told apart; Clerk keeps 8 KB of it. The rest has one digest together.
const KEYS_MAX: usize = 200;
/// What stands for the rest of the keys, and for metadata that has none.
const FURTHER_KEYS: &str = "…";
/// Where the name of a key or of a field is cut, in bytes.
const NAME_BYTES_MAX: usize = 128;
/// Elements of a list that are kept; Clerk allows ten e-mail addresses. The rest, and what is no
/// object, has one digest together.
const ELEMENTS_MAX: usize = 100;

/// How much of a body is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it: of an event of the thing's own.
    Whole,
    /// What is shown: of a description inside another thing's event, which can be poorer, and is
    /// compared with nothing of an own one but what it has.
    Shown,
}

/// The audited fields by name. A field is absent where the body does not have it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot(pub(super) Map<String, Value>);

impl Snapshot {
    /// Reads the object as it stands in a body that was made at that moment; empty where there is
    /// none.
    #[must_use]
    pub fn read(fields: &'static [Field], object: &[u8], extent: Extent, made_at: Timestamp) -> Self {
        let mut reading = Reading { fields, extent, facts: Map::new(), other: Map::new(), chosen: Vec::new() };
        if extent == Extent::Whole {
            // So that a snapshot without it is known to say nothing of other fields.
            reading.facts.insert(OTHER.to_owned(), Value::Null);
        }
        let is_object = JsonReader::read_document(object, |reader| reading.object(reader, ""));
        if is_object.is_err() {
            return Self::default();
        }
        Self(reading.settled(made_at))
    }

    /// The same as a row keeps it: JSON. `None` where there is no object to read.
    #[must_use]
    pub fn column(fields: &'static [Field], object: &[u8], extent: Extent, made_at: Timestamp) -> Option<String> {
        (!object.is_empty()).then(|| Self::read(fields, object, extent, made_at).to_json())
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(&self.0).expect("texts, numbers and lists of them have a JSON form")
    }

    /// Adds a text that is kept beside the audited fields.
    pub fn insert(&mut self, name: &str, text: &str) {
        self.0.insert(name.to_owned(), text.into());
    }

    #[must_use]
    pub fn parse(json: Option<&str>) -> Self {
        let value = json.and_then(|json| serde_json::from_str(json).ok());
        Self(match value {
            Some(Value::Object(facts)) => facts,
            _ => Map::new(),
        })
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The elements of a list, by text of their label. Empty where the body has none.
    pub fn elements(&self, list: &str) -> impl Iterator<Item = (&str, &Map<String, Value>)> {
        let elements = self.get(list).and_then(Value::as_object).into_iter().flatten();
        elements.filter_map(|(id, element)| Some((id.as_str(), element.as_object()?)))
    }

    /// Whether nothing stands in the body but what names the thing, and the mark of a deletion.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        let is_mark = |others: &Map<String, Value>| others.keys().all(|name| name == "deleted");
        self.0.iter().all(|(name, value)| name == OTHER && value.as_object().is_some_and(is_mark))
    }

    /// Whether it is of a whole body, so that what it does not have was not there.
    pub(super) fn is_whole(&self) -> bool {
        self.0.contains_key(OTHER)
    }
}

/// An id that chooses an element: the name of the field, the list, the field of the element, and
/// the id.
type Chosen = (&'static str, &'static str, &'static str, Option<String>);

struct Reading {
    fields: &'static [Field],
    extent: Extent,
    facts: Map<String, Value>,
    other: Map<String, Value>,
    chosen: Vec<Chosen>,
}

impl Reading {
    /// Takes an object whose fields stand at `prefix`.
    fn object(&mut self, reader: &mut JsonReader<'_>, prefix: &str) -> Result<(), NotJson> {
        reader
            .fields(|key, reader| {
                let key = String::from_utf8_lossy(key);
                let path = if prefix.is_empty() { key } else { format!("{prefix}.{key}").into() };
                match self.fields.iter().find(|field| field.path == path) {
                    Some(field) => self.field(field, reader),
                    None if is_ignored(&path) => reader.value().map(drop),
                    None => self.undeclared(&path, prefix, reader),
                }
            })
            .map(drop)
    }

    fn field(&mut self, field: &'static Field, reader: &mut JsonReader<'_>) -> Result<(), NotJson> {
        match field.kind {
            Kind::Elements(elements) if reader.first_byte()? == b'[' => {
                let list = self.elements(field.path, elements, reader)?;
                self.facts.insert(field.name.to_owned(), Value::Object(list));
                return Ok(());
            }
            Kind::Keys(_) if self.extent == Extent::Shown => return reader.value().map(drop),
            Kind::Keys(_) => {
                let keys = keys(reader)?;
                self.facts.insert(field.name.to_owned(), Value::Object(keys));
                return Ok(());
            }
            _ => {}
        }
        let value = reader.value()?;
        if let Kind::Chosen(_, list, text) = field.kind {
            let id = value.text(TEXT_BYTES_MAX).map(std::borrow::Cow::into_owned);
            self.chosen.push((field.name, list, text, id));
            return Ok(());
        }
        match scalar(field.kind, value) {
            // Null is no state of a switch: its value is as unknown as where the field is absent.
            Some(Value::Null) if matches!(field.kind, Kind::Flag(..)) => {}
            Some(value) => {
                self.facts.insert(field.name.to_owned(), value);
            }
            // Of another kind than declared: that it changes is told all the same.
            None => self.digested(field.path, value)?,
        }
        Ok(())
    }

    /// A field that no table declares. Objects in which declared fields stand, and those inside
    /// elements of lists, are looked into, so that a change is told by the name of what changed.
    fn undeclared(&mut self, path: &str, prefix: &str, reader: &mut JsonReader<'_>) -> Result<(), NotJson> {
        let inside = |field: &&Field| field.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
        let (is_object, is_null) = (reader.first_byte()? == b'{', reader.first_byte()? == b'n');
        let declared: Vec<&Field> = self.fields.iter().filter(inside).collect();
        if prefix.is_empty() && is_object && !declared.is_empty() {
            return self.object(reader, path);
        }
        if is_null {
            self.facts.extend(declared.into_iter().map(|field| (field.name.to_owned(), Value::Null)));
        }
        let value = reader.value()?;
        self.digested(path, value)
    }

    fn digested(&mut self, path: &str, value: RawJson<'_>) -> Result<(), NotJson> {
        if self.extent == Extent::Whole
            && let Some(digest) = JsonReader::read_document(value.bytes(), |reader| digest::take(reader, Of::Field))?
        {
            self.other.insert(cut(path).to_owned(), digest.into());
        }
        Ok(())
    }

    fn elements(
        &mut self,
        path: &str,
        elements: &'static Elements,
        reader: &mut JsonReader<'_>,
    ) -> Result<Map<String, Value>, NotJson> {
        let mut list: Map<String, Value> = Map::new();
        let mut without_id: Vec<(String, Map<String, Value>)> = Vec::new();
        let mut further = Vec::new();
        reader.elements(|reader| {
            let (value, id) = reader.spanned(element_id)?;
            let Some(id) = id.filter(|_| list.len() + without_id.len() < ELEMENTS_MAX) else {
                further.push(value);
                return Ok(());
            };
            let mut reading = Self {
                fields: elements.fields,
                extent: self.extent,
                facts: Map::new(),
                other: Map::new(),
                chosen: Vec::new(),
            };
            JsonReader::read_document(value.bytes(), |reader| reading.object(reader, ""))?;
            let mut facts = reading.facts;
            if !reading.other.is_empty() {
                facts.insert(OTHER.to_owned(), Value::Object(reading.other));
            }
            // Without an id of its own it is told apart by what it is called.
            let label = || elements.label.iter().find_map(|name| facts.get(*name)?.as_str()).map(str::to_owned);
            match id {
                Some(id) => drop(list.insert(id, Value::Object(facts))),
                None => without_id.push((label().unwrap_or_else(|| FURTHER_KEYS.to_owned()), facts)),
            }
            Ok(())
        })?;
        // Several of one label are numbered by what they hold: a list has no order.
        without_id.sort_by_cached_key(|(label, facts)| (label.clone(), Value::Object(facts.clone()).to_string()));
        for (label, facts) in without_id {
            let numbered = (2..).map(|number| format!("{label} ({number})"));
            let id = iter::once(label.clone()).chain(numbered).find(|id| !list.contains_key(id));
            list.extend(id.map(|id| (id, Value::Object(facts))));
        }
        if !further.is_empty() {
            let values: Vec<&[u8]> = further.iter().map(|value| value.bytes()).collect();
            let array = [&b"["[..], &values.join(&b','), b"]"].concat();
            let value = JsonReader::read_document(&array, JsonReader::value)?;
            self.digested(path, value)?;
        }
        Ok(list)
    }

    fn settled(mut self, made_at: Timestamp) -> Map<String, Value> {
        for (name, list, text, id) in std::mem::take(&mut self.chosen) {
            let Some(id) = id.filter(|id| !id.is_empty()) else {
                self.facts.insert(name.to_owned(), Value::Null);
                continue;
            };
            let chosen = self.facts.get(list).and_then(|list| list.get(&id)?.get(text).cloned());
            // An id of nothing that is there is Clerk's own example. It says nothing, and that it
            // changes says as much.
            self.facts.insert(name.to_owned(), chosen.unwrap_or_default());
        }
        let is_locked = self.facts.get("locked").and_then(Value::as_bool) == Some(true);
        let lockout = self.fields.iter().find(|field| matches!(field.kind, Kind::LockoutSeconds(_)));
        if let Some(end) = lockout.and_then(|field| self.facts.get_mut(field.name)) {
            let seconds = end.as_i64().filter(|_| is_locked);
            *end = seconds.and_then(|seconds| lockout_end(made_at, seconds)).into();
        }
        if self.extent == Extent::Whole {
            self.facts.insert(OTHER.to_owned(), Value::Object(self.other));
        }
        self.facts
    }
}

/// The last second of the year 9999: RFC 3339 ends there.
const LAST_MICROS: i64 = 253_402_300_799_000_000;

/// When a lock-out ends of which so many seconds remain, in microseconds. What ends after the year
/// 9999 does not end.
#[must_use]
pub fn lockout_end(made_at: Timestamp, seconds: i64) -> Option<i64> {
    let end = made_at.micros().checked_add(seconds.checked_mul(1_000_000)?)?;
    (end <= LAST_MICROS).then_some(end)
}

/// A value that is no list of objects; `None` where it is of another kind than declared.
fn scalar(kind: Kind, value: RawJson<'_>) -> Option<Value> {
    if value.bytes() == b"null" {
        return Some(Value::Null);
    }
    Some(match kind {
        Kind::Text(_) | Kind::Verification(..) | Kind::Role(_) => {
            let text = value.text(TEXT_BYTES_MAX)?;
            if text.is_empty() { Value::Null } else { Value::String(text.into_owned()) }
        }
        Kind::Flag(..) => value.boolean()?.into(),
        Kind::Number(_) | Kind::LockoutSeconds(_) => value.integer()?.into(),
        Kind::Moment(_) => JsonReader::read_document(value.bytes(), fields::timestamp).ok()??.micros().into(),
        Kind::Texts(_) => {
            let mut texts = Vec::new();
            let read = |reader: &mut JsonReader<'_>| {
                reader.elements(|reader| {
                    texts.extend(reader.value()?.text(NAME_BYTES_MAX).map(std::borrow::Cow::into_owned));
                    Ok(())
                })
            };
            if !JsonReader::read_document(value.bytes(), read).ok()? {
                return None;
            }
            texts.sort_unstable();
            texts.dedup();
            texts.into()
        }
        Kind::Chosen(..) | Kind::Elements(_) | Kind::Keys(_) => return None,
    })
}

/// Takes an element of a list; its id, if it is an object, and has one.
#[expect(clippy::option_option, reason = "no object, an object without an id, and one with an id")]
fn element_id(reader: &mut JsonReader<'_>) -> Result<Option<Option<String>>, NotJson> {
    let mut id = None;
    let is_object = reader.fields(|key, reader| {
        let value = reader.value()?;
        if key == b"id" {
            id = value.text(TEXT_BYTES_MAX).map(std::borrow::Cow::into_owned).filter(|id| !id.is_empty());
        }
        Ok(())
    })?;
    Ok(is_object.then_some(id))
}

/// Takes metadata; a digest for each of its keys.
fn keys(reader: &mut JsonReader<'_>) -> Result<Map<String, Value>, NotJson> {
    match reader.first_byte()? {
        b'{' => {}
        b'n' => return reader.value().map(|_| Map::new()),
        _ => return Ok(Map::from_iter([(FURTHER_KEYS.to_owned(), digest::take_any(reader, Of::Metadata)?.into())])),
    }
    let mut digests: BTreeMap<String, String> = BTreeMap::new();
    let (value, _) = reader.spanned(|reader| {
        reader.fields(|key, reader| {
            let name = String::from_utf8_lossy(key);
            digests.insert(cut(&name).to_owned(), digest::take_any(reader, Of::Metadata)?);
            Ok(())
        })
    })?;
    let mut kept: Map<String, Value> = Map::new();
    let is_more = digests.len() > KEYS_MAX;
    kept.extend(digests.into_iter().take(KEYS_MAX).map(|(key, digest)| (key, digest.into())));
    if is_more {
        let whole = JsonReader::read_document(value.bytes(), |reader| digest::take_any(reader, Of::Metadata))?;
        kept.insert(FURTHER_KEYS.to_owned(), whole.into());
    }
    Ok(kept)
}

fn cut(name: &str) -> &str {
    &name[..name.floor_char_boundary(NAME_BYTES_MAX)]
}
