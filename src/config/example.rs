//! `gatelog config example`: the whole file, every key commented out at its default. Made from the keys, so that it
//! cannot differ from them.

use std::fmt::Write as _;

use super::{keys, source_keys};

const HEAD: &str = "\
# Gatelog. Flags beat variables, variables beat this file, and this file beats the defaults, which are what stands here.
# A blank text or an empty list counts as unset. `gatelog config check` says what is effective and where it comes from.
# SIGHUP reads this file again, and the files of secrets and networks that it names: sources change without a dropped
# request; what needs a new start is said in a warning.

";

const SOURCE_HEAD: &str = "\
# Who may deliver. Without any, the environment gives the one source clerk: its secrets are in
# CLERK_WEBHOOK_SIGNING_SECRET, else CLERK_WEBHOOK_SECRET, else WEBHOOK_SECRET (or in the file that the same with _FILE
# names), its instances in CLERK_INSTANCE_ID. With some, the environment adds the source clerk where the file names none.
# [[source]]
";

/// The file.
#[must_use]
pub fn example() -> String {
    let mut text = HEAD.to_owned();
    let mut table = "";
    for key in keys::ALL {
        if key.table() != table {
            table = key.table();
            line(&mut text, format_args!("[{table}]"));
        }
        prose(&mut text, key.doc);
        let also: Vec<&str> = key.flag.into_iter().chain(key.variable).collect();
        line(&mut text, format_args!("# Also {}.", also.join(", ")));
        line(&mut text, format_args!("# {} = {}\n", key.key(), key.default_in_file()));
    }
    text.push_str(SOURCE_HEAD);
    for key in &source_keys::SOURCE {
        prose(&mut text, key.doc);
        line(&mut text, format_args!("# {} = {}\n", key.key, key.example));
    }
    text
}

fn prose(text: &mut String, doc: &str) {
    doc.lines().for_each(|said| line(text, format_args!("# {said}")));
}

fn line(text: &mut String, said: std::fmt::Arguments<'_>) {
    writeln!(text, "{said}").expect("writing to a String cannot fail");
}
