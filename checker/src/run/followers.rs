//! Starts the followers of a run.

use std::{fs::File, path::Path, sync::Arc};

use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    client::Transport,
    followers::{
        official::{self, OfficialFollower, OfficialProcess},
        raw::RawFollower,
    },
    options::Options,
    outages::Outages,
    proxy::Proxy,
    record::Record,
    shop::{OrderIndex, Orders},
};

/// The orders that one follower follows, at most.
const MAX_FOLLOWED: usize = 3;
/// The option `transports` of the official clients, in turn.
const OFFICIAL_TRANSPORTS: [&[&str]; 4] =
    [&["websocket", "polling"], &["polling"], &["polling", "websocket"], &["websocket", "polling"]];

/// All followers, and what they write down.
pub(super) struct Followers {
    pub(super) records: Vec<Arc<Record>>,
    pub(super) tasks: TaskTracker,
    /// The official clients' process.
    pub(super) official: Option<OfficialProcess>,
    pub(super) stop: CancellationToken,
}

/// What followers need.
pub(super) struct Surroundings<'a> {
    pub(super) options: &'a Options,
    pub(super) orders: &'a Arc<Orders>,
    pub(super) proxy: &'a Proxy,
    pub(super) outages: &'a Arc<Outages>,
    /// The admin's.
    pub(super) token: &'a str,
    pub(super) folder: &'a Path,
}

impl Surroundings<'_> {
    pub(super) async fn spawn_followers(&self, rng: &mut StdRng) -> anyhow::Result<Followers> {
        let (mut records, tasks, stop) = (Vec::new(), TaskTracker::new(), CancellationToken::new());
        let http = reqwest::Client::builder().no_proxy().build()?;
        for i in 0..self.options.followers + self.options.desks {
            let desk = i >= self.options.followers;
            // Every eighth of the followers polls; all others use WebSocket.
            let transport = if i % 8 == 7 && !desk { Transport::Polling } else { Transport::WebSocket };
            let typed = i % 2 == 0;
            let kind = match (desk, typed) {
                (true, _) => "desk",
                (false, true) => "typed",
                (false, false) => "plain",
            };
            let orders = (!desk).then(|| self.some_orders(rng));
            let record = Record::new(format!("{kind} follower {i} ({})", transport.name()), orders);
            records.push(record.clone());
            let follower = RawFollower {
                record,
                orders: self.orders.clone(),
                line: self.proxy.line(i),
                transport,
                typed,
                token: desk.then(|| self.token.to_owned()),
                http: http.clone(),
                outages: self.outages.clone(),
            };
            tasks.spawn(follower.run(stop.clone()));
        }
        let official = self.start_official(rng, &mut records).await?;
        Ok(Followers { records, tasks, official, stop })
    }

    async fn start_official(
        &self,
        rng: &mut StdRng,
        records: &mut Vec<Arc<Record>>,
    ) -> anyhow::Result<Option<OfficialProcess>> {
        let mut followers = Vec::new();
        for i in 0..self.options.official {
            let transports = OFFICIAL_TRANSPORTS[i % OFFICIAL_TRANSPORTS.len()];
            let name = format!("official client {i} ({})", transports.join(", "));
            let record = Record::new(name, Some(self.some_orders(rng)));
            records.push(record.clone());
            followers.push(OfficialFollower { record, line: self.proxy.line(i), transports, acknowledged: i % 3 == 2 });
        }
        if followers.is_empty() {
            return Ok(None);
        }
        let log = File::create(self.folder.join("official.log"))?;
        let client = &self.options.official_client;
        official::start(client, followers, self.orders.clone(), self.outages.clone(), log).await.map(Some)
    }

    fn some_orders(&self, rng: &mut StdRng) -> Vec<OrderIndex> {
        let all = self.orders.all();
        let count = rng.random_range(1..=MAX_FOLLOWED.min(all.len()));
        all.sample(rng, count).copied().collect()
    }
}
