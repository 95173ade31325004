//! [`Report`]: the figures of one run, for people and for programs.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use serde::Serialize;

use crate::verdict::{Figures, Findings};

/// What happened on one database.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    pub(crate) database: &'static str,
    pub(crate) seed: u64,
    /// How long faults happened, in seconds.
    pub(crate) seconds: f64,
    pub(crate) nodes: usize,
    pub(crate) followers: usize,
    pub(crate) changes: Changes,
    /// Events in the log.
    pub(crate) events: usize,
    #[serde(flatten)]
    pub(crate) figures: Figures,
    pub(crate) connections: u64,
    pub(crate) recovered: u64,
    pub(crate) gave_up: u64,
    pub(crate) faults: BTreeMap<&'static str, u64>,
    /// What could not be broken here, and why.
    pub(crate) not_tried: Vec<String>,
    /// From the last fault until all followers knew everything, in seconds.
    pub(crate) healed_after: f64,
    /// Where the logs and the writers' book are. A run without findings removes them, unless `--folder` was given.
    pub(crate) folder: PathBuf,
    pub(crate) findings: Findings,
}

/// What became of the writers' changes of single orders.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Changes {
    pub(crate) acknowledged: u64,
    pub(crate) refused: u64,
    /// Not answered, so they may have happened.
    pub(crate) unknown: u64,
}

impl Report {
    pub(crate) fn fault_count(&self) -> u64 {
        self.faults.values().sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { changes, figures, findings, .. } = self;
        let per_second = |count: u64| format!("{:.0}", count as f64 / self.seconds);
        writeln!(
            f,
            "{}: {} node(s), {} followers, {:.0} s of faults",
            self.database, self.nodes, self.followers, self.seconds
        )?;
        writeln!(
            f,
            "  changes        {} acknowledged ({}/s), {} refused, {} without an answer; {} events in the log",
            changes.acknowledged,
            per_second(changes.acknowledged),
            changes.refused,
            changes.unknown,
            self.events
        )?;
        writeln!(
            f,
            "  deliveries     {} ({}/s), and {} by `since`",
            figures.deliveries,
            per_second(figures.deliveries),
            figures.caught_up_by_since
        )?;
        writeln!(
            f,
            "  connections    {}, of them {} recovered; {} fresh sessions with an excuse ({} events by snapshot); {} gave up",
            self.connections, self.recovered, figures.fresh_sessions, figures.told_by_snapshot, self.gave_up
        )?;
        let faults: Vec<String> = self.faults.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        writeln!(f, "  faults         {}: {}", self.fault_count(), faults.join(", "))?;
        for fault in &self.not_tried {
            writeln!(f, "  not tried      {fault}")?;
        }
        writeln!(f, "  healed         after {:.1} s", self.healed_after)?;
        writeln!(
            f,
            "  followers      {} lost, {} duplicated, {} reordered, {} foreign, {} altered; {} not recovered, {} turned away",
            findings.lost,
            findings.duplicated,
            findings.reordered,
            findings.foreign,
            findings.altered,
            findings.not_recovered,
            findings.turned_away
        )?;
        writeln!(
            f,
            "  writes         {} acknowledged and missing, {} written twice, {} refused but written, {} unasked; {} holes in the log; {} answered `internal`",
            findings.acknowledged_missing,
            findings.written_twice,
            findings.refused_but_written,
            findings.unasked,
            findings.log_gaps,
            findings.internal
        )?;
        write!(f, "  failures       {}", findings.failures)?;
        for example in &findings.examples {
            write!(f, "\n  - {example}")?;
        }
        Ok(())
    }
}
