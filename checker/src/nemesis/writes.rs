//! Writes that fail: whose disk is full, whose files may not grow, whom another process keeps waiting, or who asks a
//! database that writes for nobody.
//!
//! While one of these lasts the nodes are to refuse changes, not to fail at them, and to go on by themselves afterwards.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, bail, ensure};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait as _,
};
use tokio::{
    sync::MutexGuard,
    time::{Instant, sleep},
};

use super::{Fault, Nemesis};
use crate::{history, postgres::Postgres, small_disk::SmallDisk};

/// A change is to be in the log again so long after a fault is over.
const HEALS_WITHIN: Duration = Duration::from_secs(30);
/// How long we wait for the lock that the node takes for every write, and for a database that we have broken.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// A node may always write so much into its own log, which is not what we want to break, in bytes.
const LOG_ROOM: u64 = 1 << 20;

impl Nemesis {
    pub(super) async fn fail_writes(&self, fault: Fault) -> anyhow::Result<()> {
        let pause = |ms| sleep(Duration::from_millis(ms));
        match fault {
            Fault::FileSizeLimit { node, share, for_ms } => {
                let file = self.sqlite.as_deref().context("there is no file of SQLite's")?;
                let log_ahead = size_of(&file.with_extension("db-wal")) as f64;
                let limit = ((log_ahead * share) as u64).max(size_of(&self.nodes.log(node)) + LOG_ROOM);
                self.nodes.limit_file_size(node, Some(limit)).await?;
                pause(for_ms).await;
                self.nodes.limit_file_size(node, None).await
            }
            Fault::DiskFull { for_ms } => {
                let disk = self.disk()?;
                let filled = disk.fill().await;
                pause(for_ms).await;
                disk.empty().await?;
                filled
            }
            Fault::LockHeld { for_ms } => {
                let file = self.sqlite.as_deref().context("there is no file of SQLite's")?;
                hold_lock(file, Duration::from_millis(for_ms)).await
            }
            Fault::ReadOnly { for_ms } => {
                self.ask("ALTER SYSTEM SET default_transaction_read_only = on").await?;
                self.ask("SELECT pg_reload_conf()").await?;
                pause(for_ms).await;
                self.ask("ALTER SYSTEM RESET default_transaction_read_only").await?;
                self.ask("SELECT pg_reload_conf()").await
            }
            Fault::CommitsCut { for_ms } => self.cut_commits(Duration::from_millis(for_ms)).await,
            Fault::WalLimit { for_ms } => self.limit_wal(Duration::from_millis(for_ms)).await,
            other => bail!("{other:?} is no fault of writes"),
        }
    }

    fn disk(&self) -> anyhow::Result<&SmallDisk> {
        self.disk.as_deref().context("there is no disk to fill")
    }

    async fn postgres(&self) -> anyhow::Result<MutexGuard<'_, Postgres>> {
        Ok(self.postgres.as_ref().context("there is no PostgreSQL of ours")?.lock().await)
    }

    /// Commits wait for a standby that never comes, and their connections are cut while they do. PostgreSQL has written
    /// such a commit, and everybody sees it from then on: its client alone does not know.
    async fn cut_commits(&self, duration: Duration) -> anyhow::Result<()> {
        self.ask("ALTER SYSTEM SET synchronous_standby_names = 'nobody'").await?;
        self.ask("SELECT pg_reload_conf()").await?;
        let until = Instant::now() + duration;
        while Instant::now() < until {
            self.terminate("AND wait_event = 'SyncRep'").await?;
            sleep(LOOK_EVERY).await;
        }
        self.ask("ALTER SYSTEM RESET synchronous_standby_names").await?;
        self.ask("SELECT pg_reload_conf()").await
    }

    /// The processes that serve the nodes may not write any more: the first that commits takes all of them down.
    async fn limit_wal(&self, duration: Duration) -> anyhow::Result<()> {
        let postgres = self.postgres().await?;
        let sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        let rows = self.db.query_all_raw(statement).await?;
        let processes: Vec<i32> = rows.iter().map(|row| row.try_get("", "pid")).collect::<Result<_, _>>()?;
        postgres.limit_file_size(&processes).await?;
        sleep(duration).await;
        postgres.is_up_again().await
    }

    /// Asks PostgreSQL, which may have cut our connection a moment ago.
    async fn ask(&self, sql: &str) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.db.execute_unprepared(sql).await {
                Ok(_) => return Ok(()),
                Err(error) if Instant::now() > deadline => return Err(error).context(sql.to_owned()),
                Err(_) => sleep(LOOK_EVERY).await,
            }
        }
    }

    /// Waits until the log grows, as we see it from here.
    pub(super) async fn is_written_again(&self) -> anyhow::Result<()> {
        let deadline = Instant::now() + HEALS_WITHIN;
        let mut before = None;
        loop {
            // The database may still be coming up.
            let now = history::newest_position(&self.db).await.ok();
            if before.is_some() && now > before {
                return Ok(());
            }
            before = before.or(now);
            ensure!(
                Instant::now() < deadline,
                "nothing was written for {} s after it was mended",
                HEALS_WITHIN.as_secs()
            );
            sleep(LOOK_EVERY).await;
        }
    }
}

fn size_of(file: &Path) -> u64 {
    file.metadata().map_or(0, |about| about.len())
}

/// Holds the write lock of an SQLite file for so long.
async fn hold_lock(file: &Path, duration: Duration) -> anyhow::Result<()> {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rw", file.display()));
    options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(|sqlite| sqlite.busy_timeout(PATIENCE));
    let db = Database::connect(options).await?;
    let immediate =
        TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    let lock = db.begin_with_options(immediate).await.context("cannot get the lock")?;
    sleep(duration).await;
    lock.rollback().await?;
    Ok(db.close().await?)
}
