//! The viewer: the page that people open, and the files that it loads.

use std::sync::Arc;

use poem::{
    EndpointExt as _, Request, Response, ResponseBuilder, Result,
    endpoint::{BoxEndpoint, make_sync},
    http::{StatusCode, header},
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

/// How the viewer is served. The default is for production.
#[derive(Clone, Debug, Default)]
pub struct Viewer {
    pub sessions: Arc<ViewerSessions>,
    /// The proxies that tell whether a browser came over TLS.
    pub proxies: TrustedProxies,
    /// Origins whose pages may show it in a frame.
    pub frame_ancestors: Vec<String>,
}

impl Viewer {
    #[must_use]
    pub fn new(proxies: TrustedProxies, frame_ancestors: Vec<String>) -> Self {
        Self { sessions: Arc::default(), proxies, frame_ancestors }
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
