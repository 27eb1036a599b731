//! Lists organization invitations and returns one of them.

use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};

use crate::{
    api::{
        middleware::auth::{Granted, ViewsRead},
        wire::{
            document::Tag,
            error::Problem,
            ids::{InstanceId, InvitationId, OrganizationId, UserId},
            label::{Label, StartedBasisLabels},
            page::{Asked, Listed, listed},
            parameters::{
                Choice, DateTime, InvitationStatus, Limit, NonEmptyText, Order, Several, identifiers, text, texts,
                values,
            },
            refusals::OneProblem,
        },
    },
    clock::Timestamp,
    query::invitations::{self, InvitationFilter},
    text::identifier::IdentifierKind,
    views::version::started_basis,
};

pub(crate) struct Invitations;

/// An invitation to an organization and its outcome. The link that accepts it is never returned.
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
struct Invitation {
    /// Invitation id, as Clerk writes it.
    invitation_id: String,
    /// Name of the source that reported the invitation, as configured.
    source: String,
    /// Clerk instance (`ins_…`). Null if the event names none.
    #[oai(nullable)]
    instance_id: Option<String>,
    /// Organization that the invitation is for.
    #[oai(nullable)]
    organization_id: Option<String>,
    /// Name of the organization, today. Null if unknown.
    #[oai(nullable)]
    organization_name: Option<String>,
    /// E-mail address that was invited.
    #[oai(nullable)]
    email: Option<String>,
    /// User who sent the invitation.
    #[oai(nullable)]
    inviter_id: Option<String>,
    /// Full name or username of the inviter, today. Null if unknown.
    #[oai(nullable)]
    inviter_name: Option<String>,
    /// Primary e-mail address of the inviter, today. Null if unknown.
    #[oai(nullable)]
    inviter_email: Option<String>,
    /// User who accepted the invitation. Null until then.
    #[oai(nullable)]
    user_id: Option<String>,
    /// Full name or username of that user, today. Null if unknown.
    #[oai(nullable)]
    user_name: Option<String>,
    /// Primary e-mail address of that user, today. Null if unknown.
    #[oai(nullable)]
    user_email: Option<String>,
    /// When the invitation was created.
    started_at: DateTime,
    /// Where `started_at` comes from: `created_at` (Clerk reported it) or `occurred_at` (time of
    /// the first event).
    started_basis: Label<StartedBasisLabels>,
    /// Role key that is offered, for example `org:member`.
    #[oai(nullable)]
    role: Option<String>,
    /// Display name of the role.
    #[oai(nullable)]
    role_name: Option<String>,
    /// `pending`, `accepted` or `revoked`; `expired` is inferred once `expires_at` has passed.
    /// `unknown` if Clerk reported no status, or another one: the payload has it.
    status: String,
    /// When the invitation was accepted, revoked or expired. Null while it is pending.
    #[oai(nullable)]
    settled_at: Option<DateTime>,
    /// True if no event reported the status.
    inferred: bool,
    /// Deadline for accepting the invitation.
    #[oai(nullable)]
    expires_at: Option<DateTime>,
    /// When the invitation was last updated.
    #[oai(nullable)]
    updated_at: Option<DateTime>,
    /// Set when a projection skipped an event about this invitation (a failure): data may be
    /// missing from this time on. `/v1/undecodable` lists those events. Null otherwise.
    #[oai(nullable)]
    failure_since: Option<DateTime>,
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
        let moment = |micros: i64| DateTime(Timestamp::from_micros(micros));
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
            settled_at: settled_at.map(DateTime),
            inferred,
            inviter_id: row.inviter_id,
            user_id: row.user_id,
            started_at: moment(row.started_at),
            started_basis: Label::new(started_basis(row.started_basis)),
            expires_at: row.expires_at.map(moment),
            updated_at: row.updated_at.map(moment),
            failure_since: incomplete_since.map(DateTime),
        }
    }
}

#[OpenApi(tag = "Tag::Organizations")]
impl Invitations {
    /// List invitations
    ///
    /// Sorted by creation time.
    #[oai(path = "/v1/invitations", method = "get", operation_id = "list_invitations")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        granted: Granted<ViewsRead>,
        asked: Asked,
        /// Only invitations to this organization.
        organization_id: Query<Option<Several<OrganizationId>>>,
        /// Only invitations to this e-mail address. Case-insensitive. Write `+` as `%2B`.
        email: Query<Option<NonEmptyText>>,
        /// Only invitations with this role. `org:admin` and `admin` are the same, and `org:member`
        /// and `basic_member`.
        role: Query<Option<Several<NonEmptyText>>>,
        /// Only invitations with this status, as `status` shows it.
        status: Query<Option<Several<InvitationStatus>>>,
        /// Only invitations sent by this user.
        inviter_id: Query<Option<Several<UserId>>>,
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
    ) -> Result<Listed<Invitation>, Problem> {
        let filter = InvitationFilter {
            source: text(source.0),
            instance_id: text(instance_id.0),
            organization_id: texts(organization_id.0),
            email: identifiers([(IdentifierKind::Email, text(email.0))])?.pop(),
            role: texts(role.0),
            status: values(status.0).map(|Choice(status)| status),
            inviter_id: texts(inviter_id.0),
        };
        let request = asked.page(limit, order, after, before);
        let (instances, now) = (granted.instances(), granted.now());
        Ok(listed(
            asked,
            invitations::list(granted.store(), &filter, &instances, granted.allowed_sources(), &request, now).await?,
        ))
    }

    /// Get an invitation
    #[oai(path = "/v1/invitations/:invitation_id", method = "get", operation_id = "get_invitation")]
    async fn one(
        &self,
        granted: Granted<ViewsRead>,
        /// Id of the invitation, percent-encoded.
        invitation_id: Path<InvitationId>,
        /// Source of the invitation. Required only if two sources have the same id.
        source: Query<Option<NonEmptyText>>,
    ) -> Result<Json<Invitation>, OneProblem> {
        let (source, now) = (text(source.0), granted.now());
        let found =
            invitations::one(granted.store(), &invitation_id.0.0, source.as_deref(), granted.allowed_sources(), now)
                .await?;
        found.map(|invitation| Json(invitation.into())).ok_or_else(|| OneProblem::not_found("invitation"))
    }
}
