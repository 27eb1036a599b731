//! Part of a JSON value: what a list allows, as it stands in the text, and nothing else. Digits, escapes and order stay
//! those of the sender; what is not listed, or is of another kind than listed, is left out.

use super::{
    raw::Raw,
    reader::{NotJson, Reader},
};

/// What may be shown of a value. Null may always be.
#[derive(Clone, Copy, Debug)]
pub enum Allowed<'a> {
    /// Nothing.
    Nothing,
    /// A text, a number, true or false; never what could hold more than was thought of.
    Scalar,
    /// Of an object, these fields.
    Object(&'a Fields<'a>),
    /// Of an array, of each element this.
    Each(&'a Allowed<'a>),
    /// All of it, whatever it is.
    Everything,
}

/// The fields of an object that may be shown.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    /// The names of those that hold one text, number, true or false, separated by spaces.
    pub scalars: &'a str,
    /// The others, with what may be shown of them.
    pub nested: &'a [(&'a str, Allowed<'a>)],
}

/// What was picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// JSON; `None` where nothing may be shown.
    pub json: Option<String>,
    /// Whether anything was left out.
    pub is_partial: bool,
}

impl<'a> Fields<'a> {
    /// A field by its name, which is the one of the list.
    fn find(&self, name: &[u8]) -> Option<(&'a str, Allowed<'a>)> {
        let scalar = self.scalars.split_ascii_whitespace().find(|known| known.as_bytes() == name);
        let nested = || self.nested.iter().find(|(known, _)| known.as_bytes() == name).copied();
        scalar.map(|known| (known, Allowed::Scalar)).or_else(nested)
    }
}

/// Picks what is allowed out of a text, which is JSON in UTF-8 or gives an error.
pub fn pick(text: &str, allowed: Allowed<'_>) -> Result<Picked, NotJson> {
    let whole = Reader::whole(text.as_bytes(), Reader::value)?;
    let mut picking = Picking { json: Vec::with_capacity(text.len()), is_partial: false };
    let is_shown = picking.value(whole, allowed)?;
    let json = String::from_utf8(picking.json).map_err(|_| NotJson)?;
    Ok(Picked { json: is_shown.then_some(json), is_partial: picking.is_partial })
}

struct Picking {
    json: Vec<u8>,
    is_partial: bool,
}

impl Picking {
    /// Writes a value as far as it may be shown; `false` where it may not be at all. As deep as the list goes, and no
    /// deeper, whatever the value is.
    fn value(&mut self, value: Raw<'_>, allowed: Allowed<'_>) -> Result<bool, NotJson> {
        let kind = value.bytes().first().copied().unwrap_or_default();
        match (kind, allowed) {
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

    /// A field that is there twice is judged twice.
    fn object(&mut self, object: Raw<'_>, fields: &Fields<'_>) -> Result<(), NotJson> {
        self.json.push(b'{');
        let mut is_first = true;
        Reader::whole(object.bytes(), |reader| {
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

    fn array(&mut self, array: Raw<'_>, allowed: Allowed<'_>) -> Result<(), NotJson> {
        self.json.push(b'[');
        let mut is_first = true;
        Reader::whole(array.bytes(), |reader| {
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
