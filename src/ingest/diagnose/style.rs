//! The ways in which programs write the same JSON. Writes a tree in one of them; reads nothing.

use std::fmt::Write as _;

use super::tree::Tree;

/// How a program writes JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) layout: Layout,
    pub(super) escapes: Escapes,
}

/// Where white space stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// None: JavaScript's `JSON.stringify(value)`, Go, Rust.
    Compact,
    /// After commas and colons: Python's `json.dumps(value)`.
    Spaced,
    /// A line each, indented by so many spaces.
    Indented(usize),
}

/// Which characters of a text are escaped, besides those that must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escapes {
    /// None: JavaScript, and Python with `ensure_ascii=False`.
    None,
    /// All beyond ASCII: Python.
    BeyondAscii,
    /// What has a meaning in HTML: Go.
    Html,
    /// All beyond ASCII, and slashes: PHP.
    Slashes,
}

impl Layout {
    pub(super) const ALL: [Self; 4] = [Self::Compact, Self::Spaced, Self::Indented(2), Self::Indented(4)];
}

impl Escapes {
    pub(super) const ALL: [Self; 4] = [Self::None, Self::BeyondAscii, Self::Html, Self::Slashes];
}

impl Style {
    /// The text of a tree.
    pub(super) fn write(self, tree: &Tree) -> Vec<u8> {
        let mut text = String::new();
        self.value(&mut text, tree, 0);
        text.into_bytes()
    }

    fn value(self, text: &mut String, tree: &Tree, depth: usize) {
        match tree {
            Tree::Object(fields) => self.container(text, depth, ['{', '}'], fields, |text, (key, value)| {
                self.text(text, key);
                text.push_str(if self.layout == Layout::Compact { ":" } else { ": " });
                self.value(text, value, depth + 1);
            }),
            Tree::Array(elements) => {
                self.container(text, depth, ['[', ']'], elements, |text, element| self.value(text, element, depth + 1));
            }
            Tree::Text(content) => self.text(text, content),
            Tree::Word(word) => text.push_str(word),
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
        // Nothing in it: every program writes {} and [] on one line.
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
                character if character < ' ' || self.escapes.has(character) => {
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
    const fn has(self, character: char) -> bool {
        match self {
            Self::None => false,
            Self::BeyondAscii => character > '~',
            Self::Html => matches!(character, '<' | '>' | '&' | '\u{2028}' | '\u{2029}'),
            Self::Slashes => character > '\u{7f}',
        }
    }
}
