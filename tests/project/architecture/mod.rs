//! The rules of the source tree, read from the source: who may import whom, no circles, nothing left unregistered.
//! `planted` shows that each rule finds what breaks it.

mod planted;
mod registered;
mod rules;
mod source;
mod tree;
mod words;

use std::path::Path;

use tree::Tree;

fn the_tree() -> Tree {
    let tree = Tree::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(tree.files().count() > 50, "the source is where it was");
    tree
}

fn none(violations: &[String]) {
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn modules_import_only_what_stands_before_them() {
    none(&rules::order(&the_tree()));
}

#[test]
fn documented_module_order_is_the_checked_one() {
    let page = include_str!("../../../docs/development/architecture.md");
    let diagram = page.split_once("## Module order\n\n```\n").and_then(|(_, rest)| rest.split_once("```"));
    let documented: Vec<Vec<&str>> = diagram
        .expect("the page has the order")
        .0
        .split('<')
        .map(|names| {
            names
                .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .filter(|name| !name.is_empty())
                .collect()
        })
        .collect();
    assert_eq!(documented, rules::ORDER.map(<[&str]>::to_vec));
}

#[test]
fn files_import_in_no_circles() {
    none(&rules::circles(&the_tree()));
}

#[test]
fn libraries_stay_where_they_belong() {
    none(&rules::libraries(&the_tree()));
}

#[test]
fn bodies_are_read_with_their_encoding() {
    none(&rules::encodings(&the_tree()));
}

#[test]
fn nothing_unwraps() {
    none(&rules::unwraps(&the_tree()));
}

#[test]
fn migrations_do_not_know_the_application() {
    let tree = Tree::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("migration/src"));
    assert!(tree.files().count() > 3);
    none(&rules::strangers_to(&tree, "gatelog"));
    none(&rules::unwraps(&tree));
}

#[test]
fn scopes_are_the_first_argument() {
    none(&registered::granted_first(&the_tree()));
}

#[test]
fn every_family_and_every_view_is_registered() {
    none(&registered::families(&the_tree()));
    none(&registered::views(&the_tree()));
}
