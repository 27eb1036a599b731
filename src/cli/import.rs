//! `gatelog import`: appends saved deliveries to the log, each verified. Takes the place of the appending process on
//! SQLite; works beside `serve` on PostgreSQL.

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

use super::{known_source, say::say, showing::Showing};
use crate::{
    clock::Clock,
    config::{database::DatabaseArgs, environment::Environment, given},
    event::Source,
    event_log::EventLog,
    ingest::{
        import::{Import, ImportCounts, ImportOutcome, file_sha256},
        secret::Secret,
        signature::SignatureHeaders,
    },
    store::{Access, Location, Store},
};

/// Holds the secret of one run.
const SECRET_VARIABLE: &str = "GATELOG_IMPORT_SECRET";

/// Read at once.
const READ_BYTES: usize = 256 * 1024;

/// What `import` is told.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// One saved delivery a line, as `clerk webhooks listen --json` writes them; - for the standard input
    file: PathBuf,

    /// Which source sent them
    #[arg(long, value_name = "NAME")]
    source: String,

    /// The source is a new one: neither configured nor in the log yet
    #[arg(long)]
    new_source: bool,

    /// File with the signing secret (`whsec_…`) that they were signed with, or several behind commas
    /// [env: `GATELOG_IMPORT_SECRET_FILE`, or the secret itself in `GATELOG_IMPORT_SECRET`]
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

/// Imports. Exit code 1 when a line was left out.
pub(super) async fn run(args: ImportArgs, clock: Clock) -> anyhow::Result<ExitCode> {
    let source = Source::parse(&args.source).context("--source")?;
    let secrets = given_secrets(args.secret_file.as_deref())?;
    let location = Location::parse(args.database.resolve(&Environment::of_process())?.expose())?;
    let store = Arc::new(Store::open(&location, Access::Append).await?);
    if args.no_migrate {
        store.check_migrated().await?;
    } else {
        store.migrate().await?;
    }
    if !args.new_source {
        known_source::check(&store, &args.database, [source.as_str()]).await?;
    }
    let log = EventLog::start(Arc::clone(&store), clock.clone()).await?;
    let import = Import { source, secrets, signature_headers: SignatureHeaders::default(), log: log.clone(), clock };
    let begun = Instant::now();
    let outcome = read(&import, &args).await;
    log.shut_down().await;
    store.close().await;
    report(&outcome?, &args.file, begun)
}

/// Only what is given for this run: what a source accepts today may differ from what it was sent with, and a retired
/// secret must never count again without anybody saying so.
fn given_secrets(file: Option<&Path>) -> anyhow::Result<Vec<Secret>> {
    let secrets = given::secrets(file, SECRET_VARIABLE, &Environment::of_process())?;
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
        let shown = Showing::new(args.quiet, None)?;
        let outcome = import.run(BufReader::with_capacity(READ_BYTES, io::stdin()), None, &shown).await;
        shown.finish();
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
    let shown = Showing::new(args.quiet, Some(bytes))?;
    let outcome = import.run(BufReader::with_capacity(READ_BYTES, open()?), Some(&hash), &shown).await;
    shown.finish();
    Ok(outcome?)
}

fn report(outcome: &ImportOutcome, file: &Path, begun: Instant) -> anyhow::Result<ExitCode> {
    let file = if file.as_os_str() == "-" { "the standard input".to_owned() } else { file.display().to_string() };
    let (counts, refused) = match outcome {
        ImportOutcome::AlreadyImported { counts } => {
            say(&format!(
                "{file} was imported before, whole: {} deliveries, all of them in the log; nothing is recorded anew",
                counts.lines - counts.status_lines
            ))?;
            return Ok(ExitCode::SUCCESS);
        }
        ImportOutcome::Done { counts, refused } => (counts, refused),
    };
    for line in refused {
        say(&format!("line {}: {}", line.number, line.error))?;
    }
    let told = refused.len() as u64;
    if counts.refused > told {
        say(&format!("and {} lines more were left out", counts.refused - told))?;
    }
    say(&summary(counts, &file, begun))?;
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
        ("in the log with another body, kept beside it", conflicts),
        ("not deliveries", status_lines),
        ("left out", refused),
    ];
    let mut told = vec![format!("imported {file}: {lines} lines in {seconds:.1} s, {rate:.0}/s")];
    let counts = counts.into_iter().filter(|(_, count)| **count > 0);
    told.extend(counts.map(|(words, count)| format!("{count:>12} {words}")));
    told.extend(refused_by_reason.iter().map(|(reason, count)| format!("{count:>16} {reason}")));
    if *recorded == 0 && *conflicts == 0 {
        told.push("nothing was recorded anew".to_owned());
    }
    told.join("\n")
}
