//! Orders as a file: contract 5.9 (`admin/export`), hole 14.

use reqwest::Method;
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait as _, EntityTrait as _};
use serde_json::json;
use trackroom::{demo, store::entities::order};

use crate::support::{Person, TestApp};

const PATH: &str = "/api/orders/admin/export";
const COLUMNS: &str = "Order ID,Order Number,Customer Name,Customer Email,Customer Phone,Shipping Address,Total Amount,\
                       Total Weight (g),Weight Source,Status,Payment Method,Payment Status,Order Date,Items Count";

/// The file's name, its media type, and the file.
async fn file(person: &Person, query: &str) -> (String, String, String) {
    let response = person.request(Method::GET, &format!("{PATH}?{query}")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let header = |name| response.headers()[name].to_str().unwrap().to_owned();
    let (name, media_type) = (header("content-disposition"), header("content-type"));
    (name, media_type, response.text().await.unwrap())
}

fn table(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
}

// contract 5.9
#[tokio::test]
async fn csv_has_the_original_columns_for_every_order_newest_first() {
    let app = TestApp::start_with(&[("DEMO_DATA", "on")]).await;
    // More than two batches of the stream.
    demo::fill_up_to(&app.app, 1_203).await.unwrap();
    let (name, media_type, text) = file(&app.admin().await, "format=csv").await;
    assert_eq!(
        (name.as_str(), media_type.as_str()),
        ("attachment; filename=\"orders.csv\"", "text/csv; charset=utf-8")
    );
    let (head, rest) = text.split_once("\r\n").unwrap();
    assert_eq!(head, COLUMNS, "names are not quoted");
    assert!(rest.starts_with("\"ORD01203\",\"1203\","), "values are quoted");
    let rows = table(&text);
    let numbers: Vec<i64> = rows.iter().map(|row| row[1].parse().unwrap()).collect();
    assert_eq!(numbers, (1..=1_203).rev().collect::<Vec<i64>>());
    let stored = order::Entity::find_by_id(1_203).one(app.app.db.read()).await.unwrap().unwrap();
    let first = &rows[0];
    assert_eq!(
        &first[5],
        format!("{}, {}, {} {}", stored.ship_street, stored.ship_city, stored.ship_state, stored.ship_zip_code)
    );
    assert_eq!(first[6].parse::<f64>().unwrap(), stored.total_minor as f64 / 100.0);
    assert_eq!((&first[8], &first[9]), ("Stored", stored.status.as_str()));
    app.finish().await;
}

// hole 14
#[tokio::test]
async fn what_a_customer_writes_stays_in_its_cell_and_is_no_formula() {
    let app = TestApp::start_with(&[("DEMO_DATA", "on")]).await;
    let db = app.app.db.write();
    for (id, name) in [
        (28, "=1+1"),
        (27, "+49 \"quoted\", with comma"),
        (26, "two\r\nlines"),
        (25, "@SUM(A1)"),
        (24, "-1"),
        (23, "\tTab"),
        (22, "Asha \"the\" 'first', of her = name"),
    ] {
        let row = order::Entity::find_by_id(id).one(db).await.unwrap().unwrap();
        let row = order::ActiveModel { customer_name: Set(name.to_owned()), ..row.into() };
        row.update(db).await.unwrap();
    }
    let (_, _, text) = file(&app.admin().await, "format=csv").await;
    let names: Vec<String> = table(&text).iter().take(7).map(|row| row[2].to_owned()).collect();
    assert_eq!(
        names,
        [
            "'=1+1",
            "'+49 \"quoted\", with comma",
            "two\r\nlines",
            "'@SUM(A1)",
            "'-1",
            "'\tTab",
            "Asha \"the\" 'first', of her = name"
        ]
    );
    assert!(text.contains("\"'+49 \"\"quoted\"\", with comma\""), "quotes are doubled");
    let phone = &table(&text)[0][4];
    assert!(!phone.starts_with('+'), "{phone}");
    app.finish().await;
}

/// Gives an order's status another word, behind the program's back.
async fn rewrite(app: &TestApp, id: i64, status: &str) {
    let rewrite = format!("UPDATE orders SET status = '{status}' WHERE id = {id}");
    app.app.db.write().execute_unprepared(&rewrite).await.unwrap();
}

// contract 5.9
#[tokio::test]
async fn a_file_that_fails_half_way_does_not_look_whole() {
    let app = TestApp::start_with(&[("DEMO_DATA", "on")]).await;
    demo::fill_up_to(&app.app, 1_203).await.unwrap();
    let admin = app.admin().await;
    // An order of the third batch cannot be read.
    let stored = order::Entity::find_by_id(100).one(app.app.db.read()).await.unwrap().unwrap();
    rewrite(&app, 100, "lost").await;
    for path in [&format!("{PATH}?format=csv"), &format!("{PATH}?format=json"), "/api/orders/admin/all"] {
        let mut answer = admin.request(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}: what can be read is on its way by then");
        let mut text = Vec::new();
        let end = loop {
            match answer.chunk().await {
                Ok(Some(chunk)) => text.extend_from_slice(&chunk),
                end => break end,
            }
        };
        assert!(end.is_err(), "{path} ends as if it were whole");
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("ORD01203") && !text.contains("ORD00100"), "{path}");
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_err(), "{path}");
    }
    // What fails at the start is a refusal.
    let first = admin.get(&format!("{PATH}?format=json&filters[status]=lost")).await;
    assert_eq!(first.refusal(), (400, "invalid_status"));
    rewrite(&app, 100, stored.status.as_str()).await;
    assert_eq!(table(&file(&admin, "format=csv").await.2).len(), 1_203);
    app.finish().await;
}

#[tokio::test]
async fn filters_choose_the_orders_and_an_empty_file_has_its_columns() {
    let app = TestApp::start_with(&[("DEMO_DATA", "on")]).await;
    let admin = app.admin().await;
    let (_, _, none) = file(&admin, "format=csv&filters[pincode]=000000").await;
    assert_eq!(none, format!("{COLUMNS}\r\n"), "hole 14: a head also without orders");
    let (_, _, shipped) = file(&admin, "format=csv&filters[status]=shipped").await;
    assert!(!table(&shipped).is_empty());
    assert!(table(&shipped).iter().all(|row| &row[9] == "shipped"));
    let (_, _, encoded) = file(&admin, "format=csv&filters%5Bstatus%5D=shipped").await;
    assert_eq!(encoded, shipped);
    let (_, _, of_a_day) = file(&admin, "format=csv&filters[startDate]=1999-01-01&filters[endDate]=1999-01-02").await;
    assert_eq!(table(&of_a_day).len(), 0);
    for (query, code) in [
        ("filters[status]=lost", "invalid_status"),
        ("filters[startDate]=soon", "invalid_date"),
        ("filters[$where]=1", "unknown_parameter"),
        ("filter=1", "unknown_parameter"),
    ] {
        assert_eq!(admin.get(&format!("{PATH}?{query}")).await.refusal(), (400, code), "{query}");
    }
    app.finish().await;
}

// contract 5.9
#[tokio::test]
async fn any_other_format_is_json_as_the_list_shows_it() {
    let app = TestApp::start_with(&[("DEMO_DATA", "on")]).await;
    let admin = app.admin().await;
    let answer = admin.get(&format!("{PATH}?format=json&filters[status]=shipped")).await;
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"orders.json\"");
    let exported = answer.ok();
    let listed = admin.get("/api/orders/admin/all?status=shipped&sort=orderId&limit=200").await.ok();
    assert_eq!((&exported["success"], &exported["orders"]), (&json!(true), &listed["orders"]));
    for person in [app.customer().await, app.nobody()] {
        assert!([401, 403].contains(&person.get(PATH).await.refusal().0));
    }
    app.finish().await;
}
