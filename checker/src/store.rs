//! [`Store`]: the database that is broken, and the disk under it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use sea_orm::{ConnectionTrait as _, Database};
use tokio::sync::Mutex;

use crate::{
    limits,
    options::{Kind, Options},
    postgres::Postgres,
    small_disk::SmallDisk,
};

/// A database, and what can be done to it.
pub(crate) struct Store {
    pub(crate) url: String,
    /// PostgreSQL's server, if it is ours.
    pub(crate) postgres: Option<Arc<Mutex<Postgres>>>,
    /// The file, if it is SQLite's.
    pub(crate) sqlite: Option<PathBuf>,
    /// The disk, if it can be filled.
    pub(crate) disk: Option<Arc<SmallDisk>>,
    /// What cannot be broken here, and why.
    pub(crate) not_tried: Vec<String>,
}

impl Store {
    /// Makes an empty database, on a disk of its own where one may be mounted.
    pub(crate) async fn make(kind: Kind, options: &Options, folder: &Path) -> anyhow::Result<Self> {
        let mut store = match (kind, &options.postgres_url) {
            (Kind::Sqlite, _) => Self::sqlite(folder).await?,
            (Kind::Postgres, None) => Self::private_postgres(folder).await?,
            (Kind::Postgres, Some(url)) => {
                let why = "writes of a PostgreSQL that is not ours were not made to fail (--postgres-url)".to_owned();
                Self { url: url.clone(), postgres: None, sqlite: None, disk: None, not_tried: vec![why] }
            }
        };
        if !limits::AVAILABLE && (store.sqlite.is_some() || store.postgres.is_some()) {
            store
                .not_tried
                .push("limits of file sizes: this system has no prlimit; other faults took their turns".into());
        }
        Ok(store)
    }

    async fn sqlite(folder: &Path) -> anyhow::Result<Self> {
        let place = folder.join("database");
        let (disk, not_tried) = mounted(&place).await?;
        let file = place.join("shop.db");
        let url = format!("sqlite://{}?mode=rwc", file.display());
        Ok(Self { url, postgres: None, sqlite: Some(file), disk, not_tried })
    }

    /// Of PostgreSQL, tables and indexes are on that disk; its log is not.
    async fn private_postgres(folder: &Path) -> anyhow::Result<Self> {
        let home = folder.join("postgres");
        let postgres = Postgres::make(&home).await?;
        let tables = home.join("tables");
        let (disk, not_tried) = mounted(&tables).await?;
        postgres.give(&tables).await?;
        let server = Database::connect(postgres.url("postgres")).await.context("cannot reach PostgreSQL")?;
        server.execute_unprepared(&format!("CREATE TABLESPACE small LOCATION '{}'", tables.display())).await?;
        server.execute_unprepared("CREATE DATABASE trackroom TABLESPACE small").await?;
        server.close().await?;
        let url = postgres.url("trackroom");
        Ok(Self { url, postgres: Some(Arc::new(Mutex::new(postgres))), sqlite: None, disk, not_tried })
    }

    /// Copies SQLite's files for people to look into: their disk goes with us.
    pub(crate) fn keep(&self, folder: &Path) -> std::io::Result<()> {
        let Some((place, _)) = self.sqlite.as_deref().and_then(Path::parent).zip(self.disk.as_ref()) else {
            return Ok(());
        };
        for entry in std::fs::read_dir(place)? {
            let entry = entry?;
            std::fs::copy(entry.path(), folder.join(entry.file_name()))?;
        }
        Ok(())
    }
}

/// Makes a folder, and mounts a disk of its own there. If that is not allowed, the second value says why.
async fn mounted(folder: &Path) -> anyhow::Result<(Option<Arc<SmallDisk>>, Vec<String>)> {
    std::fs::create_dir_all(folder)?;
    Ok(match SmallDisk::mount(folder).await {
        Ok(disk) => (Some(Arc::new(disk)), Vec::new()),
        Err(error) => {
            (None, vec![format!("a full disk: none could be mounted ({error:#}); other faults took its turns")])
        }
    })
}
