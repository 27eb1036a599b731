//! `gatelog completions`: prints the completion script of a shell.

use std::process::ExitCode;

use clap::{Args, ValueHint};
use clap_complete::Shell;

use super::output::print;

#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    /// The shell that the script is for
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs, mut command: clap::Command) -> anyhow::Result<ExitCode> {
    let name = command.get_name().to_owned();
    complete_files_for_files_only(&mut command);
    // Into memory first: the generator panics when the reader has closed the pipe.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}

/// A shell offers files for an argument that says nothing else.
fn complete_files_for_files_only(command: &mut clap::Command) {
    let hinted = std::mem::take(command).mut_args(|argument| {
        if !argument.get_action().takes_values() {
            return argument;
        }
        let names = argument.get_value_names().unwrap_or_default();
        let names_file = names.iter().any(|name| name.as_str() == "FILE");
        argument.value_hint(if names_file { ValueHint::FilePath } else { ValueHint::Other })
    });
    *command = hinted;
    command.get_subcommands_mut().for_each(complete_files_for_files_only);
}
