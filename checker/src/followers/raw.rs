//! A follower on the wire protocol: it comes back as the official client does, and does what a page does beside it.
//!
//! A page joins its orders when it is opened. If its session is recovered it does nothing: the server owes it what it
//! missed. If not, it joins anew: a typed one says what it has (`since`), a plain one takes the snapshot.

use std::{collections::HashMap, sync::Arc, time::Instant};

use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};
use tokio::time::{Duration, sleep};
use tokio_util::sync::CancellationToken;

use super::{ATTEMPTS, backoff, excuse};
use crate::{
    client::{ConnectError, Connected, Packet, Socket, Transport},
    proxy::Line,
    record::{INTERNAL, Note, Payload, Record, Told},
    shop::Orders,
    weather::Weather,
};

/// Pause before a refused join is tried again, and before somebody presses reload.
const PAUSE: Duration = Duration::from_secs(1);
/// A last moment, after which a join that was made may not have been kept.
const SETTLES_WITHIN: Duration = super::SETTLES_WITHIN;

/// Who follows, and how.
pub(crate) struct Raw {
    pub(crate) record: Arc<Record>,
    pub(crate) orders: Arc<Orders>,
    pub(crate) line: Arc<Line>,
    pub(crate) transport: Transport,
    /// Whether it says `since` when it joins anew.
    pub(crate) typed: bool,
    /// For a member of the order desk.
    pub(crate) token: Option<String>,
    pub(crate) http: reqwest::Client,
    pub(crate) weather: Arc<Weather>,
}

/// What the client keeps from one connection to the next.
struct Memory {
    pid: Option<String>,
    offset: Option<String>,
    joined: HashMap<u32, Instant>,
    /// When the session last changed.
    settled_at: Instant,
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

impl Raw {
    /// Follows until `stop`.
    pub(crate) async fn run(self, stop: CancellationToken) {
        stop.run_until_cancelled(self.follow()).await;
    }

    async fn follow(&self) {
        let now = Instant::now();
        let mut memory = Memory { pid: None, offset: None, joined: HashMap::new(), settled_at: now, lost_at: now };
        let mut attempt = 0;
        loop {
            match Socket::connect(self.transport, self.line.address, &self.http, &self.auth(&memory)).await {
                Ok(connected) => {
                    attempt = 0;
                    if let Err(Dismissed) = self.listen(&mut memory, connected).await {
                        self.record.pages().turned_away.push("told to disconnect".to_owned());
                        sleep(PAUSE).await;
                    }
                    memory.lost_at = Instant::now();
                }
                Err(ConnectError::Refused(why)) => {
                    self.record.pages().turned_away.push(why);
                    sleep(PAUSE).await;
                }
                Err(ConnectError::Unreachable) => {}
            }
            if attempt == ATTEMPTS {
                self.record.pages().counts.gave_up += 1;
                sleep(PAUSE).await;
                attempt = 0;
            }
            sleep(backoff(attempt)).await;
            attempt += 1;
        }
    }

    fn auth(&self, memory: &Memory) -> Value {
        let mut auth = json!({});
        if let Some(token) = &self.token {
            auth["token"] = json!(token);
        }
        if let Some(pid) = &memory.pid {
            auth["pid"] = json!(pid);
        }
        if let (Some(_), Some(offset)) = (&memory.pid, &memory.offset) {
            auth["offset"] = json!(offset);
        }
        auth
    }

    /// Uses a connection until it is lost.
    async fn listen(&self, memory: &mut Memory, connected: Connected) -> Result<(), Dismissed> {
        let Connected { mut socket, pid } = connected;
        let first = self.record.pages().counts.connections == 0;
        let recovered = pid.is_some() && pid == memory.pid;
        if recovered {
            // A join made in the last moment may not have been kept: a page that knows joins again.
            let (lost, kept) = (memory.lost_at, SETTLES_WITHIN);
            memory.joined.retain(|_, at| lost.duration_since(*at) >= kept);
        } else {
            memory.joined.clear();
            if !first {
                self.record.write(Note::Fresh { excuse: excuse(&self.weather, memory.settled_at, memory.lost_at) });
            }
            memory.settled_at = Instant::now();
        }
        memory.pid = pid;
        let mut asked: HashMap<u64, (u32, Option<u32>)> = HashMap::new();
        let wanted = self.record.orders.iter().flatten().filter(|order| !memory.joined.contains_key(order));
        for order in wanted.copied().collect::<Vec<_>>() {
            if self.join(&mut socket, order, recovered, &mut asked).await.is_err() {
                return Ok(());
            }
        }
        self.record.connected(recovered);
        loop {
            let Ok(packet) = socket.next().await else { return Ok(()) };
            match packet {
                Packet::Event { name, args } => self.hear(memory, &name, &args),
                Packet::Ack { id, args } => {
                    let Some((order, since)) = asked.remove(&id) else { continue };
                    let answer = args.first().and_then(|answer| serde_json::from_str(answer.get()).ok());
                    if self.joined(memory, order, since, answer) {
                        continue;
                    }
                    // The database is away, most likely.
                    sleep(PAUSE).await;
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
        order: u32,
        recovered: bool,
        asked: &mut HashMap<u64, (u32, Option<u32>)>,
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
    fn joined(&self, memory: &mut Memory, order: u32, since: Option<u32>, answer: Option<JoinAnswer>) -> bool {
        if answer.as_ref().and_then(|answer| answer.error.as_ref()).is_some_and(|error| error.code == INTERNAL) {
            self.record.pages().broken.push(order);
        }
        let Some(JoinAnswer { ok: true, order: Some(snapshot), events, complete, .. }) = answer else { return false };
        let missed: Vec<Told> = events.unwrap_or_default().iter().map(|event| event.told(&self.orders, None)).collect();
        let complete = complete.unwrap_or(false);
        self.record.write(Note::Joined { order, seq: Some(snapshot.seq), since, missed, complete });
        let now = Instant::now();
        memory.joined.insert(order, now);
        memory.settled_at = now;
        true
    }

    fn hear(&self, memory: &mut Memory, name: &str, args: &[Box<RawValue>]) {
        let offset: Option<String> = args.last().and_then(|last| serde_json::from_str(last.get()).ok());
        if matches!(name, "order-status-updated" | "order-created") {
            let payload = args.first().and_then(|payload| serde_json::from_str::<Payload>(payload.get()).ok());
            // What cannot be read is an event of nobody's.
            let nothing = Told { order: 0, seq: 0, change: 0, position: 0, status: crate::record::Status::UNKNOWN };
            let told = payload.map_or(nothing, |payload| payload.told(&self.orders, offset.as_deref()));
            self.record.write(Note::Told(told));
        }
        if offset.is_some() {
            memory.offset = offset;
        }
    }
}

/// The server has ended the session; the official client would not come back by itself.
struct Dismissed;
