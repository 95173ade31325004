//! A shop whose order moves and is written notes on, over one node or two.

use sea_orm::{ConnectionTrait as _, DbBackend, EntityTrait as _, QueryOrder as _, Statement};
use serde_json::{Value, json};

use super::{Note, make_table};
use crate::{
    bus::Notice,
    config::DatabaseUrl,
    domain::{
        order_event::{Actor, OrderEvent},
        order_status::OrderStatus,
    },
    event_log::{self, Book, LogEvent, NewEvent, RecordedEvent, log::Subjects},
    store::{database::Database, entities::order},
    support::{Socket, TestApp, TestDatabase, builders},
};

/// The order that everything is about.
pub(crate) const ORDER: &str = "ORD00001";

/// One node on SQLite, two on PostgreSQL.
pub(crate) struct Nodes {
    pub(crate) a: TestApp,
    b: Option<TestApp>,
}

impl Nodes {
    /// With the order, and the second book in their log.
    pub(crate) async fn start() -> Self {
        let database = TestDatabase::migrated().await;
        let db = Database::connect(&DatabaseUrl::new(database.url.clone())).await.unwrap();
        make_table(&db).await;
        let shared = db.backend() == DbBackend::Postgres;
        db.close().await.unwrap();
        let a = TestApp::start_on(database, &[]).await;
        an_order(&a).await;
        let b = if shared { Some(a.beside(&[]).await) } else { None };
        Self { a, b }
    }

    /// The other node, where there is one.
    pub(crate) fn other(&self) -> &TestApp {
        self.b.as_ref().unwrap_or(&self.a)
    }

    /// Pulls the plug: of a log that is no log any more, nothing is asked.
    pub(crate) async fn kill(self) {
        let database = self.a.kill();
        drop(self.b.map(TestApp::kill));
        database.remove().await;
    }

    pub(crate) async fn finish(self) {
        let database = self.a.stop().await;
        if let Some(b) = self.b {
            b.stop().await;
        }
        database.remove().await;
    }
}

pub(crate) async fn an_order(app: &TestApp) {
    let product = builders::product(&app.app, 50, 10).await;
    assert_eq!(app.customer().await.orders(&product, 1).await["orderId"], json!(ORDER));
}

/// Something that happens, told apart by a word.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What<'a> {
    /// The order gets this tracking number.
    Moved(&'a str),
    /// Everybody reads this note.
    Shown(&'a str),
    /// The desk reads this note.
    Kept(&'a str),
}

/// All of it happens, in this order and in one transaction, as services write it.
pub(crate) async fn happen(node: &TestApp, what: &[What<'_>]) {
    let db = &node.app.db;
    let tx = db.begin().await.unwrap();
    let moves = what.iter().filter(|what| matches!(what, What::Moved(_))).count();
    // It locks the order, and with it its numbers in both books.
    tx.execute_unprepared(&format!("UPDATE orders SET seq = seq + {moves}")).await.unwrap();
    let order = order::Entity::find().order_by_asc(order::Column::Id).one(&tx).await.unwrap().unwrap();
    let notes = Statement::from_string(db.backend(), "SELECT COUNT(*) FROM note_events");
    let notes: i64 = tx.query_one_raw(notes).await.unwrap().unwrap().try_get_by_index(0).unwrap();
    let (mut seq, mut note) = (order.seq - i64::try_from(moves).unwrap(), notes);
    let mut events = Vec::new();
    for what in what {
        let (of, event): (_, LogEvent) = match *what {
            What::Moved(word) => {
                let moved = OrderEvent::StatusChanged {
                    order_id: order.order_id.clone(),
                    from: OrderStatus::Pending,
                    status: OrderStatus::Pending,
                    tracking_number: Some(word.to_owned()),
                    estimated_delivery: None,
                    note: None,
                };
                (&mut seq, moved.into())
            }
            What::Shown(word) => (&mut note, Note::NoteShown { text: word.to_owned() }.into()),
            What::Kept(word) => (&mut note, Note::NoteKept { text: word.to_owned() }.into()),
        };
        *of += 1;
        let (subject, seq, actor, at) = (order.id, *of, Actor::System, crate::clock::now());
        events.push(NewEvent { subject, seq, event, actor, at });
    }
    event_log::append(&tx, &events, None).await.unwrap();
    db.commit(tx).await.unwrap();
    node.app.bus.publish(&Notice::LogGrew);
}

/// The words of the log behind a position, with their positions: as the order's followers hear them, or as the desk does.
pub(crate) async fn words(node: &TestApp, behind: i64, desk: bool) -> Vec<(i64, String)> {
    let events = node.app.log.between(|_| Subjects::All, behind, i64::MAX, 1_000).await.unwrap();
    events.iter().filter_map(|event| Some((event.position, word(event, desk)?))).collect()
}

fn word(event: &RecordedEvent, desk: bool) -> Option<String> {
    match &event.event {
        LogEvent::Order(OrderEvent::StatusChanged { tracking_number, .. }) => tracking_number.clone(),
        LogEvent::Note(Note::NoteShown { text }) => Some(text.clone()),
        LogEvent::Note(Note::NoteKept { text }) => desk.then(|| text.clone()),
        LogEvent::Order(_) | LogEvent::Unknown => None,
    }
}

/// The next words that a socket hears, with their offsets.
pub(crate) async fn told(socket: &mut Socket, count: usize) -> Vec<(i64, String)> {
    let mut told = Vec::with_capacity(count);
    for _ in 0..count {
        let event = socket.next().await;
        let field = if event[0] == json!("order-status-updated") { "trackingNumber" } else { "text" };
        let (word, offset) = (event[1][field].as_str(), event[2].as_str());
        told.push((offset.unwrap().parse().unwrap(), word.unwrap().to_owned()));
    }
    told
}

/// Nothing more has come.
pub(crate) async fn nothing_more(socket: &mut Socket) {
    assert_eq!(socket.everything_so_far().await, Vec::<Vec<Value>>::new());
}

/// Which books the node reads.
pub(crate) async fn books_with_events(node: &TestApp) -> Vec<Book> {
    let events = node.app.log.between(|_| Subjects::All, 0, i64::MAX, 1_000).await.unwrap();
    let mut books: Vec<_> = events.iter().map(|event| event.book).collect();
    books.sort_unstable();
    books.dedup();
    books
}
