//! Resource limits of other processes.

/// Whether this system has what [`limit_file_size`] needs.
pub(crate) const AVAILABLE: bool = cfg!(target_os = "linux");

/// Limits the size of the files that a process writes, in bytes. `None` raises the limit to our own.
///
/// A write beyond it fails with EFBIG if the process ignores SIGXFSZ (prlimit(2)).
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{
        io::{BufRead as _, BufReader, Write as _},
        process::{Command, Stdio},
    };

    use super::*;

    #[test]
    fn what_a_limited_process_writes_fails_until_the_limit_is_lifted() {
        let folder = tempfile::tempdir().unwrap();
        let script =
            "trap '' XFSZ; while read -r line; do echo \"$line\" >>file 2>/dev/null && echo kept || echo failed; done";
        let mut shell = Command::new("/bin/sh");
        let shell = shell.args(["-c", script]).current_dir(folder.path());
        let mut child = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (id, mut stdin) = (i32::try_from(child.id()).unwrap(), child.stdin.take().unwrap());
        let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut writes = || {
            stdin.write_all(b"a line\n").unwrap();
            answers.next().unwrap().unwrap()
        };
        assert_eq!(writes(), "kept");
        limit_file_size(id, Some(3)).unwrap();
        assert_eq!(writes(), "failed");
        limit_file_size(id, None).unwrap();
        assert_eq!(writes(), "kept");
        drop(stdin);
        assert!(child.wait().unwrap().success());
    }
}
