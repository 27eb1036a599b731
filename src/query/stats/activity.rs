//! How many events of activity fall into each bucket, by action, country or browser.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;

use super::{
    answer::{BucketStats, Coverage, StatsAnswer, StatsFilter, Visibility, known, notes},
    buckets::Bucket,
    cache::StatsCache,
    quarters::{Count, Dimension, QUARTER, QuarterCounts, Value, extent},
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    event::Position,
    event_log::read,
    query::{error::QueryError, hidden_instances, instances::Instances, live_view::LiveView},
    storage::Store,
    views::{
        Activity,
        activity::{ACTIONS, ActivityRow},
        term::term,
    },
};

/// Maximum number of values of an answer, the most frequent ones. There are 76 actions, some 250
/// countries, and any number of browsers.
pub const COUNTED_VALUES_MAX: usize = 100;

/// The counts of one bucket. Of a bucket that the log does not cover, what is 0 is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityCounts {
    pub events: Option<u64>,
    /// Values that occur in the bucket, by frequency in all of the answer.
    pub values: Option<Vec<(String, u64)>>,
    /// Events with values beyond the first [`COUNTED_VALUES_MAX`]. An event with two of them
    /// counts twice.
    pub other: Option<u64>,
}

/// The counts of one bucket, by place of the value.
type BucketCounts = Vec<(u32, u64)>;

/// Counts events, except Gatelog's own.
pub async fn activity(
    store: &Store,
    cache: &StatsCache,
    (filter, by, buckets): (&StatsFilter, Dimension, Vec<Bucket>),
    access: (&Instances, &SourceAccess),
) -> Result<StatsAnswer<ActivityCounts>, QueryError> {
    let mut cache = cache.activity(by).lock().await;
    let on = store.begin_read().await?;
    let view = LiveView::load::<Activity>(&on).await?;
    cache.refresh(&on, &view).await?;
    let mut counted = Counted::default();
    if let Some(extent) = extent(&on, &view).await? {
        if let (Some(first), Some(last)) = (buckets.first(), buckets.last()) {
            cache.fill(&on, &view, whole_quarters((first.start, last.end), extent)).await?;
        }
        for bucket in &buckets {
            counted.count(&mut cache, &on, &view, (bucket, extent), (filter, access)).await?;
        }
    }
    let values = std::mem::take(&mut cache.values);
    cache.values.clone_from(&values);
    cache.trim();
    drop(cache);

    let Counted { counts, totals, samples, hidden, .. } = counted;
    let mut order: Vec<(u32, u64)> = totals.into_iter().collect();
    let value = |place: u32| values[place as usize];
    order.sort_by_key(|(place, events)| (std::cmp::Reverse(*events), value(*place)));
    order.truncate(COUNTED_VALUES_MAX);
    let frequent: Vec<(u32, Value, i64)> =
        order.iter().map(|(place, _)| (*place, value(*place), samples[place])).collect();
    let names = names(store, by, &frequent).await?;
    let ranks: HashMap<u32, usize> = order.iter().enumerate().map(|(rank, (place, _))| (*place, rank)).collect();

    let coverage = Coverage::load(&on, filter, access.1).await?;
    let is_empty = counts.iter().all(Vec::is_empty);
    let hidden = match hidden {
        Some((source, position)) => {
            let instance = hidden_instances::instance_at(&on, position).await?;
            Some(source).zip(instance)
        }
        None => None,
    };
    let notes = notes(&on, filter, access.1, hidden, is_empty).await?;
    let mut counts = counts.into_iter();
    let stats = |bucket: Bucket| {
        let covered = coverage.covers(&bucket);
        let mut counts = counts.next().unwrap_or_default();
        counts.sort_by_key(|(place, _)| ranks.get(place).copied().unwrap_or(usize::MAX));
        let (mut events, mut other, mut values) = (0, 0, Vec::new());
        for (place, count) in counts {
            match (value(place), names.get(&place)) {
                (Value::All, _) => events = count,
                (_, Some(name)) => values.push((name.clone(), count)),
                (_, None) => other += count,
            }
        }
        let values = (covered || !values.is_empty()).then_some(values);
        let counts = ActivityCounts { events: known(events, covered), values, other: known(other, covered) };
        BucketStats { bucket, covered, counts }
    };
    let buckets = buckets.into_iter().map(stats).collect();
    Ok(StatsAnswer { buckets, coverage_from: coverage.from(), notes })
}

/// The whole quarters of a time, as far as there are rows.
fn whole_quarters((start, end): (Timestamp, Timestamp), extent: (i64, i64)) -> (i64, i64) {
    (quarter_after(start.micros()).max(extent.0), end.micros().div_euclid(QUARTER).min(extent.1 + 1))
}

/// The first quarter that begins at this time or later.
const fn quarter_after(at: i64) -> i64 {
    at.div_euclid(QUARTER) + (at.rem_euclid(QUARTER) > 0) as i64
}

/// What is counted for one answer.
#[derive(Default)]
struct Counted {
    counts: Vec<BucketCounts>,
    /// Events of each value but [`Value::All`] in all buckets.
    totals: HashMap<u32, u64>,
    /// The position of an event with the value, in the first quarter that has some.
    samples: HashMap<u32, i64>,
    /// A source, and the position of an event, that the configuration leaves out.
    hidden: Option<(String, i64)>,
    /// Of each class.
    visibilities: Vec<Visibility>,
    /// Of the current bucket, by place of the value.
    current: Vec<u64>,
}

impl Counted {
    /// Counts the events of the next bucket.
    async fn count(
        &mut self,
        cache: &mut QuarterCounts,
        on: &impl ConnectionTrait,
        view: &LiveView,
        (bucket, extent): (&Bucket, (i64, i64)),
        (filter, access): (&StatsFilter, (&Instances, &SourceAccess)),
    ) -> Result<(), QueryError> {
        let (start, end) = (bucket.start.micros(), bucket.end.micros());
        let (first, last) = (quarter_after(start), end.div_euclid(QUARTER));
        // Parts of quarters at the ends of the bucket, which are counted for it alone.
        let parts =
            if first > last { vec![(start, end)] } else { vec![(start, first * QUARTER), (last * QUARTER, end)] };
        let within =
            |(from, to): &(i64, i64)| from < to && *to > extent.0 * QUARTER && *from < (extent.1 + 1) * QUARTER;
        let mut partial: Vec<Count> = Vec::new();
        for (from, to) in parts.into_iter().filter(within) {
            partial.extend(cache.count(on, view, from, to).await?.into_values().flatten());
        }
        let whole = whole_quarters((bucket.start, bucket.end), extent);
        self.learn(cache, filter, access);
        let mut touched: Vec<u32> = Vec::new();
        for count in cache.known(whole.0, whole.1).chain(&partial) {
            self.add(cache, count, &mut touched);
        }
        let counts = touched.into_iter().map(|place| (place, std::mem::take(&mut self.current[place as usize])));
        self.counts.push(counts.collect());
        Ok(())
    }

    /// Adds what is new in the cache.
    fn learn(&mut self, cache: &QuarterCounts, filter: &StatsFilter, access: (&Instances, &SourceAccess)) {
        for class in &cache.classes[self.visibilities.len()..] {
            let same = |id: &str| class.instance == Some(term(id));
            self.visibilities.push(filter.visibility(&class.source, class.instance.is_some(), same, access));
        }
        self.current.resize(cache.values.len(), 0);
    }

    fn add(&mut self, cache: &QuarterCounts, count: &Count, touched: &mut Vec<u32>) {
        let class = count.class as usize;
        match self.visibilities[class] {
            Visibility::Excluded => return,
            Visibility::Hidden => {
                self.hidden.get_or_insert_with(|| (cache.classes[class].source.clone(), count.first));
                return;
            }
            Visibility::Counted => {}
        }
        let events = u64::from(count.events);
        let current = &mut self.current[count.value as usize];
        if *current == 0 {
            touched.push(count.value);
        }
        *current += events;
        if count.value > 0 {
            *self.totals.entry(count.value).or_default() += events;
            self.samples.entry(count.value).or_insert(count.first);
        }
    }
}

/// The names of values, by place. A country or a browser is spelled as in the event at the
/// position.
async fn names(store: &Store, by: Dimension, values: &[(u32, Value, i64)]) -> Result<HashMap<u32, String>, QueryError> {
    let mut names = HashMap::with_capacity(values.len());
    let mut positions: HashMap<i64, Vec<u32>> = HashMap::new();
    for (place, value, position) in values {
        match value {
            Value::All => {}
            Value::Action(code) => {
                let action = usize::try_from(*code).ok().and_then(|code| ACTIONS.get(code));
                names.extend(action.map(|(_, name, _)| (*place, (*name).to_owned())));
            }
            Value::Type(_) | Value::Name(_) => positions.entry(*position).or_default().push(*place),
        }
    }
    read::each_at(store, positions.keys().copied().map(Position).collect(), |event| {
        let name = match by {
            Dimension::Action => event.event_type.as_ref().map(|event_type| event_type.as_str().to_owned()),
            Dimension::Country => ActivityRow::of_event(&event).country,
            Dimension::Browser => ActivityRow::of_event(&event).browser,
        };
        for place in positions.get(&event.position.0).into_iter().flatten() {
            names.extend(name.clone().map(|name| (*place, name)));
        }
    })
    .await?;
    Ok(names)
}
