//! Placing orders: contract 5.3 to 5.5, holes 8 to 11.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{TestApp, builders};

fn cart(product: &str, quantity: i64, address: &str, total: Option<f64>) -> Value {
    let mut body = json!({
        "type": "cart",
        "items": [{ "productId": product, "quantity": quantity, "price": 1, "name": "Renamed by the client" }],
        "selectedAddressId": address,
        "customerInfo": { "name": "Asha", "email": "asha@example.org", "phone": "9876543210" },
        "paymentMethod": "upi", "shippingMethod": "standard", "notes": "",
        "subtotal": 1, "tax": 1, "shipping": 1, "orderWeight": 200,
    });
    if let Some(total) = total {
        body["totalAmount"] = json!(total);
    }
    body
}

// contract 5.4, hole 8
#[tokio::test]
async fn a_cart_costs_what_the_customer_was_shown_at_the_catalogues_prices() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 199, 5).await;
    let customer = app.customer().await;
    let address = customer.saves_an_address().await;

    // 2 × 199 = 398; with 18 % tax 469.64, which the page computes in floating point.
    let shown = 398.0 + 398.0 * 18.0 / 100.0;
    let created = customer.post("/api/orders/create", &cart(&product, 2, &address, Some(shown))).await.ok();
    let order = &created["order"];
    assert_eq!(order["totalAmount"], json!(469.64));
    assert_eq!(order["shippingCost"], json!(0));
    assert_eq!(order["items"][0]["price"], json!(199), "hole 8: the client's price is not read");
    assert_eq!(order["items"][0]["name"], json!("Neem Soap"), "hole 8: nor is its name");
    assert_eq!(order["items"][0]["productId"], json!(product));
    assert_eq!(order["itemCount"], json!(2));
    assert_eq!(order["status"], json!("pending"));
    assert_eq!(order["paymentStatus"], json!("pending"));
    assert_eq!(order["paymentMethod"], json!("upi"));
    assert_eq!(order["shippingAddress"]["_id"], json!(address));
    assert_eq!(order["billingAddress"], order["shippingAddress"]);
    assert!(order.get("notes").is_none() && order.get("trackingNumber").is_none(), "absent, not null");
    assert_eq!(builders::stock(&app.app, &product).await, 3);

    // The catalogue has changed since the cart was filled: nobody is charged what they were not shown.
    let refused = customer.post("/api/orders/create", &cart(&product, 1, &address, Some(1.0))).await;
    assert_eq!(refused.refusal(), (409, "total_changed"));
    assert_eq!(refused.body["currentTotal"], json!(234.82));
    assert_eq!(builders::stock(&app.app, &product).await, 3);
    // A client that shows no total is told it.
    let created = customer.post("/api/orders/create", &cart(&product, 1, &address, None)).await.ok();
    assert_eq!(created["order"]["totalAmount"], json!(234.82));
    app.finish().await;
}

// contract 5.4
#[tokio::test]
async fn the_shipping_method_comes_on_top_of_the_total_that_a_cart_shows() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 199, 50).await;
    let customer = app.customer().await;
    let address = customer.saves_an_address().await;
    for (method, cost) in [("standard", 0.0), ("express", 100.0), ("same-day", 200.0)] {
        let mut body = cart(&product, 1, &address, Some(234.82));
        body["shippingMethod"] = json!(method);
        let order = customer.post("/api/orders/create", &body).await.ok()["order"].clone();
        assert_eq!(order["totalAmount"].as_f64(), Some(234.82 + cost), "{method}");
        assert_eq!(order["shippingCost"].as_f64(), Some(cost), "{method}");
        // What is shown and what it should be are compared, and told, without it.
        body["totalAmount"] = json!(100.0);
        let refused = customer.post("/api/orders/create", &body).await;
        assert_eq!(refused.refusal(), (409, "total_changed"));
        assert_eq!(refused.body["currentTotal"], json!(234.82), "{method}");
    }
    app.finish().await;
}

// contract 5.4
#[tokio::test]
async fn buying_now_costs_price_times_quantity_and_the_shipping_method() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let customer = app.customer().await;
    let address = customer.saves_an_address().await;
    let mut body = json!({ "type": "buy-now", "productId": product, "quantity": 3, "selectedAddressId": address,
        "customerInfo": { "name": "Asha", "email": "asha@example.org", "phone": "9876543210" } });
    let order = customer.post("/api/orders/create", &body).await.ok()["order"].clone();
    assert_eq!((&order["totalAmount"], &order["paymentMethod"]), (&json!(150), &json!("cod")));
    body["shippingMethod"] = json!("express");
    body["quantity"] = json!(1);
    let order = customer.post("/api/orders/create", &body).await.ok()["order"].clone();
    assert_eq!((&order["totalAmount"], &order["shippingCost"]), (&json!(150), &json!(100)));
    app.finish().await;
}

// contract 5.3, hole 11
#[tokio::test]
async fn refusals_have_the_contracts_texts_and_leave_nothing_behind() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 2).await;
    let customer = app.customer().await;
    let address = customer.saves_an_address().await;
    let info = json!({ "name": "Asha", "email": "asha@example.org", "phone": "9876543210" });
    let unknown = "0".repeat(24);
    let stranger = app.customer().await.saves_an_address().await;
    let line = |product: &str, quantity: i64| json!([{ "productId": product, "quantity": quantity, "name": "Soap" }]);
    for (body, status, message) in [
        (json!({}), 400, "Address and customer info are required"),
        (json!({ "selectedAddressId": address }), 400, "Address and customer info are required"),
        (
            json!({ "selectedAddressId": address, "customerInfo": { "name": "Asha" } }),
            400,
            "Customer name, email, and phone are required",
        ),
        (
            json!({ "selectedAddressId": unknown, "customerInfo": info, "items": line(&product, 1) }),
            400,
            "Selected address not found",
        ),
        (
            json!({ "selectedAddressId": stranger, "customerInfo": info, "items": line(&product, 1) }),
            400,
            "Selected address not found",
        ),
        (
            json!({ "type": "buy-now", "selectedAddressId": address, "customerInfo": info }),
            400,
            "Product ID is required for buy now",
        ),
        (json!({ "selectedAddressId": address, "customerInfo": info, "items": [] }), 400, "Cart items are required"),
        (
            json!({ "selectedAddressId": address, "customerInfo": info, "items": line(&unknown, 1) }),
            404,
            "Product not found: Soap",
        ),
        (
            json!({ "type": "buy-now", "productId": unknown, "selectedAddressId": address, "customerInfo": info }),
            404,
            "Product not found",
        ),
        (
            json!({ "type": "buy-now", "productId": "z".repeat(24), "selectedAddressId": address, "customerInfo": info }),
            404,
            "Product not found",
        ),
        (
            json!({ "selectedAddressId": address, "customerInfo": info, "items": line(&product, 3) }),
            400,
            "Insufficient stock for Neem Soap. Available: 2, Requested: 3",
        ),
        (
            json!({ "type": "buy-now", "productId": product, "quantity": 3, "selectedAddressId": address,
            "customerInfo": info }),
            400,
            "Insufficient stock. Available: 2, Requested: 3",
        ),
        // Hole 10: the same product in two lines counts once.
        (
            json!({ "selectedAddressId": address, "customerInfo": info, "items": [
            { "productId": product, "quantity": 1 }, { "productId": product, "quantity": 2 }] }),
            400,
            "Insufficient stock for Neem Soap. Available: 2, Requested: 3",
        ),
        // Hole 11: quantities and words are checked.
        (
            json!({ "selectedAddressId": address, "customerInfo": info, "items": line(&product, -1) }),
            400,
            "quantity must be between 1 and 10000",
        ),
        (
            json!({ "selectedAddressId": address, "customerInfo": info, "items": line(&product, 0) }),
            400,
            "quantity must be between 1 and 10000",
        ),
        (
            json!({ "selectedAddressId": address, "customerInfo": info, "items": line(&product, 1),
            "paymentMethod": "barter" }),
            400,
            "paymentMethod must be one of: cod, online, card, upi",
        ),
        (
            json!({ "selectedAddressId": address, "customerInfo": info, "items": line(&product, 1),
            "shippingMethod": "drone" }),
            400,
            "shippingMethod must be one of: standard, express, same-day",
        ),
    ] {
        let answer = customer.post("/api/orders/create", &body).await;
        assert_eq!((answer.refusal().0, answer.body["message"].as_str().unwrap()), (status, message), "{body}");
    }
    assert_eq!(builders::stock(&app.app, &product).await, 2);
    assert_eq!(customer.get("/api/orders/my-orders").await.ok()["orders"], json!([]));
    app.finish().await;
}

// contract 5.5, hole 10
#[tokio::test]
async fn of_fifty_buyers_of_the_last_ten_pieces_ten_get_one() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let customer = app.customer().await;
    let address = customer.saves_an_address().await;
    let answers = join_all((0..50).map(|_| customer.tries_to_order(&product, 1, &address))).await;
    let sold = answers.iter().filter(|answer| answer.status.is_success()).count();
    assert_eq!(sold, 10);
    for answer in answers.iter().filter(|answer| !answer.status.is_success()) {
        assert_eq!(answer.refusal(), (400, "insufficient_stock"));
    }
    assert_eq!(builders::stock(&app.app, &product).await, 0);
    app.finish().await;
}

// contract 5.2, hole 9
#[tokio::test]
async fn fifty_orders_at_once_have_fifty_consecutive_ids() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 1_000).await;
    let customer = app.customer().await;
    let address = customer.saves_an_address().await;
    let answers = join_all((0..50).map(|_| customer.tries_to_order(&product, 1, &address))).await;
    let mut ids: Vec<String> =
        answers.into_iter().map(|answer| answer.ok()["order"]["orderId"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    let expected: Vec<String> = (1..=50).map(|number| format!("ORD{number:05}")).collect();
    assert_eq!(ids, expected);
    // A refused order takes no number.
    customer.tries_to_order(&product, 5_000, &address).await.refusal();
    assert_eq!(customer.orders(&product, 1).await["orderId"], json!("ORD00051"));
    app.finish().await;
}
