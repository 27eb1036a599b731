//! Plain words and short lines: the worst of the private dialect that this project once had does
//! not come back, in code, comments, documents or the API's description.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A word that readers had to decipher, and what to write instead. Names are split into their
/// words first, so `DoorKeeper` and `door_keeper` both have the word.
const WORDS: [(&str, &str); 14] = [
    ("door", "webhook receiver"),
    ("doors", "webhook receivers"),
    ("diary", "lifecycle events"),
    ("grave", "severe"),
    ("gravest", "most severe"),
    ("hygiene", "security headers"),
    ("knock", "delivery"),
    ("misfit", "row decode error"),
    ("nought", "zero"),
    ("proved", "verified"),
    ("tally", "delivery metrics"),
    ("unproved", "unverified"),
    ("whoever", "the actor: the client, the sender, the operator"),
    ("wish", "request"),
];

/// Phrases that readers of the API's description had to decipher; elsewhere some of them are plain.
const API_PHRASES: [&str; 20] = [
    "Alive?",
    "Ready?",
    "beside",
    "by whom",
    "is to be",
    "is told",
    "it told",
    "nobody",
    "passed over",
    "put back",
    "somebody",
    "tells of",
    "that told",
    "told by",
    "told of",
    "what is to",
    "who asks",
    "who told",
    "with this id of your own",
    "undeclared",
];

/// The API's description.
const API_DOCUMENT: &str = "openapi/gatelog.json";

/// Where a word stays: it is stored in logs and never changes, or it means something else there.
const KEPT: [(&str, &str); 4] = [
    ("src/event/source.rs", "door"),
    ("src/api/wire/label.rs", "door"),
    ("docs/development/glossary.md", "door"),
    ("CHANGELOG.md", "door"),
];

/// Prose ends before this column.
const PROSE_COLUMNS_MAX: usize = 99;

/// One line of a file.
struct Line<'a> {
    place: String,
    text: &'a str,
    is_prose: bool,
}

/// What breaks the rules in a file.
pub fn violations(name: &str, text: &str) -> Vec<String> {
    let words = lines(name, text).flat_map(|line| bad_words(name, &line).into_iter().chain(too_long(&line)));
    let phrases = API_PHRASES.iter().filter(|phrase| name == API_DOCUMENT && text.contains(**phrase));
    words.chain(phrases.map(|phrase| format!("{name}: reword \"{phrase}\""))).collect()
}

fn lines<'a>(name: &str, text: &'a str) -> impl Iterator<Item = Line<'a>> {
    let is_markdown = Path::new(name).extension().is_some_and(|extension| extension == "md");
    let mut in_code = false;
    text.lines().enumerate().map(move |(index, text)| {
        let begins = text.trim_start();
        let fence = begins.starts_with("```");
        in_code ^= is_markdown && fence;
        // Tables and links cannot be wrapped.
        let is_wrapped = !begins.starts_with('|') && !text.contains("](") && !text.contains("://");
        let is_prose =
            if is_markdown { !in_code && !fence && is_wrapped } else { begins.starts_with("//") && is_wrapped };
        Line { place: format!("{name}:{}", index + 1), text, is_prose }
    })
}

fn bad_words(name: &str, line: &Line<'_>) -> Vec<String> {
    let words = words(line.text);
    let found = WORDS.iter().filter(|(word, _)| words.iter().any(|found| found == word));
    let found = found.filter(|(word, _)| !KEPT.contains(&(name, *word)));
    found.map(|(word, instead)| format!("{}: write \"{instead}\" instead of \"{word}\"", line.place)).collect()
}

fn too_long(line: &Line<'_>) -> Option<String> {
    let columns = line.text.chars().count();
    (line.is_prose && columns > PROSE_COLUMNS_MAX)
        .then(|| format!("{}: wrap this line of {columns} columns before column 100", line.place))
}

/// Words of a line in lower case; names in either style are several.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for letter in line.chars() {
        if !letter.is_alphabetic() || (letter.is_uppercase() && was_small) {
            words.push(String::new());
        }
        if letter.is_alphabetic() {
            words.last_mut().expect("never empty").extend(letter.to_lowercase());
        }
        was_small = letter.is_lowercase();
    }
    words
}

/// Files and folders of `src/web` that a tool makes.
const MADE_ELSEWHERE: [&str; 3] = ["node_modules", "generated", "page.js"];

/// The project's own texts: name from the root, and content.
pub fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for folder in ["src", "migration/src", "docs", "examples", "deploy"] {
        collect(root, &root.join(folder), &mut texts);
    }
    for file in ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", API_DOCUMENT] {
        texts.extend(fs::read_to_string(root.join(file)).map(|text| (file.to_owned(), text)));
    }
    texts
}

fn collect(root: &Path, folder: &Path, texts: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        if path.file_name().is_some_and(|name| MADE_ELSEWHERE.iter().any(|made| name == *made)) {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, texts);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let name = path.strip_prefix(root).expect("below the root").display().to_string();
            texts.push((name, text));
        }
    }
}

#[test]
fn texts_use_plain_words_and_short_lines() {
    let texts = texts();
    assert!(texts.len() > 200, "the sources are where they were: {}", texts.len());
    let found: Vec<String> = texts.iter().flat_map(|(name, text)| violations(name, text)).collect();
    assert!(found.is_empty(), "{} lines:\n{}", found.len(), found.join("\n"));
}

#[test]
fn planted_words_and_lines_are_found() {
    let long = format!("// {}", "long ".repeat(30));
    let text =
        format!("struct DoorKeeper;\nlet indoor = wishful; // Nought\n{long}\nlet code = 1;{}\n", " ".repeat(99));
    let found = violations("src/api/planted.rs", &text);
    let places: Vec<&str> = found.iter().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(places, ["src/api/planted.rs:1", "src/api/planted.rs:2", "src/api/planted.rs:3"], "{found:#?}");
    assert_eq!(violations(API_DOCUMENT, "who told this"), [format!("{API_DOCUMENT}: reword \"who told\"")]);
    assert_eq!(violations("docs/a.md", &format!("| {} |\n```\n{}\n```\n", "a ".repeat(99), "b ".repeat(99))), [""; 0]);
}
