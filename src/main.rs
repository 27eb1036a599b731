//! The `gatelog` program. All it does is in the library; here are only the arguments and the exit code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    gatelog::cli::main()
}
