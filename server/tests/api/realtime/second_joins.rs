//! Whoever follows an order and asks for it once more loses nothing: every change still comes as an event, once.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use sea_orm::{ActiveModelTrait as _, ActiveValue::Set};
use serde_json::{Value, json};
use trackroom::{clock, domain::role::Role, store::entities::user};

use crate::support::{Person, Socket, TestApp, builders};

const ORDER: &str = "ORD00001";

/// A shop where only owners follow, with one order.
struct Shop {
    app: TestApp,
    owner: Person,
    admin: Person,
    /// The order's `_id`.
    id: String,
    ticket: String,
}

impl Shop {
    async fn with_an_order_of(role: Role) -> Self {
        let app = TestApp::start_with(&[("TRACKING_ACCESS", "owner")]).await;
        let product = builders::product(&app.app, 50, 500).await;
        let (owner, admin) = (app.somebody(role).await, app.admin().await);
        let id = owner.orders(&product, 1).await["_id"].as_str().unwrap().to_owned();
        let made = owner.post(&format!("/api/orders/{ORDER}/tracking-links"), &json!({})).await.ok();
        let ticket = made["link"]["ticket"].as_str().unwrap().to_owned();
        Self { app, owner, admin, id, ticket }
    }

    /// The ways in which the order may be asked for, and some that are refused.
    fn ways(&self) -> Vec<Value> {
        vec![
            json!(ORDER),
            json!({ "orderId": ORDER, "since": 1 }),
            json!("#ORD00001"),
            json!({ "orderId": self.id }),
            json!({ "orderId": ORDER, "ticket": "A".repeat(48) }),
            json!({ "ticket": self.ticket }),
            json!({ "orderId": ORDER, "since": 1_000_000 }),
            json!({ "orderId": self.id, "ticket": self.ticket }),
            json!({ "orderId": [] }),
        ]
    }

    /// Moves the order so often, and has `meanwhile` done until that is over.
    async fn moves_while(&self, changes: usize, mut meanwhile: impl AsyncFnMut(usize)) {
        let over = AtomicBool::new(false);
        let moves = async {
            for n in 0..changes {
                let change = json!({ "status": "shipped", "trackingNumber": format!("T{n}") });
                self.admin.put(&format!("/api/orders/admin/{ORDER}/status"), &change).await.ok();
            }
            over.store(true, Ordering::Relaxed);
        };
        let others = async {
            let mut round = 0;
            while !over.load(Ordering::Relaxed) {
                meanwhile(round).await;
                round += 1;
            }
        };
        tokio::join!(moves, others);
    }

    /// The socket asks for the order in every way, with an ack and without, while it is moved.
    async fn asks_again_and_again(&self, socket: &mut Socket) {
        let ways = self.ways();
        self.moves_while(60, async |round| {
            let way = &ways[round % ways.len()];
            if round % 4 == 3 {
                socket.emit("join-order-tracking", way).await;
            } else {
                socket.ask("join-order-tracking", way).await;
            }
        })
        .await;
    }
}

/// The changes that the socket has been told of are exactly these, and one more that comes when all is answered.
async fn hears(shop: &Shop, socket: &mut Socket, seqs: std::ops::RangeInclusive<i64>) {
    socket.ask("no-such-event", &Value::Null).await;
    shop.admin.moves(ORDER, "delivered").await.ok();
    let mut heard = Vec::new();
    loop {
        let event = socket.next().await;
        // What was refused without an ack, or the order's own beginning.
        if event[0] != json!("order-status-updated") {
            continue;
        }
        if event[1]["status"] == json!("delivered") {
            break;
        }
        heard.push(event[1]["seq"].as_i64().unwrap());
    }
    assert_eq!(heard, Vec::from_iter(seqs));
}

#[tokio::test]
async fn a_customer_who_asks_again_while_the_order_moves_hears_of_every_change_once() {
    let shop = Shop::with_an_order_of(Role::User).await;
    let mut socket = shop.owner.socket().await;
    socket.follows(ORDER).await;
    shop.asks_again_and_again(&mut socket).await;
    hears(&shop, &mut socket, 2..=61).await;
    shop.app.finish().await;
}

#[tokio::test]
async fn a_stranger_with_a_ticket_who_asks_again_hears_of_every_change_once() {
    let shop = Shop::with_an_order_of(Role::User).await;
    let mut socket = shop.app.socket().await;
    let ticket = json!({ "ticket": shop.ticket });
    assert_eq!(socket.ask("join-order-tracking", &ticket).await["ok"], json!(true));
    // By its other names it is refused, and follows as before.
    shop.asks_again_and_again(&mut socket).await;
    hears(&shop, &mut socket, 2..=61).await;
    shop.app.finish().await;
}

#[tokio::test]
async fn the_desk_that_also_joins_hears_of_every_change_once() {
    let shop = Shop::with_an_order_of(Role::User).await;
    let mut socket = shop.admin.socket().await;
    socket.follows(ORDER).await;
    shop.asks_again_and_again(&mut socket).await;
    hears(&shop, &mut socket, 2..=61).await;
    shop.app.finish().await;
}

#[tokio::test]
async fn who_asks_again_after_coming_back_hears_of_every_change_once() {
    let shop = Shop::with_an_order_of(Role::User).await;
    let mut socket = shop.owner.socket().await;
    socket.follows(ORDER).await;
    let pid = socket.pid.clone().unwrap();
    drop(socket);
    shop.moves_while(20, async |_| tokio::time::sleep(Duration::from_millis(5)).await).await;
    let mut socket = Socket::come_back(&shop.app.url, shop.owner.token.as_deref(), &pid, None).await;
    assert_eq!(socket.pid.as_deref(), Some(pid.as_str()), "recovered");
    shop.asks_again_and_again(&mut socket).await;
    hears(&shop, &mut socket, 2..=81).await;
    shop.app.finish().await;
}

#[tokio::test]
async fn who_leaves_and_joins_again_hears_of_every_change_after_the_answer_once() {
    let shop = Shop::with_an_order_of(Role::User).await;
    let mut socket = shop.owner.socket().await;
    let mut joined_at = 1;
    shop.moves_while(40, async |round| {
        if round % 3 == 0 {
            socket.ask("leave-order-tracking", &json!(ORDER)).await;
            // What came until it had left.
            socket.everything_so_far().await;
            joined_at = socket.follows(ORDER).await["seq"].as_i64().unwrap();
        } else {
            socket.follows(ORDER).await;
        }
    })
    .await;
    hears(&shop, &mut socket, joined_at + 1..=41).await;
    shop.app.finish().await;
}

#[tokio::test]
async fn who_comes_to_the_desk_and_leaves_it_while_following_hears_of_every_change_once() {
    let shop = Shop::with_an_order_of(Role::Staff).await;
    let mut socket = shop.owner.socket().await;
    socket.follows(ORDER).await;
    let account = shop.owner.id().await;
    shop.moves_while(60, async |round| {
        let row = user::ActiveModel {
            id: Set(account.clone()),
            role: Set(if round % 2 == 0 { Role::User } else { Role::Staff }),
            updated_at: Set(clock::now()),
            ..Default::default()
        };
        row.update(shop.app.app.db.write()).await.unwrap();
        shop.app.app.bus.publish(&trackroom::bus::Notice::RightsChanged);
        socket.follows(ORDER).await;
    })
    .await;
    hears(&shop, &mut socket, 2..=61).await;
    shop.app.finish().await;
}
