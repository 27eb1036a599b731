//! Arguments that cannot be used: every command with each of its flags missing, doubled, without a value and odd. The
//! sentences around the values are those of the library that reads arguments; what a value should be is ours.

use clap::{Arg, CommandFactory as _, error::ErrorKind};
use gatelog::cli::Arguments;

use super::rules::{LEAKS, Texts, fault_for_operators};

/// Values that few flags take.
const ODD: [&str; 5] = ["x?", "-1", "", "0", "99999999999999999999"];

/// A command with the words that lead to it.
fn commands(command: &clap::Command, before: &[String]) -> Vec<(Vec<String>, clap::Command)> {
    let words = [before, &[command.get_name().to_owned()]].concat();
    let mut found = vec![(words.clone(), command.clone())];
    for command in command.get_subcommands() {
        found.extend(commands(command, &words));
    }
    found
}

/// An argument with a value, as it is written.
fn written(argument: &Arg, value: &str) -> String {
    argument.get_long().map_or_else(|| value.to_owned(), |long| format!("--{long}={value}"))
}

fn lines() -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for (words, command) in commands(&Arguments::command(), &[]) {
        let required = |without: &str| {
            let arguments = command.get_arguments().filter(|argument| argument.is_required_set());
            let arguments = arguments.filter(|argument| argument.get_id() != without);
            words.iter().cloned().chain(arguments.map(|argument| written(argument, "x"))).collect::<Vec<_>>()
        };
        let mut add = |without: &str, more: &[String]| lines.push([required(without).as_slice(), more].concat());
        add("", &["--nothing".to_owned()]);
        add("", &["nothing".to_owned(), "more".to_owned(), "and more".to_owned()]);
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str();
            if argument.is_required_set() {
                add(id, &[]);
            }
            let Some(long) = argument.get_long() else { continue };
            add(id, &[format!("--{long}")]);
            add(id, &[written(argument, "x"), written(argument, "x")]);
            add(id, &[format!("--{long}"), format!("--{long}")]);
            for odd in ODD {
                add(id, &[written(argument, odd)]);
            }
        }
    }
    lines
}

#[test]
fn every_wrong_argument_tells_what_to_write() {
    let mut texts = Texts::new("arguments");
    for line in lines() {
        let by = line.join(" ");
        let Err(error) = Arguments::command().try_get_matches_from(&line) else { continue };
        // Help is what was asked for, or what is shown where no command is named.
        if error.exit_code() == 0 || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
            continue;
        }
        let whole = error.to_string();
        let first = whole.split("\n\n").next().unwrap_or_default();
        let text = first.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        let text = text.strip_prefix("error: ").expect("an error").to_owned();
        // What to do is behind it: the usage, and where more is told.
        let fault = if !whole.contains("--help") {
            Some("it does not name --help".to_owned())
        } else if let Some(leak) = LEAKS.iter().find(|leak| whole.contains(**leak)) {
            Some(format!("it leaks {leak:?}"))
        } else {
            fault_for_operators(&format!("{}; see --help", text.replace("...", "")))
        };
        texts.add(2, text, by, fault);
    }
    texts.judge();
}
