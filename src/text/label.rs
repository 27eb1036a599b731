//! Labels: short texts of one line that people write for people, such as the name of a key.

/// The text without blanks around it; `None` if nothing is left, if it has more characters, or if
/// some of them would not be seen or would change how the rest is read.
#[must_use]
pub fn parse(text: &str, characters_max: usize) -> Option<String> {
    let text = text.trim();
    let is_printable = (1..=characters_max).contains(&text.chars().count()) && !text.chars().any(is_unprintable);
    is_printable.then(|| text.to_owned())
}

/// Control characters, and characters that reorder or hide the text around them.
fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
