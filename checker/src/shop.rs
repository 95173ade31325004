//! A shop to be shaken: an admin, a customer, and the orders whose changes are counted. Made through REST.

use std::{collections::HashMap, net::SocketAddr, time::Duration};

use anyhow::{Context as _, ensure};
use reqwest::{Client, Method};
use serde_json::{Value, json};

pub(crate) const ADMIN_EMAIL: &str = "checker@shop.example";
pub(crate) const ADMIN_PASSWORD: &str = "shaken and not stirred";

/// The orders that are changed and followed, in the order of their making. Index 0 stands for "none of them".
#[derive(Debug)]
pub(crate) struct Orders {
    ids: Vec<String>,
    indexes: HashMap<String, u32>,
}

impl Orders {
    pub(crate) fn new(ids: impl IntoIterator<Item = String>) -> Self {
        let ids: Vec<String> = std::iter::once(String::new()).chain(ids).collect();
        let indexes = ids.iter().cloned().zip(0..).collect();
        Self { ids, indexes }
    }

    /// Indexes of all orders.
    pub(crate) fn all(&self) -> Vec<u32> {
        (1..).take(self.ids.len() - 1).collect()
    }

    /// What people call the order.
    pub(crate) fn id(&self, index: u32) -> &str {
        self.ids.get(index as usize).map_or("", String::as_str)
    }

    /// The index of an order; 0 if it is none of ours.
    pub(crate) fn index(&self, id: &str) -> u32 {
        self.indexes.get(id).copied().unwrap_or_default()
    }
}

/// The shop.
pub(crate) struct Shop {
    pub(crate) orders: Orders,
    /// The admin's token.
    pub(crate) token: String,
}

/// An HTTP client for the checker's own requests.
pub(crate) fn http_client(timeout: Duration) -> anyhow::Result<Client> {
    Ok(Client::builder().no_proxy().timeout(timeout).build()?)
}

/// Calls the REST API; the body of an answer that must be a success.
async fn call(
    http: &Client,
    method: Method,
    url: String,
    token: Option<&str>,
    body: Option<&Value>,
) -> anyhow::Result<Value> {
    let mut request = http.request(method, &url);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body {
        request = request.json(body);
    }
    let response = request.send().await?;
    let status = response.status();
    let answer: Value = response.json().await.unwrap_or_default();
    ensure!(status.is_success(), "{url} answered {status}: {answer}");
    Ok(answer)
}

fn text(value: &Value, pointer: &str) -> anyhow::Result<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    Ok(found.with_context(|| format!("no {pointer} in {value}"))?.to_owned())
}

impl Shop {
    /// Makes one with so many orders.
    pub(crate) async fn make(node: SocketAddr, orders: usize) -> anyhow::Result<Self> {
        let http = http_client(Duration::from_secs(60))?;
        let url = |path: &str| format!("http://{node}/api{path}");
        let post = |path: &str, token: Option<&str>, body: Value| {
            let (http, url, token) = (http.clone(), url(path), token.map(str::to_owned));
            async move { call(&http, Method::POST, url, token.as_deref(), Some(&body)).await }
        };
        let admin = post("/auth/login", None, json!({ "email": ADMIN_EMAIL, "password": ADMIN_PASSWORD })).await?;
        let token = text(&admin, "/token")?;
        let admin = Some(token.as_str());
        let category = json!({ "name": "Soaps", "description": "For washing" });
        let category = text(&post("/admin/categories", admin, category).await?, "/category/_id")?;
        let product = json!({ "name": "Neem Soap", "description": "Green", "price": 50, "category": category,
            "images": ["neem.png"], "stock": 1_000_000, "weight": 100, "unit": "g" });
        let product = text(&post("/products", admin, product).await?, "/product/_id")?;
        let customer = json!({ "name": "Asha", "email": "asha@shop.example", "password": "a customer's own words" });
        let customer = text(&post("/auth/register", None, customer).await?, "/token")?;
        let customer = Some(customer.as_str());
        let address = json!({ "label": "Home", "street": "1 Temple Street", "city": "Madurai",
            "state": "Tamil Nadu", "zipCode": "625001", "isDefault": true });
        let address = text(&post("/orders/addresses", customer, address).await?, "/address/_id")?;
        let order = json!({ "type": "buy-now", "productId": product, "quantity": 1, "selectedAddressId": address,
            "customerInfo": { "name": "Asha", "email": "asha@shop.example", "phone": "9876543210" } });
        let mut ids = Vec::with_capacity(orders);
        for _ in 0..orders {
            ids.push(text(&post("/orders/create", customer, order.clone()).await?, "/order/orderId")?);
        }
        Ok(Self { orders: Orders::new(ids), token })
    }
}
