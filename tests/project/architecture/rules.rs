//! Which file may know what. Each rule gives back what breaks it, in words.

use std::collections::BTreeSet;

use super::tree::{File, Module, Tree};

/// In the order of the data's path; a module imports only from lines above its own.
pub const ORDER: [&[&str]; 16] = [
    &["text"],
    &["clock"],
    &["event"],
    &["storage"],
    &["event_log"],
    &["overload"],
    &["ingest", "projection", "access"],
    &["views"],
    &["query"],
    &["config"],
    &["web"],
    &["api"],
    &["server"],
    &["simulate"],
    &["cli"],
    &["main"],
];

/// Imports none of ours; all may import it.
const TELEMETRY: &str = "telemetry";

/// Where a library may be named: only there, or anywhere but there.
const LIBRARIES: [(&str, Places); 4] = [
    ("poem", Places::Only(&["api", "server"])),
    ("poem_openapi", Places::Only(&["api", "server"])),
    ("anyhow", Places::Only(&["cli", "main"])),
    ("sea_orm", Places::AllBut(&["event", "ingest", "access", "api"])),
];

enum Places {
    Only(&'static [&'static str]),
    AllBut(&'static [&'static str]),
}

/// The strict order of imports.
pub fn order(tree: &Tree) -> Vec<String> {
    let mut violations = Vec::new();
    for (module, file) in tree.files() {
        let Some(own) = module.first() else { continue };
        if own != TELEMETRY && rank(own).is_none() {
            violations.push(format!("{}: {own} has no place in the order of modules", file.name));
        }
        for import in tree.imports(module) {
            let Some(other) = import.first() else {
                violations.push(format!("{} imports from lib.rs, which is the list of modules", file.name));
                continue;
            };
            let below = rank(other) < rank(own) && rank(other).is_some();
            if own != other && other != TELEMETRY && (own == TELEMETRY || !below) {
                violations.push(format!("{} imports {other}, which does not stand before {own}", file.name));
            }
        }
    }
    violations
}

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|line| line.contains(&module))
}

/// Circles between files. A parent that lists its children imports them, so that a child which imports its parent
/// closes one.
pub fn circles(tree: &Tree) -> Vec<String> {
    let mut done = BTreeSet::new();
    let mut found = Vec::new();
    for (module, _) in tree.files() {
        follow(tree, module, &mut Vec::new(), &mut done, &mut found);
    }
    found
}

fn follow<'a>(
    tree: &'a Tree,
    module: &'a Module,
    way: &mut Vec<&'a Module>,
    done: &mut BTreeSet<&'a Module>,
    found: &mut Vec<String>,
) {
    if let Some(start) = way.iter().position(|passed| *passed == module) {
        let circle: Vec<String> = way[start..].iter().chain([&module]).map(|module| module.join("::")).collect();
        found.push(format!("a circle: {}", circle.join(" → ")));
        return;
    }
    if done.contains(module) {
        return;
    }
    way.push(module);
    for import in tree.imports(module) {
        follow(tree, import, way, done, found);
    }
    way.pop();
    done.insert(module);
}

/// Libraries that only some modules may know.
pub fn libraries(tree: &Tree) -> Vec<String> {
    let mut violations = Vec::new();
    for (module, file) in tree.files() {
        let own = module.first().map_or("lib", |own| own);
        for (library, places) in &LIBRARIES {
            let allowed = match places {
                Places::Only(places) => places.contains(&own),
                Places::AllBut(places) => !places.contains(&own),
            };
            if !allowed && names(&file.tokens, library) {
                violations.push(format!("{} names {library}", file.name));
            }
        }
    }
    violations
}

/// Files that name a crate they must not know.
pub fn strangers_to(tree: &Tree, library: &str) -> Vec<String> {
    let named = tree.files().filter(|(_, file)| names(&file.tokens, library));
    named.map(|(_, file)| format!("{} names {library}", file.name)).collect()
}

fn names(tokens: &[String], library: &str) -> bool {
    tokens.iter().enumerate().any(|(at, token)| {
        let before = at.checked_sub(1).map_or("", |before| &*tokens[before]);
        let after = tokens.get(at + 1).map_or("", |after| &**after);
        // `::x`, and not `y::x`.
        let begins = before != "::" || at >= 2 && (tokens[at - 2] == "use" || !is_word(&tokens[at - 2]));
        token == library && before != "." && begins && (after == "::" || before == "use")
    })
}

fn is_word(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphanumeric() || first == '_')
}

/// What SQL reads of a body, and nothing that says how it is kept.
pub fn encodings(tree: &Tree) -> Vec<String> {
    let reads = |file: &File, what: &str| file.text.matches(what).count();
    let blind = tree.files().filter(|(_, file)| reads(file, " p.body") != reads(file, " p.encoding, p.body"));
    blind.map(|(_, file)| format!("{} reads a body without its encoding", file.name)).collect()
}

/// A panic on what somebody else sent.
pub fn unwraps(tree: &Tree) -> Vec<String> {
    let unwrap = [".", "unwrap", "(", ")"];
    let unwrapping = tree.files().filter(|(_, file)| file.tokens.windows(4).any(|window| window == unwrap));
    unwrapping.map(|(_, file)| format!("{} unwraps", file.name)).collect()
}
