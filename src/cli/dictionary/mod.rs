//! `gatelog dictionary`: prints the dictionary that bodies are compressed with, or makes one for a
//! new encoding. A dictionary that a release had never changes.

use std::{
    collections::HashMap,
    io::{self, Write as _},
};

use anyhow::Context as _;
use clap::Args;

use crate::{
    clock::Timestamp,
    simulate::{self, History, HistoryOptions},
    storage::body::DICTIONARY_1,
};

/// A larger one saves little more, and every process keeps it twice in memory.
const DICTIONARY_BYTES: usize = 32 * 1024;

/// One body of each event type, in the order of keys of live deliveries.
const EXAMPLES: &str = include_str!("examples.ndjson");
/// Copies of each example, so that the builder sees what they have in common.
const COPIES: usize = 20;

/// Histories begin a year after each other, so that no time of day or beginning of an id is common
/// to all.
const HISTORIES: u64 = 5;
const FIRST_BEGINS: Timestamp = Timestamp::from_seconds(1_735_700_000);
const SECONDS_PER_YEAR: i64 = 31_556_952;
const EVENTS_PER_HISTORY: usize = 800;
const USERS_PER_HISTORY: usize = 150;
/// Not a seed that anybody types to measure.
const SEED: u64 = 0x6761_7465_6c6f_6701;

#[derive(Args, Debug)]
pub struct DictionaryArgs {
    /// Make a dictionary from made-up bodies instead, for a new encoding
    #[arg(long)]
    make: bool,
}

pub(super) fn run(args: &DictionaryArgs) -> anyhow::Result<()> {
    let dictionary = if args.make { make()? } else { DICTIONARY_1.to_vec() };
    io::stdout().write_all(&dictionary).context("the dictionary cannot be written; redirect the output to a file")
}

fn make() -> anyhow::Result<Vec<u8>> {
    let mut rng = fastrand::Rng::with_seed(SEED);
    let mut samples: Vec<String> = Vec::new();
    for number in 0..HISTORIES {
        let years = i64::try_from(number).unwrap_or_default();
        let begins = Timestamp::from_seconds(FIRST_BEGINS.seconds() + years * SECONDS_PER_YEAR);
        let history = History::new(SEED + number, USERS_PER_HISTORY, begins, &HistoryOptions::default());
        let bodies = history.take(EVENTS_PER_HISTORY).map(|message| message.body);
        samples.extend(bodies.map(|body| String::from_utf8_lossy(&body).into_owned()));
    }
    samples.extend(EXAMPLES.lines().flat_map(|line| std::iter::repeat_n(line.to_owned(), COPIES)));
    for sample in &mut samples {
        *sample = vary(sample, &mut rng);
    }
    zstd::dict::from_samples(&samples, DICTIONARY_BYTES).context("no dictionary can be made of the examples")
}

/// The same body about others: random words for names, other ids, other times.
fn vary(body: &str, rng: &mut fastrand::Rng) -> String {
    const ID_CHARACTERS: usize = 27;
    const MILLIS_DIGITS: usize = 13;
    let names = simulate::names();
    let mut given: HashMap<&str, String> = HashMap::new();
    let mut varied = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(first) = rest.chars().next() {
        let end = |is: fn(char) -> bool| rest.find(|character| !is(character)).unwrap_or(rest.len());
        let run = end(|character| character.is_ascii_alphanumeric());
        let length = if run == ID_CHARACTERS || (run == MILLIS_DIGITS && first.is_ascii_digit()) {
            run
        } else if first.is_alphabetic() {
            end(char::is_alphabetic)
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(length);
        rest = after;
        if word.len() == ID_CHARACTERS {
            varied.push_str(given.entry(word).or_insert_with(|| other_id(word, rng)));
        } else if word.len() == MILLIS_DIGITS && first.is_ascii_digit() {
            varied.push_str(given.entry(word).or_insert_with(|| other_millis(word, rng)));
        } else if names.contains(word) {
            varied.push_str(given.entry(word).or_insert_with(|| other_name(first.is_uppercase(), rng)));
        } else {
            varied.push_str(word);
        }
    }
    varied
}

/// Keeps the first character, which stands for years.
fn other_id(id: &str, rng: &mut fastrand::Rng) -> String {
    id.chars().take(1).chain(std::iter::repeat_with(|| rng.alphanumeric()).take(id.len() - 1)).collect()
}

/// Keeps what stands for years.
fn other_millis(millis: &str, rng: &mut fastrand::Rng) -> String {
    millis.chars().take(2).chain(std::iter::repeat_with(|| rng.digit(10)).take(millis.len() - 2)).collect()
}

fn other_name(is_capital: bool, rng: &mut fastrand::Rng) -> String {
    let mut name: String = std::iter::repeat_with(|| rng.lowercase()).take(5).collect();
    if is_capital {
        name[..1].make_ascii_uppercase();
    }
    name
}
