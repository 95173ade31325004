//! A running app, and what must be true of it when a test has ended.

use std::{
    collections::HashMap,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Duration,
};

use sea_orm::EntityTrait as _;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;
use trackroom::{
    app::{App, AppState},
    config::{AuthConfig, Config, Secret},
    credentials::token::Tokens,
    domain::role::Role,
    event_log::{Book, log::Subjects},
    services::{
        accounts::{self, Registration},
        sessions,
    },
    store::entities::{order, socket_session, user},
    tasks::TaskDied,
};

use super::{Person, Socket, TestDatabase, log_scan};

/// An app on a free port with a database of its own.
pub(crate) struct TestApp {
    /// `http://127.0.0.1:port`.
    pub(crate) url: String,
    /// The app itself, to look behind the scenes.
    pub(crate) app: AppState,
    database: TestDatabase,
    shutdown: CancellationToken,
    server: JoinHandle<Result<(), TaskDied>>,
    uploads: TempDir,
    unended: Unended,
}

/// Fails a test that lets its app go without having ended it: nobody would have looked at what it left behind.
struct Unended(bool);

impl Unended {
    /// The app has been ended.
    fn no_more(mut self) {
        self.0 = false;
    }
}

impl Drop for Unended {
    fn drop(&mut self) {
        // A story that has failed already says more than this would.
        assert!(!self.0 || thread::panicking(), "a story ends its app: by finish, stop, dies or kill");
    }
}

/// Longer than a server may take to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// Phone numbers that nobody has yet, over all apps of the process.
static NEXT_PHONE: AtomicU64 = AtomicU64::new(9_000_000_000);

fn next_phone() -> String {
    let phone = NEXT_PHONE.fetch_add(1, Ordering::Relaxed).to_string();
    log_scan::is_secret(&phone);
    phone
}

pub(crate) const SECRET: &str = "a secret for tests that is long enough";
/// Everybody's.
pub(crate) const PASSWORD: &str = "a password for tests";

impl TestApp {
    /// With the settings of development, without demo data.
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// With these settings on top.
    pub(crate) async fn start_with(settings: &[(&str, &str)]) -> Self {
        Self::start_on(TestDatabase::migrated().await, settings).await
    }

    /// On a database that is there already.
    pub(crate) async fn start_on(database: TestDatabase, settings: &[(&str, &str)]) -> Self {
        log_scan::start();
        let uploads = TempDir::new().unwrap();
        let upload_dir = uploads.path().to_str().unwrap();
        let mut all: HashMap<&str, &str> = HashMap::from([
            ("JWT_SECRET", SECRET),
            ("DEMO_DATA", "off"),
            ("UPLOAD_DIR", upload_dir),
            ("DATABASE_URL", database.url.as_str()),
        ]);
        all.extend(settings.iter().copied());
        let config = Config::read(&|name| all.get(name).map(|value| (*value).to_owned())).unwrap();
        let running = trackroom::start(config).await.unwrap();
        let app = running.app.clone();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shutdown = CancellationToken::new();
        let stop = shutdown.clone();
        #[expect(clippy::disallowed_methods, reason = "the server runs beside its story")]
        let server = tokio::spawn(async move { trackroom::run(running, listener, stop).await });
        Self { url, app, database, shutdown, server, uploads, unended: Unended(true) }
    }

    /// One more node over the same database.
    #[allow(dead_code, reason = "for the suite of several nodes")]
    pub(crate) async fn beside(&self, settings: &[(&str, &str)]) -> Self {
        Self::start_on(self.database.again(), settings).await
    }

    /// Where the app keeps what it knows.
    #[allow(dead_code, reason = "not for the suite of several nodes")]
    pub(crate) fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The value of a metric with these labels.
    pub(crate) async fn metric(&self, name: &str) -> f64 {
        let metrics = trackroom::http::metrics::text(&self.app).unwrap();
        let found = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        found.unwrap_or_else(|| panic!("no {name} in\n{metrics}")).parse().unwrap()
    }

    /// How many statements the database was sent, beginnings and ends of transactions not counted.
    #[allow(dead_code, reason = "for the suite of several nodes")]
    pub(crate) fn queries(&self) -> HashMap<String, u64> {
        let metrics = trackroom::http::metrics::text(&self.app).unwrap();
        let counts = metrics.lines().filter_map(|line| line.strip_prefix("trackroom_database_queries_total{"));
        let counts = counts.filter_map(|line| line.split_once("} "));
        counts.map(|(labels, count)| (labels.to_owned(), count.parse().unwrap())).collect()
    }

    /// Somebody who is not logged in.
    pub(crate) fn nobody(&self) -> Person {
        Person::new(self.url.clone(), None)
    }

    /// A new customer, logged in by phone as the shop's page does it.
    pub(crate) async fn customer(&self) -> Person {
        let phone = next_phone();
        let answer = self.nobody().post("/api/auth/phone-login", &serde_json::json!({ "phone": phone })).await;
        Person::new(self.url.clone(), Some(answer.ok()["token"].as_str().unwrap().to_owned()))
    }

    /// An admin of the shop.
    pub(crate) async fn admin(&self) -> Person {
        self.somebody(Role::Admin).await
    }

    /// Somebody with a role.
    pub(crate) async fn somebody(&self, role: Role) -> Person {
        let phone = next_phone();
        let user = accounts::register(
            &self.app,
            Registration {
                name: "Somebody".to_owned(),
                email: None,
                phone: Some(phone.parse().unwrap()),
                password: Secret::new(PASSWORD),
                role,
            },
        )
        .await
        .unwrap();
        self.session_of(user).await
    }

    /// One more log-in of somebody.
    pub(crate) async fn session_of(&self, user: user::Model) -> Person {
        let opened = sessions::open(&self.app, user).await.unwrap();
        Person::new(self.url.clone(), Some(opened.access))
    }

    /// A token of somebody's present log-in that ends in so many seconds.
    pub(crate) fn token_for(&self, person: &Person, seconds: u64) -> String {
        let claims = self.app.credentials.tokens.verify(person.token.as_deref().unwrap()).unwrap();
        let config = AuthConfig { token_lifetime: Duration::from_secs(seconds), ..self.app.config.auth.clone() };
        Tokens::new(&config).issue(&claims.sub, claims.role, &claims.sid).unwrap()
    }

    /// The folder of uploaded pictures.
    pub(crate) fn uploads(&self) -> &Path {
        self.uploads.path()
    }

    /// How many rooms the stored socket sessions have in all.
    pub(crate) async fn stored_rooms_of_sessions(&self) -> usize {
        let rows = socket_session::Entity::find().all(self.app.db.read()).await.unwrap();
        let rooms = rows.iter().map(|row| serde_json::from_str::<Vec<serde_json::Value>>(&row.rooms).unwrap().len());
        rooms.sum()
    }

    /// A socket of a stranger.
    pub(crate) async fn socket(&self) -> Socket {
        Socket::connect(&self.url, None).await
    }

    /// Stops the server as SIGTERM does, checks the promises that hold for every story, and hands the database
    /// on.
    pub(crate) async fn stop(self) -> TestDatabase {
        self.unended.no_more();
        check_log(&self.app).await;
        self.shutdown.cancel();
        self.server.await.unwrap().expect("no task has died");
        self.database
    }

    /// Stops the server and removes its database.
    pub(crate) async fn finish(self) {
        self.stop().await.remove().await;
    }

    /// Waits until the server ends by itself; why it did.
    pub(crate) async fn dies(self) -> TaskDied {
        self.unended.no_more();
        let death = timeout(PATIENCE, self.server).await.expect("it ends").unwrap().expect_err("a task has died");
        self.database.remove().await;
        death
    }

    /// Pulls the plug: no farewell, no last look at the log.
    pub(crate) fn kill(self) -> TestDatabase {
        self.unended.no_more();
        self.server.abort();
        self.database
    }
}

/// The event log has no gap, over all its books and per subject, and every order's version is that of its last event.
pub(crate) async fn check_log(app: &App) {
    let events = app.log.between(|_| Subjects::All, 0, i64::MAX, i64::MAX as u64).await.unwrap();
    let mut last: HashMap<(Book, i64), i64> = HashMap::new();
    for (event, position) in events.iter().zip(1..) {
        assert_eq!(event.position, position, "the log has a gap");
        let seq = last.entry((event.book, event.subject)).or_default();
        *seq += 1;
        assert_eq!(event.seq, *seq, "the history of {:?} {} has a gap", event.book, event.subject);
    }
    for order in order::Entity::find().all(app.db.read()).await.unwrap() {
        let seq = last.get(&(Book::Orders, order.id));
        assert_eq!(seq, Some(&order.seq), "{} and its history differ", order.order_id);
    }
}
