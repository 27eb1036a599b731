//! The places of times among buckets.

use super::buckets::Bucket;

/// Finds the bucket of a time.
pub(super) struct Places {
    /// The start of each bucket.
    starts: Vec<i64>,
    /// The start of the first one.
    pub(super) start: i64,
    /// The end of the last one.
    pub(super) end: i64,
}

impl Places {
    pub(super) fn new(buckets: &[Bucket]) -> Self {
        let starts: Vec<i64> = buckets.iter().map(|bucket| bucket.start.micros()).collect();
        let end = buckets.last().map_or(i64::MIN, |bucket| bucket.end.micros());
        Self { start: starts.first().copied().unwrap_or(i64::MIN), starts, end }
    }

    /// The number of buckets.
    pub(super) const fn len(&self) -> usize {
        self.starts.len()
    }

    pub(super) fn of(&self, at: i64) -> Option<usize> {
        (self.start..self.end).contains(&at).then(|| self.starts.partition_point(|start| *start <= at) - 1)
    }

    /// Start and end of each bucket.
    pub(super) fn bounds(&self) -> impl Iterator<Item = [i64; 2]> {
        let ends = self.starts.iter().copied().skip(1).chain([self.end]);
        self.starts.iter().copied().zip(ends).map(|(start, end)| [start, end])
    }
}
