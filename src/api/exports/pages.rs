//! The pages of a list, read one after another as a client would.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use poem::{Request, Result, http::HeaderMap};

use super::accept::{NOT_OF_LISTS, OF_PAGES};
use crate::{
    access::Grant,
    api::{
        list_pages::ListEndpoint,
        middleware::auth,
        state::{Snapshot, State},
        wire::error::Problem,
    },
    query::{exports::Interruption, page::LIMIT_MAX},
};

/// A page that cannot be read is asked for again this often: the database may be away for a
/// moment, and an export of an hour should not end with it.
const PAGE_ATTEMPTS: u32 = 5;
const PAGE_RETRY: Duration = Duration::from_secs(1);

pub(super) struct Pages {
    list: ListEndpoint,
    state: Arc<State>,
    access: Arc<Access>,
    /// The query of each page, with a `&` at its end.
    query: String,
}

/// The key of a request, and the rights with which it began.
pub(super) struct Access {
    state: Arc<State>,
    grant: Arc<Grant>,
    /// The headers that hold the key.
    credentials: HeaderMap,
}

impl Pages {
    pub(super) fn new(list: ListEndpoint, request: &Request, state: Arc<State>, grant: Arc<Grant>) -> Self {
        let given = request.uri().query().unwrap_or_default().split('&');
        let kept = given.filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            !pair.is_empty() && !NOT_OF_LISTS.contains(&name) && !OF_PAGES.contains(&name)
        });
        let query = kept.flat_map(|pair| [pair, "&"]).collect();
        let credentials = auth::credentials(request.headers());
        let access = Arc::new(Access { state: Arc::clone(&state), grant, credentials });
        Self { list, state, access, query }
    }

    pub(super) async fn read(&self, snapshot: Option<&Snapshot>, after: Option<&str>) -> Result<Bytes> {
        self.list.read(&self.state, &self.access.grant, snapshot, &self.query_after(after)).await
    }

    /// The same with the number of rows in place of them.
    pub(super) async fn count(&self, snapshot: &Snapshot, after: Option<&str>) -> Result<Bytes> {
        self.list.count(&self.state, &self.access.grant, Some(snapshot), &self.query_after(after)).await
    }

    fn query_after(&self, after: Option<&str>) -> String {
        // A cursor is base64url, so it needs no escaping.
        let after = after.map_or_else(String::new, |after| format!("&after={after}"));
        format!("{}limit={LIMIT_MAX}{after}", self.query)
    }

    /// The same, again if it fails for a reason that may pass. Looks the key up before.
    pub(super) async fn read_on(
        &self,
        snapshot: Option<&Snapshot>,
        after: &str,
    ) -> std::result::Result<Bytes, Interruption> {
        let mut attempt = 1;
        loop {
            let problem = match self.access.check().await {
                Err(Denied::ForNow(problem)) => problem,
                Err(Denied::ForEver) => return Err(Interruption::AccessEnded),
                Ok(()) => match self.read(snapshot, Some(after)).await {
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

    pub(super) fn access(&self) -> Arc<Access> {
        Arc::clone(&self.access)
    }
}

/// Why a key gives no access.
pub(super) enum Denied {
    /// It cannot be looked up.
    ForNow(Problem),
    /// It was revoked, expired, or lost a right.
    ForEver,
}

impl Access {
    /// Fails if the key no longer has the rights with which the export began.
    pub(super) async fn check(&self) -> std::result::Result<(), Denied> {
        let now = auth::identify(&self.state, &self.credentials)
            .await
            .map_err(|problem| if problem.denial().is_some() { Denied::ForEver } else { Denied::ForNow(problem) })?;
        let same = now.scopes.first_missing(self.grant.scopes).is_none() && now.sources.covers(&self.grant.sources);
        if same { Ok(()) } else { Err(Denied::ForEver) }
    }
}
