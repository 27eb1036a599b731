//! An existing installation builds a view anew only for a new `VERSION`, so that a change of columns or indexes needs one.

use gatelog::{
    projection::{IndexKind, Projection, View},
    views::{self, Activity, activity::ACTIONS},
};

/// Each view with its `VERSION` and the fingerprint of its columns, key and indexes.
const SHAPES: &[(&str, i32, u32)] = &[
    ("users", 7, 0xcec5_defb),
    ("sessions", 8, 0xd221_231c),
    ("organizations", 5, 0x767b_6369),
    ("memberships", 5, 0x8c90_76a6),
    ("invitations", 4, 0xc8df_99db),
    ("activity", 11, 0x0e41_1bf5),
    ("mentions", 1, 0xe928_55f4),
    ("first_sign_ins", 1, 0x3c51_8ffd),
];

/// A fingerprint of what a rebuild creates for a view, and of the codes that its rows hold.
fn shape(view: &dyn View) -> u32 {
    let table = view.table();
    let columns = table.columns.iter().map(|column| format!("{} {:?} {}", column.name, column.kind, column.nullable));
    let indexes = view.indexes().iter().map(|index| format!("{} {:?} {}", index.name, index.columns, word(index.kind)));
    let mut lines: Vec<String> = columns.chain([format!("{:?}", table.key)]).chain(indexes).collect();
    if view.name() == Activity::NAME {
        // The table has the places of actions in their list.
        lines.extend(ACTIONS.iter().map(|(_, word, _)| (*word).to_owned()));
    }
    crc32fast::hash(lines.join("\n").as_bytes())
}

/// The word for a kind of index in a fingerprint. It stays when the name in the code changes.
fn word(kind: IndexKind) -> &'static str {
    match kind {
        IndexKind::Ordered => "Ordered",
        IndexKind::Sparse => "Sparse",
        IndexKind::Equality => "Equality",
        IndexKind::Inverted => "Each",
        IndexKind::InvertedNumbers => "EachNumber",
        IndexKind::InvertedByRow => "EachByRow",
    }
}

#[test]
fn changed_table_raises_the_version() {
    let mut wrong = Vec::new();
    for view in views::all() {
        let (name, version, shape) = (view.name(), view.version(), shape(&*view));
        let line = format!("(\"{name}\", {version}, 0x{:04x}_{:04x}),", shape >> 16, shape & 0xffff);
        match SHAPES.iter().find(|(known, ..)| *known == name) {
            Some(known) if *known == (name, version, shape) => {}
            Some((_, known, _)) if *known == version => wrong.push(format!(
                "the columns or indexes of {name} changed, and its VERSION is still {version}: raise it, run this test \
                 again, and write the line that it prints into SHAPES"
            )),
            _ => wrong.push(format!("write this line into SHAPES, in place of the one of {name}: {line}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(SHAPES.len(), views::all().len(), "a line of SHAPES is of no view");
}
