//! One export: reads the pages of its list as a client would, writes each as it comes, and records
//! at the end what left the log.
//!
//! There is no transaction across pages. The position at the start bounds the rows, and a row of a
//! list by position or by time keeps its place, so that the pages together are the list as of that
//! position. A client that reads slowly delays the next page and nothing else.

use std::{collections::BTreeMap, io, sync::Arc, time::Duration};

use bytes::Bytes;
use data_encoding::HEXLOWER;
use futures_util::stream;
use poem::{
    Body, IntoResponse as _, Request, Response, Result,
    http::{HeaderMap, StatusCode, header},
    web::{Compress, CompressionAlgo, CompressionLevel},
};
use serde::Serialize;
use tokio::{sync::mpsc, time::Instant};
use uuid::Uuid;

use super::{
    accept::{CSV, EXPORT_ID, FORMAT, Form},
    encode::{EncodeError, Encoder, Lines, Totals},
    negotiation::{Preferred, preferred},
    running::RunningExport,
};
use crate::{
    access::Grant,
    api::{
        list_pages::ListEndpoint,
        middleware::{auth, operations::Subject},
        state::State,
        wire::error::Problem,
    },
    event::{Position, Salt, system::SystemEventKind},
    event_log::AppendError,
    query::{
        exports::{self, ExportRecord, ExportSubject, Interruption, SCHEMA_VERSION},
        page::LIMIT_MAX,
        projections,
    },
};

/// A page that cannot be read is asked for again this often: the database may be away for a
/// moment, and an export of an hour should not end with it.
const PAGE_ATTEMPTS: u32 = 5;
const PAGE_RETRY: Duration = Duration::from_secs(1);

/// How long the record is tried: the log refuses it while its queue is full.
const RECORD_WITHIN: Duration = Duration::from_secs(30);
const RECORD_RETRY: Duration = Duration::from_millis(200);

/// What says how the answer is sent and does not choose rows.
const NOT_RECORDED: [&str; 2] = [FORMAT, "min_position"];

/// An export as it was requested.
pub(crate) struct Requested<'a> {
    /// Whether the head of the answer alone is wanted; nothing is exported then.
    pub(crate) is_head: bool,
    pub(crate) form: Form,
    /// The query parameters.
    pub(crate) given: &'a [(String, String)],
    pub(crate) subjects: &'a [Subject],
    /// Number of further objects whose ids must not be named.
    pub(crate) unnamed: u64,
    /// Rows of later events are left out.
    pub(crate) up_to: Option<Position>,
}

/// Answers with the whole list. The first page is read before the answer begins, so that an error
/// in the request is a problem document.
pub(crate) async fn answer(
    list: &ListEndpoint,
    request: Request,
    operation: &'static str,
    requested: Requested<'_>,
) -> Result<Response> {
    let (Some(state), Some(grant)) = (request.data::<Arc<State>>(), request.data::<Arc<Grant>>()) else {
        return Err(auth::undeclared(None).into());
    };
    let (state, grant) = (Arc::clone(state), Arc::clone(grant));
    let form = requested.form;
    if requested.is_head {
        return Ok(Response::builder().content_type(form.media_type()).finish());
    }
    let running = state.exports.begin()?;
    let log_id = exports::log_id(&state.store).await.map_err(Problem::from)?;
    let salt = Salt::random().map_err(|error| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the system gives no random numbers; try again").because(&error)
    })?;
    let pages = Pages::new(list.clone(), &request, Arc::clone(&state), Arc::clone(&grant));
    let first = pages.read(None).await?;
    let mut query: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in requested.given.iter().filter(|(name, _)| !NOT_RECORDED.contains(&&**name)) {
        query.entry(name.clone()).or_default().push(value.clone());
    }
    let one = |name: &str| query.get(name).and_then(|values| values.first());
    let export_id = Uuid::now_v7().simple().to_string();
    let columns = state.columns.get(operation).map(Arc::clone).unwrap_or_default();
    let is_by_position = one("order").is_some_and(|order| order == "asc")
        && (operation == BY_POSITION || one("order_by").is_some_and(|order_by| order_by == "position"));
    let encoder = Encoder::new(form, columns, log_id.as_deref(), requested.up_to, is_by_position);
    let source = one("source").map(|source| vec![source.clone()]);
    let named =
        |subject: &Subject| ExportSubject { kind: subject.kind().as_str().to_owned(), id: subject.id().to_owned() };
    let job = Job {
        export_id: export_id.clone(),
        operation,
        form,
        query_commitment: HEXLOWER.encode(&salt.name_body(json(&query).as_bytes())),
        query,
        salt,
        sources: source.or_else(|| grant.sources.names().map(<[String]>::to_vec)),
        subjects: requested.subjects.iter().map(named).collect(),
        unnamed: requested.unnamed,
        up_to: requested.up_to,
        log_id,
        began_at: state.clock.now().to_string(),
        began: Instant::now(),
        encoder,
        sent: Totals::default(),
        pages,
        state,
        grant,
    };
    // One page is on its way while the next one is read.
    let (sender, mut receiver) = mpsc::channel(1);
    tokio::spawn(job.run(first, sender, running));
    let body = Body::from_bytes_stream(stream::poll_fn(move |context| receiver.poll_recv(context)));
    let noun = operation.split_once('_').map_or(operation, |(_, noun)| noun);
    let file = format!("attachment; filename=\"gatelog-{noun}-{export_id}.{}\"", form.as_str());
    let response = Response::builder()
        .content_type(form.media_type())
        .header(EXPORT_ID, &*export_id)
        .header(header::CONTENT_DISPOSITION, file)
        .body(body);
    Ok(compressed(response, request.headers()))
}

/// The operation that lists by position only.
const BY_POSITION: &str = "list_events";

fn compressed(response: Response, headers: &HeaderMap) -> Response {
    let algorithm = match preferred(headers, &header::ACCEPT_ENCODING, &["identity", "zstd", "gzip"]) {
        Preferred::Word("zstd") => CompressionAlgo::ZSTD,
        Preferred::Word("gzip") => CompressionAlgo::GZIP,
        _ => return response,
    };
    // The fastest level: the rows shrink ten times, and the export is not slowed down.
    Compress::new(response, algorithm).with_quality(CompressionLevel::Fastest).into_response()
}

/// The pages of a list, by its own operation.
struct Pages {
    list: ListEndpoint,
    state: Arc<State>,
    grant: Arc<Grant>,
    /// The query of each page, with a `&` at its end.
    query: String,
    /// The key of the request.
    credentials: HeaderMap,
}

impl Pages {
    fn new(list: ListEndpoint, request: &Request, state: Arc<State>, grant: Arc<Grant>) -> Self {
        let given = request.uri().query().unwrap_or_default().split('&');
        let kept = given.filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            !pair.is_empty() && name != CSV && !NOT_RECORDED.contains(&name)
        });
        let mut credentials = HeaderMap::new();
        if let Some(key) = request.headers().get(header::AUTHORIZATION) {
            credentials.insert(header::AUTHORIZATION, key.clone());
        }
        Self { list, state, grant, query: kept.flat_map(|pair| [pair, "&"]).collect(), credentials }
    }

    async fn read(&self, after: Option<&str>) -> Result<Bytes> {
        // A cursor is base64url, so it needs no escaping.
        let after = after.map_or_else(String::new, |after| format!("&after={after}"));
        let query = format!("{}limit={LIMIT_MAX}{after}", self.query);
        self.list.read(&self.state, &self.grant, &query).await
    }

    /// The same, again if it fails for a reason that may pass. Looks the key up before.
    async fn read_on(&self, after: &str) -> std::result::Result<Bytes, Interruption> {
        let mut attempt = 1;
        loop {
            let problem = match self.allowed().await {
                Err(problem) if problem.denial().is_some() => return Err(Interruption::AccessEnded),
                Err(problem) => problem,
                Ok(false) => return Err(Interruption::AccessEnded),
                Ok(true) => match self.read(Some(after)).await {
                    Ok(page) => return Ok(page),
                    Err(error) => Problem::of(&error),
                },
            };
            if attempt >= PAGE_ATTEMPTS {
                tracing::error!(%problem, "a page of an export cannot be read");
                return Err(Interruption::Failed);
            }
            attempt += 1;
            tokio::time::sleep(PAGE_RETRY).await;
        }
    }

    /// Whether the key still has the rights with which the export began.
    async fn allowed(&self) -> std::result::Result<bool, Problem> {
        let now = auth::identify(&self.state, &self.credentials).await?;
        Ok(now.scopes.first_missing(self.grant.scopes).is_none() && now.sources.covers(&self.grant.sources))
    }
}

struct Job {
    export_id: String,
    operation: &'static str,
    form: Form,
    query: BTreeMap<String, Vec<String>>,
    salt: Salt,
    query_commitment: String,
    sources: Option<Vec<String>>,
    subjects: Vec<ExportSubject>,
    unnamed: u64,
    up_to: Option<Position>,
    log_id: Option<String>,
    began_at: String,
    began: Instant,
    encoder: Encoder,
    /// Without a page that the client did not take.
    sent: Totals,
    pages: Pages,
    state: Arc<State>,
    grant: Arc<Grant>,
}

/// The last line of NDJSON. No row has a field of this name.
#[derive(Serialize)]
struct LastLine<'a> {
    gatelog_export: Evidence<'a>,
}

#[derive(Serialize)]
struct Evidence<'a> {
    id: &'a str,
    /// Position of `system.exported`.
    position: i64,
    #[serde(flatten)]
    record: &'a ExportRecord,
    /// The query parameters.
    query: &'a BTreeMap<String, Vec<String>>,
    /// The key of `query_commitment`, in hexadecimal.
    query_salt: String,
    notes: Vec<&'a str>,
}

type Sender = mpsc::Sender<io::Result<Bytes>>;

impl Job {
    async fn run(mut self, first: Bytes, sender: Sender, running: RunningExport) {
        let interruption = self.send_pages(first, &sender).await.err();
        let record = self.record(interruption);
        let position = self.append(&record).await;
        tracing::info!(
            export.id = self.export_id,
            key.id = record.key_id,
            operation = record.operation,
            format = record.format,
            rows = record.rows,
            bytes = record.bytes,
            complete = record.complete,
            reason = record.reason,
            duration_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX),
            "an export ended"
        );
        match position {
            Some(position) if record.complete => {
                if self.form == Form::Ndjson {
                    _ = sender.send(Ok(self.last_line(&record, position).into())).await;
                }
            }
            // Without the end of its body the client knows that the answer is cut.
            _ => _ = sender.send(Err(io::Error::other("the export ended early"))).await,
        }
        drop(running);
    }

    async fn send_pages(&mut self, first: Bytes, sender: &Sender) -> std::result::Result<(), Interruption> {
        let mut page = first;
        loop {
            let Lines { bytes, next } = self.encoder.page(&page).map_err(|error| failed(&error))?;
            drop(page);
            let gone = if bytes.is_empty() { sender.is_closed() } else { sender.send(Ok(bytes)).await.is_err() };
            if gone {
                let stops = self.state.shutting_down.is_cancelled();
                return Err(if stops { Interruption::Shutdown } else { Interruption::ClientGone });
            }
            self.sent = self.encoder.totals().clone();
            match next {
                Some(after) => page = self.pages.read_on(&after).await?,
                None => return self.require_views().await,
            }
        }
    }

    /// Views that were replaced by an older generation meanwhile may have lacked rows.
    async fn require_views(&self) -> std::result::Result<(), Interruption> {
        match projections::reached(&self.state.store).await {
            Ok(reached) if self.up_to <= reached.folded.last() => Ok(()),
            Ok(_) => {
                tracing::error!(export.id = self.export_id, "views were rolled back during an export");
                Err(Interruption::Failed)
            }
            Err(error) => {
                tracing::error!(export.id = self.export_id, %error, "the end of an export cannot be checked");
                Err(Interruption::Failed)
            }
        }
    }

    fn record(&self, interruption: Option<Interruption>) -> ExportRecord {
        ExportRecord {
            key_id: self.grant.key_id.clone(),
            operation: self.operation.to_owned(),
            format: self.form.as_str().to_owned(),
            filters: self.query.keys().cloned().collect(),
            subjects: self.subjects.clone(),
            more: self.unnamed,
            query_commitment: self.query_commitment.clone(),
            sources: self.sources.clone(),
            began_at: self.began_at.clone(),
            up_to_position: self.up_to.map(|position| position.0),
            rows: self.sent.rows,
            first_position: self.sent.first_position,
            last_position: self.sent.last_position,
            bytes: self.sent.bytes,
            sha256: self.sent.sha256(),
            complete: interruption.is_none(),
            reason: interruption.map(|reason| reason.as_str().to_owned()),
            log_id: self.log_id.clone(),
            schema_version: SCHEMA_VERSION,
        }
    }

    /// Appends the record; `None` if the log does not take it.
    async fn append(&self, record: &ExportRecord) -> Option<Position> {
        let event = record.event(&self.export_id, self.state.clock.now());
        let began = Instant::now();
        loop {
            match self.state.log.record(event.clone()).await {
                Ok(outcome) => return Some(outcome.position()),
                Err(AppendError::Busy | AppendError::Store) if began.elapsed() < RECORD_WITHIN => {
                    tokio::time::sleep(RECORD_RETRY).await;
                }
                Err(error) => {
                    self.state.metrics.unrecorded.count([SystemEventKind::Exported.as_str()]);
                    tracing::error!(export.id = self.export_id, %error, "an export is not recorded in the log");
                    return None;
                }
            }
        }
    }

    fn last_line(&self, record: &ExportRecord, Position(position): Position) -> String {
        let evidence = Evidence {
            id: &self.export_id,
            position,
            record,
            query: &self.query,
            query_salt: HEXLOWER.encode(&self.salt.0),
            notes: self.encoder.notes(),
        };
        let mut line = json(&LastLine { gatelog_export: evidence });
        line.push('\n');
        line
    }
}

fn failed(error: &EncodeError) -> Interruption {
    tracing::error!(%error, "a page of an export cannot be written");
    Interruption::Failed
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("text and numbers have a JSON form")
}
