//! API keys over HTTP. A key can make and revoke only what it could do itself; its text is shown once, to its maker.

use std::sync::Arc;

use poem::{http::StatusCode, web::Data};
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};

use super::{
    auth::{self, BearerKey},
    error::{Denial, Problem},
    field::{Field, Named},
    parameters::{Moment, Text, moment},
    refusals::ChangeProblem,
    state::State,
    tags::Tag,
};
use crate::{
    access::{AccessError, Grant, KeyId, KeyRevoked, NewApiKey, NewApiKeyError, RegisteredKey, Scope},
    clock::Timestamp,
};

pub(super) struct KeyList;

/// A key to be made.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewKey {
    /// What people call it: 1 to 64 printable characters.
    name: Named<String, Name>,
    /// What it may do: `events:read`, `events:body`, `views:read`, `metrics:read`, `admin:rebuild`, `admin:keys`.
    scopes: Named<Vec<String>, ScopesField>,
    /// The sources that it may ask about; all, where none is named.
    #[oai(default)]
    sources: Named<Vec<String>, SourcesField>,
    /// From when on it is refused; never, where nothing is said.
    expires_at: Named<Option<Moment>, ExpiresAt>,
}

#[derive(Debug)]
struct Name;
#[derive(Debug)]
struct ScopesField;
#[derive(Debug)]
struct SourcesField;
#[derive(Debug)]
struct ExpiresAt;

impl Field for Name {
    const NAME: &'static str = "name";
    const WRITE: &'static str = "what people call the key, as a text";
}

impl Field for ScopesField {
    const NAME: &'static str = "scopes";
    const WRITE: &'static str = "a list of texts, like [\"views:read\"]";
}

impl Field for SourcesField {
    const NAME: &'static str = "sources";
    const WRITE: &'static str = "a list of names, like [\"clerk\"], or leave it out for all";
}

impl Field for ExpiresAt {
    const NAME: &'static str = "expires_at";
    const WRITE: &'static str = "a time as a text, like \"2026-11-20T20:08:00Z\", or leave it out for never";
}

/// A key, without its text, which nobody has but its holder.
#[derive(Debug, Object)]
struct KeyRow {
    /// Its id.
    key_id: String,
    /// What people call it.
    name: String,
    /// What it may do.
    scopes: Vec<String>,
    /// The sources that it may ask about; null for all.
    #[oai(nullable)]
    sources: Option<Vec<String>>,
    /// When it was made.
    created_at: Moment,
    /// Who made it: the id of a key, or `command` for the command line.
    created_by: String,
    /// From when on it is refused.
    #[oai(nullable)]
    expires_at: Option<Moment>,
    /// When it was revoked.
    #[oai(nullable)]
    revoked_at: Option<Moment>,
    /// The beginning of the last day, in UTC, on which it was used.
    #[oai(nullable)]
    last_used_on: Option<Moment>,
}

/// Every key that was ever made.
#[derive(Debug, Object)]
struct KeyRows {
    /// By id.
    data: Vec<KeyRow>,
}

/// A key with its text.
#[derive(Object)]
struct MadeKey {
    /// The text to send as `Authorization: Bearer …`. It is shown here, and never again.
    key: String,
    #[oai(flatten)]
    row: KeyRow,
}

#[derive(ApiResponse)]
enum Made {
    /// It is made, and good from now on.
    #[oai(status = 201)]
    Made(Json<MadeKey>),
}

#[OpenApi(tag = "Tag::Keys")]
impl KeyList {
    /// List keys
    ///
    /// Every key that was ever made, also the expired and revoked. A key that is for some sources sees those of these
    /// sources only. The key of `GATELOG_API_KEY` is not among them.
    #[oai(path = "/v1/keys", method = "get", operation_id = "list_keys")]
    async fn list(
        &self,
        #[oai(scope = "Scope::AdminKeys")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
    ) -> Result<Json<KeyRows>, Problem> {
        let mut data = Vec::new();
        for key in state.keys.all().await? {
            if grant.sources.covers(&key.created.sources) {
                data.push(row(state, key).await?);
            }
        }
        Ok(Json(KeyRows { data }))
    }

    /// Make a key
    ///
    /// It can have no scope and no source that the key which makes it lacks, and cannot outlive it.
    #[oai(path = "/v1/keys", method = "post", operation_id = "create_key")]
    async fn create(
        &self,
        #[oai(scope = "Scope::AdminKeys")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        Json(new): Json<NewKey>,
    ) -> Result<Made, ChangeProblem> {
        let now = state.clock.now();
        let NewKey { name, scopes, sources, expires_at } = new;
        let (scopes, sources) = (scopes.0.iter().map(String::as_str), sources.0.iter().map(String::as_str));
        let new_key = NewApiKey::new(&name.0, scopes, sources, moment(expires_at.0), now)
            .and_then(|new_key| new_key.ensure_within(grant))
            .map_err(|error| refused(&error, grant))?;
        let (key, created) = new_key.generate(&grant.key_id, now).map_err(AccessError::from)?;
        state.keys.record_created(&created).await?;
        let row = row(state, RegisteredKey { created, revoked: None }).await?;
        Ok(Made::Made(Json(MadeKey { key: key.expose().to_owned(), row })))
    }

    /// Revoke a key
    ///
    /// It is refused from now on, here at once and by other processes within seconds, and for good. Only a key that could
    /// have made it can revoke it. Revoking it again changes nothing.
    #[oai(path = "/v1/keys/:key_id", method = "delete", operation_id = "revoke_key")]
    async fn revoke(
        &self,
        #[oai(scope = "Scope::AdminKeys")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The id of the key, which is the part between its first and its second underscore.
        key_id: Path<Text>,
    ) -> Result<Json<KeyRow>, ChangeProblem> {
        let not_found = || Problem::new(StatusCode::NOT_FOUND, "there is no key with this id; GET /v1/keys lists them");
        let id = KeyId::parse(&key_id.0.0).ok_or_else(not_found)?;
        let known = state.keys.get(&id).await?.ok_or_else(not_found)?;
        if !grant.sources.covers(&known.created.sources) {
            return Err(not_found().into());
        }
        if let Some(scope) = grant.scopes.first_missing(known.created.scopes) {
            auth::require(grant, scope)?;
        }
        if known.revoked.is_none() {
            let revoked = KeyRevoked { id: id.clone(), by: grant.key_id.clone(), at: state.clock.now() };
            state.keys.record_revoked(&revoked).await?;
        }
        let known = state.keys.get(&id).await?.ok_or_else(not_found)?;
        Ok(Json(row(state, known).await?))
    }
}

async fn row(state: &State, RegisteredKey { created, revoked }: RegisteredKey) -> Result<KeyRow, AccessError> {
    Ok(KeyRow {
        last_used_on: state.keys.last_used(&created.id).await?.map(Moment),
        key_id: created.id.to_string(),
        name: created.name,
        scopes: created.scopes.names().into_iter().map(str::to_owned).collect(),
        sources: created.sources.names().map(<[String]>::to_vec),
        created_at: Moment(created.at),
        created_by: created.by,
        expires_at: created.expires_at.map(Moment),
        revoked_at: revoked.map(|revoked| Moment::from(revoked.at)),
    })
}

impl From<Timestamp> for Moment {
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

/// In terms of the API; more than the maker may do is a refusal like any other.
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
        NewApiKeyError::Scope(_) | NewApiKeyError::NoScope => {
            problem(StatusCode::BAD_REQUEST).naming(ScopesField::NAME)
        }
        NewApiKeyError::Source { .. } | NewApiKeyError::Sources => {
            problem(StatusCode::BAD_REQUEST).naming(SourcesField::NAME)
        }
        NewApiKeyError::Expired => problem(StatusCode::BAD_REQUEST).naming(ExpiresAt::NAME),
    }
}
