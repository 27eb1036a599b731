//! Statistics by brute force, from rows that a replay of all that was said gives. Shares no code
//! with the queries.

use std::collections::{BTreeMap, BTreeSet};

use gatelog::{
    query::stats::{ActivityCounts, Bucket, Dimension, SessionCounts, UserCounts},
    views::{
        activity::ActivityRow,
        sessions::SessionRow,
        users::{NEVER, UserRow},
    },
};

use crate::laws::views::{
    activity_oracle,
    history::{Said, View},
    oracle,
};

/// Whether rows of a source and an instance count.
type Counts<'a> = &'a dyn Fn(&str, Option<&str>) -> bool;

pub struct Reference {
    activity: View<ActivityRow>,
    sessions: View<SessionRow>,
    users: View<UserRow>,
}

/// Events, and events by value. What would be 0 is unknown: the log began later.
pub type ByValue = (Option<u64>, BTreeMap<String, u64>);

pub fn activity_by_value(counts: ActivityCounts) -> ByValue {
    assert_eq!(counts.other, None, "there are few values");
    (counts.events, counts.values.unwrap_or_default().into_iter().collect())
}

fn known(count: usize) -> Option<u64> {
    (count > 0).then_some(count as u64)
}

fn holds(bucket: &Bucket, at: i64) -> bool {
    (bucket.start.micros()..bucket.end.micros()).contains(&at)
}

impl Reference {
    pub fn new(said: &[Said]) -> Self {
        Self { activity: activity_oracle::activity(said), sessions: oracle::sessions(said), users: oracle::users(said) }
    }

    pub fn activity(&self, by: Dimension, buckets: &[Bucket], counts: Counts<'_>) -> Vec<ByValue> {
        let values = |row: &ActivityRow| match by {
            Dimension::Action => serde_json::from_str(&row.actions).expect("a JSON array"),
            Dimension::Country => row.country.clone().into_iter().collect(),
            Dimension::Browser => row.browser.clone().into_iter().collect::<BTreeSet<String>>(),
        };
        let of_bucket = |bucket: &Bucket| {
            let rows = self.activity.values().filter(|row| row.source != "system");
            let rows = rows.filter(|row| counts(&row.source, row.instance_id.as_deref()));
            let rows: Vec<&ActivityRow> = rows.filter(|row| holds(bucket, row.occurred_at)).collect();
            let mut found = BTreeMap::new();
            for value in rows.iter().flat_map(|row| values(row)) {
                *found.entry(value).or_insert(0) += 1;
            }
            (known(rows.len()), found)
        };
        buckets.iter().map(of_bucket).collect()
    }

    fn end(&self, row: &SessionRow) -> Option<i64> {
        let user = row.user_id.as_ref().and_then(|id| self.users.get(&(row.source.clone(), id.clone())));
        let deleted_at = user.and_then(|user| user.deleted_at).filter(|at| *at >= row.started_at);
        row.ended_at.or_else(|| [deleted_at, row.expire_at, row.abandon_at].into_iter().flatten().min())
    }

    /// Sessions that count and whose sign-in was completed.
    fn stays(&self, counts: Counts<'_>) -> Vec<&SessionRow> {
        let rows = self.sessions.values().filter(|row| counts(&row.source, row.instance_id.as_deref()));
        rows.filter(|row| row.activated_at.is_some() || row.pending_at.is_none()).collect()
    }

    fn is_open(&self, row: &SessionRow, at: i64) -> bool {
        row.started_at <= at && self.end(row).is_none_or(|end| end > at) && was_signed_in(row, at)
    }

    /// The times at which what is open can change.
    fn changes(rows: &[&SessionRow], bucket: &Bucket) -> BTreeSet<i64> {
        let times = |row: &&SessionRow| {
            let mut times = vec![row.started_at];
            times.extend(row.activated_at);
            times.extend(statuses(row).into_iter().map(|(at, _)| at));
            times
        };
        let times = rows.iter().flat_map(times).filter(|at| holds(bucket, *at));
        times.chain([bucket.start.micros()]).collect()
    }

    pub fn sessions(&self, buckets: &[Bucket], counts: Counts<'_>) -> Vec<SessionCounts> {
        let rows = self.stays(counts);
        let of_bucket = |bucket: &Bucket| {
            let started: Vec<_> = rows.iter().filter(|row| holds(bucket, row.started_at)).collect();
            let users: BTreeSet<_> =
                started.iter().filter_map(|row| Some((&row.source, row.user_id.as_ref()?))).collect();
            let ended = rows.iter().filter_map(|row| Some((self.end(row)?, row.started_at)));
            let ended = ended.filter(|(end, _)| holds(bucket, *end));
            let mut durations: Vec<i64> = ended.map(|(end, start)| (end - start).max(0) / 1_000_000).collect();
            durations.sort_unstable();
            // The first duration that so many of 100 do not exceed.
            let percentile = |percent: usize| {
                let enough = |place: &usize| (place + 1) * 100 >= durations.len() * percent;
                (0..durations.len()).find(enough).map(|place| durations[place])
            };
            let open = |at: &i64| rows.iter().filter(|row| self.is_open(row, *at)).count();
            SessionCounts {
                started: known(started.len()),
                users: known(users.len()),
                ended: known(durations.len()),
                duration_p50: percentile(50),
                duration_p90: percentile(90),
                duration_p99: percentile(99),
                peak: known(Self::changes(&rows, bucket).iter().map(open).max().unwrap_or(0)),
            }
        };
        buckets.iter().map(of_bucket).collect()
    }

    pub fn users(&self, buckets: &[Bucket], counts: Counts<'_>) -> Vec<UserCounts> {
        let users: Vec<&UserRow> =
            self.users.values().filter(|row| counts(&row.source, row.instance_id.as_deref())).collect();
        let rows: Vec<&SessionRow> = self.stays(counts).into_iter().filter(|row| !row.has_actor).collect();
        assert!(users.iter().all(|user| user.last_sign_in_at >= NEVER));
        let of_bucket = |bucket: &Bucket| {
            let at = |time: fn(&UserRow) -> Option<i64>| {
                known(users.iter().filter(|user| time(user).is_some_and(|at| holds(bucket, at))).count())
            };
            let whose = |row: &&&SessionRow| Some((row.source.clone(), row.user_id.clone()?));
            let signed_in: BTreeSet<_> =
                rows.iter().filter(|row| holds(bucket, row.started_at)).filter_map(|row| whose(&row)).collect();
            let changes = Self::changes(&rows, bucket);
            let active = rows.iter().filter(|row| changes.iter().any(|at| self.is_open(row, *at)));
            let active: BTreeSet<_> = active.filter_map(|row| whose(&row)).collect();
            UserCounts {
                created: at(|user| user.created_at),
                deleted: at(|user| user.deleted_at),
                signed_in: known(signed_in.len()),
                active: known(active.len()),
            }
        };
        buckets.iter().map(of_bucket).collect()
    }
}

/// When a session was reported active or not, by time.
fn statuses(row: &SessionRow) -> Vec<(i64, bool)> {
    let texts: Vec<String> =
        row.statuses.as_ref().map_or_else(Vec::new, |statuses| serde_json::from_str(statuses).expect("texts"));
    texts.iter().map(|text| (text[..19].parse().expect("a time"), text.ends_with("\u{1f}active"))).collect()
}

fn was_signed_in(row: &SessionRow, at: i64) -> bool {
    let Some(pending_at) = row.pending_at else { return true };
    let latest = statuses(row).into_iter().rfind(|(since, _)| *since <= at);
    latest.is_some_and(|(_, is_active)| is_active)
        || row.activated_at.is_some_and(|activated_at| activated_at > at && activated_at < pending_at)
}
