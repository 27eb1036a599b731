//! Checking a view: a generation filled from the log is compared with the live one, and dropped. Changes nothing that
//! is served.

use std::{collections::BTreeMap, fmt};

use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    checkpoint,
    fill::{self, Filling},
    generation::{self, Generation},
    progress::Progress,
    rebuild::{self, Rebuild},
    rebuild_error::RebuildError,
    retire,
    row_store::Chains,
    view::View,
};
use crate::{
    event::{Position, Size},
    store::{
        StoreError,
        tables::{self, Column, Kind, Table},
    },
};

/// Rows named for one view; who has more damage rebuilds anyway.
pub const DIFFERENCES_MAX: u32 = 1_000;

/// How the live copy of one view compares with the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub projection: &'static str,
    /// The number of the live copy.
    pub generation: i64,
    /// How many events it had folded when it was compared.
    pub checkpoint: i64,
    /// Rows that the log has and the view has not.
    pub missing: i64,
    /// Rows that the view has and the log knows nothing of.
    pub extra: i64,
    pub different: i64,
    /// The first of them by key, at most [`DIFFERENCES_MAX`] from either side.
    pub first: Vec<Difference>,
}

/// A live row that is not what the log says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub projection: &'static str,
    /// The key of the row: `source=clerk user_id=user_1`.
    pub key: String,
    pub wrong: Wrong,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The log has it, the view has not.
    Missing,
    /// The view has it, the log knows nothing of it.
    Extra,
    /// These fields differ. Names only: values may be personal data.
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
        match &self.wrong {
            Wrong::Missing => out.write_str("is missing"),
            Wrong::Extra => out.write_str("is extra: no event of the log accounts for it"),
            Wrong::Different(fields) => write!(out, "is different in {}", fields.join(", ")),
        }
    }
}

impl Rebuild {
    /// Compares each live generation with one filled from the log, at the same checkpoint.
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
        // A killed rebuild may have left more than the live generation has folded: a check begins anew.
        for view in &self.views {
            retire::drop_building(&self.store, view.name(), view.version()).await?;
        }
        let filling = self.begin().await?;
        let goal = goals.into_iter().min().unwrap_or(Size(0));
        let (filling, _) = fill::fill(&self.reach(), filling, Chains::Later, progress, Some(goal)).await?;
        for filling in &filling {
            rebuild::derive_chains(&self.store, filling, progress).await?;
        }
        progress.stage("comparing");
        let mut checked = Vec::with_capacity(filling.len());
        for Filling { view, generation, .. } in filling {
            checked.push(self.compare(&*view, generation.clone()).await?);
            retire::drop_generation(&self.store, &generation).await?;
        }
        Ok(checked)
    }

    /// Brings the filled generation to the live one's checkpoint and compares, in one transaction that is rolled back.
    async fn compare(&self, view: &dyn View, filled: Generation) -> Result<Checked, RebuildError> {
        let mut filled = filled;
        let table = view.table();
        let transaction = self.store.begin_views().await?;
        tables::lock_projection(&transaction, view.name()).await?;
        let live = generation::live(&transaction, view.name(), view.version())
            .await?
            .ok_or(RebuildError::NotLive { name: view.name() })?;
        while filled.checkpoint < live.checkpoint {
            let left = u64::try_from(live.checkpoint.0 - filled.checkpoint.0).unwrap_or(0);
            let events = self.log.read(Position(filled.checkpoint.0), left, fill::BATCH_BYTES_MAX).await?;
            let Some(last) = events.last() else { break };
            let to = Size(last.position.0 + 1);
            let folded = checkpoint::fold(view, &events);
            if !checkpoint::write(
                &self.store,
                &transaction,
                view,
                &filled,
                Chains::Derived,
                folded,
                to,
                self.clock.now(),
            )
            .await?
            {
                return Err(RebuildError::Interfered { name: view.name() });
            }
            filled.checkpoint = to;
        }
        let first = differences(&transaction, view.name(), &table, &live.table(), &filled.table()).await?;
        let mut checked = Checked {
            projection: view.name(),
            generation: live.number,
            checkpoint: live.checkpoint.0,
            missing: 0,
            extra: 0,
            different: 0,
            first,
        };
        // Each count is one more comparison of the whole: only where there is something to count.
        if !checked.first.is_empty() {
            let counts = tables::count_difference(&transaction, &table, &live.table(), &filled.table()).await?;
            checked.different = counts.in_both;
            checked.extra = counts.only_left - counts.in_both;
            checked.missing = counts.only_right - counts.in_both;
        }
        transaction.rollback().await.map_err(StoreError::from)?;
        Ok(checked)
    }
}

async fn differences(
    on: &impl ConnectionTrait,
    projection: &'static str,
    table: &Table,
    live: &str,
    filled: &str,
) -> Result<Vec<Difference>, StoreError> {
    let only_live = tables::select_difference(on, table, live, filled, DIFFERENCES_MAX).await?;
    let only_filled = tables::select_difference(on, table, filled, live, DIFFERENCES_MAX).await?;
    let mut rows: BTreeMap<String, [Option<QueryResult>; 2]> = BTreeMap::new();
    for (side, found) in [only_live, only_filled].into_iter().enumerate() {
        for row in found {
            let key = key(&row, table)?;
            rows.entry(key).or_default()[side] = Some(row);
        }
    }
    rows.into_iter()
        .map(|(key, sides)| {
            let wrong = match sides {
                [Some(live), Some(filled)] => Wrong::Different(different(&live, &filled, table)?),
                [Some(_), None] => Wrong::Extra,
                _ => Wrong::Missing,
            };
            Ok(Difference { projection, key, wrong })
        })
        .collect()
}

/// `source=clerk user_id=user_1`
fn key(row: &QueryResult, table: &Table) -> Result<String, StoreError> {
    let mut parts = Vec::with_capacity(table.key.len());
    for column in table.columns.iter().filter(|column| table.key.contains(&column.name)) {
        parts.push(format!("{}={}", column.name, value(row, column)?.unwrap_or_default()));
    }
    Ok(parts.join(" "))
}

fn different(live: &QueryResult, filled: &QueryResult, table: &Table) -> Result<Vec<&'static str>, StoreError> {
    let mut names = Vec::new();
    for column in &table.columns {
        if value(live, column)? != value(filled, column)? {
            names.push(column.name);
        }
    }
    Ok(names)
}

fn value(row: &QueryResult, column: &Column) -> Result<Option<String>, StoreError> {
    let name = column.name;
    Ok(match column.kind {
        Kind::Integer => row.try_get::<Option<i64>>("", name)?.map(|value| value.to_string()),
        Kind::SmallInteger => row.try_get::<Option<i16>>("", name)?.map(|value| value.to_string()),
        Kind::Boolean => row.try_get::<Option<bool>>("", name)?.map(|value| value.to_string()),
        Kind::Text => row.try_get::<Option<String>>("", name)?,
    })
}
