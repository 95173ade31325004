//! What requests and sockets work with: the core, and the services and sockets that keep something in memory.

use std::{ops::Deref, sync::Arc};

use crate::{
    config::Config,
    core::Core,
    realtime::Realtime,
    services::{orders::Orders, uploads::Uploads},
};

/// Everything a handler works with.
#[derive(Debug)]
pub struct App {
    /// What services stand on.
    pub core: Arc<Core>,
    /// What the order services keep between calls.
    pub orders: Orders,
    /// The sockets of this process.
    pub realtime: Realtime,
    /// Pictures of the shop, in a folder.
    pub uploads: Uploads,
}

/// A shared [`App`]: the state of every handler. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState(pub Arc<App>);

impl Deref for App {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.core
    }
}

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}

impl App {
    /// Opens the database and puts the parts together, without starting anything: for the command line.
    ///
    /// # Errors
    /// The database cannot be reached or its schema cannot be brought up to date.
    pub async fn open(config: Config) -> anyhow::Result<AppState> {
        let core = Core::open(config).await?;
        Ok(AppState(Arc::new(Self {
<<<<<<< HEAD
            orders: Orders::new(&core),
            realtime: Realtime::new(&core),
            uploads: Uploads::new(&core.config.files.upload_dir),
            core,
        })))
    }
=======
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
>>>>>>> http
}
