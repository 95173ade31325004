//! What a client may ask for: parse, check, call a service, ack.

use std::sync::Arc;

use sea_orm::EntityTrait as _;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use trackroom_socketio::{Ack, Event, Message};

use super::{
    access, audience,
    connection::Connection,
    lookups::OrderNow,
    named_order::order_named,
    protocol::{
        table::{Command, ORDER_STATUS_UPDATED, command},
        wire::{
            AdminStatusUpdate, Announcement, CommandAck, JoinAck, JoinArgument, JoinOrder, NewToken, OkAck,
            OrderSnapshot, OrderStatusUpdated, RenewedAck, sandbox_snapshot,
        },
    },
    room::Right,
    room::Room,
};
use crate::{
    auth::gate::require,
    clock::{self, Timestamp},
    domain::ids::{DocumentId, OrderRef, SANDBOX_PREFIX, is_sandbox_id},
    domain::person::Permission,
    error::{Code, Error, Resource, Result},
    event_log::{Book, log::Reader},
    services::{orders, tracking_links},
    store::entities::order,
};

/// The most missed events that one ack brings; who missed more takes the snapshot.
const MAX_MISSED: u64 = 500;

/// Whether messages like this one, coming one after the other, may be worked on at once: changes of stored orders may, as
/// they are made in the order in which they are asked for, and share a commit. What is played in the sandbox has no such
/// order but its own.
pub(super) fn goes_together(message: &Message) -> bool {
    matches!(command(&message.name), Some((Command::UpdateStatus, _)))
        && message.args.iter().all(|arg| !arg.get().contains(SANDBOX_PREFIX))
}

/// Does what a message asks for, and answers it.
pub(super) async fn handle(connection: &Arc<Connection>, message: Message) {
    let Message { name, args, ack } = message;
    let argument = args.first().map(AsRef::as_ref);
    let mut order_id = None;
    match command(&name).map(|(command, _)| command) {
        Some(Command::JoinOrder) => {
            let joined = match parse::<JoinArgument>(argument).map(JoinOrder::from) {
                Ok(join) => follow(connection, &join, ack.is_some(), &mut order_id).await,
                Err(error) => Err(error),
            };
            match joined {
                Err(error) => refuse(connection, &name, argument, ack, order_id, &error),
                Ok(followed) => {
                    connection.realtime.metrics.joins.inc();
                    if let Some(answer) = &followed.answer {
                        connection.answer(ack, answer);
                    }
                    // Answered first: no event of the room comes before its ack.
                    followed.admission.start(Vec::new(), followed.position);
                }
            }
        }
        Some(Command::LeaveOrder) => {
            let left = match parse::<JoinArgument>(argument).map(JoinOrder::from) {
                Ok(leave) => unfollow(connection, &leave).await,
                Err(error) => Err(error),
            };
            match left {
                Err(error) => refuse(connection, &name, argument, ack, None, &error),
                Ok(()) => connection.answer(ack, &OkAck { ok: true }),
            }
        }
        Some(Command::UpdateStatus) => {
            let moved = match parse::<AdminStatusUpdate>(argument) {
                Ok(command) => update_status(connection, command).await,
                Err(error) => Err(error),
            };
            match moved {
                Err(error) => refuse(connection, &name, argument, ack, None, &error),
                Ok(answer) => connection.answer(ack, &answer),
            }
        }
        Some(Command::RefreshAuth) => {
            let renewed = match parse::<NewToken>(argument) {
                Ok(new) => connection.renew(&new.token).await,
                Err(error) => Err(error),
            };
            match renewed {
                Err(error) => connection.refuse(ack, None, &error),
                Ok(expires) => connection.answer(ack, &RenewedAck { ok: true, expires_at: expires_at(expires) }),
            }
        }
        None if ack.is_some() => {
            let error = Error::invalid(Code::UnknownEvent, "The server has no such event");
            connection.refuse(ack, None, &error);
        }
        None => {}
    }
}

/// Refuses what a message asks for. Without an ack the order is named: as the message does, or else as `known`.
fn refuse(
    connection: &Connection,
    event: &str,
    argument: Option<&RawValue>,
    ack: Option<Ack>,
    known: Option<String>,
    error: &Error,
) {
    let order_id = if ack.is_none() { order_named(event, argument).or(known) } else { None };
    connection.refuse(ack, order_id.as_deref(), error);
}

fn parse<T: DeserializeOwned>(argument: Option<&RawValue>) -> Result<T> {
    let argument = argument.ok_or_else(|| Error::invalid(Code::InvalidRequest, "The event needs an argument"))?;
    if argument.get().contains(r"\u0000") {
        return Err(Error::invalid(Code::InvalidRequest, "The character U+0000 is not allowed"));
    }
    // A derived struct would take an array of its fields as well.
    if argument.get().starts_with('[') {
        return Err(Error::invalid(Code::InvalidRequest, "The event's argument is not of the right shape"));
    }
    serde_json::from_str(argument.get())
        .map_err(|_| Error::invalid(Code::InvalidRequest, "The event's argument is not of the right shape"))
}

fn expires_at(seconds: i64) -> Timestamp {
    Timestamp(chrono::DateTime::from_timestamp(seconds, 0).unwrap_or(chrono::DateTime::<chrono::Utc>::MAX_UTC))
}

/// A join that has been granted; its events wait until it is started.
struct Followed {
    admission: trackroom_socketio::Admission<Room>,
    answer: Option<JoinAck>,
    /// Events at or before this position of the log are in the answer already.
    position: u64,
}

/// Lets a socket into an order's room. With an ack the client gets a snapshot, then exactly what comes after
/// it; without one, everything from now on. What the order is called stands in `known` as soon as it is known.
async fn follow(
    connection: &Arc<Connection>,
    join: &JoinOrder,
    acked: bool,
    known: &mut Option<String>,
) -> Result<Followed> {
    let realtime = &connection.realtime;
    let rooms = realtime.rooms();
    if let Some(order_id) = join.order_id.as_deref().filter(|id| join.ticket.is_none() && is_sandbox_id(id)) {
        if !realtime.config.realtime.sandbox {
            return Err(Error::NotFound(Resource::Order));
        }
        let room = Room::Sandbox(order_id.into());
        connection.enter(&room, Right::Own, realtime.recovery.recent.last())?;
        connection.save();
        let order = sandbox_snapshot(order_id, clock::now());
        let answer = JoinAck { ok: true, order, events: None, complete: None };
        return Ok(Followed { admission: rooms.admit(&connection.sender, [room]), answer: Some(answer), position: 0 });
    }
    let viewer = connection.viewer();
    let granted = access::grant(realtime, &realtime.lookups, viewer.as_ref(), join).await?;
    let order = &granted.order;
    if join.order_id.is_none() && !acked {
        *known = Some(order.order_id.clone());
    }
    let room = Room::Order(order.id);
    let fresh = connection.enter(&room, granted.right(), realtime.recovery.recent.last())?;
    if let Some(link) = &granted.link {
        realtime.links().add(link, &order.order_id, connection);
    }
    // From here on the room's events wait. What was announced before is committed, so the snapshot, which is
    // read after, has it.
    let admission = rooms.admit(&connection.sender, [room.clone()]);
    // A link that ended before the admission has asked the room to let the socket go when it was not yet in.
    if !connection.may_follow(&room) {
        return Err(Error::NotFound(Resource::TrackingLink));
    }
    // Nor has a change of role that came meanwhile looked at this room: it is judged by what they are now.
    let now = connection.viewer();
    if now != viewer
        && let Err(error) = access::grant(realtime, &realtime.lookups, now.as_ref(), join).await
    {
        if fresh {
            connection.exit(&room);
        }
        // A room that was there before has been judged with the change: the session of an ended token keeps it.
        rooms.leave(&connection.sender, room);
        return Err(error);
    }
    if !acked {
        connection.save();
        return Ok(Followed { admission, answer: None, position: 0 });
    }
    let caught_up = catch_up(connection, order.id, join.since).await;
    if fresh && caught_up.is_err() {
        // Who is told that they do not follow, does not, after coming back neither.
        connection.exit(&room);
    }
    let (answer, position) = caught_up?;
    if fresh {
        connection.settle(&room, position);
        // Who is told that they follow, follows: also after a `kill -9` in the next millisecond.
        connection.saved().await;
    } else {
        connection.save();
    }
    Ok(Followed { admission, answer: Some(answer), position })
}

/// The order as it is now, what the client missed, and the position in the log up to which that tells all.
async fn catch_up(connection: &Connection, number: i64, since: Option<i64>) -> Result<(JoinAck, u64)> {
    // The position is that of the last event that the snapshot holds; a later one may have been committed since.
    let OrderNow { order, position } =
        connection.realtime.lookups.now(number).await?.ok_or(Error::NotFound(Resource::Order))?;
    let order_snapshot = OrderSnapshot::from(&order);
    let (mut events, mut complete) = (None, None);
    if let Some(since) = since {
        let missed = missed(connection, number, since.clamp(0, order.seq.0), order.seq.0).await?;
        complete = Some(missed.is_some());
        events = Some(missed.unwrap_or_default());
    }
    let answer = JoinAck { ok: true, order: order_snapshot, events, complete };
    Ok((answer, u64::try_from(position.unwrap_or_default()).unwrap_or_default()))
}

/// What the followers of an order were told between two of its `seq`, the first excluded. None if that is too much, or if
/// something among it cannot be told, because a newer program wrote it: the client takes the snapshot, whose `seq` leaves
/// no hole to ask after again.
async fn missed(
    connection: &Connection,
    number: i64,
    since: i64,
    upto: i64,
) -> Result<Option<Vec<OrderStatusUpdated>>> {
    let log = &connection.realtime.log;
    let mut missed = log.of_subject(Book::Orders, number, since, MAX_MISSED + 1).await?;
    missed.retain(|event| event.seq <= upto);
    let unknown = missed.iter().filter(|event| !event.is_known()).inspect(|event| log.skipped(Reader::Join, event));
    if unknown.count() > 0 || missed.len() as u64 > MAX_MISSED {
        return Ok(None);
    }
    let room = Room::Order(number);
    let told = missed.iter().filter(|event| audience::rooms(event).any(|heard| heard == room));
    let told = told.map(|event| match Announcement::of(event) {
        Some(Announcement::StatusUpdated(update)) => Some(update),
        _ => None,
    });
    Ok(told.collect())
}

/// Lets a socket out of an order's room. Leaving what one never joined is no error, and the answer is the same
/// for orders that do not exist: so nobody needs a right to leave.
async fn unfollow(connection: &Connection, leave: &JoinOrder) -> Result<()> {
    let realtime = &connection.realtime;
    let room = match (&leave.order_id, &leave.ticket) {
        (Some(order_id), _) if is_sandbox_id(order_id) => Some(Room::Sandbox(order_id.as_str().into())),
        (Some(order_id), _) => match OrderRef::parse(order_id) {
            Some(wanted) => {
                let found = order::Entity::find_ref(realtime.db.read(), order::Entity::find(), &wanted).await?;
                found.map(|order| Room::Order(order.id))
            }
            None => None,
        },
        (None, Some(ticket)) => match tracking_links::open(realtime, ticket).await {
            Ok((_, order)) => Some(Room::Order(order.id)),
            Err(Error::NotFound(_)) => None,
            Err(error) => return Err(error),
        },
        (None, None) => return Err(Error::invalid(Code::InvalidRequest, "orderId or ticket is required")),
    };
    if let Some(room) = room {
        connection.exit(&room);
        realtime.rooms().leave(&connection.sender, room);
    }
    Ok(())
}

/// Moves an order, as the REST call does; or plays with one that does not exist.
async fn update_status(connection: &Connection, command: AdminStatusUpdate) -> Result<CommandAck> {
    let realtime = &connection.realtime;
    if is_sandbox_id(&command.order_id) && realtime.config.realtime.sandbox {
        return play(connection, command).await;
    }
    let person = connection.viewer().ok_or(Error::Forbidden("Not authorized as admin"))?;
    require(&person, Permission::OrderDesk)?;
    let wanted = OrderRef::parse(&command.order_id).ok_or(Error::NotFound(Resource::Order))?;
    let change = command.change.checked(command.expected_seq)?;
    let request_id = message_id();
    let moved = orders::update_status(&realtime.orders, &person.actor(), &wanted, &change, Some(&request_id)).await?;
    let followers = realtime.followers(moved.order.number.0).await;
    Ok(CommandAck { ok: true, order: Some(OrderSnapshot::from(&moved.order)), followers })
}

/// What follows a change from a socket's command to the emitted event, as a request's id does from an HTTP call.
fn message_id() -> String {
    let id = format!("socket-{}", DocumentId::new());
    tracing::debug!(request_id = id, "a socket moves an order");
    id
}

/// Relays a valid change to the followers of a sandbox order. Nothing is stored.
async fn play(connection: &Connection, command: AdminStatusUpdate) -> Result<CommandAck> {
    let change = command.change.checked(None)?;
    let room = Room::Sandbox(command.order_id.as_str().into());
    let update = OrderStatusUpdated {
        order_id: command.order_id,
        status: change.status,
        tracking_number: change.tracking_number,
        estimated_delivery: change.estimated_delivery.map(Timestamp),
        updated_at: clock::now().into(),
        seq: None,
    };
    // No string follows the payload: the client would take it for an offset in the log.
    let event = Event::with(ORDER_STATUS_UPDATED.name, &update).map_err(anyhow::Error::from)?;
    let rooms = connection.realtime.rooms();
    let followers = rooms.count(&room).await;
    rooms.send([room], event).await;
    Ok(CommandAck { ok: true, order: None, followers })
}
