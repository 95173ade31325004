//! The command line.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Loads a Socket.IO order-status server and prints one line of JSON with what it measured.
#[derive(Debug, Parser)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(subcommand)]
    pub(crate) scenario: Scenario,
}

/// Which server, and how to be let in.
#[derive(Debug, Args)]
pub(crate) struct Target {
    /// Where the server listens: a loopback address.
    #[arg(long, default_value = "127.0.0.1:5000")]
    pub(crate) address: SocketAddr,
    /// The server's process, whose CPU time and memory are read. 0: no process.
    #[arg(long, default_value_t = 0)]
    pub(crate) pid: i32,
    /// What the printed line calls the server.
    #[arg(long, default_value = "")]
    pub(crate) label: String,
    /// The bearer token of HTTP requests.
    #[arg(long, default_value = "")]
    pub(crate) token: String,
    /// What watchers send with their CONNECT, as JSON.
    #[arg(long, default_value = "")]
    pub(crate) auth: String,
    /// What the admin sends with its CONNECT, as JSON.
    #[arg(long, default_value = "")]
    pub(crate) admin_auth: String,
    /// A file with the orders' ids, one a line. Without one they are ORD00001, ORD00002 and so on.
    #[arg(long)]
    pub(crate) orders_file: Option<PathBuf>,
    /// Send the headers that a browser sends: a server that keeps the request keeps them too.
    #[arg(long)]
    pub(crate) browser_headers: bool,
    /// How many clients at a time may wait for the answer to their CONNECT.
    #[arg(long, default_value_t = 128)]
    pub(crate) inflight: usize,
    /// Seconds to wait for the server at most.
    #[arg(long, default_value_t = 60)]
    pub(crate) timeout: u64,
    /// Seconds the whole run may take at most.
    #[arg(long, default_value_t = 150)]
    pub(crate) max_seconds: u64,
}

/// What to do to it.
#[derive(Debug, Subcommand)]
pub(crate) enum Scenario {
    /// Clients connect and join, each another order: what that costs.
    Idle(Idle),
    /// The same, then silence except for pings: what a silent client occupies.
    Memory(Memory),
    /// All clients watch one order, which an admin moves again and again.
    Fanout(Fanout),
    /// Each client watches its own order; requests move them at random.
    Spread(Spread),
    /// All clients connect at once and join one order.
    Storm(Storm),
    /// One request moves many orders while admins listen.
    Bulk(Bulk),
    /// Lists are read, one after the other.
    List(List),
}

#[derive(Debug, Args)]
pub(crate) struct Idle {
    /// How many clients.
    #[arg(long, default_value_t = 5_000)]
    pub(crate) clients: usize,
    /// Of how many clients a delivery is checked; 0 for a server without rooms.
    #[arg(long, default_value_t = 100)]
    pub(crate) sample: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Memory {
    /// How many clients.
    #[arg(long, default_value_t = 5_000)]
    pub(crate) clients: usize,
    /// How many pings each client receives before memory is read.
    #[arg(long, default_value_t = 40)]
    pub(crate) pings: u32,
}

/// How an update is triggered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Via {
    /// The admin's socket.
    Socket,
    /// `PUT /api/orders/admin/:id/status`.
    Rest,
}

#[derive(Debug, Args)]
pub(crate) struct Fanout {
    /// How many clients watch.
    #[arg(long, default_value_t = 2_000)]
    pub(crate) watchers: usize,
    /// How many updates.
    #[arg(long, default_value_t = 200)]
    pub(crate) updates: usize,
    /// Updates per second; 0: each when all have received the one before; very many: a burst.
    #[arg(long, default_value_t = 20.0)]
    pub(crate) rate: f64,
    /// How an update is triggered.
    #[arg(long, value_enum, default_value_t = Via::Socket)]
    pub(crate) via: Via,
    /// Unmeasured updates before.
    #[arg(long, default_value_t = 20)]
    pub(crate) warmup: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Spread {
    /// How many orders, each with one watcher.
    #[arg(long, default_value_t = 1_000)]
    pub(crate) orders: usize,
    /// How many updates.
    #[arg(long, default_value_t = 5_000)]
    pub(crate) updates: usize,
    /// How many requests at a time.
    #[arg(long, default_value_t = 16)]
    pub(crate) concurrency: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Storm {
    /// How many clients.
    #[arg(long, default_value_t = 5_000)]
    pub(crate) clients: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Bulk {
    /// How many orders one request moves.
    #[arg(long, default_value_t = 5_000)]
    pub(crate) orders: usize,
    /// How many admins listen.
    #[arg(long, default_value_t = 20)]
    pub(crate) admins: usize,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// What to read, as `NAME=PATH`; `{MAX}` in a path becomes a number from 1 to MAX, another one each time.
    #[arg(long = "read", required = true)]
    pub(crate) reads: Vec<String>,
    /// How often each is read.
    #[arg(long, default_value_t = 100)]
    pub(crate) times: usize,
}
