//! Clauses of a sentence. The first clause has the full name of its subject, later ones a short
//! form.

/// The subject of a sentence.
pub(super) struct About {
    pub(super) full: String,
    pub(super) short: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Clause {
    /// `Ada Lovelace was banned`
    Did(String),
    /// `the password of Ada Lovelace was changed`: the attribute and the predicate.
    Of(String, String),
    Whole(String),
    /// Names changed fields; it is never the first clause.
    Others(String),
}

/// Joins clauses to a sentence about its subject.
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

/// Capitalizes Gatelog's own words only: an e-mail address keeps its case.
fn capitalized(sentence: String) -> String {
    const OWN: [&str; 5] = ["the ", "a ", "an ", "somebody ", "event "];
    if !OWN.iter().any(|beginning| sentence.starts_with(beginning)) {
        return sentence;
    }
    let (first, rest) = sentence.split_at(1);
    first.to_ascii_uppercase() + rest
}

/// Users choose their names: they must not start a new line in a report or change its text
/// direction.
fn printable(sentence: &str) -> String {
    let hides = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    sentence.replace(hides, " ")
}
