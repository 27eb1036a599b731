//! JSON read in one pass, borrowed, with nothing built that nobody asked for.
//!
//! Why not `serde_json`: there one odd value fails the whole document. A lone surrogate in a key or in a text that is
//! read, a text where an object was expected, a byte that is not UTF-8: each would let whoever wrote it hide the event
//! around it. Here a value that is not what the caller hoped for is only absent. What counts as JSON is the same, and
//! a property test holds the two against each other.

pub mod pick;
pub mod raw;
pub mod reader;

pub use raw::Raw;
pub use reader::{NotJson, Reader};
