//! Which order a message is about, as the client spells it.

use serde::Deserialize;
use serde_json::value::RawValue;
use trackroom_socketio::Message;

use super::protocol::table::{Command, command};

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
