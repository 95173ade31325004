//! Changes by REST: one order, or many at once.

use std::sync::Arc;

use rand::{RngExt as _, rngs::StdRng};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{BREATH, Desk, fate_of_code, fate_of_refusal};
use crate::{
    ledger::{Fate, tracking_number},
    record::Status,
};

/// A writer.
pub(crate) struct Rest {
    pub(crate) desk: Arc<Desk>,
    pub(crate) rng: StdRng,
    /// How many of its calls are bulk updates.
    pub(crate) bulk_share: f64,
}

/// What a change of one order is like.
enum Sort {
    /// As the shop's panel sends it.
    Usual,
    /// With a version that the order has long left behind: it must be refused.
    Stale,
    /// To a status that there is not: the same.
    Nonsense,
}

impl Rest {
    /// Writes until `stop`, and waits for the last answer.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if self.rng.random_bool(self.bulk_share) {
                let orders = self.desk.orders(&mut self.rng);
                self.desk.pace.turn(orders.len()).await;
                self.change_many(&orders, &stop).await;
            } else {
                let order = self.desk.order(&mut self.rng);
                self.desk.pace.turn(1).await;
                self.change_one(order).await;
            }
        }
    }

    async fn change_one(&mut self, order: u32) {
        let sort = match self.rng.random_range(0..100) {
            0..2 => Sort::Stale,
            2..4 => Sort::Nonsense,
            _ => Sort::Usual,
        };
        let status = if matches!(sort, Sort::Nonsense) { Status::UNKNOWN } else { Desk::status(&mut self.rng) };
        let change = self.desk.ledger.begin(&[order], status);
        let mut body = json!({ "status": status.name(), "trackingNumber": tracking_number(change) });
        if self.rng.random_bool(0.3) {
            body["estimatedDelivery"] = json!(format!("2030-01-{:02}T12:00:00.000Z", self.rng.random_range(1..29)));
        }
        let path = format!("/api/orders/admin/{}/status", self.desk.orders.id(order));
        let version = matches!(sort, Sort::Stale).then_some(("If-Match", r#""1""#.to_owned()));
        let fate = match self.call(Method::PUT, &path, &body, version).await {
            Some((StatusCode::OK, answer)) => acknowledged(answer.pointer("/order/seq")),
            Some((status, answer)) => {
                self.desk.look_for_faults(change, status == StatusCode::INTERNAL_SERVER_ERROR, &answer["code"]);
                fate_of_refusal(status.is_client_error())
            }
            None => Fate::Unknown,
        };
        self.desk.ledger.settle(change, order, fate);
        if fate == Fate::Unknown {
            sleep(BREATH).await;
        }
    }

    /// Many orders at once. Whoever gets no answer asks again with the same idempotency key: it must happen once.
    ///
    /// True: it was done, of all that were not refused one by one. It is given up when the writer is to stop.
    pub(crate) async fn change_many(&mut self, orders: &[u32], stop: &CancellationToken) -> bool {
        let status = Desk::status(&mut self.rng);
        let change = self.desk.ledger.begin(orders, status);
        let ids: Vec<&str> = orders.iter().map(|order| self.desk.orders.id(*order)).collect();
        let body = json!({ "orderIds": ids, "status": status.name(), "trackingNumber": tracking_number(change) });
        let key = ("Idempotency-Key", format!("checker-{change}"));
        let path = "/api/orders/admin/bulk-update-status";
        loop {
            match self.call(Method::POST, path, &body, Some(key.clone())).await {
                Some((StatusCode::OK, answer)) => {
                    let details = answer.pointer("/results/details").and_then(Value::as_array);
                    for detail in details.into_iter().flatten() {
                        let order = detail["orderId"].as_str().map_or(0, |id| self.desk.orders.index(id));
                        let done = detail["success"] == json!(true);
                        self.desk.look_for_faults(change, false, &detail["code"]);
                        let code = detail["code"].as_str().unwrap_or_default();
                        let fate = if done { acknowledged(detail.get("seq")) } else { fate_of_code(code) };
                        self.desk.ledger.settle(change, order, fate);
                    }
                    return true;
                }
                Some((status, _)) if status.is_client_error() => {
                    orders.iter().for_each(|order| self.desk.ledger.settle(change, *order, Fate::Refused));
                    return false;
                }
                Some((status, answer)) => {
                    self.desk.look_for_faults(change, status == StatusCode::INTERNAL_SERVER_ERROR, &answer["code"]);
                }
                None => {}
            }
            sleep(BREATH).await;
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
        let address = self.desk.line(&mut self.rng).address;
        let request = self.desk.http.request(method, format!("http://{address}{path}"));
        let mut request = request.bearer_auth(&self.desk.token).json(body);
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let response = request.send().await.ok()?;
        let status = response.status();
        // An answer that breaks off is none.
        let body = response.json().await.ok()?;
        Some((status, body))
    }
}

fn acknowledged(seq: Option<&Value>) -> Fate {
    let seq = seq.and_then(Value::as_u64).and_then(|seq| u32::try_from(seq).ok());
    seq.map_or(Fate::Unknown, Fate::Acknowledged)
}
