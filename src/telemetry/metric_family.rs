//! Counters, gauges and histograms by labels. The metrics and their text are those of
//! `prometheus-client`; a family here is ordered, cleared as a whole, and holds at most
//! [`SERIES_MAX`] series.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicU64},
};

use prometheus_client::{
    encoding::{EncodeMetric, MetricEncoder},
    metrics::{MetricType, TypedMetric, counter, gauge, histogram},
};

/// Series of one family. Label values come from the program and the configuration, so there are
/// far fewer. The limit bounds the memory if a mistake lets request data in: further label values
/// are counted as [`OVERFLOW_LABEL`].
pub const SERIES_MAX: usize = 512;
pub const OVERFLOW_LABEL: &str = "other";

/// Starts at zero with the process and never falls.
pub type Counter<const LABELS: usize> = Family<counter::Counter, LABELS>;
pub type Gauge<const LABELS: usize> = Family<gauge::Gauge<f64, AtomicU64>, LABELS>;
pub type Histogram<const LABELS: usize> = Family<histogram::Histogram, LABELS>;

/// The label values and the metric.
type Series<M, const LABELS: usize> = ([Box<str>; LABELS], M);

/// One metric for each set of label values. Clones share them.
#[derive(Clone, Debug)]
pub struct Family<M, const LABELS: usize> {
    labels: [&'static str; LABELS],
    /// Of a histogram: the upper bounds of the buckets, ascending.
    bounds: Vec<f64>,
    /// Ordered by label values, so that two responses can be compared. A search needs no
    /// allocation per count.
    series: Arc<Mutex<Vec<Series<M, LABELS>>>>,
}

impl<M, const LABELS: usize> Family<M, LABELS> {
    #[must_use]
    pub fn new(labels: [&'static str; LABELS], bounds: Vec<f64>) -> Self {
        Self { labels, bounds, series: Arc::default() }
    }

    fn series(&self) -> MutexGuard<'_, Vec<Series<M, LABELS>>> {
        self.series.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, labels: [&str; LABELS], new: impl FnOnce() -> M, update: impl FnOnce(&M)) {
        let mut series = self.series();
        let mut found = search(&series, labels).map_err(|index| (index, labels));
        if found.is_err() && series.len() >= SERIES_MAX {
            let labels = [OVERFLOW_LABEL; LABELS];
            found = search(&series, labels).map_err(|index| (index, labels));
        }
        let index = found.unwrap_or_else(|(index, labels)| {
            series.insert(index, (labels.map(Box::from), new()));
            index
        });
        update(&series[index].1);
    }

    fn find<T>(&self, labels: [&str; LABELS], read: impl FnOnce(&M) -> T) -> Option<T> {
        let series = self.series();
        search(&series, labels).ok().map(|index| read(&series[index].1))
    }
}

impl<const LABELS: usize> Counter<LABELS> {
    pub fn count(&self, labels: [&str; LABELS]) {
        self.add(labels, 1);
    }

    /// Zero makes a series visible before its first count.
    pub fn add(&self, labels: [&str; LABELS], more: u64) {
        self.update(labels, counter::Counter::default, |counter| {
            counter.inc_by(more);
        });
    }

    #[must_use]
    pub fn value(&self, labels: [&str; LABELS]) -> u64 {
        self.find(labels, counter::Counter::get).unwrap_or(0)
    }
}

impl<const LABELS: usize> Gauge<LABELS> {
    pub fn set(&self, labels: [&str; LABELS], value: f64) {
        self.update(labels, gauge::Gauge::default, |gauge| {
            gauge.set(value);
        });
    }

    #[must_use]
    pub fn value(&self, labels: [&str; LABELS]) -> Option<f64> {
        self.find(labels, gauge::Gauge::get)
    }

    /// Removes every series, so that an unknown value is absent instead of out of date.
    pub fn clear(&self) {
        self.series().clear();
    }
}

impl<const LABELS: usize> Histogram<LABELS> {
    /// NaN is ignored: it would spoil the sum.
    pub fn observe(&self, labels: [&str; LABELS], value: f64) {
        if !value.is_nan() {
            let new = || histogram::Histogram::new(self.bounds.iter().copied());
            self.update(labels, new, |histogram| histogram.observe(value));
        }
    }
}

/// Also writes the head of a family without series: it says what there may be.
impl<M: EncodeMetric + TypedMetric, const LABELS: usize> EncodeMetric for Family<M, LABELS> {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> fmt::Result {
        for (values, metric) in &*self.series() {
            let labels: Vec<(&str, &str)> = self.labels.into_iter().zip(values.iter().map(|value| &**value)).collect();
            metric.encode(encoder.encode_family(&labels)?)?;
        }
        Ok(())
    }

    fn metric_type(&self) -> MetricType {
        M::TYPE
    }
}

fn search<M, const LABELS: usize>(series: &[Series<M, LABELS>], labels: [&str; LABELS]) -> Result<usize, usize> {
    series.binary_search_by(|(known, _)| known.iter().map(|label| &**label).cmp(labels))
}
