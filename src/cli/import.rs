//! `gatelog import`: verifies saved deliveries and appends them to the log. On SQLite it needs the
//! lock of the writer; on PostgreSQL it works while `serve` runs.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

use std::{
    fs::File,
    io::{self, BufReader},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Instant,
};

use anyhow::{Context as _, bail};
use clap::Args;

use super::{known_source, output::print_line, progress::ImportProgress};
use crate::{
    clock::Clock,
    config::{database::DatabaseArgs, environment::Environment, secrets::secrets_for_run},
    event::Source,
    event_log::{EventLog, LogOptions},
    ingest::{
        import::{Import, ImportCounts, ImportOutcome, file_sha256},
        secret::Secret,
        signature::SignatureHeaders,
    },
    storage::{Location, OpenMode, Store},
};

/// Holds the secret of one run.
const SECRET_VARIABLE: &str = "GATELOG_IMPORT_SECRET";

const READ_BYTES: usize = 256 * 1024;

#[derive(Args, Debug)]
pub(super) struct ImportArgs {
    /// Import this file, for example deliveries.ndjson, or - for the standard input. It holds one
    /// delivery a line, as clerk webhooks listen --json writes them
    file: PathBuf,

    /// Append the deliveries as events of this source, for example clerk
    #[arg(long, value_name = "NAME")]
    source: String,

    /// Accept a source that is neither configured nor in the log
    #[arg(long)]
    new_source: bool,

    /// Verify with the signing secrets (whsec_…) in this file, for example old.secret, separated
    /// by commas [env: GATELOG_IMPORT_SECRET_FILE, or the secret itself in GATELOG_IMPORT_SECRET]
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,

    #[command(flatten)]
    database: DatabaseArgs,

    /// Check the schema instead of migrating it
    #[arg(long)]
    no_migrate: bool,

    /// Show no progress
    #[arg(long)]
    quiet: bool,
}

/// Exit code 1 when a line is rejected.
pub(super) async fn run(args: ImportArgs, clock: Clock) -> anyhow::Result<ExitCode> {
    let source = Source::parse(&args.source).context("--source")?;
    let secrets = secrets(args.secret_file.as_deref())?;
    let env = Environment::of_process();
    let location = Location::parse(args.database.resolve(&env)?.expose())?;
    let store = Arc::new(Store::open(&location, OpenMode::Append).await?);
    if args.no_migrate {
        store.check_migrated().await?;
    } else {
        store.migrate().await?;
    }
    if !args.new_source {
        known_source::check(&store, &args.database, [source.as_str()]).await?;
    }
    let options = LogOptions { compression: args.database.compression(&env)?, ..LogOptions::default() };
    let log = EventLog::start_with(Arc::clone(&store), clock.clone(), options).await?;
    let import = Import { source, secrets, signature_headers: SignatureHeaders::default(), log: log.clone(), clock };
    let begun = Instant::now();
    let outcome = read(&import, &args).await;
    log.shut_down().await;
    store.close().await;
    report(&outcome?, &args.file, begun)
}

/// Reads only the secrets of this run: the deliveries may be signed with other secrets than those
/// of today, and a `verify_only` secret counts only when the operator names it.
fn secrets(file: Option<&Path>) -> anyhow::Result<Vec<Secret>> {
    let secrets = secrets_for_run(file, SECRET_VARIABLE, &Environment::of_process())?;
    match secrets {
        Some(secrets) if !secrets.is_empty() => Ok(secrets),
        _ => bail!(
            "no secret is given for this import: name the file with the whsec_… secret that the deliveries were signed \
             with (--secret-file FILE), or set {SECRET_VARIABLE}; the secrets of serve are not used"
        ),
    }
}

async fn read(import: &Import, args: &ImportArgs) -> anyhow::Result<ImportOutcome> {
    if args.file.as_os_str() == "-" {
        let progress = ImportProgress::new(args.quiet, None)?;
        let outcome = import.run(BufReader::with_capacity(READ_BYTES, io::stdin()), None, &progress).await;
        progress.finish();
        return Ok(outcome?);
    }
    let open = || {
        File::open(&args.file).with_context(|| {
            format!(
                "{} cannot be read; name a file of saved deliveries, or - for the standard input",
                args.file.display()
            )
        })
    };
    let file = open()?;
    let bytes = file.metadata().map_or(0, |metadata| metadata.len());
    let hashed = BufReader::with_capacity(READ_BYTES, file);
    let hash = tokio::task::spawn_blocking(move || file_sha256(hashed)).await?;
    let hash = hash.with_context(|| {
        format!("{} cannot be read; name a file of saved deliveries, or - for the standard input", args.file.display())
    })?;
    let progress = ImportProgress::new(args.quiet, Some(bytes))?;
    let outcome = import.run(BufReader::with_capacity(READ_BYTES, open()?), Some(&hash), &progress).await;
    progress.finish();
    Ok(outcome?)
}

fn report(outcome: &ImportOutcome, file: &Path, begun: Instant) -> anyhow::Result<ExitCode> {
    let file = if file.as_os_str() == "-" { "the standard input".to_owned() } else { file.display().to_string() };
    let (counts, refused) = match outcome {
        ImportOutcome::AlreadyImported { counts } => {
            print_line(&format!(
                "{file} was imported before, whole: {} deliveries, all of them in the log; nothing is recorded anew",
                counts.lines - counts.status_lines
            ))?;
            return Ok(ExitCode::SUCCESS);
        }
        ImportOutcome::Done { counts, refused } => (counts, refused),
    };
    for line in refused {
        print_line(&format!("line {}: {}", line.number, line.error))?;
    }
    let printed = refused.len() as u64;
    if counts.refused > printed {
        print_line(&format!("and {} lines more were left out", counts.refused - printed))?;
    }
    print_line(&summary(counts, &file, begun))?;
    Ok(if counts.refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn summary(counts: &ImportCounts, file: &str, begun: Instant) -> String {
    let ImportCounts { lines, recorded, duplicates, conflicts, status_lines, refused, refused_by_reason } = counts;
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = *lines as f64 / seconds.max(0.001);
    let counts = [
        ("recorded", recorded),
        ("in the log already", duplicates),
        ("in the log with another body, kept as well", conflicts),
        ("not deliveries", status_lines),
        ("left out", refused),
    ];
    let mut text = vec![format!("imported {file}: {lines} lines in {seconds:.1} s, {rate:.0}/s")];
    let counts = counts.into_iter().filter(|(_, count)| **count > 0);
    text.extend(counts.map(|(words, count)| format!("{count:>12} {words}")));
    text.extend(refused_by_reason.iter().map(|(reason, count)| format!("{count:>16} {reason}")));
    if *recorded == 0 && *conflicts == 0 {
        text.push("nothing was recorded anew".to_owned());
    }
    text.join("\n")
}
