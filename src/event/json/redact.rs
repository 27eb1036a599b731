//! Redacts JSON by an allow-list. Allowed values keep the sender's digits, escapes and order. A
//! value that is not listed, or that has another type than listed, is omitted.

use super::{
    raw::RawJson,
    reader::{JsonReader, NotJson},
};

/// What a redacted value may contain. Null is always allowed.
#[derive(Clone, Copy, Debug)]
pub enum Allowed<'a> {
    Nothing,
    /// A string, a number or a boolean, never an object or array.
    Scalar,
    /// An object with these fields.
    Object(&'a AllowedFields<'a>),
    /// An array with elements of this form.
    Each(&'a Allowed<'a>),
    /// Any value, unchanged.
    Everything,
}

#[derive(Clone, Copy, Debug)]
pub struct AllowedFields<'a> {
    /// The names of the scalar fields, separated by spaces.
    pub scalars: &'a str,
    /// The other fields, and what each may contain.
    pub nested: &'a [(&'a str, Allowed<'a>)],
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    /// `None` if nothing is allowed.
    pub json: Option<String>,
    /// Whether anything was omitted.
    pub is_partial: bool,
}

impl<'a> AllowedFields<'a> {
    /// Looks up a field. Returns the name from the list.
    fn find(&self, name: &[u8]) -> Option<(&'a str, Allowed<'a>)> {
        let scalar = self.scalars.split_ascii_whitespace().find(|known| known.as_bytes() == name);
        let nested = || self.nested.iter().find(|(known, _)| known.as_bytes() == name).copied();
        scalar.map(|known| (known, Allowed::Scalar)).or_else(nested)
    }
}

pub fn redact_json(text: &str, allowed: Allowed<'_>) -> Result<Redacted, NotJson> {
    let document = JsonReader::read_document(text.as_bytes(), JsonReader::value)?;
    let mut redactor = Redactor { json: Vec::with_capacity(text.len()), is_partial: false };
    let is_allowed = redactor.value(document, allowed)?;
    let json = String::from_utf8(redactor.json).map_err(|_| NotJson)?;
    Ok(Redacted { json: is_allowed.then_some(json), is_partial: redactor.is_partial })
}

struct Redactor {
    json: Vec<u8>,
    is_partial: bool,
}

impl Redactor {
    /// Writes the allowed part of a value. Returns `false` if no part is allowed. The recursion is
    /// as deep as the allow-list, independent of the value.
    fn value(&mut self, value: RawJson<'_>, allowed: Allowed<'_>) -> Result<bool, NotJson> {
        let first = value.bytes().first().copied().unwrap_or_default();
        match (first, allowed) {
            (_, Allowed::Everything) | (b'n', _) => self.json.extend_from_slice(value.bytes()),
            (b'{', Allowed::Object(fields)) => self.object(value, fields)?,
            (b'[', Allowed::Each(allowed)) => self.array(value, *allowed)?,
            (b'{' | b'[', _) | (_, Allowed::Nothing | Allowed::Object(_) | Allowed::Each(_)) => {
                self.is_partial = true;
                return Ok(false);
            }
            (_, Allowed::Scalar) => self.json.extend_from_slice(value.bytes()),
        }
        Ok(true)
    }

    /// A repeated field is checked each time.
    fn object(&mut self, object: RawJson<'_>, fields: &AllowedFields<'_>) -> Result<(), NotJson> {
        self.json.push(b'{');
        let mut is_first = true;
        JsonReader::read_document(object.bytes(), |reader| {
            reader.fields(|name, reader| {
                let value = reader.value()?;
                let Some((name, allowed)) = fields.find(name) else {
                    self.is_partial = true;
                    return Ok(());
                };
                let before = self.json.len();
                if !std::mem::take(&mut is_first) {
                    self.json.push(b',');
                }
                self.json.push(b'"');
                self.json.extend_from_slice(name.as_bytes());
                self.json.extend_from_slice(b"\":");
                if !self.value(value, allowed)? {
                    self.json.truncate(before);
                    is_first = self.json.ends_with(b"{");
                }
                Ok(())
            })
        })?;
        self.json.push(b'}');
        Ok(())
    }

    fn array(&mut self, array: RawJson<'_>, allowed: Allowed<'_>) -> Result<(), NotJson> {
        self.json.push(b'[');
        let mut is_first = true;
        JsonReader::read_document(array.bytes(), |reader| {
            reader.elements(|reader| {
                let before = self.json.len();
                if !std::mem::take(&mut is_first) {
                    self.json.push(b',');
                }
                if !self.value(reader.value()?, allowed)? {
                    self.json.truncate(before);
                    is_first = self.json.ends_with(b"[");
                }
                Ok(())
            })
        })?;
        self.json.push(b']');
        Ok(())
    }
}
