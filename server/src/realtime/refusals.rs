//! What a socket is refused with, and of which order. With an ack the client knows what it asked; without one the refusal
//! names the order, wherever it can be told: whatever else is wrong with the message, and however early it is turned down.

use serde::Deserialize;
use serde_json::value::RawValue;
use trackroom_socketio::{Ack, Event, Malformed, Message};

use super::{
    protocol::{
        table::{Command, TRACKING_ERROR, command},
        wire::{Refusal, RefusedAck, TrackingError},
    },
    session::Session,
};
use crate::{
    domain::ids::MAX_ORDER_REF_LEN,
    error::{Code, Error},
};

/// The order that an event names, as the client spells it. Nothing: it names none, or not in a way that can be read.
/// Reading it costs no more than its way from the wire has cost already.
pub(super) fn order_named(event: &str, argument: Option<&RawValue>) -> Option<String> {
    /// What is read of an argument with details.
    #[derive(Deserialize)]
    struct Named<'a> {
        #[serde(borrow, rename = "orderId")]
        order_id: Option<&'a RawValue>,
    }
    let text = argument?.get();
    let detailed = text.starts_with('{');
    match command(event)?.0 {
        Command::JoinOrder | Command::LeaveOrder => {}
        // A change of status says more than an id.
        Command::UpdateStatus if detailed => {}
        Command::UpdateStatus | Command::RefreshAuth => return None,
    }
    let id = if detailed { serde_json::from_str::<Named<'_>>(text).ok()?.order_id?.get() } else { text };
    serde_json::from_str(id).ok()
}

/// The order that a message names, if that is needed: it asks for no ack.
pub(super) fn order_to_name(message: &Message) -> Option<String> {
    if message.ack.is_some() { None } else { order_named(&message.name, message.args.first().map(AsRef::as_ref)) }
}

impl Session {
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
                self.outlet.send(&event);
            }
            Err(error) => tracing::error!(%error, "a refusal could not be encoded"),
        }
    }
}
