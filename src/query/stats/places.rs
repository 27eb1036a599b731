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

    /// Finds the buckets of ascending times.
    pub(super) const fn cursor(&self) -> Cursor<'_> {
        Cursor { places: self, place: 0 }
    }

    /// Start and end of each bucket.
    pub(super) fn bounds(&self) -> impl Iterator<Item = [i64; 2]> {
        let ends = self.starts.iter().copied().skip(1).chain([self.end]);
        self.starts.iter().copied().zip(ends).map(|(start, end)| [start, end])
    }
}

/// Finds the buckets of times, each no earlier than the one before.
pub(super) struct Cursor<'a> {
    places: &'a Places,
    place: usize,
}

impl Cursor<'_> {
    pub(super) fn of(&mut self, at: i64) -> Option<usize> {
        let Places { starts, start, end } = self.places;
        while starts.get(self.place + 1).is_some_and(|next| *next <= at) {
            self.place += 1;
        }
        (*start..*end).contains(&at).then_some(self.place)
    }

    /// The bucket of a time that is no earlier than the last one, without moving there.
    pub(super) fn ahead(&self, at: i64) -> Option<usize> {
        Cursor { places: self.places, place: self.place }.of(at)
    }
}
