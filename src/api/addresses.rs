//! Where sources deliver: one address each, and the customary ones of the source `clerk`. Knows no source.

use poem::http::StatusCode;

use super::error::Problem;

/// Under which each source has its address.
const DOORS: &str = "/webhooks/";

/// Addresses of the source `clerk`: those that guides and frameworks made customary.
const ALIASES: [&str; 4] = ["/api/webhooks", "/api/webhooks/", "/api/webhooks/clerk", "/api/webhooks/clerk/"];
const CLERK_DOOR: &str = "/webhooks/clerk";

/// The address that a path is another one for. Not to be answered by a redirect: that would count as a failed delivery.
pub(super) fn meant(path: &str) -> Option<&str> {
    if ALIASES.contains(&path) {
        return Some(CLERK_DOOR);
    }
    path.strip_suffix('/').filter(|path| source_of(path).is_some())
}

/// The source that an address belongs to, configured or not.
pub(super) fn source_of(path: &str) -> Option<&str> {
    path.strip_prefix(DOORS).filter(|source| !source.is_empty() && !source.contains('/'))
}

/// Nobody delivers here. It does not say who delivers where: strangers ask too.
pub(super) fn no_such_source() -> Problem {
    let detail = "no source of this name is configured: deliveries go to /webhooks/ and the name of their source, and \
                  `gatelog config check` lists those there are";
    Problem::new(StatusCode::NOT_FOUND, detail)
}
