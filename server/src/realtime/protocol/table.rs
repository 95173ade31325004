//! The event table: every event, in both directions. Who sends it, what it carries, how it is answered, who hears it.
//!
//! From this table come the names on the wire, which command a message is, who hears of an event of the log, the labels of
//! metrics, the AsyncAPI document and, through that, the web client's types.

use std::borrow::Cow;

use utoipa::{
    ToSchema,
    openapi::{RefOr, schema::Schema},
};

use super::wire::{
    AdminStatusUpdate, CommandAck, JoinAck, JoinArgument, NewToken, Offset, OkAck, OrderCreated, OrderStatusUpdated,
    RenewedAck, SessionEnded, TrackingError,
};
use crate::{domain::order_event::OrderEvent, event_log::LogEvent};

/// Which end sends an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::realtime) enum Sender {
    /// A client, and what it asks for.
    Client(Command),
    Server,
}

/// What a client can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::realtime) enum Command {
    JoinOrder,
    LeaveOrder,
    UpdateStatus,
    RefreshAuth,
}

/// Who hears an event of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// The other end of the one connection.
    Peer,
    /// The followers of the order that the event is about.
    OrderRoom,
    /// Staff and admins, without joining anything.
    OrderDesk,
}

/// A payload's type, as documents describe it.
#[derive(Clone, Copy, Debug)]
pub(in crate::realtime) struct Shape {
    pub(in crate::realtime) name: fn() -> Cow<'static, str>,
    schema: fn() -> RefOr<Schema>,
    within: fn(&mut Vec<(String, RefOr<Schema>)>),
}

impl Shape {
    pub(in crate::realtime) const fn of<T: ToSchema>() -> Self {
        Self { name: T::name, schema: T::schema, within: T::schemas }
    }

    /// The schema and those that it refers to, by name.
    pub(in crate::realtime) fn schemas(&self) -> Vec<(String, RefOr<Schema>)> {
        let mut schemas = vec![((self.name)().into_owned(), (self.schema)())];
        (self.within)(&mut schemas);
        schemas
    }
}

/// One event.
#[derive(Debug)]
pub(crate) struct EventSpec {
    /// What it is called on the wire.
    pub(in crate::realtime) name: &'static str,
    pub(in crate::realtime) sender: Sender,
    /// What it is for, in a sentence.
    pub(in crate::realtime) summary: &'static str,
    pub(in crate::realtime) argument: Shape,
    /// Whether the [`Offset`] follows the argument.
    pub(in crate::realtime) offset: bool,
    /// The answer when all went well, for a client that asks for one. A refusal is a `RefusedAck`.
    pub(in crate::realtime) ack: Option<Shape>,
    pub(in crate::realtime) audience: &'static [Audience],
}

const fn asks<Argument: ToSchema, Answer: ToSchema>(
    command: Command,
    name: &'static str,
    summary: &'static str,
) -> EventSpec {
    EventSpec {
        name,
        sender: Sender::Client(command),
        summary,
        argument: Shape::of::<Argument>(),
        offset: false,
        ack: Some(Shape::of::<Answer>()),
        audience: &[],
    }
}

/// What goes to rooms comes from the log, and is followed by its place there.
pub(crate) const fn announces<Argument: ToSchema>(
    name: &'static str,
    audience: &'static [Audience],
    summary: &'static str,
) -> EventSpec {
    let argument = Shape::of::<Argument>();
    EventSpec { name, sender: Sender::Server, summary, argument, offset: true, ack: None, audience }
}

const fn tells<Argument: ToSchema>(name: &'static str, summary: &'static str) -> EventSpec {
    EventSpec { offset: false, ..announces::<Argument>(name, &[Audience::Peer], summary) }
}

macro_rules! events {
    ($($event:ident = $spec:expr;)*) => {
        $(pub(in crate::realtime) static $event: EventSpec = $spec;)*

        /// All of them.
        pub(in crate::realtime) static EVENTS: &[&EventSpec] = &[$(&$event),*];
    };
}

events! {
    JOIN_ORDER_TRACKING = asks::<JoinArgument, JoinAck>(
        Command::JoinOrder,
        "join-order-tracking",
        "Follow an order. The ack brings where it stands, and with `since` what was missed; then come exactly the \
         events after that.",
    );
    LEAVE_ORDER_TRACKING = asks::<JoinArgument, OkAck>(
        Command::LeaveOrder,
        "leave-order-tracking",
        "Follow an order no more. Leaving what one did not join is no error.",
    );
    ADMIN_STATUS_UPDATE = asks::<AdminStatusUpdate, CommandAck>(
        Command::UpdateStatus,
        "admin-status-update",
        "Move an order, as the REST call does: for staff and admins. On a `TEST-` id of the sandbox, for anybody.",
    );
    AUTH_REFRESH = asks::<NewToken, RenewedAck>(
        Command::RefreshAuth,
        "auth:refresh",
        "Go on with a fresh token of the same person on this connection.",
    );
    ORDER_STATUS_UPDATED = announces::<OrderStatusUpdated>(
        "order-status-updated",
        &[Audience::OrderRoom, Audience::OrderDesk],
        "An order's status or tracking details changed. In the sandbox it has no `seq` and no offset.",
    );
    ORDER_CREATED = announces::<OrderCreated>("order-created", &[Audience::OrderDesk], "An order was placed.");
    TRACKING_ERROR = tells::<TrackingError>(
        "tracking-error",
        "What the client asked for without an ack was refused, or the link by which it follows an order has ended.",
    );
    SESSION_ENDED = tells::<SessionEnded>(
        "session-ended",
        "The server is about to disconnect the socket. It should not come back before it has a good token.",
    );
}

/// The row for an event of the log: what it is called and who hears of it. A new kind does not compile before it has one.
/// None: of a kind that this program does not know, nobody hears.
pub(in crate::realtime) fn announcement(event: &LogEvent) -> Option<&'static EventSpec> {
    match event {
        LogEvent::Order(OrderEvent::OrderCreated { .. }) => Some(&ORDER_CREATED),
        LogEvent::Order(OrderEvent::StatusChanged { .. }) => Some(&ORDER_STATUS_UPDATED),
        #[cfg(test)]
        LogEvent::Note(note) => Some(crate::second_book::announcement(note)),
        LogEvent::Unknown => None,
    }
}

/// The command of this name, and its name as ours: a stranger's words are no label of a metric.
pub(in crate::realtime) fn command(name: &str) -> Option<(Command, &'static str)> {
    EVENTS.iter().filter(|event| event.name == name).find_map(|event| match event.sender {
        Sender::Client(command) => Some((command, event.name)),
        Sender::Server => None,
    })
}

/// What a client may send is called.
pub fn asked() -> impl Iterator<Item = &'static str> {
    EVENTS.iter().filter(|event| matches!(event.sender, Sender::Client(_))).map(|event| event.name)
}

/// What events of the log are called on the wire.
pub(in crate::realtime) fn announced() -> impl Iterator<Item = &'static str> {
    EVENTS.iter().filter(|event| event.offset).map(|event| event.name)
}

/// The schema of the offset, for who needs it beside an event's own.
pub(in crate::realtime) const OFFSET: Shape = Shape::of::<Offset>();

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_events_have_a_name_and_no_two_rows_a_command() {
        let names: HashSet<_> = EVENTS.iter().map(|event| event.name).collect();
        assert_eq!(names.len(), EVENTS.len());
        for event in EVENTS {
            let asked = command(event.name);
            match event.sender {
                Sender::Client(command) => assert_eq!(asked, Some((command, event.name))),
                Sender::Server => assert_eq!(asked, None, "no client says {}", event.name),
            }
        }
    }

    #[test]
    fn clients_get_answers_and_the_servers_events_have_an_audience() {
        for event in EVENTS {
            let asked = matches!(event.sender, Sender::Client(_));
            assert_eq!(event.ack.is_some(), asked, "{}", event.name);
            assert_eq!(event.audience.is_empty(), asked, "{}", event.name);
            assert_eq!(event.offset, event.audience.iter().any(|heard| *heard != Audience::Peer), "{}", event.name);
        }
    }
}
