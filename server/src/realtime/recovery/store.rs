//! The sessions in the database. What changed is written in one batch, some milliseconds later: soon enough for
//! a process that is killed, and a storm of joins costs some transactions, not thousands.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _,
    sea_query::{Expr, OnConflict},
};
use tokio::sync::Notify;

use super::tracked::{Key, Seat, Tracked};
use crate::{clock, database::Database, entities::socket_session, error::Result, realtime::Room};

/// How long changes are gathered.
const GATHER: Duration = Duration::from_millis(10);
/// Pause after a failure.
const RETRY: Duration = Duration::from_secs(1);
/// Rows per statement: six values each.
const CHUNK: usize = 1_000;

/// Reads and writes sessions.
#[derive(Debug)]
pub(super) struct Store {
    db: Database,
    keys: Mutex<Keys>,
    bell: Notify,
}

/// Sessions that the database does not have as they are.
#[derive(Debug, Default)]
struct Keys {
    wanted: HashSet<Key>,
    /// Those of the batch that is being written.
    writing: HashSet<Key>,
}

fn column(key: Key) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(key)
}

impl Store {
    pub(super) fn new(db: Database) -> Self {
        Self { db, keys: Mutex::default(), bell: Notify::new() }
    }

    /// Has the session written soon.
    pub(super) fn want(&self, key: Key) {
        self.keys().wanted.insert(key);
        self.bell.notify_one();
    }

    /// Whether the database does not have the session as it is yet.
    pub(super) fn holds(&self, key: Key) -> bool {
        let keys = self.keys();
        keys.wanted.contains(&key) || keys.writing.contains(&key)
    }

    /// Returns when there is something to write, and some more has gathered.
    pub(super) async fn wanted(&self) {
        self.bell.notified().await;
        tokio::time::sleep(GATHER).await;
    }

    /// Takes what is wanted.
    pub(super) fn take(&self) -> HashSet<Key> {
        let mut keys = self.keys();
        keys.writing = std::mem::take(&mut keys.wanted);
        keys.writing.clone()
    }

    /// What was taken has been written, or is wanted again.
    pub(super) fn written(&self) {
        self.keys().writing = HashSet::new();
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the living and deletes the ended. What fails is wanted again.
    pub(super) async fn write(&self, alive: &[Arc<Tracked>], ended: &[Key]) {
        if alive.is_empty() && ended.is_empty() {
            return;
        }
        if let Err(error) = self.try_write(alive, ended).await {
            tracing::warn!(sessions = alive.len() + ended.len(), %error, "socket sessions could not be written");
            tokio::time::sleep(RETRY).await;
            for session in alive {
                session.claim_again();
                self.want(session.key);
            }
            for key in ended {
                self.want(*key);
            }
        }
    }

    async fn try_write(&self, alive: &[Arc<Tracked>], ended: &[Key]) -> Result<()> {
        let (mut claims, mut updates) = (Vec::new(), Vec::new());
        for session in alive {
            let snapshot = session.snapshot();
            let rooms: Vec<(Room, Seat)> = snapshot.rooms.into_iter().collect();
            let row = socket_session::ActiveModel {
                key: Set(column(session.key)),
                user_id: Set(session.user.clone()),
                owner: Set(snapshot.owner),
                base: Set(session.base),
                rooms: Set(serde_json::to_string(&rooms).map_err(anyhow::Error::from)?),
                touched_at: Set(snapshot.gone_at.unwrap_or_else(clock::now)),
            };
            if snapshot.claimed { claims.push(row) } else { updates.push(row) }
        }
        let tx = self.db.begin().await?;
        for (rows, claim) in [(claims, true), (updates, false)] {
            for chunk in rows.chunks(CHUNK) {
                upsert(&tx, chunk.to_vec(), claim).await?;
            }
        }
        for chunk in ended.chunks(CHUNK) {
            let keys = chunk.iter().map(|key| column(*key));
            socket_session::Entity::delete_many().filter(socket_session::Column::Key.is_in(keys)).exec(&tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The session with this key.
    pub(super) async fn find(&self, key: Key) -> Result<Option<Tracked>> {
        let row = socket_session::Entity::find_by_id(column(key)).one(self.db.read()).await?;
        Ok(row.and_then(tracked))
    }

    /// All sessions that were alive after this time.
    pub(super) async fn load(&self, after: DateTime<Utc>) -> Result<Vec<Tracked>> {
        let alive = socket_session::Entity::find().filter(socket_session::Column::TouchedAt.gt(after));
        Ok(alive.all(self.db.read()).await?.into_iter().filter_map(tracked).collect())
    }

    /// Deletes the sessions that were alive before this time only.
    pub(super) async fn delete_expired(&self, before: DateTime<Utc>) {
        let expired = socket_session::Entity::delete_many().filter(socket_session::Column::TouchedAt.lt(before));
        if let Err(error) = expired.exec(self.db.write()).await {
            tracing::warn!(%error, "expired socket sessions could not be deleted");
        }
    }
}

/// Writes rows over older ones. A connection that has lost its session to another writes over nothing; one that
/// has just taken it writes over everything.
async fn upsert<C: ConnectionTrait>(tx: &C, rows: Vec<socket_session::ActiveModel>, claim: bool) -> Result<()> {
    use socket_session::Column;
    let mut on_conflict = OnConflict::column(Column::Key);
    on_conflict.update_columns([Column::Owner, Column::Rooms, Column::TouchedAt]);
    if !claim {
        let same = Expr::col((socket_session::Entity, Column::Owner)).eq(Expr::col(("excluded", Column::Owner)));
        on_conflict.action_and_where(same);
    }
    let insert = socket_session::Entity::insert_many(rows).on_conflict(on_conflict);
    insert.exec_without_returning(tx).await?;
    Ok(())
}

fn tracked(row: socket_session::Model) -> Option<Tracked> {
    let key = BASE64_URL_SAFE_NO_PAD.decode(&row.key).ok()?.try_into().ok()?;
    let rooms: Vec<(Room, Seat)> = serde_json::from_str(&row.rooms).ok()?;
    let rooms: HashMap<Room, Seat> = rooms.into_iter().collect();
    Some(Tracked::stored(key, row.user_id, row.base, row.owner, rooms, row.touched_at))
}
