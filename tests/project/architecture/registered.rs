//! That a new file is also known: a family or a view that no list names would compile, and do nothing.

use super::tree::Tree;

/// What `event/clerk/` holds beside families: the reading they share. A new file there is a family, or is named here.
const SHARED: [&str; 7] = ["allowed_fields", "body", "fields", "mod", "occurred_at", "other", "subjects"];
/// What `views/` holds beside projections.
const NO_VIEW: [&str; 8] = ["device", "identifiers", "mod", "over_time", "search_words", "set", "term", "version"];

/// Each family's file is read by a line of `FAMILIES`.
pub fn families(tree: &Tree) -> Vec<String> {
    let list = tree.file("event/clerk/body.rs").map(|file| after(&file.tokens, "FAMILIES")).unwrap_or_default();
    let missing = stems(tree, "event/clerk/", &SHARED).filter(|stem| {
        !list.windows(3).any(|window| window[0] == *stem && window[1] == "::" && window[2].starts_with("read"))
    });
    missing.map(|stem| format!("event/clerk/{stem}.rs is not in FAMILIES of event/clerk/body.rs")).collect()
}

/// Each projection stands in every list of `views/mod.rs`: among the re-exports, and in whatever else names any.
pub fn views(tree: &Tree) -> Vec<String> {
    let list = tree.file("views/mod.rs").map(|file| &*file.tokens).unwrap_or_default();
    let mut violations = Vec::new();
    for stem in stems(tree, "views/", &NO_VIEW) {
        let file = tree.file(&format!("views/{stem}.rs")).expect("it was listed");
        let Some(view) = projection(&file.tokens) else {
            violations.push(format!("views/{stem}.rs implements no Projection"));
            continue;
        };
        if !items(list).iter().any(|item| is_use(item) && item.iter().any(|token| token == view)) {
            violations.push(format!("{view} is not re-exported by views/mod.rs"));
        }
        let mut lists =
            items(list).into_iter().filter(|item| !is_use(item) && item.iter().any(|token| is_view(tree, token)));
        if lists.any(|item| !item.iter().any(|token| token == view)) {
            violations.push(format!("{view} is missing from a list of views/mod.rs"));
        }
    }
    violations
}

/// An operation takes `granted` first: nothing else of a request is read before the scope is certain.
pub fn granted_first(tree: &Tree) -> Vec<String> {
    let first = ["&", "self", ",", "granted", ":"];
    let mut violations = Vec::new();
    for (_, file) in tree.files().filter(|(_, file)| file.name.starts_with("api/resources/")) {
        for (at, window) in file.tokens.windows(2).enumerate().filter(|(_, window)| *window == [":", "Granted"]) {
            if at < 4 || file.tokens[at - 4..=at] != first {
                violations.push(format!("{}: {} stands behind another argument", file.name, window[1]));
            }
        }
    }
    violations
}

fn stems<'a>(tree: &'a Tree, folder: &'a str, except: &'a [&str]) -> impl Iterator<Item = &'a str> {
    tree.files()
        .filter_map(move |(_, file)| file.name.strip_prefix(folder)?.strip_suffix(".rs"))
        .filter(|stem| !stem.contains('/') && !except.contains(stem))
}

/// The `X` of `impl Projection for X`.
fn projection(tokens: &[String]) -> Option<&String> {
    let implements = ["impl", "Projection", "for"];
    let at = tokens.windows(3).position(|window| window == implements)?;
    tokens.get(at + 3)
}

fn is_view(tree: &Tree, token: &str) -> bool {
    tree.files()
        .any(|(_, file)| file.name.starts_with("views/") && projection(&file.tokens).is_some_and(|view| view == token))
}

/// The items of a file that is only a list: up to a semicolon or a closing brace at the outermost level.
fn items(tokens: &[String]) -> Vec<&[String]> {
    let (mut items, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, token) in tokens.iter().enumerate() {
        match &**token {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 && (token == ";" || token == "}") {
            items.push(&tokens[start..=at]);
            start = at + 1;
        }
    }
    items
}

fn is_use(item: &[String]) -> bool {
    item.iter().any(|token| token == "use") && item.last().is_some_and(|last| last == ";")
}

fn after<'a>(tokens: &'a [String], word: &str) -> &'a [String] {
    tokens.iter().position(|token| token == word).map_or(&[], |at| &tokens[at..])
}
