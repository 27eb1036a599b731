//! Formats an error with its causes in one line.

use std::error::Error;

/// Each cause follows a colon. A cause that the line already contains is left out: some errors
/// include their cause in their own text.
#[must_use]
pub fn one_line(error: &(dyn Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !line.contains(&text) {
            line = format!("{line}: {text}");
        }
        cause = error.source();
    }
    line
}
