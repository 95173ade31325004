//! Load generator for Socket.IO order-status servers.
//!
//! It shares two cores with the server that it measures, so it is small: one thread, a few hundred bytes per
//! connection, one recv(2) per delivery. It encodes the protocol by hand, so that its cost is known. Every loop ends by
//! itself: counts are given, waits are limited, and only loopback addresses are accepted.

mod client;
mod desk;
mod dice;
mod http;
mod loopback;
mod measure;
mod options;
mod run;
mod scenarios;
mod sys;
mod ws;

use std::{process::ExitCode, time::Duration};

use clap::Parser as _;
use tokio::task::LocalSet;

use crate::{options::Options, run::Run};

fn main() -> ExitCode {
    match measured(Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("load: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measured(options: Options) -> anyhow::Result<()> {
    sys::raise_open_files()?;
    let (target, scenario) = (options.target, options.scenario);
    let limit = Duration::from_secs(target.max_seconds);
    let run = Run::new(target)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // The limit holds whatever goes wrong.
    let timed = async { tokio::time::timeout(limit, scenarios::play(&run, &scenario)).await };
    match runtime.block_on(LocalSet::new().run_until(timed)) {
        Ok(played) => played,
        Err(_) => anyhow::bail!("gave up after {} s", limit.as_secs()),
    }
}
