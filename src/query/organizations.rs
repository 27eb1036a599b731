//! Organizations: the last description of each, and whether it was deleted.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, FromQueryResult, QueryFilter, QueryTrait, Select,
    sea_query::{Condition, Expr, ExprTrait},
};

use super::{
    bodies,
    cursor::{KeyKind, KeyPart, List},
    error::QueryError,
    hidden_instances,
    identifier_match::{self, IdentifierMatch},
    incomplete,
    instances::Instances,
    live_view::{LiveView, unindexed},
    page::{Page, PageRequest, Pager},
    source_access,
    unknown_names::{self, FilterName, NameKind},
    word_search::{self, WordSearch},
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    storage::Store,
    text::{
        identifier::{Identifier, IdentifierKind},
        words::Search,
    },
    views::{
        Organizations,
        organizations::{self, Column, Entity, OrganizationRow},
        set,
    },
};

/// By the key of the view.
const BY_ID: List = List { name: "organizations", key: &[KeyKind::Text, KeyKind::Text] };
const BY_WORD: List = List { name: "organizations/word", key: word_search::KEY };

#[derive(Clone, Debug, Default)]
pub struct OrganizationFilter {
    pub source: Option<String>,
    /// An instance; by default all visible ones.
    pub instance_id: Option<String>,
    /// All of these identifiers, current or former.
    pub identifiers: Vec<Identifier>,
    /// Beginnings of words of names and slugs, current or former, and of the id.
    pub search: Option<Search>,
    pub created_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    pub row: OrganizationRow,
    /// The audited fields of the description, as a [`Snapshot`](crate::views::audited::Snapshot) in
    /// JSON.
    pub audited: Option<String>,
    /// In a list, the requested identifiers that found it.
    pub matched: Vec<IdentifierMatch>,
    /// Since when this may be incomplete because of a failure.
    pub incomplete_since: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct FoundOrganization {
    #[sea_orm(nested)]
    row: OrganizationRow,
    incomplete_since: Option<i64>,
}

/// One page of organizations.
pub async fn list(
    store: &Store,
    filter: &OrganizationFilter,
    instances: &Instances,
    allowed_sources: &SourceAccess,
    page: &PageRequest,
) -> Result<Page<Organization>, QueryError> {
    let list = filter.list();
    let (pager, on) = Pager::begin(store, page, list).await?;
    let view = LiveView::load::<Organizations>(&on).await?;
    let query = OrganizationQuery { on: &on, view: &view, filter, allowed_sources };
    let (rows, stopped_at, words) = query.page(&pager, instances).await?;
    let key = |found: &FoundOrganization| {
        let OrganizationRow { source, organization_id, words: all, .. } = &found.row;
        match &words {
            Some(words) => words.key(all.as_deref(), source, organization_id),
            None => vec![KeyPart::Text(source.clone()), KeyPart::Text(organization_id.clone())],
        }
    };
    let page = pager.page_up_to(&on, rows, key, stopped_at).await?;
    let mut audited = audited(store, page.data.iter()).await?;
    let mut page = page.map(|found| {
        let audited = found.row.described_position.and_then(|position| audited.remove(&position));
        let current = filter.identifiers.iter().filter_map(|identifier| named(&found.row, identifier.kind));
        let current = set::from_texts(current.collect::<Vec<_>>().iter().map(String::as_str));
        let matched =
            identifier_match::matched(&filter.identifiers, current.as_deref(), found.row.identifiers.as_deref());
        Organization { audited, matched, ..found.into() }
    });
    identifier_match::explain(&mut page, &filter.identifiers);
    unknown_names::explain(&mut page, &on, allowed_sources, filter.source.as_deref(), filter.names()).await?;
    let requested = (filter.instance_id.as_deref(), filter.source.as_deref(), allowed_sources);
    let hidden = async || {
        let first = query.page(&pager.first_only(list), &Instances::default()).await?.0.into_iter().next();
        Ok(first.and_then(|found| Some((found.row.source, found.row.instance_id?))))
    };
    hidden_instances::explain_by(&mut page, &on, instances, requested, hidden).await?;
    Ok(page)
}

/// The sources and ids of organizations that are or were called so, of any instance.
pub(super) async fn called(
    on: &impl ConnectionTrait,
    search: &Search,
    source: Option<&str>,
    allowed_sources: &SourceAccess,
) -> Result<Vec<(String, String)>, QueryError> {
    let organizations = LiveView::load::<Organizations>(on).await?;
    let visible = source_access::of((Entity, Column::Source), source, allowed_sources);
    word_search::all_ids(on, (&organizations, "organization_id"), &BY_WORD, search, visible).await
}

/// A list of organizations in one generation.
struct OrganizationQuery<'a, C> {
    on: &'a C,
    view: &'a LiveView,
    filter: &'a OrganizationFilter,
    allowed_sources: &'a SourceAccess,
}

/// The rows of a page, the key after which the next page continues if this one ended early, and
/// the search that found them.
type FoundOrganizations<'a> = (Vec<FoundOrganization>, Option<Vec<KeyPart>>, Option<WordSearch<'a>>);

impl<'a, C: ConnectionTrait> OrganizationQuery<'a, C> {
    async fn page(&self, pager: &Pager, instances: &Instances) -> Result<FoundOrganizations<'a>, QueryError> {
        let Self { on, view, filter, allowed_sources } = self;
        let visible =
            instances.visible((Entity, Column::Source), (Entity, Column::InstanceId), filter.instance_id.as_deref());
        let backend = on.get_database_backend();
        let condition = filter.condition(backend, view, allowed_sources).add(visible);
        if let Some(search) = filter.searched() {
            let words = WordSearch::new(*on, view, "organization_id", &BY_WORD, (search, pager)).await?;
            let select = || {
                let mut select = find(view).filter(condition.clone()).into_query();
                words.join(backend, &mut select);
                select
            };
            let (rows, stopped_at) = words.walk().page(*on, pager, select).await?;
            return Ok((rows, stopped_at, Some(words)));
        }
        let mut select = find(view).filter(condition);
        let query = QueryTrait::query(&mut select);
        let key = [(Entity, Column::Source), (Entity, Column::OrganizationId)];
        if filter.finds_few() {
            pager.gather(query, key);
        } else {
            let source = source_access::one_source(filter.source.as_deref(), allowed_sources);
            pager.in_source(query, source, (Entity, Column::OrganizationId));
            pager.select(query, key);
        }
        Ok((select.into_model::<FoundOrganization>().all(*on).await?, None, None))
    }
}

/// The organization with this id, of any instance.
pub async fn one(
    store: &Store,
    organization_id: &str,
    source: Option<&str>,
    allowed_sources: &SourceAccess,
) -> Result<Option<Organization>, QueryError> {
    let on = store.begin_read().await?;
    let mut select =
        find(&LiveView::load::<Organizations>(&on).await?).filter(Column::OrganizationId.eq(organization_id));
    select = select.filter(source_access::candidates(&on, Column::Source, source, allowed_sources).await?);
    let found = source_access::only(select.into_model::<FoundOrganization>().all(&on).await?, |found| {
        found.row.source.as_str()
    })?;
    let audited = audited(store, found.iter()).await?.into_values().next();
    Ok(found.map(|found| Organization { audited, ..found.into() }))
}

/// The audited fields, by the position of the describing event.
async fn audited(
    store: &Store,
    found: impl Iterator<Item = &FoundOrganization>,
) -> Result<HashMap<i64, String>, QueryError> {
    let positions: Vec<i64> = found.filter_map(|found| found.row.described_position).collect();
    bodies::read(store, positions, organizations::audited).await
}

fn find(view: &LiveView) -> Select<Entity> {
    let incomplete = incomplete::since(view, (Entity, Column::Source), (Entity, Column::OrganizationId));
    let mut select = view.find::<Organizations>();
    QueryTrait::query(&mut select).expr_as(incomplete, "incomplete_since");
    select
}

/// The current name or slug of an organization.
fn named(row: &OrganizationRow, kind: IdentifierKind) -> Option<String> {
    let value = match kind {
        IdentifierKind::Name => row.name.as_deref(),
        IdentifierKind::Slug => row.slug.as_deref(),
        _ => None,
    };
    value.map(|value| kind.tag(value))
}

/// Presents a row in memory.
pub(super) fn present(row: OrganizationRow, audited: Option<String>, incomplete_since: Option<i64>) -> Organization {
    Organization { audited, ..FoundOrganization { row, incomplete_since }.into() }
}

impl From<FoundOrganization> for Organization {
    fn from(found: FoundOrganization) -> Self {
        // Former names are searched but not presented, because a past state does not read all of
        // them.
        let row = OrganizationRow { identifiers: None, identifier_terms: None, words: None, ..found.row };
        let incomplete_since = found.incomplete_since.map(Timestamp::from_micros);
        Self { row, audited: None, matched: Vec::new(), incomplete_since }
    }
}

impl OrganizationFilter {
    /// True if it filters by identifier: an index has the few organizations with it.
    fn finds_few(&self) -> bool {
        !self.identifiers.is_empty()
    }

    /// The search, if it leads to the rows.
    fn searched(&self) -> Option<&Search> {
        self.search.as_ref().filter(|_| !self.finds_few())
    }

    fn list(&self) -> &'static List {
        if self.searched().is_some() { &BY_WORD } else { &BY_ID }
    }

    /// All filters but that by instance. A search leads to its rows alone.
    fn condition(&self, backend: DbBackend, view: &LiveView, allowed_sources: &SourceAccess) -> Condition {
        let source = (Entity, Column::Source);
        let is_searched = self.searched().is_some();
        let allowed = if is_searched {
            source_access::rows_in_order(source, allowed_sources)
        } else {
            source_access::rows(source, allowed_sources)
        };
        let is = |of: Column, value: &Option<String>| {
            let column = if is_searched { unindexed((Entity, of)) } else { Expr::col((Entity, of)) };
            value.as_ref().map(|value| column.eq(value.as_str()))
        };
        let by_words = self.search.as_ref().filter(|_| !is_searched);
        Condition::all()
            .add_option(allowed)
            .add_option(is(Column::Source, &self.source))
            .add(identifier_match::with(view, [Column::Source, Column::OrganizationId], Entity, &self.identifiers))
            .add_option(by_words.map(|search| word_search::all_of(backend, view.name, search)))
            .add_option(is(Column::CreatedBy, &self.created_by))
    }

    fn names(&self) -> [Option<FilterName>; 2] {
        [
            FilterName::new("created_by", NameKind::User, self.created_by.as_ref()),
            FilterName::new("instance_id", NameKind::Instance, self.instance_id.as_ref()),
        ]
    }
}
