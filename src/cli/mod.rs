//! One file per subcommand.

pub mod simulate;
