//! Paths of the webhook endpoints: one per source, and aliases for the source `clerk`.

use poem::http::StatusCode;

use crate::api::wire::error::Problem;

const PREFIX: &str = "/webhooks/";

/// Aliases of `/webhooks/clerk` that guides and frameworks commonly use.
const ALIASES: [&str; 4] = ["/api/webhooks", "/api/webhooks/", "/api/webhooks/clerk", "/api/webhooks/clerk/"];
const CLERK_PATH: &str = "/webhooks/clerk";

/// The path that an alias stands for. Aliases are not redirected: a redirect counts as a failed
/// delivery.
pub(crate) fn canonical(path: &str) -> Option<&str> {
    if ALIASES.contains(&path) {
        return Some(CLERK_PATH);
    }
    path.strip_suffix('/').filter(|path| source_of(path).is_some())
}

/// Name of the source in a webhook path, configured or not.
pub(crate) fn source_of(path: &str) -> Option<&str> {
    path.strip_prefix(PREFIX).filter(|source| !source.is_empty() && !source.contains('/'))
}

/// The source does not exist. Does not list the sources, because anyone can ask.
pub(crate) fn no_such_source() -> Problem {
    let detail = "no source of this name is configured: deliveries go to /webhooks/ and the name of their source, and \
                  `gatelog config check` lists those there are";
    Problem::new(StatusCode::NOT_FOUND, detail)
}
