//! [`Wire`]: the writing end of an upgraded connection.

use std::{io, net::Shutdown, sync::Arc, time::Duration};

use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::{io::WriteHalf, net::TcpStream, sync::Mutex};
use tokio_util::sync::CancellationToken;

/// Cloning shares the connection.
#[derive(Clone)]
pub(crate) enum Wire {
    /// The usual case: whoever has bytes writes them at once.
    Tcp(Arc<TcpStream>),
    /// TLS in process, a Unix socket, a listener of the caller's own: it can only be written to from
    /// a task, so everything goes through the queue.
    Wrapped(Arc<Wrapped>),
}

pub(crate) struct Wrapped {
    pub(crate) write: Mutex<WriteHalf<TokioIo<Upgraded>>>,
    pub(crate) ended: CancellationToken,
}

impl Wire {
    /// Takes what it can now. `WouldBlock`: nothing.
    pub(crate) fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(tcp) => tcp.try_write(bytes),
            Self::Wrapped(_) => Err(io::ErrorKind::WouldBlock.into()),
        }
    }

    /// Ends the connection in both directions; its reader sees the end. `abruptly` also gives up
    /// what the system still holds for a peer that does not read.
    pub(crate) fn end(&self, abruptly: bool) {
        match self {
            Self::Tcp(tcp) => {
                let socket = socket2::SockRef::from(tcp.as_ref());
                if abruptly {
                    socket.set_linger(Some(Duration::ZERO)).ok();
                }
                socket.shutdown(Shutdown::Both).ok();
            }
            Self::Wrapped(wrapped) => wrapped.ended.cancel(),
        }
    }
}
