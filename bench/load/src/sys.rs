//! What the operating system reports of a process and of the machine.

use std::{fs, time::Duration};

use nix::{
    sys::resource::{Resource, getrlimit, setrlimit},
    time::{clock_getcpuclockid, clock_gettime},
    unistd::Pid,
};

/// CPU seconds that the whole process has used so far, ended threads included; NaN when it cannot be read.
///
/// From the process's CPU clock (nanoseconds), not from utime and stime (10 ms ticks).
pub(crate) fn cpu_seconds(pid: i32) -> f64 {
    if pid == 0 {
        return f64::NAN;
    }
    let time = clock_getcpuclockid(Pid::from_raw(pid)).and_then(clock_gettime);
    time.map_or(f64::NAN, |time| Duration::from(time).as_secs_f64())
}

/// CPU seconds of this process.
pub(crate) fn own_cpu_seconds() -> f64 {
    cpu_seconds(Pid::this().as_raw())
}

/// User and system CPU seconds of a process, in steps of 10 ms.
pub(crate) fn user_and_system(pid: i32) -> (f64, f64) {
    let Ok(text) = fs::read_to_string(format!("/proc/{pid}/stat")) else { return (f64::NAN, f64::NAN) };
    let behind_name = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = behind_name.split_whitespace().collect();
    let seconds = |i: usize| fields.get(i).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or(0.0) / 100.0;
    (seconds(11), seconds(12))
}

/// Resident memory of a process in bytes; 0 when it cannot be read.
pub(crate) fn resident(pid: i32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|value| value.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}

/// Seconds that all CPUs were busy, and that the hypervisor took, since the machine started.
pub(crate) fn machine_busy() -> (f64, f64) {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    let first = text.lines().next().unwrap_or_default();
    let ticks: Vec<f64> = first.split_whitespace().skip(1).filter_map(|field| field.parse().ok()).collect();
    let seconds = |i: usize| ticks.get(i).copied().unwrap_or(0.0) / 100.0;
    (seconds(0) + seconds(1) + seconds(2) + seconds(5) + seconds(6), seconds(7))
}

/// Lets this process open as many files as its hard limit allows.
pub(crate) fn raise_open_files() -> nix::Result<()> {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard)
}

/// Waits until the process uses less than 1 % of a CPU over 300 ms, at most `max`.
pub(crate) async fn wait_quiet(pid: i32, max: Duration) {
    let end = tokio::time::Instant::now() + max;
    let mut last = cpu_seconds(pid);
    while tokio::time::Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let now = cpu_seconds(pid);
        if now.is_nan() || now - last < 0.003 {
            return;
        }
        last = now;
    }
}
