//! [`Stream`]: what the library reads from and writes to in place of the connection.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf, ReadHalf},
    net::tcp::OwnedReadHalf,
};
use tokio_util::sync::WaitForCancellationFutureOwned;

use crate::{conn::Conn, link::Link};

/// The reading end is the connection's own; writes go through [`Conn`].
pub(crate) struct Stream {
    read: Read,
    /// Bytes that came with the upgrade request.
    head: Bytes,
    conn: Arc<Conn>,
    link: Arc<Link>,
}

pub(crate) enum Read {
    Tcp(OwnedReadHalf),
    Wrapped(ReadHalf<TokioIo<Upgraded>>, Pin<Box<WaitForCancellationFutureOwned>>),
}

impl Stream {
    pub(crate) fn new(read: Read, head: Bytes, conn: Arc<Conn>, link: Arc<Link>) -> Self {
        Self { read, head, conn, link }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.conn.finish();
        self.link.stream_dropped();
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.head.is_empty() {
            let length = this.head.len().min(buf.remaining());
            buf.put_slice(&this.head.split_to(length));
            if this.head.is_empty() {
                this.head = Bytes::new();
            }
            return Poll::Ready(Ok(()));
        }
        match &mut this.read {
            Read::Tcp(tcp) => {
                if this.conn.has_ended() {
                    return Poll::Ready(Ok(()));
                }
                ready!(Pin::new(tcp).poll_read(cx, buf))?;
                this.conn.heard();
                Poll::Ready(Ok(()))
            }
            Read::Wrapped(read, ended) => {
                if ended.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
                }
                ready!(Pin::new(read).poll_read(cx, buf))?;
                this.conn.heard();
                Poll::Ready(Ok(()))
            }
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(self.conn.write_library(buf, self.link.greeting()))
    }

    /// What was written is on its way; `Conn` sees to it.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
