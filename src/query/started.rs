//! Lists by start time whose rows several indexes find. A page follows the index of one filter,
//! once for each of its values, and tests all filters on each row. It examines at most
//! [`EXAMINED_MAX`] entries, so its cost does not grow with the number of rows.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use sea_orm::{
    ConnectionTrait, FromQueryResult, Iden, IdenStatic, Value,
    sea_query::{Condition, Expr, ExprTrait, JoinType, SelectStatement},
};

use super::{
    cursor::{KeyKind, KeyPart, List},
    error::QueryError,
    filter::Filter,
    instances::Instances,
    live_view::{LiveView, unindexed, unindexed_number},
    page::{EXAMINED_MAX, Pager},
    source_access,
    values::Values,
    walk::{FIRST, Walk},
};
use crate::{access::SourceAccess, clock::Timestamp};

/// The key of such a list: when a row started, its source and its id.
pub(super) const KEY: &[KeyKind] = &[KeyKind::Integer, KeyKind::Text, KeyKind::Text];

/// Alias of the table of index entries.
const ENTRY: &str = "started_entry";

const STARTED_AT: &str = "started_at";

/// What leads to rows.
#[derive(Clone, Debug)]
pub(super) enum Postings {
    /// An index in the order of the list.
    Ordered(Walk),
    /// Rows that another index finds: at most [`GATHERED_MAX`](super::page::GATHERED_MAX).
    Few(Condition),
}

/// The rows of a page, and the key after which the next page continues if this one ended early.
pub(super) type FoundRows<T> = (Vec<T>, Option<Vec<KeyPart>>);

/// The rows of a list in one generation of a view.
pub(super) struct StartedList<'a> {
    pub(super) list: &'static List,
    pub(super) view: &'a LiveView,
    /// The column of the id.
    pub(super) id: &'static str,
    /// Rows started before.
    pub(super) before: Option<Timestamp>,
}

impl Filter<Postings> {
    /// A filter whose rows these walks have.
    pub(super) fn walked(walks: impl IntoIterator<Item = Walk>, condition: Condition) -> Self {
        Self { postings: Some(walks.into_iter().map(Postings::Ordered).collect()), condition }
    }
}

impl StartedList<'_> {
    /// All rows.
    fn walk(&self) -> Walk {
        let key = vec![STARTED_AT, "source", self.id];
        Walk {
            table: self.view.table.clone(),
            alias: self.view.name,
            list: self.list,
            indexed: key.len(),
            key,
            lead: Condition::all(),
            range: (None, self.before.map(|before| before.micros().into())),
            tests: true,
        }
    }

    /// An index of the table by a column with this value, then in the order of the list.
    pub(super) fn column(&self, column: impl Iden, value: impl Into<Value>) -> Walk {
        Walk { lead: Condition::all().add(Expr::col((self.view.name, column)).eq(value.into())), ..self.walk() }
    }

    /// The rows with a start time in another column, which a sparse index has.
    pub(super) fn sparse(&self, column: impl IdenStatic) -> Walk {
        let lead = Condition::all().add(Expr::col((self.view.name, column)).is_not_null());
        Walk { lead, key: vec![column.as_str(), "source", self.id], ..self.walk() }
    }

    /// The entries of an inverted index with this value.
    pub(super) fn entries(&self, index: &str, value: impl Into<Value>) -> Walk {
        let lead = Condition::all().add(Expr::col((ENTRY, "value")).eq(value.into()));
        Walk { table: self.view.entries(index), alias: ENTRY, lead, ..self.walk() }
    }

    /// The filters by a column of texts that has an index.
    pub(super) fn by_text(
        &self,
        column: impl Iden + Copy + 'static,
        values: &Values<String>,
    ) -> impl Iterator<Item = Filter<Postings>> {
        Filter::by_values(values, move |value| {
            let condition = Condition::all().add(unindexed((self.view.name, column)).eq(value.as_str()));
            Filter::walked([self.column(column, value.as_str())], condition)
        })
    }

    /// A filter by a column of ids that has an index. Each id is of one source.
    pub(super) fn by_ids(&self, column: impl Iden + Copy, ids: &HashSet<(String, String)>) -> Filter<Postings> {
        let mut by_source: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (source, id) in ids {
            by_source.entry(source).or_default().push(id);
        }
        let own = |of: &Vec<&str>| unindexed((self.view.name, column)).is_in(of.iter().copied());
        let of_source = |(source, of): (&&str, _)| unindexed((self.view.name, "source")).eq(*source).and(own(of));
        // Of no id there is no row.
        let condition = Condition::any().add(Expr::value(false));
        let condition = by_source.iter().map(of_source).fold(condition, Condition::add);
        let all: BTreeSet<&str> = ids.iter().map(|(_, id)| id.as_str()).collect();
        Filter::walked(all.into_iter().map(|id| self.column(column, id)), condition)
    }

    /// Selects the rows of visible instances and allowed sources, or of those requested.
    pub(super) fn visible(
        &self,
        instances: &Instances,
        allowed_sources: &SourceAccess,
        (instance_id, source): (Option<&str>, Option<&str>),
    ) -> Condition {
        let own = |column: &'static str| (self.view.name, column);
        instances
            .visible(own("source"), own("instance_id"), instance_id)
            .add_option(source_access::rows_in_order(own("source"), allowed_sources))
            .add_option(source.map(|source| unindexed(own("source")).eq(source)))
    }

    /// The rows of a page that match all filters. `select` selects rows of the view, and `named`
    /// adds to the rows of a page.
    pub(super) async fn page<T: FromQueryResult>(
        &self,
        on: &impl ConnectionTrait,
        pager: &Pager,
        filters: &[Filter<Postings>],
        (select, named): (impl Fn() -> SelectStatement, impl Fn(SelectStatement) -> SelectStatement),
        key: impl Fn(&T) -> Vec<KeyPart>,
    ) -> Result<FoundRows<T>, QueryError> {
        let mut lead = self.lead(on, pager, filters).await?;
        let conditions = filters.iter().map(|filter| filter.condition.clone());
        let condition = conditions.fold(Condition::all(), Condition::add);
        let statement = |(postings, stop): &Lead| {
            let mut statement = select();
            statement.cond_where(condition.clone());
            self.limit(pager, &mut statement, postings, stop.as_deref());
            named(statement)
        };
        let found = rows_of(on, pager, &lead, &statement, &key).await?;
        if found.1.is_none() || pager.is_full(&found.0) {
            return Ok(found);
        }
        let share = Ord::max(EXAMINED_MAX / lead.len() as u64, FIRST);
        for (postings, stop) in &mut lead {
            if let (Postings::Ordered(walk), Some(_)) = (postings, &stop) {
                *stop = walk.key_at(on, pager, share - 1).await?;
            }
        }
        rows_of(on, pager, &lead, &statement, &key).await
    }

    /// Chooses what leads to the rows: a filter with few rows, otherwise the first filter,
    /// otherwise time. Rows are not counted; it only checks whether there are more than [`FIRST`].
    async fn lead(
        &self,
        on: &impl ConnectionTrait,
        pager: &Pager,
        filters: &[Filter<Postings>],
    ) -> Result<Vec<Lead>, QueryError> {
        let mut first = None;
        for postings in filters.iter().filter_map(|filter| filter.postings.as_deref()) {
            let lead = with_stops(on, pager, postings).await?;
            if lead.iter().all(|(_, stop)| stop.is_none()) {
                return Ok(lead);
            }
            first = first.or(Some(lead));
        }
        match first {
            Some(lead) => Ok(lead),
            None => with_stops(on, pager, &[Postings::Ordered(self.walk())]).await,
        }
    }

    /// Limits a query to the rows of a page that these lead to, up to a key.
    fn limit(&self, pager: &Pager, select: &mut SelectStatement, postings: &Postings, stop: Option<&[KeyPart]>) {
        let own = |column: &'static str| (self.view.name, column);
        match postings {
            Postings::Ordered(walk) => {
                if walk.alias != self.view.name {
                    let same = |column: &'static str| Expr::col((walk.alias, column)).equals(own(column));
                    let joined = same("source").and(same(self.id));
                    select.join_as(JoinType::InnerJoin, walk.table.clone(), walk.alias, joined);
                }
                walk.limit(pager, select, stop);
            }
            Postings::Few(condition) => {
                let before = |before: Timestamp| unindexed_number(own(STARTED_AT)).lt(before.micros());
                select.cond_where(condition.clone().add_option(self.before.map(before)));
                pager.gather(select, [STARTED_AT, "source", self.id].map(own));
            }
        }
    }
}

/// What leads to rows, with the key of the last row to examine if there are more rows.
type Lead = (Postings, Option<Vec<KeyPart>>);

async fn with_stops(on: &impl ConnectionTrait, pager: &Pager, postings: &[Postings]) -> Result<Vec<Lead>, QueryError> {
    let mut lead = Vec::with_capacity(postings.len());
    for postings in postings {
        let stop = match postings {
            Postings::Ordered(walk) => walk.key_at(on, pager, FIRST).await?,
            Postings::Few(_) => None,
        };
        lead.push((postings.clone(), stop));
    }
    Ok(lead)
}

/// The rows up to the stops, merged.
async fn rows_of<T: FromQueryResult>(
    on: &impl ConnectionTrait,
    pager: &Pager,
    lead: &[Lead],
    statement: impl Fn(&Lead) -> SelectStatement,
    key: impl Fn(&T) -> Vec<KeyPart>,
) -> Result<FoundRows<T>, QueryError> {
    let mut rows = Vec::new();
    for led in lead {
        rows.extend(T::find_by_statement(on.get_database_backend().build(&statement(led))).all(on).await?);
    }
    let stops = lead.iter().filter_map(|(_, stop)| stop.clone());
    let stopped_at = if pager.is_ascending() { stops.min() } else { stops.max() };
    Ok((pager.merged(rows, key, stopped_at.as_deref()), stopped_at))
}
