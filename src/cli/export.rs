//! `gatelog export`: writes a whole list of a running service to a file. A client of the API. The
//! file has its name only when it is whole.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

use std::{
    fs,
    io::{BufWriter, IntoInnerError, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use http::{HeaderMap, header::CONTENT_DISPOSITION};
use http_body_util::BodyExt as _;
use secrecy::SecretString;
use tempfile::NamedTempFile;

use super::{
    api_client::{ApiAnswer, ApiRequest, Refused},
    filter::filter,
    output::print_line,
    progress::ExportProgress,
};
use crate::{
    config::{environment::Environment, secrets},
    query::exports::is_export_id,
    simulate::Target,
};

/// The server reads a list of what is true now before it answers: for ten minutes at most.
const BEGIN_WITHIN: Duration = Duration::from_mins(11);

/// A server that gives nothing for this long has stopped.
const SILENCE_MAX: Duration = Duration::from_mins(1);

const WRITE_BYTES: usize = 256 * 1024;

const USER_AGENT: &str = concat!("gatelog-export/", env!("CARGO_PKG_VERSION"));

const EXPORT_ID: &str = "gatelog-export-id";

#[derive(Args, Debug)]
pub(super) struct ExportArgs {
    /// List to export
    #[arg(value_enum)]
    list: List,

    /// Only rows that match: filters of the list as the API documents them, for example
    /// action=signed_in or user_id=user_abc; csv=raw and order=asc are understood too
    #[arg(value_name = "FILTER=VALUE", value_parser = filter)]
    filters: Vec<(String, String)>,

    /// Format of the rows
    #[arg(long, value_enum, default_value_t = Format::Ndjson)]
    format: Format,

    #[command(flatten)]
    to: ToFile,
}

/// Where from and where to.
#[derive(Args, Debug)]
pub(super) struct ToFile {
    /// Write this file, which must not be there yet [default: gatelog-LIST-ID.FORMAT]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Reach serve at this address
    #[arg(long, value_name = "URL", default_value = "localhost:3000")]
    url: String,

    /// Show no progress
    #[arg(long)]
    quiet: bool,
}

/// A file that holds a whole export.
pub(super) struct Exported {
    pub(super) id: String,
    pub(super) file: PathBuf,
    bytes: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum List {
    Events,
    Activity,
    Users,
    Sessions,
    Organizations,
    Memberships,
    Invitations,
    Undecodable,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Ndjson,
    Csv,
    /// Events of OCSF 1.8.0, for a SIEM: activity only
    Ocsf,
}

impl List {
    const fn path(self) -> &'static str {
        match self {
            Self::Events => "/v1/events",
            Self::Activity => "/v1/activity",
            Self::Users => "/v1/users",
            Self::Sessions => "/v1/sessions",
            Self::Organizations => "/v1/organizations",
            Self::Memberships => "/v1/memberships",
            Self::Invitations => "/v1/invitations",
            Self::Undecodable => "/v1/undecodable",
        }
    }
}

impl Format {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Ocsf => "ocsf",
        }
    }
}

pub(super) async fn run(args: ExportArgs) -> anyhow::Result<()> {
    let env = Environment::of_process();
    let key = secrets::api_key(None, None, &env)?
        .context(
            "no key to export with: set GATELOG_API_KEY to one with the scope views:read (or events:read for events and undecodable)",
        )?
        .key;
    let filters = args.filters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let exported = args.to.download(args.list.path(), filters, args.format, &key).await?;
    exported.print()
}

impl ToFile {
    pub(super) fn target(&self) -> anyhow::Result<Target> {
        Target::parse(&self.url).context("--url")
    }

    /// Writes the whole list at a path of the API to a file.
    pub(super) async fn download(
        self,
        path: &str,
        mut parameters: Vec<(&str, &str)>,
        format: Format,
        key: &SecretString,
    ) -> anyhow::Result<Exported> {
        if let Some(file) = self.output.as_deref().filter(|file| file.exists()) {
            bail!("{}", is_there(file));
        }
        let target = self.target()?;
        parameters.push(("format", format.as_str()));
        let mut progress = ExportProgress::new(self.quiet)?;
        let request = ApiRequest {
            target: &target,
            path,
            parameters,
            body: None,
            key,
            headers: Vec::new(),
            user_agent: USER_AGENT,
            begin_within: BEGIN_WITHIN,
        };
        let answer = request.send().await.map_err(Refused::into_error)?;
        let Some(id) = header(&answer.headers, EXPORT_ID).filter(|id| is_export_id(id)).map(str::to_owned) else {
            bail!("{} is no Gatelog that exports this list; check --url", self.url);
        };
        let file = match self.output {
            Some(file) => file,
            None => name_of(&answer.headers).context("the server names no file; name one with --output")?,
        };
        // Ctrl-C leaves no file either.
        let written = tokio::select! {
            written = write(answer, &file, &id, &mut progress) => written,
            _ = tokio::signal::ctrl_c() => bail!("interrupted; nothing is kept"),
        };
        progress.finish();
        written?;
        Ok(Exported { id, file, bytes: progress.bytes() })
    }
}

impl Exported {
    /// Prints where it is, and how to verify it.
    pub(super) fn print(&self) -> anyhow::Result<()> {
        let Self { id, file, bytes } = self;
        print_line(&format!("exported     {bytes} bytes to {}", file.display()))?;
        // A file of another name does not say which export it is, unless its last line does.
        let has_id = file.to_string_lossy().contains(id);
        let given = if has_id { String::new() } else { format!(" --export-id {id}") };
        print_line(&format!("verify it    gatelog verify-export {}{given}", file.display()))
    }
}

/// Writes the body to a file that gets its name at the end.
async fn write(answer: ApiAnswer, file: &Path, id: &str, progress: &mut ExportProgress) -> anyhow::Result<()> {
    let ApiAnswer { mut body, connection: _connection, .. } = answer;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let unwritten = || format!("{} cannot be written; name a file that can with --output", file.display());
    let unfinished = tempfile::Builder::new().prefix(".gatelog-export-").suffix(".part").tempfile_in(folder);
    let mut writer = BufWriter::with_capacity(WRITE_BYTES, unfinished.with_context(unwritten)?);
    loop {
        let frame = tokio::time::timeout(SILENCE_MAX, body.frame()).await;
        let frame = match frame {
            Ok(None) => break,
            Ok(Some(Ok(frame))) => frame,
            Ok(Some(Err(_))) | Err(_) => bail!(
                "the export {id} was cut after {} bytes, and nothing of it is kept; /v1/exports/{id} says why, if the \
                 server runs; export again",
                progress.bytes()
            ),
        };
        if let Ok(bytes) = frame.into_data() {
            writer.write_all(&bytes).with_context(unwritten)?;
            progress.add(bytes.len() as u64);
        }
    }
    let unfinished = writer.into_inner().map_err(IntoInnerError::into_error).with_context(unwritten)?;
    keep(unfinished, file).with_context(unwritten)
}

/// Names a whole file, once it is on disk. Never replaces one.
fn keep(unfinished: NamedTempFile, file: &Path) -> anyhow::Result<()> {
    unfinished.as_file().sync_all()?;
    if let Err(error) = unfinished.persist_noclobber(file) {
        if fs::exists(file).unwrap_or(false) {
            bail!("{}", is_there(file));
        }
        return Err(error.error.into());
    }
    Ok(())
}

fn is_there(file: &Path) -> String {
    format!("{} is there already; name another file with --output, or remove it", file.display())
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// The name that the server gives the file; never a path.
fn name_of(headers: &HeaderMap) -> Option<PathBuf> {
    let disposition = header(headers, CONTENT_DISPOSITION.as_str())?;
    let name = disposition.split_once("filename=\"")?.1.split_once('"')?.0;
    let is_harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    (name.starts_with("gatelog-") && name.bytes().all(is_harmless)).then(|| PathBuf::from(name))
}
