//! A Socket.IO client over a WebSocket (Engine.IO 4), written by hand so that its cost is known.

use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use tokio::{
    io::{AsyncRead as _, ReadBuf},
    net::tcp::{OwnedReadHalf, OwnedWriteHalf},
    sync::{Semaphore, oneshot},
};

use crate::{desk::Desk, loopback::connect, run::Run, ws};

/// What a client is for.
pub(crate) enum Role {
    /// Joins an order and counts the updates it receives. After so many pings the run counts it as pinged.
    Watcher { order: String, pings: u32 },
    /// Moves orders and ignores events.
    Admin,
    /// Joins nothing: the events of all orders come to it.
    Desk(Rc<Desk>),
}

impl Role {
    /// A watcher of one order, however many pings it gets.
    pub(crate) fn watcher(order: String) -> Self {
        Self::Watcher { order, pings: 0 }
    }
}

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; 65_536]);
}

/// Hands what one recv(2) reads to `take`, in the shared buffer. Returns its length: 0 at the end or after an error.
async fn read_some(read: &mut OwnedReadHalf, take: &mut impl FnMut(&[u8])) -> usize {
    std::future::poll_fn(|context| {
        BUFFER.with_borrow_mut(|buffer| {
            let mut buffer = ReadBuf::new(buffer);
            Pin::new(&mut *read).poll_read(context, &mut buffer).map(|read| {
                if read.is_err() {
                    return 0;
                }
                take(buffer.filled());
                buffer.filled().len()
            })
        })
    })
    .await
}

/// Called once: with the writing end when the client is connected, with `None` when that failed.
type Ready = Option<Box<dyn FnOnce(Option<Rc<OwnedWriteHalf>>)>>;

enum Stage {
    Http(Vec<u8>),
    WebSocket,
}

/// Runs a client: it connects, joins, and listens until the connection ends.
async fn client(run: Rc<Run>, index: usize, role: Role, mut ready: Ready) {
    let why = match converse(&run, index, &role, &mut ready).await {
        Ok(()) => "connection closed by the server".to_owned(),
        Err(why) => why,
    };
    run.problem(why);
    if let Some(tell) = ready.take() {
        run.failed.set(run.failed.get() + 1);
        tell(None);
    } else {
        run.closed.set(run.closed.get() + 1);
    }
}

async fn converse(run: &Run, index: usize, role: &Role, ready: &mut Ready) -> Result<(), String> {
    let stream = connect(run.target.address, index).await.map_err(|error| format!("connect: {error}"))?;
    let (mut read, write) = stream.into_split();
    let write = Rc::new(write);
    let send = |bytes: &[u8]| {
        if !matches!(write.try_write(bytes), Ok(length) if length == bytes.len()) {
            run.problem("short write");
        }
    };
    send(&run.upgrade);
    let mut stage = Stage::Http(Vec::new());
    let mut parser = ws::Parser::default();
    let (mut last, mut pings) = (0, 0);
    let mut failure: Option<String> = None;
    loop {
        let length = read_some(&mut read, &mut |data: &[u8]| {
            let mut data = data;
            let rest;
            if let Stage::Http(head) = &mut stage {
                head.extend_from_slice(data);
                let Some(end) = memchr::memmem::find(head, b"\r\n\r\n") else { return };
                if !head.starts_with(b"HTTP/1.1 101") {
                    let line = head.split(|byte| *byte == b'\r').next().unwrap_or_default();
                    failure = Some(format!("upgrade: {}", String::from_utf8_lossy(line)));
                    return;
                }
                rest = head.split_off(end + 4);
                stage = Stage::WebSocket;
                data = &rest;
            }
            parser.feed(data, |first, message| match (first, message) {
                (0x81, [b'4', b'2', ..]) => match role {
                    Role::Watcher { .. } => run.receive(message, &mut last),
                    Role::Admin => {}
                    Role::Desk(desk) => desk.receive(index, message),
                },
                (0x81, b"2") => {
                    send(&run.pong);
                    pings += 1;
                    if matches!(role, Role::Watcher { pings: wanted, .. } if *wanted == pings) {
                        run.pinged.set(run.pinged.get() + 1);
                        run.wake.notify_one();
                    }
                }
                (0x81, [b'0', ..]) => {
                    let auth = match role {
                        Role::Watcher { .. } => &run.target.auth,
                        Role::Admin | Role::Desk(_) => &run.target.admin_auth,
                    };
                    send(&ws::text_frame(format!("40{auth}").as_bytes()));
                }
                (0x81, [b'4', b'0', ..]) => {
                    if let Role::Watcher { order, .. } = role {
                        send(&ws::text_frame(format!(r#"42["join-order-tracking","{order}"]"#).as_bytes()));
                    }
                    run.connected.set(run.connected.get() + 1);
                    if let Some(tell) = ready.take() {
                        tell(Some(write.clone()));
                    }
                }
                (0x81, [b'4', b'4' | b'1', ..]) => {
                    failure = Some(format!("refused: {}", String::from_utf8_lossy(message)));
                }
                (0x89, _) => send(&ws::frame(0x8a, message)),
                (0x88, _) => failure = Some("server closed the websocket".into()),
                (first, _) if first & 0x80 == 0 => failure = Some("fragmented frame".into()),
                _ => {}
            });
        })
        .await;
        if let Some(failure) = failure.take() {
            return Err(failure);
        }
        if length == 0 {
            return Ok(());
        }
    }
}

/// Opens `count` clients, `inflight` of them at a time. Returns the seconds until the last was connected.
pub(crate) async fn open_all(run: &Rc<Run>, count: usize, inflight: usize, role: impl Fn(usize) -> Role) -> f64 {
    let places = Arc::new(Semaphore::new(inflight));
    let began = Instant::now();
    let deadline = tokio::time::Instant::now() + run.timeout();
    for index in 0..count {
        let Ok(Ok(place)) = tokio::time::timeout_at(deadline, places.clone().acquire_owned()).await else {
            run.problem("opening took too long");
            break;
        };
        let ready: Ready = Some(Box::new(move |_| drop(place)));
        let task = tokio::task::spawn_local(client(run.clone(), index, role(index), ready));
        run.tasks.borrow_mut().push(task);
    }
    let all = places.acquire_many(inflight as u32);
    if tokio::time::timeout_at(deadline, all).await.is_err() {
        run.problem("opening took too long");
    }
    began.elapsed().as_secs_f64()
}

/// Opens an admin, which does not count among the measured clients.
pub(crate) async fn open_admin(run: &Rc<Run>) -> anyhow::Result<Rc<OwnedWriteHalf>> {
    let before = run.connected.get();
    let (tell, told) = oneshot::channel();
    let ready: Ready = Some(Box::new(move |write| {
        tell.send(write).ok();
    }));
    let task = tokio::task::spawn_local(client(run.clone(), 0, Role::Admin, ready));
    run.tasks.borrow_mut().push(task);
    let write = tokio::time::timeout(Duration::from_secs(10), told).await;
    run.connected.set(before);
    let write = write.ok().and_then(Result::ok).flatten();
    write.with_context(|| format!("the admin cannot connect: {:?}", run.problems.borrow()))
}

/// Drops every connection.
pub(crate) fn leave_all(run: &Run) {
    for task in run.tasks.borrow().iter() {
        task.abort();
    }
}
