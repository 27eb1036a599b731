//! Texts as people mean them: words of closed sets, addresses, roles, and what people and organizations are called. Pure;
//! imports nothing of ours.

pub mod address;
pub mod fold;
pub mod identifier;
pub mod role;
pub mod vocabulary;
