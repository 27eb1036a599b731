//! `gatelog check-delivery`: says whether a saved delivery verifies and, if not, exactly why. It records nothing, opens no
//! database, and prints neither bodies nor secrets.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use clap::Args;

use super::{configured::SourceArgs, say::say};
use crate::{
    clock::{Clock, Timestamp},
    config::{environment::Environment, given},
    ingest::{
        diagnose::{Diagnosis, VerificationRules, diagnose},
        saved::{SAVED_BYTES_MAX, SavedError, SavedText},
        secret::Secret,
        signature::SignatureHeaders,
    },
};

/// Holds a secret to check with, in place of the configured ones.
const SECRET_VARIABLE: &str = "GATELOG_CHECK_SECRET";

/// Files up to this are looked through; more of it is an import's affair.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What `check-delivery` is told.
#[derive(Args, Debug)]
pub struct CheckDeliveryArgs {
    #[command(flatten)]
    source: SourceArgs,

    /// A saved delivery as JSON, or one a line, as `clerk webhooks listen --json` writes them; - for the standard input
    #[arg(default_value = "-")]
    file: PathBuf,

    /// File with the signing secret to check with (`whsec_…`), or several behind commas
    /// [env: `GATELOG_CHECK_SECRET_FILE`, or the secret itself in `GATELOG_CHECK_SECRET`] [default: those of serve]
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,

    /// Let it be of any age: a delivery that was saved is mostly older than the five minutes that the door grants
    #[arg(long)]
    any_age: bool,
}

/// Checks. Exit code 1 when a delivery does not verify.
pub(super) fn run(args: &CheckDeliveryArgs, clock: &Clock) -> anyhow::Result<ExitCode> {
    let Held { secrets, retired, signature_headers } = held(args)?;
    let rules = VerificationRules { secrets: &secrets, retired: &retired, signature_headers };
    let now = (!args.any_age).then(|| clock.now());
    let text = read(&args.file)?;
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).collect();
    if lines.is_empty() {
        bail!("{} is empty; save a delivery with its headers and its raw body, as JSON", shown(&args.file));
    }
    // A delivery may go over several lines; several deliveries have a line each.
    let whole = if text.len() <= SAVED_BYTES_MAX { SavedText::parse(&text) } else { Err(SavedError::TooLong) };
    if lines.len() == 1 || !matches!(whole, Err(SavedError::NotJson { .. } | SavedError::TooLong)) {
        let Some(verdict) = verdict(whole, rules, now) else {
            bail!(
                "{} holds no delivery, only what the Clerk CLI says of its connection; wait until it shows one, and save that",
                shown(&args.file)
            );
        };
        say(&verdict.text)?;
        return Ok(if verdict.verifies { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let (mut count, mut verified) = (0, 0);
    let numbered = text.split(|byte| *byte == b'\n').zip(1_u64..);
    for (line, number) in numbered.filter(|(line, _)| !line.trim_ascii().is_empty()) {
        let Some(verdict) = verdict(SavedText::parse(line), rules, now) else { continue };
        say(&format!("line {number}: {}", verdict.text))?;
        count += 1;
        verified += u64::from(verdict.verifies);
    }
    say(&format!("{verified} of {count} verify"))?;
    Ok(if verified == count && count > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Verdict {
    text: String,
    verifies: bool,
}

/// What is to be said of one saved text; nothing of what is no delivery.
fn verdict(
    saved: Result<SavedText, SavedError>,
    rules: VerificationRules<'_>,
    now: Option<Timestamp>,
) -> Option<Verdict> {
    Some(match saved {
        Ok(SavedText::CliStatus) => return None,
        Ok(SavedText::Delivery(delivery)) => {
            let diagnosis: Diagnosis = diagnose(rules, &delivery.headers, &delivery.body, now);
            Verdict { text: diagnosis.to_string(), verifies: diagnosis.verifies() }
        }
        Err(error) => Verdict { text: format!("cannot be checked: {error}"), verifies: false },
    })
}

/// What a delivery is held against.
struct Held {
    secrets: Vec<Secret>,
    retired: Vec<Secret>,
    signature_headers: SignatureHeaders,
}

/// The secrets given for this run, else those of the configured source.
fn held(args: &CheckDeliveryArgs) -> anyhow::Result<Held> {
    let env = Environment::of_process();
    if let Some(secrets) = given::secrets(args.secret_file.as_deref(), SECRET_VARIABLE, &env)? {
        return Ok(Held { secrets, retired: Vec::new(), signature_headers: SignatureHeaders::default() });
    }
    let source = args.source.resolve(None)?;
    Ok(Held { secrets: source.secrets, retired: source.retired, signature_headers: source.signature_headers })
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut text = Vec::new();
    let read = if path.as_os_str() == "-" {
        io::stdin().take(FILE_BYTES_MAX + 1).read_to_end(&mut text)
    } else {
        File::open(path).and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut text))
    };
    read.with_context(|| {
        format!("{} cannot be read; name a file with a saved delivery, or - for the standard input", shown(path))
    })?;
    if text.len() as u64 > FILE_BYTES_MAX {
        bail!(
            "{} is over {FILE_BYTES_MAX} bytes: check a part of it (head -n 100 FILE | gatelog check-delivery -)",
            shown(path)
        );
    }
    Ok(text)
}

/// The name of a file, for people.
fn shown(path: &Path) -> String {
    if path.as_os_str() == "-" { "the standard input".to_owned() } else { path.display().to_string() }
}
