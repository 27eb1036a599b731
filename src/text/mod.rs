//! Text that has more than one spelling: identifiers, roles, IP addresses and the words of closed
//! sets. Pure, and imports no other module.

pub mod address;
pub mod identifier;
pub mod spelling;
pub mod vocabulary;
pub mod words;
