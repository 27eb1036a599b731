//! The pages for people: the entrance, Swagger UI, the document. They load nothing from elsewhere and ask nothing of the
//! database.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use poem::{
    Endpoint, EndpointExt, Response, Route, endpoint::make_sync, get, http::header, middleware::Compression,
    web::CompressionAlgo,
};
use sha2::{Digest, Sha256};

use super::hygiene::DATA_POLICY;

/// Where they are.
pub const PAGES: [&str; 3] = ["/", "/docs", "/openapi.json"];

const ENTRANCE: &str = "\
<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>Gatelog</title>
<h1>Gatelog</h1>
<p>The record of who came in and who went out.</p>
<ul>
<li><a href=\"/docs\">The API, to try out</a>
<li><a href=\"/openapi.json\">Its OpenAPI document</a>
<li><a href=\"/healthz\">Alive?</a>
<li><a href=\"/readyz\">Ready?</a>
</ul>
<p>Webhooks go to <code>/webhooks/clerk</code>.</p>
</html>
";

/// The pages, compressed where the client takes that: Swagger UI is 1.6 MB.
pub(super) fn pages(swagger_ui: &str, document: &str) -> impl Endpoint<Output = Response> + 'static {
    // Before `<html>`, so that browsers do not fall back to the rules of the last century.
    let swagger_ui =
        format!("<!doctype html>{}", swagger_ui.replace("<title>Swagger UI</title>", "<title>Gatelog API</title>"));
    let policy = policy_of(&swagger_ui);
    Route::new()
        .at("/", page("text/html; charset=utf-8", ENTRANCE.to_owned(), DATA_POLICY.to_owned()))
        .at("/docs", page("text/html; charset=utf-8", swagger_ui, policy))
        .at("/openapi.json", page("application/json", document.to_owned(), DATA_POLICY.to_owned()))
        // Of the four the one that is quick at this size and that every client takes.
        .with(Compression::new().algorithms([CompressionAlgo::GZIP]))
        .map_to_response()
}

fn page(content_type: &'static str, text: String, policy: String) -> poem::RouteMethod {
    let text = bytes::Bytes::from(text);
    get(make_sync(move |_| {
        Response::builder()
            .content_type(content_type)
            .header(header::CONTENT_SECURITY_POLICY, &policy)
            // The same for everybody, and another after each upgrade.
            .header(header::CACHE_CONTROL, "no-cache")
            .body(text.clone())
    }))
}

/// What Swagger UI may do: run the scripts that are in the page now, told by their digests, and ask this service. A
/// script that found its way into it later would not run. Its styles are set by scripts and in attributes, which have no
/// digests; they can load nothing.
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

/// The text of each script of a page, as browsers digest it: to the first end tag, whatever stands before that.
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
