//! The nemesis: what is broken, when, and for how long. All of it follows from the seed.
//!
//! Lines break at any time; of nodes and the database only one is down at a time, so that there is somebody to come
//! back to before the official client gives up.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep, sleep_until},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    nodes::Nodes,
    postgres::Postgres,
    proxy::{Cut, Direction, Flow, Proxy},
    weather::Weather,
};

/// Something that is broken, and mended again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// A share of a line's connections is cut.
    Cut { line: usize, how: Cut, share: f64, seed: u64 },
    /// Nothing passes a line in one direction, or little.
    Flow { line: usize, direction: Direction, flow: Flow, for_ms: u64 },
    /// A line's clients are cut, and led to another node.
    Move { line: usize, node: usize },
    /// `kill -9`, and a new process.
    Kill { node: usize, for_ms: u64 },
    /// SIGTERM, and a new process.
    Restart { node: usize, for_ms: u64 },
    /// SIGSTOP, and SIGCONT.
    Freeze { node: usize, for_ms: u64 },
    /// PostgreSQL stops at once, and starts again.
    DatabaseStop { for_ms: u64 },
    /// The connections on which nodes listen for each other's commits are cut by the database.
    ListenersKilled,
    /// All connections of all nodes to the database are cut by it.
    BackendsKilled,
}

impl Fault {
    /// Its kind, for the figures.
    fn kind(&self) -> &'static str {
        match self {
            Self::Cut { how: Cut::Reset, .. } => "connections reset",
            Self::Cut { how: Cut::Fin, .. } => "connections closed",
            Self::Cut { how: Cut::ClientOnly, .. } => "half-open, the server believes in it",
            Self::Cut { how: Cut::ServerOnly, .. } => "half-open, the client believes in it",
            Self::Flow { flow: Flow::Trickling, .. } => "slow readers",
            Self::Flow { direction: Direction::Up, .. } => "stalled towards the server",
            Self::Flow { direction: Direction::Down, .. } => "stalled towards the client",
            Self::Move { .. } => "moved to another node",
            Self::Kill { .. } => "node killed (-9)",
            Self::Restart { .. } => "node restarted (SIGTERM)",
            Self::Freeze { .. } => "node frozen",
            Self::DatabaseStop { .. } => "PostgreSQL stopped",
            Self::ListenersKilled => "listening connections killed",
            Self::BackendsKilled => "database connections killed",
        }
    }
}

/// What there is to break.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene {
    pub(crate) lines: usize,
    pub(crate) nodes: usize,
    /// Whether the database can lose connections.
    pub(crate) postgres: bool,
    /// Whether it can be stopped, too.
    pub(crate) own_postgres: bool,
}

/// A fault and when it happens, counted from the start.
pub(crate) type Planned = (Duration, Fault);

/// Plans faults for so long, so many a minute on average.
pub(crate) fn plan(seed: u64, scene: Scene, length: Duration, per_minute: f64) -> Vec<Planned> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut plan = Vec::new();
    let mean = 60.0 / per_minute;
    let mut at = Duration::from_secs_f64(mean);
    while at < length {
        plan.push((at, fault(&mut rng, scene)));
        at += Duration::from_secs_f64(mean * rng.random_range(0.2..1.8));
    }
    plan
}

fn fault(rng: &mut StdRng, scene: Scene) -> Fault {
    let line = rng.random_range(0..scene.lines);
    let node = rng.random_range(0..scene.nodes);
    let for_ms = rng.random_range(200..6_000);
    let seed = rng.random();
    let share = [0.3, 0.6, 1.0][rng.random_range(0..3)];
    loop {
        return match rng.random_range(0..100) {
            0..15 => Fault::Cut { line, how: Cut::Reset, share, seed },
            15..22 => Fault::Cut { line, how: Cut::Fin, share, seed },
            22..32 => Fault::Cut { line, how: Cut::ClientOnly, share, seed },
            32..38 => Fault::Cut { line, how: Cut::ServerOnly, share, seed },
            38..46 => Fault::Flow { line, direction: Direction::Down, flow: Flow::Stalled, for_ms: for_ms * 2 },
            46..52 => Fault::Flow { line, direction: Direction::Up, flow: Flow::Stalled, for_ms: for_ms * 2 },
            52..60 => Fault::Flow { line, direction: Direction::Down, flow: Flow::Trickling, for_ms: for_ms * 2 },
            60..68 if scene.nodes > 1 => Fault::Move { line, node },
            68..78 => Fault::Kill { node, for_ms: for_ms / 2 },
            78..84 => Fault::Restart { node, for_ms: for_ms / 4 },
            84..90 => Fault::Freeze { node, for_ms },
            90..94 if scene.own_postgres => Fault::DatabaseStop { for_ms },
            94..98 if scene.postgres => Fault::ListenersKilled,
            98..100 if scene.postgres => Fault::BackendsKilled,
            _ => continue,
        };
    }
}

/// Carries a plan out.
pub(crate) struct Nemesis {
    pub(crate) proxy: Arc<Proxy>,
    pub(crate) nodes: Arc<Nodes>,
    /// The server to stop, if it is ours.
    pub(crate) postgres: Option<Arc<Mutex<Postgres>>>,
    /// To ask the database to cut connections.
    pub(crate) db: Option<DatabaseConnection>,
    pub(crate) weather: Arc<Weather>,
    pub(crate) done: Mutex<Done>,
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
        }
        Ok(())
    }

    /// Has the database cut the nodes' connections of which `which` holds.
    async fn terminate(&self, which: &str) -> anyhow::Result<()> {
        let Some(db) = &self.db else { return Ok(()) };
        // The database may be down at this moment: then there is nothing to cut.
        let sql = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid() {which}"
        );
        db.execute_unprepared(&sql).await.ok();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENE: Scene = Scene { lines: 8, nodes: 2, postgres: true, own_postgres: true };

    #[test]
    fn the_same_seed_is_the_same_plan() {
        let five_minutes = Duration::from_secs(300);
        let first = plan(42, SCENE, five_minutes, 30.0);
        assert_eq!(first, plan(42, SCENE, five_minutes, 30.0));
        assert_ne!(first, plan(43, SCENE, five_minutes, 30.0));
        assert!((120..180).contains(&first.len()), "{}", first.len());
    }

    #[test]
    fn every_kind_of_fault_is_in_a_long_plan_and_only_what_can_be_broken() {
        let kinds = |scene| -> std::collections::BTreeSet<_> {
            plan(1, scene, Duration::from_secs(3_000), 60.0).iter().map(|(_, fault)| fault.kind()).collect()
        };
        assert_eq!(kinds(SCENE).len(), 14);
        let alone = kinds(Scene { lines: 8, nodes: 1, postgres: false, own_postgres: false });
        assert_eq!(alone.len(), 10, "{alone:?}");
        assert!(alone.iter().all(|kind| !kind.contains("database") && !kind.contains("PostgreSQL")));
    }
}
