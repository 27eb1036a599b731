//! Figures of one name, told apart by labels, and how Prometheus reads them (text format 0.0.4). It knows no figure by
//! name, and grows no further than [`CELLS_MAX`] sets of labels.

use std::{
    fmt::Write as _,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Sets of labels of one family. Labels are the program's own words and configured names, so there are far fewer; a
/// mistake that let in words from outside would cost memory without end, so what comes beyond is counted as
/// [`BEYOND`].
pub const CELLS_MAX: usize = 512;
/// Every label of what came beyond [`CELLS_MAX`].
pub const BEYOND: &str = "other";

/// What can be written for Prometheus.
pub trait Exposed: Send + Sync {
    /// Appends the lines of this family.
    fn expose(&self, out: &mut String);
    /// What it is called.
    fn name(&self) -> &'static str;
}

#[derive(Debug)]
struct Family<V, const LABELS: usize> {
    name: &'static str,
    help: &'static str,
    labels: [&'static str; LABELS],
    // Few cells, so they are walked, which needs no text of its own for every count; and each count is so short that
    // the lock is hardly ever waited for.
    cells: Mutex<Vec<([Box<str>; LABELS], V)>>,
}

impl<V, const LABELS: usize> Family<V, LABELS> {
    const fn new(name: &'static str, help: &'static str, labels: [&'static str; LABELS]) -> Self {
        Self { name, help, labels, cells: Mutex::new(Vec::new()) }
    }

    fn cells(&self) -> MutexGuard<'_, Vec<([Box<str>; LABELS], V)>> {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, labels: [&str; LABELS], fresh: impl FnOnce() -> V, change: impl FnOnce(&mut V)) {
        let mut cells = self.cells();
        let place = |cells: &[([Box<str>; LABELS], V)], labels: [&str; LABELS]| {
            cells.iter().position(|(known, _)| known.iter().zip(labels).all(|(known, label)| **known == *label))
        };
        let mut labels = labels;
        let mut known = place(&cells, labels);
        if known.is_none() && cells.len() >= CELLS_MAX {
            labels = [BEYOND; LABELS];
            known = place(&cells, labels);
        }
        let index = known.unwrap_or_else(|| {
            cells.push((labels.map(Box::from), fresh()));
            cells.len() - 1
        });
        change(&mut cells[index].1);
    }

    fn value<T>(&self, labels: [&str; LABELS], read: impl FnOnce(&V) -> T) -> Option<T> {
        let cells = self.cells();
        let found = cells.iter().find(|(known, _)| known.iter().zip(labels).all(|(known, label)| **known == *label));
        found.map(|(_, value)| read(value))
    }

    fn head(&self, out: &mut String, kind: &str) {
        let help = self.help.trim().replace('\\', "\\\\").replace('\n', "\\n");
        line(out, format_args!("# HELP {} {help}", self.name));
        line(out, format_args!("# TYPE {} {kind}", self.name));
    }

    /// The cells' lines, ordered by their labels, so that two answers can be compared.
    fn expose(&self, out: &mut String, kind: &str, lines: impl Fn(&mut String, &str, &V)) {
        self.head(out, kind);
        let cells = self.cells();
        let mut order: Vec<_> = cells.iter().collect();
        order.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (labels, value) in order {
            let pairs: Vec<String> =
                self.labels.iter().zip(labels).map(|(name, label)| format!("{name}=\"{}\"", escaped(label))).collect();
            lines(out, &pairs.join(","), value);
        }
    }
}

/// Only ever grows, from nought at the start of the process.
#[derive(Debug)]
pub struct Counter<const LABELS: usize>(Family<u64, LABELS>);

impl<const LABELS: usize> Counter<LABELS> {
    /// Named, explained, with the names of its labels.
    #[must_use]
    pub const fn new(name: &'static str, help: &'static str, labels: [&'static str; LABELS]) -> Self {
        Self(Family::new(name, help, labels))
    }

    /// Counts one.
    pub fn count(&self, labels: [&str; LABELS]) {
        self.add(labels, 1);
    }

    /// Counts several; nought makes the counter visible before anything happened.
    pub fn add(&self, labels: [&str; LABELS], more: u64) {
        self.0.change(labels, || 0, |value| *value = value.saturating_add(more));
    }

    /// What was counted so far.
    #[must_use]
    pub fn value(&self, labels: [&str; LABELS]) -> u64 {
        self.0.value(labels, |value| *value).unwrap_or(0)
    }
}

impl<const LABELS: usize> Exposed for Counter<LABELS> {
    fn expose(&self, out: &mut String) {
        self.0.expose(out, "counter", |out, pairs, value| sample(out, self.0.name, pairs, value));
    }

    fn name(&self) -> &'static str {
        self.0.name
    }
}

/// As it is at the moment.
#[derive(Debug)]
pub struct Gauge<const LABELS: usize>(Family<f64, LABELS>);

impl<const LABELS: usize> Gauge<LABELS> {
    /// Named, explained, with the names of its labels.
    #[must_use]
    pub const fn new(name: &'static str, help: &'static str, labels: [&'static str; LABELS]) -> Self {
        Self(Family::new(name, help, labels))
    }

    /// Is so now.
    pub fn set(&self, labels: [&str; LABELS], value: f64) {
        self.0.change(labels, || value, |known| *known = value);
    }

    /// As it was last set.
    #[must_use]
    pub fn value(&self, labels: [&str; LABELS]) -> Option<f64> {
        self.0.value(labels, |value| *value)
    }

    /// Forgets every value: for what is not known at the moment, which must not look like what was.
    pub fn clear(&self) {
        self.0.cells().clear();
    }
}

impl<const LABELS: usize> Exposed for Gauge<LABELS> {
    fn expose(&self, out: &mut String) {
        self.0.expose(out, "gauge", |out, pairs, value| sample(out, self.0.name, pairs, number(*value)));
    }

    fn name(&self) -> &'static str {
        self.0.name
    }
}

/// How values are distributed, over fixed bounds.
#[derive(Debug)]
pub struct Histogram<const LABELS: usize> {
    family: Family<Buckets, LABELS>,
    bounds: &'static [f64],
}

#[derive(Debug)]
struct Buckets {
    /// How many values fell under each bound and over the one before; the last are those over all bounds.
    counts: Vec<u64>,
    sum: f64,
}

impl<const LABELS: usize> Histogram<LABELS> {
    /// Named, explained, with the names of its labels and its upper bounds, ascending.
    #[must_use]
    pub const fn new(
        name: &'static str,
        help: &'static str,
        labels: [&'static str; LABELS],
        bounds: &'static [f64],
    ) -> Self {
        Self { family: Family::new(name, help, labels), bounds }
    }

    /// One more value. What is no number is none.
    pub fn observe(&self, labels: [&str; LABELS], value: f64) {
        if value.is_nan() {
            return;
        }
        let bucket = self.bounds.partition_point(|bound| *bound < value);
        let fresh = || Buckets { counts: vec![0; self.bounds.len() + 1], sum: 0.0 };
        self.family.change(labels, fresh, |buckets| {
            buckets.counts[bucket] += 1;
            buckets.sum += value;
        });
    }
}

impl<const LABELS: usize> Exposed for Histogram<LABELS> {
    fn expose(&self, out: &mut String) {
        let name = self.family.name;
        self.family.expose(out, "histogram", |out, pairs, Buckets { counts, sum }| {
            let comma = if pairs.is_empty() { "" } else { "," };
            let mut so_far = 0;
            let bounds = self.bounds.iter().copied().chain([f64::INFINITY]);
            for (bound, count) in bounds.zip(counts) {
                so_far += count;
                let pairs = format!("{pairs}{comma}le=\"{}\"", number(bound));
                sample(out, &format!("{name}_bucket"), &pairs, so_far);
            }
            sample(out, &format!("{name}_sum"), pairs, number(*sum));
            sample(out, &format!("{name}_count"), pairs, so_far);
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

/// As the format writes numbers.
fn number(value: f64) -> String {
    if value == f64::INFINITY {
        "+Inf".to_owned()
    } else if value == f64::NEG_INFINITY {
        "-Inf".to_owned()
    } else {
        value.to_string()
    }
}

/// As the format writes the value of a label.
fn escaped(label: &str) -> String {
    label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
