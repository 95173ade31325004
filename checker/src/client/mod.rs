//! A client written by hand that speaks the protocols as `socket.io-client` 4.8 does: Socket.IO 5 over Engine.IO 4. It
//! is light enough for hundreds of clients in one process.

mod handshake;
mod line;
mod packet;
mod polling;
mod socket;
mod websocket;

pub(crate) use self::{
    handshake::Transport,
    packet::Packet,
    socket::{ConnectError, Connected, Socket},
};
