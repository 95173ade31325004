//! One run on one database: prepare it, shake it, let it heal, judge it.

mod followers;
mod judge;
mod prepare;

use std::{path::Path, sync::Arc, time::Duration};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use sea_orm::DatabaseConnection;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::followers::Followers;
use crate::{
    history::History,
    limits,
    nemesis::{self, Done, Nemesis, Scene},
    nodes::Nodes,
    options::{Kind, Options},
    outages::Outages,
    proxy::Proxy,
    report::Report,
    shop::Orders,
    store::Store,
    verdict::Start,
    writers::{RestWriter, SocketWriter, Writers},
};

/// How many lines there are between clients and nodes.
const LINES: usize = 16;
const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// How often the progress of the run is printed.
const PROGRESS_INTERVAL: Duration = Duration::from_secs(30);

/// Shakes the nodes of one database for this long, and reports what was lost.
pub(crate) async fn run(
    kind: Kind,
    options: &Options,
    seed: u64,
    length: Duration,
    folder: &Path,
) -> anyhow::Result<Report> {
    let mut run = Run::prepare(kind, options, seed, folder).await?;
    let shaken = run.shake(length).await?;
    let healed = run.heal(&shaken.writers).await?;
    run.judge(&shaken, &healed).await
}

/// A prepared shop with its followers, and all that breaks or watches it.
struct Run<'a> {
    kind: Kind,
    options: &'a Options,
    seed: u64,
    folder: &'a Path,
    rng: StdRng,
    orders: Arc<Orders>,
    outages: Arc<Outages>,
    writers: Arc<Writers>,
    /// The log as far as it has been read.
    log: History,
    start: Start,
    // What follows is dropped in this order, so that the database goes after all that use it.
    followers: Followers,
    /// A connection of our own to the nodes' database.
    db: DatabaseConnection,
    proxy: Arc<Proxy>,
    nodes: Arc<Nodes>,
    store: Store,
}

/// Writers at work.
struct RunningWriters {
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// What shaking led to. The writers still wait for their last answers.
struct Shaken {
    /// For how long faults happened.
    seconds: f64,
    done: Done,
    writers: RunningWriters,
}

/// How the followers caught up when nothing was broken any more.
struct Healed {
    after_seconds: f64,
    /// A last change of all orders was acknowledged.
    last_change_acknowledged: bool,
}

impl Run<'_> {
    /// Starts the writers and breaks what is planned.
    async fn shake(&mut self, length: Duration) -> anyhow::Result<Shaken> {
        let writers = self.spawn_writers();
        let nemesis = self.nemesis()?;
        let began = Instant::now();
        let plan = nemesis::plan(self.seed, self.scene(), length, self.options.faults_per_minute);
        let planned = plan.len();
        let breaking = nemesis.run(plan, CancellationToken::new());
        tokio::pin!(breaking);
        loop {
            tokio::select! {
                () = &mut breaking => break,
                () = sleep(PROGRESS_INTERVAL) => self.print_progress(began, &nemesis, planned),
            }
        }
        sleep((began + length).saturating_duration_since(Instant::now())).await;
        let done = nemesis.done.lock().clone();
        Ok(Shaken { seconds: began.elapsed().as_secs_f64(), done, writers })
    }

    fn spawn_writers(&mut self) -> RunningWriters {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        for i in 0..self.options.writers {
            let rng = StdRng::seed_from_u64(self.rng.random());
            let rest = RestWriter { shared: self.writers.clone(), rng, bulk_share: self.options.bulk_share };
            tasks.spawn(rest.run(stop.clone()));
            if i % 2 == 0 {
                let rng = StdRng::seed_from_u64(self.seed.wrapping_add(i as u64));
                tasks.spawn(SocketWriter { shared: self.writers.clone(), rng }.run(stop.clone()));
            }
        }
        tasks.close();
        RunningWriters { tasks, stop }
    }

    fn scene(&self) -> Scene {
        Scene {
            lines: LINES,
            nodes: self.nodes.count(),
            postgres: self.kind == Kind::Postgres,
            own_postgres: self.store.postgres.is_some(),
            small_disk: self.store.disk.is_some(),
            limits: limits::AVAILABLE,
        }
    }

    fn nemesis(&self) -> anyhow::Result<Arc<Nemesis>> {
        Ok(Arc::new(Nemesis {
            proxy: self.proxy.clone(),
            nodes: self.nodes.clone(),
            postgres: self.store.postgres.clone(),
            sqlite: self.store.sqlite.clone(),
            disk: self.store.disk.clone(),
            db: self.db.clone(),
            outages: self.outages.clone(),
            done: parking_lot::Mutex::default(),
            diary: parking_lot::Mutex::new(std::fs::File::create(self.folder.join("faults.txt"))?),
            one_down: tokio::sync::Mutex::new(()),
        }))
    }

    fn print_progress(&self, began: Instant, nemesis: &Nemesis, planned: usize) {
        if self.options.json {
            return;
        }
        let notes: usize = self.followers.records.iter().map(|record| record.pages().notes.len()).sum();
        let faults: u64 = nemesis.done.lock().by_kind.values().sum();
        let (kind, seconds) = (self.kind.name(), began.elapsed().as_secs());
        let line = format!("{kind:>10} {seconds:>5} s  {notes} deliveries, {faults} of {planned} faults");
        // Progress that cannot be printed changes no result.
        crate::say(&line).ok();
    }

    /// Lets the writers get their last answers, and the followers catch up.
    async fn heal(&mut self, writers: &RunningWriters) -> anyhow::Result<Healed> {
        let began = Instant::now();
        writers.stop.cancel();
        writers.tasks.wait().await;
        let heal_timeout = Duration::from_secs(self.options.heal_seconds);
        self.wait_until_caught_up(heal_timeout).await?;
        let after_seconds = began.elapsed().as_secs_f64();
        // One more change of everything: what was still under way comes before it.
        let rng = StdRng::from_rng(&mut self.rng);
        let mut last = RestWriter { shared: self.writers.clone(), rng, bulk_share: 1.0 };
        let (all, never) = (self.orders.all(), CancellationToken::new());
        let change = timeout(heal_timeout, last.change_many(&all, &never)).await;
        self.wait_until_caught_up(heal_timeout).await?;
        Ok(Healed { after_seconds, last_change_acknowledged: change.unwrap_or(false) })
    }

    /// Waits until all followers know what the log has now, but not for longer than this.
    async fn wait_until_caught_up(&mut self, limit: Duration) -> anyhow::Result<()> {
        self.log.read_on(&self.db, &self.orders).await?;
        let records = &self.followers.records;
        wait_until(limit, || records.iter().all(|record| record.has_caught_up(&self.log))).await;
        Ok(())
    }
}

/// Waits until something holds, but not for longer than this.
async fn wait_until(limit: Duration, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + limit;
    while !holds() && Instant::now() < deadline {
        sleep(POLL_INTERVAL).await;
    }
}
