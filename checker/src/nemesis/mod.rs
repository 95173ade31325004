//! The nemesis: breaks what is planned, and mends it.
//!
//! Lines break at any time; of nodes and the database only one is down at a time, so that there is somebody to come
//! back to before the official client gives up.

mod plan;
mod writes;

use std::{
    collections::BTreeMap,
    fs::File,
    io::Write as _,
    path::PathBuf,
    sync::{Arc, PoisonError},
    time::Duration,
};

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
    postgres::Postgres,
    proxy::{Cut, Flow, Proxy},
    small_disk::SmallDisk,
    weather::Weather,
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
    /// To ask the database to cut connections, and to see that it is written to.
    pub(crate) db: DatabaseConnection,
    pub(crate) weather: Arc<Weather>,
    pub(crate) done: Mutex<Done>,
    /// What was broken when, for people.
    pub(crate) diary: std::sync::Mutex<File>,
    /// Held while a node or the database is down.
    pub(crate) big: Mutex<()>,
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
    /// Breaks what is planned until it is done or `stop`, and returns when all is mended.
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
                let mut done = nemesis.done.lock().await;
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
        let mut diary = self.diary.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody's verdict depends on it.
        writeln!(diary, "{line}").ok();
    }

    async fn commit(&self, fault: Fault) -> anyhow::Result<()> {
        let pause = |ms| sleep(Duration::from_millis(ms));
        match fault {
            Fault::Cut { line, how, share, seed } => self.proxy.lines[line].cut(how, share, seed),
            Fault::Flow { line, direction, flow, for_ms } => {
                self.proxy.lines[line].flows(direction, flow);
                pause(for_ms).await;
                self.proxy.lines[line].flows(direction, Flow::Open);
            }
            Fault::Move { line, node } => {
                self.proxy.lines[line].lead_to(node);
                self.proxy.lines[line].cut(Cut::Reset, 1.0, 0);
            }
            Fault::Kill { node, for_ms } => {
                let _alone = self.big.lock().await;
                self.nodes.kill(node).await?;
                pause(for_ms).await;
                self.nodes.start_one(node).await?;
            }
            Fault::Restart { node, for_ms } => {
                let _alone = self.big.lock().await;
                let stopped = self.nodes.stop(node).await;
                pause(for_ms).await;
                self.nodes.start_one(node).await?;
                stopped?;
            }
            Fault::Freeze { node, for_ms } => {
                let _alone = self.big.lock().await;
                self.nodes.freeze(node).await?;
                pause(for_ms).await;
                self.nodes.thaw(node).await?;
            }
            Fault::DatabaseStop { for_ms } => {
                let _alone = self.big.lock().await;
                let Some(postgres) = &self.postgres else { return Ok(()) };
                let mut postgres = postgres.lock().await;
                self.weather.begins();
                let stopped = postgres.stop_at_once().await;
                pause(for_ms).await;
                let started = postgres.start().await;
                self.weather.clears();
                stopped.and(started)?;
            }
            Fault::ListenersKilled => self.terminate("AND query ILIKE 'LISTEN%'").await?,
            Fault::BackendsKilled => {
                let _alone = self.big.lock().await;
                self.weather.begins();
                let done = self.terminate("").await;
                self.weather.clears();
                done?;
            }
            Fault::FileSizeLimit { .. }
            | Fault::DiskFull { .. }
            | Fault::LockHeld { .. }
            | Fault::ReadOnly { .. }
            | Fault::CommitsCut { .. }
            | Fault::WalLimit { .. } => {
                let _alone = self.big.lock().await;
                self.weather.begins();
                let failed = self.fail_writes(fault).await;
                self.weather.clears();
                failed?;
                // A node that only a restart would heal must not be saved by the next kill.
                self.is_written_again().await?;
            }
        }
        Ok(())
    }

    /// Has the database cut the nodes' connections of which `which` holds.
    async fn terminate(&self, which: &str) -> anyhow::Result<()> {
        // The database may be down at this moment: then there is nothing to cut.
        let sql = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid() {which}"
        );
        self.db.execute_unprepared(&sql).await.ok();
        Ok(())
    }
}
