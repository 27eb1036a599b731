//! Organizations, replayed.

use std::collections::{BTreeMap, BTreeSet};

use gatelog::{
    event::clerk::{Data, Organization},
    views::{
        audited::{Extent, ORGANIZATION, Snapshot},
        organizations::OrganizationRow,
    },
};

use super::{
    super::history::{Key, Said, View},
    Order, is_bare, micros, occurred, order, senders, text,
    users::{array, word_beginnings},
};

pub fn organizations(history: &[Said]) -> View<OrganizationRow> {
    described(history).into_iter().map(|(key, (row, _))| (key, row)).collect()
}

/// The audited fields of each.
pub fn audited_organizations(history: &[Said]) -> View<Option<String>> {
    described(history).into_iter().map(|(key, (_, audited))| (key, audited)).collect()
}

fn described(history: &[Said]) -> View<(OrganizationRow, Option<String>)> {
    let mut all: BTreeMap<Key, OfOrganization> = BTreeMap::new();
    for said in senders(history) {
        match &said.body.data {
            Ok(Data::Organization(organization)) => {
                OfOrganization::hear(&mut all, said, &organization.id).describe(4, said, organization);
            }
            Ok(Data::OrganizationDeleted(notice)) => {
                let of = OfOrganization::hear(&mut all, said, &notice.id);
                of.deletions.push(occurred(said));
                if notice.slug.is_some() {
                    of.describe(1, said, &Organization { slug: notice.slug.clone(), ..Organization::default() });
                }
            }
            Ok(Data::Membership(membership)) => {
                if let Some(organization) = &membership.organization {
                    OfOrganization::hear(&mut all, said, &organization.id).describe(3, said, organization);
                }
            }
            Ok(Data::Invitation(invitation)) => {
                if let Some(id) = &invitation.organization_id {
                    OfOrganization::hear(&mut all, said, id);
                }
            }
            _ => {}
        }
    }
    all.into_iter().map(|(key, of)| (key.clone(), of.row(key))).collect()
}

/// Everything said of one organization.
#[derive(Default)]
struct OfOrganization {
    descriptions: Vec<(i16, Order, Organization<'static>, Option<String>)>,
    deletions: Vec<i64>,
    instances: Vec<String>,
    identifiers: BTreeSet<String>,
}

impl OfOrganization {
    fn hear<'a>(all: &'a mut BTreeMap<Key, Self>, said: &Said, id: &str) -> &'a mut Self {
        let of = all.entry((said.source.as_str().to_owned(), id.to_owned())).or_default();
        of.instances.extend(text(said.body.instance_id.as_ref()));
        of
    }

    fn describe(&mut self, described_by: i16, said: &Said, organization: &Organization<'static>) {
        self.identifiers.extend(organization.name.iter().map(|name| format!("name:{name}")));
        self.identifiers.extend(organization.slug.iter().map(|slug| format!("slug:{slug}")));
        let Organization { id, updated_at, object, .. } = organization.clone();
        let is_notice =
            is_bare(object) && *organization == Organization { id, updated_at, object, ..Organization::default() };
        let described_by = if is_notice { 1 } else { described_by };
        let extent = if described_by == 4 { Extent::Whole } else { Extent::Presented };
        let audited = Snapshot::column(ORGANIZATION, organization.object, extent, said.body.occurred_at.at);
        self.descriptions.push((described_by, order(said, organization.updated_at), organization.clone(), audited));
    }

    fn row(mut self, (source, organization_id): Key) -> (OrganizationRow, Option<String>) {
        self.descriptions.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        let newest = self.descriptions.pop();
        let order = newest.as_ref().map(|(_, order, ..)| order.clone());
        let described_by = newest.as_ref().map_or(0, |(described_by, ..)| *described_by);
        let (organization, audited) =
            newest.map(|(_, _, organization, audited)| (organization, audited)).unwrap_or_default();
        let deletion = self.deletions.into_iter().min();
        let names = self.identifiers.iter().filter_map(|tagged| Some(tagged.split_once(':')?.1));
        let words = names.flat_map(word_beginnings).chain([organization_id.to_lowercase()]).collect();
        let row = OrganizationRow {
            source,
            organization_id,
            instance_id: self.instances.into_iter().min(),
            described_by,
            version_at: order.as_ref().map(|order| order.0),
            version_occurred_at: order.as_ref().map(|order| order.1),
            version_rank: order.as_ref().map(|order| order.2),
            version_id: order.map(|order| order.3),
            name: text(organization.name.as_ref()),
            slug: text(organization.slug.as_ref()),
            created_by: text(organization.created_by.as_ref()),
            max_allowed_memberships: organization.max_allowed_memberships,
            admin_delete_enabled: organization.admin_delete_enabled,
            described_position: audited.is_some().then_some(0),
            created_at: micros(organization.created_at),
            updated_at: micros(organization.updated_at),
            words: array(words),
            identifier_terms: array(self.identifiers.iter().map(|text| text.to_lowercase()).collect()),
            identifiers: array(self.identifiers),
            deleted_at: deletion,
        };
        (row, audited)
    }
}
