//! The events as data: an AsyncAPI 3.0 document, made from the event table and the wire's types.

use sea_orm::Iterable;
use serde_json::{Map, Value, json};
use utoipa::{
    ToSchema,
    openapi::{RefOr, extensions::Extensions, schema::Schema},
};

use super::{
    table::{Audience, EVENTS, EventSpec, OFFSET, Shape},
    wire::RefusedAck,
};
use crate::domain::order_status::OrderStatus;

const REFUSED: Shape = Shape::of::<RefusedAck>();

const ABOUT: &str = "Order status in real time, over Socket.IO 5 (Engine.IO 4) at `/socket.io/`, namespace `/`, by \
    WebSocket, polling, and the upgrade from one to the other.\n\n\
    A message's `payload` is the event's first argument; `x-arguments` lists all of them. What a client sends may ask \
    for an ack, which is the operation's reply: the first message when all went well, `RefusedAck` when not. Refused \
    without an ack, the client gets `tracking-error`.\n\n\
    Events from the log end in their offset, a string. `socket.io-client` 4.6 and later keeps it and brings it, with the \
    `pid` of the CONNECT answer, when it comes back: then nothing is missed (connection state recovery). A client whose \
    handlers count their arguments says `offsets=off` in the query of the handshake: it gets no `pid`, no offsets, and no \
    recovery, so it joins anew on each connect, with `since`.";

/// The document.
#[must_use]
pub fn document() -> Value {
    json!({
        "asyncapi": "3.0.0",
        "id": "urn:trackroom:socket",
        "info": {
            "title": "Trackroom: socket events",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": env!("CARGO_PKG_LICENSE") },
            "tags": [{ "name": "orders" }],
        },
        "defaultContentType": "application/json",
        "servers": { "trackroom": server() },
        "channels": channels(),
        "operations": operations(),
        "components": { "messages": messages(), "schemas": schemas(), "securitySchemes": security_schemes() },
    })
}

fn server() -> Value {
    json!({
        "host": "{host}",
        "pathname": "/socket.io/",
        "protocol": "ws",
        "protocolVersion": "EIO=4",
        "description": "A browser's Origin must be the server's own or one of FRONTEND_URL. Without a token the client \
            is a stranger; a bad token of the CONNECT packet or the header refuses the connection.",
        "variables": { "host": { "default": "localhost:5000", "description": "Where Trackroom listens." } },
        "security": [
            reference("securitySchemes", "connectPacket"),
            reference("securitySchemes", "header"),
            reference("securitySchemes", "cookie"),
        ],
    })
}

fn security_schemes() -> Value {
    json!({
        "connectPacket": {
            "type": "apiKey",
            "in": "password",
            "description": "The access token as `auth: { token }` of the Socket.IO CONNECT packet.",
        },
        "header": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
        "cookie": {
            "type": "httpApiKey",
            "in": "cookie",
            "name": "trackroom_session",
            "description": "Set by a log-in. A stale one makes a stranger.",
        },
    })
}

/// A channel for each place where a message may be heard. Rooms have no address that a client could use: the server
/// puts sockets into them.
fn channels() -> Value {
    let of = |belongs: &dyn Fn(&EventSpec) -> bool| -> Map<String, Value> {
        let mut here = Map::new();
        for event in EVENTS.iter().filter(|event| belongs(event)) {
            let answers = event.ack.iter().flat_map(|_| [answer_key(event), "refused".to_owned()]);
            for key in [key(event)].into_iter().chain(answers) {
                let message = reference("messages", &key);
                here.insert(key, message);
            }
        }
        here
    };
    let peer = |event: &EventSpec| event.ack.is_some() || event.audience.contains(&Audience::Peer);
    json!({
        "namespace": {
            "address": "/",
            "title": "One connection",
            "description": "What the two ends of one socket say to each other.",
            "messages": of(&peer),
            "bindings": { "ws": { "query": handshake_query() } },
        },
        "order": {
            "address": null,
            "title": "An order's room",
            "description": "Everybody who has joined one order.",
            "messages": of(&|event| event.audience.contains(&Audience::OrderRoom)),
        },
        "orderDesk": {
            "address": null,
            "title": "The order desk",
            "description": "Staff and admins hear of every order without joining anything; one who also follows an \
                order gets one copy.",
            "messages": of(&|event| event.audience.contains(&Audience::OrderDesk)),
        },
    })
}

/// What the query of a connection's first request may say, besides what Engine.IO says there.
fn handshake_query() -> Value {
    json!({
        "type": "object",
        "properties": {
            "offsets": {
                "type": "string",
                "enum": ["on", "off"],
                "default": "on",
                "description": "off: no pid, no offset behind an event's argument, and no recovery, for this connection. \
                    Any other word refuses it.",
            },
        },
    })
}

fn operations() -> Map<String, Value> {
    let mut operations = Map::new();
    for event in EVENTS {
        let Some(_) = event.ack else {
            for audience in event.audience {
                let (channel, suffix) = match audience {
                    Audience::Peer => ("namespace", ""),
                    Audience::OrderRoom => ("order", "ToFollowers"),
                    Audience::OrderDesk => ("orderDesk", "ToTheDesk"),
                };
                operations.insert(
                    format!("{}{suffix}", key(event)),
                    json!({
                        "action": "send",
                        "channel": { "$ref": format!("#/channels/{channel}") },
                        "summary": event.summary,
                        "messages": [in_channel(channel, &key(event))],
                    }),
                );
            }
            continue;
        };
        operations.insert(
            key(event),
            json!({
                "action": "receive",
                "channel": { "$ref": "#/channels/namespace" },
                "summary": event.summary,
                "messages": [in_channel("namespace", &key(event))],
                "reply": {
                    "channel": { "$ref": "#/channels/namespace" },
                    "messages": [in_channel("namespace", &answer_key(event)), in_channel("namespace", "refused")],
                },
            }),
        );
    }
    operations
}

fn messages() -> Map<String, Value> {
    let mut messages = Map::new();
    for event in EVENTS {
        let mut arguments = vec![schema_of(event.argument)];
        if event.offset {
            arguments.push(schema_of(OFFSET));
        }
        let mut message = json!({
            "name": event.name,
            "title": event.name,
            "summary": event.summary,
            "payload": schema_of(event.argument),
            "x-arguments": arguments,
        });
        if let Some(ack) = event.ack {
            message["x-ack"] = json!({ "oneOf": [schema_of(ack), schema_of(REFUSED)] });
            let title = format!("The ack of {}", event.name);
            let answer = json!({ "name": answer_key(event), "title": title, "payload": schema_of(ack) });
            messages.insert(answer_key(event), answer);
        }
        messages.insert(key(event), message);
    }
    messages.insert(
        "refused".to_owned(),
        json!({ "name": "refused", "title": "The ack of a refusal", "payload": schema_of(REFUSED) }),
    );
    messages
}

fn schemas() -> std::collections::BTreeMap<String, RefOr<Schema>> {
    let arguments = EVENTS.iter().map(|event| event.argument);
    let acks = EVENTS.iter().filter_map(|event| event.ack);
    let mut schemas: std::collections::BTreeMap<_, _> =
        arguments.chain(acks).chain([OFFSET, REFUSED]).flat_map(|shape| shape.schemas()).collect();
    if let Some(RefOr::T(Schema::Object(status))) = schemas.get_mut(&*OrderStatus::name()) {
        status.extensions = Some(allowed_moves());
    }
    schemas
}

/// The state machine for clients that offer moves: to each status, where an order may go from there.
fn allowed_moves() -> Extensions {
    let table: Map<String, Value> =
        OrderStatus::iter().map(|from| (from.as_str().to_owned(), json!(from.allowed()))).collect();
    Extensions::builder().add("x-allowed-moves", table).build()
}

/// An event's name as a key: `join-order-tracking` is `joinOrderTracking`.
fn key(event: &EventSpec) -> String {
    let mut words = event.name.split(['-', ':']);
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut key, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        key.push_str(&initial.to_ascii_uppercase());
        key.push_str(rest);
        key
    })
}

fn answer_key(event: &EventSpec) -> String {
    format!("{}Ack", key(event))
}

fn schema_of(shape: Shape) -> Value {
    reference("schemas", &(shape.name)())
}

fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

fn in_channel(channel: &str, message: &str) -> Value {
    json!({ "$ref": format!("#/channels/{channel}/messages/{message}") })
}
