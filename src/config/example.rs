//! Writes the example configuration file from the list of keys: every key, commented out, with its
//! default.

use std::fmt::Write as _;

use super::{keys, source_keys};

/// Descriptions wrap before this column.
const COLUMNS_MAX: usize = 100;

const HEAD: &str = "\
# Gatelog's configuration. Every key is shown with its default.
# Precedence: flags, environment variables, this file, defaults. A blank text and an empty list
# count as unset.
# `gatelog config check` shows every effective value and its origin.
# Send SIGHUP to reload this file and the secret and network files that it names. Sources and
# trusted proxies change without a dropped request; a warning names the keys that need a restart.

";

const SOURCE_HEAD: &str = "\
# A sender of webhooks; repeat the table for each. Without one, the environment configures the
# source clerk: its secrets come from the first of CLERK_WEBHOOK_SIGNING_SECRET,
# CLERK_WEBHOOK_SECRET and WEBHOOK_SECRET that is set (or the file that the same name with _FILE
# names), its instances from CLERK_INSTANCE_ID. When the file has sources and none is called clerk,
# these variables add it.
# [[source]]
";

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
    let mut prose = "#".to_owned();
    for word in doc.split_whitespace() {
        if prose.chars().count() + 1 + word.chars().count() >= COLUMNS_MAX {
            line(text, format_args!("{prose}"));
            "#".clone_into(&mut prose);
        }
        prose.push(' ');
        prose.push_str(word);
    }
    line(text, format_args!("{prose}"));
}

fn line(text: &mut String, words: std::fmt::Arguments<'_>) {
    writeln!(text, "{words}").expect("writing to a String cannot fail");
}
