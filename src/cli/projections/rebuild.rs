//! `gatelog projections rebuild` and `rollback`: builds new generations, compares views with the
//! log, and puts kept generations back.

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use clap::Args;
use serde::Serialize;

use super::selection::{SelectedViews, names};
use crate::{
    cli::{known_words::KnownWords, output::print_line, progress::RebuildProgress},
    config::flag_values,
    projection::{Checked, Difference, DifferenceKind, KEEP_PREVIOUS_MAX, Rebuild},
};

#[derive(Args, Debug)]
pub(super) struct RebuildArgs {
    /// Rebuild these projections, for example users sessions [default: all]
    #[arg(value_name = "NAME", value_parser = KnownWords(names))]
    pub(super) names: Vec<String>,

    /// Compare the views with the log and change nothing; exit 1 when a row differs
    #[arg(long)]
    check: bool,

    /// With --check: print at most this many differing rows of each view, for example 100
    #[arg(long, value_name = "ROWS", default_value_t = 20, requires = "check", value_parser = flag_values::number::<usize>)]
    first: usize,

    /// With --check: print one JSON object instead of lines
    #[arg(long, requires = "check")]
    json: bool,

    /// Keep the replaced generations for this many hours, for example 2 and at most 24, so that
    /// gatelog projections rollback can put them back
    #[arg(long, value_name = "HOURS", num_args = 0..=1, default_missing_value = "24", conflicts_with = "check", value_parser = flag_values::number::<u64>)]
    keep_previous: Option<u64>,
}

#[derive(Args, Debug)]
pub(super) struct RollbackArgs {
    /// Roll back these projections, for example users [default: all]
    #[arg(value_name = "NAME", value_parser = KnownWords(names))]
    pub(super) names: Vec<String>,
}

pub(super) async fn rebuild(selected: &SelectedViews, args: &RebuildArgs) -> anyhow::Result<ExitCode> {
    let keep_previous = args.keep_previous.map(keep_duration).transpose()?;
    let rebuild = Rebuild { keep_previous, ..selected.rebuild.clone() };
    let progress = RebuildProgress::new()?;
    let begun = Instant::now();
    if args.check {
        let checked = rebuild.check(&progress).await;
        progress.finish();
        return report(&checked?, args);
    }
    let events = rebuild.run(&progress).await;
    progress.finish();
    let events = events?;
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = events as f64 / seconds.max(0.001);
    let projections = selected.projections();
    selected.lifecycle.rebuilt(&projections, events, begun, "command").await;
    print_line(&format!("rebuilt {}: folded {events} events in {seconds:.1} s, {rate:.0}/s", projections.join(", ")))?;
    Ok(ExitCode::SUCCESS)
}

fn keep_duration(hours: u64) -> anyhow::Result<Duration> {
    let kept = hours.checked_mul(3_600).map(Duration::from_secs).filter(|kept| *kept <= KEEP_PREVIOUS_MAX);
    match kept {
        Some(kept) if !kept.is_zero() => Ok(kept),
        _ => bail!(
            "--keep-previous: write how many hours to keep the copies, 1 to {}",
            KEEP_PREVIOUS_MAX.as_secs() / 3_600
        ),
    }
}

pub(super) async fn rollback(selected: &SelectedViews) -> anyhow::Result<ExitCode> {
    let begun = Instant::now();
    selected.rebuild.rollback().await?;
    let projections = selected.projections();
    selected.lifecycle.rollback(&projections, begun).await;
    print_line(&format!("put back {}; the replaced generations are kept", projections.join(", ")))?;
    Ok(ExitCode::SUCCESS)
}

/// The output of `--check --json`.
#[derive(Serialize)]
struct CheckReport<'a> {
    right: bool,
    projections: Vec<ViewComparison<'a>>,
}

#[derive(Serialize)]
struct ViewComparison<'a> {
    name: &'a str,
    generation: i64,
    checkpoint: i64,
    missing: i64,
    extra: i64,
    different: i64,
    first: Vec<DifferingRow<'a>>,
}

#[derive(Serialize)]
struct DifferingRow<'a> {
    key: &'a str,
    /// `missing`, `extra` or `different`.
    wrong: &'static str,
    fields: &'a [&'static str],
}

fn report(checked: &[Checked], args: &RebuildArgs) -> anyhow::Result<ExitCode> {
    let right = checked.iter().all(Checked::is_right);
    if args.json {
        let projections = checked.iter().map(|view| ViewComparison::new(view, args.first)).collect();
        print_line(
            &serde_json::to_string(&CheckReport { right, projections })
                .context("this cannot be written as JSON; leave out --json")?,
        )?;
    } else {
        print_differences(checked, args.first)?;
    }
    Ok(if right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print_differences(checked: &[Checked], first: usize) -> anyhow::Result<()> {
    for view in checked.iter().filter(|view| !view.is_right()) {
        for difference in view.first.iter().take(first) {
            print_line(&difference.to_string())?;
        }
        let Checked { projection, missing, extra, different, .. } = view;
        print_line(&format!("{projection}: {missing} rows are missing, {extra} are extra, {different} are different"))?;
    }
    let rows: i64 = checked.iter().map(Checked::rows).sum();
    if rows == 0 {
        return print_line("the views match the log");
    }
    print_line(&format!("{rows} rows differ from the log; `gatelog projections rebuild` repairs them"))
}

impl<'a> ViewComparison<'a> {
    fn new(view: &'a Checked, first: usize) -> Self {
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
        let (wrong, fields): (_, &[_]) = match &difference.kind {
            DifferenceKind::Missing => ("missing", &[]),
            DifferenceKind::Extra => ("extra", &[]),
            DifferenceKind::Different(fields) => ("different", fields),
        };
        Self { key: &difference.key, wrong, fields }
    }
}
