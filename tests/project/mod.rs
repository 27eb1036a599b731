//! The project agrees with itself: source rules, documents, deployment files, error texts.

mod architecture;
mod deploy;
mod documentation;
mod every_error_text;
pub mod readme;
