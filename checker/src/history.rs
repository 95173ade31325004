//! The truth: the event log as the database has it, read past the server.

use anyhow::Context as _;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement};
use serde::Deserialize;

use crate::{
    ledger,
    record::{Status, Told},
    shop::Orders,
};

/// Rows read at once.
const PAGE: i64 = 20_000;

/// The log.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// Every event by its position, which must be its place here, counted from 1.
    pub(crate) events: Vec<Told>,
    /// The newest `seq` of each order, by index.
    pub(crate) heads: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    order_id: String,
    status: String,
    tracking_number: Option<String>,
}

impl History {
    /// Adds an event that the log has.
    pub(crate) fn push(&mut self, told: Told) {
        let order = told.order as usize;
        if self.heads.len() <= order {
            self.heads.resize(order + 1, 0);
        }
        self.heads[order] = self.heads[order].max(told.seq);
        self.events.push(told);
    }

    /// The position of the newest event.
    pub(crate) fn position(&self) -> u64 {
        self.events.last().map_or(0, |told| told.position)
    }

    /// Reads what has been added to the log since.
    pub(crate) async fn read_on(&mut self, db: &DatabaseConnection, orders: &Orders) -> anyhow::Result<()> {
        loop {
            let sql = format!(
                "SELECT position, seq, payload FROM order_events WHERE position > {} ORDER BY position LIMIT {PAGE}",
                self.position()
            );
            let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in rows {
                let (position, seq): (i64, i64) = (row.try_get("", "position")?, row.try_get("", "seq")?);
                let payload: String = row.try_get("", "payload")?;
                let payload: Payload =
                    serde_json::from_str(&payload).with_context(|| format!("the event at {position}"))?;
                self.push(Told {
                    order: orders.index(&payload.order_id),
                    seq: u32::try_from(seq)?,
                    change: payload.tracking_number.as_deref().map_or(0, ledger::change_of),
                    position: u64::try_from(position)?,
                    status: Status::parse(&payload.status),
                });
            }
        }
    }
}

/// The position of the newest event that the database shows us.
pub(crate) async fn newest_position(db: &DatabaseConnection) -> anyhow::Result<i64> {
    let sql = "SELECT position FROM order_events ORDER BY position DESC LIMIT 1";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    row.map_or(Ok(0), |row| Ok(row.try_get("", "position")?))
}

/// The whole log, read by a connection that has seen nothing before.
pub(crate) async fn read(url: &str, orders: &Orders) -> anyhow::Result<History> {
    let db = connect(url).await?;
    let mut history = History::default();
    history.read_on(&db, orders).await?;
    db.close().await?;
    Ok(history)
}

/// Connects to the nodes' database.
pub(crate) async fn connect(url: &str) -> anyhow::Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url.replace("mode=rwc", "mode=ro"));
    options.max_connections(2).min_connections(0).sqlx_logging(false);
    options.acquire_timeout(std::time::Duration::from_secs(30));
    Ok(Database::connect(options).await?)
}
