//! The organizations view: the newest description of each, and whether it was deleted. Member
//! counts are left out, because snapshots of the same version disagree about them.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    audited::{ORGANIZATION, Snapshot},
    identifiers::Identifiers,
    search_words::{self, SearchWords, WORD},
    set,
    version::{
        self, DESCRIBED_BY_EMBEDDED, DESCRIBED_BY_NONE, DESCRIBED_BY_NOTICE, DESCRIBED_BY_OWN, Version, extent, owned,
        smallest_known, take, unreadable,
    },
};
use crate::{
    clock::Timestamp,
    event::{
        RecordedEvent,
        clerk::{Body, Data, DecodeError, Organization, OrganizationDeleted},
    },
    projection::{Index, IndexKind, Projection, Row, stored_whole},
    text::identifier::IdentifierKind,
};

/// The projection of organizations, from the family `organization` and from memberships and
/// invitations.
#[derive(Clone, Copy, Debug)]
pub struct Organizations;

/// An organization, or what one event reports about it. Times are microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "organizations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// `org_…`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: String,
    pub instance_id: Option<String>,

    /// The origin of the description; the greater value wins before the version.
    pub described_by: i16,
    /// Version of the description: when the organization was updated.
    pub version_at: Option<i64>,
    /// Version: when the describing event happened.
    pub version_occurred_at: Option<i64>,
    pub version_rank: Option<i16>,
    pub version_id: Option<String>,
    pub name: Option<String>,
    pub slug: Option<String>,
    pub created_by: Option<String>,
    /// The maximum number of members; 0 means unlimited.
    pub max_allowed_memberships: Option<i64>,
    /// True if its administrators may delete it.
    pub admin_delete_enabled: Option<bool>,
    /// Position of the describing event, whose body has the fields that are only presented. Null
    /// if it has no more fields.
    pub described_position: Option<i64>,
    pub created_at: Option<i64>,
    pub updated_at: Option<i64>,

    /// Every name and slug ever seen, as a set of tagged texts; see
    /// [`identifiers`](super::identifiers).
    pub identifiers: Option<String>,
    /// The terms that find them.
    pub identifier_terms: Option<String>,
    /// The words that find the organization, of the same names and of the id; see
    /// [`search_words`].
    pub words: Option<String>,

    /// When it was deleted. This is final, because ids are not reused.
    pub deleted_at: Option<i64>,
}

pub type OrganizationRow = Model;

/// Views refer to each other by id only: an organization may arrive before its creator.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Projection for Organizations {
    const NAME: &'static str = "organizations";
    const VERSION: i32 = 5;
    const INDEXES: &'static [Index] = &[
        Index { name: "identifier", columns: &["identifier_terms"], kind: IndexKind::Inverted },
        Index { name: WORD, columns: &["words"], kind: IndexKind::Inverted },
        Index { name: "created_by", columns: &["created_by", "source", "organization_id"], kind: IndexKind::Ordered },
    ];
    type Row = OrganizationRow;

    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<OrganizationRow>, DecodeError> {
        if event.source.is_system() {
            return Ok(Vec::new());
        }
        Ok(match &body.data {
            Ok(Data::Organization(organization)) => {
                vec![OrganizationRow::from_description(event, body, organization, DESCRIBED_BY_OWN)]
            }
            Ok(Data::OrganizationDeleted(notice)) => vec![OrganizationRow::from_deletion(event, body, notice)],
            Ok(Data::Membership(membership)) => {
                let embedded = membership.organization.as_deref();
                let described = embedded.map(|organization| {
                    OrganizationRow::from_description(event, body, organization, DESCRIBED_BY_EMBEDDED)
                });
                described.into_iter().collect()
            }
            Ok(Data::Invitation(invitation)) => {
                invitation.organization_id.iter().map(|id| OrganizationRow::from_id(event, body, id)).collect()
            }
            Ok(_) => Vec::new(),
            Err(error) => return unreadable(event, error, &["organization", "organizationMembership"]),
        })
    }
}

impl Model {
    /// An organization of which only the id is known.
    fn from_id(event: &RecordedEvent, body: &Body<'_>, organization_id: &str) -> Self {
        Self {
            source: event.source.as_str().to_owned(),
            organization_id: organization_id.to_owned(),
            instance_id: owned(body.instance_id.as_ref()),
            described_by: DESCRIBED_BY_NONE,
            version_at: None,
            version_occurred_at: None,
            version_rank: None,
            version_id: None,
            name: None,
            slug: None,
            created_by: None,
            max_allowed_memberships: None,
            admin_delete_enabled: None,
            described_position: None,
            created_at: None,
            updated_at: None,
            identifiers: None,
            identifier_terms: None,
            words: SearchWords::of_id(organization_id).column(),
            deleted_at: None,
        }
    }

    fn from_deletion(event: &RecordedEvent, body: &Body<'_>, notice: &OrganizationDeleted<'_>) -> Self {
        let described = notice.slug.as_ref().map(|slug| {
            let named = Organization { id: notice.id.clone(), slug: Some(slug.clone()), ..Organization::default() };
            Self::from_description(event, body, &named, DESCRIBED_BY_NOTICE)
        });
        Self {
            deleted_at: Some(body.occurred_at.at.micros()),
            ..described.unwrap_or_else(|| Self::from_id(event, body, &notice.id))
        }
    }

    fn from_description(
        event: &RecordedEvent,
        body: &Body<'_>,
        organization: &Organization<'_>,
        described_by: i16,
    ) -> Self {
        let version = Version::new(event, body, organization.updated_at);
        let audited = || Snapshot::read(ORGANIZATION, organization.object, extent(described_by), body.occurred_at.at);
        let described_by = version::described_by(organization.is_bare(), audited, described_by);
        let name = organization.name.as_deref().map(|name| (IdentifierKind::Name, name));
        let slug = organization.slug.as_deref().map(|slug| (IdentifierKind::Slug, slug));
        let identifiers = Identifiers::new(name.into_iter().chain(slug), []);
        let texts = [&organization.name, &organization.slug].into_iter().filter_map(|text| text.as_deref());
        let words = SearchWords::of_id(&organization.id).texts(texts);
        Self {
            described_by,
            version_at: Some(version.at),
            version_occurred_at: Some(version.occurred_at),
            version_rank: Some(version.rank),
            version_id: Some(version.id.to_owned()),
            name: owned(organization.name.as_ref()),
            slug: owned(organization.slug.as_ref()),
            created_by: owned(organization.created_by.as_ref()),
            max_allowed_memberships: organization.max_allowed_memberships,
            admin_delete_enabled: organization.admin_delete_enabled,
            described_position: (!organization.object.is_empty()).then_some(event.position.0),
            created_at: organization.created_at.map(Timestamp::micros),
            updated_at: organization.updated_at.map(Timestamp::micros),
            identifiers: identifiers.tagged,
            identifier_terms: identifiers.terms,
            words: words.column(),
            ..Self::from_id(event, body, &organization.id)
        }
    }

    /// An event of the organization itself wins over snapshots, then the newest version wins.
    fn description(&self) -> (i16, Option<Version<'_>>) {
        let id = self.version_id.as_deref();
        let version = Version::stored(self.version_at, self.version_occurred_at, self.version_rank, id);
        (self.described_by, version)
    }
}

/// The audited fields of the organization in an event, as a [`Snapshot`] in JSON.
#[must_use]
pub fn audited(body: &Body<'_>) -> Option<String> {
    let (organization, described_by) = match &body.data {
        Ok(Data::Organization(organization)) => (&**organization, DESCRIBED_BY_OWN),
        Ok(Data::Membership(membership)) => (membership.organization.as_deref()?, DESCRIBED_BY_EMBEDDED),
        _ => return None,
    };
    Snapshot::column(ORGANIZATION, organization.object, extent(described_by), body.occurred_at.at)
}

impl Row for Model {
    type Entity = Entity;
    stored_whole!();

    const KEY_COLUMN: &'static str = "organization_id";

    fn key(&self) -> (&str, &str) {
        (&self.source, &self.organization_id)
    }

    fn merge(mut self, other: Self) -> Self {
        let describes = other.description() > self.description();

        self.instance_id = smallest_known(self.instance_id, other.instance_id);
        if describes {
            take!(self from other:
                described_by, version_at, version_occurred_at, version_rank, version_id,
                name, slug, created_by, max_allowed_memberships, admin_delete_enabled, described_position,
                created_at, updated_at);
        }
        // Former names find the organization too, so all are kept.
        self.identifiers = set::union(self.identifiers, other.identifiers);
        self.identifier_terms = set::union(self.identifier_terms, other.identifier_terms);
        self.words = search_words::union(self.words, other.words);
        // Independent of the description, which is still updated: a late update does not revive
        // it.
        self.deleted_at = smallest_known(self.deleted_at, other.deleted_at);
        self
    }
}
