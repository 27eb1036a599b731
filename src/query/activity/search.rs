//! Finds rows of the activity table. Each filter has an index on its rows in time order. A page
//! follows the index of one filter and tests the other filters row by row. It tests at most
//! [`EXAMINED_MAX`] rows, so the cost of a query does not grow with the log.

use std::ops::RangeInclusive;

use ipnet::IpNet;
use sea_orm::{
    ConnectionTrait, QueryFilter, QueryTrait, Select,
    sea_query::{Condition, Expr, ExprTrait, Func, JoinType, Query, SelectStatement},
};

use super::{
    filter::{ActionFilter, ActivityFilter},
    members::Members,
    types,
};
use crate::{
    access::SourceAccess,
    event::source::SYSTEM_SOURCE,
    projection::Projection as _,
    query::{
        cursor::{KeyKind, KeyPart, List},
        error::QueryError,
        filter::Filter,
        instances::Instances,
        live_view::{LiveView, finds_row, unindexed_number},
        named::Named,
        page::{EXAMINED_MAX, GATHERED_MAX, Pager},
        pattern::TypePattern,
        source_access,
        values::Values,
        walk::Walk,
    },
    storage::elements,
    views::{
        Activity, FirstSignIns, Mentions,
        activity::{
            ACTION_INDEX, ADDRESS_INDEX, Action, ActivityRow, Column, Entity, Model, is_told_by_number, network_numbers,
        },
        device::device_term,
        first_sign_ins::{KIND_ANY, Novelty},
        mentions::{KIND_USER, ROLES, subject_term},
        term::term,
    },
};

pub(crate) const BY_POSITION: List = List { name: "activity/position", key: &[KeyKind::Position] };
/// By revision, which is the position of an event too, and position.
pub(super) const BY_CHANGE: List = List { name: "activity/changed", key: &[KeyKind::Position, KeyKind::Integer] };

/// A filter with at most this many rows is read completely, in any order. For a network and a time
/// of arrival the limit is [`GATHERED_MAX`], because these are not sorted by time.
const FEW: u64 = 1_000;

/// Alias of the table of index entries.
const ENTRY: &str = "activity_entry";

/// Rows in time order that an index provides.
#[derive(Clone, Copy, Debug)]
enum Postings {
    All,
    /// Rows with this term in a column.
    Column(Column, i64),
    /// Rows with this number in a list that has an inverted index.
    Entries(&'static str, i64),
    /// Rows with a number in this range: few, and not sorted by time.
    Network(i64, i64),
    /// Rows at these positions: few, and not sorted by time.
    Positions(i64, i64),
    /// Rows of events that mention this subject in this role.
    Mentions(i64, i16),
    /// Rows of the earliest sign-ins with a value of this kind. Those of the users' first sign-ins
    /// are among them and are tested.
    New(i16),
}

/// A query for activity in one generation.
pub(super) struct Search<'a, C> {
    on: &'a C,
    view: &'a LiveView,
    pager: &'a Pager,
    filter: &'a ActivityFilter,
    /// The filters; the one that usually has the fewest rows is first.
    filters: Vec<Filter<Postings>>,
    /// The table of mentions, if a filter needs it.
    mentions: Option<String>,
    /// The table of first sign-ins, likewise.
    first_sign_ins: Option<String>,
    /// The members of an organization, if a filter asks for them.
    members: Option<Members>,
    /// The users and organizations of a search by words.
    named: Option<Named>,
    visible: Condition,
}

/// The index that a page follows.
#[derive(Debug)]
struct Lead {
    /// The place of the filter in the list; `None` if there is no filter.
    filter: Option<usize>,
    /// With the key of the last row to examine, if there are more rows.
    postings: Vec<(Postings, Option<Vec<KeyPart>>)>,
}

impl Lead {
    fn is_few(&self) -> bool {
        self.filter.is_some() && self.postings.iter().all(|(_, key)| key.is_none())
    }
}

/// The rows of a page, and where it ends if it did not examine all rows.
pub(super) struct FoundRows {
    pub(super) rows: Vec<Model>,
    pub(super) stopped_at: Option<Vec<KeyPart>>,
}

impl<'a, C: ConnectionTrait> Search<'a, C> {
    pub(super) async fn new(
        on: &'a C,
        view: &'a LiveView,
        pager: &'a Pager,
        filter: &'a ActivityFilter,
        (instances, allowed_sources): (&Instances, &SourceAccess),
    ) -> Result<Self, QueryError> {
        let source = (Entity, Column::Source);
        let visible = match &filter.instance_id {
            Some(_) => Condition::all(),
            None => instances.visible_by(source, (Entity, Column::InstanceTerm), |id| term(id).into()),
        };
        let visible = visible.add_option(source_access::rows(source, allowed_sources)).add(match &filter.source {
            Some(source) => Expr::col((Entity, Column::Source)).eq(source.as_str()),
            None => Expr::col(source).ne(SYSTEM_SOURCE),
        });
        let first_sign_ins = match filter.new {
            Some(_) => Some(LiveView::load::<FirstSignIns>(on).await?.table),
            None => None,
        };
        let mut filters = filters(on, view, filter, first_sign_ins.as_deref()).await?;
        if filter.interval.is_of_arrival() {
            filters.push(Filter::by_positions(pager.positions()));
        }
        let mut mentions = None;
        if !filter.involves.is_empty() {
            let table = LiveView::load::<Mentions>(on).await?.table;
            let sources = source_access::names(on, filter.source.as_deref(), allowed_sources).await?;
            let involved = Filter::by_values(&filter.involves, |id| Filter::by_involved(&table, &sources, id));
            filters.splice(0..0, involved);
            mentions = Some(table);
        }
        let mut members = None;
        if let Some(id) = &filter.member_of {
            let loaded = Members::load(on, id, filter.source.as_deref(), allowed_sources).await?;
            filters.push(Filter::by_terms(Column::UserTerm, loaded.terms()).walked_if_few());
            members = Some(loaded);
        }
        let mut named = None;
        if let Some(search) = &filter.search {
            let loaded = Named::load(on, search, filter.source.as_deref(), allowed_sources).await?;
            let [users, organizations] = loaded.terms();
            let of_user = Filter::by_terms(Column::UserTerm, users);
            filters.push(of_user.or(Filter::by_terms(Column::OrganizationTerm, organizations)).walked_if_few());
            named = Some(loaded);
        }
        Ok(Self { on, view, pager, filter, filters, mentions, first_sign_ins, members, named, visible })
    }

    /// True if the row is about a member of the requested organization, and about somebody or
    /// something that the search found. A term can stand for another id, and for one of another
    /// source.
    pub(super) fn is_about(&self, row: &ActivityRow) -> bool {
        self.members.as_ref().is_none_or(|members| members.hold(row))
            && self
                .named
                .as_ref()
                .is_none_or(|named| named.hold(&row.source, row.user_id.as_deref(), row.organization_id.as_deref()))
    }

    /// A note if the search finds nobody and nothing.
    pub(super) fn note_on_names(&self) -> Option<&'static str> {
        self.named.as_ref().and_then(Named::note)
    }

    /// A page in time order.
    pub(super) async fn by_time(&self) -> Result<FoundRows, QueryError> {
        let lead = self.lead().await?;
        let found = self.page_of(&lead).await?;
        if found.stopped_at.is_none() || self.pager.is_full(&found.rows) {
            return Ok(found);
        }
        let mut further = lead;
        let share = Ord::max(EXAMINED_MAX / further.postings.len() as u64, FEW);
        for (of, key) in &mut further.postings {
            if key.is_some() {
                *key = self.key_at(*of, share - 1).await?;
            }
        }
        self.page_of(&further).await
    }

    /// The rows of a page up to the last keys of the postings.
    async fn page_of(&self, lead: &Lead) -> Result<FoundRows, QueryError> {
        let (mut rows, mut stops) = (Vec::new(), Vec::new());
        for (of, key) in &lead.postings {
            let mut select = self.find(*of, lead.filter);
            let query = QueryTrait::query(&mut select);
            match of {
                Postings::Network(..) | Postings::Positions(..) => self.pager.gather(query, of.key()),
                _ => self.pager.select(query, of.key()),
            }
            if let Some(key) = key {
                self.pager.up_to_key(query, of.key(), key);
                stops.push(key.clone());
            }
            rows.extend(select.all(self.on).await?);
        }
        let stopped_at = if self.pager.is_ascending() { stops.into_iter().min() } else { stops.into_iter().max() };
        Ok(FoundRows { rows: self.pager.merged(rows, key_by_time, stopped_at.as_deref()), stopped_at })
    }

    /// A page in order of position.
    pub(super) async fn by_position(&self) -> Result<FoundRows, QueryError> {
        let position = unindexed_number((Entity, Column::Position));
        if let Some(found) = self.few(&[position], key_by_position).await? {
            return Ok(found);
        }
        self.walk_positions(self.pager, Condition::all()).await
    }

    /// A page in order of revision and position: rows that were never revised are found by
    /// position, the others by an index of their own.
    pub(super) async fn by_change(&self) -> Result<FoundRows, QueryError> {
        let position = || Expr::col((Entity, Column::Position));
        let revision = Func::coalesce([Expr::col((Entity, Column::RevisedPosition)), position()]);
        if let Some(found) = self.few(&[revision.into(), position().add(0)], key_by_change).await? {
            return Ok(found);
        }
        let never = Condition::all().add(Expr::col((Entity, Column::RevisedPosition)).is_null());
        let unrevised = self.walk_positions(&self.pager.of_unrevised(&BY_POSITION), never).await?;
        let walk = Walk {
            table: self.view.table.clone(),
            alias: self.view.name,
            list: &BY_CHANGE,
            key: vec!["revised_position", "position"],
            indexed: 2,
            lead: Condition::all(),
            range: (None, None),
            tests: true,
        };
        let select = || self.find(Postings::All, None).into_query();
        let (mut rows, revised_stop) = walk.page::<Model>(self.on, self.pager, select).await?;
        rows.extend(unrevised.rows);
        let is_ascending = self.pager.is_ascending();
        // No row is between the position and this key.
        let last = KeyPart::Integer(if is_ascending { i64::MAX } else { i64::MIN });
        let unrevised_stop = unrevised.stopped_at.map(|stop| [stop, vec![last]].concat());
        let stops = unrevised_stop.into_iter().chain(revised_stop);
        let stopped_at = if is_ascending { stops.min() } else { stops.max() };
        Ok(FoundRows { rows: self.pager.merged(rows, key_by_change, stopped_at.as_deref()), stopped_at })
    }

    /// The rows of a page if a filter has few rows: they are read, and sorted by these
    /// expressions. `None` if there is no such filter, or few events to look through.
    async fn few(&self, key: &[Expr], key_of: fn(&Model) -> Vec<KeyPart>) -> Result<Option<FoundRows>, QueryError> {
        if self.pager.is_short() {
            return Ok(None);
        }
        let lead = self.lead().await?;
        if !lead.is_few() {
            return Ok(None);
        }
        let mut rows = Vec::new();
        for (of, _) in &lead.postings {
            let mut select = self.find(*of, lead.filter);
            self.pager.select_few(QueryTrait::query(&mut select), key.to_vec());
            rows.extend(select.all(self.on).await?);
        }
        Ok(Some(FoundRows { rows: self.pager.merged(rows, key_of, None), stopped_at: None }))
    }

    /// The rows of a page by position.
    async fn walk_positions(&self, pager: &Pager, condition: Condition) -> Result<FoundRows, QueryError> {
        let mut select = self.find(Postings::All, None).filter(condition);
        let query = QueryTrait::query(&mut select);
        let key = [(Entity, Column::Position)];
        pager.select(query, key);
        let stopped_at = pager.examined_up_to();
        if let Some(stop) = &stopped_at {
            pager.up_to_key(query, key, stop);
        }
        Ok(FoundRows { rows: select.all(self.on).await?, stopped_at })
    }

    /// Chooses the index: a filter with few rows, otherwise the first filter, otherwise time. Rows
    /// are not counted; it only checks whether there are more than [`FEW`].
    async fn lead(&self) -> Result<Lead, QueryError> {
        let mut first = None;
        for (place, filter) in self.filters.iter().enumerate() {
            let Some(postings) = &filter.postings else { continue };
            let mut lead = Lead { filter: Some(place), postings: Vec::with_capacity(postings.len()) };
            for of in postings {
                let key = match of {
                    Postings::Network(..) | Postings::Positions(..) => None,
                    _ => self.key_at(*of, FEW).await?,
                };
                lead.postings.push((*of, key));
            }
            if lead.is_few() {
                tracing::debug!(by = ?postings, "a filter of activity has few rows");
                return Ok(lead);
            }
            first = first.or(Some(lead));
        }
        let lead = match first {
            Some(lead) => lead,
            None => Lead { filter: None, postings: vec![(Postings::All, self.key_at(Postings::All, FEW).await?)] },
        };
        tracing::debug!(by = ?lead.postings, "activity is walked in order of time");
        Ok(lead)
    }

    /// The key of the row at this offset from the start of the page, by time. `None` if there are
    /// fewer rows.
    async fn key_at(&self, of: Postings, offset: u64) -> Result<Option<Vec<KeyPart>>, QueryError> {
        let [occurred_at, position] = of.key();
        let mut query = Query::select();
        query.expr_as(Expr::col(occurred_at), "occurred_at").expr_as(Expr::col(position), "position");
        match self.entries(of) {
            Some(entries) => query.from_as(entries, ENTRY),
            None => query.from_as(self.view.table.clone(), Entity),
        };
        query.cond_where(self.condition_of(of));
        self.pager.select_by_time(&mut query, of.key());
        query.limit(1).offset(offset);
        let Some(row) = self.on.query_one(&query).await? else { return Ok(None) };
        Ok(Some(vec![
            KeyPart::Integer(row.try_get("", "occurred_at")?),
            KeyPart::Integer(row.try_get("", "position")?),
        ]))
    }

    /// The table of entries that lead to rows, if there is one.
    fn entries(&self, of: Postings) -> Option<String> {
        match of {
            Postings::All | Postings::Column(..) | Postings::Network(..) | Postings::Positions(..) => None,
            Postings::Entries(index, _) => Some(self.view.entries(index)),
            Postings::Mentions(..) => self.mentions.clone(),
            Postings::New(_) => self.first_sign_ins.clone(),
        }
    }

    /// Selects the rows of an index that match all filters; `lead` is the filter of the index.
    fn find(&self, of: Postings, lead: Option<usize>) -> Select<Entity> {
        let mut select = self.view.find::<Activity>().filter(self.condition_of(of)).filter(self.visible.clone());
        if let Some(entries) = self.entries(of) {
            let same = Expr::col((ENTRY, Column::Position)).equals((Entity, Column::Position));
            if matches!(of, Postings::New(_)) {
                select = select.filter(finds_row(first_sign_in(&entries, KIND_ANY, ENTRY)).not());
            }
            QueryTrait::query(&mut select).join_as(JoinType::InnerJoin, entries, ENTRY, same);
        }
        let others = self.filters.iter().enumerate().filter(|(place, _)| Some(*place) != lead);
        let others = others.map(|(_, filter)| filter.condition.clone());
        // Last, because it costs most.
        let during = self.members.as_ref().map(Members::during);
        select.filter(others.fold(Condition::all(), Condition::add).add_option(during))
    }

    /// The condition on a row of an index: its value and the time interval.
    fn condition_of(&self, of: Postings) -> Condition {
        let [occurred_at, _] = of.key();
        let time = self.filter.interval.holds(occurred_at);
        match of {
            Postings::All => time,
            Postings::Column(column, term) => time.add(Expr::col((Entity, column)).eq(term)),
            Postings::Network(first, last) => {
                let found = entries_in(self.view, first..=last);
                time.add(Expr::col((Entity, Column::Position)).in_subquery(found))
            }
            Postings::Positions(first, last) => time.add(Expr::col((Entity, Column::Position)).between(first, last)),
            Postings::Entries(_, value) => time.add(Expr::col((ENTRY, "value")).eq(value)),
            Postings::Mentions(subject, role) => {
                time.add(Expr::col((ENTRY, "subject")).eq(subject)).add(Expr::col((ENTRY, "role")).eq(role))
            }
            Postings::New(kind) => time.add(Expr::col((ENTRY, "kind")).eq(kind)),
        }
    }
}

impl Postings {
    /// The columns of the sort order.
    const fn key(self) -> [(&'static str, &'static str); 2] {
        let of = match self {
            Self::Entries(..) | Self::Mentions(..) | Self::New(_) => ENTRY,
            _ => Activity::NAME,
        };
        [(of, "occurred_at"), (of, "position")]
    }
}

pub(super) fn key_by_time(row: &Model) -> Vec<KeyPart> {
    vec![KeyPart::Integer(row.occurred_at), KeyPart::Integer(row.position)]
}

pub(super) fn key_by_position(row: &Model) -> Vec<KeyPart> {
    vec![KeyPart::Integer(row.position)]
}

pub(super) fn key_by_change(row: &Model) -> Vec<KeyPart> {
    vec![KeyPart::Integer(row.revised_position.unwrap_or(row.position)), KeyPart::Integer(row.position)]
}

/// The filters of a query; those that usually have few rows are first.
async fn filters(
    on: &impl ConnectionTrait,
    view: &LiveView,
    filter: &ActivityFilter,
    first_sign_ins: Option<&str>,
) -> Result<Vec<Filter<Postings>>, QueryError> {
    let mut filters = Vec::new();
    let id = |column| move |id: &String| Filter::by_terms(column, vec![term(id)]);
    let name = |column| move |name: &String| Filter::by_terms(column, vec![device_term(name)]);
    filters.extend(Filter::by_values(&filter.session_id, id(Column::SessionTerm)));
    filters.extend(Filter::by_values(&filter.user_id, id(Column::UserTerm)));
    filters.extend(Filter::by_values(&filter.actor_id, id(Column::ActorTerm)));
    let mut networks = filter.ip.clone();
    // What the index cannot tell apart it cannot exclude. The addresses are tested again.
    networks.none_of.retain(|network| is_told_by_number(*network));
    let networks = found(on, view, networks.map(Wanted::Network)).await?;
    filters.extend(Filter::by_values(&networks, Filter::clone));
    filters.extend(Filter::by_values(&filter.city, name(Column::CityTerm)));
    filters.extend(filter.new.zip(first_sign_ins).map(|(novelty, table)| Filter::by_novelty(table, novelty)));
    filters.extend(Filter::by_values(&filter.organization_id, id(Column::OrganizationTerm)));
    filters.extend(Filter::by_values(&filter.country, name(Column::CountryTerm)));
    filters.extend(Filter::by_values(&filter.browser, name(Column::BrowserTerm)));
    let actions = found(on, view, filter.action.clone().map(Wanted::from)).await?;
    filters.extend(Filter::by_values(&actions, Filter::clone));
    let types = found(on, view, filter.event_type.clone().map(Wanted::Type)).await?;
    filters.extend(Filter::by_values(&types, Filter::clone));
    if filter.source.as_deref() == Some(SYSTEM_SOURCE) {
        // Only system events have these types, and an index has their rows.
        filters.push(Wanted::Type(TypePattern::Prefix(format!("{SYSTEM_SOURCE}."))).filter(on, view).await?);
    }
    if let Some(id) = &filter.instance_id {
        filters.push(Filter::by_terms(Column::InstanceTerm, vec![term(id)]));
    }
    Ok(filters)
}

/// A value whose rows only the database knows.
enum Wanted {
    Network(IpNet),
    Type(TypePattern),
    Action(Action),
}

impl From<ActionFilter> for Wanted {
    fn from(action: ActionFilter) -> Self {
        match action {
            ActionFilter::Word(action) => Self::Action(action),
            ActionFilter::Type(pattern) => Self::Type(pattern),
        }
    }
}

impl Wanted {
    async fn filter(&self, on: &impl ConnectionTrait, view: &LiveView) -> Result<Filter<Postings>, QueryError> {
        match self {
            Self::Network(network) => Filter::by_network(on, view, network_numbers(*network)).await,
            Self::Type(pattern) => Ok(Filter::by_terms(Column::TypeTerm, types::terms(on, view, pattern).await?)),
            Self::Action(action) => Ok(Filter::by_entries(view, ACTION_INDEX, action.code())),
        }
    }
}

/// The filter of each value.
async fn found(
    on: &impl ConnectionTrait,
    view: &LiveView,
    values: Values<Wanted>,
) -> Result<Values<Filter<Postings>>, QueryError> {
    let mut filters = Values::default();
    for wanted in values.any_of {
        filters.any_of.push(wanted.filter(on, view).await?);
    }
    for unwanted in values.none_of {
        filters.none_of.push(unwanted.filter(on, view).await?);
    }
    Ok(filters)
}

impl Filter<Postings> {
    fn by_terms(column: Column, terms: Vec<i64>) -> Self {
        let condition = Condition::all().add(unindexed_number((Entity, column)).is_in(terms.iter().copied()));
        Self { postings: Some(terms.into_iter().map(|term| Postings::Column(column, term)).collect()), condition }
    }

    /// A user in any role. A notice that names no user is found by the user that it is about. Only
    /// for these terms the texts are not compared again.
    fn by_involved(mentions: &str, sources: &[String], id: &str) -> Self {
        let subjects: Vec<i64> = sources.iter().map(|source| subject_term(source, KIND_USER, id)).collect();
        let of_role = |role| subjects.iter().map(move |subject| Postings::Mentions(*subject, role));
        let postings = ROLES.into_iter().flat_map(of_role).chain([Postings::Column(Column::UserTerm, term(id))]);
        let mention = Query::select()
            .expr(Expr::value(1))
            .from_as(mentions.to_owned(), "tested")
            .and_where(Expr::col(("tested", "subject")).is_in(subjects.iter().copied()))
            .and_where(Expr::col(("tested", "role")).is_in(ROLES))
            .and_where(Expr::col(("tested", "occurred_at")).equals((Entity, Column::OccurredAt)))
            .and_where(Expr::col(("tested", "position")).equals((Entity, Column::Position)))
            .limit(1)
            .take();
        let condition =
            Condition::any().add(unindexed_number((Entity, Column::UserTerm)).eq(term(id))).add(finds_row(mention));
        Self { postings: Some(postings.collect()), condition }
    }

    /// Rows with an address in this range of numbers.
    async fn by_network(
        on: &impl ConnectionTrait,
        view: &LiveView,
        numbers: RangeInclusive<i64>,
    ) -> Result<Self, QueryError> {
        let (first, last) = (*numbers.start(), *numbers.end());
        if first == last {
            return Ok(Self::by_entries(view, ADDRESS_INDEX, first));
        }
        let mut further = entries_in(view, numbers);
        let is_wide = on.query_one(further.limit(1).offset(GATHERED_MAX)).await?.is_some();
        let numbers_of_row = elements(on.get_database_backend(), Expr::col((Entity, Column::Addresses)));
        let address = Query::select()
            .expr(Expr::value(1))
            .from_function(numbers_of_row, "tested")
            .and_where(Expr::col(("tested", "value")).cast_as("bigint").between(first, last))
            .limit(1)
            .take();
        let postings = (!is_wide).then(|| vec![Postings::Network(first, last)]);
        Ok(Self { postings, condition: Condition::all().add(finds_row(address)) })
    }

    /// Rows received in some time. A range of more than [`GATHERED_MAX`] positions is only tested.
    fn by_positions(positions: RangeInclusive<i64>) -> Self {
        let (first, last) = positions.into_inner();
        let is_wide = last.saturating_sub(first) >= GATHERED_MAX.cast_signed();
        let postings = (!is_wide).then(|| vec![Postings::Positions(first, last)]);
        let condition = Condition::all().add(unindexed_number((Entity, Column::Position)).between(first, last));
        Self { postings, condition }
    }

    /// Sign-ins that were the earliest with their country, for example, and not the user's first.
    fn by_novelty(first_sign_ins: &str, novelty: Novelty) -> Self {
        let of_kind = |kind| finds_row(first_sign_in(first_sign_ins, kind, Activity::NAME));
        let condition = Condition::all().add(of_kind(novelty.kind())).add(of_kind(KIND_ANY).not());
        Self { postings: Some(vec![Postings::New(novelty.kind())]), condition }
    }

    fn by_entries(view: &LiveView, index: &'static str, value: i64) -> Self {
        let entry = Query::select()
            .expr(Expr::value(1))
            .from_as(view.entries(index), "tested")
            .and_where(Expr::col(("tested", "value")).eq(value))
            .and_where(Expr::col(("tested", "occurred_at")).equals((Entity, Column::OccurredAt)))
            .and_where(Expr::col(("tested", "position")).equals((Entity, Column::Position)))
            .limit(1)
            .take();
        let condition = Condition::all().add(finds_row(entry));
        Self { postings: Some(vec![Postings::Entries(index, value)]), condition }
    }
}

/// Selects the event of a row if it is the earliest sign-in with a value of this kind.
fn first_sign_in(first_sign_ins: &str, kind: i16, row: &'static str) -> SelectStatement {
    Query::select()
        .expr(Expr::value(1))
        .from_as(first_sign_ins.to_owned(), "tested")
        .and_where(Expr::col(("tested", "kind")).eq(kind))
        .and_where(Expr::col(("tested", "occurred_at")).equals((row, "occurred_at")))
        .and_where(Expr::col(("tested", "position")).equals((row, "position")))
        .limit(1)
        .take()
}

/// The positions of rows with an address in this range.
fn entries_in(view: &LiveView, numbers: RangeInclusive<i64>) -> SelectStatement {
    Query::select()
        .column("position")
        .from(view.entries(ADDRESS_INDEX))
        .and_where(Expr::col("value").between(*numbers.start(), *numbers.end()))
        .take()
}
