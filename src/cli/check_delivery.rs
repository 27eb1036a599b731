//! `gatelog check-delivery`: verifies saved deliveries and explains failures. It opens no database
//! and prints neither bodies nor secrets.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use clap::Args;

use super::{output::print_line, source_args::SourceArgs};
use crate::{
    clock::{Clock, Timestamp},
    config::{environment::Environment, secrets::secrets_for_run},
    ingest::{
        diagnose::{Diagnosis, VerificationRules, diagnose},
        saved::{SAVED_BYTES_MAX, SavedError, SavedText},
        secret::Secret,
        signature::SignatureHeaders,
    },
};

/// Holds a secret that replaces the configured ones.
const SECRET_VARIABLE: &str = "GATELOG_CHECK_SECRET";

/// The command reads a file at once, so a larger one is refused.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

#[derive(Args, Debug)]
pub(super) struct CheckDeliveryArgs {
    #[command(flatten)]
    source: SourceArgs,

    /// Check this file, for example deliveries.ndjson, or - for the standard input. It holds one
    /// delivery as JSON, or one a line, as clerk webhooks listen --json writes them
    #[arg(default_value = "-")]
    file: PathBuf,

    /// Check with the signing secrets (whsec_…) in this file, for example old.secret, separated by
    /// commas [env: GATELOG_CHECK_SECRET_FILE, or the secret itself in GATELOG_CHECK_SECRET]
    /// [default: the secrets of serve]
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,

    /// Accept any age: a saved delivery is usually older than the five minutes that serve accepts
    #[arg(long)]
    any_age: bool,
}

/// Exit code 1 when a delivery does not verify.
pub(super) fn run(args: &CheckDeliveryArgs, clock: &Clock) -> anyhow::Result<ExitCode> {
    let CheckSecrets { secrets, retired, signature_headers } = check_secrets(args)?;
    let rules = VerificationRules { secrets: &secrets, retired: &retired, signature_headers };
    let now = (!args.any_age).then(|| clock.now());
    let text = read(&args.file)?;
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).collect();
    if lines.is_empty() {
        bail!("{} is empty; save a delivery with its headers and its raw body, as JSON", shown(&args.file));
    }
    // One delivery may span several lines; several deliveries have one line each.
    let whole = if text.len() <= SAVED_BYTES_MAX { SavedText::parse(&text) } else { Err(SavedError::TooLong) };
    if lines.len() == 1 || !matches!(whole, Err(SavedError::NotJson { .. } | SavedError::TooLong)) {
        let Some(verdict) = verdict(whole, rules, now) else {
            bail!(
                "{} holds no delivery, only what the Clerk CLI says of its connection; wait until it shows one, and save that",
                shown(&args.file)
            );
        };
        print_line(&verdict.text)?;
        return Ok(if verdict.verifies { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let (mut count, mut verified) = (0, 0);
    let numbered = text.split(|byte| *byte == b'\n').zip(1_u64..);
    for (line, number) in numbered.filter(|(line, _)| !line.trim_ascii().is_empty()) {
        let Some(verdict) = verdict(SavedText::parse(line), rules, now) else { continue };
        print_line(&format!("line {number}: {}", verdict.text))?;
        count += 1;
        verified += u64::from(verdict.verifies);
    }
    print_line(&format!("{verified} of {count} verify"))?;
    Ok(if verified == count && count > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Verdict {
    text: String,
    verifies: bool,
}

/// The verdict on one saved text; `None` for lines of the Clerk CLI that are not deliveries.
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

struct CheckSecrets {
    secrets: Vec<Secret>,
    retired: Vec<Secret>,
    signature_headers: SignatureHeaders,
}

/// The secrets given for this run, else those of the configured source.
fn check_secrets(args: &CheckDeliveryArgs) -> anyhow::Result<CheckSecrets> {
    let env = Environment::of_process();
    if let Some(secrets) = secrets_for_run(args.secret_file.as_deref(), SECRET_VARIABLE, &env)? {
        return Ok(CheckSecrets { secrets, retired: Vec::new(), signature_headers: SignatureHeaders::default() });
    }
    let source = args.source.resolve(None, &env)?;
    Ok(CheckSecrets { secrets: source.secrets, retired: source.retired, signature_headers: source.signature_headers })
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

fn shown(path: &Path) -> String {
    if path.as_os_str() == "-" { "the standard input".to_owned() } else { path.display().to_string() }
}
