//! [`Shop`]: an admin, a customer, and the orders that are changed and followed. It is made through the REST API.

use std::{collections::HashMap, fmt, net::SocketAddr, time::Duration};

use anyhow::{Context as _, ensure};
use reqwest::{Client, Method};
use serde_json::{Value, json};

pub(crate) const ADMIN_EMAIL: &str = "checker@shop.example";
pub(crate) const ADMIN_PASSWORD: &str = "shaken and not stirred";

/// The place of an order among ours, from 1 in the order of their making.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OrderIndex(pub(crate) u32);

impl OrderIndex {
    /// None of our orders.
    pub(crate) const NONE: Self = Self(0);
}

impl fmt::Display for OrderIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The orders that are changed and followed.
#[derive(Debug)]
pub(crate) struct Orders {
    /// By index, so the first one stands for [`OrderIndex::NONE`].
    ids: Vec<String>,
    indexes: HashMap<String, OrderIndex>,
}

impl Orders {
    pub(crate) fn new(ids: impl IntoIterator<Item = String>) -> Self {
        let ids: Vec<String> = std::iter::once(String::new()).chain(ids).collect();
        let indexes = ids.iter().cloned().zip((0..).map(OrderIndex)).collect();
        Self { ids, indexes }
    }

    /// The indexes of all orders.
    pub(crate) fn all(&self) -> Vec<OrderIndex> {
        (1..).map(OrderIndex).take(self.ids.len() - 1).collect()
    }

    /// The id that the API knows the order by.
    pub(crate) fn id(&self, order: OrderIndex) -> &str {
        self.ids.get(order.0 as usize).map_or("", String::as_str)
    }

    pub(crate) fn index(&self, id: &str) -> OrderIndex {
        self.indexes.get(id).copied().unwrap_or(OrderIndex::NONE)
    }
}

pub(crate) struct Shop {
    pub(crate) orders: Orders,
    /// The admin's token.
    pub(crate) token: String,
}

/// An HTTP client for the checker's own requests.
pub(crate) fn http_client(timeout: Duration) -> anyhow::Result<Client> {
    Ok(Client::builder().no_proxy().timeout(timeout).build()?)
}

/// Calls the REST API and returns the body of the answer, which must be a success.
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
    /// Makes a shop with this many orders.
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
