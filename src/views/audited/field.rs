//! A declared field: how it is read, when two values differ, and which action a change is.

use crate::views::activity::actions::Action;

#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Path in the body: `verification.status` is a field of an object.
    pub path: &'static str,
    /// The name in snapshots, changes and the API.
    pub name: &'static str,
    /// The name in a sentence.
    pub noun: &'static str,
    pub kind: FieldKind,
    /// What it means if a body lacks the field.
    pub absent: Absent,
}

/// The type of a field, and the actions of its changes.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind {
    Text(Action),
    /// The id of an element of a list: the name of the list and of the element's text.
    Chosen(Action, &'static str, &'static str),
    /// A verification status. The first action is a change to `verified`, the second any other
    /// change.
    Verification(Action, Action),
    /// A role, in the current or an older spelling.
    Role(Action),
    /// A boolean, with the actions for true and for false.
    Flag(Action, Action),
    Number(Action),
    /// When something last happened. Another time means that it happened again.
    Time(Action),
    /// The remaining seconds of a lock-out, stored as its end time.
    LockoutSeconds(Action),
    /// An unordered list of texts.
    Texts(Action),
    /// An unordered list of objects.
    Elements(&'static Elements),
    /// An object of which only the keys are reported: metadata.
    Keys(Action),
}

/// A list of objects, identified by their ids.
#[derive(Debug)]
pub struct Elements {
    pub fields: &'static [Field],
    /// The fields for an element's name in a sentence: the first present one, and the second in
    /// brackets.
    pub label: &'static [&'static str],
    /// The name of one element in a sentence.
    pub noun: &'static str,
    pub added: Action,
    pub removed: Action,
    /// For changes of undeclared fields.
    pub updated: Action,
}

/// What it means if a body lacks a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// Unknown in this body; empty (null, false, no elements) before the first body that has it.
    /// This may report an old ban as new, but never hides one.
    BeganEmpty,
    /// Unknown, also before the first body that has it: the first value is reported, but not as a
    /// change.
    Unknown,
    /// Empty: the sender omits empty values.
    Empty,
}

impl Field {
    /// A field with the same name in the body.
    #[must_use]
    pub const fn new(name: &'static str, noun: &'static str, absent: Absent, kind: FieldKind) -> Self {
        Self { path: name, name, noun, kind, absent }
    }

    /// A field at another path in the body.
    #[must_use]
    pub const fn at(path: &'static str, field: Self) -> Self {
        Self { path, ..field }
    }
}

#[must_use]
pub fn named(fields: &'static [Field], name: &str) -> Option<&'static Field> {
    fields.iter().find(|field| field.name == name)
}
