//! What a socket is refused with, and of which order. With an ack the client knows what it asked; without one the refusal
//! names the order, wherever it can be told: whatever else is wrong with the message, and however early it is turned down.

use trackroom_socketio::{Ack, Event, Malformed, Message};

use super::{
    connection::Connection,
    named_order::{order_named, order_to_name},
    protocol::{
        table::TRACKING_ERROR,
        wire::{Refusal, RefusedAck, TrackingError},
    },
};
use crate::{
    domain::ids::MAX_ORDER_REF_LEN,
    error::{Code, Error},
};

impl Connection {
    /// Refuses a message that is not worked on.
    pub(super) fn turn_down(&self, message: Message, error: &Error) {
        let order_id = order_to_name(&message);
        self.refuse(message.ack, order_id.as_deref(), error);
    }

    /// Refuses what cannot be read whole.
    pub(super) fn turn_down_malformed(&self, malformed: Malformed) {
        let error = Error::invalid(Code::InvalidRequest, format!("The message is not valid: {}", malformed.reason));
        let readable = malformed.readable.filter(|_| malformed.ack.is_none());
        let order_id = readable.and_then(|(event, args)| order_named(&event, args.first().map(AsRef::as_ref)));
        self.refuse(malformed.ack, order_id.as_deref(), &error);
    }

    /// Refuses: in the ack, or with a `tracking-error` when there is none.
    pub(super) fn refuse(&self, ack: Option<Ack>, order_id: Option<&str>, error: &Error) {
        error.log();
        self.realtime.metrics.refused("socket", error.code());
        let error = Refusal::from(error);
        if let Some(ack) = ack {
            ack.send(&RefusedAck { ok: false, error });
            return;
        }
        let order_id = order_id.map(|id| id.chars().take(MAX_ORDER_REF_LEN).collect());
        match Event::with(TRACKING_ERROR.name, &TrackingError { order_id, error }) {
            Ok(event) => {
                self.sender.send(&event);
            }
            Err(error) => tracing::error!(%error, "a refusal could not be encoded"),
        }
    }
}
