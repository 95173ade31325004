//! The plan: what is broken, when, and for how long. All of it follows from the seed.

use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};

use crate::proxy::{Cut, Direction, Flow};

/// A fault, which is mended again.
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
    /// Files of the node cannot grow past a size, a share of what SQLite's log has now: an I/O error (EFBIG).
    FileSizeLimit { node: usize, share: f64, for_ms: u64 },
    /// The disk under SQLite, or under the tables of PostgreSQL, has no room (ENOSPC).
    DiskFull { for_ms: u64 },
    /// Another process holds SQLite's write lock.
    LockHeld { for_ms: u64 },
    /// PostgreSQL is read only, as a standby is until it is promoted.
    ReadOnly { for_ms: u64 },
    /// PostgreSQL cuts connections that wait for their COMMIT. It has happened, but no client was told.
    CommitsCut { for_ms: u64 },
    /// PostgreSQL cannot write its log: it panics, and recovers from what it has.
    WalLimit { for_ms: u64 },
}

impl Fault {
    /// Its kind, for the figures.
    pub(super) fn kind(&self) -> &'static str {
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
            Self::FileSizeLimit { .. } => "file size limit",
            Self::DiskFull { .. } => "disk full",
            Self::LockHeld { .. } => "write lock held by another process",
            Self::ReadOnly { .. } => "PostgreSQL read only",
            Self::CommitsCut { .. } => "connections cut in COMMIT",
            Self::WalLimit { .. } => "PostgreSQL's log not writable",
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
    /// Whether the database is on a disk that can be filled.
    pub(crate) small_disk: bool,
    /// Whether the size of files that another process writes can be limited.
    pub(crate) limits: bool,
}

/// Every so many faults one makes writes fail.
const WRITE_FAULT_EVERY: usize = 6;

/// A fault, and when it happens, from the start on.
pub(crate) type Planned = (Duration, Fault);

/// Plans faults for this long, so many per minute on average.
pub(crate) fn plan(seed: u64, scene: Scene, length: Duration, per_minute: f64) -> Vec<Planned> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut plan = Vec::new();
    let mean = 60.0 / per_minute;
    let mut at = Duration::from_secs_f64(mean);
    // They are dealt in turn, so that even a short run has all of them.
    let mut write_faults = write_faults(scene);
    write_faults.shuffle(&mut rng);
    let mut write_faults = write_faults.into_iter().cycle();
    while at < length {
        let is_turn = plan.len() % WRITE_FAULT_EVERY == WRITE_FAULT_EVERY / 2;
        let dealt = if is_turn { write_faults.next() } else { None };
        let fault = match dealt {
            Some(dealt) => dealt(&mut rng, scene),
            None => fault(&mut rng, scene),
        };
        plan.push((at, fault));
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

/// The faults that make writes fail and are possible in this scene.
fn write_faults(scene: Scene) -> Vec<fn(&mut StdRng, Scene) -> Fault> {
    let mut faults: Vec<fn(&mut StdRng, Scene) -> Fault> = Vec::new();
    if scene.small_disk {
        faults.push(|rng, _| Fault::DiskFull { for_ms: rng.random_range(1_000..7_000) });
    }
    if !scene.postgres {
        // Sometimes longer than the server waits for the lock.
        faults.push(|rng, _| Fault::LockHeld { for_ms: rng.random_range(500..13_000) });
        if scene.limits {
            faults.push(|rng, scene| Fault::FileSizeLimit {
                node: rng.random_range(0..scene.nodes),
                share: rng.random_range(0.1..1.0),
                for_ms: rng.random_range(1_000..7_000),
            });
        }
    }
    if scene.own_postgres {
        faults.push(|rng, _| Fault::ReadOnly { for_ms: rng.random_range(500..7_000) });
        faults.push(|rng, _| Fault::CommitsCut { for_ms: rng.random_range(200..2_000) });
        if scene.limits {
            faults.push(|rng, _| Fault::WalLimit { for_ms: rng.random_range(1_000..5_000) });
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const SCENE: Scene =
        Scene { lines: 8, nodes: 2, postgres: true, own_postgres: true, small_disk: true, limits: true };
    const ALONE: Scene = Scene { nodes: 1, postgres: false, own_postgres: false, ..SCENE };

    fn kinds(scene: Scene, seed: u64, seconds: u64, per_minute: f64) -> BTreeSet<&'static str> {
        plan(seed, scene, Duration::from_secs(seconds), per_minute).iter().map(|(_, fault)| fault.kind()).collect()
    }

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
        assert_eq!(kinds(SCENE, 1, 3_000, 60.0).len(), 18);
        let alone = kinds(ALONE, 1, 3_000, 60.0);
        assert_eq!(alone.len(), 13, "{alone:?}");
        assert!(alone.iter().all(|kind| !kind.contains("database") && !kind.contains("PostgreSQL")));
        let foreign = kinds(Scene { own_postgres: false, small_disk: false, ..SCENE }, 1, 3_000, 60.0);
        assert_eq!(foreign.len(), 13, "{foreign:?}");
    }

    #[test]
    fn a_minute_has_every_way_in_which_writes_fail() {
        for seed in 0..50 {
            let sqlite = kinds(ALONE, seed, 60, 30.0);
            for kind in ["file size limit", "disk full", "write lock held by another process"] {
                assert!(sqlite.contains(kind), "seed {seed}: {kind} is not among {sqlite:?}");
            }
            let postgres = kinds(SCENE, seed, 60, 30.0);
            for kind in
                ["disk full", "PostgreSQL read only", "connections cut in COMMIT", "PostgreSQL's log not writable"]
            {
                assert!(postgres.contains(kind), "seed {seed}: {kind} is not among {postgres:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_done_here_has_another_fault_in_its_place() {
        let count = |scene| {
            let plan = plan(3, scene, Duration::from_secs(60), 30.0);
            let fails = ["file size limit", "disk full", "write lock held by another process"];
            plan.iter().filter(|(_, fault)| fails.contains(&fault.kind())).count()
        };
        let without = Scene { small_disk: false, limits: false, ..ALONE };
        assert!(!kinds(without, 3, 60, 30.0).contains("disk full"));
        assert!(count(without) >= 4, "{}", count(without));
    }
}
