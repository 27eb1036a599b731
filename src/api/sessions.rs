//! Sessions over HTTP.

use std::sync::Arc;

use poem::{http::Uri, web::Data};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};

use super::{
    auth::BearerKey,
    error::Problem,
    history::asking::Asking,
    page::{self, Listed, listed},
    parameters::{AsOf, Limit, Moment, Order, SessionStatus, Text, Truth, moment, text, word},
    refusals::OneProblem,
    state::State,
    tags::Tag,
};
use crate::{
    access::{Grant, Scope},
    clock::Timestamp,
    query::{
        Interval,
        history::of_sessions::OfSessions,
        sessions::{self, SessionFilter},
    },
    views::version::started_basis,
};

pub(super) struct SessionList;

/// A session: who was signed in, from when to when, from where. An end that no event told is inferred: the session ended
/// with its user (`user_deleted`), at `expire_at` (`expired`) or at `abandon_at` (`abandoned`), whichever came first.
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
pub(super) struct Session {
    /// The id.
    session_id: String,
    /// Who told of the session.
    source: String,
    /// The instance of the provider.
    #[oai(nullable)]
    instance_id: Option<String>,
    /// Whose session it is.
    #[oai(nullable)]
    user_id: Option<String>,
    /// The user's name (else the user name), as it is today, or was `as_of` a moment. Null where
    /// it is not known. A history and a difference leave it out.
    #[oai(nullable)]
    user_name: Option<String>,
    /// The user's primary e-mail address, as it is today, or was `as_of` a moment. Null where it
    /// is not known. A history and a difference leave it out.
    #[oai(nullable)]
    user_email: Option<String>,
    /// Who acted as the user in it: an impersonator, or an agent.
    #[oai(nullable)]
    impersonator_id: Option<String>,
    /// What acted as the user, for example `agent`.
    #[oai(nullable)]
    actor_kind: Option<String>,
    /// Whether somebody or something else acted as the user, also where no event says who or what
    /// that was.
    impersonated: bool,
    /// The organization last active in it.
    #[oai(nullable)]
    organization_id: Option<String>,
    /// The organization's name, as it is today, or was `as_of` a moment. Null where it is not
    /// known. A history and a difference leave it out.
    #[oai(nullable)]
    organization_name: Option<String>,
    /// When it began.
    started_at: Moment,
    /// How that is known: `created_at` where the provider told it, `occurred_at` where it is the time of the first event.
    started_basis: String,
    /// As the provider last said, for example `active`, `ended`, `removed` or `revoked`; where the
    /// end is inferred, `expired`, `abandoned` or `user_deleted`.
    #[oai(nullable)]
    status: Option<String>,
    /// When it was first seen active.
    #[oai(nullable)]
    activated_at: Option<Moment>,
    /// When it was first seen pending: the user had something to do before being signed in, such as choosing an
    /// organization. A session that was seen pending and never active counts as no sign-in.
    #[oai(nullable)]
    pending_at: Option<Moment>,
    /// The last sign of life that an event tells of. The provider sends none between the beginning and the end.
    #[oai(nullable)]
    last_active_at: Option<Moment>,
    /// When it ended; null while it is open.
    #[oai(nullable)]
    ended_at: Option<Moment>,
    /// How it ended: `signed_out`, `revoked` (by an administrator, or by the user from another device), or another word
    /// of the provider's; inferred: `user_deleted`, `expired` or `abandoned`.
    #[oai(nullable)]
    end_reason: Option<String>,
    /// Whether the end is inferred: no event told it.
    inferred: bool,
    /// From beginning to end, in milliseconds; null while it is open.
    #[oai(nullable)]
    duration_ms: Option<i64>,
    /// How many other sessions of the user were open when it began. Null where the user is unknown, or where a page would
    /// have to look at more than 50,000 sessions; as of a moment, where more than 20,000 events tell of the user's sessions.
    #[oai(nullable)]
    concurrent_sessions: Option<u64>,
    /// The address it was used from, else the one it was opened from.
    #[oai(nullable)]
    ip: Option<String>,
    /// The address of the request that opened it: of a server, where your own opened it.
    #[oai(nullable)]
    request_ip: Option<String>,
    /// The user agent it was opened with.
    #[oai(nullable)]
    user_agent: Option<String>,
    /// The browser.
    #[oai(nullable)]
    browser: Option<String>,
    /// The version of the browser.
    #[oai(nullable)]
    browser_version: Option<String>,
    /// The kind of device.
    #[oai(nullable)]
    device_type: Option<String>,
    /// Whether it is one to carry about.
    #[oai(nullable)]
    is_mobile: Option<bool>,
    /// The city, as the provider guesses it.
    #[oai(nullable)]
    city: Option<String>,
    /// The country, as the provider guesses it.
    #[oai(nullable)]
    country: Option<String>,
    /// The client it lives in.
    #[oai(nullable)]
    client_id: Option<String>,
    /// When it ends if nobody uses it.
    #[oai(nullable)]
    expire_at: Option<Moment>,
    /// When it ends even if it is used.
    #[oai(nullable)]
    abandon_at: Option<Moment>,
    /// Since when this may be incomplete, because an event about it could not be read: see `/v1/undecodable`; else null.
    #[oai(nullable)]
    incomplete_since: Option<Moment>,
}

impl From<sessions::Session> for Session {
    fn from(session: sessions::Session) -> Self {
        let sessions::Session {
            row,
            status,
            ended_at,
            end_reason,
            inferred,
            duration_ms,
            concurrent,
            incomplete_since,
            user,
            organization_name,
        } = session;
        let moment = |micros: i64| Moment(Timestamp::from_micros(micros));
        Self {
            session_id: row.session_id,
            source: row.source,
            instance_id: row.instance_id,
            user_id: row.user_id,
            user_name: user.name,
            user_email: user.email,
            organization_name,
            status,
            started_at: moment(row.started_at),
            started_basis: started_basis(row.started_basis).to_owned(),
            activated_at: row.activated_at.map(moment),
            pending_at: row.pending_at.map(moment),
            last_active_at: row.last_active_at.map(moment),
            ended_at: ended_at.map(Moment),
            end_reason,
            inferred,
            duration_ms,
            concurrent_sessions: concurrent,
            ip: row.activity_ip.or_else(|| row.request_ip.clone()),
            request_ip: row.request_ip,
            user_agent: row.user_agent,
            browser: row.browser,
            browser_version: row.browser_version,
            device_type: row.device_type,
            is_mobile: row.is_mobile,
            city: row.city,
            country: row.country,
            impersonator_id: row.impersonator_id,
            actor_kind: row.actor_kind,
            impersonated: row.has_actor,
            client_id: row.client_id,
            organization_id: row.organization_id,
            expire_at: row.expire_at.map(moment),
            abandon_at: row.abandon_at.map(moment),
            incomplete_since: incomplete_since.map(Moment),
        }
    }
}

#[OpenApi(tag = "Tag::Sessions")]
impl SessionList {
    /// List sessions
    ///
    /// By the time they began. `since` and `until` select the sessions that overlap that interval, `active_at` those that
    /// were open at that moment: who was signed in last Tuesday. Sessions of instances that are not configured are left
    /// out unless `instance_id` asks for them.
    #[oai(
        path = "/v1/sessions",
        method = "get",
        operation_id = "list_sessions",
        response_header(name = "link", ty = "Option<String>", description = "The pages beside this one (RFC 8288).")
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        uri: &Uri,
        /// Of this user.
        user_id: Query<Option<Text>>,
        /// With this status, as the answer shows it.
        status: Query<Option<SessionStatus>>,
        /// That had not ended by then.
        since: Query<Option<Moment>>,
        /// That began before then, which is after `since`.
        until: Query<Option<Moment>>,
        /// That were open at that moment.
        active_at: Query<Option<Moment>>,
        /// In which this user acted as another.
        impersonator_id: Query<Option<Text>>,
        /// In which an AI agent acted (`true`), or in which none did (`false`).
        agent: Query<Option<Truth>>,
        /// In which this organization was last active.
        organization_id: Query<Option<Text>>,
        /// Told by this source.
        source: Query<Option<Text>>,
        /// Of this instance of the provider.
        instance_id: Query<Option<Text>>,
        /// How many rows at most.
        limit: Query<Option<Limit>>,
        /// Which end comes first; newest, if nothing is said.
        order: Query<Option<Order>>,
        /// The page after this cursor.
        after: Query<Option<Text>>,
        /// The page before this cursor.
        before: Query<Option<Text>>,
    ) -> Result<Listed<Session>, Problem> {
        let filter = SessionFilter {
            source: text(source.0),
            instance_id: text(instance_id.0),
            user_id: text(user_id.0),
            status: word(status.0),
            impersonator_id: text(impersonator_id.0),
            agent: word(agent.0),
            organization_id: text(organization_id.0),
            interval: Interval::new(moment(since.0), moment(until.0), moment(active_at.0))?,
        };
        let request = page::request(limit, order, after, before);
        let now = state.clock.now();
        Ok(listed(uri, sessions::list(&state.store, &filter, &state.instances(), &grant.sources, &request, now).await?))
    }

    /// Get a session
    #[oai(path = "/v1/sessions/:session_id", method = "get", operation_id = "get_session")]
    async fn one(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The id of the session, percent-encoded.
        session_id: Path<Text>,
        /// As of this moment: a time (what was true then) or a position of the log (what was known then). A position that
        /// the log does not hold is a 409; so is `POSITION@DIGITS`, the first 12 digits of the `commitment` of the event
        /// at it, where another event is there now.
        as_of: Query<Option<AsOf>>,
        /// Who told of the session; needed only where two sources know the id.
        source: Query<Option<Text>>,
    ) -> Result<Json<Session>, OneProblem> {
        if let Some(moment) = as_of.0 {
            return Asking { state, grant, id: &session_id.0, source }.at::<OfSessions, _>(moment).await;
        }
        let now = state.clock.now();
        let found =
            sessions::one(&state.store, &session_id.0.0, text(source.0).as_deref(), &grant.sources, now).await?;
        found.map(|session| Json(session.into())).ok_or_else(|| OneProblem::not_found("session"))
    }
}
