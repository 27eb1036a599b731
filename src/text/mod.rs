//! Texts as people mean them: words of closed sets, addresses, roles. Pure; imports nothing of ours.

pub mod address;
pub mod role;
pub mod vocabulary;
