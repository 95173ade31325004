//! What can be asked for on the command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Shakes Trackroom and counts what was lost.
///
/// Starts nodes of the server, changes orders, follows them with many clients, and breaks lines, nodes and the database
/// meanwhile. Ends with 0 if every follower received every change once and in order, and everything acknowledged is in
/// the database; else with 1.
#[derive(Clone, Debug, Parser)]
#[command(name = "trackroom-check", version)]
pub(crate) struct Options {
    /// The server's program.
    #[arg(long, default_value = "target/release/trackroom")]
    pub(crate) server: PathBuf,
    /// The database: one node on SQLite, several on PostgreSQL, or both one after the other.
    #[arg(long, value_enum, default_value_t = Databases::Both)]
    pub(crate) database: Databases,
    /// For how long faults happen, in minutes. Both databases share the time.
    #[arg(long, default_value_t = 10.0)]
    pub(crate) minutes: f64,
    /// The seed from which all faults and choices follow; by default a random one.
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Followers that speak the protocol by hand.
    #[arg(long, default_value_t = 300)]
    pub(crate) followers: usize,
    /// Followers on the official JavaScript client.
    #[arg(long, default_value_t = 24)]
    pub(crate) official: usize,
    /// Followers of all orders, as the shop's order desk.
    #[arg(long, default_value_t = 6)]
    pub(crate) desks: usize,
    /// Orders.
    #[arg(long, default_value_t = 60)]
    pub(crate) orders: usize,
    /// Writers through the REST API. There are half as many on sockets.
    #[arg(long, default_value_t = 8)]
    pub(crate) writers: usize,
    /// Changes per second at most; 0: as many as are answered.
    #[arg(long, default_value_t = 0)]
    pub(crate) rate: u32,
    /// The most orders in a bulk update.
    #[arg(long, default_value_t = 20)]
    pub(crate) bulk: usize,
    /// The share of the REST calls that are bulk updates, from 0 to 1.
    #[arg(long, default_value_t = 0.2)]
    pub(crate) bulk_share: f64,
    /// Faults per minute, on average.
    #[arg(long, default_value_t = 30.0)]
    pub(crate) faults_per_minute: f64,
    /// Nodes on PostgreSQL.
    #[arg(long, default_value_t = 2)]
    pub(crate) nodes: usize,
    /// An empty PostgreSQL database to use. Without it a private server is started, which is broken as well.
    #[arg(long)]
    pub(crate) postgres_url: Option<String>,
    /// A setting of the nodes, as `NAME=value`; may be given more than once.
    #[arg(long = "setting", value_parser = setting)]
    pub(crate) settings: Vec<(String, String)>,
    /// Where `socket.io-client` is installed (its `node_modules` is in here).
    #[arg(long, default_value = "tests/socket-io-client")]
    pub(crate) official_client: PathBuf,
    /// How long the followers may take to catch up after the last fault, in seconds.
    #[arg(long, default_value_t = 90)]
    pub(crate) heal_seconds: u64,
    /// Where logs and the writers' book are kept. Without it, in a temporary folder that stays only after a failure.
    #[arg(long)]
    pub(crate) folder: Option<PathBuf>,
    /// Print the figures as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

fn setting(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("a setting is spelled NAME=value")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// The databases to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Databases {
    /// One node on SQLite.
    Sqlite,
    /// Some nodes on PostgreSQL.
    Postgres,
    /// One after the other.
    Both,
}

/// One of the databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

impl Databases {
    pub(crate) fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Sqlite => &[Kind::Sqlite],
            Self::Postgres => &[Kind::Postgres],
            Self::Both => &[Kind::Sqlite, Kind::Postgres],
        }
    }
}
