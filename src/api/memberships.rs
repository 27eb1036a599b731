//! Memberships over HTTP.

use std::sync::Arc;

use poem::{http::Uri, web::Data};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use serde_json::Value;

use super::{
    auth::BearerKey,
    error::Problem,
    history::asking::Asking,
    page::{self, Listed, listed},
    parameters::{AsOf, Limit, Moment, Order, Text, Truth, moment, text, word},
    refusals::OneProblem,
    state::State,
    tags::Tag,
};
use crate::{
    access::{Grant, Scope},
    clock::Timestamp,
    query::{
        Interval,
        history::of_memberships::OfMemberships,
        memberships::{self, MembershipFilter},
    },
    views::{audited::Snapshot, version::started_basis},
};

pub(super) struct MembershipList;

/// A membership: who belonged to which organization, as what, from when to when. An end that no event told is inferred:
/// the membership ended with its user (`user_deleted`) or its organization (`organization_deleted`).
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
pub(super) struct Membership {
    /// The id. Who leaves and comes back has another.
    membership_id: String,
    /// Who told of the membership.
    source: String,
    /// The instance of the provider.
    #[oai(nullable)]
    instance_id: Option<String>,
    /// Whose.
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
    /// Of which organization.
    #[oai(nullable)]
    organization_id: Option<String>,
    /// The organization's name, as it is today, or was `as_of` a moment. Null where it is not
    /// known. A history and a difference leave it out.
    #[oai(nullable)]
    organization_name: Option<String>,
    /// The role.
    #[oai(nullable)]
    role: Option<String>,
    /// The role in words.
    #[oai(nullable)]
    role_name: Option<String>,
    /// What the role permits, sorted; null where no description says it.
    #[oai(nullable)]
    permissions: Option<Vec<String>>,
    /// When it began.
    started_at: Moment,
    /// How that is known: `created_at` where the provider told it, `occurred_at` where it is the time of the first event.
    started_basis: String,
    /// When it was last changed.
    #[oai(nullable)]
    updated_at: Option<Moment>,
    /// When it ended; null while it goes on.
    #[oai(nullable)]
    ended_at: Option<Moment>,
    /// How it ended: `deleted`; inferred: `user_deleted` or `organization_deleted`.
    #[oai(nullable)]
    end_reason: Option<String>,
    /// Whether the end is inferred: no event told it.
    inferred: bool,
    /// Since when this may be incomplete, because an event about it could not be read: see `/v1/undecodable`; else null.
    #[oai(nullable)]
    incomplete_since: Option<Moment>,
}

impl From<memberships::Membership> for Membership {
    fn from(membership: memberships::Membership) -> Self {
        let memberships::Membership { row, ended_at, end_reason, inferred, incomplete_since, user, organization_name } =
            membership;
        let moment = |micros: i64| Moment(Timestamp::from_micros(micros));
        let permissions = Snapshot::parse(row.audited.as_deref());
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
            role_name: row.role_name,
            permissions,
            started_at: moment(row.started_at),
            started_basis: started_basis(row.started_basis).to_owned(),
            updated_at: row.updated_at.map(moment),
            ended_at: ended_at.map(Moment),
            end_reason,
            inferred,
            incomplete_since: incomplete_since.map(Moment),
        }
    }
}

#[OpenApi(tag = "Tag::Organizations")]
impl MembershipList {
    /// List memberships
    ///
    /// By the time they began, ended ones included. Those of instances that are not configured are left out unless
    /// `instance_id` asks for them.
    #[oai(
        path = "/v1/memberships",
        method = "get",
        operation_id = "list_memberships",
        response_header(name = "link", ty = "Option<String>", description = "The pages beside this one (RFC 8288).")
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        uri: &Uri,
        /// In this organization.
        organization_id: Query<Option<Text>>,
        /// Of this user.
        user_id: Query<Option<Text>>,
        /// With this role: `org:admin` and `admin` are the same.
        role: Query<Option<Text>>,
        /// That go on (`true`), or that have ended (`false`).
        active: Query<Option<Truth>>,
        /// That had begun and not ended at that moment.
        active_at: Query<Option<Moment>>,
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
    ) -> Result<Listed<Membership>, Problem> {
        let filter = MembershipFilter {
            source: text(source.0),
            instance_id: text(instance_id.0),
            organization_id: text(organization_id.0),
            user_id: text(user_id.0),
            role: text(role.0),
            active: word(active.0),
            interval: Interval::new(None, None, moment(active_at.0))?,
        };
        let request = page::request(limit, order, after, before);
        Ok(listed(uri, memberships::list(&state.store, &filter, &state.instances(), &grant.sources, &request).await?))
    }

    /// Get a membership
    #[oai(path = "/v1/memberships/:membership_id", method = "get", operation_id = "get_membership")]
    async fn one(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The id of the membership, percent-encoded.
        membership_id: Path<Text>,
        /// As of this moment: a time (what was true then) or a position of the log (what was known then). A position that
        /// the log does not hold is a 409; so is `POSITION@DIGITS`, the first 12 digits of the `commitment` of the event
        /// at it, where another event is there now.
        as_of: Query<Option<AsOf>>,
        /// Who told of the membership; needed only where two sources know the id.
        source: Query<Option<Text>>,
    ) -> Result<Json<Membership>, OneProblem> {
        if let Some(moment) = as_of.0 {
            return Asking { state, grant, id: &membership_id.0, source }.at::<OfMemberships, _>(moment).await;
        }
        let source = text(source.0);
        let found = memberships::one(&state.store, &membership_id.0.0, source.as_deref(), &grant.sources).await?;
        found.map(|membership| Json(membership.into())).ok_or_else(|| OneProblem::not_found("membership"))
    }
}
