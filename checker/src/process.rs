//! Runs programs to their end.

use std::process::Stdio;

use anyhow::{Context as _, ensure};
use tokio::process::Command;

/// Runs a program that has to succeed. The error carries what it wrote to standard error.
pub(crate) async fn run(command: &mut Command) -> anyhow::Result<()> {
    let output = command.stdin(Stdio::null()).output().await.with_context(|| format!("cannot run {command:?}"))?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim_end());
    Ok(())
}
