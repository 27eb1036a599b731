//! The viewer: the page that people open, and the files that it loads.

use std::sync::Arc;

use poem::{
    EndpointExt as _, Request, Response, ResponseBuilder, Result,
    endpoint::{BoxEndpoint, make_sync},
    http::{HeaderName, StatusCode, header},
};

use super::{
    negotiation::{Preferred, preferred},
    wire::error::Problem,
};
use crate::{
    access::ViewerSessions,
    ingest::client::TrustedProxies,
    web::{self, FILES},
};

/// Characters that are kept of a person's name: no name and no e-mail address is longer.
const PERSON_CHARS_MAX: usize = 320;

/// How the viewer is served. The default is for production.
#[derive(Clone, Debug, Default)]
pub struct Viewer {
    pub sessions: Arc<ViewerSessions>,
    /// The proxies that tell whether a browser came over TLS.
    pub proxies: TrustedProxies,
    /// The header in which they name the reader.
    pub person_header: Option<HeaderName>,
    /// Origins whose pages may show it in a frame.
    pub frame_ancestors: Vec<String>,
}

impl Viewer {
    #[must_use]
    pub fn new(proxies: TrustedProxies, person_header: Option<HeaderName>, frame_ancestors: Vec<String>) -> Self {
        Self { sessions: Arc::default(), proxies, person_header, frame_ancestors }
    }
}

impl Viewer {
    /// The name of the reader, as a trusted proxy gives it. `None` if the request has the header
    /// more than once: one of them may be the client's.
    pub(super) fn person(&self, request: &Request) -> Option<String> {
        let header = self.person_header.as_ref()?;
        let peer = request.remote_addr().as_socket_addr()?.ip().to_canonical();
        if !self.proxies.networks.contain(peer) {
            return None;
        }
        let mut names = request.headers().get_all(header).iter();
        let (Some(name), None) = (names.next(), names.next()) else { return None };
        let name = String::from_utf8_lossy(name.as_bytes());
        let shown: String = name.trim().chars().filter(|char| !char.is_control()).take(PERSON_CHARS_MAX).collect();
        (!shown.is_empty()).then_some(shown)
    }
}

/// The page itself. It loads the files of this version, and asks this service only.
pub(super) fn page(frame_ancestors: &[String], docs_enabled: bool) -> BoxEndpoint<'static> {
    let ancestors = if frame_ancestors.is_empty() { "'none'".to_owned() } else { frame_ancestors.join(" ") };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri \
         'none'; form-action 'none'; frame-ancestors {ancestors}"
    );
    let (index, docs) = if docs_enabled { (&FILES.index, "docs") } else { (&FILES.index_without_docs, "no-docs") };
    let tag = format!("\"{}-{docs}\"", FILES.version);
    let page = make_sync(move |request: Request| {
        let is_known = request.headers().get_all(header::IF_NONE_MATCH).iter().any(|known| *known == *tag);
        // Asked for at every visit, and different after an upgrade.
        let answer = Response::builder()
            .header(header::ETAG, &tag)
            .header(header::CACHE_CONTROL, "no-cache")
            .header(header::CONTENT_SECURITY_POLICY, &policy);
        if is_known { answer.status(StatusCode::NOT_MODIFIED).finish() } else { sent(answer, &request, index) }
    });
    page.map_to_response().boxed()
}

/// A file of the page. Its path changes with it, so that no browser asks for it twice.
pub(super) fn file() -> BoxEndpoint<'static> {
    let file = make_sync(|request: Request| -> Result<Response> {
        let path = request.uri().path().strip_prefix(web::PREFIX).unwrap_or_default();
        let file = FILES.at(path).ok_or_else(|| {
            Problem::new(StatusCode::NOT_FOUND, "this is no file of the page as it is now; load the page again")
        })?;
        let answer = Response::builder().header(header::CACHE_CONTROL, "public, max-age=31536000, immutable");
        Ok(sent(answer, &request, file))
    });
    file.map_to_response().boxed()
}

fn sent(answer: ResponseBuilder, request: &Request, file: &web::File) -> Response {
    let answer = answer.content_type(file.content_type).header(header::VARY, "accept-encoding");
    match preferred(request.headers(), &header::ACCEPT_ENCODING, &["identity", "gzip"]) {
        Preferred::Word("gzip") => answer.header(header::CONTENT_ENCODING, "gzip").body(file.gzip.clone()),
        _ => answer.body(file.bytes.clone()),
    }
}
