//! Limits of other processes.

/// Whether [`limit_file_size`] can do it on this system.
pub(crate) const AVAILABLE: bool = cfg!(target_os = "linux");

/// Files that a process writes may not grow past so many bytes; `None` lifts the limit as far as our own goes.
///
/// A write beyond it fails with EFBIG, if the process ignores SIGXFSZ (prlimit(2)).
#[cfg(target_os = "linux")]
pub(crate) fn limit_file_size(process: i32, bytes: Option<u64>) -> anyhow::Result<()> {
    use anyhow::Context as _;
    use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};

    let process = Pid::from_raw(process).context("no process has this number")?;
    let ours = getrlimit(Resource::Fsize);
    prlimit(Some(process), Resource::Fsize, Rlimit { current: bytes.or(ours.current), maximum: ours.maximum })?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn limit_file_size(_process: i32, _bytes: Option<u64>) -> anyhow::Result<()> {
    anyhow::bail!("this system has no prlimit")
}
