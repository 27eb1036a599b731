//! A JSON document without its layout, and the layouts in which common programs write it.
//!
//! [`JsonTree`] keeps the order of keys, repeated keys and the digits of numbers, which a map of
//! values would lose.

use std::fmt::{self, Write as _};

use serde_json::value::RawValue;

use crate::ingest::saved::Pairs;

/// Deeper bodies are not parsed: each level is read once more, and no sender nests that deep.
const DEPTH_MAX: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum JsonTree {
    Object(Vec<(String, Self)>),
    Array(Vec<Self>),
    Text(String),
    /// The source text of a number, `true`, `false` or `null`.
    Literal(String),
}

impl JsonTree {
    /// `None` if the body is no JSON, is nested too deep, or contains a lone surrogate.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        Self::from_raw(serde_json::from_slice(body).ok()?, DEPTH_MAX)
    }

    fn from_raw(raw: &RawValue, depth_left: usize) -> Option<Self> {
        let text = raw.get();
        let depth_left = depth_left.checked_sub(1)?;
        Some(match text.as_bytes().first()? {
            b'{' => {
                let Pairs(fields) = serde_json::from_str::<Pairs<&RawValue>>(text).ok()?;
                let fields = fields.into_iter().map(|(key, value)| Some((key, Self::from_raw(value, depth_left)?)));
                Self::Object(fields.collect::<Option<_>>()?)
            }
            b'[' => {
                let elements: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                Self::Array(
                    elements.into_iter().map(|element| Self::from_raw(element, depth_left)).collect::<Option<_>>()?,
                )
            }
            b'"' => Self::Text(serde_json::from_str(text).ok()?),
            _ => Self::Literal(text.to_owned()),
        })
    }

    /// A copy with the keys of every object sorted by their bytes.
    pub(super) fn sorted(&self) -> Self {
        match self {
            Self::Object(fields) => {
                let mut fields: Vec<_> = fields.iter().map(|(key, value)| (key.clone(), value.sorted())).collect();
                fields.sort_by(|(left, _), (right, _)| left.cmp(right));
                Self::Object(fields)
            }
            Self::Array(elements) => Self::Array(elements.iter().map(Self::sorted).collect()),
            other => other.clone(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonStyle {
    layout: Layout,
    escapes: Escapes,
}

/// Where white space is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Nowhere: JavaScript's `JSON.stringify(value)`, Go, Rust.
    Compact,
    /// After commas and colons: Python's `json.dumps(value)`.
    Spaced,
    /// One line per value, indented by this number of spaces.
    Indented(usize),
}

/// Which characters of a string are escaped in addition to those that JSON requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escapes {
    /// None: JavaScript, and Python with `ensure_ascii=False`.
    None,
    /// All characters beyond ASCII: Python.
    BeyondAscii,
    /// The characters that are special in HTML: Go.
    Html,
    /// All characters beyond ASCII, and slashes: PHP.
    Slashes,
}

impl Layout {
    const ALL: [Self; 4] = [Self::Compact, Self::Spaced, Self::Indented(2), Self::Indented(4)];
}

impl Escapes {
    const ALL: [Self; 4] = [Self::None, Self::BeyondAscii, Self::Html, Self::Slashes];
}

impl JsonStyle {
    /// Every style, the most common first.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Layout::ALL.into_iter().flat_map(|layout| Escapes::ALL.into_iter().map(move |escapes| Self { layout, escapes }))
    }

    pub(super) fn write(self, tree: &JsonTree) -> Vec<u8> {
        let mut text = String::new();
        self.value(&mut text, tree, 0);
        text.into_bytes()
    }

    fn value(self, text: &mut String, tree: &JsonTree, depth: usize) {
        match tree {
            JsonTree::Object(fields) => self.container(text, depth, ['{', '}'], fields, |text, (key, value)| {
                self.text(text, key);
                text.push_str(if self.layout == Layout::Compact { ":" } else { ": " });
                self.value(text, value, depth + 1);
            }),
            JsonTree::Array(elements) => {
                self.container(text, depth, ['[', ']'], elements, |text, element| self.value(text, element, depth + 1));
            }
            JsonTree::Text(content) => self.text(text, content),
            JsonTree::Literal(literal) => text.push_str(literal),
        }
    }

    fn container<T>(
        self,
        text: &mut String,
        depth: usize,
        [open, close]: [char; 2],
        items: &[T],
        mut item: impl FnMut(&mut String, &T),
    ) {
        text.push(open);
        for (index, one) in items.iter().enumerate() {
            if index > 0 {
                text.push_str(if self.layout == Layout::Spaced { ", " } else { "," });
            }
            self.line(text, depth + 1);
            item(text, one);
        }
        // Every program writes {} and [] on one line.
        if !items.is_empty() {
            self.line(text, depth);
        }
        text.push(close);
    }

    fn line(self, text: &mut String, depth: usize) {
        if let Layout::Indented(spaces) = self.layout {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', spaces * depth));
        }
    }

    fn text(self, text: &mut String, content: &str) {
        text.push('"');
        for character in content.chars() {
            match character {
                '"' => text.push_str("\\\""),
                '\\' => text.push_str("\\\\"),
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '\t' => text.push_str("\\t"),
                '\u{8}' => text.push_str("\\b"),
                '\u{c}' => text.push_str("\\f"),
                '/' if self.escapes == Escapes::Slashes => text.push_str("\\/"),
                character if character < ' ' || self.escapes.include(character) => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        write!(text, "\\u{unit:04x}").expect("writing to a String cannot fail");
                    }
                }
                character => text.push(character),
            }
        }
        text.push('"');
    }
}

impl Escapes {
    const fn include(self, character: char) -> bool {
        match self {
            Self::None => false,
            Self::BeyondAscii => character > '~',
            Self::Html => matches!(character, '<' | '>' | '&' | '\u{2028}' | '\u{2029}'),
            Self::Slashes => character > '\u{7f}',
        }
    }
}

impl fmt::Display for JsonStyle {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.layout {
            Layout::Compact => out.write_str("compact JSON")?,
            Layout::Spaced => out.write_str("JSON with spaces after commas and colons")?,
            Layout::Indented(spaces) => write!(out, "JSON indented by {spaces} spaces")?,
        }
        out.write_str(match self.escapes {
            Escapes::None => ", characters as they are",
            Escapes::BeyondAscii => ", characters beyond ASCII escaped as \\uXXXX",
            Escapes::Html => ", with <, > and & escaped as \\uXXXX",
            Escapes::Slashes => ", with slashes and characters beyond ASCII escaped",
        })
    }
}
