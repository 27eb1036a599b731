//! A JSON reader that works in one pass, borrows from the text, and builds only the values that
//! the caller takes.
//!
//! Why not `serde_json`: there one odd value fails the whole document. A lone surrogate in a key
//! or string, a string where an object was expected, or a byte that is not UTF-8 would let the
//! author of the body hide the event around it. Here a value of an unexpected type is absent, and
//! the rest is read. Both accept exactly the same texts as JSON, which a property test checks.

mod raw;
mod reader;
pub mod redact;

pub use raw::RawJson;
pub use reader::{JsonReader, NotJson};
