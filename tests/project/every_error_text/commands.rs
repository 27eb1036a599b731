//! Every command made to fail by the real binary, in each way that can be brought about, and what it says then.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::Path,
    process::{Command, Output},
};

use clap::CommandFactory as _;
use gatelog::{
    cli::Arguments,
    storage::{Location, OpenMode},
};
use tempfile::TempDir;

use super::rules::Texts;
use crate::support::{
    Db,
    cli::{gatelog, run, said},
    test_server::SIGNING_SECRET,
};

/// A command line, and variables beside it. What stands in braces is filled in by [`Place`].
type Case = (&'static str, &'static [(&'static str, &'static str)]);

/// Fail only where nothing can be printed.
const CANNOT_FAIL: [&str; 3] = ["config example", "completions", "dictionary"];

/// Literal texts of the commands that no test can bring about.
const UNREACHED: &[&str] = &[
    "the standard output cannot be written; look at where it goes",
    "the dictionary cannot be written; redirect the output to a file",
    "no dictionary can be made of the examples",
    "the standard error cannot be written; look at where it goes",
    "this cannot be written as JSON; leave out --json",
    "Ctrl-C cannot be waited for; leave out --watch",
    "the system gives no random numbers; try again",
    "the temporary folder cannot be written; make room on its disk",
    "cannot be removed; remove it yourself",
    "the system gives no threads; raise the limits of this user or service",
    "the system does not tell which port is used; start again",
    "no more requests can be taken; start again",
    "the size of the log cannot be read",
    "the sources cannot be read",
    "the newest events cannot be read",
    "the views cannot be read",
    "the progress of the views cannot be read",
    "is no Gatelog that exports this list; check --url",
    "interrupted; nothing is kept",
    "bytes, and nothing of it is kept; /v1/exports/",
    "the server names no file; name one with --output",
    "the report is written, and not signed off",
    "the server does not say where it recorded the review; look for it in /v1/activity?source=system",
];

const SECRET: (&str, &str) = ("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET);
const IMPORT: (&str, &str) = ("GATELOG_IMPORT_SECRET", SIGNING_SECRET);
const CHECK: (&str, &str) = ("GATELOG_CHECK_SECRET", SIGNING_SECRET);
const TEST: (&str, &str) = ("GATELOG_TEST_SECRET", SIGNING_SECRET);
const ANY_PORT: (&str, &str) = ("GATELOG_LISTEN", "127.0.0.1:0");
const MIGRATED: (&str, &str) = ("DATABASE_URL", "{migrated}");
/// A public key, which cannot sign.
const PUBLIC: &str = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

const CASES: &[Case] = &[
    ("serve", &[ANY_PORT]),
    ("serve", &[SECRET, ("GATELOG_LISTEN", "{taken}")]),
    ("serve", &[SECRET, ("GATELOG_LISTEN", "192.0.2.1:3000")]),
    ("serve", &[SECRET, ("RUST_LOG", "a=b=c"), ANY_PORT]),
    ("serve --no-migrate", &[SECRET, ANY_PORT]),
    ("serve", &[SECRET, ANY_PORT, ("DATABASE_URL", "sqlite:{folder}/nowhere/gatelog.db")]),
    ("serve", &[SECRET, ANY_PORT, ("DATABASE_URL", "sqlite:{folder}/words.txt")]),
    ("serve", &[SECRET, ANY_PORT, ("DATABASE_URL", "sqlite:{folder}")]),
    ("serve", &[SECRET, ANY_PORT, ("DATABASE_URL", "postgres://u:p@127.0.0.1:1/db")]),
    ("serve", &[SECRET, ANY_PORT, ("DATABASE_URL", "postgres://u:p@nowhere.invalid/db")]),
    ("serve", &[SECRET, ANY_PORT, ("DATABASE_URL", "{served}")]),
    ("demo --listen {taken}", &[("TMPDIR", "{folder}")]),
    ("demo --listen 127.0.0.1:0", &[("TMPDIR", "{folder}/nowhere")]),
    ("migrate", &[("DATABASE_URL", "{served}")]),
    ("migrate --serving-role nobody", &[]),
    ("projections", &[]),
    ("projections status", &[("DATABASE_URL", "sqlite:{folder}/words.txt")]),
    ("projections status", &[("DATABASE_URL", "{unmigrated}")]),
    ("projections rebuild nothing", &[MIGRATED]),
    ("projections rebuild users --keep-previous=25", &[MIGRATED]),
    ("projections rebuild users", &[("DATABASE_URL", "{rebuilding}")]),
    ("projections rebuild --check users", &[MIGRATED]),
    ("projections --json rebuild", &[MIGRATED]),
    ("projections rollback users", &[MIGRATED]),
    ("projections failures nothing", &[MIGRATED]),
    ("projections retry nothing", &[MIGRATED]),
    ("config check", &[]),
    ("openapi --check {folder}/nowhere", &[]),
    ("openapi --check {folder}/words.txt", &[]),
    ("secrets", &[SECRET]),
    ("check-delivery {folder}/nowhere", &[CHECK]),
    ("check-delivery {folder}/empty", &[CHECK]),
    ("check-delivery", &[CHECK]),
    ("check-delivery {folder}/words.txt", &[CHECK]),
    ("check-delivery {folder}/asides", &[CHECK]),
    ("check-delivery {folder}/long", &[CHECK]),
    ("check-delivery {folder}/one", &[]),
    ("check-delivery {folder}/one --config {folder}/two.toml", &[]),
    ("check-delivery {folder}/one --config {folder}/two.toml --source nobody", &[]),
    ("import {folder}/one --source clerk", &[]),
    ("import {folder}/one --source A", &[IMPORT]),
    ("import {folder}/one --source clerk --secret-file {folder}/nowhere", &[]),
    ("import {folder}/nowhere --source clerk --new-source", &[IMPORT]),
    ("import {folder} --source clerk --new-source", &[IMPORT]),
    ("import {folder}/one --source clerk", &[IMPORT]),
    ("import {folder}/one --source clrek --config {folder}/two.toml", &[IMPORT]),
    ("import {folder}/one --source clerk --config {folder}/wrong.toml", &[IMPORT]),
    ("send-test --to example.com/webhooks/clerk", &[TEST]),
    ("send-test --to http://127.0.0.1:1/webhooks/clerk", &[TEST]),
    ("send-test --to http://127.0.0.1:1/webhooks/clerk", &[("GATELOG_TEST_SECRET", PUBLIC)]),
    ("keys list", &[]),
    ("keys create --name n --scope nothing", &[MIGRATED]),
    ("keys create --name n --preset nothing", &[MIGRATED]),
    ("keys create --name n --scope views:read --source A --new-source", &[MIGRATED]),
    ("keys create --name n --scope views:read --source clrek", &[MIGRATED]),
    ("keys create --name n --scope views:read --expires never", &[MIGRATED]),
    ("keys create --name n --scope views:read --expires 2001-01-01", &[MIGRATED]),
    ("keys revoke x", &[MIGRATED]),
    ("keys revoke 0123456789ab", &[MIGRATED]),
    ("status", &[]),
    ("status --url http://127.0.0.1:1", &[MIGRATED, ("CLERK_INSTANCE_ID", "user_1")]),
    ("tail", &[]),
    ("tail", &[("GATELOG_API_KEY", "short")]),
    ("tail --url ftp://nowhere", &[("GATELOG_API_KEY", "key-of-the-tests-0123456789abcdef0123456789")]),
    ("report nothing", &[]),
    ("report keys-at", &[]),
    ("report impersonations impersonated=false", &[]),
    ("report impersonations", &[]),
    (
        "report impersonations --url http://127.0.0.1:1",
        &[("GATELOG_API_KEY", "key-of-the-tests-0123456789abcdef0123456789")],
    ),
    ("export users", &[]),
    ("export users --output {folder}/words.txt", &[("GATELOG_API_KEY", "key-of-the-tests-0123456789abcdef0123456789")]),
    ("export users --url http://127.0.0.1:1", &[("GATELOG_API_KEY", "key-of-the-tests-0123456789abcdef0123456789")]),
    ("verify-export {folder}/nowhere", &[MIGRATED]),
    ("verify-export {folder}/words.txt", &[MIGRATED]),
    ("simulate --to http://127.0.0.1:1/webhooks/clerk", &[]),
    ("simulate --write {folder}/new", &[]),
    ("simulate --to localhost", &[SECRET]),
    ("simulate --to http://127.0.0.1:1/webhooks/clerk", &[SECRET]),
    ("simulate --to http://127.0.0.1:1/webhooks/clerk", &[("CLERK_WEBHOOK_SIGNING_SECRET", PUBLIC)]),
    ("simulate --write {folder}/new --count 0", &[SECRET]),
    ("simulate --write {folder}/nowhere/new", &[SECRET]),
    ("simulate --write {folder}/new", &[("CLERK_WEBHOOK_SIGNING_SECRET", "sk_test_a")]),
];

/// Files, databases and a port in every state that a case needs.
struct Place {
    folder: TempDir,
    migrated: Db,
    rebuilding: Db,
    served: Db,
    taken: TcpListener,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
        write("empty", "");
        write("words.txt", &"these are words, and nothing else; ".repeat(100));
        write("asides", "{\"type\":\"ready\"}");
        write("one", "{\"headers\":{\"svix-id\":\"a\"},\"body\":\"x\"}");
        File::create(folder.path().join("long")).and_then(|file| file.set_len(65 * 1024 * 1024)).expect("a file");
        let source = |name: &str, secret: &str| {
            format!("[[source]]\nname = \"{name}\"\nsecrets = [{{ value = \"{secret}\" }}]\n")
        };
        write("two.toml", &(source("clerk", SIGNING_SECRET) + &source("billing", SIGNING_SECRET)));
        write("wrong.toml", &source("clerk", "whsec_***"));
        let migrated = || {
            let db = Db::sqlite();
            let migrated = run(&db, &["migrate"]);
            assert!(migrated.status.success(), "{}", said(&migrated));
            db
        };
        let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
        Self { folder, migrated: migrated(), rebuilding: migrated(), served: migrated(), taken }
    }

    fn fill(&self, text: &str) -> String {
        let unmigrated = format!("sqlite:{}/empty.db", self.folder.path().display());
        [
            ("{folder}", self.folder.path().display().to_string()),
            ("{taken}", self.taken.local_addr().expect("an address").to_string()),
            ("{migrated}", self.migrated.url()),
            ("{rebuilding}", self.rebuilding.url()),
            ("{served}", self.served.url()),
            ("{unmigrated}", unmigrated),
        ]
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    fn command(&self, (line, variables): Case) -> Command {
        let line = self.fill(line);
        let arguments: Vec<&str> = line.split(' ').collect();
        let fresh = format!("sqlite:{}/fresh-{}.db", self.folder.path().display(), fastrand::u64(..));
        let mut command = gatelog(&self.migrated, &arguments);
        command.env("DATABASE_URL", fresh).current_dir(self.folder.path());
        command.envs(variables.iter().map(|(name, value)| (*name, self.fill(value))));
        command
    }
}

/// What a failed command says is wrong: behind `error: `, or in the report that it prints.
fn complaints(output: &Output) -> Vec<String> {
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
    let errors: Vec<String> = err.lines().filter_map(|line| line.strip_prefix("error: ")).map(str::to_owned).collect();
    if !errors.is_empty() {
        return errors;
    }
    let report = |line: &str| {
        let found = ["no answer: ", "cannot be checked: ", "WRONG"].iter().find_map(|mark| line.strip_prefix(mark));
        found.map(|text| text.trim_start().to_owned())
    };
    let reported: Vec<String> = out.lines().filter_map(report).collect();
    if reported.is_empty() { out.lines().map(str::to_owned).collect() } else { reported }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_error_of_a_command_tells_what_to_do() {
    let place = Place::new();
    let _served = place.served.open(OpenMode::Append).await.expect("it opens");
    let Db::Sqlite(rebuilding) = &place.rebuilding else { panic!("a file") };
    let lock = File::create(rebuilding.path().join("gatelog.views.db.rebuild.lock")).expect("a file");
    lock.lock().expect("nobody else has it");
    let empty = Location::parse(&place.fill("{unmigrated}")).expect("a good URL");
    drop(gatelog::storage::Store::open(&empty, OpenMode::Append).await.expect("it opens"));

    let mut texts = Texts::new("the commands");
    let mut tell = |mut command: Command, by: String| {
        let output = command.output().expect("the binary runs");
        assert_eq!(output.status.code(), Some(1), "{by}: {}", said(&output));
        let complaints = complaints(&output);
        assert!(!complaints.is_empty(), "{by} says nothing");
        for text in complaints {
            texts.add_for_operators(text, by.clone());
        }
    };
    for &case in CASES {
        tell(place.command(case), format!("{} {:?}", case.0, case.1));
    }
    if let Some(db) = Db::postgres().await {
        let url = db.url();
        let (before, _) = url.rsplit_once('/').expect("a database");
        let nowhere = format!("{before}/gatelog_nowhere");
        let of = |line: &'static str, url: &str| {
            let mut command = place.command((line, &[SECRET, ANY_PORT]));
            command.env("DATABASE_URL", url);
            command
        };
        tell(of("serve", &nowhere), "serve, on a server without that database".to_owned());
        tell(of("keys list", &url), "keys list, on a database without a schema".to_owned());
        tell(of("migrate --serving-role gatelog_nobody", &url), "migrate, for a role that is not there".to_owned());
    }

    let leaves = leaves(&Arguments::command(), "");
    let lacks = |leaf: &&String| {
        !CANNOT_FAIL.contains(&leaf.as_str()) && !CASES.iter().any(|(line, _)| line.starts_with(leaf.as_str()))
    };
    let missing: Vec<&String> = leaves.iter().filter(lacks).collect();
    assert!(missing.is_empty(), "nobody made these commands fail: {missing:?}");
    let mut unseen = Vec::new();
    for text in literals(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli")) {
        if !texts.hold(&text) && !UNREACHED.contains(&text.as_str()) {
            unseen.push(text);
        }
    }
    assert!(unseen.is_empty(), "nobody brought these texts about: {unseen:#?}");
    texts.judge();
}

/// Every command that does something, with the words before it.
fn leaves(command: &clap::Command, before: &str) -> Vec<String> {
    let mut found = Vec::new();
    for command in command.get_subcommands() {
        let name = format!("{before} {}", command.get_name()).trim().to_owned();
        if command.has_subcommands() {
            found.extend(leaves(command, &name));
        } else {
            found.push(name);
        }
    }
    found
}

/// The longest literal piece of each text that the commands give an error themselves.
fn literals(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(literals(&path));
            continue;
        }
        let source = fs::read_to_string(&path).expect("a file");
        for mark in ["bail!(", ".context(", "with_context(", "anyhow!("] {
            found.extend(source.split(mark).skip(1).filter_map(literal));
        }
    }
    found
}

/// The literal that an argument list begins with, as far as nothing is filled in.
fn literal(arguments: &str) -> Option<String> {
    let (before, rest) = arguments.split_once('"')?;
    if before.contains(')') || before.contains(';') {
        return None;
    }
    let mut text = String::new();
    let mut characters = rest.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' if characters.peek() == Some(&'\n') => {
                while characters.next_if(|next| next.is_whitespace()).is_some() {}
            }
            '\\' => text.extend(characters.next()),
            character => text.push(character),
        }
    }
    let pieces = text.split(['{', '}']).step_by(2);
    pieces.max_by_key(|piece| piece.len()).map(|piece| piece.trim().to_owned())
}
