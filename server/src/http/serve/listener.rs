//! The listener, which can close before the server does: whoever was let in is served, and a balancer sends the next
//! connection elsewhere.

use std::{collections::VecDeque, net::SocketAddr};

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// Lets connections in until it is closed.
#[derive(Debug)]
pub(crate) struct Door {
    listener: Option<TcpListener>,
    /// Those that had come before it was closed.
    late: VecDeque<(TcpStream, SocketAddr)>,
    closed: CancellationToken,
}

impl Door {
    /// Closes with `closed`.
    pub(crate) fn new(listener: TcpListener, closed: CancellationToken) -> Self {
        Self { listener: Some(listener), late: VecDeque::new(), closed }
    }

    /// Those that wait at this moment are still let in: to the one who sent them they look connected, and what came
    /// with them must not be lost.
    fn close(&mut self) {
        let Some(listener) = self.listener.take() else { return };
        let waiting = listener.into_std().map(|listener| {
            std::iter::from_fn(|| listener.accept().ok())
                .filter_map(|(stream, from)| {
                    stream.set_nonblocking(true).ok()?;
                    Some((TcpStream::from_std(stream).ok()?, from))
                })
                .collect::<VecDeque<_>>()
        });
        match waiting {
            Ok(waiting) => self.late = waiting,
            Err(error) => tracing::warn!(%error, "connections that waited are lost"),
        }
    }

    /// The next connection; none ever again once those that waited when it was closed are through.
    pub(crate) async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        if let Some(listener) = &mut self.listener {
            let closed = self.closed.clone();
            tokio::select! {
                accepted = Listener::accept(listener) => return accepted,
                () = closed.cancelled() => self.close(),
            }
        }
        match self.late.pop_front() {
            Some(late) => late,
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_came_before_it_closed_is_let_in_and_nobody_after() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let closed = CancellationToken::new();
        let mut door = Door::new(listener, closed.clone());
        let early = [TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap()];
        closed.cancel();
        for stream in &early {
            assert_eq!(door.accept().await.1, stream.local_addr().unwrap());
        }
        assert!(futures_util::poll!(std::pin::pin!(door.accept())).is_pending());
        TcpStream::connect(address).await.expect_err("nobody listens");
    }
}
