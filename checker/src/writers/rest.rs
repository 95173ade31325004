//! [`RestWriter`]: changes through the REST API, of one order or of many at once.

use std::sync::Arc;

use rand::{RngExt as _, rngs::StdRng};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{RETRY_DELAY, Writers, fate_of_code, fate_of_refusal};
use crate::{change::Status, ledger::Fate, shop::OrderIndex};

pub(crate) struct RestWriter {
    pub(crate) shared: Arc<Writers>,
    pub(crate) rng: StdRng,
    /// The share of its calls that are bulk updates, from 0 to 1.
    pub(crate) bulk_share: f64,
}

/// What a change of one order is like.
enum RequestKind {
    /// As the shop's panel sends it.
    Usual,
    /// With a version that the order has had long ago: it must be refused.
    Stale,
    /// To a status that does not exist: it must be refused.
    UnknownStatus,
}

impl RestWriter {
    /// Writes until `stop`, and waits for the last answer.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if self.rng.random_bool(self.bulk_share) {
                let orders = self.shared.orders(&mut self.rng);
                self.shared.rate.turn(orders.len()).await;
                self.change_many(&orders, &stop).await;
            } else {
                let order = self.shared.order(&mut self.rng);
                self.shared.rate.turn(1).await;
                self.change_one(order).await;
            }
        }
    }

    async fn change_one(&mut self, order: OrderIndex) {
        let kind = match self.rng.random_range(0..100) {
            0..2 => RequestKind::Stale,
            2..4 => RequestKind::UnknownStatus,
            _ => RequestKind::Usual,
        };
        let status =
            if matches!(kind, RequestKind::UnknownStatus) { Status::UNKNOWN } else { Writers::status(&mut self.rng) };
        let change = self.shared.ledger.begin(&[order], status);
        let mut body = json!({ "status": status.name(), "trackingNumber": change.tracking_number() });
        if self.rng.random_bool(0.3) {
            body["estimatedDelivery"] = json!(format!("2030-01-{:02}T12:00:00.000Z", self.rng.random_range(1..29)));
        }
        let path = format!("/api/orders/admin/{}/status", self.shared.orders.id(order));
        let version = matches!(kind, RequestKind::Stale).then_some(("If-Match", r#""1""#.to_owned()));
        let fate = match self.call(Method::PUT, &path, &body, version).await {
            Some((StatusCode::OK, answer)) => acknowledged(answer.pointer("/order/seq")),
            Some((status, answer)) => {
                self.shared.note_internal(change, status == StatusCode::INTERNAL_SERVER_ERROR, &answer["code"]);
                fate_of_refusal(status.is_client_error())
            }
            None => Fate::Unknown,
        };
        self.shared.ledger.settle(change, order, fate);
        if fate == Fate::Unknown {
            sleep(RETRY_DELAY).await;
        }
    }

    /// Changes many orders at once. If there is no answer, it asks again with the same idempotency key until `stop`:
    /// the change must happen once.
    ///
    /// True: the server did it, except for the orders that it refused one by one.
    pub(crate) async fn change_many(&mut self, orders: &[OrderIndex], stop: &CancellationToken) -> bool {
        let status = Writers::status(&mut self.rng);
        let change = self.shared.ledger.begin(orders, status);
        let ids: Vec<&str> = orders.iter().map(|order| self.shared.orders.id(*order)).collect();
        let body = json!({ "orderIds": ids, "status": status.name(), "trackingNumber": change.tracking_number() });
        let key = ("Idempotency-Key", format!("checker-{change}"));
        let path = "/api/orders/admin/bulk-update-status";
        loop {
            match self.call(Method::POST, path, &body, Some(key.clone())).await {
                Some((StatusCode::OK, answer)) => {
                    let details = answer.pointer("/results/details").and_then(Value::as_array);
                    for detail in details.into_iter().flatten() {
                        let order =
                            detail["orderId"].as_str().map_or(OrderIndex::NONE, |id| self.shared.orders.index(id));
                        let done = detail["success"] == json!(true);
                        self.shared.note_internal(change, false, &detail["code"]);
                        let code = detail["code"].as_str().unwrap_or_default();
                        let fate = if done { acknowledged(detail.get("seq")) } else { fate_of_code(code) };
                        self.shared.ledger.settle(change, order, fate);
                    }
                    return true;
                }
                Some((status, _)) if status.is_client_error() => {
                    orders.iter().for_each(|order| self.shared.ledger.settle(change, *order, Fate::Refused));
                    return false;
                }
                Some((status, answer)) => {
                    self.shared.note_internal(change, status == StatusCode::INTERNAL_SERVER_ERROR, &answer["code"]);
                }
                None => {}
            }
            sleep(RETRY_DELAY).await;
            if stop.is_cancelled() {
                return false;
            }
        }
    }

    /// Status and body of the answer, if there is one.
    async fn call(
        &mut self,
        method: Method,
        path: &str,
        body: &Value,
        header: Option<(&'static str, String)>,
    ) -> Option<(StatusCode, Value)> {
        let address = self.shared.line(&mut self.rng).address;
        let request = self.shared.http.request(method, format!("http://{address}{path}"));
        let mut request = request.bearer_auth(&self.shared.token).json(body);
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let response = request.send().await.ok()?;
        let status = response.status();
        // An answer that breaks off counts as none.
        let body = response.json().await.ok()?;
        Some((status, body))
    }
}

fn acknowledged(seq: Option<&Value>) -> Fate {
    let seq = seq.and_then(Value::as_u64).and_then(|seq| u32::try_from(seq).ok());
    seq.map_or(Fate::Unknown, Fate::Acknowledged)
}
