//! Many orders with one watcher each, moved at random by concurrent requests.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    client::{Role, open_all},
    dice::Dice,
    http::Http,
    measure::{Window, number, percentiles, report},
    options::Spread,
    run::Run,
    sys,
};

/// What the requesting tasks share.
struct Shared {
    next: Cell<usize>,
    accepted: Cell<usize>,
    answers: RefCell<Vec<u32>>,
    dice: Dice,
}

/// Updates per second, the CPU time of each, and the latency of the answer and of the watcher's event.
pub(super) async fn spread(run: &Rc<Run>, options: &Spread) -> anyhow::Result<()> {
    let (orders, updates) = (options.orders, options.updates);
    open_all(run, orders, run.target.inflight, |i| Role::watcher(run.order(i + 1))).await;
    let connected = run.connected.get();
    sys::wait_quiet(run.target.pid, Duration::from_secs(5)).await;
    let mut pool = Vec::new();
    for index in 0..options.concurrency.max(1) {
        pool.push(Http::open(&run.target, index).await?);
    }
    // Every order is moved once before, which also shows that every watcher has joined.
    let most = pool.len();
    for k in 1..=orders {
        match pool[k % most].call(&run.put_request(&run.order(k), 0)).await {
            Ok(status) if status / 100 == 2 => {}
            Ok(status) => run.problem(format!("a first PUT was answered {status}")),
            Err(error) => run.problem(format!("a first PUT failed: {error}")),
        }
    }
    run.wait_until(Duration::from_secs(10), || run.warm.get() >= orders as u64).await;
    let joined = run.warm.get();

    run.expect_updates(updates);
    run.in_order.set(false);
    let answers = RefCell::new(Vec::with_capacity(updates));
    let shared = Rc::new(Shared { next: Cell::new(0), accepted: Cell::new(0), answers, dice: Dice::new() });
    let window = Window::open(run);
    let began = Instant::now();
    let mut tasks = Vec::new();
    for http in pool {
        tasks.push(tokio::task::spawn_local(request(run.clone(), shared.clone(), http, orders, updates)));
    }
    for task in tasks {
        task.await.ok();
    }
    let requesting = began.elapsed().as_secs_f64();
    let accepted = shared.accepted.get();
    run.wait_until(run.timeout(), || run.deliveries.get() >= accepted as u64).await;
    let measured = window.close(run);

    let deliveries = run.deliveries.get();
    let latencies = std::mem::take(&mut *run.latencies.borrow_mut());
    let answers = shared.answers.take();
    let fields = json!({
        "orders": orders, "connected": connected, "joined": joined, "concurrency": options.concurrency,
        "updates": updates, "accepted": accepted, "deliveries": deliveries,
        "lost": (updates as u64).saturating_sub(deliveries) + (orders as u64).saturating_sub(joined),
        "doubled": run.doubled.get(), "unknown": run.unknown.get(),
        "updates_per_s": number(accepted as f64 / requesting),
        "cpu_us_per_update": number(measured.server * 1e6 / accepted.max(1) as f64),
        "load_cpu_us_per_update": number(measured.own * 1e6 / accepted.max(1) as f64),
        "latency_us": percentiles(latencies), "answer_us": percentiles(answers),
    });
    report(run, &measured, "spread", fields);
    Ok(())
}

/// Moves one order after the other until enough have been moved.
async fn request(run: Rc<Run>, shared: Rc<Shared>, mut http: Http, orders: usize, updates: usize) {
    let deadline = Instant::now() + run.timeout();
    while shared.next.get() < updates && Instant::now() < deadline {
        let number = shared.next.get() + 1;
        shared.next.set(number);
        let request = run.put_request(&run.order(shared.dice.roll(orders)), number);
        let at = run.now();
        run.sent.borrow_mut()[number] = at;
        match http.call(&request).await {
            Ok(status) if status / 100 == 2 => {
                shared.accepted.set(shared.accepted.get() + 1);
                shared.answers.borrow_mut().push(((run.now() - at) / 1000) as u32);
            }
            Ok(status) => run.problem(format!("a PUT was answered {status}")),
            Err(error) => return run.problem(format!("a PUT failed: {error}")),
        }
    }
}
