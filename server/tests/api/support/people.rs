//! People and what they can do. HTTP is hidden, assertions are not.

use reqwest::{Client, Method, RequestBuilder, StatusCode, header::HeaderMap};
use serde_json::{Value, json};

use super::{Socket, TestApp, log_scan};

/// Somebody with, or without, a token.
#[derive(Clone)]
pub(crate) struct Person {
    url: String,
    pub(crate) token: Option<String>,
    http: Client,
}

/// What the server said.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// The body of an answer that must be a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        self.body
    }

    /// Status and code of an answer that must be a refusal in the common shape.
    #[track_caller]
    pub(crate) fn refusal(&self) -> (u16, &str) {
        assert!(self.status.is_client_error() || self.status.is_server_error(), "{} {}", self.status, self.body);
        assert_eq!(self.body["success"], json!(false), "{}", self.body);
        assert!(self.body["message"].is_string(), "{}", self.body);
        (self.status.as_u16(), self.body["code"].as_str().expect("a refusal has a code"))
    }
}

impl Person {
    pub(crate) fn new(url: String, token: Option<String>) -> Self {
        token.iter().for_each(|token| log_scan::is_secret(token));
        Self { url, token, http: Client::new() }
    }

    /// The same person, at another node.
    #[allow(dead_code, reason = "for the suite of several nodes")]
    pub(crate) fn at(&self, node: &TestApp) -> Self {
        Self { url: node.url.clone(), ..self.clone() }
    }

    /// A request with the person's token, for stories that need more than the calls below.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        log_scan::holds_secrets(&body);
        for cookie in headers.get_all("set-cookie") {
            cookie.to_str().unwrap().split(['=', ';']).nth(1).into_iter().for_each(log_scan::is_secret);
        }
        Answer { status, headers, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        log_scan::holds_secrets(body);
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        log_scan::holds_secrets(body);
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        log_scan::holds_secrets(body);
        self.send(self.request(Method::PATCH, path).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// The person's user id.
    pub(crate) async fn id(&self) -> String {
        self.get("/api/auth/profile").await.ok()["_id"].as_str().unwrap().to_owned()
    }

    /// Saves an address and returns its id.
    pub(crate) async fn saves_an_address(&self) -> String {
        let address = json!({ "label": "Home", "street": "1 Temple Street", "city": "Madurai", "state": "Tamil Nadu",
            "zipCode": "625001", "isDefault": true });
        let saved = self.post("/api/orders/addresses", &address).await.ok();
        saved["address"]["_id"].as_str().unwrap().to_owned()
    }

    /// Orders some of a product straight from its page; the order, as created.
    pub(crate) async fn orders(&self, product: &str, quantity: i64) -> Value {
        let address = self.saves_an_address().await;
        self.tries_to_order(product, quantity, &address).await.ok()["order"].clone()
    }

    /// The same, whatever comes of it.
    pub(crate) async fn tries_to_order(&self, product: &str, quantity: i64, address: &str) -> Answer {
        let order = json!({ "type": "buy-now", "productId": product, "quantity": quantity,
            "selectedAddressId": address,
            "customerInfo": { "name": "Asha", "email": "asha@example.org", "phone": "9876543210" } });
        self.post("/api/orders/create", &order).await
    }

    /// Moves an order.
    pub(crate) async fn moves(&self, order_id: &str, status: &str) -> Answer {
        let path = format!("/api/orders/admin/{order_id}/status");
        self.put(&path, &json!({ "status": status })).await
    }

    /// A socket that says who it is.
    pub(crate) async fn socket(&self) -> Socket {
        Socket::connect(&self.url, self.token.as_deref()).await
    }
}
