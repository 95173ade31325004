//! [`Wire`]: the writing end of an upgraded connection.

use std::{io, net::Shutdown, sync::Arc, time::Duration};

use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::{
    io::WriteHalf,
    net::{TcpStream, tcp::OwnedWriteHalf},
    runtime::Handle,
    sync::Mutex,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

/// How long the peer has to end its side after we have ended ours.
const LINGER_TIMEOUT: Duration = Duration::from_secs(2);

/// Cloning shares the connection.
#[derive(Clone)]
pub(crate) enum Wire {
    /// The usual case: bytes are written at once, from any thread.
    Tcp(Arc<OwnedWriteHalf>),
    /// TLS in process, a Unix socket, a listener of the caller's own. Only a task can write to it, so everything goes
    /// through the queue.
    Wrapped(Arc<Wrapped>),
}

pub(crate) struct Wrapped {
    pub(crate) write: Mutex<WriteHalf<TokioIo<Upgraded>>>,
    pub(crate) ended: CancellationToken,
}

impl Wire {
    /// Writes what the system takes now.
    ///
    /// # Errors
    /// `WouldBlock`: it takes nothing now.
    pub(crate) fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(tcp) => tcp.try_write(bytes),
            Self::Wrapped(_) => Err(io::ErrorKind::WouldBlock.into()),
        }
    }

    /// Ends the connection at once in both directions, and discards what the system still holds for the peer.
    pub(crate) fn cut(&self) {
        match self {
            Self::Tcp(tcp) => {
                let socket = socket2::SockRef::from(stream(tcp));
                socket.set_linger(Some(Duration::ZERO)).ok();
                socket.shutdown(Shutdown::Both).ok();
            }
            Self::Wrapped(wrapped) => wrapped.ended.cancel(),
        }
    }

    /// Ends the connection behind what has been written.
    pub(crate) fn finish(self, runtime: &Handle) {
        match self {
            Self::Tcp(tcp) => {
                let socket = socket2::SockRef::from(stream(&tcp));
                socket.shutdown(Shutdown::Write).ok();
                if matches!(stream(&tcp).try_read(&mut [0]), Ok(0)) {
                    socket.shutdown(Shutdown::Read).ok();
                } else {
                    runtime.spawn(linger(tcp));
                }
            }
            Self::Wrapped(wrapped) => wrapped.ended.cancel(),
        }
    }
}

/// Reads on until the peer ends its side as well. A system that receives something for a connection that nobody reads
/// resets it, and what it had not delivered yet is lost (RFC 1122, 4.2.2.13).
async fn linger(tcp: Arc<OwnedWriteHalf>) {
    let tcp = stream(&tcp);
    let mut ignored = [0; 512];
    let ends = async {
        while tcp.readable().await.is_ok() {
            match tcp.try_read(&mut ignored) {
                Ok(0) => return,
                Err(error) if error.kind() != io::ErrorKind::WouldBlock => return,
                Ok(_) | Err(_) => {}
            }
        }
    };
    // A peer that has not ended by now will be reset.
    timeout(LINGER_TIMEOUT, ends).await.ok();
    socket2::SockRef::from(tcp).shutdown(Shutdown::Both).ok();
}

/// The connection that this is the writing half of.
fn stream(half: &OwnedWriteHalf) -> &TcpStream {
    half.as_ref()
}
