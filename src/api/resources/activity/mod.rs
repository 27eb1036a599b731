//! Lists activity and returns the activity of one event.

mod row;

use poem::Request;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use self::row::Row;
use crate::{
    access::Scope,
    api::{
        middleware::auth::{self, Granted, ViewsRead},
        streams::opening::{self, Start, Streamed},
        wire::{
            document::Tag,
            error::Problem,
            ids::{ActorId, EventId, InstanceId, OrganizationId, SessionId, UserId},
            page::{Asked, Listed, listed},
            parameters::{
                Action, ActivityOrder, DateTime, Limit, Network, New, NonEmptyText, Order, SearchParam, Several,
                TypePatternParam, choice, date_time, search, text, texts, values,
            },
            refusals::{OneProblem, StreamProblem},
        },
    },
    event::source::SYSTEM_SOURCE,
    query::{
        Interval,
        activity::{self, ActivityFilter},
        follow::FollowedList,
    },
};

pub(crate) struct ActivityTrail;

/// Scope that Gatelog's own events require, here and in the list of events.
const SYSTEM_SCOPE: Scope = Scope::EventsRead;

#[OpenApi(tag = "Tag::Activity")]
impl ActivityTrail {
    /// List activity
    ///
    /// Returns one row per event: who did what, when, from where, and what changed. Sorted by the
    /// time it happened. A late delivery appears in between, behind cursors that were handed out
    /// earlier; to follow new rows without missing any, use `order_by=position&order=asc`.
    ///
    /// Clerk reports that something was updated, not what changed. Gatelog compares each update
    /// with the version before it, in the order in which things happened; a late update can
    /// change what the ones after it did (`revision`). To keep a copy, poll with
    /// `order_by=changed&order=asc` and replace the row with the same `source` and `svix_id`: each
    /// row comes once, and again when a late event changed it. A filter on what can change, like
    /// `action`, no longer finds a row that changed to something else.
    ///
    /// Gatelog's own events (who read the log, and what was done to it) are returned only with
    /// `source=system`, which also requires the scope `events:read`.
    #[oai(path = "/v1/activity", method = "get", operation_id = "list_activity")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        granted: Granted<ViewsRead>,
        asked: Asked,
        /// Only events with this action, for example `signed_in`. An event type, for example
        /// `subscription.active`, finds events of a type that has no action of its own. Signing in
        /// as someone else is another action (`impersonation_started`): leave `action` out to see
        /// everything that was done.
        action: Query<Option<Several<Action>>>,
        /// Only events of this type. A trailing `*` matches a prefix.
        r#type: Query<Option<Several<TypePatternParam>>>,
        /// Only events about this user: what anyone did to or for them. What they did as someone
        /// else, as an impersonator for example, is found by `actor_id`.
        user_id: Query<Option<Several<UserId>>>,
        /// Only events that this user, impersonator, agent or key caused: every row whose
        /// `actor.id` it is, including guesses (`actor.inferred`). Also finds revoked sessions in
        /// which it acted as someone else. What keys did is returned with `source=system` only.
        actor_id: Query<Option<Several<ActorId>>>,
        /// Only events that involve this user in any role: what they did, what was done to them,
        /// what they did as someone else, whom they invited, what they founded, and what was sent
        /// to them.
        involves: Query<Option<Several<UserId>>>,
        /// Only events in this session.
        session_id: Query<Option<Several<SessionId>>>,
        /// Only events in this organization.
        organization_id: Query<Option<Several<OrganizationId>>>,
        /// Only events about users who were members of this organization when it happened,
        /// wherever that was, as their memberships are known now. At most 1,000 memberships.
        member_of: Query<Option<OrganizationId>>,
        /// Only events about users and organizations that are or were called so: the beginnings of
        /// words, as `q` of `/v1/users` and `/v1/organizations` takes them. At most 1,000 of each.
        q: Query<Option<SearchParam>>,
        /// Only events that name this IP address, of the request or of the session's device, in
        /// any notation; port and zone are ignored, and of a list the first counts. A network in
        /// CIDR notation, like `203.0.113.0/24` or `2001:db8::/48`, stands for all its addresses.
        /// Alone, it returns all that came from there: sign-ins, impersonations and changes.
        ip: Query<Option<Several<Network>>>,
        /// Only events whose session was used from this country, as `country` shows it: Clerk
        /// estimates it from the IP address. Case does not matter.
        country: Query<Option<Several<NonEmptyText>>>,
        /// Only events whose session was used from this city, as `city` shows it. Case does not
        /// matter.
        city: Query<Option<Several<NonEmptyText>>>,
        /// Only events whose session was used with this browser, as `browser` shows it: its name
        /// without a version. Case does not matter.
        browser: Query<Option<Several<NonEmptyText>>>,
        /// Only sign-ins whose `country`, `browser`, `device` or `network` was new to the user, as
        /// `new_to_user` shows it: no earlier sign-in had the same. The first sign-in of a user is
        /// left out, and so are sessions of impersonators and agents.
        new: Query<Option<New>>,
        /// Only events that happened at this time or later.
        since: Query<Option<DateTime>>,
        /// Only events that happened before this time. Must be after `since`.
        until: Query<Option<DateTime>>,
        /// Only events received at this time or later, whenever they happened: what was not known
        /// before. With `order_by=position` a page finds them at once, in a log of any length.
        received_since: Query<Option<DateTime>>,
        /// Only events received before this time. Must be after `received_since`.
        received_until: Query<Option<DateTime>>,
        /// Only events from this source. `system` returns Gatelog's own events.
        source: Query<Option<NonEmptyText>>,
        /// Only events of this Clerk instance. Without it, events of instances that are not
        /// configured are left out.
        instance_id: Query<Option<InstanceId>>,
        /// Sort key: `occurred_at` (when it happened), `position` (order of arrival) or `changed`
        /// (by `revision`: a row that a late event changes moves to the end).
        order_by: Query<Option<ActivityOrder>>,
        /// Maximum number of rows on the page.
        limit: Query<Option<Limit>>,
        /// Sort direction: `desc` returns the newest row first.
        order: Query<Option<Order>>,
        /// Cursor: return the rows after it. Take it from `page.next`.
        after: Query<Option<NonEmptyText>>,
        /// Cursor: return the rows before it. Take it from `page.prev`.
        before: Query<Option<NonEmptyText>>,
    ) -> Result<Listed<Row>, Problem> {
        let filter = ActivityFilter {
            source: text(source.0),
            instance_id: text(instance_id.0),
            action: values(action.0).map(|Action(action)| action),
            event_type: values(r#type.0).map(|TypePatternParam(pattern)| pattern),
            user_id: texts(user_id.0),
            actor_id: texts(actor_id.0),
            involves: texts(involves.0),
            session_id: texts(session_id.0),
            organization_id: texts(organization_id.0),
            member_of: text(member_of.0),
            search: search(q.0),
            ip: values(ip.0).map(|Network(network)| network),
            country: texts(country.0),
            city: texts(city.0),
            browser: texts(browser.0),
            new: choice(new.0),
            interval: Interval::new(date_time(since.0), date_time(until.0), None, granted.now())?.received(
                date_time(received_since.0),
                date_time(received_until.0),
                granted.now(),
            )?,
        };
        if filter.source.as_deref() == Some(SYSTEM_SOURCE) {
            auth::require(&granted.grant, SYSTEM_SCOPE)?;
        }
        let order_by = choice(order_by.0).unwrap_or_default();
        let request = asked.page(limit, order, after, before);
        Ok(listed(
            asked,
            activity::list(
                granted.store(),
                &filter,
                order_by,
                &granted.instances(),
                granted.allowed_sources(),
                &request,
            )
            .await?,
        ))
    }

    /// Stream activity
    ///
    /// Sends each row when its event is recorded, as a server-sent event whose `data` is a row of
    /// the list of activity, in order of position. The `id` is a cursor of that list with
    /// `order_by=position&order=asc`: a client that sends the last one again (`Last-Event-ID`, or
    /// `after`) goes on where it stopped, without a gap or a repetition.
    ///
    /// Other events have a name:
    ///
    /// - `event: revision`: a row of before that means something else now, because of a late event
    ///   (`revision` is its position). It has no `id`, and can come twice.
    /// - `event: heartbeat`, every 10 seconds: `position`, up to which all rows were sent. The
    ///   first one also has the `notes` of an empty list.
    /// - `event: closed`, the last one: `detail` and the `reason`, which is `key_revoked`,
    ///   `key_expired`, `key_narrowed`, `too_slow`, `shutting_down`, `restored`, `unavailable` or
    ///   `failed`.
    ///
    /// Without a place to begin, it begins now. One key may have 16 streams open.
    #[oai(path = "/v1/activity/stream", method = "get", operation_id = "stream_activity")]
    async fn stream(
        &self,
        granted: Granted<ViewsRead>,
        request: &Request,
        /// Begin after this cursor: the `id` of an event of the stream, or `page.next` of the
        /// list with `order_by=position&order=asc`.
        after: Query<Option<NonEmptyText>>,
        /// Begin with events received at this time or later.
        from: Query<Option<DateTime>>,
        /// Begin after this cursor. Counts more than `after` and `from`, so that a client can
        /// connect again to the same address.
        #[oai(name = "Last-Event-ID")]
        last_event_id: Header<Option<NonEmptyText>>,
    ) -> Result<Streamed<Row>, StreamProblem> {
        let start = Start { last_event_id: last_event_id.0, after: after.0, from: from.0 };
        opening::open(&granted, request, FollowedList::Activity, start).await
    }

    /// Get an event's activity
    ///
    /// Returns the same row as the list: who did what in this event, and what changed.
    #[oai(path = "/v1/activity/:svix_id", method = "get", operation_id = "get_activity")]
    async fn one(
        &self,
        granted: Granted<ViewsRead>,
        /// Id of the event, percent-encoded.
        svix_id: Path<EventId>,
        /// Source of the event. Required only if two sources have the same id.
        source: Query<Option<NonEmptyText>>,
    ) -> Result<Json<Row>, OneProblem> {
        let found =
            activity::one(granted.store(), &svix_id.0.0, text(source.0).as_deref(), granted.allowed_sources()).await?;
        let item = found.ok_or_else(|| OneProblem::not_found("activity"))?;
        if item.is_system() {
            auth::require(&granted.grant, SYSTEM_SCOPE)?;
        }
        Ok(Json(item.into()))
    }
}
