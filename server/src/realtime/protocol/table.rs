//! Every event, in both directions: who sends it, what it carries, how it is answered, who hears it.
//!
//! From this table come the AsyncAPI document and, through that, the web client's types.

use std::borrow::Cow;

use utoipa::{
    ToSchema,
    openapi::{RefOr, schema::Schema},
};

use super::wire::{
    ADMIN_STATUS_UPDATE, AUTH_REFRESH, AdminStatusUpdate, CommandAck, JOIN_ORDER_TRACKING, JoinAck, JoinArgument,
    LEAVE_ORDER_TRACKING, NewToken, ORDER_CREATED, ORDER_STATUS_UPDATED, Offset, OkAck, OrderCreated,
    OrderStatusUpdated, RenewedAck, SESSION_ENDED, SessionEnded, TRACKING_ERROR, TrackingError,
};

/// Which end sends an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    Client,
    Server,
}

/// Who hears an event of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    /// The other end of the one connection.
    Peer,
    /// The followers of the order that the event is about.
    OrderRoom,
    /// Staff and admins, without joining anything.
    OrderDesk,
}

/// A payload's type, as documents describe it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) name: fn() -> Cow<'static, str>,
    schema: fn() -> RefOr<Schema>,
    within: fn(&mut Vec<(String, RefOr<Schema>)>),
}

impl Shape {
    pub(super) const fn of<T: ToSchema>() -> Self {
        Self { name: T::name, schema: T::schema, within: T::schemas }
    }

    /// The schema and those that it refers to, by name.
    pub(super) fn schemas(&self) -> Vec<(String, RefOr<Schema>)> {
        let mut schemas = vec![((self.name)().into_owned(), (self.schema)())];
        (self.within)(&mut schemas);
        schemas
    }
}

/// One event.
#[derive(Debug)]
pub(super) struct EventSpec {
    pub(super) name: &'static str,
    pub(super) sender: Sender,
    /// What it is for, in a sentence.
    pub(super) summary: &'static str,
    pub(super) argument: Shape,
    /// Whether the [`Offset`] follows the argument.
    pub(super) offset: bool,
    /// The answer when all went well, for a client that asks for one. A refusal is a `RefusedAck`.
    pub(super) ack: Option<Shape>,
    pub(super) audience: &'static [Audience],
}

const fn asks(name: &'static str, summary: &'static str, argument: Shape, ack: Shape) -> EventSpec {
    EventSpec { name, sender: Sender::Client, summary, argument, offset: false, ack: Some(ack), audience: &[] }
}

const fn tells(name: &'static str, summary: &'static str, argument: Shape, audience: &'static [Audience]) -> EventSpec {
    // What goes to rooms comes from the log, and is followed by its place there.
    let offset = !matches!(audience, [Audience::Peer]);
    EventSpec { name, sender: Sender::Server, summary, argument, offset, ack: None, audience }
}

/// All of them.
pub(super) const EVENTS: [EventSpec; 8] = [
    asks(
        JOIN_ORDER_TRACKING,
        "Follow an order. The ack brings where it stands, and with `since` what was missed; then come exactly the \
         events after that.",
        Shape::of::<JoinArgument>(),
        Shape::of::<JoinAck>(),
    ),
    asks(
        LEAVE_ORDER_TRACKING,
        "Follow an order no more. Leaving what one did not join is no error.",
        Shape::of::<JoinArgument>(),
        Shape::of::<OkAck>(),
    ),
    asks(
        ADMIN_STATUS_UPDATE,
        "Move an order, as the REST call does: for staff and admins. On a `TEST-` id of the sandbox, for anybody.",
        Shape::of::<AdminStatusUpdate>(),
        Shape::of::<CommandAck>(),
    ),
    asks(
        AUTH_REFRESH,
        "Go on with a fresh token of the same person on this connection.",
        Shape::of::<NewToken>(),
        Shape::of::<RenewedAck>(),
    ),
    tells(
        ORDER_STATUS_UPDATED,
        "An order's status or tracking details changed. In the sandbox it has no `seq` and no offset.",
        Shape::of::<OrderStatusUpdated>(),
        &[Audience::OrderRoom, Audience::OrderDesk],
    ),
    tells(ORDER_CREATED, "An order was placed.", Shape::of::<OrderCreated>(), &[Audience::OrderDesk]),
    tells(
        TRACKING_ERROR,
        "What the client asked for without an ack was refused, or the link by which it follows an order has ended.",
        Shape::of::<TrackingError>(),
        &[Audience::Peer],
    ),
    tells(
        SESSION_ENDED,
        "The server is about to disconnect the socket. It should not come back before it has a good token.",
        Shape::of::<SessionEnded>(),
        &[Audience::Peer],
    ),
];

/// The schema of the offset, for who needs it beside an event's own.
pub(super) const OFFSET: Shape = Shape::of::<Offset>();

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_event_that_the_wire_spells_is_in_the_catalogue_with_its_direction() {
        let source = include_str!("wire.rs");
        let spelled: BTreeSet<_> = source
            .split("\npub const ")
            .skip(1)
            .filter_map(|rest| rest.split_once(": &str = \""))
            .filter(|(constant, _)| !constant.contains(char::is_whitespace))
            .map(|(_, rest)| rest.split('"').next().unwrap())
            .collect();
        assert!(spelled.len() >= 8, "{spelled:?}");
        let catalogued: BTreeSet<_> = EVENTS.iter().map(|event| event.name).collect();
        assert_eq!(spelled, catalogued);
        for event in &EVENTS {
            let (before, _) = source.split_once(&format!("\"{}\";", event.name)).unwrap();
            let said = before.rsplit("///").next().unwrap();
            let documented = before.lines().rev().filter(|line| line.starts_with("///")).find_map(|line| {
                [("/// Client to server", Sender::Client), ("/// Server to", Sender::Server)]
                    .into_iter()
                    .find_map(|(words, sender)| line.starts_with(words).then_some(sender))
            });
            assert_eq!(documented, Some(event.sender), "{}: {said}", event.name);
        }
    }

    #[test]
    fn clients_get_answers_and_the_servers_events_have_an_audience() {
        for event in &EVENTS {
            assert_eq!(event.ack.is_some(), event.sender == Sender::Client, "{}", event.name);
            assert_eq!(event.audience.is_empty(), event.sender == Sender::Client, "{}", event.name);
        }
    }
}
