//! Lists memberships and returns one of them.

use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use serde_json::Value;

use super::history::query::HistoryQuery;
use crate::{
    api::{
        middleware::auth::{Granted, ViewsRead},
        wire::{
            document::Tag,
            error::Problem,
            ids::{InstanceId, MembershipId, OrganizationId, UserId},
            label::{Label, StartedBasisLabels},
            page::{Asked, Listed, listed},
            parameters::{
                AsOf, BoolParam, DateTime, Limit, NonEmptyText, Order, Several, choice, date_time, text, texts,
            },
            refusals::OneProblem,
        },
    },
    clock::Timestamp,
    query::{
        Interval,
        history::memberships::MembershipHistory,
        memberships::{self, MembershipFilter},
    },
    views::{audited::Snapshot, version::started_basis},
};

pub(crate) struct Memberships;

/// A membership: who belonged to which organization, in which role, from when to when.
///
/// If no event reported the end, it is inferred (`inferred`): the membership ended with its user
/// (`user_deleted`) or its organization (`organization_deleted`).
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
pub(crate) struct Membership {
    /// Membership id. A user who leaves and rejoins gets a new one.
    membership_id: String,
    /// Name of the source that reported the membership, as configured.
    source: String,
    /// Clerk instance (`ins_…`). Null if the event names none.
    #[oai(nullable)]
    instance_id: Option<String>,
    /// User who is the member.
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
    /// Organization that the user belongs to.
    #[oai(nullable)]
    organization_id: Option<String>,
    /// Name of the organization, today or at `as_of`. Null if unknown. Not compared in histories
    /// and diffs.
    #[oai(nullable)]
    organization_name: Option<String>,
    /// Role key today, or at `as_of`, for example `org:admin`. Of a membership that has ended, the
    /// last one.
    #[oai(nullable)]
    role: Option<String>,
    /// In a list with `active_at`, `since` or `until`: the role keys that the membership had at
    /// `active_at`, otherwise those between `since` and `until`, oldest first. Empty if no event
    /// says which role it had so early. Absent from other answers.
    #[oai(skip_serializing_if_is_none)]
    roles: Option<Vec<String>>,
    /// Display name of the role.
    #[oai(nullable)]
    role_name: Option<String>,
    /// Permissions of the role, sorted. Null if no event has reported them.
    #[oai(nullable)]
    permissions: Option<Vec<String>>,
    /// When the membership started.
    started_at: DateTime,
    /// Where `started_at` comes from: `created_at` (Clerk reported it) or `occurred_at` (time of
    /// the first event).
    started_basis: Label<StartedBasisLabels>,
    /// When the membership was last updated.
    #[oai(nullable)]
    updated_at: Option<DateTime>,
    /// When the membership ended. Null while it is active.
    #[oai(nullable)]
    ended_at: Option<DateTime>,
    /// Why it ended: `deleted`; if inferred, `user_deleted` or `organization_deleted`. Null while
    /// it is active.
    #[oai(nullable)]
    end_reason: Option<String>,
    /// True if no event reported the end.
    inferred: bool,
    /// Set when a projection skipped an event about this membership (a failure): data may be
    /// missing from this time on. `/v1/undecodable` lists those events. Null otherwise.
    #[oai(nullable)]
    failure_since: Option<DateTime>,
}

impl From<memberships::Membership> for Membership {
    fn from(membership: memberships::Membership) -> Self {
        let memberships::Membership {
            row,
            audited,
            ended_at,
            end_reason,
            inferred,
            roles,
            incomplete_since,
            user,
            organization_name,
        } = membership;
        let moment = |micros: i64| DateTime(Timestamp::from_micros(micros));
        let permissions = Snapshot::parse(audited.as_deref());
        let permissions = permissions
            .get("permissions")
            .and_then(Value::as_array)
            .map(|permissions| permissions.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        Self {
            membership_id: row.membership_id,
            source: row.source,
            instance_id: row.instance_id,
            user_id: row.user_id,
            user_name: user.name,
            user_email: user.email,
            organization_id: row.organization_id,
            organization_name,
            role: row.role,
            roles,
            role_name: row.role_name,
            permissions,
            started_at: moment(row.started_at),
            started_basis: Label::new(started_basis(row.started_basis)),
            updated_at: row.updated_at.map(moment),
            ended_at: ended_at.map(DateTime),
            end_reason,
            inferred,
            failure_since: incomplete_since.map(DateTime),
        }
    }
}

#[OpenApi(tag = "Tag::Organizations")]
impl Memberships {
    /// List memberships
    ///
    /// Sorted by start time, including memberships that have ended. `since` and `until` select
    /// memberships that overlap that interval; `active_at` selects memberships that were active at
    /// that time. `role` is the role at those times, for example who was an administrator on the
    /// 3rd (`roles` shows it); without a time it is the role today.
    #[oai(path = "/v1/memberships", method = "get", operation_id = "list_memberships")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        granted: Granted<ViewsRead>,
        asked: Asked,
        /// Only memberships in this organization.
        organization_id: Query<Option<Several<OrganizationId>>>,
        /// Only memberships of this user.
        user_id: Query<Option<Several<UserId>>>,
        /// Only memberships with this role: at `active_at`; otherwise at some time between `since`
        /// and `until`; without a time, today (of a membership that has ended, the last one).
        /// `org:admin` and `admin` are the same, and `org:member` and `basic_member`. A role is
        /// known from the first event about the membership on, or from when that event says that
        /// it was last updated.
        role: Query<Option<Several<NonEmptyText>>>,
        /// `true`: only active memberships. `false`: only memberships that have ended.
        active: Query<Option<BoolParam>>,
        /// Only memberships that had not ended by this time. Not in the future.
        since: Query<Option<DateTime>>,
        /// Only memberships that started before this time. Must be after `since`.
        until: Query<Option<DateTime>>,
        /// Only memberships that were active at this time. Not in the future. A date alone is its
        /// beginning (00:00 UTC): for a whole day write `since` and `until`.
        active_at: Query<Option<DateTime>>,
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
    ) -> Result<Listed<Membership>, Problem> {
        let filter = MembershipFilter {
            source: text(source.0),
            instance_id: text(instance_id.0),
            organization_id: texts(organization_id.0),
            user_id: texts(user_id.0),
            role: texts(role.0),
            active: choice(active.0),
            interval: Interval::new(date_time(since.0), date_time(until.0), date_time(active_at.0), granted.now())?,
        };
        let request = asked.page(limit, order, after, before);
        Ok(listed(
            asked,
            memberships::list(granted.store(), &filter, &granted.instances(), granted.allowed_sources(), &request)
                .await?,
        ))
    }

    /// Get a membership
    #[oai(path = "/v1/memberships/:membership_id", method = "get", operation_id = "get_membership")]
    async fn one(
        &self,
        granted: Granted<ViewsRead>,
        /// Id of the membership, percent-encoded.
        membership_id: Path<MembershipId>,
        /// Point in the past: a time (what was true then, by what is known today) or a log
        /// position (what was known when the log ended there). `POSITION@DIGITS`, with the first
        /// 12 hex digits of that event's `commitment`, makes sure that it is still the same log.
        /// A position that the log does not have is answered 409.
        as_of: Query<Option<AsOf>>,
        /// Source of the membership. Required only if two sources have the same id.
        source: Query<Option<NonEmptyText>>,
    ) -> Result<Json<Membership>, OneProblem> {
        if let Some(moment) = as_of.0 {
            return HistoryQuery { caller: &granted, id: &membership_id.0.0, source }
                .at::<MembershipHistory, _>(moment)
                .await;
        }
        let source = text(source.0);
        let found =
            memberships::one(granted.store(), &membership_id.0.0, source.as_deref(), granted.allowed_sources()).await?;
        found.map(|membership| Json(membership.into())).ok_or_else(|| OneProblem::not_found("membership"))
    }
}
