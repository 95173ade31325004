//! The verdict: what the followers were told, and what the writers were answered, beside what the log says.

mod follower;
#[cfg(test)]
mod tests;
mod writes;

use serde::Serialize;

use crate::{history::History, ledger::Entries, record::Record};

/// At most so many findings are described.
const EXAMPLES: usize = 40;

/// What must not have happened, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Findings {
    /// Events that a follower should have been told and was not.
    pub(crate) lost: u64,
    /// Events that a follower was told more than once.
    pub(crate) duplicated: u64,
    /// Events that came after a later one.
    pub(crate) reordered: u64,
    /// Events that are not of an order that the follower follows, or that the log does not have.
    pub(crate) foreign: u64,
    /// Events that say something else than the log.
    pub(crate) altered: u64,
    /// Answers that say: a fault of the server's own. Nothing that we break is one.
    pub(crate) internal: u64,
    /// Changes that the server acknowledged and that are not in the log as it said, be it that others cannot see them
    /// while it runs.
    pub(crate) acknowledged_missing: u64,
    /// Changes that are in the log more than once.
    pub(crate) written_twice: u64,
    /// Changes that the server refused and that are in the log nevertheless.
    pub(crate) refused_but_written: u64,
    /// Events of the log that nobody asked for.
    pub(crate) unasked: u64,
    /// Holes in the log's own numbers.
    pub(crate) log_gaps: u64,
    /// Sessions that were not recovered though they should have been.
    pub(crate) not_recovered: u64,
    /// Clients that the server sent away so that they would not have come back by themselves.
    pub(crate) turned_away: u64,
    /// Tasks of a node that panicked, nodes that ended by themselves, and what else went wrong.
    pub(crate) failures: u64,
    /// What exactly, as far as there is room.
    pub(crate) examples: Vec<String>,
}

/// What happened and may happen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Told {
    /// Events that followers were told.
    pub(crate) deliveries: u64,
    /// Events that came in the answer to a join that said `since`.
    pub(crate) caught_up_by_since: u64,
    /// Sessions that could not be recovered, for a reason that is documented.
    pub(crate) fresh_sessions: u64,
    /// Events that such clients know from a snapshot only.
    pub(crate) told_by_snapshot: u64,
}

impl Findings {
    /// Whether nothing was found.
    pub(crate) fn is_clean(&self) -> bool {
        *self == Self::default()
    }

    /// Describes a finding.
    pub(crate) fn note(&mut self, example: impl FnOnce() -> String) {
        if self.examples.len() < EXAMPLES {
            self.examples.push(example());
        }
    }
}

/// Where the log stood when the followers were in place and nothing had been changed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Start {
    pub(crate) position: u64,
}

/// What everybody is judged by.
pub(crate) struct Evidence<'a> {
    pub(crate) start: Start,
    /// The log as another process sees it while the nodes run, after the last answer.
    pub(crate) running: &'a History,
    /// The log when they have ended: the truth.
    pub(crate) ended: &'a History,
    /// All changes that were asked for.
    pub(crate) entries: &'a Entries,
    /// Those that were answered as a fault of the server's own.
    pub(crate) broken: &'a [u32],
}

/// Judges everybody.
pub(crate) fn judge<'a>(evidence: &Evidence<'_>, followers: impl IntoIterator<Item = &'a Record>) -> (Findings, Told) {
    let (mut findings, mut told) = (Findings::default(), Told::default());
    writes::judge(evidence, &mut findings);
    for record in followers {
        follower::judge(evidence.ended, evidence.start, record, &mut findings, &mut told);
    }
    (findings, told)
}
