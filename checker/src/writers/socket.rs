//! [`SocketWriter`]: changes by `admin-status-update` on an admin's socket.

use std::sync::Arc;

use rand::rngs::StdRng;
use serde::Deserialize;
use serde_json::json;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::{ANSWER_TIMEOUT, RETRY_DELAY, Writers, fate_of_code};
use crate::{
    client::{Packet, Socket, Transport},
    ledger::Fate,
};

pub(crate) struct SocketWriter {
    pub(crate) shared: Arc<Writers>,
    pub(crate) rng: StdRng,
}

#[derive(Deserialize)]
struct Answer {
    ok: bool,
    order: Option<Moved>,
    error: Option<Refusal>,
}

#[derive(Deserialize)]
struct Moved {
    seq: u32,
}

#[derive(Deserialize)]
struct Refusal {
    code: String,
}

impl SocketWriter {
    /// Writes until `stop`, and waits for the last answer. A lost connection is made anew.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let address = self.shared.line(&mut self.rng).address;
            let auth = json!({ "token": self.shared.token });
            match Socket::connect(Transport::WebSocket, address, &self.shared.http, &auth).await {
                Ok(connected) => self.write(connected.socket, &stop).await,
                Err(_) => sleep(RETRY_DELAY).await,
            }
        }
    }

    async fn write(&mut self, mut socket: Socket, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let order = self.shared.order(&mut self.rng);
            let status = Writers::status(&mut self.rng);
            self.shared.rate.turn(1).await;
            let change = self.shared.ledger.begin(&[order], status);
            let command = json!({ "orderId": self.shared.orders.id(order), "status": status.name(),
                "trackingNumber": change.tracking_number() });
            let asked = async {
                let id = socket.ask("admin-status-update", &command).await?;
                answer(&mut socket, id).await
            };
            // The connection is lost, and with it the answer.
            let Ok(Ok((fate, code))) = timeout(ANSWER_TIMEOUT, asked).await else { return };
            self.shared.note_internal(change, false, &json!(code));
            self.shared.ledger.settle(change, order, fate);
            if fate == Fate::Unknown {
                sleep(RETRY_DELAY).await;
            }
        }
    }
}

/// Waits for the answer with this number: what became of the change, and the code of a refusal.
async fn answer(socket: &mut Socket, id: u64) -> anyhow::Result<(Fate, Option<String>)> {
    loop {
        match socket.next().await? {
            Packet::Ack { id: answered, args } if answered == id => {
                let answer: Option<Answer> = args.first().and_then(|answer| serde_json::from_str(answer.get()).ok());
                return Ok(match answer {
                    Some(Answer { ok: true, order: Some(order), .. }) => (Fate::Acknowledged(order.seq), None),
                    Some(Answer { error: Some(error), .. }) => (fate_of_code(&error.code), Some(error.code)),
                    _ => (Fate::Unknown, None),
                });
            }
            Packet::Disconnect | Packet::Refused(_) => anyhow::bail!("the server ended the session"),
            _ => {}
        }
    }
}
