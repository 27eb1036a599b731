//! An error with its causes in one line, for people.

use std::error::Error;

/// Each cause behind a colon. One that the line says already is left out: some errors put their cause into their own text.
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
