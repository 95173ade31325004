//! [`Postgres`]: a private PostgreSQL server that can be stopped as by a power cut and started again.
//!
//! Durability is on, as by default, so it keeps what it has committed.

use std::{
    fs::OpenOptions,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context as _, bail};
use rand::RngExt as _;
use rustix::process::{Pid, Signal, getuid, kill_process};
use tokio::{
    process::{Child, Command},
    time::{Instant, sleep},
};

use crate::{nodes::free_ports, process::run};

const START_TIMEOUT: Duration = Duration::from_secs(60);
const POLL_INTERVAL: Duration = Duration::from_millis(50);

pub(crate) struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    /// The user who runs it: PostgreSQL refuses to run as root.
    owner: Option<String>,
    port: u16,
    password: String,
    process: Option<Child>,
}

/// The folder of `initdb`, `postgres` and `pg_ctl`; of several versions the newest.
fn find_programs() -> Option<PathBuf> {
    let mut folders: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    folders.sort();
    let others = ["/usr/local/pgsql/bin", "/opt/homebrew/bin", "/usr/local/bin", "/usr/bin"];
    let all = folders.into_iter().rev().map(|(_, folder)| folder).chain(others.map(PathBuf::from));
    all.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

impl Postgres {
    /// Makes a database cluster in a folder that must not exist yet, and starts it.
    pub(crate) async fn make(folder: &Path) -> anyhow::Result<Self> {
        let programs = find_programs()
            .context("PostgreSQL is not installed: no initdb was found (Debian: apt-get install postgresql)")?;
        let owner = getuid().is_root().then(|| "postgres".to_owned());
        let password = format!("{:032x}", rand::rng().random::<u128>());
        let mut postgres = Self {
            programs,
            folder: folder.to_owned(),
            owner,
            port: free_ports(1)?[0].port(),
            password,
            process: None,
        };
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join("password"), &postgres.password)?;
        postgres.give(folder).await?;
        let mut initdb = postgres.program("initdb");
        initdb.arg("--pgdata").arg(folder.join("data")).arg("--pwfile").arg(folder.join("password"));
        initdb.args(["--username=postgres", "--auth-local=trust", "--auth-host=password"]);
        run(initdb.args(["--encoding=UTF8", "--locale=C", "--no-sync"])).await?;
        postgres.start().await?;
        Ok(postgres)
    }

    /// Makes a folder PostgreSQL's own.
    pub(crate) async fn give(&self, folder: &Path) -> anyhow::Result<()> {
        match &self.owner {
            Some(owner) => run(Command::new("chown").arg("-R").arg(owner).arg(folder)).await,
            None => Ok(()),
        }
    }

    fn program(&self, name: &str) -> Command {
        self.as_owner(&self.programs.join(name))
    }

    /// Has the owner run a program. Root in a container may not do everything to the processes of others.
    fn as_owner(&self, program: &Path) -> Command {
        let mut command = match &self.owner {
            None => Command::new(program),
            Some(owner) => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid", owner, "--regid", owner, "--clear-groups", "--pdeathsig", "KILL", "--"]);
                command.arg(program);
                command
            }
        };
        // The owner may not be allowed to look into our folder.
        command.current_dir(&self.folder);
        command
    }

    /// Where to connect to one of its databases.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// Starts it and waits until it takes connections.
    pub(crate) async fn start(&mut self) -> anyhow::Result<()> {
        let log = OpenOptions::new().create(true).append(true).open(self.folder.join("postgres.log"))?;
        let mut command = self.program("postgres");
        command.arg("-D").arg(self.folder.join("data")).arg("-k").arg(&self.folder);
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-c", "max_connections=200"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).kill_on_drop(true);
        self.process = Some(command.spawn().context("cannot start postgres")?);
        self.is_up_again().await
    }

    /// Forbids these processes of the server to write any more. PostgreSQL ignores SIGXFSZ, so their writes fail.
    pub(crate) async fn limit_file_size(&self, processes: &[i32]) -> anyhow::Result<()> {
        let mut limit = self.as_owner(Path::new("sh"));
        // A process that has ended meanwhile needs no limit.
        limit.args(["-c", r#"for process; do prlimit --pid "$process" --fsize=0: || true; done"#, "sh"]);
        run(limit.args(processes.iter().map(i32::to_string))).await
    }

    /// Waits until it takes connections: after its start, and after a panic from which it recovers by itself.
    pub(crate) async fn is_up_again(&self) -> anyhow::Result<()> {
        let deadline = Instant::now() + START_TIMEOUT;
        let ready = || async {
            let mut ask = self.program("pg_isready");
            ask.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]).stdout(Stdio::null());
            ask.status().await.is_ok_and(|status| status.success())
        };
        while !ready().await {
            if Instant::now() > deadline {
                bail!("PostgreSQL takes no connections: see {}", self.folder.join("postgres.log").display());
            }
            sleep(POLL_INTERVAL).await;
        }
        Ok(())
    }

    /// Stops it with an immediate shutdown, which finishes nothing: at the next start it recovers from its log.
    pub(crate) async fn stop_at_once(&mut self) -> anyhow::Result<()> {
        self.end(Signal::QUIT).await
    }

    /// Stops it with a fast shutdown, which ends in good order.
    pub(crate) async fn stop(&mut self) -> anyhow::Result<()> {
        self.end(Signal::INT).await
    }

    async fn end(&mut self, signal: Signal) -> anyhow::Result<()> {
        let Some(mut process) = self.process.take() else { return Ok(()) };
        if let Some(id) = process.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)) {
            kill_process(id, signal)?;
        }
        process.wait().await?;
        Ok(())
    }
}
