//! What everything stands on: settings, the database, credentials, and the bus. Services take a [`Core`] and nothing of
//! what stands on them, so they cannot reach a socket or a request.

use std::{sync::Arc, time::Instant};

use anyhow::Context as _;

use crate::{
    bus::Bus, config::Config, credentials::Credentials, event_log::EventLog, in_flight::InFlight, metrics::Metrics,
    store::database::Database, tasks::Tasks, throttle::Throttles,
};

/// The long-lived parts below the services. There are no globals: one process may run many, as the tests do.
#[derive(Debug)]
pub struct Core {
    /// The long-lived tasks. First, and so dropped first: those that end with what they serve are told to stop by it.
    pub tasks: Tasks,
    /// The settings, read once.
    pub config: Config,
    /// Connections to the database.
    pub db: Database,
    /// Reads the event log.
    pub log: EventLog,
    /// Makes and checks tokens, tickets and passwords.
    pub credentials: Credentials,
    /// Brings notices to listeners here and on other nodes.
    pub bus: Arc<Bus>,
    /// Rate limits, by person and address.
    pub throttles: Arc<Throttles>,
    /// Counters and timings of this process.
    pub metrics: Arc<Metrics>,
    /// Requests and commands that must be finished before the process stops.
    pub in_flight: InFlight,
    /// When the process was started.
    pub started: Instant,
}

impl Core {
    /// Opens the database and brings its schema up to date. Starts no task.
    ///
    /// # Errors
    /// The database cannot be reached or its schema cannot be brought up to date.
    pub async fn open(config: Config) -> anyhow::Result<Arc<Self>> {
        let db = Database::connect(&config.database_url).await?;
        db.migrate().await.context("the database's schema cannot be brought up to date")?;
        let log = EventLog::new(db.clone());
        #[cfg(test)]
        let log = crate::second_book::registered(log, &db).await;
        Ok(Arc::new(Self {
            tasks: Tasks::default(),
            credentials: Credentials::new(&config.auth, &db),
            bus: Arc::new(Bus::new(&db)),
            throttles: Arc::new(Throttles::new(&config.limits)),
            metrics: Arc::new(Metrics::new(db.metrics(), log.unknown())),
            in_flight: InFlight::default(),
            started: Instant::now(),
            log,
            db,
            config,
        }))
    }
}
