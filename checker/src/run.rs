//! One run on one database, from an empty one to the verdict.

use std::{fs::File, path::Path, sync::Arc, time::Duration};

use anyhow::ensure;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    client::Transport,
    followers::{
        official::{self, Official},
        raw::Raw,
    },
    history::{self, History},
    ledger::{Fate, Ledger},
    limits,
    nemesis::{self, Nemesis, Scene},
    nodes::{self, Nodes},
    options::{Kind, Options},
    proxy::Proxy,
    record::Record,
    report::{Changes, Report},
    shop::{self, Orders, Shop},
    store::Store,
    verdict::{self, Evidence, Start},
    weather::Weather,
    writers::{ANSWERS_WITHIN, Desk, OverSocket, Pace, Rest},
};

/// Lines between followers or writers and nodes.
const LINES: usize = 16;
/// Server's heartbeat: short, so that dead lines are noticed within seconds.
const PING_INTERVAL: Duration = Duration::from_secs(5);
const PING_TIMEOUT: Duration = Duration::from_secs(4);
/// How long followers have to take their places at the start.
const PLACES_WITHIN: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How often it is said how far the run has come.
const TELL_EVERY: Duration = Duration::from_secs(30);

/// The orders that one follower follows, at most.
const FOLLOWED: usize = 3;

/// Shakes one database's nodes for so long.
pub(crate) async fn run(
    kind: Kind,
    options: &Options,
    seed: u64,
    length: Duration,
    folder: &Path,
) -> anyhow::Result<Report> {
    let mut rng = StdRng::seed_from_u64(seed);
    let store = Store::make(kind, options, folder).await?;
    let settings = nodes::Settings {
        server: std::path::absolute(&options.server)?,
        database_url: store.url.clone(),
        folder: folder.to_owned(),
        ping_interval: PING_INTERVAL,
        ping_timeout: PING_TIMEOUT,
        more: options.settings.clone(),
    };
    let count = if kind == Kind::Sqlite { 1 } else { options.nodes.max(1) };
    let nodes = Arc::new(Nodes::start(count, settings).await?);
    let Shop { orders, token } = Shop::make(nodes.addresses[0], options.orders).await?;
    let orders = Arc::new(orders);
    let proxy = Arc::new(Proxy::open(LINES, &nodes.addresses).await?);
    let weather = Arc::new(Weather::default());

    let stop_followers = CancellationToken::new();
    let cast = Cast { options, orders: &orders, proxy: &proxy, weather: &weather, token: &token };
    let audience = cast.seat(&mut rng, &stop_followers, folder).await?;
    until(PLACES_WITHIN, || audience.records.iter().all(|record| record.is_in_place())).await;
    let absent: Vec<_> =
        audience.records.iter().filter(|record| !record.is_in_place()).map(|r| r.name.clone()).collect();
    ensure!(absent.is_empty(), "before anything was broken, these could not join: {absent:?}");

    let db = history::connect(&store.url).await?;
    let mut log = History::default();
    log.read_on(&db, &orders).await?;
    let start = Start { position: log.position() };

    let desk = Arc::new(Desk {
        orders: orders.clone(),
        ledger: Ledger::open(&folder.join("changes.txt"))?,
        token: token.clone(),
        lines: proxy.lines.clone(),
        http: shop::http_client(ANSWERS_WITHIN)?,
        pace: Pace::new(options.rate),
        bulk: options.bulk,
    });
    let (writers, stop_writers) = (TaskTracker::new(), CancellationToken::new());
    for i in 0..options.writers {
        let rng = StdRng::seed_from_u64(rng.random());
        let rest = Rest { desk: desk.clone(), rng, bulk_share: options.bulk_share };
        writers.spawn(rest.run(stop_writers.clone()));
        if i % 2 == 0 {
            let rng = StdRng::seed_from_u64(seed.wrapping_add(i as u64));
            writers.spawn(OverSocket { desk: desk.clone(), rng }.run(stop_writers.clone()));
        }
    }
    writers.close();

    let scene = Scene {
        lines: LINES,
        nodes: nodes.count(),
        postgres: kind == Kind::Postgres,
        own_postgres: store.postgres.is_some(),
        small_disk: store.disk.is_some(),
        limits: limits::AVAILABLE,
    };
    let nemesis = Arc::new(Nemesis {
        proxy: proxy.clone(),
        nodes: nodes.clone(),
        postgres: store.postgres.clone(),
        sqlite: store.sqlite.clone(),
        disk: store.disk.clone(),
        db: db.clone(),
        weather: weather.clone(),
        done: Mutex::default(),
        diary: std::sync::Mutex::new(File::create(folder.join("faults.txt"))?),
        big: Mutex::new(()),
    });
    let began = Instant::now();
    let plan = nemesis::plan(seed, scene, length, options.faults_per_minute);
    let planned = plan.len();
    let breaking = nemesis.run(plan, CancellationToken::new());
    tokio::pin!(breaking);
    loop {
        tokio::select! {
            () = &mut breaking => break,
            () = sleep(TELL_EVERY) => {
                let told: usize = audience.records.iter().map(|record| record.pages().notes.len()).sum();
                let faults: u64 = nemesis.done.lock().await.by_kind.values().sum();
                let seconds = began.elapsed().as_secs();
                tell(options, &format!("{:>10} {seconds:>5} s  {told} deliveries, {faults} of {planned} faults", kind.name()));
            }
        }
    }
    sleep((began + length).saturating_duration_since(Instant::now())).await;
    let seconds = began.elapsed().as_secs_f64();

    // Healing: the writers get their last answers, then everybody has time to catch up.
    let healing = Instant::now();
    stop_writers.cancel();
    writers.wait().await;
    let patience = Duration::from_secs(options.heal_seconds);
    let caught_up = |log: &History| {
        let (heads, position) = (log.heads.clone(), log.position());
        let records = &audience.records;
        move || records.iter().all(|record| record.has_caught_up(&heads, position))
    };
    log.read_on(&db, &orders).await?;
    until(patience, caught_up(&log)).await;
    let healed_after = healing.elapsed().as_secs_f64();
    // One more change of everything: what was still on its way comes before it.
    let mut last = Rest { desk: desk.clone(), rng, bulk_share: 1.0 };
    let all = orders.all();
    let changed = timeout(patience, last.change_many(&all, &CancellationToken::new())).await.unwrap_or(false);
    log.read_on(&db, &orders).await?;
    until(patience, caught_up(&log)).await;

    stop_followers.cancel();
    audience.tasks.close();
    audience.tasks.wait().await;
    drop(audience.official);

    // Read anew by a process that is none of the nodes: what one of them has written and not committed, nobody sees.
    let running = history::read(&store.url, &orders).await?;
    let done = nemesis.done.lock().await.clone();
    let mut failures = done.failures;
    if !changed {
        failures.push("nothing was broken any more, and a last change of everything was not acknowledged".to_owned());
    }
    for node in nodes.dead().await {
        failures.push(format!("node {node} ended by itself: see {}", nodes.log(node).display()));
    }
    for node in 0..nodes.count() {
        if let Err(error) = nodes.stop(node).await {
            failures.push(format!("{error:#}"));
        }
    }
    db.close().await.ok();
    let ended = history::read(&store.url, &orders).await?;

    let (entries, broken) = (desk.ledger.entries(), desk.ledger.broken());
    let evidence = Evidence { start, running: &running, ended: &ended, entries: &entries, broken: &broken };
    let (mut findings, told) = verdict::judge(&evidence, audience.records.iter().map(AsRef::as_ref));
    // They come first: of the others there may be many.
    findings.failures += failures.len() as u64;
    findings.examples.splice(0..0, failures);
    let panics = nodes.panics() as u64;
    if panics > 0 {
        findings.failures += panics;
        findings.note(|| format!("tasks of a node panicked: see {}", nodes.log(0).display()));
    }
    let mut report = Report {
        database: kind.name(),
        seed,
        seconds,
        nodes: nodes.count(),
        followers: audience.records.len(),
        changes: Changes::default(),
        events: ended.events.len(),
        told,
        connections: 0,
        recovered: 0,
        gave_up: 0,
        faults: done.by_kind,
        not_tried: store.not_tried.clone(),
        healed_after,
        folder: folder.to_owned(),
        findings,
    };
    for entry in entries.values() {
        match entry.fate {
            Fate::Acknowledged(_) => report.changes.acknowledged += 1,
            Fate::Refused => report.changes.refused += 1,
            Fate::Unknown => report.changes.unknown += 1,
        }
    }
    for record in &audience.records {
        let counts = record.pages().counts;
        report.connections += counts.connections;
        report.recovered += counts.recovered;
        report.gave_up += counts.gave_up;
    }
    if let Some(postgres) = &store.postgres {
        postgres.lock().await.stop().await?;
    }
    if !report.findings.is_clean() {
        store.keep(folder)?;
    }
    Ok(report)
}

/// Says how far the run has come, to people.
fn tell(options: &Options, line: &str) {
    if !options.json {
        // Whoever does not listen any more misses nothing: the report is what counts.
        crate::say(line).ok();
    }
}

/// Waits until something holds, but not for ever.
async fn until(patience: Duration, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + patience;
    while !holds() && Instant::now() < deadline {
        sleep(LOOK_EVERY).await;
    }
}

/// All who follow, and what they write into.
struct Audience {
    records: Vec<Arc<Record>>,
    tasks: TaskTracker,
    official: Option<official::Running>,
}

/// What is needed to seat followers.
struct Cast<'a> {
    options: &'a Options,
    orders: &'a Arc<Orders>,
    proxy: &'a Arc<Proxy>,
    weather: &'a Arc<Weather>,
    token: &'a str,
}

impl Cast<'_> {
    async fn seat(&self, rng: &mut StdRng, stop: &CancellationToken, folder: &Path) -> anyhow::Result<Audience> {
        let (mut records, tasks) = (Vec::new(), TaskTracker::new());
        let http = reqwest::Client::builder().no_proxy().build()?;
        let line = |i: usize| self.proxy.lines[i % LINES].clone();
        let all = self.orders.all();
        let some = |rng: &mut StdRng| -> Vec<u32> {
            let count = rng.random_range(1..=FOLLOWED.min(all.len()));
            all.sample(rng, count).copied().collect()
        };
        for i in 0..self.options.followers + self.options.desks {
            let desk = i >= self.options.followers;
            // Of the followers every eighth polls; all others use WebSocket.
            let transport = if i % 8 == 7 && !desk { Transport::Polling } else { Transport::WebSocket };
            let typed = i % 2 == 0;
            let sort = if desk {
                "desk"
            } else if typed {
                "typed"
            } else {
                "plain"
            };
            let orders = (!desk).then(|| some(rng));
            let record = Record::new(format!("{sort} follower {i} ({})", transport.name()), orders);
            records.push(record.clone());
            let raw = Raw {
                record,
                orders: self.orders.clone(),
                line: line(i),
                transport,
                typed,
                token: desk.then(|| self.token.to_owned()),
                http: http.clone(),
                weather: self.weather.clone(),
            };
            tasks.spawn(raw.run(stop.clone()));
        }
        let ways: [&[&str]; 4] =
            [&["websocket", "polling"], &["polling"], &["polling", "websocket"], &["websocket", "polling"]];
        let officials: Vec<Official> = (0..self.options.official)
            .map(|i| {
                let transports = ways[i % ways.len()];
                let name = format!("official client {i} ({})", transports.join(", "));
                let record = Record::new(name, Some(some(rng)));
                records.push(record.clone());
                Official { record, line: line(i), transports, acknowledged: i % 3 == 2 }
            })
            .collect();
        let official = if officials.is_empty() {
            None
        } else {
            let log = File::create(folder.join("official.log"))?;
            let client = &self.options.official_client;
            Some(official::start(client, officials, self.orders.clone(), self.weather.clone(), log).await?)
        };
        Ok(Audience { records, tasks, official })
    }
}
