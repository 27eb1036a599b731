//! Invitations over HTTP.

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
    page::{self, Listed, listed},
    parameters::{InvitationStatus, Limit, Moment, Order, Text, identifiers, text, word},
    refusals::OneProblem,
    state::State,
    tags::Tag,
};
use crate::{
    access::{Grant, Scope},
    clock::Timestamp,
    query::invitations::{self, InvitationFilter},
    text::identifier::IdentifierKind,
    views::version::started_basis,
};

pub(super) struct InvitationList;

/// An invitation into an organization, and what came of it. The link that accepts it is never shown here.
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
struct Invitation {
    /// The id.
    invitation_id: String,
    /// Who told of the invitation.
    source: String,
    /// The instance of the provider.
    #[oai(nullable)]
    instance_id: Option<String>,
    /// Into which organization.
    #[oai(nullable)]
    organization_id: Option<String>,
    /// The organization's name, as it is today. Null where it is not known.
    #[oai(nullable)]
    organization_name: Option<String>,
    /// Who is invited.
    #[oai(nullable)]
    email: Option<String>,
    /// The user who invited.
    #[oai(nullable)]
    inviter_id: Option<String>,
    /// The inviter's name (else the user name), as it is today. Null where it is not known.
    #[oai(nullable)]
    inviter_name: Option<String>,
    /// The inviter's primary e-mail address, as it is today. Null where it is not known.
    #[oai(nullable)]
    inviter_email: Option<String>,
    /// The user who accepted.
    #[oai(nullable)]
    user_id: Option<String>,
    /// Their name (else the user name), as it is today. Null where it is not known.
    #[oai(nullable)]
    user_name: Option<String>,
    /// Their primary e-mail address, as it is today. Null where it is not known.
    #[oai(nullable)]
    user_email: Option<String>,
    /// When it was made.
    started_at: Moment,
    /// How that is known: `created_at` where the provider told it, `occurred_at` where it is the
    /// time of the first event.
    started_basis: String,
    /// The role that is offered.
    #[oai(nullable)]
    role: Option<String>,
    /// The role in words.
    #[oai(nullable)]
    role_name: Option<String>,
    /// `accepted`, `revoked` or `pending`; `expired` is inferred once `expires_at` has passed.
    #[oai(nullable)]
    status: Option<String>,
    /// When that was settled: by the first event that told it, which nothing undoes.
    #[oai(nullable)]
    settled_at: Option<Moment>,
    /// Whether the status is inferred: no event told it.
    inferred: bool,
    /// Until when it can be accepted.
    #[oai(nullable)]
    expires_at: Option<Moment>,
    /// When it was last changed.
    #[oai(nullable)]
    updated_at: Option<Moment>,
    /// Since when this may be incomplete, because an event about it could not be read: see `/v1/undecodable`; else null.
    #[oai(nullable)]
    incomplete_since: Option<Moment>,
}

impl From<invitations::Invitation> for Invitation {
    fn from(invitation: invitations::Invitation) -> Self {
        let invitations::Invitation {
            row,
            status,
            settled_at,
            inferred,
            incomplete_since,
            organization_name,
            inviter,
            user,
        } = invitation;
        let moment = |micros: i64| Moment(Timestamp::from_micros(micros));
        Self {
            invitation_id: row.invitation_id,
            source: row.source,
            instance_id: row.instance_id,
            organization_id: row.organization_id,
            organization_name,
            inviter_name: inviter.name,
            inviter_email: inviter.email,
            user_name: user.name,
            user_email: user.email,
            email: row.email,
            role: row.role,
            role_name: row.role_name,
            status,
            settled_at: settled_at.map(Moment),
            inferred,
            inviter_id: row.inviter_id,
            user_id: row.user_id,
            started_at: moment(row.started_at),
            started_basis: started_basis(row.started_basis).to_owned(),
            expires_at: row.expires_at.map(moment),
            updated_at: row.updated_at.map(moment),
            incomplete_since: incomplete_since.map(Moment),
        }
    }
}

#[OpenApi(tag = "Tag::Organizations")]
impl InvitationList {
    /// List invitations
    ///
    /// By the time they were made. Those of instances that are not configured are left out unless `instance_id` asks for
    /// them.
    #[oai(
        path = "/v1/invitations",
        method = "get",
        operation_id = "list_invitations",
        response_header(name = "link", ty = "Option<String>", description = "The pages beside this one (RFC 8288).")
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        uri: &Uri,
        /// Into this organization.
        organization_id: Query<Option<Text>>,
        /// To this e-mail address; capital and small letters are the same. A + is written `%2B`.
        email: Query<Option<Text>>,
        /// With this role: `org:admin` and `admin` are the same.
        role: Query<Option<Text>>,
        /// With this status, as the answer shows it.
        status: Query<Option<InvitationStatus>>,
        /// By this user.
        inviter_id: Query<Option<Text>>,
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
    ) -> Result<Listed<Invitation>, Problem> {
        let filter = InvitationFilter {
            source: text(source.0),
            instance_id: text(instance_id.0),
            organization_id: text(organization_id.0),
            email: identifiers([(IdentifierKind::Email, email.0)])?.pop(),
            role: text(role.0),
            status: word(status.0),
            inviter_id: text(inviter_id.0),
        };
        let request = page::request(limit, order, after, before);
        let (instances, now) = (state.instances(), state.clock.now());
        Ok(listed(uri, invitations::list(&state.store, &filter, &instances, &grant.sources, &request, now).await?))
    }

    /// Get an invitation
    #[oai(path = "/v1/invitations/:invitation_id", method = "get", operation_id = "get_invitation")]
    async fn one(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The id of the invitation, percent-encoded.
        invitation_id: Path<Text>,
        /// Who told of the invitation; needed only where two sources know the id.
        source: Query<Option<Text>>,
    ) -> Result<Json<Invitation>, OneProblem> {
        let (source, now) = (text(source.0), state.clock.now());
        let found = invitations::one(&state.store, &invitation_id.0.0, source.as_deref(), &grant.sources, now).await?;
        found.map(|invitation| Json(invitation.into())).ok_or_else(|| OneProblem::not_found("invitation"))
    }
}
