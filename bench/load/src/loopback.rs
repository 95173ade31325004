//! Connections to a server on this machine, many more than one source address has ports for.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, SocketAddrV4},
};

use nix::sys::socket::{setsockopt, sockopt::IpBindAddressNoPort};
use tokio::net::{TcpSocket, TcpStream};

/// The source address changes with the process and every 8,000 connections, so that ports in `TIME_WAIT` never run out.
/// All of 127.0.0.0/8 is this machine.
fn source(index: usize) -> Ipv4Addr {
    let last = (std::process::id() as usize * 7 + index / 8_000) % 250;
    Ipv4Addr::new(127, 0, 0, 2 + last as u8)
}

/// Connects to the server. `index` chooses the source address.
pub(crate) async fn connect(address: SocketAddr, index: usize) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    setsockopt(&socket, IpBindAddressNoPort, &true)?;
    socket.bind(SocketAddr::V4(SocketAddrV4::new(source(index), 0)))?;
    socket.set_nodelay(true)?;
    socket.connect(address).await
}
