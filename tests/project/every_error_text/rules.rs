//! What makes the text of an error a sentence that a person can act on, and the table of such texts.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::cluster::note;

/// Words of a framework, a parser or a Rust type, which mean nothing to a client.
pub const LEAKS: &[&str] = &[
    "Type \"",
    "expects",
    "failed to parse",
    "occurred while",
    "Expected input",
    "expected value at",
    "missing field",
    "unknown field",
    "invalid type",
    "line 1 column",
    "EOF",
    "Option<",
    "Vec<",
    "String",
    "i64",
    "u64",
    "u16",
    "usize",
    "NewKey",
    "serde",
    "panicked",
    "Error(",
    "ParseError",
    "integer_",
    "string_",
    "None",
    "Some(",
    "sqlx",
    "sea_orm",
    "rusqlite",
    "hyper",
    "tokio",
    "serde_json",
    "JoinError",
    "task 1",
    "Os {",
    "error returned from database",
    "error communicating",
    "error with configuration",
    "Execution Error",
    "Query Error",
    "Connection Error",
    "Custom Error",
    "invalid digit",
    "target type",
    "address syntax",
    "is not in 1..",
    "unwrap",
    "std::",
];

/// Words that tell what to do, or name what could be written instead. Each error has one of them.
const REMEDIES: &[&str] = &[
    "add",
    "ask",
    "choose",
    "check",
    "configure",
    "copy",
    "create",
    "encode",
    "give",
    "known are",
    "leave",
    "let",
    "list",
    "lists",
    "look",
    "make",
    "must",
    "name",
    "narrow",
    "needs",
    "open",
    "point",
    "put",
    "quote",
    "raise",
    "remove",
    "rename",
    "report",
    "revoke",
    "run",
    "save",
    "say",
    "see",
    "send",
    "separate",
    "set",
    "should",
    "shows",
    "start",
    "stop",
    "stops",
    "take",
    "takes",
    "there are",
    "try",
    "unset",
    "use",
    "wait",
    "write",
    "has it",
    "is named by",
    "is the endpoint running",
];

/// Texts of one kind, by status and text, each with one way to bring it about.
pub struct Texts {
    title: &'static str,
    table: BTreeMap<(u16, String), String>,
    wrong: Vec<String>,
}

impl Texts {
    pub const fn new(title: &'static str) -> Self {
        Self { title, table: BTreeMap::new(), wrong: Vec::new() }
    }

    /// Adds one. `status` is that of HTTP, or an exit code.
    pub fn add(&mut self, status: u16, text: String, by: String, fault: Option<String>) {
        if let Some(fault) = fault {
            self.wrong.push(format!("{fault}\n  {text}\n  {by}"));
        }
        self.table.entry((status, text)).or_insert(by);
    }

    /// Adds one for operators.
    pub fn add_for_operators(&mut self, text: String, by: impl Into<String>) {
        let fault = fault_for_operators(&text);
        self.add(1, text, by.into(), fault);
    }

    /// Whether one of the texts holds a piece.
    pub fn hold(&self, piece: &str) -> bool {
        self.table.keys().any(|(_, text)| text.contains(piece))
    }

    /// Prints the table, and fails with what is wrong.
    pub fn judge(self) {
        let Self { title, table, wrong } = self;
        let lines: Vec<String> =
            table.iter().map(|((status, text), by)| format!("{status:<4} {text}\n       {by}")).collect();
        note(&format!("{title}: {} texts\n{}", table.len(), lines.join("\n")));
        assert!(!table.is_empty() && wrong.is_empty(), "{} texts:\n{}", wrong.len(), wrong.join("\n"));
    }
}

/// What is wrong with a text as a sentence for a person, if anything is.
pub fn fault(text: &str) -> Option<String> {
    if let Some(leak) = LEAKS.iter().find(|leak| text.contains(**leak)) {
        return Some(format!("it leaks {leak:?}"));
    }
    if text.ends_with('.') || text.contains("..") || text.contains('\n') || text.trim() != text {
        return Some("it is no one line without a full stop".to_owned());
    }
    let mut clauses = BTreeSet::new();
    for clause in text.split([':', ';']).map(str::trim).filter(|clause| clause.contains(' ')) {
        if !clauses.insert(clause) {
            return Some(format!("it says twice: {clause}"));
        }
    }
    if text.split_whitespace().count() < 4 {
        return Some("it is no sentence".to_owned());
    }
    (!tells_what_to_do(text)).then(|| "it does not tell what to do".to_owned())
}

/// The same for an operator: it begins in lower case, as what follows `error: `, or with a name.
pub fn fault_for_operators(text: &str) -> Option<String> {
    let first = text.split([' ', ':']).next().unwrap_or_default();
    let is_name = ["PostgreSQL", "SQLite", "Gatelog"].contains(&first)
        || first.chars().all(|character| character.is_ascii_uppercase() || "_0123456789".contains(character));
    if first.starts_with(|character: char| character.is_uppercase()) && !is_name {
        return Some("it begins with a capital letter".to_owned());
    }
    fault(text)
}

fn tells_what_to_do(text: &str) -> bool {
    let words: Vec<String> = text
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let text = format!(" {} ", words.join(" "));
    REMEDIES.iter().any(|remedy| text.contains(&format!(" {remedy} ")))
}

#[test]
fn a_bad_text_is_found_by_each_rule() {
    let good = "the port is taken: give another by --listen";
    assert_eq!(fault_for_operators(good), None);
    for (bad, why) in [
        ("the port is taken: invalid digit found, give another", "it leaks"),
        ("the port is taken. Give another.", "it is no one line"),
        ("give another port: it is taken now: it is taken now", "it says twice"),
        ("give another port", "it is no sentence"),
        ("the port is taken by something else", "it does not tell what to do"),
        ("The port is taken: give another", "it begins with a capital letter"),
    ] {
        let fault = fault_for_operators(bad).expect(bad);
        assert!(fault.starts_with(why), "{bad}: {fault}");
    }
}
