//! Clients connect, a few at a time or all at once: what they cost, and what they occupy while they are silent.

use std::{rc::Rc, time::Duration};

use serde_json::json;

use super::joined::until_joined;
use crate::{
    client::{Role, leave_all, open_admin, open_all},
    measure::{Window, number, report},
    options::{Idle, Memory, Storm},
    run::Run,
    sys,
};

/// The server's CPU time for each client that connects and joins an order of its own.
pub(super) async fn idle(run: &Rc<Run>, options: &Idle) -> anyhow::Result<()> {
    let pid = run.target.pid;
    sys::wait_quiet(pid, Duration::from_secs(10)).await;
    let window = Window::open(run);
    let seconds = open_all(run, options.clients, run.target.inflight, |i| Role::watcher(run.order(i + 1))).await;
    // The joins, and the sessions that the server stores for them, belong to it.
    sys::wait_quiet(pid, Duration::from_secs(10)).await;
    let measured = window.close(run);
    let connected = run.connected.get();

    // A sample shows whether each client has joined its own order.
    let sample = options.sample.min(connected);
    if sample > 0 {
        let admin = open_admin(run).await?;
        for k in 0..sample {
            let order = run.order(k * (options.clients / sample) + 1);
            admin.try_write(&run.admin_event(&order, 0)).ok();
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        run.wait_until(run.timeout(), || run.warm.get() >= sample as u64).await;
    }
    let fields = json!({
        "clients": options.clients, "connected": connected, "sample": sample, "sample_joined": run.warm.get(),
        "lost": (options.clients - connected) as u64 + (sample as u64).saturating_sub(run.warm.get()),
        "cpu_us_per_client": number(measured.server * 1e6 / connected.max(1) as f64),
        "clients_per_s": number(connected as f64 / seconds),
    });
    report(run, &measured, "idle", fields);
    Ok(())
}

/// The server's memory for each silent client that has joined an order, after its pings. Then the clients leave; the
/// runner that started the server reads later how much memory it keeps.
pub(super) async fn memory(run: &Rc<Run>, options: &Memory) -> anyhow::Result<()> {
    let pid = run.target.pid;
    sys::wait_quiet(pid, Duration::from_secs(10)).await;
    let before = sys::resident(pid);
    let window = Window::open(run);
    let role = |i: usize| Role::Watcher { order: run.order(i + 1), pings: options.pings };
    open_all(run, options.clients, run.target.inflight, role).await;
    let all_pinged = run.wait_until(run.timeout(), || run.pinged.get() >= run.connected.get()).await;
    if !all_pinged {
        run.problem("not all clients received their pings");
    }
    let measured = window.close(run);
    let with_clients = sys::resident(pid);
    let connected = run.connected.get();
    let (failed, closed) = (run.failed.get(), run.closed.get());
    leave_all(run);
    tokio::time::sleep(Duration::from_millis(200)).await;
    run.failed.set(failed);
    run.closed.set(closed);
    let occupied = with_clients as f64 - before as f64;
    let fields = json!({
        "clients": options.clients, "connected": connected, "pings_each": options.pings,
        "lost": options.clients - connected + closed,
        "rss_before": before, "rss_with_clients": with_clients,
        "rss_bytes_per_client": number(occupied / connected.max(1) as f64),
    });
    report(run, &measured, "memory", fields);
    Ok(())
}

/// All clients at once: how long until all have joined, and the server's CPU time for each.
pub(super) async fn storm(run: &Rc<Run>, options: &Storm) -> anyhow::Result<()> {
    let order = run.order(1);
    let admin = open_admin(run).await?;
    sys::wait_quiet(run.target.pid, Duration::from_secs(10)).await;
    let window = Window::open(run);
    let seconds = open_all(run, options.clients, run.target.inflight, |_| Role::watcher(order.clone())).await;
    let connected = run.connected.get();
    let connecting = window.server_so_far(run);
    // All have joined when an update reaches all of them.
    let joined = until_joined(run, &admin, &order, connected as u64).await;
    let all = window.began.elapsed().as_secs_f64();
    let measured = window.close(run);
    let fields = json!({
        "clients": options.clients, "connected": connected, "joined": joined,
        "lost": options.clients as u64 - joined,
        "connected_wall_s": number(seconds), "joined_wall_s": number(all),
        "cpu_us_per_client": number(connecting * 1e6 / connected.max(1) as f64),
        "cpu_us_per_joined_client": number(measured.server * 1e6 / connected.max(1) as f64),
    });
    report(run, &measured, "storm", fields);
    Ok(())
}
