//! Prepares a run: an empty database, nodes, a shop, and followers in all their rooms.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::ensure;
use rand::{SeedableRng as _, rngs::StdRng};

use super::{LINES, Run, followers::Surroundings, wait_until};
use crate::{
    history::{self, History},
    ledger::Ledger,
    nodes::{self, Nodes},
    options::{Kind, Options},
    outages::Outages,
    proxy::Proxy,
    shop::{self, Shop},
    store::Store,
    verdict::Start,
    writers::{ANSWER_TIMEOUT, RateLimit, Writers},
};

/// The nodes' heartbeat: short, so that dead lines are noticed within seconds.
const PING_INTERVAL: Duration = Duration::from_secs(5);
const PING_TIMEOUT: Duration = Duration::from_secs(4);
/// How long the followers may take to join their rooms.
const JOIN_TIMEOUT: Duration = Duration::from_secs(120);

impl<'a> Run<'a> {
    pub(super) async fn prepare(kind: Kind, options: &'a Options, seed: u64, folder: &'a Path) -> anyhow::Result<Self> {
        let mut rng = StdRng::seed_from_u64(seed);
        let store = Store::make(kind, options, folder).await?;
        let nodes = Arc::new(start_nodes(kind, options, &store, folder).await?);
        let Shop { orders, token } = Shop::make(nodes.addresses[0], options.orders).await?;
        let orders = Arc::new(orders);
        let proxy = Arc::new(Proxy::open(LINES, &nodes.addresses).await?);
        let outages = Arc::new(Outages::default());

        let surroundings =
            Surroundings { options, orders: &orders, proxy: &proxy, outages: &outages, token: &token, folder };
        let followers = surroundings.spawn_followers(&mut rng).await?;
        wait_until(JOIN_TIMEOUT, || followers.records.iter().all(|record| record.is_in_place())).await;
        let absent = followers.records.iter().filter(|record| !record.is_in_place());
        let absent: Vec<_> = absent.map(|record| record.name.clone()).collect();
        ensure!(absent.is_empty(), "before anything was broken, these could not join: {absent:?}");

        let db = history::connect(&store.url).await?;
        let mut log = History::default();
        log.read_on(&db, &orders).await?;
        let start = Start { position: log.position() };
        let writers = Arc::new(Writers {
            orders: orders.clone(),
            ledger: Ledger::open(&folder.join("changes.txt"))?,
            token,
            lines: proxy.lines.clone(),
            http: shop::http_client(ANSWER_TIMEOUT)?,
            rate: RateLimit::new(options.rate),
            bulk: options.bulk,
        });
        Ok(Self {
            kind,
            options,
            seed,
            folder,
            rng,
            store,
            nodes,
            orders,
            proxy,
            outages,
            followers,
            writers,
            db,
            log,
            start,
        })
    }
}

/// Starts one node on SQLite, several on PostgreSQL.
async fn start_nodes(kind: Kind, options: &Options, store: &Store, folder: &Path) -> anyhow::Result<Nodes> {
    let settings = nodes::Settings {
        server: std::path::absolute(&options.server)?,
        database_url: store.url.clone(),
        folder: folder.to_owned(),
        ping_interval: PING_INTERVAL,
        ping_timeout: PING_TIMEOUT,
        more: options.settings.clone(),
    };
    let count = if kind == Kind::Sqlite { 1 } else { options.nodes.max(1) };
    Nodes::start(count, settings).await
}
