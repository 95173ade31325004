//! What the processes over one PostgreSQL tell each other, by its `NOTIFY`.
//!
//! A notice says only that there is something to look at; what it is stands in the database. So a notice that gets
//! lost costs time and nothing else: the relay and the guard look once a second anyway, and whoever begins to listen,
//! for the first time or again, looks at everything. SQLite has one process, which tells nobody.
//!
//! * Senders never wait: a notice is sent by a task of its own after the commit, one for all commits of a moment. Only
//!   the take-over of a socket's session is told within the transaction that stores it.
//! * The listener listens again by itself, and believes a connection only while it hears its own heartbeat on it.

use std::{
    sync::atomic::{AtomicBool, Ordering},
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

use crate::{
    app::{App, AppState},
    store::database::Database,
};

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

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// The event log has grown.
    Log,
    /// Somebody's rights, log-in or tracking link have changed.
    Rights,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TopicLabel {
    topic: &'static str,
}

/// The way to the other processes. Cheap where there are none.
#[derive(Debug)]
pub struct Nodes {
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

impl Nodes {
    /// For this database.
    #[must_use]
    pub fn new(db: &Database) -> Self {
        Self {
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

    /// Tells the others soon. Call it after the commit.
    pub(crate) fn tell(&self, topic: Topic) {
        if !self.shared {
            return;
        }
        let flag = match topic {
            Topic::Log => &self.log,
            Topic::Rights => &self.rights,
        };
        if !flag.swap(true, Ordering::AcqRel) {
            self.bell.notify_one();
        }
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
    pub(crate) async fn tell_sessions<C: ConnectionTrait>(&self, tx: &C, keys: &[String]) -> Result<(), DbErr> {
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

/// Tells and listens until it is told to stop. On SQLite there is nobody to talk to.
pub(crate) fn start(app: &AppState) {
    if !app.nodes.shared {
        return;
    }
    let (nodes, db, stop) = (app.nodes.clone(), app.db.clone(), app.tasks.stop().clone());
    app.tasks.spawn("sender", async move {
        stop.run_until_cancelled(nodes.send_on(&db)).await;
        nodes.send_told(&db, false).await;
    });
    let (stop, tasks) = (app.tasks.stop().clone(), &app.tasks);
    let app = app.clone();
    tasks.spawn("listener", async move {
        stop.run_until_cancelled(listen_on(&app)).await;
        app.nodes.listening.store(false, Ordering::Release);
    });
}

/// Listens, again and again.
async fn listen_on(app: &App) {
    let mut pause = RETRY.0;
    loop {
        let why = match timeout(CONNECT, connect(app.config.database_url.expose())).await {
            Ok(Ok(listener)) => {
                pause = RETRY.0;
                app.nodes.listening.store(true, Ordering::Release);
                app.nodes.listens.inc();
                tracing::debug!("listening to other nodes");
                // Whatever was said while nobody listened.
                everything_may_have_changed(app).await;
                let why = hear(app, listener).await;
                app.nodes.listening.store(false, Ordering::Release);
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

async fn connect(url: &str) -> Result<PgListener, sea_orm::sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    // It would go on by itself, and nobody would look at what was said meanwhile.
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Hears notices until the connection is lost; why it was.
async fn hear(app: &App, mut listener: PgListener) -> String {
    loop {
        match timeout(SILENCE, listener.try_recv()).await {
            Ok(Ok(Some(notice))) => heard(app, notice.payload()).await,
            Ok(Ok(None)) => return "the connection was lost".to_owned(),
            Ok(Err(error)) => return error.to_string(),
            Err(_) => return "nothing was heard for too long".to_owned(),
        }
    }
}

async fn heard(app: &App, notice: &str) {
    let mut words = notice.split_ascii_whitespace();
    let (Some(topic), Some(from)) = (words.next(), words.next()) else { return };
    if from == app.nodes.id {
        return;
    }
    let topic = match topic {
        "log" => {
            app.relay.look();
            "log"
        }
        "rights" => {
            app.realtime.rights_changed();
            "rights"
        }
        "sessions" => {
            app.realtime.sessions_moved(words).await;
            "sessions"
        }
        _ => return,
    };
    app.nodes.heard.get_or_create(&TopicLabel { topic }).inc();
}

async fn everything_may_have_changed(app: &App) {
    app.relay.look();
    app.realtime.rights_changed();
    app.realtime.sessions_may_have_moved().await;
}
