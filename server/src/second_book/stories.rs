//! Events of two books on their way from the commit to the sockets.

use futures_util::future::join_all;
use sea_orm::ConnectionTrait as _;
use serde_json::json;

use super::{
    Nodes, What, happen,
    life::{ORDER, an_order, books_with_events, nothing_more},
    make_table, told, words,
};
use crate::{
    event_log::Book,
    store::{database::Database, entities::event_log_head},
    support::{Socket, TestApp},
};

async fn run(db: &Database, statement: &str) {
    db.write().execute_unprepared(statement).await.unwrap();
}

#[tokio::test]
async fn followers_hear_of_both_books_once_and_in_the_order_of_the_log() {
    let nodes = Nodes::start().await;
    let mut follower = nodes.other().socket().await;
    follower.follows(ORDER).await;
    let mut desk = nodes.other().admin().await.socket().await;
    let names: Vec<_> = (0..8).map(|n| ["moved", "shown", "kept", "again"].map(|word| format!("{word}{n}"))).collect();
    let commits = names.iter().enumerate().map(async |(n, [moved, shown, kept, again])| {
        let node = if n % 2 == 0 { &nodes.a } else { nodes.other() };
        happen(node, &[What::Moved(moved), What::Shown(shown), What::Kept(kept), What::Moved(again)]).await;
    });
    join_all(commits).await;

    let (heard, all) = (words(&nodes.a, 1, false).await, words(&nodes.a, 1, true).await);
    assert_eq!((heard.len(), all.len()), (24, 32));
    assert!(all.iter().map(|(position, _)| *position).eq(2..34), "one numbering for both books: {all:?}");
    assert_eq!(told(&mut follower, 24).await, heard);
    assert_eq!(told(&mut desk, 32).await, all);
    nothing_more(&mut follower).await;
    nothing_more(&mut desk).await;
    nodes.finish().await;
}

#[tokio::test]
async fn who_comes_back_gets_what_their_rooms_heard_in_both_books() {
    let nodes = Nodes::start().await;
    let mut follower = nodes.a.socket().await;
    follower.follows(ORDER).await;
    let clerk = nodes.a.admin().await;
    let mut desk = clerk.socket().await;
    happen(&nodes.a, &[What::Kept("kept"), What::Shown("shown")]).await;
    let last = told(&mut follower, 1).await[0].0;
    assert_eq!(told(&mut desk, 2).await.last().unwrap().0, last);
    let (pid, desk_pid) = (follower.pid.clone().unwrap(), desk.pid.clone().unwrap());
    drop((follower, desk));

    happen(&nodes.a, &[What::Moved("one"), What::Kept("two"), What::Shown("three")]).await;
    happen(&nodes.a, &[What::Shown("four"), What::Moved("five")]).await;
    let offset = last.to_string();
    let url = &nodes.other().url;
    let mut follower = Socket::come_back(url, None, &pid, Some(&offset)).await;
    let mut desk = Socket::come_back(url, clerk.token.as_deref(), &desk_pid, Some(&offset)).await;
    assert_eq!((follower.pid.as_ref(), desk.pid.as_ref()), (Some(&pid), Some(&desk_pid)), "recovered");
    happen(&nodes.a, &[What::Kept("six"), What::Moved("seven")]).await;
    let (heard, all) = (words(&nodes.a, last, false).await, words(&nodes.a, last, true).await);
    assert_eq!((heard.len(), all.len()), (5, 7));
    assert_eq!(told(&mut follower, 5).await, heard);
    assert_eq!(told(&mut desk, 7).await, all);
    nothing_more(&mut follower).await;
    nothing_more(&mut desk).await;
    nodes.finish().await;
}

#[tokio::test]
async fn a_join_catches_up_with_the_orders_own_events_and_goes_on_with_those_of_both_books() {
    let nodes = Nodes::start().await;
    happen(&nodes.a, &[What::Moved("one"), What::Shown("note"), What::Moved("two"), What::Shown("late")]).await;
    let mut follower = nodes.other().socket().await;
    let joined = follower.ask("join-order-tracking", &json!({ "orderId": ORDER, "since": 1 })).await;
    assert_eq!((&joined["complete"], &joined["order"]["seq"]), (&json!(true), &json!(3)));
    let events = joined["events"].as_array().unwrap();
    assert_eq!(Vec::from_iter(events.iter().map(|event| &event["trackingNumber"])), ["one", "two"]);
    let last = nodes.a.app.log.head().await.unwrap();
    happen(&nodes.a, &[What::Shown("three"), What::Moved("four")]).await;
    // On the other node the note before the join may be on its way still: who joined before it was announced hears it.
    let mut heard = told(&mut follower, 2).await;
    if heard[0].1 == "late" {
        heard.remove(0);
        heard.extend(told(&mut follower, 1).await);
    }
    assert_eq!(heard, words(&nodes.a, last, false).await);
    nothing_more(&mut follower).await;
    nodes.finish().await;
}

#[tokio::test]
async fn a_text_that_is_erased_cuts_nobody_and_a_log_that_has_lost_its_end_does() {
    let nodes = Nodes::start().await;
    let mut follower = nodes.other().socket().await;
    let pid = follower.pid.clone();
    follower.follows(ORDER).await;
    happen(&nodes.a, &[What::Moved("one"), What::Shown("a secret")]).await;
    assert_eq!(told(&mut follower, 2).await, [(2, "one".to_owned()), (3, "a secret".to_owned())]);
    let db = &nodes.a.app.db;
    run(db, r#"UPDATE note_events SET payload = '{"kind":"note-shown","text":""}'"#).await;
    happen(&nodes.a, &[What::Shown("three")]).await;
    assert_eq!(told(&mut follower, 1).await, [(4, "three".to_owned())]);
    nothing_more(&mut follower).await;

    // A copy from before the last note takes the database's place, and goes on.
    let tx = db.begin().await.unwrap();
    tx.execute_unprepared("DELETE FROM note_events WHERE position = 4").await.unwrap();
    tx.execute_unprepared("UPDATE event_log_head SET position = 3").await.unwrap();
    db.commit(tx).await.unwrap();
    happen(&nodes.a, &[What::Shown("another")]).await;
    follower.is_cut().await;
    let mut follower = Socket::come_back(&nodes.other().url, None, pid.as_deref().unwrap(), Some("4")).await;
    assert_ne!(follower.pid, pid, "it loads anew");
    follower.follows(ORDER).await;
    happen(&nodes.a, &[What::Moved("two")]).await;
    assert_eq!(told(&mut follower, 1).await, [(5, "two".to_owned())]);
    nodes.finish().await;
}

#[tokio::test]
async fn a_node_of_before_the_second_book_passes_over_it() {
    let app = TestApp::start().await;
    an_order(&app).await;
    make_table(&app.app.db).await;
    assert_eq!(books_with_events(&app).await, [Book::Orders]);
    let mut desk = app.admin().await.socket().await;
    happen(&app, &[What::Shown("unknown"), What::Moved("one"), What::Kept("unknown too")]).await;
    happen(&app, &[What::Moved("two"), What::Shown("unknown at last")]).await;
    assert_eq!(told(&mut desk, 2).await, [(3, "one".to_owned()), (5, "two".to_owned())]);
    nothing_more(&mut desk).await;
    app.kill().remove().await;
}

#[tokio::test]
async fn a_long_stretch_of_a_book_that_nobody_knows_stops_no_node() {
    let nodes = Nodes::start().await;
    let mut follower = nodes.a.socket().await;
    follower.follows(ORDER).await;
    happen(&nodes.a, &[What::Moved("one")]).await;
    let tx = nodes.a.app.db.begin().await.unwrap();
    event_log_head::Entity::take(&tx, 4_321).await.unwrap();
    nodes.a.app.db.commit(tx).await.unwrap();
    happen(&nodes.a, &[What::Shown("two"), What::Moved("three")]).await;
    let expected = [(2, "one"), (4_324, "two"), (4_325, "three")].map(|(at, word)| (at, word.to_owned()));
    assert_eq!(told(&mut follower, 3).await, expected);
    nodes.kill().await;
}
