//! A durable subscription over two books: whatever dies, each event is taken once and in order.

use std::sync::{Arc, Mutex};

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tokio::sync::Notify;

use super::{Nodes, What, happen};
use crate::{
    error::{Error, Result},
    event_log::{
        RecordedEvent,
        log::Subjects,
        subscription::{Consumer, Progress, Subscription},
    },
    store::database::Transaction,
    support::{TestApp, until},
    tasks::Tasks,
};

/// Notes the position of each event.
#[derive(Default)]
struct Keeper {
    fails: bool,
    /// Rings when its rows are written, and then waits for the other bell.
    waits: Option<(Arc<Notify>, Arc<Notify>)>,
    /// The PostgreSQL process of its last transaction.
    process: Arc<Mutex<i32>>,
}

impl Consumer for Keeper {
    async fn take(&mut self, tx: &Transaction, events: &[RecordedEvent]) -> Result<()> {
        if tx.get_database_backend() == DbBackend::Postgres {
            let process = Statement::from_string(DbBackend::Postgres, "SELECT pg_backend_pid()");
            let process = tx.query_one_raw(process).await?.unwrap().try_get_by_index(0)?;
            *self.process.lock().unwrap() = process;
        }
        for event in events {
            tx.execute_unprepared(&format!("INSERT INTO taken VALUES ({})", event.position)).await?;
        }
        if let Some((written, go_on)) = &self.waits {
            written.notify_one();
            go_on.notified().await;
            tx.execute_unprepared("SELECT 1").await?;
        }
        if self.fails { Err(Error::DatabaseUnavailable) } else { Ok(()) }
    }
}

fn subscription(node: &TestApp, consumer: Keeper) -> Subscription<Keeper> {
    Subscription::new("keeper", node.app.db.clone(), node.app.log.clone(), consumer)
}

/// What the keeper has noted, in the order in which it did.
async fn taken(node: &TestApp) -> Vec<i64> {
    let db = node.app.db.read();
    let order = if node.app.db.backend() == DbBackend::Postgres { "ctid" } else { "rowid" };
    let rows = Statement::from_string(node.app.db.backend(), format!("SELECT position FROM taken ORDER BY {order}"));
    db.query_all_raw(rows).await.unwrap().iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// A node or two, of which nobody has taken anything.
async fn nodes() -> Nodes {
    let nodes = Nodes::start().await;
    nodes.a.app.db.schema().execute_unprepared("CREATE TABLE taken (position bigint)").await.unwrap();
    nodes
}

#[tokio::test]
async fn it_begins_at_the_end_of_the_log_and_goes_on_on_any_node() {
    let nodes = nodes().await;
    happen(&nodes.a, &[What::Moved("before"), What::Shown("before")]).await;
    let mut here = subscription(&nodes.a, Keeper::default());
    assert_eq!(here.step().await.unwrap(), Progress::Idle);
    happen(&nodes.a, &[What::Shown("one"), What::Moved("two"), What::Kept("three")]).await;
    assert_eq!(here.step().await.unwrap(), Progress::Took(6));
    assert_eq!(here.step().await.unwrap(), Progress::Idle);
    let mut there = subscription(nodes.other(), Keeper::default());
    assert_eq!(there.step().await.unwrap(), Progress::Idle);
    happen(nodes.other(), &[What::Moved("four")]).await;
    assert_eq!(there.step().await.unwrap(), Progress::Took(7));
    assert_eq!(here.step().await.unwrap(), Progress::Idle);
    assert_eq!(taken(&nodes.a).await, [4, 5, 6, 7]);
    nodes.finish().await;
}

#[tokio::test]
async fn killed_between_its_rows_and_its_place_it_has_taken_nothing() {
    let nodes = nodes().await;
    subscription(&nodes.a, Keeper::default()).step().await.unwrap();
    happen(&nodes.a, &[What::Moved("one"), What::Shown("two")]).await;
    let (written, never) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let waits = Some((written.clone(), never));
    let mut killed = subscription(&nodes.a, Keeper { waits, ..Keeper::default() });
    tokio::select! {
        progress = killed.step() => panic!("it waits: {progress:?}"),
        () = written.notified() => {}
    }
    drop(killed);
    assert_eq!(taken(nodes.other()).await, Vec::<i64>::new());
    let mut next = subscription(nodes.other(), Keeper::default());
    // On PostgreSQL the lock is gone when the server has heard of the end.
    until(async || next.step().await.unwrap() == Progress::Took(3)).await;
    assert_eq!(taken(nodes.other()).await, [2, 3]);
    nodes.finish().await;
}

#[tokio::test]
async fn a_consumer_that_fails_gets_the_same_events_again() {
    let nodes = nodes().await;
    let mut failing = subscription(&nodes.a, Keeper { fails: true, ..Keeper::default() });
    failing.step().await.unwrap();
    happen(&nodes.a, &[What::Moved("one")]).await;
    assert!(failing.step().await.is_err());
    assert!(failing.step().await.is_err());
    assert_eq!(taken(&nodes.a).await, Vec::<i64>::new());
    let mut sound = subscription(&nodes.a, Keeper::default());
    until(async || sound.step().await.unwrap() == Progress::Took(2)).await;
    assert_eq!(taken(&nodes.a).await, [2]);
    nodes.finish().await;
}

#[tokio::test]
async fn of_two_that_hold_it_one_takes_an_event() {
    let nodes = nodes().await;
    let (mut here, mut there) =
        (subscription(&nodes.a, Keeper::default()), subscription(nodes.other(), Keeper::default()));
    let (one, other) = tokio::join!(here.step(), there.step());
    assert_eq!((one.unwrap(), other.unwrap()), (Progress::Idle, Progress::Idle), "it begins once");
    for round in 0..12 {
        happen(&nodes.a, &[What::Moved("x"), What::Shown("y"), What::Kept("z")]).await;
        let head = nodes.a.app.log.head().await.unwrap();
        let (one, other) = tokio::join!(here.step(), there.step());
        let steps = [one.unwrap(), other.unwrap()];
        assert!(steps.contains(&Progress::Took(head)), "round {round}: {steps:?}");
        assert!(steps.iter().any(|step| [Progress::Idle, Progress::HeldElsewhere].contains(step)), "{steps:?}");
    }
    assert!(taken(&nodes.a).await.into_iter().eq(2..38));
    nodes.finish().await;
}

#[tokio::test]
async fn who_has_lost_the_lock_cannot_commit() {
    let nodes = nodes().await;
    if nodes.a.app.db.backend() != DbBackend::Postgres {
        // One process writes, and nobody can take its lock away: it is there, or its transaction is not.
        return nodes.finish().await;
    }
    let mut next = subscription(nodes.other(), Keeper::default());
    next.step().await.unwrap();
    happen(&nodes.a, &[What::Moved("one"), What::Shown("two")]).await;
    let (written, go_on, process) = (Arc::new(Notify::new()), Arc::new(Notify::new()), Arc::default());
    let keeper =
        Keeper { waits: Some((written.clone(), go_on.clone())), process: Arc::clone(&process), ..Keeper::default() };
    let mut loser = subscription(&nodes.a, keeper);
    let (lost, ()) = tokio::join!(loser.step(), async {
        written.notified().await;
        assert_eq!(next.step().await.unwrap(), Progress::HeldElsewhere);
        let process = *process.lock().unwrap();
        let ended = format!("SELECT pg_terminate_backend({process})");
        nodes.other().app.db.read().execute_unprepared(&ended).await.unwrap();
        until(async || next.step().await.unwrap() == Progress::Took(3)).await;
        // Only now does the first go on, as a frozen process does that wakes up.
        go_on.notify_one();
    });
    assert!(matches!(lost, Err(Error::DatabaseUnavailable)), "{lost:?}");
    assert_eq!(taken(&nodes.a).await, [2, 3]);
    nodes.finish().await;
}

#[tokio::test]
async fn a_log_that_has_lost_its_end_and_kinds_that_nobody_knows_are_passed() {
    let nodes = nodes().await;
    let mut keeper = subscription(&nodes.a, Keeper::default());
    keeper.step().await.unwrap();
    happen(&nodes.a, &[What::Moved("one"), What::Shown("two")]).await;
    let db = &nodes.a.app.db;
    db.write()
        .execute_unprepared(r#"UPDATE note_events SET kind = 'note-sung', payload = '{"kind":"note-sung"}'"#)
        .await
        .unwrap();
    happen(&nodes.a, &[What::Shown("three")]).await;
    assert_eq!(keeper.step().await.unwrap(), Progress::Took(4));
    assert_eq!(taken(&nodes.a).await, [2, 4]);
    let skipped = r#"trackroom_events_unknown_total{reader="subscription"}"#;
    assert!((nodes.a.metric(skipped).await - 1.0).abs() < 0.1);

    // A text that is erased is the same event still.
    db.write()
        .execute_unprepared(r#"UPDATE note_events SET payload = '{"kind":"note-shown","text":""}' WHERE position = 4"#)
        .await
        .unwrap();
    assert_eq!(keeper.step().await.unwrap(), Progress::Idle);

    let tx = db.begin().await.unwrap();
    tx.execute_unprepared("DELETE FROM note_events WHERE position = 4").await.unwrap();
    tx.execute_unprepared("UPDATE event_log_head SET position = 3").await.unwrap();
    db.commit(tx).await.unwrap();
    happen(&nodes.a, &[What::Moved("another")]).await;
    assert_eq!(keeper.step().await.unwrap(), Progress::LogReset(4));
    happen(&nodes.a, &[What::Moved("five")]).await;
    assert_eq!(keeper.step().await.unwrap(), Progress::Took(5));
    assert_eq!(taken(&nodes.a).await, [2, 4, 5]);
    nodes.finish().await;
}

#[tokio::test]
async fn its_task_takes_what_comes_and_ends_when_it_is_told_to() {
    let nodes = nodes().await;
    let tasks = Tasks::default();
    let mut keeper = subscription(&nodes.a, Keeper::default());
    keeper.step().await.unwrap();
    // More than one step takes.
    for _ in 0..3 {
        happen(&nodes.a, &[What::Moved("x"); 300]).await;
    }
    let task = keeper.start(&nodes.a.app.bus, &tasks);
    until(async || taken(&nodes.a).await.len() == 900).await;
    let events = nodes.a.app.log.between(|_| Subjects::All, 1, i64::MAX, 1_000).await.unwrap();
    assert!(taken(&nodes.a).await.into_iter().eq(events.iter().map(|event| event.position)));
    tasks.stop().cancel();
    task.await.unwrap();
    assert_eq!(tasks.first_death(), None);
    nodes.finish().await;
}
