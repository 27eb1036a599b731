//! A declared field: how it is read, when two values of it differ, and what that means.

use crate::views::activity::actions::Action;

#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Where it stands in the body; `verification.status` is a field of an object.
    pub path: &'static str,
    /// Its name in snapshots, changes and answers.
    pub name: &'static str,
    /// What it is called in a sentence.
    pub noun: &'static str,
    pub kind: FieldKind,
    /// What a body without it says.
    pub absent: Absent,
}

/// What a field holds, and what a change of it means.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind {
    Text(Action),
    /// The text of the element of a list whose id stands here: the list, and its text.
    Chosen(Action, &'static str, &'static str),
    /// How far something is verified. That it became `verified` is the first action, any other
    /// change the second.
    Verification(Action, Action),
    /// A role, in the spelling of today or an older one.
    Role(Action),
    /// True or false: what it means to be switched on, and off.
    Flag(Action, Action),
    Number(Action),
    /// When something last happened. It happened anew where the time is another.
    Time(Action),
    /// For how many seconds more a lock-out lasts. Kept as the time when it ends.
    LockoutSeconds(Action),
    /// A list of texts without order.
    Texts(Action),
    /// A list of objects without order.
    Elements(&'static Elements),
    /// An object of which only the keys are told: metadata.
    Keys(Action),
}

/// A list of objects, told apart by their ids.
#[derive(Debug)]
pub struct Elements {
    pub fields: &'static [Field],
    /// By which of them one is called in a sentence; the first that is there, and in brackets the
    /// second.
    pub label: &'static [&'static str],
    /// What one of them is called.
    pub noun: &'static str,
    pub added: Action,
    pub removed: Action,
    /// Something of one that no field declares is another.
    pub updated: Action,
}

/// What a body says of a field that it does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// Nothing; and before the first body that has it, it was empty: null, false, no elements.
    /// Rather shows a ban that is older than the field than hides one.
    BeganEmpty,
    /// Nothing, and how it began is not known: its first value is told, but not as a change.
    Unknown,
    /// That it is empty: the sender leaves it out then.
    Empty,
}

impl Field {
    /// A field by the name that it has in the body.
    #[must_use]
    pub const fn new(name: &'static str, noun: &'static str, absent: Absent, kind: FieldKind) -> Self {
        Self { path: name, name, noun, kind, absent }
    }

    /// A field that the body has elsewhere.
    #[must_use]
    pub const fn at(path: &'static str, field: Self) -> Self {
        Self { path, ..field }
    }
}

#[must_use]
pub fn named(fields: &'static [Field], name: &str) -> Option<&'static Field> {
    fields.iter().find(|field| field.name == name)
}
