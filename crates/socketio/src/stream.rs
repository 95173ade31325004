//! [`Stream`]: what the library reads from and writes to in place of the connection.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use hyper::upgrade::Upgraded;
use hyper_util::{rt::TokioIo, server::conn::auto::upgrade::downcast};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf, ReadHalf},
    net::{TcpStream, tcp::OwnedReadHalf},
    sync::Mutex,
};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use crate::{
    common::Common,
    conn::{
        Conn,
        wire::{Wire, Wrapped},
    },
    counters::up,
    frame::close_frame,
    link::Link,
};

/// The status "unsupported data" of a close frame (RFC 6455, 7.4.1).
const UNSUPPORTED: u16 = 1003;
const OPCODE: u8 = 0x0f;
const BINARY: u8 = 0x02;

/// The reading end of an upgraded connection.
pub(crate) struct Incoming {
    read: ReadEnd,
    /// Bytes that are to be read first.
    head: Bytes,
}

enum ReadEnd {
    Tcp(OwnedReadHalf),
    Wrapped(ReadHalf<TokioIo<Upgraded>>, Pin<Box<WaitForCancellationFutureOwned>>),
}

/// The two ends of an upgraded connection. The bytes that came with the request are copied even where there are none: an
/// empty slice would keep hyper's read buffer alive.
pub(crate) fn split(upgraded: Upgraded, common: &Common) -> (Wire, Incoming) {
    match downcast::<TokioIo<TcpStream>>(upgraded) {
        Ok(parts) => {
            let (read, write) = parts.io.into_inner().into_split();
            let head = Bytes::copy_from_slice(&parts.read_buf);
            (Wire::Tcp(Arc::new(write)), Incoming { read: ReadEnd::Tcp(read), head })
        }
        Err(upgraded) => {
            up(&common.counters.wrapped);
            let (read, write) = tokio::io::split(TokioIo::new(upgraded));
            let ended = CancellationToken::new();
            let read = ReadEnd::Wrapped(read, Box::pin(ended.clone().cancelled_owned()));
            let wire = Wire::Wrapped(Arc::new(Wrapped { write: Mutex::new(write), ended }));
            (wire, Incoming { read, head: Bytes::new() })
        }
    }
}

impl Incoming {
    /// Everything of it has been read; now it follows behind `head`.
    pub(crate) fn behind(mut self, head: Bytes) -> Self {
        self.head = head;
        self
    }
}

impl AsyncRead for Incoming {
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
            ReadEnd::Tcp(tcp) => Pin::new(tcp).poll_read(cx, buf),
            ReadEnd::Wrapped(read, ended) => {
                if ended.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
                }
                Pin::new(read).poll_read(cx, buf)
            }
        }
    }
}

/// The reading end is the connection's own; writes go through [`Conn`].
pub(crate) struct Stream {
    incoming: Incoming,
    /// The client has still to say its first word.
    silent: bool,
    conn: Arc<Conn>,
    link: Arc<Link>,
}

impl Stream {
    pub(crate) fn new(incoming: Incoming, conn: Arc<Conn>, link: Arc<Link>) -> Self {
        Self { incoming, silent: true, conn, link }
    }

    /// Whether the client's first word is one of another parser's. It is told so, where the library would close without a
    /// word.
    fn is_of_another_parser(&mut self, first: Option<&u8>) -> bool {
        let Some(first) = first else { return false };
        let foreign = std::mem::take(&mut self.silent) && first & OPCODE == BINARY;
        if foreign {
            self.conn.close(&close_frame(UNSUPPORTED, crate::refusal::OTHER_PARSER));
        }
        foreign
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
        if this.conn.has_ended() {
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.incoming).poll_read(cx, buf))?;
        this.conn.heard();
        if this.silent && this.is_of_another_parser(buf.filled().get(before)) {
            // As if it had ended here.
            buf.set_filled(before);
        }
        Poll::Ready(Ok(()))
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
