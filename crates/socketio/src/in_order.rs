//! [`InOrder`]: a socket's messages, one after the other, as they came.
//!
//! The library runs a task per event, so that one client's events overtake each other. A fallback
//! handler of its own kind is called on the task that reads the connection.

use std::{fmt, sync::Arc};

use serde::Serialize;
use serde_json::value::RawValue;
use socketioxide::{
    adapter::LocalAdapter,
    handler::{MessageHandler, Value},
    socket::Socket,
};

use crate::outlet::Outlet;

/// What a socket sent.
#[derive(Debug)]
pub enum Incoming {
    /// An event.
    Message(Message),
    /// An event that cannot be read.
    Malformed(Malformed),
}

/// An event with its arguments.
#[derive(Debug)]
pub struct Message {
    /// The event's name.
    pub name: String,
    /// Its arguments, as many as the client sent.
    pub args: Vec<Box<RawValue>>,
    /// Where to answer, if the client asked for an answer.
    pub ack: Option<Ack>,
}

/// An event that cannot be read.
#[derive(Debug)]
pub struct Malformed {
    /// What is wrong with it, in a few words for the log.
    pub reason: &'static str,
    /// Its name and arguments, if only what they refer to cannot be read: binary attachments.
    pub readable: Option<(String, Vec<Box<RawValue>>)>,
    /// Where to answer, if the client asked for an answer.
    pub ack: Option<Ack>,
}

/// The answer a client waits for. Dropped unused, the client waits until its own time-out. Of clones, the first to answer
/// is heard.
#[derive(Clone)]
pub struct Ack {
    outlet: Outlet,
    socket: Arc<Socket<LocalAdapter>>,
    id: i64,
}

impl Ack {
    /// Answers with one value, in order with the events sent through the socket's outlet. False: the
    /// client is gone, or the value has no JSON.
    pub fn send<T: Serialize + ?Sized>(self, answer: &T) -> bool {
        match self.outlet.send_ack(self.socket, self.id, answer) {
            Ok(sent) => sent,
            Err(error) => {
                tracing::error!(%error, "an answer could not be encoded");
                false
            }
        }
    }
}

impl fmt::Debug for Ack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ack").field("id", &self.id).finish()
    }
}

/// Hands over every event that has no handler of its own, in the order they came.
///
/// A handler for [`Socket::on_fallback`](socketioxide::socket::Socket::on_fallback). It is called on the task that reads
/// the connection and must not block; while it runs, nothing more of this client is read.
pub struct InOrder<F> {
    outlet: Outlet,
    receive: F,
}

impl<F: Fn(Incoming) + Send + Sync + 'static> InOrder<F> {
    /// Hands `receive` what comes from the socket that `outlet` belongs to.
    pub fn new(outlet: Outlet, receive: F) -> Self {
        Self { outlet, receive }
    }
}

impl<F> fmt::Debug for InOrder<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InOrder").finish_non_exhaustive()
    }
}

/// Tells this handler from the library's own kinds.
#[doc(hidden)]
#[derive(Debug)]
pub enum InArrivalOrder {}

impl<F> MessageHandler<LocalAdapter, InArrivalOrder> for InOrder<F>
where
    F: Fn(Incoming) + Send + Sync + 'static,
{
    fn call(&self, socket: Arc<Socket<LocalAdapter>>, value: Value, ack_id: Option<i64>) {
        let ack = ack_id.map(|id| Ack { outlet: self.outlet.clone(), socket, id });
        (self.receive)(match read(&value) {
            Ok((name, args)) => Incoming::Message(Message { name, args, ack }),
            Err((reason, readable)) => Incoming::Malformed(Malformed { reason, readable, ack }),
        });
    }
}

type Readable = (String, Vec<Box<RawValue>>);

fn read(value: &Value) -> Result<Readable, (&'static str, Option<Readable>)> {
    let Value::Str(text, attachments) = value else { return Err(("binary arguments", None)) };
    match (read_text(text.as_str()), attachments) {
        (Ok(read), None) => Ok(read),
        (read, Some(_)) => Err(("binary arguments", read.ok())),
        (Err(reason), None) => Err((reason, None)),
    }
}

fn read_text(text: &str) -> Result<Readable, &'static str> {
    let mut args: Vec<Box<RawValue>> = serde_json::from_str(text).map_err(|_| "not a JSON array")?;
    if args.is_empty() {
        return Err("no event name");
    }
    let name = args.remove(0);
    let name = serde_json::from_str(name.get()).map_err(|_| "an event name that is no string")?;
    Ok((name, args))
}
