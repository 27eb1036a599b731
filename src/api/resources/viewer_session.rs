//! Begins, shows and ends the session of a person who opened the page.

use poem::{
    Request,
    http::{StatusCode, header},
};
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    payload::{Json, Response},
};

use crate::{
    access::{ENVIRONMENT_KEY_ID, KeyId, SessionKey},
    api::{
        middleware::{
            auth::{self, Caller, Granted, ViewsRead},
            cookie::{self, Transport},
        },
        wire::{
            document::Tag,
            error::Problem,
            label::{Label, ScopeLabels},
            parameters::DateTime,
        },
    },
};

pub(crate) const PATH: &str = "/v1/viewer/session";

pub(crate) struct Sessions;

/// What the session of a browser may do: what its key grants, at this moment.
#[derive(Debug, Object)]
struct ViewerSession {
    /// Id of the key with which it began.
    key_id: String,
    /// Name of the key for people. Null for the key in `GATELOG_API_KEY`.
    #[oai(nullable)]
    key_name: Option<String>,
    /// Scopes that the key grants.
    scopes: Vec<Label<ScopeLabels>>,
    /// Sources that the key may read. Null means all.
    #[oai(nullable)]
    sources: Option<Vec<String>>,
    /// When the key expires, and the session with it. Null means never.
    #[oai(nullable)]
    expires_at: Option<DateTime>,
}

/// A session that has ended.
#[derive(ApiResponse)]
enum Ended {
    /// The browser has no session any more.
    #[oai(status = 204)]
    Ended,
}

#[OpenApi(tag = "Tag::Keys")]
impl Sessions {
    /// Sign in to the page
    ///
    /// Gives a browser a session in place of the key: a cookie that scripts cannot read and other
    /// sites cannot use. It grants what the key grants, and ends with it, after 30 minutes without
    /// use, after 8 hours, and when the server stops. Refused where others could read along: it
    /// needs TLS, as a proxy in `server.trusted_proxies` tells by `X-Forwarded-Proto`, or a
    /// browser on the machine itself.
    #[oai(path = "/v1/viewer/session", method = "post", operation_id = "begin_viewer_session")]
    async fn begin(
        &self,
        granted: Granted<ViewsRead>,
        request: &Request,
    ) -> Result<Response<Json<ViewerSession>>, Problem> {
        let transport = Transport::of(request, &granted.state.viewer.proxies).ok_or_else(|| {
            Problem::new(
                StatusCode::FORBIDDEN,
                "others could read the key on its way: open the page by https:// through a proxy in \
                 server.trusted_proxies, which sets X-Forwarded-Proto, or as http://localhost on the machine itself",
            )
        })?;
        let key = match KeyId::parse(&granted.grant.key_id) {
            Some(id) => SessionKey::Registered(id),
            None => SessionKey::Environment,
        };
        let token = granted.state.viewer.sessions.begin(key, granted.now()).map_err(|error| {
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the system gives no random numbers; try again")
                .because(&error)
        })?;
        Ok(Response::new(Json(ViewerSession::of(&granted).await?))
            .header(header::SET_COOKIE, transport.set_cookie(&token)))
    }

    /// Get the session
    #[oai(path = "/v1/viewer/session", method = "get", operation_id = "get_viewer_session")]
    async fn get(&self, granted: Granted<ViewsRead>) -> Result<Json<ViewerSession>, Problem> {
        Ok(Json(ViewerSession::of(&granted).await?))
    }

    /// Sign out of the page
    ///
    /// Ends the session at once. The key remains.
    #[oai(path = "/v1/viewer/session", method = "delete", operation_id = "end_viewer_session")]
    #[expect(clippy::unused_async, reason = "the framework takes nothing else")]
    async fn end(&self, granted: Granted<ViewsRead>, request: &Request) -> Result<Response<Ended>, Problem> {
        if let Some(token) = cookie::token(request.headers()) {
            granted.state.viewer.sessions.end(token);
        }
        let taken = cookie::expired().into_iter();
        Ok(taken.fold(Response::new(Ended::Ended), |answer, cookie| answer.header(header::SET_COOKIE, cookie)))
    }
}

impl ViewerSession {
    async fn of(caller: &Caller) -> Result<Self, Problem> {
        let grant = &caller.grant;
        let key_name = match KeyId::parse(&grant.key_id).filter(|_| grant.key_id != ENVIRONMENT_KEY_ID) {
            Some(id) => caller.state.keys.get(&id).await.map_err(|error| auth::unavailable(&error))?,
            None => None,
        };
        Ok(Self {
            key_id: grant.key_id.clone(),
            key_name: key_name.map(|key| key.created.name),
            scopes: grant.scopes.names().into_iter().map(Label::new).collect(),
            sources: grant.sources.names().map(<[String]>::to_vec),
            expires_at: grant.expires_at.map(DateTime),
        })
    }
}
