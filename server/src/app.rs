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
    pub realtime: Arc<Realtime>,
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
        let orders = Orders::new(&core);
        Ok(AppState(Arc::new(Self {
            realtime: Realtime::new(core.clone(), orders.clone()),
            orders,
            uploads: Uploads::new(&core.config.files.upload_dir),
            core,
        })))
    }
}
