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
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
    sea_query::{Expr, OnConflict},
};
use tokio::{sync::Notify, time::timeout};

use super::{
    pid::Key,
    session::{AttachmentId, Row, Session, Snapshot},
    subscription::Subscription,
};
use crate::{
    bus::Bus,
    clock,
    error::{Error, Result},
    realtime::room::Room,
    store::{
        batching::loader::Loader,
        database::{Database, in_time},
        entities::socket_session,
    },
};

/// How long changes are gathered.
const GATHER: Duration = Duration::from_millis(10);
/// A database that takes longer to write will not.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long an answer waits for its session to be stored.
const STORED_WITHIN: Duration = Duration::from_secs(1);
/// Pause after a failure.
const RETRY: Duration = Duration::from_secs(1);
/// Rows per statement: seven values each.
const CHUNK: usize = 1_000;

/// Reads and writes sessions.
#[derive(Debug)]
pub(super) struct Store {
    db: Database,
    bus: Arc<Bus>,
    rows: Loader<Key, socket_session::Model>,
    keys: Mutex<Keys>,
    bell: Notify,
    /// Rings when a batch has been tried.
    done: Notify,
}

/// Sessions that the database does not have as they are.
#[derive(Debug, Default)]
struct Keys {
    wanted: HashSet<Key>,
    /// Those that have ended.
    ended: Ended,
    /// Those of the batch that is being written.
    writing: HashSet<Key>,
}

/// Sessions that have ended, and which connection wrote them last: a row that another one has written stays, unless it
/// is whoever's.
pub(super) type Ended = HashMap<Key, Option<AttachmentId>>;

/// A session to be written, as it is at this moment.
pub(super) type Writing = (Arc<Session>, Snapshot);

fn column(key: Key) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(key)
}

pub(super) fn key(column: &str) -> Option<Key> {
    BASE64_URL_SAFE_NO_PAD.decode(column).ok()?.try_into().ok()
}

impl Store {
    pub(super) fn new(db: Database, bus: Arc<Bus>) -> Self {
        let rows = Loader::new({
            let db = db.clone();
            move |keys| read(db.clone(), keys)
        });
        Self { db, bus, rows, keys: Mutex::default(), bell: Notify::new(), done: Notify::new() }
    }

    /// Has the session written soon.
    pub(super) fn want(&self, key: Key) {
        self.keys().wanted.insert(key);
        self.bell.notify_one();
    }

    /// Has the session deleted soon.
    pub(super) fn want_end(&self, key: Key, whose: Option<AttachmentId>) {
        self.keys().ended.insert(key, whose);
        self.bell.notify_one();
    }

    /// Whether the database does not have the session as it is yet.
    pub(super) fn holds(&self, key: Key) -> bool {
        let keys = self.keys();
        keys.wanted.contains(&key) || keys.writing.contains(&key) || keys.ended.contains_key(&key)
    }

    /// Returns when there is something to write, and some more has gathered.
    pub(super) async fn wanted(&self) {
        self.bell.notified().await;
        tokio::time::sleep(GATHER).await;
    }

    /// Takes what is wanted: sessions to write, and those that have ended.
    pub(super) fn take(&self) -> (HashSet<Key>, Ended) {
        let mut keys = self.keys();
        let (wanted, ended) = (std::mem::take(&mut keys.wanted), std::mem::take(&mut keys.ended));
        keys.writing = wanted.iter().chain(ended.keys()).copied().collect();
        (wanted, ended)
    }

    /// What was taken has been written, or is wanted again.
    pub(super) fn written(&self) {
        self.keys().writing = HashSet::new();
        self.done.notify_waiters();
    }

    /// Returns when the database has the session as it is, or after [`STORED_WITHIN`]: a database that is slow or away
    /// keeps nobody waiting longer.
    pub(super) async fn stored(&self, key: Key) {
        let stored = async {
            loop {
                let mut tried = std::pin::pin!(self.done.notified());
                tried.as_mut().enable();
                if !self.holds(key) {
                    return;
                }
                tried.await;
            }
        };
        if timeout(STORED_WITHIN, stored).await.is_err() {
            tracing::debug!("a session is not stored yet; its client is answered all the same");
        }
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the living and deletes the ended. What fails is wanted again.
    pub(super) async fn write(&self, alive: Vec<Writing>, ended: Ended) {
        if alive.is_empty() && ended.is_empty() {
            return;
        }
        let written = timeout(PATIENCE, self.try_write(&alive, &ended)).await;
        if let Err(error) = written.unwrap_or(Err(Error::DatabaseUnavailable)) {
            let sessions = alive.len() + ended.len();
            match error {
                Error::DatabaseUnavailable => tracing::debug!(sessions, "socket sessions could not be written yet"),
                error => tracing::warn!(sessions, %error, "socket sessions could not be written"),
            }
            for (session, snapshot) in &alive {
                session.claim_again(snapshot);
                self.want(session.key);
            }
            for (key, whose) in ended {
                self.keys().ended.entry(key).or_insert(whose);
            }
            tokio::time::sleep(RETRY).await;
        }
    }

    async fn try_write(&self, alive: &[Writing], ended: &Ended) -> Result<()> {
        let (mut claims, mut updates, mut moved) = (Vec::new(), Vec::new(), Vec::new());
        // In one order on all nodes, or two that write the same sessions might wait for each other in a circle.
        let mut alive: Vec<&Writing> = alive.iter().collect();
        alive.sort_unstable_by_key(|(session, _)| session.key);
        for (session, snapshot) in alive {
            let rooms: Vec<(&Room, &Subscription)> = snapshot.rooms.iter().collect();
            let row = socket_session::ActiveModel {
                key: Set(column(session.key)),
                user_id: Set(session.user.clone()),
                log_in: Set(snapshot.log_in.clone()),
                owner: Set(snapshot.owner),
                base: Set(session.base),
                rooms: Set(serde_json::to_string(&rooms).map_err(anyhow::Error::from)?),
                touched_at: Set(snapshot.gone_at.unwrap_or_else(clock::now)),
            };
            if snapshot.moved {
                moved.push(column(session.key));
            }
            if snapshot.claimed { claims.push(row) } else { updates.push(row) }
        }
        let tx = self.db.begin().await?;
        for (rows, claim) in [(claims, true), (updates, false)] {
            for chunk in rows.chunks(CHUNK) {
                upsert(&tx, chunk.to_vec(), claim).await?;
            }
        }
        for chunk in ended.iter().collect::<Vec<_>>().chunks(CHUNK) {
            // Owners are random: no other of these sessions has one of them.
            let owners = chunk.iter().filter_map(|(_, whose)| **whose);
            let owned = chunk.iter().filter(|(_, whose)| whose.is_some()).map(|(key, _)| column(**key));
            let anybodys = chunk.iter().filter(|(_, whose)| whose.is_none()).map(|(key, _)| column(**key));
            let ended = Condition::any().add(socket_session::Column::Key.is_in(anybodys)).add(
                Condition::all()
                    .add(socket_session::Column::Key.is_in(owned))
                    .add(socket_session::Column::Owner.is_in(owners)),
            );
            socket_session::Entity::delete_many().filter(ended).exec(&tx).await?;
        }
        self.bus.publish_sessions(&tx, &moved).await?;
        self.db.commit(tx).await?;
        Ok(())
    }

    /// The session with this key.
    pub(super) async fn find(&self, key: Key) -> Result<Option<socket_session::Model>> {
        self.rows.get(key).await
    }

    /// The sessions with these keys.
    pub(super) async fn find_all(&self, keys: Vec<Key>) -> Result<Vec<(Key, socket_session::Model)>> {
        self.rows.get_all(keys).await
    }

    /// At most `most` sessions that were alive after this time: the last to be left.
    pub(super) async fn load(&self, after: DateTime<Utc>, most: u64) -> Result<Vec<Session>> {
        let alive = socket_session::Entity::find()
            .filter(socket_session::Column::TouchedAt.gt(after))
            .order_by_desc(socket_session::Column::TouchedAt)
            .limit(most);
        Ok(alive.all(self.db.read()).await?.iter().filter_map(tracked).collect())
    }

    /// Deletes all but about `most` sessions: those that were left first go.
    pub(super) async fn trim(&self, most: u64) -> Result<()> {
        let oldest_kept: Option<DateTime<Utc>> = socket_session::Entity::find()
            .select_only()
            .column(socket_session::Column::TouchedAt)
            .order_by_desc(socket_session::Column::TouchedAt)
            .offset(most)
            .limit(1)
            .into_tuple()
            .one(self.db.read())
            .await?;
        if let Some(oldest_kept) = oldest_kept {
            let surplus = socket_session::Column::TouchedAt.lt(oldest_kept);
            let deleted = socket_session::Entity::delete_many().filter(surplus).exec(self.db.write()).await?;
            tracing::warn!(sessions = deleted.rows_affected, most, "too many sessions wait for their clients");
        }
        Ok(())
    }

    /// Deletes all sessions.
    pub(super) async fn forget_all(&self) {
        *self.keys() = Keys::default();
        let deleted = async { Ok(socket_session::Entity::delete_many().exec(self.db.write()).await?) };
        if let Err(error) = in_time(deleted).await {
            tracing::warn!(%error, "socket sessions could not be deleted");
        }
    }

    /// Deletes the sessions that were alive before this time only.
    pub(super) async fn delete_expired(&self, before: DateTime<Utc>) {
        let expired = socket_session::Entity::delete_many().filter(socket_session::Column::TouchedAt.lt(before));
        let deleted = async { Ok(expired.exec(self.db.write()).await?) };
        if let Err(error) = in_time(deleted).await {
            tracing::warn!(%error, "expired socket sessions could not be deleted");
        }
    }
}

/// Writes rows over older ones. A connection that has lost its session to another writes over nothing; one that
/// has just taken it writes over everything.
async fn upsert<C: ConnectionTrait>(tx: &C, rows: Vec<socket_session::ActiveModel>, claim: bool) -> Result<()> {
    use socket_session::Column;
    let mut on_conflict = OnConflict::column(Column::Key);
    on_conflict.update_columns([Column::Owner, Column::LogIn, Column::Rooms, Column::TouchedAt]);
    if !claim {
        let same = Expr::col((socket_session::Entity, Column::Owner)).eq(Expr::col(("excluded", Column::Owner)));
        on_conflict.action_and_where(same);
    }
    let insert = socket_session::Entity::insert_many(rows).on_conflict(on_conflict);
    insert.exec_without_returning(tx).await?;
    Ok(())
}

async fn read(db: Database, keys: Vec<Key>) -> Result<HashMap<Key, socket_session::Model>> {
    let columns = keys.into_iter().map(column);
    let rows = socket_session::Entity::find().filter(socket_session::Column::Key.is_in(columns)).all(db.read()).await?;
    Ok(rows.into_iter().filter_map(|row| Some((key(&row.key)?, row))).collect())
}

/// A stored session; none if its row makes no sense.
pub(super) fn tracked(model: &socket_session::Model) -> Option<Session> {
    Some(Session::stored(key(&model.key)?, model.user_id.clone(), model.base, row(model)?))
}

/// What of a stored session changes.
pub(super) fn row(model: &socket_session::Model) -> Option<Row> {
    let rooms: Vec<(Room, Subscription)> = serde_json::from_str(&model.rooms).ok()?;
    let (rooms, log_in) = (rooms.into_iter().collect(), model.log_in.clone());
    Some(Row { rooms, owner: model.owner, log_in, touched_at: model.touched_at })
}
