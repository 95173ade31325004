//! What has happened, told to whoever listens in this process and to the other processes over one PostgreSQL.
//!
//! The bus does not know its listeners: services publish, and the relay and the sockets listen. A notice says only that there is something to look at; what it is stands in the database. So a notice that gets
//! lost costs time and nothing else: the relay and the guard look once a second anyway, and whoever begins to listen,
//! for the first time or again, looks at everything. SQLite has one process, which tells nobody.
//!
//! * Senders never wait: a notice is sent by a task of its own after the commit, one for all commits of a moment. Only
//!   the take-over of a socket's session is told within the transaction that stores it.
//! * The listener listens again by itself, and believes a connection only while it hears its own heartbeat on it.

use std::{
    fmt,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, sqlx::postgres::PgListener};
use tokio::{
    sync::Notify,
    time::{sleep, timeout},
};

use crate::{config::DatabaseUrl, store::database::Database, tasks::Tasks};

const CHANNEL: &str = "trackroom";
/// How long notices gather after one was sent.
const GATHER: Duration = Duration::from_millis(2);
/// How often a node tells itself that it can hear.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// A connection on which nothing came for so long is dead, whatever it says.
const SILENCE: Duration = Duration::from_secs(13);
/// How long listening may take to begin.
const CONNECT: Duration = Duration::from_secs(3);
/// Pauses between attempts to listen grow from the first to the second.
const RETRY: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(3));
/// `NOTIFY` carries less than 8,000 bytes.
const SESSIONS_PER_NOTICE: usize = 100;

/// Something that listeners want to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice<'a> {
    /// The event log has grown. Publish it after the commit.
    LogGrew,
    /// Somebody's rights, log-in or tracking link have changed. Publish it after the commit.
    RightsChanged,
    /// The tracking link with this id was taken back. To other nodes it is [`Self::RightsChanged`].
    LinkRevoked(&'a str),
    /// Another node has taken over the socket sessions with these keys.
    SessionsMoved(&'a [&'a str]),
    /// This node has begun to listen: anything may have been said before.
    Listening,
}

/// Hears notices. It must not block: it wakes whoever does the work.
type Listener = Box<dyn Fn(&Notice<'_>) + Send + Sync>;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TopicLabel {
    topic: &'static str,
}

/// Brings notices to listeners here and on other nodes. Cheap where there are none.
pub struct Bus {
    listeners: RwLock<Vec<Listener>>,
    /// What tells this process's own notices from others'.
    id: String,
    /// Whether there may be others.
    shared: bool,
    log: AtomicBool,
    rights: AtomicBool,
    bell: Notify,
    listening: AtomicBool,
    listens: Counter,
    heard: Family<TopicLabel, Counter>,
}

/// The nodes' figures, for the metrics.
pub(crate) struct Figures {
    pub(crate) listening: u64,
    pub(crate) listens: u64,
    /// Notices of other nodes, by topic.
    pub(crate) heard: [(&'static str, u64); 3],
}

impl fmt::Debug for Bus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bus").field("id", &self.id).field("shared", &self.shared).finish_non_exhaustive()
    }
}

impl Bus {
    /// For this database.
    #[must_use]
    pub fn new(db: &Database) -> Self {
        Self {
            listeners: RwLock::default(),
            id: format!("{:016x}", rand::random::<u64>()),
            shared: db.backend() == DbBackend::Postgres,
            log: AtomicBool::new(false),
            rights: AtomicBool::new(false),
            bell: Notify::new(),
            listening: AtomicBool::new(false),
            listens: Counter::default(),
            heard: Family::default(),
        }
    }

    /// Whether other processes may be over the same database.
    #[must_use]
    pub(crate) fn is_shared(&self) -> bool {
        self.shared
    }

    /// Calls `listener` with each notice from now on, of this node and of others.
    pub fn listen(&self, listener: impl Fn(&Notice<'_>) + Send + Sync + 'static) {
        self.listeners.write().unwrap_or_else(PoisonError::into_inner).push(Box::new(listener));
    }

    /// Tells listeners here at once, and other nodes soon.
    pub fn publish(&self, notice: &Notice<'_>) {
        self.deliver(notice);
        if !self.shared {
            return;
        }
        let flag = match notice {
            Notice::LogGrew => &self.log,
            Notice::RightsChanged | Notice::LinkRevoked(_) => &self.rights,
            Notice::SessionsMoved(_) | Notice::Listening => return,
        };
        if !flag.swap(true, Ordering::AcqRel) {
            self.bell.notify_one();
        }
    }

    fn deliver(&self, notice: &Notice<'_>) {
        let listeners = self.listeners.read().unwrap_or_else(PoisonError::into_inner);
        listeners.iter().for_each(|listener| listener(notice));
    }

    /// The figures now.
    pub(crate) fn figures(&self) -> Figures {
        let heard = ["log", "rights", "sessions"];
        Figures {
            listening: u64::from(self.listening.load(Ordering::Acquire)),
            listens: self.listens.get(),
            heard: heard.map(|topic| (topic, self.heard.get_or_create(&TopicLabel { topic }).get())),
        }
    }

    async fn send<C: ConnectionTrait>(&self, db: &C, topic: &str, what: &str) -> Result<(), DbErr> {
        let notice = format!("{topic} {} {what}", self.id);
        let values = [CHANNEL.into(), notice.into()];
        db.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, "SELECT pg_notify($1, $2)", values)).await?;
        Ok(())
    }

    /// Tells the others, when the transaction commits, that these sessions have moved here.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn publish_sessions<C: ConnectionTrait>(&self, tx: &C, keys: &[String]) -> Result<(), DbErr> {
        if self.shared {
            for some in keys.chunks(SESSIONS_PER_NOTICE) {
                self.send(tx, "sessions", &some.join(" ")).await?;
            }
        }
        Ok(())
    }

    /// Sends what is told, and the heartbeat.
    async fn send_on(&self, db: &Database) {
        let mut heartbeat = tokio::time::interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let beat = tokio::select! {
                () = self.bell.notified() => false,
                _ = heartbeat.tick() => true,
            };
            self.send_told(db, beat).await;
            sleep(GATHER).await;
        }
    }

    /// Sends what is told. What cannot be sent is left to the others' own looks.
    async fn send_told(&self, db: &Database, beat: bool) {
        let sent = async {
            if self.log.swap(false, Ordering::AcqRel) {
                self.send(db.read(), "log", "").await?;
            }
            if self.rights.swap(false, Ordering::AcqRel) {
                self.send(db.read(), "rights", "").await?;
            }
            if beat { self.send(db.read(), "beat", "").await } else { Ok(()) }
        };
        match timeout(CONNECT, sent).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "other nodes could not be told"),
            Err(_) => tracing::debug!("other nodes could not be told in time"),
        }
    }
}

/// Tells and listens, as two of `tasks`, until these are told to stop. On SQLite there is nobody to talk to.
pub(crate) fn start(bus: &Arc<Bus>, db: &Database, url: &DatabaseUrl, tasks: &Tasks) {
    if !bus.shared {
        return;
    }
    let (sender, db, stop) = (bus.clone(), db.clone(), tasks.stop().clone());
    tasks.spawn("sender", async move {
        stop.run_until_cancelled(sender.send_on(&db)).await;
        sender.send_told(&db, false).await;
    });
    let (bus, url, stop) = (bus.clone(), url.clone(), tasks.stop().clone());
    tasks.spawn("listener", async move {
        stop.run_until_cancelled(bus.listen_on(&url)).await;
        bus.listening.store(false, Ordering::Release);
    });
}

impl Bus {
    /// Listens to other nodes, again and again.
    async fn listen_on(&self, url: &DatabaseUrl) {
        let mut pause = RETRY.0;
        loop {
            let why = match timeout(CONNECT, connect(url.expose())).await {
                Ok(Ok(listener)) => {
                    pause = RETRY.0;
                    self.listening.store(true, Ordering::Release);
                    self.listens.inc();
                    tracing::debug!("listening to other nodes");
                    self.deliver(&Notice::Listening);
                    let why = self.hear(listener).await;
                    self.listening.store(false, Ordering::Release);
                    why
                }
                Ok(Err(error)) => error.to_string(),
                Err(_) => "it took too long".to_owned(),
            };
            tracing::warn!(error = why, "not listening to other nodes; listening again soon");
            // Nodes that lost the same database do not come back at the same moment.
            sleep(pause.mul_f64(rand::random_range(0.5..1.5))).await;
            pause = (pause * 2).min(RETRY.1);
        }
    }

    /// Hears notices until the connection is lost; why it was.
    async fn hear(&self, mut listener: PgListener) -> String {
        loop {
            match timeout(SILENCE, listener.try_recv()).await {
                Ok(Ok(Some(notice))) => self.heard(notice.payload()),
                Ok(Ok(None)) => return "the connection was lost".to_owned(),
                Ok(Err(error)) => return error.to_string(),
                Err(_) => return "nothing was heard for too long".to_owned(),
            }
        }
    }

    fn heard(&self, payload: &str) {
        let mut words = payload.split_ascii_whitespace();
        let (Some(topic), Some(from)) = (words.next(), words.next()) else { return };
        if from == self.id {
            return;
        }
        let topic = match topic {
            "log" => {
                self.deliver(&Notice::LogGrew);
                "log"
            }
            "rights" => {
                self.deliver(&Notice::RightsChanged);
                "rights"
            }
            "sessions" => {
                self.deliver(&Notice::SessionsMoved(&words.collect::<Vec<_>>()));
                "sessions"
            }
            _ => return,
        };
        self.heard.get_or_create(&TopicLabel { topic }).inc();
    }
}

async fn connect(url: &str) -> Result<PgListener, sea_orm::sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    // It would go on by itself, and nobody would look at what was said meanwhile.
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}
