//! Authentication by bearer key and authorization by scope, before anything else in a request is
//! read. Whatever is not granted is denied.

use std::{marker::PhantomData, ops::Deref, sync::Arc};

use poem::{
    Request, RequestBody,
    http::{HeaderMap, HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions, SecurityScheme, auth::Bearer, registry::Registry,
};

use super::cookie;
use crate::{
    access::{AccessError, Authentication, Grant, KEY_PREFIX, KeyDigest, KeyText, Scope, SessionKey, SourceAccess},
    api::{
        state::{Snapshot, State},
        wire::error::{Denial, Problem},
    },
    clock::Timestamp,
    event::source::SYSTEM_SOURCE,
    query::Instances,
    storage::Store,
};

/// An API key, sent as `Authorization: Bearer KEY`. Create one with `gatelog keys create --name
/// NAME --scope SCOPE`; the key in `GATELOG_API_KEY` has every scope. Each operation names the
/// scope that it requires, and no scope includes another:
///
/// | scope | grants |
/// |---|---|
/// | `events:read` | events, with payloads reduced to fields without secrets |
/// | `events:body` | complete payloads |
/// | `views:read` | users, sessions, organizations, memberships, invitations, activity, sources |
/// | `metrics:read` | metrics and projections |
/// | `keys:read` | listing keys |
/// | `reviews:write` | signing off exports |
/// | `admin:rebuild` | rebuilding projections |
/// | `admin:keys` | creating and revoking keys |
///
/// A key that is limited to some sources sees only their data.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", rename = "api_key")]
struct BearerKey(#[expect(dead_code, reason = "the gateway has checked the key already")] Bearer);

/// A scope as a type, for [`Granted`].
trait RequiredScope: 'static {
    const SCOPE: Scope;
}

/// Defines a type for each scope that opens an operation.
macro_rules! required_scopes {
    ($($scope:ident),+) => {
        $(
            pub(crate) enum $scope {}

            impl RequiredScope for $scope {
                const SCOPE: Scope = Scope::$scope;
            }
        )+
    };
}

required_scopes!(EventsRead, EventsBody, ViewsRead, MetricsRead, KeysRead, ReviewsWrite, AdminRebuild, AdminKeys);

/// The first argument of an operation that needs a key with the scope `S`. It declares the scope,
/// and no request without it gets as far as the operation.
pub(crate) struct Granted<S>(Caller, PhantomData<fn() -> S>);

pub(crate) struct Caller {
    pub(crate) state: Arc<State>,
    pub(crate) grant: Arc<Grant>,
    snapshot: Option<Snapshot>,
}

impl Caller {
    pub(crate) fn store(&self) -> &Store {
        self.snapshot.as_ref().map_or(&self.state.store, |Snapshot(store)| store)
    }

    /// The sources whose data the key may read.
    pub(crate) fn allowed_sources(&self) -> &SourceAccess {
        &self.grant.sources
    }

    pub(crate) fn instances(&self) -> Instances {
        self.state.instances()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.state.clock.now()
    }
}

impl<S> Deref for Granted<S> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl<'a, S: RequiredScope> ApiExtractor<'a> for Granted<S> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        BearerKey::register(registry);
    }

    /// The scheme and the scope. The scope moves to the description.
    fn security_schemes() -> Vec<&'static str> {
        let mut schemes = BearerKey::security_schemes();
        schemes.push(S::SCOPE.as_str());
        schemes
    }

    async fn from_request(request: &'a Request, _: &mut RequestBody, _: ExtractParamOptions<()>) -> poem::Result<Self> {
        let (Some(state), Some(grant)) = (request.data::<Arc<State>>(), request.data::<Arc<Grant>>()) else {
            return Err(undeclared(None).into());
        };
        require(grant, S::SCOPE)?;
        let snapshot = request.data::<Snapshot>().cloned();
        Ok(Self(Caller { state: Arc::clone(state), grant: Arc::clone(grant), snapshot }, PhantomData))
    }
}

const SCHEME: &[u8] = b"bearer ";

/// Retry-After while keys cannot be looked up, in seconds.
const RETRY_SECONDS: u32 = 2;

const HOW: &str = "send a key of the query API as Authorization: Bearer KEY";

pub(crate) async fn identify(state: &State, headers: &HeaderMap) -> Result<Grant, Problem> {
    match presented(state, headers).await {
        // Unless a key expired, the mistake may be that there is none.
        Err(refused)
            if refused.denial().is_some_and(|denial| denial.reason != "expired_key") && has_no_key(state).await? =>
        {
            Err(unauthorized(
                "no_key",
                None,
                "the query API has no key yet; make one with `gatelog keys create --name NAME --scope events:read`, or \
                 set GATELOG_API_KEY to at least 32 characters, and start gatelog again",
            ))
        }
        identified => identified,
    }
}

/// The headers that hold the key or the session of a request, for checks while it is answered.
pub(crate) fn credentials(headers: &HeaderMap) -> HeaderMap {
    let mut credentials = HeaderMap::new();
    for name in [header::AUTHORIZATION, header::COOKIE] {
        for value in headers.get_all(&name) {
            let mut value = value.clone();
            value.set_sensitive(true);
            credentials.append(&name, value);
        }
    }
    credentials
}

/// What the key of a session grants now.
async fn of_session(state: &State, token: &str) -> Result<Grant, Problem> {
    let ended = |key_id| {
        let detail = "the session has ended, or its key: sign in to the page again";
        unauthorized("no_session", key_id, detail)
    };
    match state.viewer.sessions.key(token, state.clock.now()) {
        Some(SessionKey::Environment) if state.environment_key.is_some() => Ok(Grant::environment()),
        Some(SessionKey::Registered(id)) => {
            match state.keys.authenticate_id(&id).await.map_err(|error| unavailable(&error))? {
                Authentication::Valid(grant) => Ok(grant),
                Authentication::Unknown | Authentication::Expired(..) => Err(ended(Some(id.to_string()))),
            }
        }
        Some(SessionKey::Environment) | None => Err(ended(None)),
    }
}

async fn presented(state: &State, headers: &HeaderMap) -> Result<Grant, Problem> {
    if let Some(token) = cookie::token(headers) {
        return of_session(state, token).await;
    }
    let presented = bearer(headers)?;
    // Digests have one length, so that the time of the comparison reveals nothing about the key.
    if state.environment_key.is_some_and(|configured| configured.matches(&KeyDigest::from_text(presented))) {
        return Ok(Grant::environment());
    }
    // Without the id in the key: anyone can invent ids, and the audit would record each of them.
    let unknown = || {
        unauthorized(
            "unknown_key",
            None,
            "there is no such key, or it was revoked; `gatelog keys list` shows those there are",
        )
    };
    if !presented.starts_with(KEY_PREFIX) {
        // A link to the page is as good as the key in the environment, once.
        let is_link = state.environment_key.is_some() && state.viewer.sessions.follow_link(presented);
        return if is_link { Ok(Grant::environment()) } else { Err(unknown()) };
    }
    let key = KeyText::parse(presented).map_err(|error| unauthorized("malformed_key", None, error.to_string()))?;
    match state.keys.authenticate(&key).await.map_err(|error| unavailable(&error))? {
        Authentication::Valid(grant) => Ok(grant),
        Authentication::Unknown => Err(unknown()),
        Authentication::Expired(id, expired_at) => {
            let detail = format!("this key expired at {expired_at}; make another with `gatelog keys create`");
            Err(unauthorized("expired_key", Some(id.to_string()), detail))
        }
    }
}

pub(crate) fn require(grant: &Grant, scope: Scope) -> Result<(), Problem> {
    if grant.has(scope) {
        return Ok(());
    }
    let detail = format!(
        "this needs the scope {scope}, which the key does not hold; `gatelog keys create --scope {scope}` makes one \
         that does"
    );
    let denial = Denial { reason: "scope", key_id: Some(grant.key_id.clone()), scope: Some(scope) };
    Err(Problem::new(StatusCode::FORBIDDEN, detail).denied(denial))
}

/// Denies access to a source that the key is not for: an empty answer would be misleading.
pub(super) fn require_source(grant: &Grant, source: &str) -> Result<(), Problem> {
    if grant.sources.has(source) {
        return Ok(());
    }
    let names = grant.sources.names().unwrap_or_default().join(", ");
    let detail = if source == SYSTEM_SOURCE {
        format!(
            "the parameter source cannot be used: Gatelog's own events (source=system) are about all sources, and the \
             key is for these only: {names}; use a key for all sources, which `gatelog keys create` makes without --source"
        )
    } else {
        format!(
            "the parameter source cannot be used: the key is for these sources only: {names}; name one of them, or \
             leave source out"
        )
    };
    let denial = Denial { reason: "source", key_id: Some(grant.key_id.clone()), scope: None };
    Err(Problem::new(StatusCode::FORBIDDEN, detail).naming("source").denied(denial))
}

/// Denies access to an operation that declares no scope.
pub(crate) fn undeclared(grant: Option<&Grant>) -> Problem {
    let key_id = grant.map(|grant| grant.key_id.clone());
    let denial = Denial { reason: "undeclared", key_id, scope: None };
    Problem::new(StatusCode::FORBIDDEN, "this operation declares no scope, so no key opens it").denied(denial)
}

/// The key in the `Authorization` header, which must occur exactly once.
fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(unauthorized("no_key", None, HOW));
    };
    let (scheme, key) = value.as_bytes().split_at(value.len().min(SCHEME.len()));
    let key = str::from_utf8(key).map(str::trim_ascii).ok().filter(|key| !key.is_empty());
    match key {
        Some(key) if scheme.eq_ignore_ascii_case(SCHEME) => Ok(key),
        _ => Err(unauthorized("malformed_key", None, HOW)),
    }
}

async fn has_no_key(state: &State) -> Result<bool, Problem> {
    if state.environment_key.is_some() {
        return Ok(false);
    }
    let has_key = state.keys.has_valid_key().await;
    has_key.map(|has_key| !has_key).map_err(|error| unavailable(&error))
}

fn unauthorized(reason: &'static str, key_id: Option<String>, detail: impl Into<Box<str>>) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, detail)
        .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
        .denied(Denial { reason, key_id, scope: None })
}

/// Keys cannot be looked up. Access is denied even to keys that were valid before, because they
/// may have been revoked.
pub(crate) fn unavailable(error: &AccessError) -> Problem {
    if let AccessError::Log(cause) = error
        && cause.is_away()
    {
        return Problem::away(cause);
    }
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer; try again")
        .retry_after(RETRY_SECONDS)
        .because(error)
}
