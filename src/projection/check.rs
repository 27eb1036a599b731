//! Checks a view: fills a generation from the log, compares it with the live one and drops it. The
//! live generation does not change.

use std::{collections::BTreeMap, fmt};

use super::{
    checkpoint, fill,
    fill::GenerationBuild,
    garbage, generation,
    progress::Progress,
    rebuild::{self, Rebuild},
    rebuild_error::RebuildError,
};
use crate::{
    event::Size,
    storage::{Applied, Cell, PackedRow, TableComparison, tables::Table},
};

/// Maximum number of reported rows per view. A view with more differences needs a rebuild anyway.
pub const DIFFERENCES_MAX: u32 = 1_000;

/// How the live generation of one view compares with the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub projection: &'static str,
    /// The number of the live generation.
    pub generation: i64,
    /// The number of events that it had folded.
    pub checkpoint: i64,
    /// Rows that follow from the log and are missing in the view.
    pub missing: i64,
    /// Rows of the view that follow from no event.
    pub extra: i64,
    pub different: i64,
    /// The first differences by key, at most [`DIFFERENCES_MAX`] from each side.
    pub first: Vec<Difference>,
}

/// A live row that differs from the row that follows from the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub projection: &'static str,
    /// The key of the row: `source=clerk user_id=user_1`.
    pub key: String,
    pub kind: DifferenceKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// The row follows from the log, but the view does not have it.
    Missing,
    /// The view has the row, but it follows from no event.
    Extra,
    /// These fields differ. Names only, because values may be personal data.
    Different(Vec<&'static str>),
}

impl Checked {
    #[must_use]
    pub const fn is_right(&self) -> bool {
        self.rows() == 0
    }

    #[must_use]
    pub const fn rows(&self) -> i64 {
        self.missing + self.extra + self.different
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {} ", self.projection, self.key)?;
        match &self.kind {
            DifferenceKind::Missing => out.write_str("is missing"),
            DifferenceKind::Extra => out.write_str("is extra: no event of the log accounts for it"),
            DifferenceKind::Different(fields) => write!(out, "is different in {}", fields.join(", ")),
        }
    }
}

impl Rebuild {
    /// Compares each live generation with one filled from the log up to the same checkpoint.
    pub async fn check(&self, progress: &dyn Progress) -> Result<Vec<Checked>, RebuildError> {
        let lock = self.store.try_lock_rebuild().await?.ok_or(RebuildError::Elsewhere)?;
        let checked = self.check_alone(progress).await?;
        lock.release().await?;
        Ok(checked)
    }

    async fn check_alone(&self, progress: &dyn Progress) -> Result<Vec<Checked>, RebuildError> {
        let mut goals = Vec::with_capacity(self.views.len());
        for view in &self.views {
            let live = generation::live(self.store.views(), view.name(), view.version()).await?;
            goals.push(live.ok_or(RebuildError::NotLive { name: view.name() })?.checkpoint);
        }
        // A killed rebuild may have folded more than the live generation has, so a check starts
        // from the beginning.
        for view in &self.views {
            garbage::drop_building(&self.store, view.name(), view.version()).await?;
        }
        let goal = goals.into_iter().min().unwrap_or(Size(0));
        let deps = self.deps();
        let (mut builds, _) = fill::fill(&deps, self.begin().await?, progress, Some(goal)).await?;
        for build in &mut builds {
            rebuild::derive_chains(&deps, build, progress).await?;
        }
        progress.stage("comparing");
        let mut checked = Vec::with_capacity(builds.len());
        for mut build in builds {
            checked.push(self.compare(&mut build).await?);
            garbage::drop_generation(&self.store, &build.generation).await?;
        }
        Ok(checked)
    }

    /// Folds events into the filled generation up to the live checkpoint, then compares. The
    /// transaction is rolled back.
    async fn compare(&self, build: &mut GenerationBuild) -> Result<Checked, RebuildError> {
        let (name, version) = (build.view.name(), build.view.version());
        let exclusive = self.store.view_tables().exclusive(name).await?;
        let live = generation::live(self.store.views(), name, version).await?;
        let live = live.ok_or(RebuildError::NotLive { name })?;
        let (mut filled, _) = build.destination();
        let caught_up = checkpoint::catch_up(&self.deps(), &*exclusive, &mut filled, live.checkpoint).await?;
        if caught_up == Applied::FenceMoved {
            return Err(RebuildError::Interfered { name });
        }
        let (table, filled) = (filled.table, filled.generation.table());
        let found = exclusive.compare(table, &live.table(), &filled, DIFFERENCES_MAX).await?;
        Ok(Checked {
            projection: name,
            generation: live.number,
            checkpoint: live.checkpoint.0,
            missing: found.counts.only_right - found.counts.in_both,
            extra: found.counts.only_left - found.counts.in_both,
            different: found.counts.in_both,
            first: differences(name, table, &found),
        })
    }
}

/// Pairs the rows of both sides by key.
fn differences(projection: &'static str, table: &Table, found: &TableComparison) -> Vec<Difference> {
    let mut rows: BTreeMap<String, [Option<PackedRow<'_>>; 2]> = BTreeMap::new();
    for (side, found) in [&found.only_left, &found.only_right].into_iter().enumerate() {
        for row in found.iter() {
            rows.entry(key(row, table)).or_default()[side] = Some(row);
        }
    }
    let difference = |(key, sides): (String, [Option<PackedRow<'_>>; 2])| {
        let kind = match sides {
            [Some(live), Some(filled)] => DifferenceKind::Different(different(live, filled, table)),
            [Some(_), None] => DifferenceKind::Extra,
            _ => DifferenceKind::Missing,
        };
        Difference { projection, key, kind }
    };
    rows.into_iter().map(difference).collect()
}

/// `source=clerk user_id=user_1`
fn key(row: PackedRow<'_>, table: &Table) -> String {
    let columns = table.columns.iter().zip(row.cells()).filter(|(column, _)| table.key.contains(&column.name));
    let parts = columns.map(|(column, cell)| match cell {
        Cell::Null => format!("{}=", column.name),
        Cell::Integer(number) => format!("{}={number}", column.name),
        Cell::Boolean(boolean) => format!("{}={boolean}", column.name),
        Cell::Text(text) => format!("{}={text}", column.name),
    });
    parts.collect::<Vec<_>>().join(" ")
}

fn different(live: PackedRow<'_>, filled: PackedRow<'_>, table: &Table) -> Vec<&'static str> {
    let cells = table.columns.iter().zip(live.cells().zip(filled.cells()));
    cells.filter(|(_, (live, filled))| live != filled).map(|(column, _)| column.name).collect()
}
