//! The admin's list of orders: contract 5.9 (`admin/all`), with paging, search, filters and sort; hole 20.

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait as _, DbBackend, EntityTrait as _, IntoActiveModel as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _, Select, Statement,
};
use serde_json::{Value, json};
use trackroom::{
    app::App,
    demo,
    domain::{ids::DocumentId, order_status::OrderStatus, role::Role},
    services::orders::OrderFilter,
    store::entities::order::{self, Column},
};
use trackroom_migrations::{Migrator, MigratorTrait as _};

use crate::support::{Person, TestApp};

const PATH: &str = "/api/orders/admin/all";

async fn shop_with_orders(count: u32) -> (TestApp, Person) {
    let app = TestApp::start_with(&[("DEMO_DATA", "on")]).await;
    demo::fill_up_to(&app.app, count).await.unwrap();
    let desk = app.somebody(Role::Staff).await;
    (app, desk)
}

fn ids(answer: &Value) -> Vec<String> {
    let orders = answer["orders"].as_array().unwrap();
    orders.iter().map(|order| order["orderId"].as_str().unwrap().to_owned()).collect()
}

fn total(answer: &Value) -> u64 {
    answer["pagination"]["totalOrders"].as_u64().unwrap()
}

// contract 5.9
#[tokio::test]
async fn the_plain_call_answers_with_every_order_newest_first() {
    // More than one batch of the stream.
    let (app, desk) = shop_with_orders(1_203).await;
    let answer = desk.send(desk.request(reqwest::Method::GET, &format!("{PATH}?"))).await;
    assert_eq!(answer.headers["content-type"], "application/json");
    let all = answer.ok();
    let expected: Vec<String> = (1..=1_203).rev().map(|number| format!("ORD{number:05}")).collect();
    assert_eq!(ids(&all), expected);
    assert_eq!(all["success"], json!(true));
    assert!(all.get("pagination").is_none());
    let first = &all["orders"][0];
    assert!(first["userId"]["email"].is_string());
    assert!(first["items"][0]["productId"]["weight"].is_number(), "hole 24");
    app.finish().await;

    let empty = TestApp::start().await;
    assert_eq!(empty.admin().await.get(PATH).await.ok(), json!({ "success": true, "orders": [] }));
    empty.finish().await;
}

#[tokio::test]
async fn pages_hold_each_order_once_whatever_the_list_is_sorted_by() {
    let (app, desk) = shop_with_orders(137).await;
    let rows = order::Entity::find().order_by_asc(Column::Id).all(app.app.db.read()).await.unwrap();
    for sort in ["createdAt", "totalAmount", "status", "orderId", "updatedAt"] {
        for ascending in [false, true] {
            let mut seen = Vec::new();
            for page in 1..=3 {
                let order = if ascending { "asc" } else { "desc" };
                let query = format!("{PATH}?page={page}&limit=50&sort={sort}&order={order}");
                let answer = desk.get(&query).await.ok();
                let expected = json!({ "currentPage": page, "totalPages": 3, "totalOrders": 137,
                    "hasNextPage": page < 3, "hasPrevPage": page > 1, "limit": 50 });
                assert_eq!(answer["pagination"], expected);
                seen.extend(ids(&answer));
            }
            let mut expected = rows.clone();
            expected.sort_by(|a, b| match sort {
                "createdAt" => (a.created_at, a.id).cmp(&(b.created_at, b.id)),
                "totalAmount" => (a.total_minor, a.id).cmp(&(b.total_minor, b.id)),
                "status" => (a.status.as_str(), a.created_at, a.id).cmp(&(b.status.as_str(), b.created_at, b.id)),
                "updatedAt" => (a.updated_at, a.id).cmp(&(b.updated_at, b.id)),
                _ => a.id.cmp(&b.id),
            });
            if !ascending {
                expected.reverse();
            }
            let expected: Vec<String> = expected.into_iter().map(|order| order.order_id).collect();
            assert_eq!(seen, expected, "{sort}, ascending: {ascending}");
        }
    }
    let beyond = desk.get(&format!("{PATH}?page=4294967295&limit=200")).await.ok();
    assert_eq!((ids(&beyond), total(&beyond)), (Vec::new(), 137));
    app.finish().await;
}

#[tokio::test]
async fn filters_find_what_they_say_alone_and_together() {
    let (app, desk) = shop_with_orders(200).await;
    let rows = order::Entity::find().order_by_asc(Column::Id).all(app.app.db.read()).await.unwrap();
    let some = &rows[77];
    let day = some.created_at.date_naive();
    let instant = some.created_at.format("%Y-%m-%dT%H:%M:%S%.3fZ");
    let count = |fits: &dyn Fn(&order::Model) -> bool| rows.iter().filter(|row| fits(row)).count() as u64;
    for (query, expected) in [
        ("status=shipped".to_owned(), count(&|row| row.status == OrderStatus::Shipped)),
        (
            "status=shipped,%20delivered".to_owned(),
            count(&|row| matches!(row.status, OrderStatus::Shipped | OrderStatus::Delivered)),
        ),
        ("paymentMethod=upi".to_owned(), count(&|row| row.payment_method == "upi")),
        ("paymentStatus=paid".to_owned(), 0),
        (format!("pincode={}", some.ship_zip_code), count(&|row| row.ship_zip_code == some.ship_zip_code)),
        (format!("from={day}&to={day}"), count(&|row| row.created_at.date_naive() == day)),
        (format!("from={instant}&to={instant}"), count(&|row| row.created_at == some.created_at)),
        (
            format!("status=delivered&paymentMethod=cod&pincode={}&from={day}", some.ship_zip_code),
            count(&|row| {
                row.status == OrderStatus::Delivered
                    && row.payment_method == "cod"
                    && row.ship_zip_code == some.ship_zip_code
                    && row.created_at.date_naive() >= day
            }),
        ),
        ("search=".to_owned() + &some.order_id.to_lowercase(), 1),
        ("search=%23".to_owned() + &some.order_id, 1),
        ("search=ASHA@".to_owned(), count(&|row| row.customer_email.contains("asha@"))),
        ("search=rAv".to_owned(), count(&|row| row.customer_name.to_lowercase().contains("rav"))),
        ("search=98765".to_owned(), count(&|row| row.customer_phone.contains("98765"))),
        // Hole 20: a search is plain text, never a pattern.
        ("search=.*".to_owned(), 0),
        ("search=%25".to_owned(), 0),
        ("search=_".to_owned(), 0),
        ("search=%5C".to_owned(), 0),
        ("search=%22".to_owned(), 0),
        ("search=O%22RD".to_owned(), 0),
        ("search=ORD*".to_owned(), 0),
        ("search=^ORD".to_owned(), 0),
        ("search=ORD%20OR%20asha".to_owned(), 0),
        ("search=order_id:ORD".to_owned(), 0),
        ("search=-mail".to_owned(), 0),
        ("search=(mail".to_owned(), 0),
        ("status=&search=".to_owned() + "&page=1", 200),
    ] {
        let answer = desk.get(&format!("{PATH}?{query}&limit=200")).await.ok();
        assert_eq!(total(&answer), expected, "{query}");
        assert_eq!(answer["orders"].as_array().unwrap().len() as u64, expected, "{query}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_name_beyond_ascii_is_found_as_it_is_written() {
    let (app, desk) = shop_with_orders(28).await;
    let mut row: order::ActiveModel =
        order::Entity::find_by_id(7).one(app.app.db.read()).await.unwrap().unwrap().into();
    row.customer_name = sea_orm::ActiveValue::Set("Élodie தமிழ்".to_owned());
    sea_orm::ActiveModelTrait::update(row, app.app.db.write()).await.unwrap();
    for text in ["Élodie", "ÉLODIE", "தமிழ்", "lodie"] {
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let answer = desk.get(&format!("{PATH}?search={encoded}")).await.ok();
        assert_eq!(ids(&answer), ["ORD00007"], "{text}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_text_of_any_length_is_found_by_the_index_where_looking_at_each_order_finds_it() {
    let (app, _) = shop_with_orders(60).await;
    let db = app.app.db.read();
    let numbers = async |query: Select<order::Entity>| -> Vec<i64> {
        query.select_only().column(Column::Id).order_by_asc(Column::Id).into_tuple().all(db).await.unwrap()
    };
    let some = order::Entity::find_by_id(42).one(db).await.unwrap().unwrap();
    let fields = [&some.order_id, &some.customer_name, &some.customer_phone, &some.customer_email];
    for field in fields.map(|field| field.chars().collect::<Vec<_>>()) {
        for length in 1..=field.len().min(6) {
            for start in [0, (field.len() - length) / 2, field.len() - length] {
                let text: String = field[start..start + length].iter().collect();
                for text in [text.to_uppercase(), text.to_lowercase(), format!("#{text}")] {
                    let filter = OrderFilter { search: Some(text.clone()), ..OrderFilter::default() };
                    let indexed = numbers(filter.select(app.app.db.backend())).await;
                    let passed = numbers(filter.select_in_passing(app.app.db.backend())).await;
                    assert_eq!(indexed, passed, "{text}");
                    assert!(indexed.contains(&42) || text.starts_with('#'), "{text}");
                }
            }
        }
    }
    let renamed =
        order::ActiveModel { id: Set(42), customer_name: Set("Jörg MÜLLER".to_owned()), ..Default::default() };
    renamed.update(app.app.db.write()).await.unwrap();
    let filter = OrderFilter { search: Some("müller".to_owned()), ..OrderFilter::default() };
    let indexed = numbers(filter.select(app.app.db.backend())).await;
    assert_eq!(indexed, numbers(filter.select_in_passing(app.app.db.backend())).await);
    // What PostgreSQL takes for the same letter is its database's locale's to say.
    assert!(indexed == [42] || app.app.db.backend() == DbBackend::Postgres, "{indexed:?}");
    app.finish().await;
}

#[tokio::test]
async fn a_text_that_thousands_hold_is_paged_like_any_other_list() {
    let (app, desk) = shop_with_orders(2_150).await;
    let mut seen = Vec::new();
    for page in 1..=11 {
        let answer = desk.get(&format!("{PATH}?search=ORD&sort=orderId&limit=200&page={page}")).await.ok();
        assert_eq!(total(&answer), 2_150);
        seen.extend(ids(&answer));
    }
    assert!(seen.into_iter().eq((1..=2_150).rev().map(|number| format!("ORD{number:05}"))));
    app.finish().await;
}

#[tokio::test]
async fn orders_from_before_the_index_and_orders_that_are_gone_are_known_to_it() {
    let (app, desk) = shop_with_orders(30).await;
    let found = async |text: &str| ids(&desk.get(&format!("{PATH}?search={text}")).await.ok());
    let before = (Migrator::migrations().iter()).position(|migration| migration.name().ends_with("order_search"));
    let steps = Migrator::migrations().len() - before.unwrap();
    Migrator::down(app.app.db.schema(), Some(u32::try_from(steps).unwrap())).await.unwrap();
    Migrator::up(app.app.db.schema(), None).await.unwrap();
    assert_eq!(found("ORD00017").await, ["ORD00017"]);
    // Nothing in the product deletes an order; the shop's own hand may.
    let mut copy = order::Entity::find_by_id(17).one(app.app.db.read()).await.unwrap().unwrap();
    (copy.id, copy.order_id, copy.public_id) = (31, "ORD00031".to_owned(), DocumentId::new().to_string());
    order::Entity::insert(copy.into_active_model()).exec_without_returning(app.app.db.write()).await.unwrap();
    assert_eq!(found("ORD00031").await, ["ORD00031"]);
    order::Entity::delete_by_id(31).exec(app.app.db.write()).await.unwrap();
    let words = Statement::from_string(app.app.db.backend(), "SELECT count(*) AS kept FROM order_search");
    let kept = app.app.db.read().query_one_raw(words).await.unwrap().unwrap();
    assert_eq!(kept.try_get::<i64>("", "kept").unwrap(), 30);
    app.finish().await;
}

#[tokio::test]
async fn what_is_unknown_or_makes_no_sense_is_a_400_that_names_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (query, code) in [
        ("sort=password", "invalid_sort"),
        ("order=sideways", "invalid_sort"),
        ("page=0", "invalid_page"),
        ("page=one", "invalid_page"),
        ("limit=-1", "invalid_page"),
        ("status=lost", "invalid_status"),
        ("paymentMethod=gold", "invalid_filter"),
        ("paymentStatus=perhaps", "invalid_filter"),
        ("from=yesterday", "invalid_date"),
        ("to=2026-02-30", "invalid_date"),
        ("userId[$ne]=1", "unknown_parameter"),
        ("search=%00", "invalid_request"),
    ] {
        assert_eq!(admin.get(&format!("{PATH}?{query}")).await.refusal(), (400, code), "{query}");
    }
    let long = "x".repeat(101);
    assert_eq!(admin.get(&format!("{PATH}?search={long}")).await.refusal(), (400, "invalid_filter"));
    app.finish().await;
}

/// What SQLite is going to do for a query.
async fn plan(app: &App, query: sea_orm::Select<order::Entity>) -> String {
    let query = query.build(DbBackend::Sqlite);
    let explained = Statement { sql: format!("EXPLAIN QUERY PLAN {}", query.sql), ..query };
    let rows = app.db.read().query_all_raw(explained).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", "detail").unwrap()).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn on_sqlite_the_usual_pages_are_found_by_an_index_and_nothing_is_sorted() {
    let (app, _) = shop_with_orders(28).await;
    if app.app.db.backend() != DbBackend::Sqlite {
        return app.finish().await;
    }
    let newest = |filter: OrderFilter| {
        filter.select(DbBackend::Sqlite).order_by_desc(Column::CreatedAt).order_by_desc(Column::Id)
    };
    let filters = [
        (OrderFilter::default(), "ix_orders_created_id"),
        (OrderFilter { statuses: vec![OrderStatus::Pending], ..OrderFilter::default() }, "ix_orders_status_created"),
        (OrderFilter { pincode: Some("625001".to_owned()), ..OrderFilter::default() }, "ix_orders_zip_created"),
        (
            OrderFilter { payment_methods: vec!["cod".to_owned()], ..OrderFilter::default() },
            "ix_orders_payment_created",
        ),
        (OrderFilter { from: Some(trackroom::clock::now()), ..OrderFilter::default() }, "ix_orders_created_id"),
    ];
    for (filter, index) in filters {
        let plan = plan(&app.app, newest(filter.clone())).await;
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{filter:?}: {plan}");
    }
    let text = OrderFilter { search: Some("ORD00042".to_owned()), ..OrderFilter::default() };
    let by_text = plan(&app.app, newest(text)).await;
    assert!(by_text.contains("order_search VIRTUAL TABLE INDEX") && !by_text.contains("SCAN orders"), "{by_text}");
    for (column, index) in [(Column::TotalMinor, "ix_orders_total"), (Column::UpdatedAt, "ix_orders_updated")] {
        let query = OrderFilter::default().select(DbBackend::Sqlite).order_by_desc(column).order_by_desc(Column::Id);
        let plan = plan(&app.app, query).await;
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{plan}");
    }
    app.finish().await;
}
