//! Checks the laws of the fuzzer for every input of its corpus.

use std::{collections::BTreeMap, fs, path::Path};

#[path = "../fuzz/laws.rs"]
mod laws;

#[test]
fn laws_hold_for_the_whole_corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus/delivery");
    let inputs: BTreeMap<_, _> = fs::read_dir(folder)
        .expect("the corpus is there")
        .map(|entry| entry.expect("it can be read").path())
        .map(|path| (path.file_name().map(ToOwned::to_owned), fs::read(&path).expect("it can be read")))
        .collect();
    assert!(inputs.len() >= 20, "a corpus");
    for (name, input) in inputs {
        let held = std::panic::catch_unwind(|| laws::check(&input));
        assert!(held.is_ok(), "{name:?}");
    }
}
