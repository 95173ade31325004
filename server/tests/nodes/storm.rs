//! Everybody comes back at once.
//!
//! With `TRACKROOM_STORM_SOCKETS=5000` (and room for as many open files) this is also the run whose figures
//! docs/RELIABILITY.md and docs/OPERATIONS.md quote: it prints them.

use std::{collections::HashMap, time::Instant};

use futures_util::future::join_all;
use serde_json::json;

use crate::{
    finish,
    support::{Person, Socket, TestApp, builders, until},
    two_nodes,
};

const CUSTOMERS: usize = 20;
/// No machine accepts thousands in one breath.
const AT_ONCE: usize = 200;

fn sockets() -> usize {
    #[expect(clippy::disallowed_methods, reason = "the test suite's own setting")]
    let set = std::env::var("TRACKROOM_STORM_SOCKETS").ok();
    set.map_or(400, |number| number.parse().unwrap())
}

/// How much more has been counted, by what.
fn since(before: &HashMap<String, u64>, node: &TestApp) -> Vec<(String, u64)> {
    let now = node.queries().into_iter();
    let mut more: Vec<_> =
        now.map(|(what, count)| (what.clone(), count - before.get(&what).copied().unwrap_or_default())).collect();
    more.retain(|(_, count)| *count > 0);
    more.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    more
}

async fn dial(url: &str, count: usize) -> Vec<Socket> {
    let mut dialled = Vec::with_capacity(count);
    while dialled.len() < count {
        let some = (count - dialled.len()).min(AT_ONCE);
        dialled.extend(join_all((0..some).map(|_| Socket::dial(url))).await);
    }
    dialled
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crowd_that_comes_back_costs_grows_with_orders_and_moments_and_not_with_sockets() {
    let sockets = sockets();
    // Sockets that wait for their turn in this story answer no pings.
    let patience = [("PING_INTERVAL_MS", "600000"), ("PING_TIMEOUT_MS", "600000")];
    let (a, b) = two_nodes(&[("TRACKING_ACCESS", "owner"), patience[0], patience[1]]).await;
    let product = builders::product(&a.app, 50, 10_000).await;
    let mut customers: Vec<(Person, String)> = Vec::new();
    for _ in 0..CUSTOMERS {
        let customer = a.customer().await;
        let order = customer.orders(&product, 1).await["orderId"].as_str().unwrap().to_owned();
        customers.push((customer, order));
    }
    let admin = b.admin().await;
    let mut crowd = Vec::with_capacity(sockets);
    while crowd.len() < sockets {
        let some = crowd.len()..sockets.min(crowd.len() + AT_ONCE);
        let joined = some.map(async |n| {
            let (customer, order) = &customers[n % CUSTOMERS];
            let mut socket = Socket::connect(&a.url, customer.token.as_deref()).await;
            socket.follows(order).await;
            (socket.pid.clone().unwrap(), n % CUSTOMERS, socket)
        });
        crowd.extend(join_all(joined).await);
    }
    until(async || a.stored_rooms_of_sessions().await == sockets).await;

    // All lines are cut; every order moves twice; all come back to the other node.
    let before = b.queries();
    let cut = Instant::now();
    let crowd: Vec<_> = crowd.into_iter().map(|(pid, customer, _)| (pid, customer)).collect();
    for status in ["confirmed", "shipped"] {
        for (_, order) in &customers {
            admin.moves(order, status).await.ok();
        }
    }
    let moved = since(&before, &b);
    let mut back = dial(&b.url, sockets).await;
    let before = b.queries();
    let asked = Instant::now();
    for (socket, (pid, customer)) in back.iter_mut().zip(&crowd) {
        socket.asks_in(Some(json!({ "token": customers[*customer].0.token, "pid": pid }))).await;
    }
    for (socket, (pid, customer)) in back.iter_mut().zip(&crowd) {
        socket.is_let_in().await.unwrap();
        assert_eq!(socket.pid.as_ref(), Some(pid), "recovered");
        for (seq, status) in [(2, "confirmed"), (3, "shipped")] {
            let heard = socket.next_status().await;
            assert_eq!(heard["orderId"], json!(customers[*customer].1));
            assert_eq!((&heard["seq"], &heard["status"]), (&json!(seq), &json!(status)));
        }
    }
    let (caught_up, took) = (cut.elapsed(), asked.elapsed());
    until(async || b.app.realtime.rooms_followed().1 == sockets).await;
    let reads: Vec<_> = since(&before, &b).into_iter().filter(|(what, _)| what.contains("select")).collect();
    let total: u64 = reads.iter().map(|(_, count)| count).sum();
    println!("{sockets} sockets: all caught up {caught_up:?} after the cut, {took:?} after the first asked in");
    println!("queries of the changes: {moved:?}");
    println!("reads of the return: {total} {reads:?}");
    // One by one it would be a session, a log-in, a user and an order each.
    assert!(total < sockets as u64 / 2, "{reads:?}");
    for (socket, _) in back.iter_mut().zip(&crowd).take(20) {
        assert!(socket.everything_so_far().await.is_empty(), "each event once");
    }
    drop(back);
    finish((a, b)).await;
}
