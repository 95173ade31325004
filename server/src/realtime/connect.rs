//! How a socket is let in, how its messages are taken, and how it ends.

use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use futures_util::{FutureExt as _, future::join_all};
use governor::Quota;
use serde_json::Value;
use socketioxide::{extract::SocketRef, socket::DisconnectReason};
use trackroom_socketio::{EventSender, Incoming, Message, Sequential};

use super::{
    Realtime, access, commands,
    connection::{Allowance, Connection},
    handshake::{self, Handshake},
    inbox::{Inbox, Put},
    named_order::order_to_name,
    protocol::table::command,
    recovery::Found,
};
use crate::{
    error::{Code, Error, Result},
    tasks, throttle,
};

/// The longest arguments of one message, in bytes.
const MAX_ARGUMENT_BYTES: usize = 16 * 1024;

/// So many messages of one socket are worked on at once at most, where their order does not suffer.
const TOGETHER: usize = 64;

/// Lets a socket in, before its CONNECT is answered.
///
/// # Errors
/// A bad token, or the database failed; then the socket is refused.
pub(super) async fn open(realtime: Arc<Realtime>, socket: &SocketRef, auth: Option<Value>) -> Result<()> {
    let handshake = socket.req_parts().extensions.get::<Handshake>().cloned().unwrap_or_default();
    let wants_recovery = handshake.wants_recovery()?;
    let principal = handshake::identify(&realtime, &realtime.lookups, &handshake, auth.as_ref()).await?;
    let viewer = principal.as_ref().map(|principal| principal.person.clone());
    let recovery = realtime.recovery.clone();
    let claim = auth.as_ref().filter(|_| wants_recovery);
    let (pid, session, replay) = match recovery.find(principal.as_ref(), claim).await? {
        Some(Found { pid, session, mut replay }) => {
            let allowed =
                access::still_allowed(&realtime, &realtime.lookups, viewer.as_ref(), session.rights()).await?;
            replay.keep_rooms(|room| allowed.rooms.contains(room));
            let holds = |link: &str| allowed.links.iter().any(|(allowed, _)| allowed.id == link);
            session.retain(|room| allowed.rooms.contains(room), holds);
            (pid, session, Some((replay, allowed.links)))
        }
        None => {
            let (pid, session) = recovery.begin(principal.as_ref(), wants_recovery);
            (pid, session, None)
        }
    };
    let sender =
        EventSender::open(socket, recovery.keeps(&session).then(|| pid.expose())).map_err(anyhow::Error::from)?;
    let sender = if wants_recovery { sender } else { sender.without_offsets() };
    let desk = viewer.as_ref().is_some_and(|person| person.role.handles_orders());
    let (owner, before) = session.own(socket.id, sender.clone(), desk);
    recovery.save(&session);
    if let Some(before) = before {
        realtime.take_over(&before);
    }
    let allowance = Allowance::of(desk);
    let connection = Arc::new(Connection {
        pace: throttle::pace(Quota::per_second(allowance.per_second).allow_burst(allowance.burst)),
        inbox: Inbox::new(allowance.burst.get() as usize),
        session,
        owner,
        allowance,
        principal: Mutex::new(principal),
        socket: socket.id,
        address: handshake.address,
        sender: sender.clone(),
        realtime,
    });
    let replay = replay.map(|(replay, links)| {
        for (link, order) in &links {
            connection.realtime.links().add(link, &order.order_id, &connection);
        }
        replay
    });
    connection.restore(replay, desk);
    connection.realtime.live.add(&connection);
    let receiver = connection.clone();
    let present = Arc::new(Present { connection, gone: AtomicBool::new(false) });
    socket.on_fallback(Sequential::new(sender, move |incoming| receive(&receiver, incoming)));
    socket.on_disconnect(async move |reason: DisconnectReason| {
        // Its client meant it: there is nothing to come back to. What the server means it says itself.
        if matches!(reason, DisconnectReason::ClientNSDisconnect) {
            recovery.end(&present.connection.session, owner);
        }
        present.go();
    });
    Ok(())
}

/// Being connected. It ends when the library says so, or lets go of the socket without a word: it does for a line that was
/// lost before CONNECT was answered.
struct Present {
    connection: Arc<Connection>,
    gone: AtomicBool,
}

impl Present {
    fn go(&self) {
        if self.gone.swap(true, Ordering::AcqRel) {
            return;
        }
        let Self { connection, .. } = self;
        let realtime = &connection.realtime;
        realtime.live.remove(connection);
        connection.sender.close();
        realtime.rooms().leave_all(&connection.sender);
        // Unless it has been ended, or another connection has it.
        realtime.recovery.leave(&connection.session, connection.owner);
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.go();
    }
}

/// Takes a message on the task that reads the connection: nothing here may wait.
fn receive(connection: &Arc<Connection>, incoming: Incoming) {
    let message = match incoming {
        Incoming::Message(message) => message,
        Incoming::Malformed(malformed) => return connection.turn_down_malformed(malformed),
    };
    connection.realtime.metrics.received(command(&message.name).map_or("other", |(_, name)| name));
    if connection.realtime.in_flight.is_ending() {
        return connection.turn_down(message, &Error::Unavailable);
    }
    if let Err(error) = connection.may_ask() {
        return connection.turn_down(message, &error);
    }
    if connection.pace.check().is_err() {
        return connection.turn_down(message, &too_fast());
    }
    if message.args.iter().map(|arg| arg.get().len()).sum::<usize>() > MAX_ARGUMENT_BYTES {
        let error = Error::invalid(Code::InvalidRequest, format!("A message has at most {MAX_ARGUMENT_BYTES} bytes"));
        return connection.turn_down(message, &error);
    }
    match connection.inbox.put(message) {
        Put::Queued => {}
        Put::Full(message) => connection.turn_down(message, &too_fast()),
        Put::Start => {
            let connection = connection.clone();
            #[expect(clippy::disallowed_methods, reason = "it ends with the socket's last message")]
            tokio::spawn(async move {
                let _working = connection.realtime.in_flight.begin();
                loop {
                    let messages = connection.inbox.next(TOGETHER, commands::goes_together);
                    if messages.is_empty() {
                        return;
                    }
                    join_all(messages.into_iter().map(|message| handle(&connection, message))).await;
                }
            });
        }
    }
}

/// Does what a message asks for. A panic is answered as one of a request is; else this socket's later messages would
/// wait for ever.
async fn handle(connection: &Arc<Connection>, message: Message) {
    let ack = message.ack.clone();
    let named = order_to_name(&message);
    if let Err(panic) = AssertUnwindSafe(commands::handle(connection, message)).catch_unwind().await {
        let error = anyhow::anyhow!("a command panicked: {}", tasks::message(&*panic));
        connection.refuse(ack, named.as_deref(), &Error::Internal(error));
    }
}

fn too_fast() -> Error {
    Error::TooManyRequests { retry_after: std::time::Duration::from_secs(1) }
}
