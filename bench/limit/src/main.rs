//! The practical limit: a server that accepts WebSockets and writes one finished frame to all of them.
//!
//! It speaks just enough Engine.IO and Socket.IO for the load generator: `0{...}` on open, `40{"sid"}` for `40`. Joins
//! are ignored, because all clients are in one room. The object of `42["admin-status-update",{...}]` goes out, byte for
//! byte, as `42["order-status-updated",{...}]`, encoded once for all.
//!
//! Environment: `PORT` (3103), `PING_INTERVAL_MS` (25000).

use std::{
    cell::{Cell, RefCell},
    env, io,
    pin::Pin,
    rc::Rc,
    time::Duration,
};

use tokio::{
    io::{AsyncRead as _, ReadBuf},
    net::{TcpListener, TcpSocket, TcpStream, tcp::OwnedWriteHalf},
    task::LocalSet,
};
use tungstenite::handshake::derive_accept_key;

const OPEN: &str = r#"0{"sid":"limit","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#;
const CONNECT: &str = r#"40{"sid":"limit"}"#;
const TRIGGER: &[u8] = br#"42["admin-status-update","#;
const EVENT: &[u8] = br#"42["order-status-updated","#;

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(LocalSet::new().run_until(serve()))
}

fn setting<T: std::str::FromStr>(name: &str, default: T) -> T {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

async fn serve() -> anyhow::Result<()> {
    let port: u16 = setting("PORT", 3103);
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(([127, 0, 0, 1], port).into())?;
    let listener = socket.listen(4096)?;
    println!("the limit is ready on port {port}");
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        () = accept(listener, Duration::from_millis(setting("PING_INTERVAL_MS", 25_000))) => {}
        _ = terminate.recv() => {}
    }
    // Without waiting: the clients drop their connections.
    std::process::exit(0);
}

/// The event to send for a message, if it is an `admin-status-update`.
fn event_for(message: &[u8]) -> Option<Vec<u8>> {
    let rest = message.strip_prefix(TRIGGER)?;
    let mut out = Vec::with_capacity(EVENT.len() + rest.len());
    out.extend_from_slice(EVENT);
    out.extend_from_slice(rest);
    Some(out)
}

struct Conn {
    write: OwnedWriteHalf,
    /// Bytes that the socket did not take. A task writes them, in order.
    backlog: RefCell<Vec<u8>>,
    dead: Cell<bool>,
}

type Conns = Rc<RefCell<Vec<Rc<Conn>>>>;

impl Conn {
    fn send(self: &Rc<Self>, bytes: &[u8]) {
        let mut backlog = self.backlog.borrow_mut();
        if !backlog.is_empty() {
            backlog.extend_from_slice(bytes);
            return;
        }
        match self.write.try_write(bytes) {
            Ok(n) if n == bytes.len() => return,
            Ok(n) => backlog.extend_from_slice(&bytes[n..]),
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => backlog.extend_from_slice(bytes),
            Err(_) => {
                self.dead.set(true);
                return;
            }
        }
        let conn = self.clone();
        tokio::task::spawn_local(async move {
            loop {
                if conn.write.writable().await.is_err() {
                    return conn.dead.set(true);
                }
                let mut backlog = conn.backlog.borrow_mut();
                match conn.write.try_write(&backlog) {
                    Ok(n) => {
                        backlog.drain(..n);
                        if backlog.is_empty() {
                            return;
                        }
                    }
                    Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
                    Err(_) => return conn.dead.set(true),
                }
            }
        });
    }
}

/// An unmasked text frame, as a server sends it.
fn frame(payload: &[u8]) -> Vec<u8> {
    let mut f = Vec::with_capacity(payload.len() + 10);
    f.push(0x81);
    match payload.len() {
        n if n < 126 => f.push(n as u8),
        n if n <= 0xffff => {
            f.push(126);
            f.extend_from_slice(&(n as u16).to_be_bytes());
        }
        n => {
            f.push(127);
            f.extend_from_slice(&(n as u64).to_be_bytes());
        }
    }
    f.extend_from_slice(payload);
    f
}

thread_local! {
    static BUF: RefCell<Vec<u8>> = RefCell::new(vec![0; 65536]);
}

/// Reads once, through the shared buffer, and appends what came to `into`. Returns its length: 0 at the end.
async fn read_some(read: &mut tokio::net::tcp::OwnedReadHalf, into: &mut Vec<u8>) -> usize {
    std::future::poll_fn(|cx| {
        BUF.with_borrow_mut(|b| {
            let mut rb = ReadBuf::new(b);
            Pin::new(&mut *read).poll_read(cx, &mut rb).map(|r| match r {
                Ok(()) => {
                    into.extend_from_slice(rb.filled());
                    rb.filled().len()
                }
                Err(_) => 0,
            })
        })
    })
    .await
}

async fn accept(listener: TcpListener, ping_interval: Duration) {
    let conns: Conns = Rc::default();
    let ping = frame(b"2");
    let pinged = conns.clone();
    tokio::task::spawn_local(async move {
        let mut every = tokio::time::interval(ping_interval);
        every.tick().await;
        loop {
            every.tick().await;
            for conn in pinged.borrow().iter() {
                conn.send(&ping);
            }
        }
    });
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        stream.set_nodelay(true).ok();
        tokio::task::spawn_local(converse(stream, conns.clone()));
    }
}

async fn converse(stream: TcpStream, conns: Conns) {
    let (mut read, write) = stream.into_split();
    let mut buf = Vec::new();
    let head_end = loop {
        if let Some(p) = buf.windows(4).position(|w| w == b"\r\n\r\n") {
            break p + 4;
        }
        if buf.len() > 16_384 || read_some(&mut read, &mut buf).await == 0 {
            return;
        }
    };
    let Some(key) = std::str::from_utf8(&buf[..head_end]).ok().and_then(|h| {
        h.lines().find_map(|l| {
            let (k, v) = l.split_once(':')?;
            k.eq_ignore_ascii_case("sec-websocket-key").then(|| v.trim().to_owned())
        })
    }) else {
        return;
    };
    buf.drain(..head_end);
    let mut out = format!(
        "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: {}\r\n\r\n",
        derive_accept_key(key.as_bytes())
    )
    .into_bytes();
    out.extend_from_slice(&frame(OPEN.as_bytes()));
    let conn = Rc::new(Conn { write, backlog: RefCell::default(), dead: Cell::new(false) });
    conn.send(&out);
    drop(out);
    loop {
        while let Some((op, payload, used)) = take_frame(&buf) {
            match op {
                8 => return retire(&conns, &conn),
                1 if payload.starts_with(b"40") => {
                    conn.send(&frame(CONNECT.as_bytes()));
                    conns.borrow_mut().push(conn.clone());
                }
                1 => {
                    if let Some(event) = event_for(&payload) {
                        let frame = frame(&event);
                        for conn in conns.borrow().iter() {
                            conn.send(&frame);
                        }
                    }
                }
                _ => {}
            }
            buf.drain(..used);
        }
        if buf.is_empty() {
            // An idle connection holds no buffer.
            buf = Vec::new();
        }
        if conn.dead.get() || read_some(&mut read, &mut buf).await == 0 {
            return retire(&conns, &conn);
        }
    }
}

fn retire(conns: &Conns, conn: &Rc<Conn>) {
    conn.dead.set(true);
    let mut all = conns.borrow_mut();
    if let Some(i) = all.iter().position(|c| Rc::ptr_eq(c, conn)) {
        all.swap_remove(i);
    }
}

/// The whole masked frame at the start of `buf`: its opcode, its payload, and how many bytes it takes.
fn take_frame(buf: &[u8]) -> Option<(u8, Vec<u8>, usize)> {
    let (&b0, &b1) = (buf.first()?, buf.get(1)?);
    let (len, at) = match b1 & 0x7f {
        126 => (u16::from_be_bytes(buf.get(2..4)?.try_into().ok()?) as usize, 4),
        127 => (u64::from_be_bytes(buf.get(2..10)?.try_into().ok()?) as usize, 10),
        n => (n as usize, 2),
    };
    let mask: [u8; 4] = buf.get(at..at + 4)?.try_into().ok()?;
    let body = buf.get(at + 4..at + 4 + len)?;
    let payload = body.iter().enumerate().map(|(i, b)| b ^ mask[i & 3]).collect();
    Some((b0 & 0x0f, payload, at + 4 + len))
}
