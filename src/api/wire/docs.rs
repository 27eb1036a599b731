//! Pages for people: the start page, Swagger UI and the OpenAPI document. They load nothing from
//! elsewhere and do not query the database.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use poem::{
    EndpointExt, Response,
    endpoint::{BoxEndpoint, make_sync},
    http::header,
    middleware::Compression,
    web::CompressionAlgo,
};
use sha2::{Digest, Sha256};

use crate::{api::middleware::responses::DATA_POLICY, web};

/// Patterns of the paths of pages, as the router writes them.
pub const PAGES: [&str; 4] = [START, "/docs", "/openapi.json", "/web/*file"];

/// The page that people open.
pub(crate) const START: &str = "/";

/// Whether a path is one of these.
pub(crate) fn is_page(path: &str) -> bool {
    is_viewer_file(path) || PAGES.contains(&path)
}

/// Whether a path holds a file of the viewer.
pub(crate) fn is_viewer_file(path: &str) -> bool {
    path.starts_with(web::PREFIX)
}

/// An icon inside the page: one less request, and nothing to load.
const ICON: &str = "<link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 \
                    16'%3E%3Crect width='16' height='16' rx='3' fill='%23175e54'/%3E%3Cpath d='M4 5h8M4 8h8M4 11h5' \
                    stroke='%23fff' stroke-width='1.5'/%3E%3C/svg%3E\">";

const START_PAGE: &str = "\
<meta name=\"viewport\" content=\"width=device-width\">
<title>Gatelog</title>
<h1>Gatelog</h1>
<p>Audit log of Clerk webhooks.</p>
<ul>
<li><a href=\"/docs\">API documentation</a>
<li><a href=\"/openapi.json\">OpenAPI document</a>
<li><a href=\"/healthz\">Liveness probe</a>
<li><a href=\"/readyz\">Readiness probe</a>
</ul>
<p>Send webhooks to <code>/webhooks/clerk</code>.</p>
</html>
";

/// What the framework's page of Swagger UI says, and what Gatelog's page says instead.
const SWAGGER_UI: [(&str, &str); 2] = [
    ("<title>Swagger UI</title>", "<title>Gatelog API</title>"),
    (
        "filter: false,",
        // Highlighting an answer of 1,000 rows takes a browser 19 seconds.
        "filter: true,
        persistAuthorization: true,
        tryItOutEnabled: true,
        displayRequestDuration: true,
        defaultModelsExpandDepth: 0,
        syntaxHighlight: { activated: false },",
    ),
];

/// The start page without the viewer, and the pages of the documentation, compressed if the client
/// accepts it: Swagger UI has 1.6 MB.
pub(crate) fn pages(swagger_ui: &str, document: &str) -> [BoxEndpoint<'static>; 3] {
    let swagger_ui = configured(swagger_ui);
    let policy = policy_of(&swagger_ui);
    let start_page = format!("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n{ICON}\n{START_PAGE}");
    let start_policy = format!("{DATA_POLICY}; img-src data:");
    [
        page("text/html; charset=utf-8", start_page, start_policy),
        page("text/html; charset=utf-8", swagger_ui, policy),
        page("application/json", document.to_owned(), DATA_POLICY.to_owned()),
    ]
}

/// The page of Swagger UI with Gatelog's title, icon and options. The doctype keeps browsers out
/// of quirks mode.
fn configured(swagger_ui: &str) -> String {
    let page = SWAGGER_UI.iter().fold(swagger_ui.to_owned(), |page, (theirs, ours)| page.replacen(theirs, ours, 1));
    format!("<!doctype html>{}", page.replacen("<head>", &format!("<head>{ICON}"), 1))
}

fn page(content_type: &'static str, text: String, policy: String) -> BoxEndpoint<'static> {
    let text = bytes::Bytes::from(text);
    let page = make_sync(move |_| {
        Response::builder()
            .content_type(content_type)
            .header(header::CONTENT_SECURITY_POLICY, &policy)
            // The same for every client, and different after an upgrade.
            .header(header::CACHE_CONTROL, "no-cache")
            .body(text.clone())
    });
    // Of four algorithms, the one that is fast at this size and that every client accepts.
    page.with(Compression::new().algorithms([CompressionAlgo::GZIP])).map_to_response().boxed()
}

/// Content security policy of Swagger UI: it may run the scripts of this page, identified by their
/// digests, and call this service. An injected script does not run. Styles are set by scripts and
/// in attributes, which have no digests; they can load nothing.
fn policy_of(html: &str) -> String {
    let scripts: Vec<String> = inline_scripts(html)
        .into_iter()
        .map(|script| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes()))))
        .collect();
    format!(
        "default-src 'none'; script-src {}; style-src 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        scripts.join(" ")
    )
}

/// The text of each script of a page, as browsers digest it: up to the first end tag.
fn inline_scripts(html: &str) -> Vec<&str> {
    let mut scripts = Vec::new();
    let mut rest = html;
    while let Some((_, opened)) = rest.split_once("<script") {
        let Some((_attributes, opened)) = opened.split_once('>') else { break };
        let Some((script, after)) = opened.split_once("</script>") else { break };
        scripts.push(script);
        rest = after;
    }
    scripts
}
