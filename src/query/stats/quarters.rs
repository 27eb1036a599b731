//! Counts of activity by quarter of an hour, source, instance and value. The start of every hour
//! and day of today's time zones is the start of a quarter, so the quarters make up all buckets.
//!
//! A quarter is counted from its rows, as of a checkpoint of the view. It is dropped, and counted
//! anew when it is next asked for, if a later event falls into it or revises a row in it.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{
    ConnectionTrait, EntityTrait, FromQueryResult, QuerySelect,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use super::view_state::{ViewChange, ViewState};
use crate::{
    event::source::SYSTEM_SOURCE,
    query::{error::QueryError, live_view::LiveView},
    storage::entity::event,
    views::{
        activity::{Action, Column, Entity, is_action},
        set,
    },
};

/// Microseconds of a quarter of an hour.
pub(super) const QUARTER: i64 = 900_000_000;

/// Counts that are kept of one dimension, of 24 bytes each. A log of 2,000,000 events has some
/// 300,000 of actions.
const COUNTS_MAX: usize = 1_000_000;

/// Quarters of one statement: a month.
const QUARTERS_PER_SELECT: i64 = 31 * 96;

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dimension {
    #[default]
    Action,
    Country,
    Browser,
}

/// A value, as the table has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Value {
    /// Every event, whatever its value.
    All,
    /// The code of an action.
    Action(i64),
    /// The term of a type that is an action.
    Type(i64),
    /// The term of a country or browser.
    Name(i64),
}

/// Where events belong.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Class {
    pub(super) source: String,
    /// The term of the instance.
    pub(super) instance: Option<i64>,
}

/// The events of one class and value in a quarter. Class and value are places in the lists of
/// [`QuarterCounts`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    pub(super) class: u32,
    pub(super) value: u32,
    pub(super) events: u32,
    /// The position of one of them, the first.
    pub(super) first: i64,
}

/// The events of each class and value, and the position of the first one.
type EventsOf = HashMap<(u32, u32), (u32, i64)>;

/// A quarter.
#[derive(Debug)]
struct Counted {
    counts: Box<[Count]>,
    /// The request that used it last.
    used: u64,
}

#[derive(Debug)]
pub(super) struct QuarterCounts {
    dimension: Dimension,
    /// The view that everything was counted from.
    state: Option<ViewState>,
    pub(super) classes: Vec<Class>,
    class_places: HashMap<Class, u32>,
    pub(super) values: Vec<Value>,
    value_places: HashMap<Value, u32>,
    /// Whether the types with these terms are actions beside others.
    types: HashMap<i64, bool>,
    quarters: BTreeMap<i64, Counted>,
    /// Counts and quarters.
    size: usize,
    requests: u64,
}

#[derive(FromQueryResult)]
struct Group {
    quarter: i64,
    source: String,
    instance_term: Option<i64>,
    actions: Option<String>,
    value: Option<i64>,
    events: i64,
    first: i64,
}

/// The quarter of a row, rounded down also before 1970. Literals, because `PostgreSQL` takes two
/// parameters for different expressions.
const QUARTER_OF_ROW: &str = "(\"occurred_at\" - ((\"occurred_at\" % 900000000) + 900000000) % 900000000) / 900000000";

impl QuarterCounts {
    pub(super) fn new(dimension: Dimension) -> Self {
        Self {
            dimension,
            state: None,
            classes: Vec::new(),
            class_places: HashMap::new(),
            values: vec![Value::All],
            value_places: HashMap::from([(Value::All, 0)]),
            types: HashMap::new(),
            quarters: BTreeMap::new(),
            size: 0,
            requests: 0,
        }
    }

    /// Drops what later events changed.
    pub(super) async fn refresh(&mut self, on: &impl ConnectionTrait, view: &LiveView) -> Result<(), QueryError> {
        self.requests += 1;
        let (state, change) = ViewState::load(on, view, self.state.as_ref()).await?;
        let counted = self.state.take();
        let followed = counted.filter(|_| change == ViewChange::Followed);
        let Some(from) = followed.map(|counted| counted.checkpoint.0) else {
            self.restart(state);
            return Ok(());
        };
        let to = state.checkpoint.0;
        if from < to {
            for by in [Column::Position, Column::RevisedPosition] {
                for quarter in touched(on, view, by, (from, to)).await? {
                    if let Some(dropped) = self.quarters.remove(&quarter) {
                        self.size -= dropped.counts.len() + 1;
                    }
                }
            }
        }
        self.state = Some(state);
        Ok(())
    }

    fn restart(&mut self, state: ViewState) {
        *self = Self { requests: self.requests, state: Some(state), ..Self::new(self.dimension) };
    }

    /// Counts the quarters of a range that are not known yet. The view is the one of the last
    /// [`refresh`](Self::refresh).
    pub(super) async fn fill(
        &mut self,
        on: &impl ConnectionTrait,
        view: &LiveView,
        (from, to): (i64, i64),
    ) -> Result<(), QueryError> {
        let mut missing: Vec<(i64, i64)> = Vec::new();
        for quarter in from..to {
            if let Some(known) = self.quarters.get_mut(&quarter) {
                known.used = self.requests;
                continue;
            }
            match missing.last_mut() {
                Some((start, end)) if *end == quarter && *end - *start < QUARTERS_PER_SELECT => *end += 1,
                _ => missing.push((quarter, quarter + 1)),
            }
        }
        for (start, end) in missing {
            let mut counts = self.count(on, view, start * QUARTER, end * QUARTER).await?;
            for quarter in start..end {
                let counts = counts.remove(&quarter).unwrap_or_default().into_boxed_slice();
                self.size += counts.len() + 1;
                self.quarters.insert(quarter, Counted { counts, used: self.requests });
            }
        }
        Ok(())
    }

    /// The counts of known quarters.
    pub(super) fn known(&self, from: i64, to: i64) -> impl Iterator<Item = &Count> {
        self.quarters.range(from..Ord::max(from, to)).flat_map(|(_, counted)| counted.counts.iter())
    }

    /// Counts the rows of a time, by quarter.
    pub(super) async fn count(
        &mut self,
        on: &impl ConnectionTrait,
        view: &LiveView,
        from: i64,
        to: i64,
    ) -> Result<BTreeMap<i64, Vec<Count>>, QueryError> {
        let mut counted: BTreeMap<i64, EventsOf> = BTreeMap::new();
        let groups = on.query_all(&self.select(view, from, to)).await?;
        let groups = groups.iter().map(|row| Group::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
        if self.dimension == Dimension::Action {
            self.learn_types(on, &groups).await?;
        }
        for group in groups {
            let values = self.values_of(&group);
            let class = self.class(Class { source: group.source, instance: group.instance_term });
            let counts = counted.entry(group.quarter).or_default();
            for value in std::iter::once(Value::All).chain(values) {
                let value = place_of(&mut self.values, &mut self.value_places, value);
                let (events, first) = counts.entry((class, value)).or_insert((0, i64::MAX));
                *events = events.saturating_add(u32::try_from(group.events).unwrap_or(u32::MAX));
                *first = Ord::min(*first, group.first);
            }
        }
        let listed = |counts: EventsOf| {
            counts.into_iter().map(|((class, value), (events, first))| Count { class, value, events, first }).collect()
        };
        Ok(counted.into_iter().map(|(quarter, counts)| (quarter, listed(counts))).collect())
    }

    fn select(&self, view: &LiveView, from: i64, to: i64) -> SelectStatement {
        let value = |column: Column| Expr::col((Entity, column));
        let mut select = Query::select();
        select
            .expr_as(Expr::cust(QUARTER_OF_ROW), "quarter")
            .columns([Column::Source, Column::InstanceTerm])
            .expr_as(Expr::col(Column::Position).count(), "events")
            .expr_as(Expr::col(Column::Position).min(), "first")
            .from_as(view.table.clone(), Entity)
            .and_where(value(Column::OccurredAt).gte(from))
            .and_where(value(Column::OccurredAt).lt(to))
            .and_where(value(Column::Source).ne(SYSTEM_SOURCE))
            .group_by_col("quarter")
            .group_by_columns([Column::Source, Column::InstanceTerm]);
        match self.dimension {
            Dimension::Action => {
                select.column(Column::Actions).group_by_col(Column::Actions);
                select.expr_as(value(Column::TypeTerm), "value");
            }
            Dimension::Country => _ = select.expr_as(value(Column::CountryTerm), "value"),
            Dimension::Browser => _ = select.expr_as(value(Column::BrowserTerm), "value"),
        }
        if self.dimension != Dimension::Action {
            select.expr_as(Expr::value(None::<String>), "actions");
        }
        select.group_by_col("value").take()
    }

    /// Looks up which types are actions.
    async fn learn_types(&mut self, on: &impl ConnectionTrait, groups: &[Group]) -> Result<(), QueryError> {
        for group in groups {
            let Some(term) = group.value.filter(|term| !self.types.contains_key(term)) else { continue };
            let select = event::Entity::find_by_id(group.first).select_only().column(event::Column::EventType);
            let event_type: Option<Option<String>> = select.into_tuple().one(on).await?;
            self.types.insert(term, event_type.flatten().is_some_and(|event_type| is_action(&event_type)));
        }
        Ok(())
    }

    fn values_of(&self, group: &Group) -> Vec<Value> {
        if self.dimension != Dimension::Action {
            return group.value.map(Value::Name).into_iter().collect();
        }
        let actions = set::numbers(group.actions.as_deref());
        // An event without an action has its type as one.
        let has_type = |term: &i64| actions.is_empty() || self.types.get(term).copied().unwrap_or(false);
        let event_type = group.value.filter(has_type).map(Value::Type);
        let none = (actions.is_empty() && event_type.is_none()).then_some(Action::Unknown.code());
        actions.iter().copied().chain(none).map(Value::Action).chain(event_type).collect()
    }

    fn class(&mut self, class: Class) -> u32 {
        place_of(&mut self.classes, &mut self.class_places, class)
    }

    /// Forgets what the last request did not use, if there is too much; everything if that is too
    /// much by itself.
    pub(super) fn trim(&mut self) {
        if self.size <= COUNTS_MAX {
            return;
        }
        let requests = self.requests;
        self.quarters.retain(|_, counted| counted.used == requests);
        self.size = self.quarters.values().map(|counted| counted.counts.len() + 1).sum();
        if self.size > COUNTS_MAX {
            self.quarters.clear();
            self.size = 0;
        }
    }
}

fn place_of<T: Clone + Eq + std::hash::Hash>(list: &mut Vec<T>, places: &mut HashMap<T, u32>, item: T) -> u32 {
    if let Some(place) = places.get(&item) {
        return *place;
    }
    let place = u32::try_from(list.len()).unwrap_or(u32::MAX);
    list.push(item.clone());
    places.insert(item, place);
    place
}

/// The quarters of the rows that have a position of this range in a column: that of their event,
/// or of the late event that revised them.
async fn touched(
    on: &impl ConnectionTrait,
    view: &LiveView,
    by: Column,
    (from, to): (i64, i64),
) -> Result<Vec<i64>, QueryError> {
    let select = Query::select()
        .expr_as(Expr::cust(QUARTER_OF_ROW), "quarter")
        .from_as(view.table.clone(), Entity)
        .and_where(Expr::col(by).gte(from))
        .and_where(Expr::col(by).lt(to))
        .group_by_col("quarter")
        .take();
    on.query_all(&select).await?.iter().map(|row| Ok(row.try_get("", "quarter")?)).collect()
}

/// The quarters of the first and the last row: `None` if there are no rows.
pub(super) async fn extent(on: &impl ConnectionTrait, view: &LiveView) -> Result<Option<(i64, i64)>, QueryError> {
    let at = async |end: Expr| {
        let select = Query::select().expr_as(end, "at").from_as(view.table.clone(), Entity).take();
        let row = on.query_one(&select).await?;
        row.map_or(Ok(None), |row| row.try_get::<Option<i64>>("", "at"))
    };
    let occurred_at = || Expr::col((Entity, Column::OccurredAt));
    let (first, last) = (at(occurred_at().min()).await?, at(occurred_at().max()).await?);
    Ok(first.zip(last).map(|(first, last)| (first.div_euclid(QUARTER), last.div_euclid(QUARTER))))
}
