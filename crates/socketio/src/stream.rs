//! [`SessionStream`]: what the library reads from and writes to in place of the connection.

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
    engine_session::EngineSession,
    frame::close_frame,
};

/// The status "unsupported data" of a close frame (RFC 6455, 7.4.1).
const UNSUPPORTED: u16 = 1003;
const OPCODE: u8 = 0x0f;
const BINARY: u8 = 0x02;

/// The reading end of an upgraded connection.
pub(crate) struct Reader {
    read: ReadEnd,
    /// Bytes that are to be read first.
    head: Bytes,
}

enum ReadEnd {
    Tcp(OwnedReadHalf),
    Wrapped(ReadHalf<TokioIo<Upgraded>>, Pin<Box<WaitForCancellationFutureOwned>>),
}

/// The two ends of an upgraded connection. The bytes that came with the request are copied even if there are none: an
/// empty slice would keep hyper's read buffer alive.
pub(crate) fn split(upgraded: Upgraded, common: &Common) -> (Wire, Reader) {
    match downcast::<TokioIo<TcpStream>>(upgraded) {
        Ok(parts) => {
            let (read, write) = parts.io.into_inner().into_split();
            let head = Bytes::copy_from_slice(&parts.read_buf);
            (Wire::Tcp(Arc::new(write)), Reader { read: ReadEnd::Tcp(read), head })
        }
        Err(upgraded) => {
            up(&common.counters.wrapped);
            let (read, write) = tokio::io::split(TokioIo::new(upgraded));
            let ended = CancellationToken::new();
            let read = ReadEnd::Wrapped(read, Box::pin(ended.clone().cancelled_owned()));
            let wire = Wire::Wrapped(Arc::new(Wrapped { write: Mutex::new(write), ended }));
            (wire, Reader { read, head: Bytes::new() })
        }
    }
}

impl Reader {
    /// The same connection, behind `head`. The present head must have been read.
    pub(crate) fn behind(mut self, head: Bytes) -> Self {
        self.head = head;
        self
    }
}

impl AsyncRead for Reader {
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

/// Reads come from the connection itself; writes go through [`Conn`].
pub(crate) struct SessionStream {
    reader: Reader,
    /// Nothing has been read yet.
    unread: bool,
    conn: Arc<Conn>,
    session: Arc<EngineSession>,
}

impl SessionStream {
    pub(crate) fn new(reader: Reader, conn: Arc<Conn>, session: Arc<EngineSession>) -> Self {
        Self { reader, unread: true, conn, session }
    }

    /// Whether the client's first frame is binary, which means that it uses another parser. The close frame says so,
    /// where the library would close without a reason.
    fn uses_another_parser(&mut self, first: Option<&u8>) -> bool {
        let Some(first) = first else { return false };
        let foreign = std::mem::take(&mut self.unread) && first & OPCODE == BINARY;
        if foreign {
            self.conn.close(&close_frame(UNSUPPORTED, crate::refusal::OTHER_PARSER));
        }
        foreign
    }
}

impl Drop for SessionStream {
    fn drop(&mut self) {
        self.conn.finish();
        self.session.stream_dropped();
    }
}

impl AsyncRead for SessionStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.conn.has_ended() {
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.reader).poll_read(cx, buf))?;
        this.conn.heard();
        if this.unread && this.uses_another_parser(buf.filled().get(before)) {
            // The library reads the end of the stream.
            buf.set_filled(before);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for SessionStream {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(self.conn.write_library(buf, self.session.connect_packet()))
    }

    /// `Conn` sends what was written.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
