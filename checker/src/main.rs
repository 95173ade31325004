//! `trackroom-check`: is any update lost?
//!
//! Writers change orders and write down what they are answered. Followers write down what they receive. A nemesis
//! breaks lines, nodes and the database by a plan that follows from a seed. In the end both are judged by the
//! database's log, read past the server. `docs/RELIABILITY.md` says what is promised.

#![expect(clippy::disallowed_methods, reason = "its tasks end with a run, and what they miss shows in its verdict")]

mod change;
mod client;
mod event;
mod followers;
mod history;
mod ledger;
mod limits;
mod nemesis;
mod nodes;
mod options;
mod outages;
mod postgres;
mod process;
mod proxy;
mod record;
mod report;
mod run;
mod shop;
mod small_disk;
mod store;
mod stream;
mod verdict;
mod writers;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::ensure;
use clap::Parser as _;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};

use crate::{options::Options, report::Report};

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    ensure!(
        options.server.is_file(),
        "there is no {}: build the server, or say where it is (--server)",
        options.server.display()
    );
    allow_many_connections();
    let seed = options.seed.unwrap_or_else(|| u64::from(rand::random::<u32>()));
    let (folder, kept) = folder(&options)?;
    if !options.json {
        say(&format!("seed {seed}"))?;
    }
    let kinds = options.database.kinds();
    let share = Duration::from_secs_f64(options.minutes * 60.0 / kinds.len() as f64);
    let mut reports = Vec::new();
    for kind in kinds {
        let place = folder.join(kind.name().to_lowercase());
        std::fs::create_dir_all(&place)?;
        let report = tokio::select! {
            report = run::run(*kind, &options, seed, share, &place) => report?,
            () = stopped() => return Ok(ExitCode::from(130)),
        };
        if !options.json {
            say(&report.to_string())?;
        }
        reports.push(report);
    }
    let clean = reports.iter().all(|report| report.findings.is_clean());
    if options.json {
        say(&serde_json::to_string_pretty(&reports)?)?;
    } else {
        say(&summary(&reports, seed, clean))?;
    }
    match kept {
        Some(temporary) if clean => drop(temporary),
        Some(temporary) => {
            let folder = temporary.keep();
            if !options.json {
                say(&format!("logs are in {}", folder.display()))?;
            }
        }
        None => {}
    }
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Returns when the process is asked to stop. What it started ends with it.
async fn stopped() {
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => terminate.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = terminate => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// Raises the limit of open files to the highest allowed one. Every follower costs three here, and the nodes inherit
/// it.
fn allow_many_connections() {
    let limit = getrlimit(Resource::Nofile);
    // If that fails, fewer followers are possible.
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).ok();
}

/// Where logs go. A temporary folder disappears with the handle returned beside it.
fn folder(options: &Options) -> anyhow::Result<(PathBuf, Option<tempfile::TempDir>)> {
    if let Some(folder) = &options.folder {
        std::fs::create_dir_all(folder)?;
        return Ok((std::path::absolute(folder)?, None));
    }
    let temporary = tempfile::Builder::new().prefix("trackroom-check.").tempdir()?;
    open_to_all(temporary.path())?;
    Ok((temporary.path().to_owned(), Some(temporary)))
}

/// Lets other users pass: PostgreSQL may run as one, and its folder is below this one.
fn open_to_all(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
}

fn summary(reports: &[Report], seed: u64, clean: bool) -> String {
    let faults: u64 = reports.iter().map(Report::fault_count).sum();
    let deliveries: u64 = reports.iter().map(|report| report.figures.deliveries).sum();
    let verdict = if clean { "nothing was lost" } else { "FAILED" };
    format!("{verdict}: {deliveries} deliveries, {faults} faults, seed {seed}")
}

fn say(line: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    out.flush()
}
