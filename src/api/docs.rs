//! The pages for people: the entrance, Swagger UI, the document. They load nothing from elsewhere and ask nothing of the
//! database.

use poem::{
    Endpoint, EndpointExt, Response, Route, endpoint::make_sync, get, middleware::Compression, web::CompressionAlgo,
};

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
    Route::new()
        .at("/", page("text/html; charset=utf-8", ENTRANCE.to_owned()))
        .at("/docs", page("text/html; charset=utf-8", swagger_ui))
        .at("/openapi.json", page("application/json", document.to_owned()))
        // Of the four the one that is quick at this size and that every client takes.
        .with(Compression::new().algorithms([CompressionAlgo::GZIP]))
        .map_to_response()
}

fn page(content_type: &'static str, text: String) -> poem::RouteMethod {
    let text = bytes::Bytes::from(text);
    get(make_sync(move |_| Response::builder().content_type(content_type).body(text.clone())))
}
