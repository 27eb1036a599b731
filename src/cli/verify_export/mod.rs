//! `gatelog verify-export`: compares a file with the record that the log keeps of its export. It
//! works while `serve` runs. Exit code 1 if the file is not what was exported.

mod file;
mod verdict;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use clap::Args;

use self::{file::ExportFile, verdict::refusal};
use super::output::print_line;
use crate::{
    config::{database::DatabaseArgs, environment::Environment},
    query::exports::{self, RecordedExport},
    storage::{Location, OpenMode, Store},
};

#[derive(Args, Debug)]
pub(super) struct VerifyExportArgs {
    /// Verify this file, for example gatelog-events-019abc4de2f07a1b8c3d5e6f7a8b9c0d.csv, not
    /// compressed
    file: PathBuf,

    /// Id of the export, for example 019abc4de2f07a1b8c3d5e6f7a8b9c0d [default: the id in the last
    /// line of NDJSON, or in the name of the file]
    #[arg(long, value_name = "ID")]
    export_id: Option<String>,

    #[command(flatten)]
    database: DatabaseArgs,
}

pub(super) async fn run(args: VerifyExportArgs) -> anyhow::Result<ExitCode> {
    let name = args.file.display();
    let file = ExportFile::read(&args.file)
        .with_context(|| format!("{name} cannot be read; name a file that was exported, not compressed"))?;
    let stated = file.last_line.as_ref().map(|line| line.id.clone());
    let Some(id) = args.export_id.or(stated).or_else(|| id_in_name(&args.file)) else {
        bail!("{name} does not say which export it is; give the id with --export-id");
    };
    let database = args.database.resolve(&Environment::of_process())?;
    let store = Store::open(&Location::parse(database.expose())?, OpenMode::Shared).await?;
    store.check_migrated().await?;
    let found = exports::find(&store, &id).await;
    store.close().await;
    let Some(RecordedExport { position, received_at, record }) = found? else {
        print_line(&format!("REFUSED      the log has no export {id}: it came from another log, or has not ended"))?;
        return Ok(ExitCode::FAILURE);
    };
    if let Some(reason) = refusal(&file, &record) {
        print_line(&format!("REFUSED      {reason}"))?;
        return Ok(ExitCode::FAILURE);
    }
    print_line(&format!(
        "verified     {} rows of {}, as of position {}, exported with the key {} and recorded at position {position} \
         ({received_at})",
        record.rows,
        record.operation.split_once('_').map_or(&*record.operation, |(_, noun)| noun),
        record.up_to_position.map_or_else(|| "-".to_owned(), |position| position.to_string()),
        record.key_id,
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// The id in a name like `gatelog-events-ID.csv`.
fn id_in_name(file: &Path) -> Option<String> {
    let name = file.file_name()?.to_str()?;
    name.split(['-', '.', '_', ' ']).find(|part| exports::is_export_id(part)).map(str::to_owned)
}
