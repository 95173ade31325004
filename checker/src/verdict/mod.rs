//! The verdict: compares what the followers received, and what the writers were answered, with the log.

mod follower;
#[cfg(test)]
mod tests;
mod writes;

use serde::Serialize;

use crate::{change::ChangeId, history::History, ledger::Entries, record::Record};

/// How many findings are described at most.
const MAX_EXAMPLES: usize = 40;

/// What must not have happened, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Findings {
    /// Events that a follower should have received and did not.
    pub(crate) lost: u64,
    /// Events that a follower received more than once.
    pub(crate) duplicated: u64,
    /// Events that came after a later one.
    pub(crate) reordered: u64,
    /// Events of an order that the follower does not follow, or that the log does not have.
    pub(crate) foreign: u64,
    /// Events that say something else than the log.
    pub(crate) altered: u64,
    /// Answers with the code `internal`, which nothing that we break may cause.
    pub(crate) internal: u64,
    /// Changes that the server acknowledged and that are not in the log as it said, or that others cannot see while it
    /// runs.
    pub(crate) acknowledged_missing: u64,
    /// Changes that are in the log more than once.
    pub(crate) written_twice: u64,
    /// Changes that the server refused and that are in the log nevertheless.
    pub(crate) refused_but_written: u64,
    /// Events of the log that no writer asked for.
    pub(crate) unasked: u64,
    /// Gaps in the log's own numbers.
    pub(crate) log_gaps: u64,
    /// Sessions that were not recovered though they should have been.
    pub(crate) not_recovered: u64,
    /// How often the server sent a client away in a way after which it does not come back by itself.
    pub(crate) turned_away: u64,
    /// Panics of a node's tasks, nodes that ended by themselves, and whatever else went wrong.
    pub(crate) failures: u64,
    /// Descriptions of the findings, the first ones.
    pub(crate) examples: Vec<String>,
}

/// What happened, and is no finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Figures {
    /// Events that followers received.
    pub(crate) deliveries: u64,
    /// Events that came in the answer to a join that said `since`.
    pub(crate) caught_up_by_since: u64,
    /// Sessions that were not recovered, for a documented reason.
    pub(crate) fresh_sessions: u64,
    /// Events that their clients know from a snapshot only.
    pub(crate) told_by_snapshot: u64,
}

impl Findings {
    /// Whether nothing was found.
    pub(crate) fn is_clean(&self) -> bool {
        *self == Self::default()
    }

    /// Describes a finding.
    pub(crate) fn note(&mut self, example: impl FnOnce() -> String) {
        if self.examples.len() < MAX_EXAMPLES {
            self.examples.push(example());
        }
    }
}

/// Where the log stood when the followers were in place and nothing had been changed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Start {
    pub(crate) position: u64,
}

/// What the verdict is found from.
pub(crate) struct Evidence<'a> {
    pub(crate) start: Start,
    /// The log as another process sees it while the nodes run, after the last answer.
    pub(crate) running: &'a History,
    /// The log when they have ended: the truth.
    pub(crate) ended: &'a History,
    /// All changes that writers asked for.
    pub(crate) entries: &'a Entries,
    /// Those that were answered with the code `internal`.
    pub(crate) internal: &'a [ChangeId],
}

/// Judges the writes, then each follower.
pub(crate) fn judge<'a>(
    evidence: &Evidence<'_>,
    followers: impl IntoIterator<Item = &'a Record>,
) -> (Findings, Figures) {
    let (mut findings, mut figures) = (Findings::default(), Figures::default());
    writes::judge(evidence, &mut findings);
    for record in followers {
        follower::judge(evidence.ended, evidence.start, record, &mut findings, &mut figures);
    }
    (findings, figures)
}
