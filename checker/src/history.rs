//! [`History`]: the event log as the database has it, read past the server. It is the truth that all are judged by.

use anyhow::Context as _;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement};

use crate::{
    event::{OrderEvent, Payload},
    shop::{OrderIndex, Orders},
};

/// How many rows are read at once.
const PAGE_SIZE: i64 = 20_000;
const CONNECT_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(30);

#[derive(Debug, Default)]
pub(crate) struct History {
    /// Every event by its position, which must be its place here, counted from 1.
    pub(crate) events: Vec<OrderEvent>,
    /// The newest `seq` of each order, by index.
    heads: Vec<u32>,
}

impl History {
    /// Adds the next event of the log.
    pub(crate) fn push(&mut self, event: OrderEvent) {
        let order = event.order.0 as usize;
        if self.heads.len() <= order {
            self.heads.resize(order + 1, 0);
        }
        self.heads[order] = self.heads[order].max(event.seq);
        self.events.push(event);
    }

    /// The newest `seq` of an order; 0 if it has no event.
    pub(crate) fn head(&self, order: OrderIndex) -> u32 {
        self.heads.get(order.0 as usize).copied().unwrap_or_default()
    }

    /// The position of the newest event.
    pub(crate) fn position(&self) -> u64 {
        self.events.last().map_or(0, |event| event.position)
    }

    /// Reads what has been added to the log since.
    pub(crate) async fn read_on(&mut self, db: &DatabaseConnection, orders: &Orders) -> anyhow::Result<()> {
        loop {
            let sql = format!(
                "SELECT position, seq, payload FROM order_events \
                 WHERE position > {} ORDER BY position LIMIT {PAGE_SIZE}",
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
                self.push(payload.event(orders, u32::try_from(seq)?, u64::try_from(position)?));
            }
        }
    }
}

/// The position of the newest event that this connection sees.
pub(crate) async fn newest_position(db: &DatabaseConnection) -> anyhow::Result<i64> {
    let sql = "SELECT position FROM order_events ORDER BY position DESC LIMIT 1";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    row.map_or(Ok(0), |row| Ok(row.try_get("", "position")?))
}

/// The whole log, read on a new connection.
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
    options.acquire_timeout(CONNECT_TIMEOUT);
    Ok(Database::connect(options).await?)
}
