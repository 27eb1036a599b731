//! Metric families: counters, gauges and histograms with labels, in the Prometheus text format
//! 0.0.4. A family holds at most [`SERIES_MAX`] series.

use std::{
    fmt::Write as _,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Series of one family. Label values come from the program and the configuration, so there are
/// far fewer. The limit bounds the memory if a mistake lets request data in: further label values
/// are counted as [`OVERFLOW_LABEL`].
pub const SERIES_MAX: usize = 512;
pub const OVERFLOW_LABEL: &str = "other";

pub trait MetricFamily: Send + Sync {
    /// Appends the lines of this family.
    fn expose(&self, out: &mut String);
    fn name(&self) -> &'static str;
}

#[derive(Debug)]
struct LabelledSeries<V, const LABELS: usize> {
    name: &'static str,
    help: &'static str,
    labels: [&'static str; LABELS],
    // A linear search over few series needs no allocation per count, and holds the lock briefly.
    series: Mutex<Vec<([Box<str>; LABELS], V)>>,
}

impl<V, const LABELS: usize> LabelledSeries<V, LABELS> {
    const fn new(name: &'static str, help: &'static str, labels: [&'static str; LABELS]) -> Self {
        Self { name, help, labels, series: Mutex::new(Vec::new()) }
    }

    fn series(&self) -> MutexGuard<'_, Vec<([Box<str>; LABELS], V)>> {
        self.series.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, labels: [&str; LABELS], initial: impl FnOnce() -> V, update: impl FnOnce(&mut V)) {
        let mut series = self.series();
        let index_of = |series: &[([Box<str>; LABELS], V)], labels: [&str; LABELS]| {
            series.iter().position(|(known, _)| known.iter().zip(labels).all(|(known, label)| **known == *label))
        };
        let mut labels = labels;
        let mut index = index_of(&series, labels);
        if index.is_none() && series.len() >= SERIES_MAX {
            labels = [OVERFLOW_LABEL; LABELS];
            index = index_of(&series, labels);
        }
        let index = index.unwrap_or_else(|| {
            series.push((labels.map(Box::from), initial()));
            series.len() - 1
        });
        update(&mut series[index].1);
    }

    fn value<T>(&self, labels: [&str; LABELS], read: impl FnOnce(&V) -> T) -> Option<T> {
        let series = self.series();
        let found = series.iter().find(|(known, _)| known.iter().zip(labels).all(|(known, label)| **known == *label));
        found.map(|(_, value)| read(value))
    }

    fn head(&self, out: &mut String, kind: &str) {
        let help = self.help.trim().replace('\\', "\\\\").replace('\n', "\\n");
        line(out, format_args!("# HELP {} {help}", self.name));
        line(out, format_args!("# TYPE {} {kind}", self.name));
    }

    /// Writes the series ordered by their labels, so that two responses can be compared.
    fn expose(&self, out: &mut String, kind: &str, lines: impl Fn(&mut String, &str, &V)) {
        self.head(out, kind);
        let series = self.series();
        let mut order: Vec<_> = series.iter().collect();
        order.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (labels, value) in order {
            let pairs: Vec<String> =
                self.labels.iter().zip(labels).map(|(name, label)| format!("{name}=\"{}\"", escaped(label))).collect();
            lines(out, &pairs.join(","), value);
        }
    }
}

/// Starts at zero with the process and never falls.
#[derive(Debug)]
pub struct Counter<const LABELS: usize>(LabelledSeries<u64, LABELS>);

impl<const LABELS: usize> Counter<LABELS> {
    #[must_use]
    pub const fn new(name: &'static str, help: &'static str, labels: [&'static str; LABELS]) -> Self {
        Self(LabelledSeries::new(name, help, labels))
    }

    pub fn count(&self, labels: [&str; LABELS]) {
        self.add(labels, 1);
    }

    /// Zero makes a series visible before its first count.
    pub fn add(&self, labels: [&str; LABELS], more: u64) {
        self.0.update(labels, || 0, |value| *value = value.saturating_add(more));
    }

    #[must_use]
    pub fn value(&self, labels: [&str; LABELS]) -> u64 {
        self.0.value(labels, |value| *value).unwrap_or(0)
    }
}

impl<const LABELS: usize> MetricFamily for Counter<LABELS> {
    fn expose(&self, out: &mut String) {
        self.0.expose(out, "counter", |out, pairs, value| sample(out, self.0.name, pairs, value));
    }

    fn name(&self) -> &'static str {
        self.0.name
    }
}

#[derive(Debug)]
pub struct Gauge<const LABELS: usize>(LabelledSeries<f64, LABELS>);

impl<const LABELS: usize> Gauge<LABELS> {
    #[must_use]
    pub const fn new(name: &'static str, help: &'static str, labels: [&'static str; LABELS]) -> Self {
        Self(LabelledSeries::new(name, help, labels))
    }

    pub fn set(&self, labels: [&str; LABELS], value: f64) {
        self.0.update(labels, || value, |known| *known = value);
    }

    #[must_use]
    pub fn value(&self, labels: [&str; LABELS]) -> Option<f64> {
        self.0.value(labels, |value| *value)
    }

    /// Removes every series, so that an unknown value is absent instead of out of date.
    pub fn clear(&self) {
        self.0.series().clear();
    }
}

impl<const LABELS: usize> MetricFamily for Gauge<LABELS> {
    fn expose(&self, out: &mut String) {
        self.0.expose(out, "gauge", |out, pairs, value| sample(out, self.0.name, pairs, number(*value)));
    }

    fn name(&self) -> &'static str {
        self.0.name
    }
}

#[derive(Debug)]
pub struct Histogram<const LABELS: usize> {
    family: LabelledSeries<Buckets, LABELS>,
    bounds: &'static [f64],
}

#[derive(Debug)]
struct Buckets {
    /// Values per bucket, not cumulative; the last bucket holds the values over all bounds.
    counts: Vec<u64>,
    sum: f64,
}

impl<const LABELS: usize> Histogram<LABELS> {
    /// `bounds` are the upper bounds of the buckets, ascending.
    #[must_use]
    pub const fn new(
        name: &'static str,
        help: &'static str,
        labels: [&'static str; LABELS],
        bounds: &'static [f64],
    ) -> Self {
        Self { family: LabelledSeries::new(name, help, labels), bounds }
    }

    /// NaN is ignored.
    pub fn observe(&self, labels: [&str; LABELS], value: f64) {
        if value.is_nan() {
            return;
        }
        let bucket = self.bounds.partition_point(|bound| *bound < value);
        let initial = || Buckets { counts: vec![0; self.bounds.len() + 1], sum: 0.0 };
        self.family.update(labels, initial, |buckets| {
            buckets.counts[bucket] += 1;
            buckets.sum += value;
        });
    }
}

impl<const LABELS: usize> MetricFamily for Histogram<LABELS> {
    fn expose(&self, out: &mut String) {
        let name = self.family.name;
        self.family.expose(out, "histogram", |out, pairs, Buckets { counts, sum }| {
            let comma = if pairs.is_empty() { "" } else { "," };
            let mut cumulative = 0;
            let bounds = self.bounds.iter().copied().chain([f64::INFINITY]);
            for (bound, count) in bounds.zip(counts) {
                cumulative += count;
                let pairs = format!("{pairs}{comma}le=\"{}\"", number(bound));
                sample(out, &format!("{name}_bucket"), &pairs, cumulative);
            }
            sample(out, &format!("{name}_sum"), pairs, number(*sum));
            sample(out, &format!("{name}_count"), pairs, cumulative);
        });
    }

    fn name(&self) -> &'static str {
        self.family.name
    }
}

fn sample(out: &mut String, name: &str, pairs: &str, value: impl std::fmt::Display) {
    if pairs.is_empty() {
        line(out, format_args!("{name} {value}"));
    } else {
        line(out, format_args!("{name}{{{pairs}}} {value}"));
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("writing to a String cannot fail");
}

fn number(value: f64) -> String {
    if value == f64::INFINITY {
        "+Inf".to_owned()
    } else if value == f64::NEG_INFINITY {
        "-Inf".to_owned()
    } else {
        value.to_string()
    }
}

/// Escapes a label value.
fn escaped(label: &str) -> String {
    label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
