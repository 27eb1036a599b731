//! One export: answers with the lines of a whole list, and records at the end what left the log.
//!
//! A list of events is read page by page while it is sent, without a transaction across pages. The
//! position at the start bounds the rows, and a row of a list by position or by time keeps its
//! place, so that the pages together are the list as of that position. A client that reads slowly
//! delays the next page and nothing else. A list of what is true now comes through a file.

use std::{collections::BTreeMap, io, sync::Arc};

use bytes::Bytes;
use futures_util::stream;
use poem::{
    Body, IntoResponse as _, Request, Response, Result,
    http::{HeaderMap, StatusCode, header},
    web::{Compress, CompressionAlgo, CompressionLevel},
};
use tokio::{sync::mpsc, time::Instant};
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use super::{
    accept::{EXPORT_ID, Form, NOT_RECORDED, is_of_events},
    encode::{Encoder, Extent, Lines, Totals, next_cursor},
    pages::{Denied, Pages},
    record::Description,
    running::RunningExport,
    snapshot::{Spooled, spooled},
};
use crate::{
    access::Grant,
    api::{
        list_pages::ListEndpoint,
        middleware::{auth, freshness, operations::Subject},
        negotiation::{Preferred, preferred},
        state::State,
        wire::error::Problem,
    },
    event::{Position, Salt},
    query::{
        exports::{self, ExportSubject, Interruption},
        projections,
    },
};

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
    /// Of a list of events: rows of later events are left out.
    pub(crate) up_to: Option<Position>,
}

/// Answers with the whole list. What could be wrong with the request is found before the answer
/// begins, so that it is a problem document.
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
    let (began, began_at) = (Instant::now(), state.clock.now().to_string());
    let log_id = exports::log_id(&state.store).await.map_err(Problem::from)?;
    let salt = Salt::random().map_err(|error| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the system gives no random numbers; try again").because(&error)
    })?;
    let mut query: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in requested.given.iter().filter(|(name, _)| !NOT_RECORDED.contains(&&**name)) {
        query.entry(name.clone()).or_default().push(value.clone());
    }
    let pages = Pages::new(list.clone(), &request, Arc::clone(&state), Arc::clone(&grant));
    let columns = state.columns.get(operation).map(Arc::clone).unwrap_or_default();
    let encoder = |extent| Encoder::new(form, columns, log_id.as_deref(), extent);
    let (source, up_to) = if is_of_events(operation) {
        let extent = Extent::UpTo { position: requested.up_to, is_ordered: is_by_position(operation, &query) };
        let next = NextPage::Read(pages.read(None, None).await?);
        (Source::Pages { pages: Arc::new(pages), next, encoder: encoder(extent) }, requested.up_to)
    } else {
        let (list, as_of) = spooled(&state, pages, |as_of| encoder(Extent::AsOf(as_of))).await?;
        (Source::Spool(list), as_of)
    };
    let export_id = Uuid::now_v7().simple().to_string();
    let noun = operation.split_once('_').map_or(operation, |(_, noun)| noun);
    let file = format!("attachment; filename=\"gatelog-{noun}-{export_id}.{}\"", form.extension());
    let mut response = Response::builder()
        .content_type(form.media_type())
        .header(EXPORT_ID, &*export_id)
        .header(header::CONTENT_DISPOSITION, file);
    if let Some(position) = up_to {
        response = response.header(freshness::HEADER, position.0);
    }
    let source_names = query.get("source").cloned();
    let named =
        |subject: &Subject| ExportSubject { kind: subject.kind().as_str().to_owned(), id: subject.id().to_owned() };
    let description = Description {
        export_id,
        key_id: grant.key_id.clone(),
        operation,
        form,
        query,
        salt,
        sources: source_names.or_else(|| grant.sources.names().map(<[String]>::to_vec)),
        subjects: requested.subjects.iter().map(named).collect(),
        unnamed: requested.unnamed,
        up_to,
        log_id,
        began_at,
    };
    // One page is on its way while the next one is read.
    let (sender, mut receiver) = mpsc::channel(1);
    let job = Job { description, began, sent: Totals::default(), state };
    tokio::spawn(job.run(source, sender, running));
    let body = Body::from_bytes_stream(stream::poll_fn(move |context| receiver.poll_recv(context)));
    Ok(compressed(response.body(body), request.headers()))
}

/// The operation that lists by position only.
const BY_POSITION: &str = "list_events";

/// Whether no row follows the first one of a later event.
fn is_by_position(operation: &str, query: &BTreeMap<String, Vec<String>>) -> bool {
    let is = |name: &str, word: &str| query.get(name).is_some_and(|given| given == &[word]);
    is("order", "asc") && (operation == BY_POSITION || is("order_by", "position"))
}

fn compressed(response: Response, headers: &HeaderMap) -> Response {
    let algorithm = match preferred(headers, &header::ACCEPT_ENCODING, &["identity", "zstd", "gzip"]) {
        Preferred::Word("zstd") => CompressionAlgo::ZSTD,
        Preferred::Word("gzip") => CompressionAlgo::GZIP,
        _ => return response,
    };
    // The fastest level: the rows shrink ten times, and the export is not slowed down.
    Compress::new(response, algorithm).with_quality(CompressionLevel::Fastest).into_response()
}

/// Where the lines come from.
enum Source {
    Pages { pages: Arc<Pages>, next: NextPage, encoder: Encoder },
    Spool(Spooled),
}

enum NextPage {
    Read(Bytes),
    Reading(AbortOnDropHandle<std::result::Result<Bytes, Interruption>>),
}

/// What follows some lines.
enum Rest {
    More(Box<Source>),
    /// Nothing. The pages said this besides their rows.
    End {
        notes: Vec<String>,
    },
}

impl Rest {
    fn end(encoder: &Encoder) -> Self {
        Self::End { notes: encoder.notes().into_iter().map(str::to_owned).collect() }
    }
}

impl Source {
    /// The next lines, and what follows them. Looks the key up before.
    async fn next(self) -> std::result::Result<(Lines, Rest), Interruption> {
        match self {
            Self::Pages { pages, next, mut encoder } => {
                let body = match next {
                    NextPage::Read(body) => body,
                    NextPage::Reading(reading) => {
                        let body = reading.await.unwrap_or_else(|error| Err(unwritten(&error)))?;
                        // It was read while the client took what came before, however long.
                        if let Err(Denied::ForEver) = pages.access().check().await {
                            return Err(Interruption::AccessEnded);
                        }
                        body
                    }
                };
                // The next page is read while this one is written.
                let following = next_cursor(&body).map_err(|error| unwritten(&error))?.map(|cursor| {
                    let pages = Arc::clone(&pages);
                    AbortOnDropHandle::new(tokio::spawn(async move { pages.read_on(None, &cursor).await }))
                });
                let (lines, next) = encoder.page(&body).map_err(|error| unwritten(&error))?;
                let rest = match following.filter(|_| next.is_some()) {
                    Some(reading) => {
                        Rest::More(Box::new(Self::Pages { pages, next: NextPage::Reading(reading), encoder }))
                    }
                    None => Rest::end(&encoder),
                };
                Ok((lines, rest))
            }
            Self::Spool(mut spooled) => match spooled.next().await? {
                Some(lines) => Ok((lines, Rest::More(Box::new(Self::Spool(spooled))))),
                None => Ok((Lines::default(), Rest::end(&spooled.finish().await?))),
            },
        }
    }

    /// Whether its pages are read while they are sent.
    const fn is_live(&self) -> bool {
        matches!(self, Self::Pages { .. })
    }
}

fn unwritten(error: &dyn std::error::Error) -> Interruption {
    tracing::error!(%error, "a page of an export cannot be written");
    Interruption::Failed
}

struct Job {
    description: Description,
    began: Instant,
    /// Without a page that the client did not take.
    sent: Totals,
    state: Arc<State>,
}

type Sender = mpsc::Sender<io::Result<Bytes>>;

impl Job {
    async fn run(mut self, source: Source, sender: Sender, running: RunningExport) {
        let (notes, interruption) = match self.send(source, &sender).await {
            Ok(notes) => (notes, None),
            Err(interruption) => (Vec::new(), Some(interruption)),
        };
        let record = self.description.record(&self.sent, interruption);
        let position = self.description.append(&record, &self.state).await;
        tracing::info!(
            export.id = self.description.export_id,
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
                if self.description.form.has_last_line() {
                    let line = self.description.last_line(&record, position, &notes);
                    _ = sender.send(Ok(line.into())).await;
                }
            }
            // Without the end of its body the client knows that the answer is cut.
            _ => _ = sender.send(Err(io::Error::other("the export ended early"))).await,
        }
        drop(running);
    }

    /// Returns what the pages said besides their rows.
    async fn send(&mut self, mut source: Source, sender: &Sender) -> std::result::Result<Vec<String>, Interruption> {
        let is_live = source.is_live();
        loop {
            let (lines, rest) = source.next().await?;
            let gone = if lines.bytes.is_empty() {
                sender.is_closed()
            } else {
                sender.send(Ok(lines.bytes.clone())).await.is_err()
            };
            if gone {
                let stops = self.state.shutting_down.is_cancelled();
                return Err(if stops { Interruption::Shutdown } else { Interruption::ClientGone });
            }
            self.sent.add(&lines);
            match rest {
                Rest::More(rest) => source = *rest,
                Rest::End { notes } => {
                    if is_live {
                        self.require_views().await?;
                    }
                    return Ok(notes);
                }
            }
        }
    }

    /// Views that were replaced by an older generation meanwhile may have lacked rows.
    async fn require_views(&self) -> std::result::Result<(), Interruption> {
        let id = &self.description.export_id;
        match projections::reached(&self.state.store).await {
            Ok(reached) if self.description.up_to <= reached.folded.last() => Ok(()),
            Ok(_) => {
                tracing::error!(export.id = id, "views were rolled back during an export");
                Err(Interruption::Failed)
            }
            Err(error) => {
                tracing::error!(export.id = id, %error, "the end of an export cannot be checked");
                Err(Interruption::Failed)
            }
        }
    }
}
