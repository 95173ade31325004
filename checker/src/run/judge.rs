//! Ends a run: stops the followers and the nodes, judges what they wrote down, and reports it.

use super::{Healed, Run, Shaken};
use crate::{
    history,
    ledger::{Entries, Fate},
    report::{Changes, Report},
    verdict::{self, Evidence},
};

impl Run<'_> {
    pub(super) async fn judge(mut self, shaken: &Shaken, healed: &Healed) -> anyhow::Result<Report> {
        self.stop_followers().await;
        // Read by a new process that is none of the nodes: it does not see what a node has written and not committed.
        let running = history::read(&self.store.url, &self.orders).await?;
        let failures = self.failures(shaken, healed).await;
        self.db.clone().close().await.ok();
        let ended = history::read(&self.store.url, &self.orders).await?;

        let (entries, internal) = (self.writers.ledger.entries(), self.writers.ledger.internal());
        let evidence =
            Evidence { start: self.start, running: &running, ended: &ended, entries: &entries, internal: &internal };
        let (mut findings, figures) = verdict::judge(&evidence, self.followers.records.iter().map(AsRef::as_ref));
        // They come first, because there may be many of the others.
        findings.failures += failures.len() as u64;
        findings.examples.splice(0..0, failures);
        let panics = self.nodes.panics() as u64;
        if panics > 0 {
            findings.failures += panics;
            findings.note(|| format!("tasks of a node panicked: see {}", self.nodes.log(0).display()));
        }
        let mut report = Report {
            database: self.kind.name(),
            seed: self.seed,
            seconds: shaken.seconds,
            nodes: self.nodes.count(),
            followers: self.followers.records.len(),
            changes: changes(&entries),
            events: ended.events.len(),
            figures,
            connections: 0,
            recovered: 0,
            gave_up: 0,
            faults: shaken.done.by_kind.clone(),
            not_tried: self.store.not_tried.clone(),
            healed_after: healed.after_seconds,
            folder: self.folder.to_owned(),
            findings,
        };
        for record in &self.followers.records {
            let counts = record.pages().counts;
            report.connections += counts.connections;
            report.recovered += counts.recovered;
            report.gave_up += counts.gave_up;
        }
        if let Some(postgres) = &self.store.postgres {
            postgres.lock().await.stop().await?;
        }
        if !report.findings.is_clean() {
            self.store.keep(self.folder)?;
        }
        Ok(report)
    }

    async fn stop_followers(&mut self) {
        self.followers.stop.cancel();
        self.followers.tasks.close();
        self.followers.tasks.wait().await;
        self.followers.official = None;
    }

    /// Stops the nodes. Returns what went wrong, apart from what the verdict finds.
    async fn failures(&self, shaken: &Shaken, healed: &Healed) -> Vec<String> {
        let mut failures = shaken.done.failures.clone();
        if !healed.last_change_acknowledged {
            let what = "nothing was broken any more, and a last change of everything was not acknowledged";
            failures.push(what.to_owned());
        }
        for node in self.nodes.dead().await {
            failures.push(format!("node {node} ended by itself: see {}", self.nodes.log(node).display()));
        }
        for node in 0..self.nodes.count() {
            if let Err(error) = self.nodes.stop(node).await {
                failures.push(format!("{error:#}"));
            }
        }
        failures
    }
}

fn changes(entries: &Entries) -> Changes {
    let mut changes = Changes::default();
    for entry in entries.values() {
        match entry.fate {
            Fate::Acknowledged(_) => changes.acknowledged += 1,
            Fate::Refused => changes.refused += 1,
            Fate::Unknown => changes.unknown += 1,
        }
    }
    changes
}
