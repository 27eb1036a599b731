//! Users by bucket: how many were created and deleted, and how many signed in or were signed in.

use std::sync::Arc;

use tokio::task;

use super::{
    answer::{BucketStats, Coverage, StatsAnswer, StatsFilter, known, notes},
    buckets::Bucket,
    cache::StatsCache,
    people::VisiblePeople,
    places::Places,
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    query::{error::QueryError, instances::Instances, live_view::LiveView},
    storage::{Store, StoreError},
    views::{Sessions, Users},
};

/// Days without a sign-in after which a user is dormant, by default.
pub const DORMANT_DAYS_DEFAULT: u32 = 90;

/// Ten years: longer than Clerk has had users.
pub const DORMANT_DAYS_MAX: u32 = 3_660;

const DAY: i64 = 86_400_000_000;

/// The users of one bucket. Of a bucket that the log does not cover, what is 0 is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserCounts {
    /// Users who were created.
    pub created: Option<u64>,
    /// Users who were deleted.
    pub deleted: Option<u64>,
    /// Distinct users who began a session in person and completed the sign-in.
    pub signed_in: Option<u64>,
    /// Distinct users who had such a session open at some time.
    pub active: Option<u64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct UserStats {
    /// Users whose last sign-in is longer ago than the days; `None` if the log holds no events.
    pub dormant: Option<u64>,
    pub answer: StatsAnswer<UserCounts>,
}

/// Counts users. What is inferred is as of `now`.
pub async fn users(
    store: &Store,
    cache: &StatsCache,
    (filter, buckets, dormant_days): (&StatsFilter, Vec<Bucket>, u32),
    (instances, allowed_sources): (&Instances, &SourceAccess),
    now: Timestamp,
) -> Result<UserStats, QueryError> {
    let mut people = Arc::clone(&cache.people).lock_owned().await;
    let on = store.begin_read().await?;
    let (sessions, users) = (LiveView::load::<Sessions>(&on).await?, LiveView::load::<Users>(&on).await?);
    people.refresh(store, &on, (&sessions, &users)).await?;
    people.check_start(buckets.first().map(|bucket| bucket.start))?;
    let coverage = Coverage::load(&on, filter, allowed_sources).await?;
    let (owned, owned_instances, owned_sources) = (filter.clone(), instances.clone(), allowed_sources.clone());
    let dormant_since = now.micros() - i64::from(dormant_days) * DAY;
    let counted = task::spawn_blocking(move || {
        let places = Places::new(&buckets);
        let range = (places.start, places.end);
        let (visible, hidden) = people.visible(&owned, (&owned_instances, &owned_sources), range);
        let counted = Counted::count(&visible, people.number_of_users(), &places, dormant_since);
        (counted, hidden, buckets)
    });
    let (counted, hidden, buckets) = counted.await.map_err(StoreError::from)?;
    let is_empty = counted.dormant == 0 && counted.buckets.iter().all(|bucket| *bucket == CountedBucket::default());
    let notes = notes(&on, filter, allowed_sources, hidden, is_empty).await?;
    let dormant = coverage.from().map(|_| counted.dormant);
    let mut counted_buckets = counted.buckets.into_iter();
    let stats = |bucket: Bucket| {
        let covered = coverage.covers(&bucket);
        let CountedBucket { created, deleted, signed_in, active } = counted_buckets.next().unwrap_or_default();
        let [created, deleted, signed_in, active] =
            [created, deleted, signed_in, active].map(|count| known(count, covered));
        BucketStats { bucket, covered, counts: UserCounts { created, deleted, signed_in, active } }
    };
    let buckets = buckets.into_iter().map(stats).collect();
    Ok(UserStats { dormant, answer: StatsAnswer { buckets, coverage_from: coverage.from(), notes } })
}

#[derive(Default)]
struct Counted {
    dormant: u64,
    buckets: Vec<CountedBucket>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct CountedBucket {
    created: u64,
    deleted: u64,
    signed_in: u64,
    active: u64,
}

impl Counted {
    fn count(people: &VisiblePeople<'_>, users: usize, places: &Places, dormant_since: i64) -> Self {
        let mut counted = Self { dormant: 0, buckets: vec![CountedBucket::default(); places.len()] };
        for user in people.users() {
            counted.dormant += u64::from(user.last_sign_in_at.is_some_and(|at| at < dormant_since));
            if let Some(place) = user.created_at.and_then(|at| places.of(at)) {
                counted.buckets[place].created += 1;
            }
            if let Some(place) = user.deleted_at.and_then(|at| places.of(at)) {
                counted.buckets[place].deleted += 1;
            }
        }
        counted.count_sign_ins(people, users, places);
        counted.count_active(people, users, places);
        counted
    }

    fn count_sign_ins(&mut self, people: &VisiblePeople<'_>, users: usize, places: &Places) {
        // The last bucket in which a session of the user began: sessions come by start.
        let mut seen = vec![usize::MAX; users];
        let mut place = places.cursor();
        for stay in people.stays_since(places.start).filter(|stay| stay.in_person) {
            let Some(place) = place.of(stay.started_at) else { break };
            let Some(user) = stay.user else { continue };
            if seen[user as usize] != place {
                seen[user as usize] = place;
                self.buckets[place].signed_in += 1;
            }
        }
    }

    fn count_active(&mut self, people: &VisiblePeople<'_>, users: usize, places: &Places) {
        // Up to which bucket, exclusive, the user was counted already: times come by start, so the
        // buckets between are all counted.
        let mut counted = vec![0; users];
        // Users more than in the bucket before, by bucket.
        let mut changes = vec![0_i64; self.buckets.len() + 1];
        let mut place = places.cursor();
        let spans = people.spans().take_while(|span| span.from < places.end);
        for span in spans.filter(|span| span.in_person && span.to > places.start) {
            let (from, to) = (span.from.max(places.start), span.to.min(places.end));
            let Some(user) = span.user else { continue };
            let (Some(first), Some(last)) = (place.of(from), place.ahead(to - 1)) else { continue };
            let counted = &mut counted[user as usize];
            let first = first.max(*counted);
            if first <= last {
                changes[first] += 1;
                changes[last + 1] -= 1;
                *counted = last + 1;
            }
        }
        let mut active = 0;
        for (bucket, change) in self.buckets.iter_mut().zip(changes) {
            active += change;
            bucket.active = active.unsigned_abs();
        }
    }
}
