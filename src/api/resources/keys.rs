//! Creates, lists and revokes API keys.
//!
//! A key can only create and revoke keys that have no more rights than itself. The key is
//! returned once, when it is created.

use poem::http::StatusCode;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};

use crate::{
    access::{AccessError, Grant, KeyId, KeyRevoked, NewApiKey, NewApiKeyError, RegisteredKey, SourceAccess},
    api::{
        middleware::auth::{self, AdminKeys, Granted, KeysRead},
        state::State,
        wire::{
            document::Tag,
            error::{Denial, Problem},
            field::{Field, Named},
            ids::ApiKeyId,
            label::{KeyStatusLabels, Label, ScopeLabels},
            parameters::{DateTime, date_time},
            refusals::ChangeProblem,
        },
    },
    clock::Timestamp,
    query::{interval::refuse_future, sources},
};

pub(crate) struct Keys;

/// An API key to create.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewKey {
    /// Name for people: 1 to 64 printable characters.
    name: Named<String, Name>,
    /// Who is responsible for the key, for example a name and a team: 1 to 128 printable
    /// characters. It is kept in the log and shown wherever the key is named.
    #[oai(nullable)]
    owner: Named<Option<String>, Owner>,
    /// Scopes to grant, at least one.
    scopes: Named<Vec<Label<ScopeLabels>>, ScopesField>,
    /// Sources that the key may read. Empty or absent means all.
    #[oai(default)]
    sources: Named<Vec<String>, SourcesField>,
    /// True if the sources may be new: neither configured nor in the log yet.
    #[oai(default)]
    new_sources: Named<bool, NewSources>,
    /// Expiry. Null or absent means that the key does not expire.
    #[oai(nullable)]
    expires_at: Named<Option<DateTime>, ExpiresAt>,
}

#[derive(Debug)]
struct Name;
#[derive(Debug)]
struct Owner;
#[derive(Debug)]
struct ScopesField;
#[derive(Debug)]
struct SourcesField;
#[derive(Debug)]
struct NewSources;
#[derive(Debug)]
struct ExpiresAt;

impl Field for Name {
    const NAME: &'static str = "name";
    const WRITE: &'static str = "what people call the key, as a text";
}

impl Field for Owner {
    const NAME: &'static str = "owner";
    const WRITE: &'static str = "who is responsible for the key, as a text, or leave it out";
}

impl Field for ScopesField {
    const NAME: &'static str = "scopes";
    const WRITE: &'static str = "a list of texts, like [\"views:read\"]";
}

impl Field for SourcesField {
    const NAME: &'static str = "sources";
    const WRITE: &'static str = "a list of names, like [\"clerk\"], or leave it out for all";
}

impl Field for NewSources {
    const NAME: &'static str = "new_sources";
    const WRITE: &'static str = "true where a source may be neither configured nor in the log yet, or leave it out";
}

impl Field for ExpiresAt {
    const NAME: &'static str = "expires_at";
    const WRITE: &'static str = "a time as a text, like \"2026-11-20T20:08:00Z\", or leave it out for never";
}

/// An API key, without the key itself.
#[derive(Debug, Object)]
struct ApiKey {
    /// Id of the key: the part between its first and second underscore.
    key_id: String,
    /// Name for people.
    name: String,
    /// Who is responsible for the key, as its creator wrote it. Null if it has no owner.
    #[oai(nullable)]
    owner: Option<String>,
    /// Whether the key is accepted, with `as_of` at that time.
    status: Label<KeyStatusLabels>,
    /// Scopes that the key grants.
    scopes: Vec<Label<ScopeLabels>>,
    /// Sources that the key may read. Null means all.
    #[oai(nullable)]
    sources: Option<Vec<String>>,
    /// When the key was created.
    created_at: DateTime,
    /// Creator: id of an API key, or `command` for the command line.
    created_by: String,
    /// When the key expires. Null means never.
    #[oai(nullable)]
    expires_at: Option<DateTime>,
    /// When the key was revoked. Null if it was not.
    #[oai(nullable)]
    revoked_at: Option<DateTime>,
    /// Start of the last day (UTC) on which the key was used. Null if it never was.
    #[oai(nullable)]
    last_used_on: Option<DateTime>,
}

/// All API keys.
#[derive(Debug, Object)]
struct KeyList {
    /// Sorted by id.
    data: Vec<ApiKey>,
}

/// A new API key.
#[derive(Object)]
struct CreatedKey {
    /// The key, to send as `Authorization: Bearer KEY`. It is returned only once.
    key: String,
    #[oai(flatten)]
    row: ApiKey,
}

#[derive(ApiResponse)]
enum Created {
    /// The key was created and is valid now.
    #[oai(status = 201)]
    Created(Json<CreatedKey>),
}

#[OpenApi(tag = "Tag::Keys")]
impl Keys {
    /// List API keys
    ///
    /// Returns all keys, including expired and revoked ones: what each may read, who made it, and
    /// who is responsible for it. A key that is limited to some sources sees only keys of those
    /// sources. The key in `GATELOG_API_KEY` is not listed.
    #[oai(path = "/v1/keys", method = "get", operation_id = "list_keys")]
    async fn list(
        &self,
        granted: Granted<KeysRead>,
        /// Return the keys that there were at this time, each as it was then. Not in the future.
        as_of: Query<Option<DateTime>>,
    ) -> Result<Json<KeyList>, Problem> {
        let now = granted.now();
        let at = date_time(as_of.0).unwrap_or(now);
        refuse_future("as_of", Some(at), now)?;
        let mut data = Vec::new();
        for key in granted.state.keys.all().await?.into_iter().filter_map(|key| key.as_of(at)) {
            if granted.grant.sources.covers(&key.created.sources) {
                data.push(row(&granted.state, key, at).await?);
            }
        }
        Ok(Json(KeyList { data }))
    }

    /// Create an API key
    ///
    /// The new key cannot have scopes or sources that the calling key lacks, and cannot outlive
    /// it. A source that is neither configured nor in the log is refused as a typing mistake,
    /// unless `new_sources` is true.
    #[oai(path = "/v1/keys", method = "post", operation_id = "create_key")]
    async fn create(&self, granted: Granted<AdminKeys>, Json(new): Json<NewKey>) -> Result<Created, ChangeProblem> {
        let now = granted.now();
        let NewKey { name, owner, scopes, sources, new_sources, expires_at } = new;
        let (scopes, sources) = (scopes.0.iter().map(Label::as_str), sources.0.iter().map(String::as_str));
        let new_key = NewApiKey::new(&name.0, scopes, sources, date_time(expires_at.0), now)
            .and_then(|new_key| new_key.owned_by(owner.0.as_deref()))
            .and_then(|new_key| new_key.ensure_within(&granted.grant))
            .map_err(|error| refused(&error, &granted.grant))?;
        if !new_sources.0 {
            require_known(&granted.state, &new_key, &granted.grant).await?;
        }
        let (key, created) = new_key.generate(&granted.grant.key_id, now).map_err(AccessError::from)?;
        granted.state.keys.record_created(&created).await?;
        let row = row(&granted.state, RegisteredKey { created, revoked: None }, now).await?;
        Ok(Created::Created(Json(CreatedKey { key: key.expose().to_owned(), row })))
    }

    /// Revoke an API key
    ///
    /// The key is refused at once by this process and within seconds by others. This cannot be
    /// undone. The calling key needs every scope and source of the key that it revokes. Revoking
    /// a key twice has no effect.
    #[oai(path = "/v1/keys/:key_id", method = "delete", operation_id = "revoke_key")]
    async fn revoke(
        &self,
        granted: Granted<AdminKeys>,
        /// Id of the key: the part between its first and second underscore.
        key_id: Path<ApiKeyId>,
    ) -> Result<Json<ApiKey>, ChangeProblem> {
        let not_found = || Problem::new(StatusCode::NOT_FOUND, "there is no key with this id; GET /v1/keys lists them");
        let id = KeyId::parse(&key_id.0.0).ok_or_else(not_found)?;
        let known = granted.state.keys.get(&id).await?.ok_or_else(not_found)?;
        if !granted.grant.sources.covers(&known.created.sources) {
            return Err(not_found().into());
        }
        if let Some(scope) = granted.grant.scopes.first_missing(known.created.scopes) {
            auth::require(&granted.grant, scope)?;
        }
        if known.revoked.is_none() {
            let revoked = KeyRevoked { id: id.clone(), by: granted.grant.key_id.clone(), at: granted.now() };
            granted.state.keys.record_revoked(&revoked).await?;
        }
        let known = granted.state.keys.get(&id).await?.ok_or_else(not_found)?;
        Ok(Json(row(&granted.state, known, granted.now()).await?))
    }
}

/// Refuses a source that is neither configured nor in the log. A calling key with limited sources
/// can name no others, and its own were checked when it was created.
async fn require_known(state: &State, new_key: &NewApiKey, maker: &Grant) -> Result<(), Problem> {
    let (SourceAccess::All, Some(names)) = (&maker.sources, new_key.sources().names()) else { return Ok(()) };
    let configured = &state.sources().names;
    let unknown = sources::first_unknown(&state.store, configured, names.iter().map(String::as_str)).await?;
    let Some(unknown) = unknown else { return Ok(()) };
    let detail = format!("{unknown}; \"{}\": true says that a new one is meant", NewSources::NAME);
    Err(Problem::parameter(SourcesField::NAME, format!("{} cannot be used: {detail}", SourcesField::NAME)))
}

/// A key as it is at a time.
async fn row(state: &State, key: RegisteredKey, at: Timestamp) -> Result<ApiKey, AccessError> {
    let status = Label::new(key.status(at).as_str());
    let RegisteredKey { created, revoked } = key;
    Ok(ApiKey {
        last_used_on: state.keys.last_used(&created.id, at).await?.map(DateTime),
        status,
        owner: created.owner,
        key_id: created.id.to_string(),
        name: created.name,
        scopes: created.scopes.names().into_iter().map(Label::new).collect(),
        sources: created.sources.names().map(<[String]>::to_vec),
        created_at: DateTime(created.at),
        created_by: created.by,
        expires_at: created.expires_at.map(DateTime),
        revoked_at: revoked.map(|revoked| DateTime::from(revoked.at)),
    })
}

impl From<Timestamp> for DateTime {
    fn from(moment: Timestamp) -> Self {
        Self(moment)
    }
}

impl From<AccessError> for Problem {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::TooMany => Self::new(StatusCode::CONFLICT, error.to_string()),
            AccessError::Append(_) | AccessError::Log(_) | AccessError::Random(_) => auth::unavailable(&error),
        }
    }
}

fn refused(error: &NewApiKeyError, maker: &Grant) -> Problem {
    let problem = |status| Problem::new(status, error.to_string());
    let beyond = |scope| {
        let denial = Denial { reason: "beyond_maker", key_id: Some(maker.key_id.clone()), scope };
        problem(StatusCode::FORBIDDEN).denied(denial)
    };
    match error {
        NewApiKeyError::BeyondScopes(scope) => beyond(Some(*scope)),
        NewApiKeyError::BeyondSources(_) | NewApiKeyError::BeyondExpiry(_) => beyond(None),
        NewApiKeyError::Name => problem(StatusCode::BAD_REQUEST).naming(Name::NAME),
        NewApiKeyError::Owner => problem(StatusCode::BAD_REQUEST).naming(Owner::NAME),
        NewApiKeyError::Scope(_) | NewApiKeyError::NoScope => {
            problem(StatusCode::BAD_REQUEST).naming(ScopesField::NAME)
        }
        NewApiKeyError::Source { .. } | NewApiKeyError::Sources => {
            problem(StatusCode::BAD_REQUEST).naming(SourcesField::NAME)
        }
        NewApiKeyError::Expired => problem(StatusCode::BAD_REQUEST).naming(ExpiresAt::NAME),
    }
}
