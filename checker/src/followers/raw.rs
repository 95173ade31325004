//! A follower that speaks the protocol by hand: it reconnects as the official client does, and does what a page does.
//!
//! A page joins its orders when it is opened. If its session is recovered it does nothing, because the server sends
//! what it missed. If not, it joins anew: a typed client says what it has (`since`), a plain one takes the snapshot.

use std::{collections::HashMap, sync::Arc, time::Instant};

use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};
use tokio::time::{Duration, sleep};
use tokio_util::sync::CancellationToken;

use super::{RECONNECTION_ATTEMPTS, SAVE_DELAY, backoff, excuse};
use crate::{
    client::{ConnectError, Connected, Packet, Socket, Transport},
    event::{OrderEvent, Payload},
    outages::Outages,
    proxy::Line,
    record::{INTERNAL, Note, Record},
    shop::{OrderIndex, Orders},
};

/// How long it takes until a refused join is tried again, and until a user reloads the page.
const RETRY_DELAY: Duration = Duration::from_secs(1);

pub(crate) struct RawFollower {
    pub(crate) record: Arc<Record>,
    pub(crate) orders: Arc<Orders>,
    pub(crate) line: Arc<Line>,
    pub(crate) transport: Transport,
    /// Whether it says `since` when it joins anew.
    pub(crate) typed: bool,
    /// A member of the order desk has one.
    pub(crate) token: Option<String>,
    pub(crate) http: reqwest::Client,
    pub(crate) outages: Arc<Outages>,
}

/// What the client keeps from one connection to the next.
struct ClientState {
    pid: Option<String>,
    offset: Option<String>,
    /// When each join was answered.
    joined: HashMap<OrderIndex, Instant>,
    /// When the session last changed.
    changed_at: Instant,
    lost_at: Instant,
}

/// The answer to a join.
#[derive(Deserialize)]
struct JoinAnswer {
    ok: bool,
    order: Option<Snapshot>,
    events: Option<Vec<Payload>>,
    complete: Option<bool>,
    error: Option<Refusal>,
}

#[derive(Deserialize)]
struct Refusal {
    code: String,
}

#[derive(Deserialize)]
struct Snapshot {
    seq: u32,
}

impl RawFollower {
    /// Follows until `stop`.
    pub(crate) async fn run(self, stop: CancellationToken) {
        stop.run_until_cancelled(self.follow()).await;
    }

    async fn follow(&self) {
        let now = Instant::now();
        let mut state = ClientState { pid: None, offset: None, joined: HashMap::new(), changed_at: now, lost_at: now };
        let mut attempt = 0;
        loop {
            match Socket::connect(self.transport, self.line.address, &self.http, &self.auth(&state)).await {
                Ok(connected) => {
                    attempt = 0;
                    if let Err(Dismissed) = self.listen(&mut state, connected).await {
                        self.record.pages().turned_away.push("told to disconnect".to_owned());
                        sleep(RETRY_DELAY).await;
                    }
                    state.lost_at = Instant::now();
                }
                Err(ConnectError::Refused(why)) => {
                    self.record.pages().turned_away.push(why);
                    sleep(RETRY_DELAY).await;
                }
                Err(ConnectError::Unreachable) => {}
            }
            if attempt == RECONNECTION_ATTEMPTS {
                self.record.pages().counts.gave_up += 1;
                sleep(RETRY_DELAY).await;
                attempt = 0;
            }
            sleep(backoff(attempt)).await;
            attempt += 1;
        }
    }

    fn auth(&self, state: &ClientState) -> Value {
        let mut auth = json!({});
        if let Some(token) = &self.token {
            auth["token"] = json!(token);
        }
        if let Some(pid) = &state.pid {
            auth["pid"] = json!(pid);
        }
        if let (Some(_), Some(offset)) = (&state.pid, &state.offset) {
            auth["offset"] = json!(offset);
        }
        auth
    }

    /// Uses a connection until it is lost.
    async fn listen(&self, state: &mut ClientState, connected: Connected) -> Result<(), Dismissed> {
        let Connected { mut socket, pid } = connected;
        let first = self.record.pages().counts.connections == 0;
        let recovered = pid.is_some() && pid == state.pid;
        if recovered {
            // A join just before the loss may not have been saved, so a careful page joins again.
            let lost_at = state.lost_at;
            state.joined.retain(|_, at| lost_at.duration_since(*at) >= SAVE_DELAY);
        } else {
            state.joined.clear();
            if !first {
                self.record.write(Note::Fresh { excuse: excuse(&self.outages, state.changed_at, state.lost_at) });
            }
            state.changed_at = Instant::now();
        }
        state.pid = pid;
        let mut asked: HashMap<u64, (OrderIndex, Option<u32>)> = HashMap::new();
        let wanted = self.record.orders.iter().flatten().filter(|order| !state.joined.contains_key(order));
        for order in wanted.copied().collect::<Vec<_>>() {
            if self.join(&mut socket, order, recovered, &mut asked).await.is_err() {
                return Ok(());
            }
        }
        self.record.connected(recovered);
        loop {
            let Ok(packet) = socket.next().await else { return Ok(()) };
            match packet {
                Packet::Event { name, args } => self.receive(state, &name, &args),
                Packet::Ack { id, args } => {
                    let Some((order, since)) = asked.remove(&id) else { continue };
                    let answer = args.first().and_then(|answer| serde_json::from_str(answer.get()).ok());
                    if self.joined(state, order, since, answer) {
                        continue;
                    }
                    // Most likely the database is down.
                    sleep(RETRY_DELAY).await;
                    if self.join(&mut socket, order, recovered, &mut asked).await.is_err() {
                        return Ok(());
                    }
                }
                Packet::Disconnect | Packet::Refused(_) => return Err(Dismissed),
                Packet::Connect { .. } => {}
            }
        }
    }

    async fn join(
        &self,
        socket: &mut Socket,
        order: OrderIndex,
        recovered: bool,
        asked: &mut HashMap<u64, (OrderIndex, Option<u32>)>,
    ) -> anyhow::Result<()> {
        let order_id = self.orders.id(order);
        let since = self.record.reached(order).filter(|_| self.typed || recovered);
        let argument = match since {
            Some(since) => json!({ "orderId": order_id, "since": since }),
            None => json!(order_id),
        };
        self.record.write(Note::Asked { order });
        let id = socket.ask("join-order-tracking", &argument).await?;
        asked.insert(id, (order, since));
        Ok(())
    }

    /// Writes an answer to a join down. False: it was refused.
    fn joined(
        &self,
        state: &mut ClientState,
        order: OrderIndex,
        since: Option<u32>,
        answer: Option<JoinAnswer>,
    ) -> bool {
        if answer.as_ref().and_then(|answer| answer.error.as_ref()).is_some_and(|error| error.code == INTERNAL) {
            self.record.pages().internal.push(order);
        }
        let Some(JoinAnswer { ok: true, order: Some(snapshot), events, complete, .. }) = answer else { return false };
        let missed: Vec<OrderEvent> =
            events.unwrap_or_default().iter().map(|event| event.received(&self.orders, None)).collect();
        let complete = complete.unwrap_or(false);
        self.record.write(Note::Joined { order, seq: Some(snapshot.seq), since, missed, complete });
        let now = Instant::now();
        state.joined.insert(order, now);
        state.changed_at = now;
        true
    }

    fn receive(&self, state: &mut ClientState, name: &str, args: &[Box<RawValue>]) {
        let offset: Option<String> = args.last().and_then(|last| serde_json::from_str(last.get()).ok());
        if matches!(name, "order-status-updated" | "order-created") {
            let payload = args.first().and_then(|payload| serde_json::from_str::<Payload>(payload.get()).ok());
            let received = |payload: Payload| payload.received(&self.orders, offset.as_deref());
            self.record.write(Note::Received(payload.map_or(OrderEvent::UNREADABLE, received)));
        }
        if offset.is_some() {
            state.offset = offset;
        }
    }
}

/// The server has ended the session, after which the official client does not come back by itself.
struct Dismissed;
