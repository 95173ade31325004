//! Faults that make writes fail: a full disk, a limit on file sizes, a lock held by another process, a database that is
//! read only.
//!
//! While one of these lasts the nodes must refuse changes, not fail at them, and they must go on by themselves
//! afterwards.

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

/// How long after a fault a change must be in the log again.
const HEAL_TIMEOUT: Duration = Duration::from_secs(30);
/// How long to wait for the lock that the node takes for every write, and for a database that we have broken.
const DATABASE_TIMEOUT: Duration = Duration::from_secs(60);
const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// How many bytes a node may always write to its own log, which is not to break.
const LOG_ROOM: u64 = 1 << 20;

impl Nemesis {
    pub(super) async fn fail_writes(&self, fault: Fault) -> anyhow::Result<()> {
        let pause = |ms| sleep(Duration::from_millis(ms));
        match fault {
            Fault::FileSizeLimit { node, share, for_ms } => {
                let file = self.sqlite.as_deref().context("there is no file of SQLite's")?;
                let wal_size = size_of(&file.with_extension("db-wal")) as f64;
                let limit = ((wal_size * share) as u64).max(size_of(&self.nodes.log(node)) + LOG_ROOM);
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
            other => bail!("{other:?} does not make writes fail"),
        }
    }

    fn disk(&self) -> anyhow::Result<&SmallDisk> {
        self.disk.as_deref().context("there is no disk to fill")
    }

    async fn postgres(&self) -> anyhow::Result<MutexGuard<'_, Postgres>> {
        Ok(self.postgres.as_ref().context("there is no PostgreSQL of ours")?.lock().await)
    }

    /// Makes commits wait for a standby that never comes, and cuts their connections meanwhile. PostgreSQL has written
    /// such a commit and shows it to all from then on; only the client that asked for it does not know.
    async fn cut_commits(&self, duration: Duration) -> anyhow::Result<()> {
        self.ask("ALTER SYSTEM SET synchronous_standby_names = 'nobody'").await?;
        self.ask("SELECT pg_reload_conf()").await?;
        let until = Instant::now() + duration;
        while Instant::now() < until {
            self.terminate("AND wait_event = 'SyncRep'").await?;
            sleep(POLL_INTERVAL).await;
        }
        self.ask("ALTER SYSTEM RESET synchronous_standby_names").await?;
        self.ask("SELECT pg_reload_conf()").await
    }

    /// Forbids the processes that serve the nodes to write any more. The first that commits takes all of them down.
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

    /// Runs a statement on PostgreSQL, which may have cut our connection a moment ago.
    async fn ask(&self, sql: &str) -> anyhow::Result<()> {
        let deadline = Instant::now() + DATABASE_TIMEOUT;
        loop {
            match self.db.execute_unprepared(sql).await {
                Ok(_) => return Ok(()),
                Err(error) if Instant::now() > deadline => return Err(error).context(sql.to_owned()),
                Err(_) => sleep(POLL_INTERVAL).await,
            }
        }
    }

    /// Waits until our own connection sees the log grow.
    pub(super) async fn is_written_again(&self) -> anyhow::Result<()> {
        let deadline = Instant::now() + HEAL_TIMEOUT;
        let mut before = None;
        loop {
            // The database may still be starting.
            let now = history::newest_position(&self.db).await.ok();
            if before.is_some() && now > before {
                return Ok(());
            }
            before = before.or(now);
            ensure!(
                Instant::now() < deadline,
                "nothing was written for {} s after it was mended",
                HEAL_TIMEOUT.as_secs()
            );
            sleep(POLL_INTERVAL).await;
        }
    }
}

fn size_of(file: &Path) -> u64 {
    file.metadata().map_or(0, |about| about.len())
}

/// Holds the write lock of an SQLite file for this long.
async fn hold_lock(file: &Path, duration: Duration) -> anyhow::Result<()> {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rw", file.display()));
    options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(|sqlite| sqlite.busy_timeout(DATABASE_TIMEOUT));
    let db = Database::connect(options).await?;
    let immediate =
        TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    let lock = db.begin_with_options(immediate).await.context("cannot get the lock")?;
    sleep(duration).await;
    lock.rollback().await?;
    Ok(db.close().await?)
}
