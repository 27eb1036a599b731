//! Sessions by bucket: how many began and ended, of how many users, how long they were, and how
//! many were open at once.

use std::sync::Arc;

use tokio::task;

use super::{
    answer::{BucketStats, Coverage, StatsAnswer, StatsFilter, known, notes},
    buckets::Bucket,
    cache::StatsCache,
    people::{Stay, VisiblePeople},
    places::Places,
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    query::{error::QueryError, instances::Instances, live_view::LiveView},
    storage::{Store, StoreError},
    views::{Sessions, Users},
};

/// The sessions of one bucket whose sign-in was completed. Of a bucket that the log does not
/// cover, what is 0 is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionCounts {
    /// Sessions that began.
    pub started: Option<u64>,
    /// Distinct users of these.
    pub users: Option<u64>,
    /// Sessions that ended, as reported or inferred.
    pub ended: Option<u64>,
    /// Of these: the median of their durations, and what 90 and 99 of 100 do not exceed, in
    /// seconds. `None` if none ended.
    pub duration_p50: Option<i64>,
    pub duration_p90: Option<i64>,
    pub duration_p99: Option<i64>,
    /// The most sessions that were open at one time.
    pub peak: Option<u64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SessionStats {
    /// Sessions that are open now; `None` if the log holds no events.
    pub active_now: Option<u64>,
    pub answer: StatsAnswer<SessionCounts>,
}

/// Counts sessions. What is inferred is as of `now`.
pub async fn sessions(
    store: &Store,
    cache: &StatsCache,
    (filter, buckets): (&StatsFilter, Vec<Bucket>),
    (instances, allowed_sources): (&Instances, &SourceAccess),
    now: Timestamp,
) -> Result<SessionStats, QueryError> {
    let mut people = Arc::clone(&cache.people).lock_owned().await;
    let on = store.begin_read().await?;
    let (sessions, users) = (LiveView::load::<Sessions>(&on).await?, LiveView::load::<Users>(&on).await?);
    people.refresh(store, &on, (&sessions, &users)).await?;
    people.check_start(buckets.first().map(|bucket| bucket.start))?;
    let coverage = Coverage::load(&on, filter, allowed_sources).await?;
    let (owned, owned_instances, owned_sources) = (filter.clone(), instances.clone(), allowed_sources.clone());
    let counted = task::spawn_blocking(move || {
        let places = Places::new(&buckets);
        let range = (places.start, places.end);
        let (visible, hidden) = people.visible(&owned, (&owned_instances, &owned_sources), range);
        let counted = Counted::count(&visible, people.number_of_users(), &places, now.micros());
        (counted, hidden, buckets)
    });
    let (counted, hidden, buckets) = counted.await.map_err(StoreError::from)?;
    let is_empty = counted.active_now == 0 && counted.buckets.iter().all(CountedBucket::is_empty);
    let notes = notes(&on, filter, allowed_sources, hidden, is_empty).await?;
    let active_now = coverage.from().map(|_| counted.active_now);
    let mut counted_buckets = counted.buckets.into_iter();
    let stats = |bucket: Bucket| {
        let covered = coverage.covers(&bucket);
        let counts = counted_buckets.next().unwrap_or_default().counts(covered);
        BucketStats { bucket, covered, counts }
    };
    let buckets = buckets.into_iter().map(stats).collect();
    Ok(SessionStats { active_now, answer: StatsAnswer { buckets, coverage_from: coverage.from(), notes } })
}

#[derive(Default)]
struct Counted {
    active_now: u64,
    buckets: Vec<CountedBucket>,
}

#[derive(Clone, Default)]
struct CountedBucket {
    started: u64,
    users: u64,
    /// Durations of sessions that ended, in seconds.
    durations: Vec<u32>,
    peak: u64,
}

impl Counted {
    fn count(people: &VisiblePeople<'_>, users: usize, places: &Places, now: i64) -> Self {
        let mut counted = Self { active_now: 0, buckets: vec![CountedBucket::default(); places.len()] };
        counted.count_stays(people, users, places);
        counted.count_open(people, places, now);
        counted
    }

    fn count_stays(&mut self, people: &VisiblePeople<'_>, users: usize, places: &Places) {
        // The last bucket in which a session of the user began: sessions come by start.
        let mut seen = vec![usize::MAX; users];
        let mut place = places.cursor();
        for Stay { started_at, user, .. } in people.stays_since(places.start) {
            let Some(place) = place.of(started_at) else { break };
            let bucket = &mut self.buckets[place];
            bucket.started += 1;
            if let Some(seen) = user.and_then(|user| seen.get_mut(user as usize)).filter(|seen| **seen != place) {
                *seen = place;
                bucket.users += 1;
            }
        }
        let mut place = places.cursor();
        for (started_at, ended_at) in people.ended(places.start, places.end) {
            let Some(place) = place.of(ended_at) else { break };
            let seconds = u32::try_from((ended_at - started_at).max(0) / 1_000_000).unwrap_or(u32::MAX);
            self.buckets[place].durations.push(seconds);
        }
    }

    fn count_open(&mut self, people: &VisiblePeople<'_>, places: &Places, now: i64) {
        let (since, until) = (places.start, places.end);
        let mut open: u64 = 0;
        let mut starts = Vec::new();
        for span in people.spans().take_while(|span| span.from <= now) {
            self.active_now += u64::from(now < span.to);
            if span.from <= since {
                open += u64::from(since < span.to);
            } else if span.from < until {
                starts.push(span.from);
            }
        }
        let mut starts = starts.into_iter().peekable();
        // What ended by the start is not counted as open.
        let mut ends = people.span_ends(since + 1, until).peekable();
        for (bucket, [start, end]) in self.buckets.iter_mut().zip(places.bounds()) {
            // What happens at a time is done before what is open at that time is counted.
            let mut move_to = |at: i64| {
                while starts.next_if(|start| *start <= at).is_some() {
                    open += 1;
                }
                while ends.next_if(|end| *end <= at).is_some() {
                    open -= 1;
                }
                (open, starts.peek().copied())
            };
            let (mut peak, mut next) = move_to(start);
            while let Some(at) = next.filter(|at| *at < end) {
                let open;
                (open, next) = move_to(at);
                peak = peak.max(open);
            }
            bucket.peak = peak;
        }
    }
}

impl CountedBucket {
    const fn is_empty(&self) -> bool {
        self.started == 0 && self.durations.is_empty() && self.peak == 0
    }

    fn counts(mut self, covered: bool) -> SessionCounts {
        let ended = self.durations.len() as u64;
        let number = self.durations.len();
        // Those among which the next smaller percentile is.
        let mut durations = self.durations.as_mut_slice();
        let [duration_p99, duration_p90, duration_p50] = [99, 90, 50].map(|percent| {
            let place = (number * percent).div_ceil(100).checked_sub(1)?;
            durations.select_nth_unstable(place);
            let (up_to_it, _) = std::mem::take(&mut durations).split_at_mut(place + 1);
            durations = up_to_it;
            durations.last().map(|duration| i64::from(*duration))
        });
        SessionCounts {
            started: known(self.started, covered),
            users: known(self.users, covered),
            ended: known(ended, covered),
            duration_p50,
            duration_p90,
            duration_p99,
            peak: known(self.peak, covered),
        }
    }
}
