//! The files of a crate as modules, and what each imports of the others.

use std::{collections::BTreeMap, fs, path::Path};

use super::source;

/// A module's path: `["event", "clerk", "user"]`; the root is empty.
pub type Module = Vec<String>;

/// The source of a crate.
pub struct Tree(BTreeMap<Module, File>);

/// One file of it.
pub struct File {
    /// From the root of the source: `event/clerk/user.rs`.
    pub name: String,
    /// Its words and marks.
    pub tokens: Vec<String>,
    pub text: String,
}

impl Tree {
    /// From a folder.
    pub fn read(root: &Path) -> Self {
        let mut files = Vec::new();
        collect(root, root, &mut files);
        Self::of(files.iter().map(|(name, text)| (&**name, &**text)))
    }

    /// From texts, by name.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(
            files
                .into_iter()
                .map(|(name, text)| {
                    let file = File { name: name.to_owned(), tokens: source::tokens(text), text: text.to_owned() };
                    (module(name), file)
                })
                .collect(),
        )
    }

    pub fn files(&self) -> impl Iterator<Item = (&Module, &File)> {
        self.0.iter()
    }

    pub fn file(&self, name: &str) -> Option<&File> {
        self.0.values().find(|file| file.name == name)
    }

    /// The modules that a file names, each the deepest that is a file; its own children by `mod` included.
    pub fn imports(&self, module: &Module) -> Vec<&Module> {
        let tokens = &self.0[module].tokens;
        let mut imports: Vec<&Module> = Vec::new();
        for path in source::paths(tokens, &["crate", "super", "self", "gatelog"]) {
            imports.extend(self.deepest(&absolute(module, &path)));
        }
        for declared in tokens.windows(3).filter(|window| window[0] == "mod" && window[2] == ";") {
            let mut child = module.clone();
            child.push(declared[1].clone());
            imports.extend(self.0.get_key_value(&child).map(|(child, _)| child));
        }
        imports.retain(|import| *import != module);
        imports.sort();
        imports.dedup();
        imports
    }

    fn deepest(&self, path: &[String]) -> Option<&Module> {
        (0..=path.len()).rev().find_map(|length| self.0.get_key_value(&path[..length])).map(|(module, _)| module)
    }
}

/// A path as seen from the root of the crate.
fn absolute(from: &Module, path: &[String]) -> Vec<String> {
    let mut absolute = match &*path[0] {
        "super" | "self" => from.clone(),
        _ => Vec::new(),
    };
    let mut rest = path;
    while let Some((first, after)) = rest.split_first() {
        match &**first {
            "super" => _ = absolute.pop(),
            "self" | "crate" | "gatelog" => {}
            _ => break,
        }
        rest = after;
    }
    absolute.extend_from_slice(rest);
    absolute
}

/// `a/b.rs` and `a/b/mod.rs` are `a::b`; `lib.rs` is the root, and `main.rs` a module that nobody can name.
fn module(name: &str) -> Module {
    let stem = name.strip_suffix(".rs").unwrap_or(name);
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    if stem == "lib" { Vec::new() } else { stem.split('/').map(str::to_owned).collect() }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the folder reads").map(|entry| entry.expect("it reads").path()) {
        if entry.is_dir() {
            collect(root, &entry, files);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            let name = entry.strip_prefix(root).expect("it is below").to_string_lossy().into_owned();
            files.push((name, fs::read_to_string(&entry).expect("the file reads")));
        }
    }
}
