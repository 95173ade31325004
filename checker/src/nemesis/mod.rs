//! [`Nemesis`]: breaks what is planned, and mends it.
//!
//! Lines break at any time. Of the nodes and the database only one is down at a time, so that clients find a node to
//! come back to before the official client gives up.

mod plan;
mod writes;

use std::{collections::BTreeMap, fs::File, io::Write as _, path::PathBuf, sync::Arc, time::Duration};

use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep, sleep_until},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::plan::{Fault, Planned};
pub(crate) use self::plan::{Scene, plan};
use crate::{
    nodes::Nodes,
    outages::Outages,
    postgres::Postgres,
    proxy::{Cut, Flow, Proxy},
    small_disk::SmallDisk,
};

/// Carries a plan out.
pub(crate) struct Nemesis {
    pub(crate) proxy: Arc<Proxy>,
    pub(crate) nodes: Arc<Nodes>,
    /// The server to stop, if it is ours.
    pub(crate) postgres: Option<Arc<Mutex<Postgres>>>,
    /// The file of the nodes' database, if it is SQLite's.
    pub(crate) sqlite: Option<PathBuf>,
    /// The disk under the database, if it can be filled.
    pub(crate) disk: Option<Arc<SmallDisk>>,
    /// For having the database cut connections, and for seeing that it is written to.
    pub(crate) db: DatabaseConnection,
    pub(crate) outages: Arc<Outages>,
    pub(crate) done: parking_lot::Mutex<Done>,
    /// What was broken when, for people.
    pub(crate) diary: parking_lot::Mutex<File>,
    /// Held while a node or the database is down.
    pub(crate) one_down: Mutex<()>,
}

/// What was broken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Done {
    /// Faults by kind.
    pub(crate) by_kind: BTreeMap<&'static str, u64>,
    /// What could not be broken or mended as it should.
    pub(crate) failures: Vec<String>,
}

impl Nemesis {
    /// Breaks what is planned, until the plan ends or `stop`, and returns when all is mended.
    pub(crate) async fn run(self: &Arc<Self>, plan: Vec<Planned>, stop: CancellationToken) {
        let began = Instant::now();
        let tasks = TaskTracker::new();
        for (at, fault) in plan {
            if stop.run_until_cancelled(sleep_until(began + at)).await.is_none() {
                break;
            }
            let nemesis = self.clone();
            tasks.spawn(async move {
                let outcome = nemesis.commit(fault).await;
                nemesis.write_down(&format!("{at:>10.1?} until {:>10.1?}  {fault:?}", began.elapsed()));
                let mut done = nemesis.done.lock();
                match outcome {
                    Ok(()) => *done.by_kind.entry(fault.kind()).or_default() += 1,
                    Err(error) => done.failures.push(format!("{fault:?}: {error:#}")),
                }
            });
        }
        tasks.close();
        tasks.wait().await;
        self.proxy.mend();
    }

    fn write_down(&self, line: &str) {
        let mut diary = self.diary.lock();
        // No verdict depends on it.
        writeln!(diary, "{line}").ok();
    }

    async fn commit(&self, fault: Fault) -> anyhow::Result<()> {
        let pause = |ms| sleep(Duration::from_millis(ms));
        match fault {
            Fault::Cut { line, how, share, seed } => self.proxy.lines[line].cut(how, share, seed),
            Fault::Flow { line, direction, flow, for_ms } => {
                self.proxy.lines[line].set_flow(direction, flow);
                pause(for_ms).await;
                self.proxy.lines[line].set_flow(direction, Flow::Open);
            }
            Fault::Move { line, node } => {
                self.proxy.lines[line].lead_to(node);
                self.proxy.lines[line].cut(Cut::Reset, 1.0, 0);
            }
            Fault::Kill { node, for_ms } => {
                let _alone = self.one_down.lock().await;
                self.nodes.kill(node).await?;
                pause(for_ms).await;
                self.nodes.start_one(node).await?;
            }
            Fault::Restart { node, for_ms } => {
                let _alone = self.one_down.lock().await;
                let stopped = self.nodes.stop(node).await;
                pause(for_ms).await;
                self.nodes.start_one(node).await?;
                stopped?;
            }
            Fault::Freeze { node, for_ms } => {
                let _alone = self.one_down.lock().await;
                self.nodes.freeze(node).await?;
                pause(for_ms).await;
                self.nodes.thaw(node).await?;
            }
            Fault::DatabaseStop { for_ms } => {
                let _alone = self.one_down.lock().await;
                let Some(postgres) = &self.postgres else { return Ok(()) };
                let mut postgres = postgres.lock().await;
                self.outages.begin();
                let stopped = postgres.stop_at_once().await;
                pause(for_ms).await;
                let started = postgres.start().await;
                self.outages.end();
                stopped.and(started)?;
            }
            Fault::ListenersKilled => self.terminate("AND query ILIKE 'LISTEN%'").await?,
            Fault::BackendsKilled => {
                let _alone = self.one_down.lock().await;
                self.outages.begin();
                let done = self.terminate("").await;
                self.outages.end();
                done?;
            }
            Fault::FileSizeLimit { .. }
            | Fault::DiskFull { .. }
            | Fault::LockHeld { .. }
            | Fault::ReadOnly { .. }
            | Fault::CommitsCut { .. }
            | Fault::WalLimit { .. } => {
                let _alone = self.one_down.lock().await;
                self.outages.begin();
                let failed = self.fail_writes(fault).await;
                self.outages.end();
                failed?;
                // Wait for it, or the next kill would heal a node that only a restart can heal.
                self.is_written_again().await?;
            }
        }
        Ok(())
    }

    /// Has the database cut those connections of the nodes that `which` selects.
    async fn terminate(&self, which: &str) -> anyhow::Result<()> {
        // If the database is down at this moment, there is nothing to cut.
        let sql = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid() {which}"
        );
        self.db.execute_unprepared(&sql).await.ok();
        Ok(())
    }
}
