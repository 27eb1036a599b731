//! Text that people write: identifiers, roles, IP addresses and words of closed sets, which have
//! more than one spelling, and labels. Pure, and imports no other module.

pub mod address;
pub mod identifier;
pub mod label;
pub mod spelling;
pub mod vocabulary;
pub mod words;
