//! The long-lived parts of the server, and how they are put together. There are no globals: one process may run
//! many apps, as the tests do.

use std::{ops::Deref, sync::Arc, time::Instant};

use anyhow::Context as _;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{
    auth::{
        device::Devices, log_ins::LogIns, password::Passwords, refresh::RefreshChain, ticket::Tickets, token::Tokens,
    },
    bus::{self, Nodes},
    config::Config,
    demo,
    event_log::relay::{self, RelayWaker},
    housekeeping,
    in_flight::Work,
    metrics::Metrics,
    realtime::{self, Realtime, StartOver},
    services::{
        accounts,
        orders::{GroupCommit, MyOrders, Teller},
        uploads::Uploads,
    },
    store::database::{self, Database},
    tasks::Tasks,
    throttle::Throttles,
};

/// Everything a request or a socket works with.
#[derive(Debug)]
pub struct App {
    /// The long-lived tasks. First, and so dropped first: those that end with what they serve are told to stop by it.
    pub tasks: Tasks,
    /// What was set.
    pub config: Config,
    /// Orders, people, the event log.
    pub db: Database,
    /// Access tokens.
    pub tokens: Tokens,
    /// Tickets of tracking links.
    pub tickets: Tickets,
    /// Devices that have logged in before.
    pub devices: Devices,
    /// Whose log-ins are.
    pub log_ins: LogIns,
    /// What refresh tokens are made with.
    pub refresh_chain: RefreshChain,
    /// Password hashing.
    pub passwords: Passwords,
    /// The other processes over the same database.
    pub nodes: Arc<Nodes>,
    /// To be woken after a commit that holds events.
    pub relay: RelayWaker,
    /// Changes of status that wait for a commit.
    pub group_commit: GroupCommit,
    /// The sockets.
    pub realtime: Realtime,
    /// Customers who look at their orders.
    pub my_orders: MyOrders,
    /// Pictures of the shop.
    pub uploads: Uploads,
    /// How often somebody may ask.
    pub throttles: Arc<Throttles>,
    /// What is counted and timed.
    pub metrics: Arc<Metrics>,
    /// What must be finished before the app stops.
    pub work: Work,
    /// When the app was started.
    pub started: Instant,
}

/// A shared [`App`]: the state of every handler. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState(pub Arc<App>);

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}

/// A started app and what must be waited for when it stops.
#[derive(Debug)]
pub struct Running {
    /// The app.
    pub app: AppState,
    /// The relay, which ends once it has announced everything committed.
    pub relay: JoinHandle<()>,
    /// Watches over who is connected.
    pub guard: JoinHandle<()>,
    /// Ends the keeping of socket sessions once all are written; for when the sockets are gone.
    pub stop_sessions: CancellationToken,
    /// The keeping of socket sessions.
    pub sessions: JoinHandle<()>,
}

impl App {
    /// Opens the database and puts the parts together, without starting anything: for the command line.
    ///
    /// # Errors
    /// The database cannot be reached or its schema not be brought up to date.
    pub async fn open(config: Config) -> anyhow::Result<AppState> {
        let db = Database::connect(&config.database_url).await?;
        db.migrate().await.context("the database's schema cannot be brought up to date")?;
        let nodes = Arc::new(Nodes::new(&db));
        let throttles = Arc::new(Throttles::new(&config.limits));
        let relay = RelayWaker::new(nodes.clone());
        let tasks = Tasks::default();
        Ok(AppState(Arc::new(Self {
            tokens: Tokens::new(&config.auth),
            tickets: Tickets::new(&config.auth),
            devices: Devices::new(&config.auth),
            log_ins: LogIns::new(db.clone()),
            refresh_chain: RefreshChain::new(&config.auth.jwt_secret),
            passwords: Passwords::default(),
            group_commit: GroupCommit::new(db.clone(), relay.clone()),
            relay,
            my_orders: MyOrders::new(config.storefront.my_orders_pace),
            realtime: Realtime::new(&config, &db, &nodes, throttles.clone(), &tasks),
            nodes,
            uploads: Uploads::new(&config.files.upload_dir),
            throttles,
            metrics: Arc::new(Metrics::new(&db)),
            work: Work::default(),
            started: Instant::now(),
            tasks,
            db,
            config,
        })))
    }

    /// Opens the database, makes the first admin and demo data where they are wanted, and starts the relay.
    ///
    /// # Errors
    /// The database cannot be reached, or its schema not be brought up to date.
    pub async fn start(config: Config) -> anyhow::Result<Running> {
        let app = Self::open(config).await?;
        // Of nodes that start together, one makes what is missing.
        let turn = app.db.take_turn().await?;
        if app.config.storefront.demo_data {
            demo::fill_if_empty(&app).await.context("cannot make the demo data")?;
        }
        if let Some(first) = &app.config.auth.first_admin {
            accounts::ensure_first_admin(&app, first).await.context("cannot make the first admin")?;
        }
        turn.end().await?;
        app.tasks.spawn("database", database::watch(app.db.clone(), app.tasks.stop().clone()));
        realtime::watch_links(&app);
        housekeeping::start(&app);
        let teller = Teller { db: app.db.clone(), my_orders: app.my_orders.clone() };
        let broadcaster = app.realtime.broadcaster(app.metrics.clone());
        let listeners = (broadcaster, (teller, StartOver(app.clone())));
        let relay = relay::start(app.db.clone(), app.relay.clone(), listeners, &app.tasks).await?;
        let stop_sessions = CancellationToken::new();
        let sessions = app.realtime.keep_sessions(&app.tasks, stop_sessions.clone()).await?;
        bus::start(&app);
        realtime::attach(&app);
        let guard = realtime::guard::start(&app);
        Ok(Running { app, relay, guard, stop_sessions, sessions })
    }
}
