//! [`Sequential`]: hands a socket's events over one after the other, as they came.
//!
//! The library starts a task per event, so the events of one client overtake each other. A fallback handler of another
//! kind is called on the task that reads the connection.

use std::{fmt, sync::Arc};

use serde::Serialize;
use serde_json::value::RawValue;
use socketioxide::{
    adapter::LocalAdapter,
    handler::{MessageHandler, Value},
    socket::Socket,
};

use crate::event_sender::EventSender;

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
    /// How to answer, if the client asked for an acknowledgement.
    pub ack: Option<Ack>,
}

/// An event that cannot be read.
#[derive(Debug)]
pub struct Malformed {
    /// What is wrong with it, in a few words for the log.
    pub reason: &'static str,
    /// Its name and arguments, if only the binary attachments that they refer to cannot be read.
    pub readable: Option<(String, Vec<Box<RawValue>>)>,
    /// How to answer, if the client asked for an acknowledgement.
    pub ack: Option<Ack>,
}

/// The acknowledgement a client waits for. If it is dropped unused, the client waits until its own timeout. Of several
/// clones only the first answer counts.
#[derive(Clone)]
pub struct Ack {
    sender: EventSender,
    socket: Arc<Socket<LocalAdapter>>,
    id: i64,
}

impl Ack {
    /// Answers with one value, in order with the events of the socket's sender. False: the client is gone, or the value
    /// cannot be written as JSON.
    pub fn send<T: Serialize + ?Sized>(self, answer: &T) -> bool {
        match self.sender.send_ack(self.socket, self.id, answer) {
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

/// Hands over every event that has no handler of its own, in the order of arrival.
///
/// A handler for [`Socket::on_fallback`](socketioxide::socket::Socket::on_fallback). It is called on the task that
/// reads the connection and must not block; while it runs, nothing more of this client is read.
pub struct Sequential<F> {
    sender: EventSender,
    receive: F,
}

impl<F: Fn(Incoming) + Send + Sync + 'static> Sequential<F> {
    /// Hands `receive` what comes from the socket that `sender` belongs to.
    pub fn new(sender: EventSender, receive: F) -> Self {
        Self { sender, receive }
    }
}

impl<F> fmt::Debug for Sequential<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sequential").finish_non_exhaustive()
    }
}

/// Distinguishes this handler from the library's own kinds.
#[doc(hidden)]
#[derive(Debug)]
pub enum SequentialMarker {}

impl<F> MessageHandler<LocalAdapter, SequentialMarker> for Sequential<F>
where
    F: Fn(Incoming) + Send + Sync + 'static,
{
    fn call(&self, socket: Arc<Socket<LocalAdapter>>, value: Value, ack_id: Option<i64>) {
        let ack = ack_id.map(|id| Ack { sender: self.sender.clone(), socket, id });
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
