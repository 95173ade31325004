//! [`Nodes`]: the server's processes, which are started, killed, stopped and frozen.

use std::{
    fs::{File, OpenOptions},
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context as _, bail, ensure};
use rand::RngExt as _;
use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    sync::Mutex,
    time::timeout,
};

use crate::{limits, shop};

const PORTS: std::ops::Range<u16> = 10_000..32_000;
const PORT_ATTEMPTS: usize = 1_000;
const START_TIMEOUT: Duration = Duration::from_secs(60);
const STOP_TIMEOUT: Duration = Duration::from_secs(30);

/// Makes a write past a limit fail, as on a full disk. Without it the system would end the process.
const WITHOUT_SIGXFSZ: &str = r#"trap '' XFSZ; exec "$0" "$@""#;

/// How nodes run.
pub(crate) struct Settings {
    /// The server's program.
    pub(crate) server: PathBuf,
    pub(crate) database_url: String,
    /// Where their logs go.
    pub(crate) folder: PathBuf,
    pub(crate) ping_interval: Duration,
    pub(crate) ping_timeout: Duration,
    /// More environment variables.
    pub(crate) more: Vec<(String, String)>,
}

pub(crate) struct Nodes {
    settings: Settings,
    pub(crate) addresses: Vec<SocketAddr>,
    processes: Vec<Mutex<Option<Child>>>,
}

/// Ports that are free now. They are below those that systems give to outgoing connections, one of which could
/// otherwise take the port of a node that is down.
pub(crate) fn free_ports(count: usize) -> anyhow::Result<Vec<SocketAddr>> {
    let mut listeners = Vec::new();
    for _ in 0..PORT_ATTEMPTS {
        if listeners.len() == count {
            break;
        }
        let port = rand::rng().random_range(PORTS);
        listeners.extend(std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)));
    }
    ensure!(listeners.len() == count, "there are no free ports");
    Ok(listeners.iter().map(std::net::TcpListener::local_addr).collect::<Result<_, _>>()?)
}

fn signal(child: &Child, signal: Signal) -> anyhow::Result<()> {
    let id = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    Ok(kill_process(id.context("the process has ended")?, signal)?)
}

impl Nodes {
    /// Starts this many nodes on one database, one after the other.
    pub(crate) async fn start(count: usize, settings: Settings) -> anyhow::Result<Self> {
        let nodes =
            Self { addresses: free_ports(count)?, processes: (0..count).map(|_| Mutex::new(None)).collect(), settings };
        for node in 0..count {
            nodes.start_one(node).await?;
        }
        Ok(nodes)
    }

    pub(crate) fn count(&self) -> usize {
        self.addresses.len()
    }

    /// Where a node's log is.
    pub(crate) fn log(&self, node: usize) -> PathBuf {
        self.settings.folder.join(format!("node-{node}.log"))
    }

    /// Starts a node and waits until it is ready.
    pub(crate) async fn start_one(&self, node: usize) -> anyhow::Result<()> {
        let mut process = self.processes[node].lock().await;
        let log = OpenOptions::new().create(true).append(true).open(self.log(node))?;
        let mut child = self.spawn(node, log)?;
        let stdout = child.stdout.take().context("the node has no standard output")?;
        let mut lines = BufReader::new(stdout).lines();
        let ready = timeout(START_TIMEOUT, lines.next_line()).await.context("a node did not become ready")??;
        ensure!(
            ready.is_some_and(|line| line.contains(" is ready at ")),
            "node {node} ended: see {}",
            self.log(node).display()
        );
        *process = Some(child);
        Ok(())
    }

    fn spawn(&self, node: usize, log: File) -> anyhow::Result<Child> {
        let Settings { server, database_url, folder, ping_interval, ping_timeout, more } = &self.settings;
        let port = self.addresses[node].port().to_string();
        let mut command = Command::new("/bin/sh");
        command.args(["-c", WITHOUT_SIGXFSZ]).arg(server);
        command.current_dir(folder).env_clear().kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        command.envs([
            ("APP_ENV", "development"),
            ("HOST", "127.0.0.1"),
            ("PORT", &port),
            ("DATABASE_URL", database_url),
            ("JWT_SECRET", "the nodes of a checked shop share this secret"),
            ("ADMIN_EMAIL", shop::ADMIN_EMAIL),
            ("ADMIN_PASSWORD", shop::ADMIN_PASSWORD),
            ("DEMO_DATA", "off"),
            ("SANDBOX", "off"),
            ("TRACKING_ACCESS", "public"),
            ("RUST_BACKTRACE", "1"),
            ("RUST_LOG", "warn"),
        ]);
        for limit in ["LOGIN_LIMIT_PER_ACCOUNT", "LOGIN_LIMIT_PER_ADDRESS", "REQUEST_LIMIT", "CONNECTION_LIMIT"] {
            command.env(limit, "off");
        }
        command.env("PING_INTERVAL_MS", ping_interval.as_millis().to_string());
        command.env("PING_TIMEOUT_MS", ping_timeout.as_millis().to_string());
        command.envs(more.iter().map(|(name, value)| (name, value)));
        command.spawn().with_context(|| format!("cannot start {}", server.display()))
    }

    /// `kill -9`.
    pub(crate) async fn kill(&self, node: usize) -> anyhow::Result<()> {
        let Some(mut child) = self.processes[node].lock().await.take() else { return Ok(()) };
        Ok(child.kill().await?)
    }

    /// SIGTERM, as at a deployment.
    pub(crate) async fn stop(&self, node: usize) -> anyhow::Result<()> {
        let Some(mut child) = self.processes[node].lock().await.take() else { return Ok(()) };
        signal(&child, Signal::TERM)?;
        match timeout(STOP_TIMEOUT, child.wait()).await {
            Ok(status) => ensure!(status?.success(), "node {node} ended badly after SIGTERM"),
            Err(_) => bail!("node {node} did not end after SIGTERM"),
        }
        Ok(())
    }

    /// Stops the process with SIGSTOP: it stands still, with all its connections open.
    pub(crate) async fn freeze(&self, node: usize) -> anyhow::Result<()> {
        self.signal(node, Signal::STOP).await
    }

    /// Lets it go on.
    pub(crate) async fn thaw(&self, node: usize) -> anyhow::Result<()> {
        self.signal(node, Signal::CONT).await
    }

    /// Limits the size of the node's files to this many bytes; `None` lifts the limit.
    pub(crate) async fn limit_file_size(&self, node: usize, bytes: Option<u64>) -> anyhow::Result<()> {
        match self.processes[node].lock().await.as_ref().and_then(Child::id) {
            Some(id) => limits::limit_file_size(i32::try_from(id)?, bytes),
            None => Ok(()),
        }
    }

    async fn signal(&self, node: usize, what: Signal) -> anyhow::Result<()> {
        self.processes[node].lock().await.as_ref().map_or(Ok(()), |child| signal(child, what))
    }

    /// The nodes that have ended by themselves.
    pub(crate) async fn dead(&self) -> Vec<usize> {
        let mut dead = Vec::new();
        for (node, process) in self.processes.iter().enumerate() {
            let gone = match process.lock().await.as_mut() {
                Some(child) => child.try_wait().is_ok_and(|status| status.is_some()),
                None => true,
            };
            if gone {
                dead.push(node);
            }
        }
        dead
    }

    /// How often a task of a node has panicked, according to the logs.
    pub(crate) fn panics(&self) -> usize {
        let panics = |log: &Path| {
            let text = std::fs::read(log).unwrap_or_default();
            String::from_utf8_lossy(&text).matches("panicked at").count()
        };
        (0..self.count()).map(|node| panics(&self.log(node))).sum()
    }
}
