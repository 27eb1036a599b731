//! Checks the laws of the fuzzer for every input of its corpus.

use std::{collections::BTreeMap, fs, path::Path};

#[path = "../fuzz/body_laws.rs"]
pub mod body_laws;
#[path = "../fuzz/laws.rs"]
mod laws;

#[test]
fn laws_hold_for_the_whole_corpus() {
    for (target, check) in [("delivery", laws::check as fn(&[u8])), ("body", body_laws::check)] {
        check_corpus(target, check);
    }
}

fn check_corpus(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let inputs: BTreeMap<_, _> = fs::read_dir(folder)
        .expect("the corpus is there")
        .map(|entry| entry.expect("it can be read").path())
        .map(|path| (path.file_name().map(ToOwned::to_owned), fs::read(&path).expect("it can be read")))
        .collect();
    assert!(inputs.len() >= 10, "a corpus");
    for (name, input) in inputs {
        let held = std::panic::catch_unwind(|| check(&input));
        assert!(held.is_ok(), "{target} {name:?}");
    }
}
