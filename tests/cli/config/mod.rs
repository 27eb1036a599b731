//! Settings: flags, variables, the file, and common mistakes in them.

mod file;
mod mistakes;
mod settings;
