//! Tax and delivery charges: contract 4.3 and 5.10. A change counts from the next order on.

use serde_json::{Value, json};
use trackroom::domain::role::Role;

use crate::support::{Person, TestApp, builders};

const TAX: &str = "/api/admin/tax-settings";
const DELIVERY: &str = "/api/admin/delivery-charges";

async fn total(customer: &Person, product: &str, address: &str) -> Value {
    let order = json!({ "type": "cart", "items": [{ "productId": product, "quantity": 2 }], "selectedAddressId": address,
        "customerInfo": { "name": "Asha", "email": "asha@example.org", "phone": "9876543210" } });
    customer.post("/api/orders/create", &order).await.ok()["order"]["totalAmount"].clone()
}

// contract 5.10
#[tokio::test]
async fn a_change_of_settings_counts_from_the_next_order_on() {
    let app = TestApp::start().await;
    let (admin, customer) = (app.admin().await, app.customer().await);
    let product = builders::product(&app.app, 50, 20).await;
    let address = customer.saves_an_address().await;
    let defaults = json!({ "gst": 18.0, "cgst": 9.0, "sgst": 9.0, "isActive": true });
    assert_eq!(admin.get(TAX).await.ok(), json!({ "success": true, "settings": defaults }));
    assert_eq!(total(&customer, &product, &address).await, json!(118));

    let settings = json!({ "gst": "5", "cgst": 2.5, "sgst": 2.5, "isActive": true });
    let changed = admin.put(TAX, &settings).await.ok();
    assert_eq!(changed["settings"], json!({ "gst": 5.0, "cgst": 2.5, "sgst": 2.5, "isActive": true }));
    assert_eq!(app.nobody().get("/api/public/tax-settings").await.ok()["settings"], changed["settings"]);
    assert_eq!(total(&customer, &product, &address).await, json!(105));

    let charges = json!([{ "id": 1_780_000_000_000_i64, "minWeight": 0, "maxWeight": 199, "charge": 0, "isActive": true },
        { "id": "x", "minWeight": "200", "maxWeight": null, "charge": "40.50", "isActive": true }]);
    let changed = admin.put(DELIVERY, &json!({ "charges": charges })).await.ok();
    let stored = json!([
        { "id": 1_780_000_000_000_i64, "minWeight": 0.0, "maxWeight": 199.0, "charge": 0.0, "isActive": true },
        { "id": 2, "minWeight": 200.0, "maxWeight": null, "charge": 40.5, "isActive": true }]);
    assert_eq!(changed["charges"], stored);
    assert_eq!(admin.get(DELIVERY).await.ok(), json!({ "success": true, "charges": stored }));
    assert_eq!(app.nobody().get("/api/public/delivery-charges").await.ok(), json!({ "charges": stored }));
    assert_eq!(total(&customer, &product, &address).await, json!(145.5));

    let wrapped = json!({ "settings": { "gst": 12 } });
    assert_eq!(admin.put(TAX, &wrapped).await.ok()["settings"]["cgst"], json!(2.5), "what is not named stays");
    assert_eq!(total(&customer, &product, &address).await, json!(152.5));
    app.finish().await;
}

#[tokio::test]
async fn settings_that_make_no_sense_are_refused_and_change_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for bad in [json!({ "gst": -1 }), json!({ "gst": 101 }), json!({ "gst": "lots" }), json!({ "isActive": "yes" })] {
        assert_eq!(admin.put(TAX, &bad).await.refusal(), (400, "invalid_request"), "{bad}");
    }
    for bad in [
        json!({}),
        json!({ "charges": {} }),
        json!({ "charges": [{ "minWeight": 0, "maxWeight": 1 }] }),
        json!({ "charges": [{ "minWeight": 5, "maxWeight": 1, "charge": 1 }] }),
        json!({ "charges": [{ "minWeight": -5, "charge": 1 }] }),
        json!({ "charges": [{ "minWeight": 0, "charge": -1 }] }),
        json!({ "charges": vec![json!({ "charge": 1 }); 101] }),
    ] {
        assert_eq!(admin.put(DELIVERY, &bad).await.refusal().0, 400, "{bad}");
    }
    assert_eq!(admin.get(TAX).await.ok()["settings"]["gst"], json!(18.0));
    assert_eq!(admin.get(DELIVERY).await.ok()["charges"].as_array().unwrap().len(), 4);
    app.finish().await;
}

#[tokio::test]
async fn a_rate_that_no_cart_could_be_charged_exactly_is_refused() {
    let app = TestApp::start().await;
    let (admin, customer) = (app.admin().await, app.customer().await);
    let product = builders::product(&app.app, 9_999, 20).await;
    let address = customer.saves_an_address().await;
    for fine in ["18.125", "0.001", "33.333333"] {
        let refused = admin.put(TAX, &json!({ "gst": fine })).await;
        assert_eq!(refused.refusal(), (400, "tax_rate_too_fine"), "{fine}");
    }
    assert_eq!(admin.get(TAX).await.ok()["settings"]["gst"], json!(18.0));
    // Every rate that is taken makes a cart that can be paid: the page's sum is ours. The halves are only shown.
    for (gst, half) in [(0.25, 0.125), (18.15, 9.075), (28.0, 14.0), (100.0, 50.0)] {
        admin.put(TAX, &json!({ "gst": gst, "cgst": half, "sgst": half })).await.ok();
        let order = json!({ "type": "cart", "items": [{ "productId": product, "quantity": 2 }],
            "selectedAddressId": address, "totalAmount": 19_998.0 + 19_998.0 * gst / 100.0,
            "customerInfo": { "name": "Asha", "email": "asha@example.org", "phone": "9876543210" } });
        customer.post("/api/orders/create", &order).await.ok();
    }
    app.finish().await;
}

// contract 5.10
#[tokio::test]
async fn settings_are_for_admins() {
    let app = TestApp::start().await;
    for (person, refusal) in [
        (app.nobody(), (401, "no_token")),
        (app.customer().await, (403, "not_authorized")),
        (app.somebody(Role::Staff).await, (403, "not_authorized")),
    ] {
        for path in [TAX, DELIVERY, "/api/admin/product-offers", "/api/admin/combined-products"] {
            assert_eq!(person.get(path).await.refusal(), refusal, "{path}");
        }
        assert_eq!(person.put(TAX, &json!({ "gst": 0 })).await.refusal(), refusal);
        assert_eq!(person.put(DELIVERY, &json!({ "charges": [] })).await.refusal(), refusal);
    }
    let admin = app.admin().await;
    assert_eq!(admin.get("/api/admin/product-offers").await.ok(), json!({ "success": true, "offers": [] }));
    let bundles = admin.get("/api/admin/combined-products").await.ok();
    assert_eq!(bundles, json!({ "success": true, "combinedProducts": [] }));
    for list in ["/api/admin/product-offers", "/api/admin/combined-products"] {
        assert_eq!(admin.post(list, &json!({})).await.refusal(), (405, "method_not_allowed"), "{list}");
        let one = format!("{list}/{}", "0".repeat(24));
        assert_eq!(admin.put(&one, &json!({})).await.refusal(), (404, "route_not_found"), "{one}");
        assert_eq!(admin.delete(&one).await.refusal(), (404, "route_not_found"), "{one}");
    }
    app.finish().await;
}
