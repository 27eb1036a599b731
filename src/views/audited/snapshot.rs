//! A snapshot: the audited fields of one body, stored as JSON in a row. It depends only on the
//! body and on its time.

use std::{collections::BTreeMap, iter};

use serde_json::{Map, Value, json};

use super::{
    digest::{self, ListOrder},
    field::{Elements, Field, FieldKind},
    ignored::{Ignored, OF_ELEMENT, OF_OBJECT, is_ignored},
};
use crate::{
    clock::Timestamp,
    event::{
        clerk::fields::{self, TEXT_BYTES_MAX},
        json::{JsonReader, NotJson, RawJson},
    },
};

/// The key of the digests of undeclared fields.
pub(super) const OTHER: &str = "other";

/// Maximum number of metadata keys; Clerk stores 8 KB. The rest shares one digest.
const KEYS_MAX: usize = 200;
/// The name for the rest of the keys, and for metadata without keys.
const FURTHER_KEYS: &str = "…";
/// Maximum bytes of the name of a key or field, and of a text in a list. Longer ones are
/// truncated.
const NAME_BYTES_MAX: usize = 128;
/// Maximum number of elements of a list; Clerk allows ten e-mail addresses. The rest, and elements
/// that are not objects, share one digest.
const ELEMENTS_MAX: usize = 100;

/// How much of a body is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Everything, for an event of the object itself.
    Whole,
    /// Only what the API presents, for a description embedded in another object's event. It can be
    /// poorer, so only the fields that it has are compared.
    Presented,
}

/// The audited fields by name. A field is absent if the body lacks it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot(pub(super) Map<String, Value>);

impl Snapshot {
    /// Reads an object from a body of that time; empty if there is no object.
    #[must_use]
    pub fn read(fields: &'static [Field], object: &[u8], extent: Extent, made_at: Timestamp) -> Self {
        let mut reading = SnapshotReader::new(fields, OF_OBJECT, extent);
        let is_object = JsonReader::read_document(object, |reader| reading.object(reader, ""));
        if is_object.is_err() {
            return Self::default();
        }
        Self(reading.finish(made_at))
    }

    /// The same as stored JSON. `None` if there is no object.
    #[must_use]
    pub fn column(fields: &'static [Field], object: &[u8], extent: Extent, made_at: Timestamp) -> Option<String> {
        (!object.is_empty()).then(|| Self::read(fields, object, extent, made_at).to_json())
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(&self.0).expect("texts, numbers and lists of them have a JSON form")
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

    /// The elements of a list by id. Empty if the body has none.
    pub fn elements(&self, list: &str) -> impl Iterator<Item = (&str, &Map<String, Value>)> {
        let elements = self.get(list).and_then(Value::as_object).into_iter().flatten();
        elements.filter_map(|(id, element)| Some((id.as_str(), element.as_object()?)))
    }

    /// True if the body only identifies the object, with or without the mark of a deletion.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        let is_mark = |others: &Map<String, Value>| others.keys().all(|name| name == "deleted");
        self.0.iter().all(|(name, value)| name == OTHER && value.as_object().is_some_and(is_mark))
    }

    /// True if it covers a whole body, so that a field that it lacks was not there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.contains_key(OTHER)
    }
}

/// A chosen element: the field, the list, the field of the element, and the id.
type Chosen = (&'static Field, &'static str, &'static str, Option<String>);

type Take = fn(&mut JsonReader<'_>, ListOrder) -> Result<String, NotJson>;

struct SnapshotReader {
    fields: &'static [Field],
    ignored: &'static [Ignored],
    extent: Extent,
    facts: Map<String, Value>,
    other: Map<String, Value>,
    chosen: Vec<Chosen>,
}

impl SnapshotReader {
    fn new(fields: &'static [Field], ignored: &'static [Ignored], extent: Extent) -> Self {
        Self { fields, ignored, extent, facts: Map::new(), other: Map::new(), chosen: Vec::new() }
    }

    /// Reads an object whose fields have paths that start with `prefix`.
    fn object(&mut self, reader: &mut JsonReader<'_>, prefix: &str) -> Result<(), NotJson> {
        reader
            .fields(|key, reader| {
                let key = String::from_utf8_lossy(key);
                let path = if prefix.is_empty() { key } else { format!("{prefix}.{key}").into() };
                match self.fields.iter().find(|field| field.path == path) {
                    Some(field) => self.field(field, reader),
                    None if is_ignored(self.ignored, &path) => reader.value().map(drop),
                    None => self.undeclared(&path, prefix, reader),
                }
            })
            .map(drop)
    }

    fn field(&mut self, field: &'static Field, reader: &mut JsonReader<'_>) -> Result<(), NotJson> {
        match field.kind {
            FieldKind::Elements(elements) if reader.first_byte()? == b'[' => {
                let list = self.elements(field.path, elements, reader)?;
                self.facts.insert(field.path.to_owned(), Value::Object(list));
                return Ok(());
            }
            FieldKind::Keys(_) if self.extent == Extent::Presented => return reader.value().map(drop),
            FieldKind::Keys(_) => {
                let keys = keys(reader)?;
                self.facts.insert(field.path.to_owned(), Value::Object(keys));
                return Ok(());
            }
            _ => {}
        }
        let value = reader.value()?;
        match (field.kind, scalar(field.kind, value)) {
            (FieldKind::Chosen(_, list, text), Some(id)) => {
                self.chosen.push((field, list, text, id.as_str().map(str::to_owned)));
            }
            // A null flag is unknown, like a missing one.
            (FieldKind::Flag(..), Some(Value::Null)) => {}
            (_, Some(value)) => drop(self.facts.insert(field.path.to_owned(), value)),
            // The value is of another kind than declared; a change is reported all the same.
            (_, None) => self.digested(field.path, value, digest::take_any)?,
        }
        Ok(())
    }

    /// Reads an undeclared field. Objects that contain declared fields, and objects inside
    /// elements of lists, are read field by field, so that a change is reported by name.
    fn undeclared(&mut self, path: &str, prefix: &str, reader: &mut JsonReader<'_>) -> Result<(), NotJson> {
        let inside = |field: &&Field| field.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
        let (is_object, is_null) = (reader.first_byte()? == b'{', reader.first_byte()? == b'n');
        let declared: Vec<&Field> = self.fields.iter().filter(inside).collect();
        if prefix.is_empty() && is_object && !declared.is_empty() {
            let found = self.facts.len() + self.other.len();
            self.object(reader, path)?;
            // Distinguishes an empty object from null.
            if self.facts.len() + self.other.len() == found && self.extent == Extent::Whole {
                self.other.insert(path.to_owned(), digest::EMPTY_OBJECT.into());
            }
            return Ok(());
        }
        if is_null {
            self.facts.extend(declared.iter().map(|field| (field.path.to_owned(), Value::Null)));
        }
        let value = reader.value()?;
        let is_of_declared = !is_null && !declared.is_empty();
        self.digested(path, value, if is_of_declared { digest::take_any } else { digest::take })
    }

    fn digested(&mut self, path: &str, value: RawJson<'_>, take: Take) -> Result<(), NotJson> {
        if self.extent == Extent::Whole {
            let digest = JsonReader::read_document(value.bytes(), |reader| take(reader, ListOrder::Ignored))?;
            self.other.insert(digest::bounded(path, NAME_BYTES_MAX), digest.into());
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
        let mut further: Vec<Vec<u8>> = Vec::new();
        reader.elements(|reader| {
            let (value, id) = reader.spanned(element_id)?;
            let Some(id) = id else {
                further.push(value.bytes().to_vec());
                return Ok(());
            };
            let mut reading = Self::new(elements.fields, OF_ELEMENT, self.extent);
            JsonReader::read_document(value.bytes(), |reader| reading.object(reader, ""))?;
            reading.name();
            let mut facts = reading.facts;
            if !reading.other.is_empty() {
                facts.insert(OTHER.to_owned(), Value::Object(reading.other));
            }
            if list.len() + without_id.len() >= ELEMENTS_MAX {
                further.push(json!([id, facts]).to_string().into_bytes());
                return Ok(());
            }
            // An element without an id is identified by its label.
            let label = || elements.label.iter().find_map(|name| facts.get(*name)?.as_str()).map(str::to_owned);
            match id {
                Some(id) => drop(list.insert(id, Value::Object(facts))),
                None => without_id.push((label().unwrap_or_else(|| FURTHER_KEYS.to_owned()), facts)),
            }
            Ok(())
        })?;
        // Elements with the same label are numbered in the order of their content, because the
        // list has no order.
        without_id.sort_by_cached_key(|(label, facts)| (label.clone(), Value::Object(facts.clone()).to_string()));
        for (label, facts) in without_id {
            let numbered = (2..).map(|number| format!("{label} ({number})"));
            let id = iter::once(label.clone()).chain(numbered).find(|id| !list.contains_key(id));
            list.extend(id.map(|id| (id, Value::Object(facts))));
        }
        if !further.is_empty() {
            let array = [&b"["[..], &further.join(&b','), b"]"].concat();
            let value = JsonReader::read_document(&array, JsonReader::value)?;
            self.digested(path, value, digest::take_any)?;
        }
        Ok(list)
    }

    /// Converts paths to names. If a field has two paths, the first declared one with a value is
    /// used, and the other counts as another field.
    fn name(&mut self) {
        let mut by_path = std::mem::take(&mut self.facts);
        for field in self.fields {
            let Some(value) = by_path.remove(field.path) else { continue };
            match self.facts.get(field.name) {
                None | Some(Value::Null) => drop(self.facts.insert(field.name.to_owned(), value)),
                Some(known) if value.is_null() || *known == value => {}
                Some(_) => self.add_other(field.path, &value),
            }
        }
    }

    /// Stores a value as another field.
    fn add_other(&mut self, path: &str, value: &Value) {
        if self.extent == Extent::Whole {
            self.other.insert(path.to_owned(), digest::of_value(value).into());
        }
    }

    fn finish(mut self, made_at: Timestamp) -> Map<String, Value> {
        self.name();
        for (field, list, text, id) in std::mem::take(&mut self.chosen) {
            let chosen = id.as_ref().and_then(|id| self.facts.get(list)?.get(id)?.get(text).cloned());
            let chosen = chosen.unwrap_or_default();
            // An id without an element occurs in Clerk's own examples.
            if let Some(id) = id.filter(|_| chosen.is_null()) {
                self.add_other(field.path, &id.into());
            }
            self.facts.insert(field.name.to_owned(), chosen);
        }
        let is_locked = self.facts.get("locked").and_then(Value::as_bool) == Some(true);
        let lockout = self.fields.iter().find(|field| matches!(field.kind, FieldKind::LockoutSeconds(_)));
        if let Some((field, seconds)) = lockout.and_then(|field| Some((field, self.facts.remove(field.name)?))) {
            let end = seconds.as_i64().filter(|_| is_locked).and_then(|seconds| lockout_end(made_at, seconds));
            self.facts.insert(field.name.to_owned(), end.into());
            if !is_locked && !seconds.is_null() {
                self.add_other(field.path, &seconds);
            }
        }
        if self.extent == Extent::Whole {
            self.facts.insert(OTHER.to_owned(), Value::Object(self.other));
        }
        self.facts
    }
}

/// The last second of the year 9999: RFC 3339 ends there.
const LAST_MICROS: i64 = 253_402_300_799_000_000;

/// The end of a lock-out with this many seconds left, in microseconds. `None` if it is after the
/// year 9999.
#[must_use]
pub fn lockout_end(made_at: Timestamp, seconds: i64) -> Option<i64> {
    let end = made_at.micros().checked_add(seconds.checked_mul(1_000_000)?)?;
    (end <= LAST_MICROS).then_some(end)
}

/// Reads a value that is not a list of objects; `None` if it is of another kind than declared.
fn scalar(kind: FieldKind, value: RawJson<'_>) -> Option<Value> {
    if value.bytes() == b"null" {
        return Some(Value::Null);
    }
    Some(match kind {
        FieldKind::Text(_) | FieldKind::Verification(..) | FieldKind::Role(_) | FieldKind::Chosen(..) => {
            let text = value.text(usize::MAX)?;
            if text.is_empty() { Value::Null } else { digest::bounded(&text, TEXT_BYTES_MAX).into() }
        }
        FieldKind::Flag(..) => value.boolean()?.into(),
        FieldKind::Number(_) | FieldKind::LockoutSeconds(_) => value.integer()?.into(),
        FieldKind::Time(_) => JsonReader::read_document(value.bytes(), fields::timestamp).ok()??.micros().into(),
        FieldKind::Texts(_) => {
            let (mut texts, mut all_are_texts) = (Vec::new(), true);
            let read = |reader: &mut JsonReader<'_>| {
                reader.elements(|reader| {
                    let text = reader.value()?.text(usize::MAX);
                    all_are_texts &= text.is_some();
                    texts.extend(text.map(|text| digest::bounded(&text, NAME_BYTES_MAX)));
                    Ok(())
                })
            };
            if !JsonReader::read_document(value.bytes(), read).ok()? || !all_are_texts {
                return None;
            }
            texts.sort_unstable();
            texts.dedup();
            texts.into()
        }
        FieldKind::Elements(_) | FieldKind::Keys(_) => return None,
    })
}

/// Reads an element of a list and returns its id.
#[expect(clippy::option_option, reason = "no object, an object without an id, and one with an id")]
fn element_id(reader: &mut JsonReader<'_>) -> Result<Option<Option<String>>, NotJson> {
    let mut id = None;
    let is_object = reader.fields(|key, reader| {
        let value = reader.value()?;
        if key == b"id" {
            let text = value.text(usize::MAX).filter(|id| !id.is_empty());
            id = text.map(|id| digest::bounded(&id, TEXT_BYTES_MAX));
        }
        Ok(())
    })?;
    Ok(is_object.then_some(id))
}

/// Reads metadata and returns a digest per key.
fn keys(reader: &mut JsonReader<'_>) -> Result<Map<String, Value>, NotJson> {
    match reader.first_byte()? {
        b'{' => {}
        b'n' => return reader.value().map(|_| Map::new()),
        _ => {
            return Ok(Map::from_iter([(
                FURTHER_KEYS.to_owned(),
                digest::take_any(reader, ListOrder::Significant)?.into(),
            )]));
        }
    }
    let mut digests: BTreeMap<String, String> = BTreeMap::new();
    let (value, _) = reader.spanned(|reader| {
        reader.fields(|key, reader| {
            let name = String::from_utf8_lossy(key);
            digests.insert(digest::bounded(&name, NAME_BYTES_MAX), digest::take_any(reader, ListOrder::Significant)?);
            Ok(())
        })
    })?;
    let mut kept: Map<String, Value> = Map::new();
    let is_more = digests.len() > KEYS_MAX;
    kept.extend(digests.into_iter().take(KEYS_MAX).map(|(key, digest)| (key, digest.into())));
    if is_more {
        let whole =
            JsonReader::read_document(value.bytes(), |reader| digest::take_any(reader, ListOrder::Significant))?;
        kept.insert(FURTHER_KEYS.to_owned(), whole.into());
    }
    Ok(kept)
}
