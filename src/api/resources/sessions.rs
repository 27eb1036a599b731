//! Lists sessions and returns one of them.

use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};

use super::history::query::HistoryQuery;
use crate::{
    api::{
        middleware::auth::{Granted, ViewsRead},
        wire::{
            document::Tag,
            error::Problem,
            ids::{InstanceId, OrganizationId, SessionId, UserId},
            label::{Label, StartedBasisLabels},
            page::{Asked, Listed, listed},
            parameters::{
                AsOf, BoolParam, Choice, DateTime, Limit, Network, NonEmptyText, Order, SearchParam, SessionStatus,
                Several, choice, date_time, search, text, texts, values,
            },
            refusals::OneProblem,
        },
    },
    clock::Timestamp,
    query::{
        Interval,
        history::sessions::SessionHistory,
        sessions::{self, PlaceFilter, SessionFilter},
    },
    views::version::started_basis,
};

pub(crate) struct Sessions;

/// A session: who was signed in, from when to when, and from where.
///
/// If no event reported the end, it is inferred (`inferred`): the session ended with its user
/// (`user_deleted`), at `expire_at` (`expired`) or at `abandon_at` (`abandoned`), whichever came
/// first.
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
pub(crate) struct Session {
    /// Session id, as Clerk writes it.
    session_id: String,
    /// Name of the source that reported the session, as configured.
    source: String,
    /// Clerk instance (`ins_…`). Null if the event names none.
    #[oai(nullable)]
    instance_id: Option<String>,
    /// User who is signed in. Null if unknown.
    #[oai(nullable)]
    user_id: Option<String>,
    /// Full name of the user, or the username, today or at `as_of`. Null if unknown. Not compared
    /// in histories and diffs.
    #[oai(nullable)]
    user_name: Option<String>,
    /// Primary e-mail address of the user, today or at `as_of`. Null if unknown. Not compared in
    /// histories and diffs.
    #[oai(nullable)]
    user_email: Option<String>,
    /// User or agent who acted as the user in this session. Null without one, or if no event names
    /// it.
    #[oai(nullable)]
    impersonator_id: Option<String>,
    /// Type of the actor as Clerk reports it, for example `agent`. Null without one.
    #[oai(nullable)]
    actor_kind: Option<String>,
    /// True if someone or something else acted as the user, even if no event says who.
    impersonated: bool,
    /// Organization that was last active in the session. Null if none was.
    #[oai(nullable)]
    organization_id: Option<String>,
    /// Name of the organization, today or at `as_of`. Null if unknown. Not compared in histories
    /// and diffs.
    #[oai(nullable)]
    organization_name: Option<String>,
    /// When the session started.
    started_at: DateTime,
    /// Where `started_at` comes from: `created_at` (Clerk reported it) or `occurred_at` (time of
    /// the first event).
    started_basis: Label<StartedBasisLabels>,
    /// Last status that Clerk reported, for example `active`, `ended`, `removed` or `revoked`. If
    /// the end is inferred: `expired`, `abandoned` or `user_deleted`. `unknown` if Clerk reported
    /// none, or one that is not among the values of the filter `status`: the payload has it.
    status: String,
    /// When the session was first reported as active. Null if it never was.
    #[oai(nullable)]
    activated_at: Option<DateTime>,
    /// When the session was first reported as pending: the user had a task to complete before
    /// being signed in, such as choosing an organization. A session that was pending and never
    /// active is not a sign-in. Null if it never was pending.
    #[oai(nullable)]
    pending_at: Option<DateTime>,
    /// Last activity that an event reported. Clerk sends no events between the start and the end
    /// of a session.
    #[oai(nullable)]
    last_active_at: Option<DateTime>,
    /// When the session ended. Null while it is open.
    #[oai(nullable)]
    ended_at: Option<DateTime>,
    /// Why the session ended: `signed_out`, `not_completed` (it ended before the sign-in was
    /// completed), `revoked` (by an administrator, or by the user from another device), or another
    /// status of Clerk. If inferred: `user_deleted`, `expired` or `abandoned`. Null while it is
    /// open.
    #[oai(nullable)]
    end_reason: Option<String>,
    /// True if no event reported the end.
    inferred: bool,
    /// Duration in milliseconds. Null while the session is open.
    #[oai(nullable)]
    duration_ms: Option<i64>,
    /// Number of other sessions that the user had open when this one started. Null if the user is
    /// unknown, or if counting would read more than 50,000 sessions for the page (with `as_of`:
    /// more than 20,000 events).
    #[oai(nullable)]
    concurrent_sessions: Option<u64>,
    /// IP address the session was used from; otherwise the one it was opened from.
    #[oai(nullable)]
    ip: Option<String>,
    /// IP address of the request that opened the session. This is your server if your backend
    /// opened it.
    #[oai(nullable)]
    request_ip: Option<String>,
    /// User agent that opened the session.
    #[oai(nullable)]
    user_agent: Option<String>,
    /// Browser name.
    #[oai(nullable)]
    browser: Option<String>,
    /// Browser version.
    #[oai(nullable)]
    browser_version: Option<String>,
    /// Device type, for example `Macintosh`.
    #[oai(nullable)]
    device_type: Option<String>,
    /// True on a mobile device.
    #[oai(nullable)]
    is_mobile: Option<bool>,
    /// City, estimated by Clerk from the IP address.
    #[oai(nullable)]
    city: Option<String>,
    /// Country, estimated by Clerk from the IP address.
    #[oai(nullable)]
    country: Option<String>,
    /// Clerk client (browser or device) that holds the session.
    #[oai(nullable)]
    client_id: Option<String>,
    /// When the session expires if it is not used.
    #[oai(nullable)]
    expire_at: Option<DateTime>,
    /// When the session ends even if it is used.
    #[oai(nullable)]
    abandon_at: Option<DateTime>,
    /// Set when a projection skipped an event about this session (a failure): data may be missing
    /// from this time on. `/v1/undecodable` lists those events. Null otherwise.
    #[oai(nullable)]
    failure_since: Option<DateTime>,
}

impl From<sessions::Session> for Session {
    fn from(session: sessions::Session) -> Self {
        let sessions::Session {
            row,
            details,
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
        let moment = |micros: i64| DateTime(Timestamp::from_micros(micros));
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
            started_basis: Label::new(started_basis(row.started_basis)),
            activated_at: row.activated_at.map(moment),
            pending_at: row.pending_at.map(moment),
            last_active_at: row.last_active_at.map(moment),
            ended_at: ended_at.map(DateTime),
            end_reason,
            inferred,
            duration_ms,
            concurrent_sessions: concurrent,
            ip: details.activity_ip.or_else(|| details.request_ip.clone()),
            request_ip: details.request_ip,
            user_agent: details.user_agent,
            browser: details.browser,
            browser_version: details.browser_version,
            device_type: details.device_type,
            is_mobile: details.is_mobile,
            city: details.city,
            country: details.country,
            impersonator_id: row.impersonator_id,
            actor_kind: row.actor_kind,
            impersonated: row.has_actor,
            client_id: details.client_id,
            organization_id: row.organization_id,
            expire_at: row.expire_at.map(moment),
            abandon_at: row.abandon_at.map(moment),
            failure_since: incomplete_since.map(DateTime),
        }
    }
}

#[OpenApi(tag = "Tag::Sessions")]
impl Sessions {
    /// List sessions
    ///
    /// Sorted by start time. `since` and `until` select sessions that overlap that interval, also
    /// sign-ins that were started and never completed (`activated_at` is null and `pending_at` is
    /// not); `active_at` selects sessions that were open at that time, without those: for example
    /// who was signed in last Tuesday at 9:00.
    #[oai(path = "/v1/sessions", method = "get", operation_id = "list_sessions")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        granted: Granted<ViewsRead>,
        asked: Asked,
        /// Only sessions of this user.
        user_id: Query<Option<Several<UserId>>>,
        /// Only sessions with this status, as `status` shows it.
        status: Query<Option<Several<SessionStatus>>>,
        /// Only sessions that had not ended by this time. Not in the future. Sign-ins that were
        /// never completed are included: their `activated_at` is null and their `pending_at` is
        /// not.
        since: Query<Option<DateTime>>,
        /// Only sessions that started before this time. Must be after `since`. Sign-ins that were
        /// never completed are included.
        until: Query<Option<DateTime>>,
        /// Only sessions that were open at this time and whose sign-in was completed. Not in the
        /// future. A date alone is its beginning (00:00 UTC): for a whole day write `since` and
        /// `until`.
        active_at: Query<Option<DateTime>>,
        /// Only sessions in which this user acted as another user.
        impersonator_id: Query<Option<Several<UserId>>>,
        /// `true`: only sessions of AI agents. `false`: only sessions without one.
        agent: Query<Option<BoolParam>>,
        /// `true`: only sessions in which someone or something else acted as the user, as
        /// `impersonated` shows it. `false`: only sessions of users in person.
        impersonated: Query<Option<BoolParam>>,
        /// Only sessions with this IP address in any of their events, of a request or of the
        /// session's device: where it was opened, used and ended. In any notation; a network in
        /// CIDR notation, like `203.0.113.0/24` or `2001:db8::/48`, stands for all its addresses.
        ip: Query<Option<Several<Network>>>,
        /// Only sessions used from this country, as any event of the session reports it: mostly
        /// the first does, and `country` shows that one. Case does not matter.
        country: Query<Option<Several<NonEmptyText>>>,
        /// Only sessions used from this city, as any event of the session reports it. Case does
        /// not matter.
        city: Query<Option<Several<NonEmptyText>>>,
        /// Only sessions used with this browser, as any event of the session reports it: its name
        /// without a version. Case does not matter.
        browser: Query<Option<Several<NonEmptyText>>>,
        /// Only sessions of users, or in organizations, that are or were called so: the beginnings
        /// of words, as `q` of `/v1/users` and `/v1/organizations` takes them. At most 1,000 of
        /// each.
        q: Query<Option<SearchParam>>,
        /// Only sessions in which this organization was last active.
        organization_id: Query<Option<Several<OrganizationId>>>,
        /// Only rows from this source.
        source: Query<Option<NonEmptyText>>,
        /// Only rows of this Clerk instance. Without it, rows of instances that are not
        /// configured are left out.
        instance_id: Query<Option<InstanceId>>,
        /// Maximum number of rows on the page.
        limit: Query<Option<Limit>>,
        /// Sort direction: `desc` returns the newest row first.
        order: Query<Option<Order>>,
        /// Cursor: return the rows after it. Take it from `page.next`.
        after: Query<Option<NonEmptyText>>,
        /// Cursor: return the rows before it. Take it from `page.prev`.
        before: Query<Option<NonEmptyText>>,
    ) -> Result<Listed<Session>, Problem> {
        let filter = SessionFilter {
            source: text(source.0),
            instance_id: text(instance_id.0),
            user_id: texts(user_id.0),
            status: values(status.0).map(|Choice(status)| status),
            impersonator_id: texts(impersonator_id.0),
            agent: choice(agent.0),
            impersonated: choice(impersonated.0),
            ip: values(ip.0).map(|Network(network)| network),
            search: search(q.0),
            places: PlaceFilter { country: texts(country.0), city: texts(city.0), browser: texts(browser.0) },
            organization_id: texts(organization_id.0),
            interval: Interval::new(date_time(since.0), date_time(until.0), date_time(active_at.0), granted.now())?,
        };
        let request = asked.page(limit, order, after, before);
        let now = granted.now();
        Ok(listed(
            asked,
            sessions::list(granted.store(), &filter, &granted.instances(), granted.allowed_sources(), &request, now)
                .await?,
        ))
    }

    /// Get a session
    #[oai(path = "/v1/sessions/:session_id", method = "get", operation_id = "get_session")]
    async fn one(
        &self,
        granted: Granted<ViewsRead>,
        /// Id of the session, percent-encoded.
        session_id: Path<SessionId>,
        /// Point in the past: a time (what was true then, by what is known today) or a log
        /// position (what was known when the log ended there). `POSITION@DIGITS`, with the first
        /// 12 hex digits of that event's `commitment`, makes sure that it is still the same log.
        /// A position that the log does not have is answered 409.
        as_of: Query<Option<AsOf>>,
        /// Source of the session. Required only if two sources have the same id.
        source: Query<Option<NonEmptyText>>,
    ) -> Result<Json<Session>, OneProblem> {
        if let Some(moment) = as_of.0 {
            return HistoryQuery { caller: &granted, id: &session_id.0.0, source }
                .at::<SessionHistory, _>(moment)
                .await;
        }
        let now = granted.now();
        let found =
            sessions::one(granted.store(), &session_id.0.0, text(source.0).as_deref(), granted.allowed_sources(), now)
                .await?;
        found.map(|session| Json(session.into())).ok_or_else(|| OneProblem::not_found("session"))
    }
}
