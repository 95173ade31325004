//! What starts with the sockets: hearing notices, and letting clients connect.

use std::sync::{Arc, Weak};

use socketioxide::{
    extract::{SocketRef, TryData},
    handler::ConnectHandler as _,
};
use trackroom_socketio::EventSender;

use super::{Realtime, connect, moved::MovedKeys};
use crate::{
    bus::Notice,
    error::Error,
    event_log::{RecordedEvent, relay::Listener},
};

/// Hears notices for the sockets, and ends connections whose sessions other nodes have taken over.
pub(crate) fn listen(realtime: &Arc<Realtime>) {
    let Realtime { moved, change, link_change, links, .. } = &**realtime;
    let (ears, change, link_change, links) = (moved.clone(), change.clone(), link_change.clone(), links.clone());
    realtime.bus.listen(move |notice| match notice {
        Notice::LogGrew => {}
        Notice::RightsChanged => {
            change.notify_one();
            link_change.notify_one();
        }
        Notice::LinkRevoked(link) => links.end(link),
        Notice::SessionsMoved(keys) => {
            ears.add(|moved| moved.named.extend(keys.iter().map(|key| (*key).to_owned())));
        }
        Notice::Listening => {
            change.notify_one();
            link_change.notify_one();
            ears.add(|moved| moved.any = true);
        }
    });
    if !realtime.bus.is_shared() {
        return;
    }
    let (moved, stop) = (moved.clone(), realtime.tasks.stop().clone());
    let weak = Arc::downgrade(realtime);
    realtime.tasks.spawn("take-overs", async move {
        while stop.run_until_cancelled(moved.bell.notified()).await.is_some() {
            let Some(realtime) = weak.upgrade() else { return };
            let MovedKeys { named, any } = moved.take();
            let realtime = &realtime;
            let mut sessions = realtime.recovery.moved(named.iter().map(String::as_str));
            if any {
                sessions.extend(realtime.recovery.live());
            }
            realtime.lose(sessions).await;
        }
    });
}

/// Has everybody load anew when the log has lost its end.
#[derive(Debug)]
pub(crate) struct LogReset(pub Arc<Realtime>);

impl Listener for LogReset {
    async fn publish(&self, _: &[RecordedEvent]) {}

    async fn start_over(&self, _: i64) {
        self.0.start_over().await;
    }
}

/// Lets sockets connect.
pub(crate) fn attach(realtime: &Arc<Realtime>) {
    // The namespace is part of the transport, which must not keep its owner alive.
    let weak: Weak<Realtime> = Arc::downgrade(realtime);
    let middleware = async move |socket: SocketRef, TryData(auth): TryData<serde_json::Value>| {
        let realtime = weak.upgrade().ok_or_else(|| "The server is stopping".to_owned())?;
        // What cannot be read is no auth but the name of a namespace that has lost its slash: not a stranger's CONNECT.
        let auth = auth.map_err(|_| "Invalid namespace".to_owned())?;
        // Everything is registered before CONNECT is answered: a message that comes with it is not lost.
        connect::open(realtime, &socket, Some(auth)).await.map_err(|error| {
            // What is wrong with the client's request is wrong the next time, too.
            if !matches!(error, Error::Unauthenticated(_) | Error::Invalid { .. }) {
                error.log();
                // Refused by Socket.IO, the client's library would give up. Cut off, it tries again.
                EventSender::open(&socket, None).iter().for_each(EventSender::kill);
            }
            match error.to_string() {
                // What clients look for, whatever is wrong with the token.
                message if matches!(error, Error::Unauthenticated(_)) && !message.contains("Not authorized") => {
                    format!("Not authorized: {message}")
                }
                message => message,
            }
        })
    };
    realtime.transport.on_connect(|| (async || {}).with(middleware.clone()));
}
