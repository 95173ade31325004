//! Sessions that move from node to node.

use sea_orm::{ConnectionTrait as _, EntityTrait as _};
use serde_json::{Value, json};
use trackroom::store::entities::user;

use crate::{
    a_customer, finish,
    support::{Socket, until},
    two_nodes,
};

fn seqs(events: &[Vec<Value>]) -> Vec<i64> {
    events.iter().map(|event| event[1]["seq"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_client_goes_from_node_to_node_and_misses_nothing() {
    let (a, b) = two_nodes(&[]).await;
    a_customer(&a, 2).await;
    let admin = a.admin().await;
    let mut socket = a.socket().await;
    let pid = socket.pid.clone().unwrap();
    socket.follows("ORD00001").await;
    until(async || a.stored_rooms_of_sessions().await == 1).await;
    let mut offset = None;
    for (seq, (node, status)) in (2..).zip([(&b, "confirmed"), (&a, "processing"), (&b, "shipped"), (&a, "delivered")])
    {
        drop(socket);
        admin.moves("ORD00001", status).await.ok();
        socket = Socket::come_back(&node.url, None, &pid, offset.as_deref()).await;
        assert_eq!(socket.pid.as_ref(), Some(&pid), "recovered");
        let event = socket.next().await;
        assert_eq!(event[1]["seq"], json!(seq));
        offset = event[2].as_str().map(str::to_owned);
        if seq == 3 {
            // A room that was joined on one node is there on the next.
            socket.follows("ORD00002").await;
            until(async || a.stored_rooms_of_sessions().await == 2).await;
        }
    }
    admin.moves("ORD00002", "confirmed").await.ok();
    assert_eq!(socket.next_status().await["orderId"], json!("ORD00002"));
    assert!(socket.everything_so_far().await.is_empty());
    finish((a, b)).await;
}

#[tokio::test]
async fn a_line_that_looks_alive_on_one_node_is_ended_when_its_client_is_on_another() {
    for deaf in [false, true] {
        let (a, b) = two_nodes(&[]).await;
        a_customer(&a, 1).await;
        let admin = a.admin().await;
        // The client's line to A is dead, and A does not know.
        let mut old = a.socket().await;
        let pid = old.pid.clone().unwrap();
        old.follows("ORD00001").await;
        until(async || a.stored_rooms_of_sessions().await == 1).await;
        if deaf {
            let listening = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND query LIKE 'LISTEN %'";
            a.app.db.write().execute_unprepared(listening).await.unwrap();
        }
        let mut new = Socket::come_back(&b.url, None, &pid, None).await;
        assert_eq!(new.pid.as_ref(), Some(&pid), "recovered");
        assert!(old.is_told_to_disconnect().await, "A gives the line up");
        assert_eq!(a.app.realtime.followers(1).await, 0);
        drop(old);
        admin.moves("ORD00001", "confirmed").await.ok();
        assert_eq!(seqs(&[new.next().await]), [2]);
        assert!(new.everything_so_far().await.is_empty());
        // The old line's end has not ended the session.
        drop(new);
        admin.moves("ORD00001", "shipped").await.ok();
        let mut again = Socket::come_back(&a.url, None, &pid, Some("2")).await;
        assert_eq!(again.pid.as_ref(), Some(&pid), "recovered");
        assert_eq!(seqs(&[again.next().await]), [3]);
        assert!(again.everything_so_far().await.is_empty());
        finish((a, b)).await;
    }
}

#[tokio::test]
async fn a_session_that_is_ended_on_one_node_is_ended_on_all() {
    let (a, b) = two_nodes(&[]).await;
    a_customer(&a, 1).await;
    let mut socket = a.socket().await;
    let pid = socket.pid.clone().unwrap();
    socket.follows("ORD00001").await;
    until(async || a.stored_rooms_of_sessions().await == 1).await;
    drop(socket);
    let mut socket = Socket::come_back(&b.url, None, &pid, None).await;
    assert_eq!(socket.pid.as_ref(), Some(&pid), "recovered");
    socket.raw("41").await;
    until(async || a.stored_rooms_of_sessions().await == 0).await;
    let socket = Socket::come_back(&a.url, None, &pid, None).await;
    assert_ne!(socket.pid.as_ref(), Some(&pid), "what A remembers does not count");
    finish((a, b)).await;
}

#[tokio::test]
async fn a_client_whose_token_has_ended_on_one_node_goes_on_with_another_on_the_next() {
    for heard in [true, false] {
        let (a, b) = two_nodes(&[("TRACKING_ACCESS", "owner")]).await;
        let asha = a_customer(&a, 1).await;
        let admin = a.admin().await;
        let mut socket = asha.socket().await;
        let pid = socket.pid.clone().unwrap();
        socket.follows("ORD00001").await;
        // On a busy machine the token may have ended on its way.
        let goes_on = async |socket: &mut Socket| {
            let token = a.token_for(&asha, 2);
            socket.ask("auth:refresh", &json!({ "token": token })).await["ok"] == json!(true)
        };
        while !goes_on(&mut socket).await {}
        if heard {
            assert_eq!(socket.farewell().await, json!("token_expired"));
        }
        until(async || a.app.realtime.followers(1).await == 0).await;
        admin.moves("ORD00001", "shipped").await.ok();
        let account = user::Entity::find_by_id(asha.id().await).one(a.app.db.read()).await.unwrap().unwrap();
        let other = a.session_of(account).await;
        let anew = Socket::come_back(&b.url, other.token.as_deref(), &pid, None).await;
        assert_ne!(anew.pid.as_ref(), Some(&pid), "another log-in");
        let mut again = Socket::come_back(&b.url, asha.token.as_deref(), &pid, None).await;
        assert_eq!(again.pid.as_ref(), Some(&pid), "recovered");
        assert_eq!(seqs(&[again.next().await]), [2]);
        assert!(again.everything_so_far().await.is_empty());
        finish((a, b)).await;
    }
}
