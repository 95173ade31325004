//! The tasks of a connection, each of which lives only while something waits.

use std::{
    io,
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::{
    io::AsyncWriteExt,
    net::tcp::OwnedWriteHalf,
    time::{Instant, sleep, timeout_at},
};

use super::{
    Conn,
    wire::{Wire, Wrapped},
};

/// Writes a connection's queue until it is empty. A chunk that waits too long ends the connection.
pub(crate) async fn run(conn: Arc<Conn>, wire: Wire) {
    match wire {
        Wire::Tcp(tcp) => drain_tcp(&conn, &tcp).await,
        Wire::Wrapped(wrapped) => drain_wrapped(&conn, &wrapped).await,
    }
}

async fn drain_tcp(conn: &Conn, tcp: &OwnedWriteHalf) {
    loop {
        let Some((_, deadline)) = conn.oldest() else {
            return;
        };
        match timeout_at(deadline, tcp.writable()).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => return conn.kill(),
        }
        if !conn.drain_with(|chunks| tcp.try_write_vectored(chunks)) {
            return;
        }
    }
}

async fn drain_wrapped(conn: &Conn, wrapped: &Wrapped) {
    loop {
        let Some((chunk, deadline)) = conn.oldest() else {
            return;
        };
        let write = async {
            let mut wire = wrapped.write.lock().await;
            wire.write_all(&chunk).await?;
            wire.flush().await
        };
        let written = tokio::select! {
            written = timeout_at(deadline, write) => written,
            () = wrapped.ended.cancelled() => return,
        };
        let Ok(Ok(())) = written else {
            return conn.kill();
        };
        let mut fresh = true;
        let more = conn.drain_with(|_| {
            if std::mem::take(&mut fresh) { Ok(chunk.len()) } else { Err(io::ErrorKind::WouldBlock.into()) }
        });
        if !more {
            return;
        }
    }
}

/// Ends a connection whose fence has not fallen in time.
pub(crate) async fn give_up_fence(conn: Weak<Conn>, since: Instant, timeout: Duration) {
    sleep(timeout).await;
    if let Some(conn) = conn.upgrade() {
        conn.kill_if_held_since(since);
    }
}
