//! The way between clients and nodes: TCP on loopback, through lines that the nemesis breaks.
//!
//! A line listens on a port of its own and passes bytes to the node it leads to, or to another when that one does not
//! answer, as a load balancer would. What is broken is a connection: cut with or without a bang, dead at one end while
//! the other still believes in it, stuck in one direction, or slow.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use socket2::SockRef;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::AbortHandle,
    time::{sleep, timeout},
};

/// Bytes that the system keeps for us per direction: little, so that a reader who is slow is felt by the server.
const SOCKET_BUFFER: u32 = 16 * 1024;
/// The largest TCP segment, as on an Ethernet. With loopback's 64 kB the node's system would keep some megabytes for
/// each connection, and its own queue would never be tried.
const SEGMENT: u32 = 1_400;
/// Bytes passed on at once.
const CHUNK: usize = 16 * 1024;
/// A slow connection gets this many bytes each time …
const TRICKLE_BYTES: usize = 256;
/// … and then waits so long.
const TRICKLE_PAUSE: Duration = Duration::from_millis(50);
/// How long the end of a half-open connection that does not know it stays open.
const HALF_OPEN_FOR: Duration = Duration::from_secs(60);
const CONNECTS_WITHIN: Duration = Duration::from_secs(5);

/// How one direction of a connection works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Flow {
    /// Bytes pass.
    #[default]
    Open,
    /// They wait.
    Stalled,
    /// They pass a few at a time.
    Trickling,
}

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From client to server.
    Up,
    /// From server to client.
    Down,
}

/// How a connection is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Reset on both sides.
    Reset,
    /// Closed in good order on both sides.
    Fin,
    /// The client's end is reset; the server's stays open and silent.
    ClientOnly,
    /// The server's end is reset; the client's stays open and silent.
    ServerOnly,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    up: Flow,
    down: Flow,
    cut: Option<Cut>,
}

struct Connection {
    number: u64,
    state: watch::Sender<State>,
}

/// One line.
pub(crate) struct Line {
    /// Where clients connect.
    pub(crate) address: SocketAddr,
    nodes: Arc<[SocketAddr]>,
    target: AtomicUsize,
    numbers: AtomicU64,
    connections: Mutex<Vec<Connection>>,
    /// How connections that are made from now on work.
    flow: Mutex<(Flow, Flow)>,
}

/// Some lines, listening until they are dropped.
pub(crate) struct Proxy {
    pub(crate) lines: Vec<Arc<Line>>,
    tasks: Vec<AbortHandle>,
}

impl Proxy {
    /// Opens lines; they lead to the nodes in turn.
    pub(crate) async fn open(lines: usize, nodes: &[SocketAddr]) -> io::Result<Self> {
        let nodes: Arc<[SocketAddr]> = nodes.into();
        let mut proxy = Self { lines: Vec::new(), tasks: Vec::new() };
        for i in 0..lines {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let line = Arc::new(Line {
                address: listener.local_addr()?,
                target: AtomicUsize::new(i % nodes.len()),
                nodes: nodes.clone(),
                numbers: AtomicU64::new(0),
                connections: Mutex::default(),
                flow: Mutex::default(),
            });
            proxy.tasks.push(tokio::spawn(accept(listener, line.clone())).abort_handle());
            proxy.lines.push(line);
        }
        Ok(proxy)
    }

    /// Everything passes again.
    pub(crate) fn mend(&self) {
        for line in &self.lines {
            line.flows(Direction::Up, Flow::Open);
            line.flows(Direction::Down, Flow::Open);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

impl Line {
    /// Ends some of the connections: each with the likelihood `share`, by this seed.
    pub(crate) fn cut(&self, how: Cut, share: f64, seed: u64) {
        let mut rng = StdRng::seed_from_u64(seed);
        for connection in self.connections().iter() {
            if rng.random_bool(share) {
                connection.state.send_modify(|state| state.cut = Some(how));
            }
        }
    }

    /// Has all connections, the present and the coming, work like this in one direction.
    pub(crate) fn flows(&self, direction: Direction, flow: Flow) {
        {
            let mut flows = self.flow.lock().unwrap_or_else(PoisonError::into_inner);
            match direction {
                Direction::Up => flows.0 = flow,
                Direction::Down => flows.1 = flow,
            }
        }
        for connection in self.connections().iter() {
            connection.state.send_modify(|state| match direction {
                Direction::Up => state.up = flow,
                Direction::Down => state.down = flow,
            });
        }
    }

    /// Has new connections go to this node.
    pub(crate) fn lead_to(&self, node: usize) {
        self.target.store(node % self.nodes.len(), Relaxed);
    }

    fn connections(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection to the node, or to another if it does not answer.
    async fn to_a_node(&self) -> Option<TcpStream> {
        let first = self.target.load(Relaxed);
        for i in 0..self.nodes.len() {
            let node = self.nodes[(first + i) % self.nodes.len()];
            let connecting = async {
                let socket = TcpSocket::new_v4()?;
                socket.set_recv_buffer_size(SOCKET_BUFFER)?;
                SockRef::from(&socket).set_tcp_mss(SEGMENT)?;
                socket.connect(node).await
            };
            if let Ok(Ok(stream)) = timeout(CONNECTS_WITHIN, connecting).await {
                return Some(stream);
            }
        }
        None
    }
}

async fn accept(listener: TcpListener, line: Arc<Line>) {
    loop {
        let Ok((client, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: some will come free.
            sleep(TRICKLE_PAUSE).await;
            continue;
        };
        let line = line.clone();
        tokio::spawn(async move {
            let Some(server) = line.to_a_node().await else {
                client.set_zero_linger().ok();
                return;
            };
            let number = line.numbers.fetch_add(1, Relaxed);
            let (up, down) = *line.flow.lock().unwrap_or_else(PoisonError::into_inner);
            let (state, seen) = watch::channel(State { up, down, cut: None });
            line.connections().push(Connection { number, state });
            carry(client, server, seen).await;
            line.connections().retain(|connection| connection.number != number);
        });
    }
}

/// Passes bytes both ways until one side ends or the connection is cut.
async fn carry(mut client: TcpStream, mut server: TcpStream, state: watch::Receiver<State>) {
    client.set_nodelay(true).ok();
    server.set_nodelay(true).ok();
    let mut cut_when = state.clone();
    let cut = {
        let ((mut from_client, mut to_client), (mut from_server, mut to_server)) = (client.split(), server.split());
        let up = pass(&mut from_client, &mut to_server, state.clone(), |state| state.up);
        let down = pass(&mut from_server, &mut to_client, state, |state| state.down);
        tokio::select! {
            state = cut_when.wait_for(|state| state.cut.is_some()) => state.ok().and_then(|state| state.cut),
            _ = async { tokio::try_join!(up, down) } => None,
        }
    };
    match cut {
        None | Some(Cut::Fin) => {}
        Some(Cut::Reset) => {
            client.set_zero_linger().ok();
            server.set_zero_linger().ok();
        }
        Some(Cut::ClientOnly) => {
            client.set_zero_linger().ok();
            drop(client);
            sleep(HALF_OPEN_FOR).await;
        }
        Some(Cut::ServerOnly) => {
            server.set_zero_linger().ok();
            drop(server);
            sleep(HALF_OPEN_FOR).await;
        }
    }
}

/// Passes bytes one way; at the end of them, says so to the other side.
async fn pass<R, W>(
    from: &mut R,
    to: &mut W,
    mut state: watch::Receiver<State>,
    flow: impl Fn(&State) -> Flow,
) -> io::Result<()>
where
    R: tokio::io::AsyncRead + Unpin,
    W: tokio::io::AsyncWrite + Unpin,
{
    let mut buffer = vec![0; CHUNK];
    loop {
        let now = flow(&state.borrow_and_update());
        let at_once = match now {
            Flow::Open => CHUNK,
            Flow::Trickling => TRICKLE_BYTES,
            Flow::Stalled => {
                if state.changed().await.is_err() {
                    return Ok(());
                }
                continue;
            }
        };
        let read = tokio::select! {
            read = from.read(&mut buffer[..at_once]) => read?,
            changed = state.changed() => match changed {
                Ok(()) => continue,
                Err(_) => return Ok(()),
            },
        };
        if read == 0 {
            return to.shutdown().await;
        }
        to.write_all(&buffer[..read]).await?;
        if now == Flow::Trickling {
            sleep(TRICKLE_PAUSE).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An echo server, and a line to it.
    async fn line() -> (Proxy, Arc<Line>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.split();
                    tokio::io::copy(&mut from, &mut to).await.ok();
                });
            }
        });
        let proxy = Proxy::open(1, &[address]).await.unwrap();
        let line = proxy.lines[0].clone();
        (proxy, line)
    }

    async fn echo(stream: &mut TcpStream, text: &str) -> io::Result<String> {
        stream.write_all(text.as_bytes()).await?;
        let mut heard = vec![0; text.len()];
        stream.read_exact(&mut heard).await?;
        Ok(String::from_utf8(heard).unwrap())
    }

    #[tokio::test]
    async fn bytes_pass_and_a_cut_is_felt() {
        let (_proxy, line) = line().await;
        for (how, expected) in [(Cut::Reset, io::ErrorKind::ConnectionReset), (Cut::Fin, io::ErrorKind::UnexpectedEof)]
        {
            let mut stream = TcpStream::connect(line.address).await.unwrap();
            assert_eq!(echo(&mut stream, "hello").await.unwrap(), "hello");
            line.cut(how, 1.0, 1);
            let mut byte = [0];
            assert_eq!(stream.read_exact(&mut byte).await.unwrap_err().kind(), expected, "{how:?}");
        }
    }

    #[tokio::test]
    async fn what_is_stalled_waits_and_comes_when_it_is_mended() {
        let (proxy, line) = line().await;
        let mut stream = TcpStream::connect(line.address).await.unwrap();
        assert_eq!(echo(&mut stream, "one").await.unwrap(), "one");
        for direction in [Direction::Up, Direction::Down] {
            line.flows(direction, Flow::Stalled);
            stream.write_all(b"two").await.unwrap();
            let mut heard = [0; 3];
            let waits = timeout(Duration::from_millis(50), stream.read_exact(&mut heard)).await;
            assert!(waits.is_err(), "{direction:?}");
            proxy.mend();
            // What the abandoned read took of it is nothing: nothing had passed.
            stream.read_exact(&mut heard).await.unwrap();
            assert_eq!(&heard, b"two");
        }
    }

    #[tokio::test]
    async fn half_open_one_end_is_gone_and_the_other_silent() {
        let (_proxy, line) = line().await;
        let mut stream = TcpStream::connect(line.address).await.unwrap();
        assert_eq!(echo(&mut stream, "one").await.unwrap(), "one");
        line.cut(Cut::ServerOnly, 1.0, 1);
        stream.write_all(b"two").await.unwrap();
        let mut heard = [0; 3];
        assert!(timeout(Duration::from_millis(50), stream.read_exact(&mut heard)).await.is_err(), "silence");
        let mut fresh = TcpStream::connect(line.address).await.unwrap();
        assert_eq!(echo(&mut fresh, "new").await.unwrap(), "new", "others are not concerned");
    }

    #[tokio::test]
    async fn the_same_seed_cuts_the_same_connections() {
        let (_proxy, line) = line().await;
        let mut survivors = Vec::new();
        for _ in 0..2 {
            let mut streams = Vec::new();
            for _ in 0..8 {
                let mut stream = TcpStream::connect(line.address).await.unwrap();
                echo(&mut stream, "x").await.unwrap();
                streams.push(stream);
            }
            line.cut(Cut::Reset, 0.5, 7);
            let mut alive = Vec::new();
            for stream in &mut streams {
                alive.push(echo(stream, "y").await.is_ok());
            }
            survivors.push(alive);
            line.cut(Cut::Reset, 1.0, 7);
            for stream in &mut streams {
                assert!(echo(stream, "z").await.is_err());
            }
            // The line forgets them.
            while !line.connections().is_empty() {
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(survivors[0], survivors[1]);
        assert!(survivors[0].contains(&true) && survivors[0].contains(&false), "{survivors:?}");
    }
}
