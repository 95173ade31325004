//! Nodes that start together.

use futures_util::future::join_all;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use trackroom::store::entities::{order, order_event, product, user};

use crate::support::{TestApp, TestDatabase, until};

#[tokio::test]
async fn nodes_that_start_together_on_an_empty_database_make_one_shop() {
    let settings = [
        ("DEMO_DATA", "on"),
        ("ADMIN_EMAIL", "boss@shop.example"),
        ("ADMIN_PHONE", "9812345678"),
        ("ADMIN_PASSWORD", "the boss's own words"),
    ];
    // Four nodes fill their databases at once: a connection may not be free at the first try.
    let count = async |app: &TestApp| {
        let db = app.app.db.read();
        let counts = async || {
            let (users, products) = (user::Entity::find().count(db).await?, product::Entity::find().count(db).await?);
            let (orders, events) =
                (order::Entity::find().count(db).await?, order_event::Entity::find().count(db).await?);
            Ok::<_, sea_orm::DbErr>((users, products, orders, events))
        };
        until(async || counts().await.is_ok()).await;
        counts().await.unwrap()
    };
    let alone = TestApp::start_on(TestDatabase::empty().await, &settings).await;
    let expected = count(&alone).await;
    assert!(expected.2 > 0, "{expected:?}");
    alone.finish().await;

    let database = TestDatabase::empty().await;
    let nodes = join_all((0..4).map(|_| TestApp::start_on(database.again(), &settings))).await;
    for node in &nodes {
        assert_eq!(count(node).await, expected);
        assert_eq!(node.nobody().get("/api/health/ready").await.status, 200);
    }
    for node in nodes {
        drop(node.stop().await);
    }
    database.remove().await;
}
