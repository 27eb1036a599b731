//! A histogram of durations with bounded memory and an error of about three per cent.

use std::{fmt, time::Duration};

/// Each power of two of microseconds is split into 2^5 steps.
const STEP_BITS: u32 = 5;
const STEPS: u64 = 1 << STEP_BITS;

/// Up to 2^36 µs, which is 19 hours: longer than any attempt.
const POWERS: u32 = 36 - STEP_BITS;
const BUCKETS: usize = ((POWERS as usize) + 1) << STEP_BITS;

#[derive(Clone, PartialEq, Eq)]
pub struct Latency {
    counts: Vec<u64>,
    total: u64,
}

impl Default for Latency {
    fn default() -> Self {
        Self { counts: vec![0; BUCKETS], total: 0 }
    }
}

impl Latency {
    pub fn add(&mut self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.counts[bucket(micros)] += 1;
        self.total += 1;
    }

    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.total += other.total;
    }

    /// The upper bound of the shortest `per_mille` of all durations; zero for an empty histogram.
    #[must_use]
    pub fn quantile(&self, per_mille: u64) -> Duration {
        let wanted = (self.total * per_mille).div_ceil(1_000).max(1);
        let mut seen = 0;
        for (bucket, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return Duration::from_micros(upper_bound(bucket));
            }
        }
        Duration::ZERO
    }
}

impl fmt::Debug for Latency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Latency({} durations, median {:?})", self.total, self.quantile(500))
    }
}

fn bucket(micros: u64) -> usize {
    if micros < STEPS {
        return usize::try_from(micros).unwrap_or(0);
    }
    let power = micros.ilog2() - STEP_BITS;
    let step = (micros >> power) - STEPS;
    usize::try_from(u64::from(power + 1) * STEPS + step).map_or(BUCKETS - 1, |bucket| bucket.min(BUCKETS - 1))
}

fn upper_bound(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    match (bucket / STEPS).checked_sub(1) {
        None => bucket,
        Some(power) => ((STEPS + bucket % STEPS + 1) << power) - 1,
    }
}
