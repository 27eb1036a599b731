//! `gatelog projections rebuild` and `rollback`: new copies of views, checked copies, and old ones put back.

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use clap::Args;
use serde::Serialize;

use super::named::Named;
use crate::{
    cli::{progress::Shown, say::say},
    projection::{Checked, Difference, KEEP_PREVIOUS_MAX, Rebuild, Wrong},
};

/// What `rebuild` is told.
#[derive(Args, Debug)]
pub(super) struct RebuildArgs {
    /// Which projections; all when none is named
    pub(super) names: Vec<String>,

    /// Only compare the views with the log: change nothing, name what differs, exit 1 if anything does
    #[arg(long)]
    check: bool,

    /// With --check: how many differing rows of each view to name
    #[arg(long, value_name = "ROWS", default_value_t = 20, requires = "check")]
    first: usize,

    /// With --check: one JSON object instead of lines
    #[arg(long, requires = "check")]
    json: bool,

    /// Keep the replaced copies for so many hours (24 at most), so that `gatelog projections rollback` can put them back
    #[arg(long, value_name = "HOURS", num_args = 0..=1, default_missing_value = "24", conflicts_with = "check")]
    keep_previous: Option<u64>,
}

/// What `rollback` is told.
#[derive(Args, Debug)]
pub(super) struct RollbackArgs {
    /// Which projections; all when none is named
    pub(super) names: Vec<String>,
}

/// Rebuilds or checks.
pub(super) async fn rebuild(named: &Named, args: &RebuildArgs) -> anyhow::Result<ExitCode> {
    let keep_previous = args.keep_previous.map(kept_for).transpose()?;
    let rebuild = Rebuild { keep_previous, ..named.rebuild.clone() };
    let shown = Shown::new()?;
    let begun = Instant::now();
    if args.check {
        let checked = rebuild.check(&shown).await;
        shown.finish();
        return report(&checked?, args);
    }
    let events = rebuild.run(&shown).await;
    shown.finish();
    let events = events?;
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = events as f64 / seconds.max(0.001);
    let projections = named.projections();
    named.diary.rebuilt(&projections, events, begun, "command").await;
    say(&format!("rebuilt {}: folded {events} events in {seconds:.1} s, {rate:.0}/s", projections.join(", ")))?;
    Ok(ExitCode::SUCCESS)
}

fn kept_for(hours: u64) -> anyhow::Result<Duration> {
    let kept = hours.checked_mul(3_600).map(Duration::from_secs).filter(|kept| *kept <= KEEP_PREVIOUS_MAX);
    match kept {
        Some(kept) if !kept.is_zero() => Ok(kept),
        _ => bail!("--keep-previous takes 1 to {} hours", KEEP_PREVIOUS_MAX.as_secs() / 3_600),
    }
}

/// Puts kept copies back.
pub(super) async fn put_back(named: &Named) -> anyhow::Result<ExitCode> {
    let begun = Instant::now();
    named.rebuild.put_back().await?;
    let projections = named.projections();
    named.diary.put_back(&projections, begun).await;
    say(&format!("put back {}; what was live is kept in its stead", projections.join(", ")))?;
    Ok(ExitCode::SUCCESS)
}

#[derive(Serialize)]
struct Report<'a> {
    right: bool,
    projections: Vec<Compared<'a>>,
}

#[derive(Serialize)]
struct Compared<'a> {
    name: &'a str,
    generation: i64,
    checkpoint: i64,
    missing: i64,
    extra: i64,
    different: i64,
    first: Vec<DifferingRow<'a>>,
}

/// A differing row: its key, what is wrong, and in which fields.
#[derive(Serialize)]
struct DifferingRow<'a> {
    key: &'a str,
    wrong: &'static str,
    fields: &'a [&'static str],
}

fn report(checked: &[Checked], args: &RebuildArgs) -> anyhow::Result<ExitCode> {
    let right = checked.iter().all(Checked::is_right);
    if args.json {
        let projections = checked.iter().map(|view| Compared::of(view, args.first)).collect();
        say(&serde_json::to_string(&Report { right, projections }).context("writing JSON")?)?;
    } else {
        lines(checked, args.first)?;
    }
    Ok(if right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn lines(checked: &[Checked], first: usize) -> anyhow::Result<()> {
    for view in checked.iter().filter(|view| !view.is_right()) {
        for difference in view.first.iter().take(first) {
            say(&difference.to_string())?;
        }
        let Checked { projection, missing, extra, different, .. } = view;
        say(&format!("{projection}: {missing} rows are missing, {extra} are extra, {different} are different"))?;
    }
    let rows: i64 = checked.iter().map(Checked::rows).sum();
    if rows == 0 {
        return say("the views are what the log says");
    }
    say(&format!("{rows} rows differ from what the log says; `gatelog projections rebuild` repairs them"))
}

impl<'a> Compared<'a> {
    fn of(view: &'a Checked, first: usize) -> Self {
        Self {
            name: view.projection,
            generation: view.generation,
            checkpoint: view.checkpoint,
            missing: view.missing,
            extra: view.extra,
            different: view.different,
            first: view.first.iter().take(first).map(DifferingRow::from).collect(),
        }
    }
}

impl<'a> From<&'a Difference> for DifferingRow<'a> {
    fn from(difference: &'a Difference) -> Self {
        let (wrong, fields): (_, &[_]) = match &difference.wrong {
            Wrong::Missing => ("missing", &[]),
            Wrong::Extra => ("extra", &[]),
            Wrong::Different(fields) => ("different", fields),
        };
        Self { key: &difference.key, wrong, fields }
    }
}
