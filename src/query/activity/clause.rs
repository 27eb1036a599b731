//! Parts of a sentence about something that has a name: said in full at the beginning, and shorter after that. Knows no
//! event.

/// Whom or what a sentence is about.
pub(super) struct About {
    pub(super) full: String,
    pub(super) short: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Clause {
    /// `Ada Lovelace was banned`
    Did(String),
    /// `the password of Ada Lovelace was changed`: what of theirs, and the rest.
    Of(String, String),
    Whole(String),
    /// As it stands, about fields that are only named; never at the beginning.
    Others(String),
}

/// The sentence: of clauses, the first of which names whom it is about.
pub(super) fn sentence(about: &About, clauses: Vec<Clause>) -> String {
    let said = clauses.into_iter().enumerate().map(|(place, clause)| match (place, clause) {
        (0, Clause::Did(did)) => format!("{} {did}", about.full),
        (_, Clause::Did(did)) => format!("{} {did}", about.short),
        (0, Clause::Of(what, rest)) => format!("the {what} of {} {rest}", about.full),
        (_, Clause::Of(what, rest)) => format!("the {what} {rest}"),
        (_, Clause::Whole(whole) | Clause::Others(whole)) => whole,
    });
    printable(&capitalized(said.collect::<Vec<_>>().join("; ")))
}

/// Only our own words: an address keeps its small letters.
fn capitalized(sentence: String) -> String {
    const OWN: [&str; 5] = ["the ", "a ", "an ", "somebody ", "event "];
    if !OWN.iter().any(|beginning| sentence.starts_with(beginning)) {
        return sentence;
    }
    let (first, rest) = sentence.split_at(1);
    first.to_ascii_uppercase() + rest
}

/// Names are what people call themselves: nothing in them may begin another line of a report, or turn its letters round.
fn printable(sentence: &str) -> String {
    let hides = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    sentence.replace(hides, " ")
}
