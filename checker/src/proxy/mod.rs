//! [`Proxy`]: the lines between clients and nodes, which the nemesis breaks. They are TCP on loopback.
//!
//! A line listens on a port of its own and passes bytes to its node, or to another when that one does not answer, as a
//! load balancer would. What is broken is a connection: reset or closed, half-open, stalled in one direction, or slow.

mod connection;
#[cfg(test)]
mod tests;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use parking_lot::Mutex;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use socket2::SockRef;
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::AbortHandle,
    time::{sleep, timeout},
};

pub(crate) use self::connection::{Cut, Direction, Flow};
use self::connection::{State, carry};

/// How many bytes the system keeps for us per direction: few, so that the server notices a slow reader.
const SOCKET_BUFFER: u32 = 16 * 1024;
/// The largest TCP segment, as on an Ethernet. With loopback's 64 kB the node's system would keep some megabytes for
/// each connection, and the node's own queue would never be used.
const MAX_SEGMENT: u32 = 1_400;
/// How long to wait after a failed accept(2).
const ACCEPT_DELAY: Duration = Duration::from_millis(50);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

struct Connection {
    number: u64,
    state: watch::Sender<State>,
}

pub(crate) struct Line {
    /// Where clients connect.
    pub(crate) address: SocketAddr,
    nodes: Arc<[SocketAddr]>,
    target: AtomicUsize,
    next_number: AtomicU64,
    connections: Mutex<Vec<Connection>>,
    /// How bytes flow on the connections that are made from now on: up and down.
    flow: Mutex<(Flow, Flow)>,
}

/// Some lines, listening until they are dropped.
pub(crate) struct Proxy {
    pub(crate) lines: Vec<Arc<Line>>,
    tasks: Vec<AbortHandle>,
}

impl Proxy {
    /// Opens lines, which lead to the nodes in turn.
    pub(crate) async fn open(lines: usize, nodes: &[SocketAddr]) -> io::Result<Self> {
        let nodes: Arc<[SocketAddr]> = nodes.into();
        let mut proxy = Self { lines: Vec::new(), tasks: Vec::new() };
        for i in 0..lines {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let line = Arc::new(Line {
                address: listener.local_addr()?,
                target: AtomicUsize::new(i % nodes.len()),
                nodes: nodes.clone(),
                next_number: AtomicU64::new(0),
                connections: Mutex::default(),
                flow: Mutex::default(),
            });
            proxy.tasks.push(tokio::spawn(accept(listener, line.clone())).abort_handle());
            proxy.lines.push(line);
        }
        Ok(proxy)
    }

    /// The line of the client with this number.
    pub(crate) fn line(&self, client: usize) -> Arc<Line> {
        self.lines[client % self.lines.len()].clone()
    }

    /// Lets all bytes pass again.
    pub(crate) fn mend(&self) {
        for line in &self.lines {
            line.set_flow(Direction::Up, Flow::Open);
            line.set_flow(Direction::Down, Flow::Open);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

impl Line {
    /// Cuts some of the connections, each with the probability `share`. Which ones follows from the seed.
    pub(crate) fn cut(&self, how: Cut, share: f64, seed: u64) {
        let mut rng = StdRng::seed_from_u64(seed);
        for connection in self.connections.lock().iter() {
            if rng.random_bool(share) {
                connection.state.send_modify(|state| state.cut = Some(how));
            }
        }
    }

    /// Sets how bytes flow in one direction, on all connections, present and future.
    pub(crate) fn set_flow(&self, direction: Direction, flow: Flow) {
        {
            let mut flows = self.flow.lock();
            match direction {
                Direction::Up => flows.0 = flow,
                Direction::Down => flows.1 = flow,
            }
        }
        for connection in self.connections.lock().iter() {
            connection.state.send_modify(|state| match direction {
                Direction::Up => state.up = flow,
                Direction::Down => state.down = flow,
            });
        }
    }

    /// Leads new connections to this node.
    pub(crate) fn lead_to(&self, node: usize) {
        self.target.store(node % self.nodes.len(), Relaxed);
    }

    /// Connects to the line's node, or to another if that one does not answer.
    async fn connect_to_node(&self) -> Option<TcpStream> {
        let first = self.target.load(Relaxed);
        for i in 0..self.nodes.len() {
            let node = self.nodes[(first + i) % self.nodes.len()];
            let connecting = async {
                let socket = TcpSocket::new_v4()?;
                socket.set_recv_buffer_size(SOCKET_BUFFER)?;
                SockRef::from(&socket).set_tcp_mss(MAX_SEGMENT)?;
                socket.connect(node).await
            };
            if let Ok(Ok(stream)) = timeout(CONNECT_TIMEOUT, connecting).await {
                return Some(stream);
            }
        }
        None
    }
}

async fn accept(listener: TcpListener, line: Arc<Line>) {
    loop {
        let Ok((client, _)) = listener.accept().await else {
            // Most likely there are no file descriptors left. Some will become free.
            sleep(ACCEPT_DELAY).await;
            continue;
        };
        let line = line.clone();
        tokio::spawn(async move {
            let Some(server) = line.connect_to_node().await else {
                client.set_zero_linger().ok();
                return;
            };
            let number = line.next_number.fetch_add(1, Relaxed);
            let (up, down) = *line.flow.lock();
            let (state, seen) = watch::channel(State { up, down, cut: None });
            line.connections.lock().push(Connection { number, state });
            carry(client, server, seen).await;
            line.connections.lock().retain(|connection| connection.number != number);
        });
    }
}
