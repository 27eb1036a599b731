//! Relative links and anchors of every page. Asks no network: links to other sites are not followed.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Component, Path, PathBuf},
};

use super::{pages, root};

/// The text without code, in which brackets mean something else.
fn prose(text: &str) -> String {
    let mut fenced = false;
    let mut prose = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            // Every other part stands between backquotes.
            prose.extend(line.split('`').step_by(2));
            prose.push('\n');
        }
    }
    prose
}

/// The targets of `[text](target)`.
fn targets(text: &str) -> Vec<String> {
    let prose = prose(text);
    let behind = prose.split("](").skip(1);
    behind.filter_map(|rest| rest.split_once(')').map(|(target, _)| target.to_owned())).collect()
}

/// The anchors of the headings, as GitHub makes them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut fenced = false;
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        let heading = line.trim_start_matches('#');
        if fenced || heading.len() == line.len() || !heading.starts_with(' ') {
            continue;
        }
        let kept = heading.trim().to_lowercase();
        let kept = kept.chars().filter(|letter| letter.is_alphanumeric() || ['-', '_', ' '].contains(letter));
        let anchor: String = kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect();
        let numbered = (1..).map(|number| format!("{anchor}-{number}"));
        let free = std::iter::once(anchor.clone()).chain(numbered).find(|anchor| !anchors.contains(anchor));
        anchors.extend(free);
    }
    anchors
}

/// `folder/../other` as `other`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            part => normal.push(part),
        }
    }
    normal
}

/// Where the links of a page lead that stay inside the repository: the path from the root, and the anchor.
fn inside(page: &Path, text: &str) -> Vec<(PathBuf, Option<String>)> {
    let relative = |target: &String| !target.contains("://") && !target.starts_with("mailto:");
    let resolve = |target: String| {
        let (path, anchor) = target.split_once('#').map_or((&*target, None), |(path, anchor)| (path, Some(anchor)));
        let from = page.parent().unwrap_or(Path::new(""));
        let path = if path.is_empty() { page.to_owned() } else { normal(&from.join(path)) };
        (path, anchor.map(str::to_owned))
    };
    targets(text).into_iter().filter(relative).map(resolve).collect()
}

/// The links that lead nowhere.
fn broken(pages: &BTreeMap<PathBuf, String>, exists: impl Fn(&Path) -> bool) -> Vec<String> {
    let mut broken = Vec::new();
    for (page, text) in pages {
        for (path, anchor) in inside(page, text) {
            let place = format!("{} links to {}", page.display(), path.display());
            if !exists(&path) {
                broken.push(format!("{place}, which is not there"));
            } else if let Some(anchor) = anchor
                && !pages.get(&path).is_some_and(|text| anchors(text).contains(&anchor))
            {
                broken.push(format!("{place}#{anchor}, and there is no such heading"));
            }
        }
    }
    broken
}

#[test]
fn links_and_anchors_lead_somewhere() {
    let broken = broken(&pages(), |path| root().join(path).exists());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// The files that a page names in its text, in code and in diagrams.
fn named_files(text: &str) -> Vec<&str> {
    let words =
        text.split(|letter: char| letter.is_whitespace() || ['`', ',', '(', ')', '[', ']', '|'].contains(&letter));
    let words = words.map(|word| word.trim_end_matches(['.', ':', ';']));
    words
        .filter(|word| ["src/", "tests/", "migration/", "deploy/"].iter().any(|folder| word.starts_with(folder)))
        .collect()
}

#[test]
fn named_files_exist() {
    // The recipes name files that somebody is about to write.
    let pages = pages().into_iter().filter(|(path, _)| !path.ends_with("recipes.md"));
    let missing = pages.flat_map(|(path, text)| {
        let missing: Vec<_> = named_files(&text).into_iter().filter(|file| !root().join(file).exists()).collect();
        missing.into_iter().map(|file| format!("{} names {file}", path.display())).collect::<Vec<_>>()
    });
    let missing: Vec<String> = missing.collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert_eq!(
        named_files("`src/a.rs`, see tests/b.\n│ src/c/ (deploy/d)"),
        ["src/a.rs", "tests/b", "src/c/", "deploy/d"]
    );
}

#[test]
fn readme_leads_to_every_page() {
    let pages = pages();
    let mut reached = BTreeSet::new();
    let mut open = vec![PathBuf::from("README.md")];
    while let Some(page) = open.pop() {
        if let Some(text) = pages.get(&page)
            && reached.insert(page.clone())
        {
            open.extend(inside(&page, text).into_iter().map(|(path, _)| path));
        }
    }
    let missed: Vec<_> = pages.keys().filter(|page| !reached.contains(*page)).collect();
    assert!(missed.is_empty(), "no link leads to {missed:?}");
}

#[test]
fn a_broken_link_is_found() {
    let one = "# One\n[two](docs/two.md#a-part--b) [file](src/lib.rs) [site](https://example.com/#x) `[x](gone.md)`\n\
               ```\n[x](gone.md)\n# No heading\n```\n";
    let two = "# Two\n## A `part` – b\n## A part\n## A part\n[one](../README.md#one) [self](#a-part-1)\n";
    let check = |one: &str, two: &str| {
        let pages = [("README.md", one), ("docs/two.md", two)].map(|(path, text)| (path.into(), text.to_owned()));
        let files = ["README.md", "docs/two.md", "src/lib.rs"];
        broken(&pages.into(), |path| files.iter().any(|file| path == Path::new(file)))
    };
    assert_eq!(check(one, two), [""; 0]);
    for (right, wrong) in [("docs/two.md", "two.md"), ("src/lib.rs", "src/lib"), ("#a-part--b", "#a-part---b")] {
        assert_eq!(check(&one.replace(right, wrong), two).len(), 1, "{wrong}");
    }
    for (right, wrong) in [("../README.md", "README.md"), ("#one", "#no-heading"), ("#a-part-1", "#a-part-2")] {
        assert_eq!(check(one, &two.replace(right, wrong)).len(), 1, "{wrong}");
    }
}
