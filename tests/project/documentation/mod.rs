//! The documentation agrees with the program and with itself: links lead somewhere, the reference pages leave nothing
//! out, and lines stay short.

mod links;
mod reference;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Folders without documentation of ours.
const SKIPPED: [&str; 4] = [".git", "target", "fixtures", "node_modules"];
/// Lines of prose end before this column.
const COLUMNS: usize = 100;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Markdown file of the repository, by its path from the root.
fn pages() -> BTreeMap<PathBuf, String> {
    let mut pages = BTreeMap::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            let name = entry.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if entry.is_dir() && !SKIPPED.contains(&name) {
                folders.push(entry);
            } else if Path::new(name).extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&entry).expect("text");
                pages.insert(entry.strip_prefix(root()).expect("below the root").to_owned(), text);
            }
        }
    }
    assert!(pages.len() > 20, "the pages are where they were: {:?}", pages.keys());
    pages
}

/// The rows of the tables of a page: of each, its cells.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines()
        .filter_map(|line| Some(line.strip_prefix('|')?.trim_end_matches('|').split('|').map(str::trim).collect()))
}

#[test]
fn prose_ends_before_column_100() {
    let pages = pages();
    let long = pages.iter().flat_map(|(path, text)| {
        let long = text.lines().filter(|line| !line.starts_with('|') && line.chars().count() >= COLUMNS);
        long.map(move |line| format!("{}: {line}", path.display()))
    });
    let long: Vec<String> = long.collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn readme_has_150_lines_at_most() {
    assert!(read("README.md").lines().count() <= 150);
}
