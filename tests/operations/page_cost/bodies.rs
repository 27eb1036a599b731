//! How many bodies of the log a page reads: so many for each of its rows, whatever the length of the log.

use std::collections::{BTreeMap, HashMap};

use super::{GROWTH_MAX, fill::Answered, questions::Question};

/// Bodies that a page of a list reads for each of its rows, at most; none where the list is not
/// named.
const PER_ROW: [(&str, usize); 6] = [
    // Its own, that of the event before it in its chain, and those that describe whom it names: the
    // user, the actor, the organization, and the two that a membership was moved from.
    ("/v1/activity", 7),
    // What the activity view knows of it.
    ("/v1/events", 2),
    // What each of device, request and client is known from.
    ("/v1/sessions", 3),
    // Its description.
    ("/v1/users", 1),
    ("/v1/organizations", 1),
    ("/v1/memberships", 1),
];

/// The same on average over all pages of a list of these histories, where it is less: most rows name
/// one user, whom an event near by describes.
const ON_AVERAGE: (&str, f64) = ("/v1/activity", 2.0);

/// How often a page reads one body: as what a row did, and as what describes whom another names.
const READINGS_MAX: usize = 2;

/// What the pages of one log read, by list.
pub type Totals = BTreeMap<String, Total>;

#[derive(Clone, Copy, Debug, Default)]
pub struct Total {
    pub rows: usize,
    pub bodies: usize,
}

impl Total {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    pub fn per_row(self) -> f64 {
        self.bodies as f64 / self.rows.max(1) as f64
    }
}

/// What is wrong with what a page read. `before` is what the same question read in the shorter log.
pub fn too_many(question: &Question, page: &Answered, before: Option<usize>) -> Option<String> {
    let list = question.list_path();
    let read = page.bodies.len();
    let max = match PER_ROW.iter().find(|(named, _)| *named == list) {
        Some((_, per_row)) => per_row * page.rows,
        // All events of its object, however few of them the page shows.
        None if list.ends_with("/history") => before.unwrap_or(read),
        None => 0,
    };
    let mut readings: HashMap<i64, usize> = HashMap::new();
    for position in &page.bodies {
        *readings.entry(*position).or_default() += 1;
    }
    let most = readings.into_values().max().unwrap_or(0);
    (read > max || most > READINGS_MAX).then(|| {
        format!("{question}: {read} bodies for {} rows, one of them {most} times; {max} are allowed", page.rows)
    })
}

/// Adds what a page read to that of its list.
pub fn add(totals: &mut Totals, question: &Question, page: &Answered) {
    let total = totals.entry(question.list_name()).or_default();
    total.rows += page.rows;
    total.bodies += page.bodies.len();
}

/// The lists whose pages read too many bodies for a row, or more than in the shorter log.
pub fn grown(before: &Totals, now: &Totals) -> Vec<String> {
    let more = |(list, now): (&String, &Total)| {
        let before = before.get(list)?.per_row();
        let now = now.per_row();
        let average_max = if list == ON_AVERAGE.0 { ON_AVERAGE.1 } else { f64::INFINITY };
        let max = average_max.min(before * GROWTH_MAX);
        (now > max).then(|| format!("{list}: {before:.2} -> {now:.2} bodies for a row, {max:.2} are allowed"))
    };
    now.iter().filter_map(more).collect()
}
