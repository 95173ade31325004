//! The invoice: contract 5.8. Its text is read back by another library than the one that writes it.

use reqwest::Method;
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _};
use trackroom::{domain::role::Role, store::entities::order};

use crate::support::{Person, TestApp, builders};

/// The text of each page.
async fn pages(person: &Person, order: &str) -> Vec<String> {
    let response = person.request(Method::GET, &format!("/api/orders/{order}/invoice")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/pdf");
    assert_eq!(response.headers()["content-disposition"], "attachment; filename=\"invoice-ORD00001.pdf\"");
    let bytes = response.bytes().await.unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    document.get_pages().keys().map(|page| document.extract_text(&[*page]).unwrap().replace('\n', " ")).collect()
}

// contract 5.8
#[tokio::test]
async fn the_invoice_is_a_pdf_that_says_who_bought_what_for_how_much() {
    let app = TestApp::start_with(&[("SHOP_NAME", "Temple Street Soaps")]).await;
    let product = builders::product(&app.app, 1_250, 10).await;
    let customer = app.customer().await;
    let address = customer.saves_an_address().await;
    // The cart: 2 × 1,250 = 2,500, 18 % = 450, 200 units of weight: no delivery charge.
    let cart = serde_json::json!({ "type": "cart", "items": [{ "productId": product, "quantity": 2 }],
        "selectedAddressId": address, "totalAmount": 2_950, "paymentMethod": "upi",
        "customerInfo": { "name": "Asha தமிழ் आशा", "email": "asha@example.org", "phone": "9876543210" } });
    customer.post("/api/orders/create", &cart).await.ok();
    let text = pages(&customer, "ORD00001").await;
    assert_eq!(text.len(), 1);
    for said in [
        "Temple Street Soaps",
        "Invoice",
        "ORD00001",
        "UPI (pending)",
        "Asha",
        "asha@example.org",
        "9876543210",
        "1 Temple Street",
        "Madurai, Tamil Nadu 625001",
        "Neem Soap",
        "₹1,250.00",
        "₹2,500.00",
        "GST 18 % (CGST 9 %, SGST 9 %)",
        "₹450.00",
        "Delivery",
        "₹2,950.00",
        "page 1 of 1",
    ] {
        assert!(text[0].contains(said), "{said} is missing: {}", text[0]);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_long_order_has_several_pages_and_loses_no_line() {
    let app = TestApp::start().await;
    let customer = app.customer().await;
    let address = customer.saves_an_address().await;
    let mut items = Vec::new();
    for rupees in 101..=160 {
        items.push(serde_json::json!({ "productId": builders::product(&app.app, rupees, 5).await, "quantity": 1 }));
    }
    let cart = serde_json::json!({ "type": "cart", "items": items, "selectedAddressId": address,
        "customerInfo": { "name": "Asha", "email": "asha@example.org", "phone": "9876543210" } });
    customer.post("/api/orders/create", &cart).await.ok();
    let text = pages(&customer, "ORD00001").await;
    assert!(text.len() > 1);
    let all = text.concat();
    for rupees in 101..=160 {
        assert!(all.contains(&format!("₹{rupees}.00")), "{rupees}");
    }
    assert!(text.iter().all(|page| page.contains("Quantity") && page.contains(&format!("of {}", text.len()))));
    app.finish().await;
}

#[tokio::test]
async fn whoever_may_see_the_order_gets_its_invoice_and_nobody_else() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let (customer, stranger, desk) = (app.customer().await, app.customer().await, app.somebody(Role::Staff).await);
    let placed = customer.orders(&product, 1).await;
    for order in ["ORD00001", "%23ORD00001", placed["_id"].as_str().unwrap()] {
        pages(&customer, order).await;
    }
    pages(&desk, "ORD00001").await;
    assert_eq!(stranger.get("/api/orders/ORD00001/invoice").await.refusal(), (404, "order_not_found"));
    assert_eq!(customer.get("/api/orders/ORD99999/invoice").await.refusal(), (404, "order_not_found"));
    assert_eq!(app.nobody().get("/api/orders/ORD00001/invoice").await.refusal(), (401, "no_token"));
    // Hole 18: `admin` is no order, and the literal routes are no orders either.
    assert_eq!(desk.get("/api/orders/admin/invoice").await.refusal(), (404, "order_not_found"));
    app.finish().await;
}

#[tokio::test]
async fn what_a_customer_writes_never_breaks_the_page() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let customer = app.customer().await;
    customer.orders(&product, 1).await;
    let row = order::Entity::find_by_id(1).one(app.app.db.read()).await.unwrap().unwrap();
    let odd = format!("{}\u{202e}\u{0}漢字🎁العربية(){}", "W".repeat(150), "\\) Tj ET");
    let odd = odd.replace('\0', "\t");
    let row = order::ActiveModel { customer_name: Set(odd.clone()), ship_street: Set(odd), ..row.into() };
    row.update(app.app.db.write()).await.unwrap();
    let text = pages(&customer, "ORD00001").await.concat();
    assert!(text.contains("WWWW") && text.contains("Tj ET") && text.contains("₹50.00"), "{text}");
    app.finish().await;
}
