//! Which rows of the activity table a question finds. Each filter has its rows ready in an index, in
//! order of time; a page walks the index of one filter and tests the others row by row. It tests at
//! most [`EXAMINED_MAX`] rows, so that no question's cost grows with the log.

use sea_orm::{
    ConnectionTrait, QueryFilter, QueryTrait, Select,
    sea_query::{Condition, Expr, ExprTrait, JoinType, Query, SelectStatement},
};

use super::{filter::ActivityFilter, types};
use crate::{
    access::SourceAccess,
    event::source::SYSTEM_SOURCE,
    projection::Projection as _,
    query::{
        cursor::Part,
        error::QueryError,
        instances::Instances,
        page::{EXAMINED_MAX, Walk},
        view::{View, unindexed_number},
        within,
    },
    views::{
        Activity,
        activity::{ACTION_INDEX, ADDRESS_INDEX, Column, Entity, Model, address_number},
        term::term,
    },
};

/// Rows of a filter that are few: all of them are read, whatever the order of the list.
const FEW: u64 = 1_000;

/// The entries of an index over lists, under this name in a query.
const ENTRY: &str = "activity_entry";

/// Rows in order of time that an index has ready.
#[derive(Clone, Copy, Debug)]
enum Postings {
    /// Every row.
    All,
    /// Rows with this term in a column.
    Column(Column, i64),
    /// Rows with this number in a list that an index of its own has the entries of.
    Entries(&'static str, i64),
}

/// A filter of the question.
#[derive(Clone, Debug)]
struct Filter {
    /// Where its rows are found: in any of these.
    postings: Vec<Postings>,
    /// The same of a row that was found by another filter.
    condition: Condition,
}

/// A question about activity, in the table of one generation.
pub(super) struct Search<'a, C> {
    on: &'a C,
    view: &'a View,
    walk: &'a Walk,
    filter: &'a ActivityFilter,
    /// The filters, the one with the fewest rows by rule first.
    filters: Vec<Filter>,
    shown: Condition,
}

/// Rows of a page, and where it ends if not all rows could be tested.
pub(super) struct Found {
    pub(super) rows: Vec<Model>,
    pub(super) stopped_at: Option<Vec<Part>>,
}

impl<'a, C: ConnectionTrait> Search<'a, C> {
    pub(super) async fn new(
        on: &'a C,
        view: &'a View,
        walk: &'a Walk,
        filter: &'a ActivityFilter,
        (instances, within): (&Instances, &SourceAccess),
    ) -> Result<Self, QueryError> {
        let source = (Entity, Column::Source);
        let shown = match &filter.instance_id {
            Some(_) => Condition::all(),
            None => instances.shown_by(source, (Entity, Column::InstanceTerm), |id| term(id).into()),
        };
        let shown = shown.add_option(within::rows(source, within)).add(match &filter.source {
            Some(source) => Expr::col((Entity, Column::Source)).eq(source.as_str()),
            None => Expr::col(source).ne(SYSTEM_SOURCE),
        });
        let filters = filters(on, view, filter).await?;
        Ok(Self { on, view, walk, filter, filters, shown })
    }

    /// A page in order of time.
    pub(super) async fn by_time(&self) -> Result<Found, QueryError> {
        let (lead, is_few) = self.lead().await?;
        let all = [Postings::All];
        let postings = lead.map_or(all.as_slice(), |lead| &self.filters[lead].postings);
        let (mut rows, mut stops) = (Vec::new(), Vec::new());
        for of in postings {
            let mut select = self.find(*of, lead);
            let query = QueryTrait::query(&mut select);
            self.walk.select(query, of.key());
            if !is_few && let Some(stop) = self.key_at(*of, EXAMINED_MAX - 1).await? {
                self.walk.up_to_key(query, of.key(), &stop);
                stops.push(stop);
            }
            rows.extend(select.all(self.on).await?);
        }
        let stopped_at = if self.walk.is_ascending() { stops.into_iter().min() } else { stops.into_iter().max() };
        Ok(Found { rows: self.walk.merged(rows, key_by_time, stopped_at.as_deref()), stopped_at })
    }

    /// A page in order of position.
    pub(super) async fn by_position(&self) -> Result<Found, QueryError> {
        if !self.walk.is_short() {
            let (lead, is_few) = self.lead().await?;
            if let Some(lead) = lead.filter(|_| is_few) {
                let mut rows = Vec::new();
                for of in &self.filters[lead].postings {
                    let mut select = self.find(*of, Some(lead));
                    self.walk.gather(QueryTrait::query(&mut select), [(Entity, Column::Position)]);
                    rows.extend(select.all(self.on).await?);
                }
                return Ok(Found { rows: self.walk.merged(rows, key_by_position, None), stopped_at: None });
            }
        }
        let mut select = self.find(Postings::All, None);
        let query = QueryTrait::query(&mut select);
        let key = [(Entity, Column::Position)];
        self.walk.select(query, key);
        let stopped_at = self.walk.examined_up_to();
        if let Some(stop) = &stopped_at {
            self.walk.up_to_key(query, key, stop);
        }
        Ok(Found { rows: select.all(self.on).await?, stopped_at })
    }

    /// By which filter the rows are found, if there is one, and whether it has few. Rows are never
    /// counted: only whether there are more than [`FEW`] is asked.
    async fn lead(&self) -> Result<(Option<usize>, bool), QueryError> {
        for (place, filter) in self.filters.iter().enumerate() {
            let mut is_few = true;
            for of in &filter.postings {
                is_few = is_few && self.key_at(*of, FEW).await?.is_none();
            }
            if is_few {
                tracing::debug!(by = ?filter.postings, "activity is found by a filter with few rows");
                return Ok((Some(place), true));
            }
        }
        let lead = self.filters.first();
        tracing::debug!(by = ?lead.map(|lead| &lead.postings), "activity is walked in order of time");
        Ok((lead.map(|_| 0), false))
    }

    /// The key of the row so many rows on in the order of the page, by time; `None` where there are
    /// not so many.
    async fn key_at(&self, of: Postings, offset: u64) -> Result<Option<Vec<Part>>, QueryError> {
        let [occurred_at, position] = of.key();
        let mut query = Query::select();
        query.expr_as(Expr::col(occurred_at), "occurred_at").expr_as(Expr::col(position), "position");
        match of {
            Postings::Entries(index, _) => query.from_as(self.entries(index), ENTRY),
            _ => query.from_as(self.view.table.clone(), Entity),
        };
        query.cond_where(self.within(of));
        self.walk.select_by_time(&mut query, of.key());
        query.limit(1).offset(offset);
        let Some(row) = self.on.query_one(&query).await? else { return Ok(None) };
        Ok(Some(vec![Part::Integer(row.try_get("", "occurred_at")?), Part::Integer(row.try_get("", "position")?)]))
    }

    fn entries(&self, index: &str) -> String {
        format!("{}_{index}", self.view.table)
    }

    /// The rows of an index that match all filters; `lead` is the one that the index is of.
    fn find(&self, of: Postings, lead: Option<usize>) -> Select<Entity> {
        let mut select = self.view.find::<Activity>().filter(self.within(of)).filter(self.shown.clone());
        if let Postings::Entries(index, _) = of {
            let same = Expr::col((ENTRY, Column::Position)).equals((Entity, Column::Position));
            QueryTrait::query(&mut select).join_as(JoinType::InnerJoin, self.entries(index), ENTRY, same);
        }
        let others = self.filters.iter().enumerate().filter(|(place, _)| Some(*place) != lead);
        let others = others.map(|(_, filter)| filter.condition.clone());
        select.filter(others.fold(Condition::all(), Condition::add))
    }

    /// That a row of an index has what the index is asked for, in the time that is asked for.
    fn within(&self, of: Postings) -> Condition {
        let [occurred_at, _] = of.key();
        let time = self.filter.interval.holds(occurred_at);
        match of {
            Postings::All => time,
            Postings::Column(column, term) => time.add(Expr::col((Entity, column)).eq(term)),
            Postings::Entries(_, value) => time.add(Expr::col((ENTRY, "value")).eq(value)),
        }
    }
}

impl Postings {
    /// The columns of its order.
    const fn key(self) -> [(&'static str, &'static str); 2] {
        let of = if matches!(self, Self::Entries(..)) { ENTRY } else { Activity::NAME };
        [(of, "occurred_at"), (of, "position")]
    }
}

pub(super) fn key_by_time(row: &Model) -> Vec<Part> {
    vec![Part::Integer(row.occurred_at), Part::Integer(row.position)]
}

pub(super) fn key_by_position(row: &Model) -> Vec<Part> {
    vec![Part::Integer(row.position)]
}

/// The filters of a question: those that mostly have few rows first.
async fn filters(on: &impl ConnectionTrait, view: &View, filter: &ActivityFilter) -> Result<Vec<Filter>, QueryError> {
    let mut filters = Vec::new();
    let ids = [
        (Column::SessionTerm, &filter.session_id),
        (Column::UserTerm, &filter.user_id),
        (Column::ActorTerm, &filter.actor_id),
    ];
    filters
        .extend(ids.into_iter().filter_map(|(column, id)| Some(Filter::of_terms(column, vec![term(id.as_deref()?)]))));
    if let Some(ip) = filter.ip {
        filters.push(Filter::of_entries(view, ADDRESS_INDEX, address_number(ip)));
    }
    if let Some(id) = &filter.organization_id {
        filters.push(Filter::of_terms(Column::OrganizationTerm, vec![term(id)]));
    }
    if let Some(action) = filter.action_word() {
        filters.push(Filter::of_entries(view, ACTION_INDEX, action.code()));
    }
    for pattern in filter.types() {
        filters.push(Filter::of_terms(Column::TypeTerm, types::terms(on, view, pattern).await?));
    }
    if let Some(id) = &filter.instance_id {
        filters.push(Filter::of_terms(Column::InstanceTerm, vec![term(id)]));
    }
    Ok(filters)
}

impl Filter {
    fn of_terms(column: Column, terms: Vec<i64>) -> Self {
        let condition = Condition::all().add(unindexed_number((Entity, column)).is_in(terms.iter().copied()));
        Self { postings: terms.into_iter().map(|term| Postings::Column(column, term)).collect(), condition }
    }

    fn of_entries(view: &View, index: &'static str, value: i64) -> Self {
        // A scalar, so that no planner turns it into a join with every row that has the value.
        let entry: SelectStatement = Query::select()
            .expr(Expr::value(1))
            .from_as(format!("{}_{index}", view.table), "tested")
            .and_where(Expr::col(("tested", "value")).eq(value))
            .and_where(Expr::col(("tested", "occurred_at")).equals((Entity, Column::OccurredAt)))
            .and_where(Expr::col(("tested", "position")).equals((Entity, Column::Position)))
            .limit(1)
            .take();
        let condition = Condition::all().add(Expr::expr(sea_orm::sea_query::SimpleExpr::from(entry)).is_not_null());
        Self { postings: vec![Postings::Entries(index, value)], condition }
    }
}
