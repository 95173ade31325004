//! [`Run`]: what all connections of a run share. There is one thread, so plain cells will do.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    fs,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::Context as _;
use tokio::{sync::Notify, task::JoinHandle};

use crate::{http, options::Target, ws};

/// The statuses that orders are moved to, in turn: any may follow any other.
const STATUSES: [&str; 3] = ["confirmed", "processing", "shipped"];

/// A run against one server.
pub(crate) struct Run {
    pub(crate) target: Target,
    pub(crate) upgrade: Vec<u8>,
    pub(crate) pong: Vec<u8>,
    orders: Vec<String>,
    began: Instant,

    /// Clients that are connected.
    pub(crate) connected: Cell<usize>,
    /// Clients that could not connect.
    pub(crate) failed: Cell<usize>,
    /// Clients that were disconnected later.
    pub(crate) closed: Cell<usize>,
    /// Clients that have received as many pings as they waited for.
    pub(crate) pinged: Cell<usize>,
    /// Receipts of unmeasured updates.
    pub(crate) warm: Cell<u64>,
    /// Numbers the unmeasured updates, from another number in each run: an update that an earlier run made to the same
    /// shop would change nothing, so the server would send no event.
    next_warm: Cell<u64>,
    /// Receipts of measured updates, the first one of each watcher only.
    pub(crate) deliveries: Cell<u64>,
    /// Receipts of an update that the watcher had.
    pub(crate) doubled: Cell<u64>,
    /// Receipts of an older update after a newer one.
    pub(crate) unordered: Cell<u64>,
    /// Receipts of what was never sent.
    pub(crate) unknown: Cell<u64>,
    /// Nanoseconds since the beginning at which each update was sent.
    pub(crate) sent: RefCell<Vec<u64>>,
    /// How often each update was received.
    pub(crate) got: RefCell<Vec<u32>>,
    /// Microseconds from sending to receipt.
    pub(crate) latencies: RefCell<Vec<u32>>,
    /// How many receipts of one update wake the scenario.
    pub(crate) want: Cell<u32>,
    /// Notified when something that a scenario waits for may have happened.
    pub(crate) wake: Notify,
    /// Whether every watcher receives every update, so that disorder and repeats can be recognised.
    pub(crate) in_order: Cell<bool>,
    /// What went wrong, and how often.
    pub(crate) problems: RefCell<BTreeMap<String, u32>>,
    pub(crate) tasks: RefCell<Vec<JoinHandle<()>>>,
}

impl Run {
    pub(crate) fn new(target: Target) -> anyhow::Result<std::rc::Rc<Self>> {
        anyhow::ensure!(target.address.ip().is_loopback(), "only loopback addresses");
        let orders = match &target.orders_file {
            None => Vec::new(),
            Some(file) => {
                let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
                text.lines().map(str::to_owned).collect()
            }
        };
        Ok(std::rc::Rc::new(Self {
            upgrade: http::upgrade_request(&target),
            pong: ws::text_frame(b"3"),
            target,
            orders,
            began: Instant::now(),
            connected: Cell::default(),
            failed: Cell::default(),
            closed: Cell::default(),
            pinged: Cell::default(),
            warm: Cell::default(),
            next_warm: Cell::new(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()),
            deliveries: Cell::default(),
            doubled: Cell::default(),
            unordered: Cell::default(),
            unknown: Cell::default(),
            sent: RefCell::default(),
            got: RefCell::default(),
            latencies: RefCell::default(),
            want: Cell::new(u32::MAX),
            wake: Notify::new(),
            in_order: Cell::new(false),
            problems: RefCell::default(),
            tasks: RefCell::default(),
        }))
    }

    /// The `i`th order's id, from 1.
    pub(crate) fn order(&self, i: usize) -> String {
        if self.orders.is_empty() { format!("ORD{i:05}") } else { self.orders[(i - 1) % self.orders.len()].clone() }
    }

    /// The longest that the run waits for anything.
    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_secs(self.target.timeout)
    }

    /// Nanoseconds since the run began.
    pub(crate) fn now(&self) -> u64 {
        self.began.elapsed().as_nanos() as u64
    }

    pub(crate) fn problem(&self, what: impl Into<String>) {
        *self.problems.borrow_mut().entry(what.into()).or_default() += 1;
    }

    /// Forgets what was counted and makes room for updates 1 to `count`.
    pub(crate) fn expect_updates(&self, count: usize) {
        for counter in [&self.deliveries, &self.doubled, &self.unordered, &self.unknown] {
            counter.set(0);
        }
        *self.sent.borrow_mut() = vec![0; count + 1];
        *self.got.borrow_mut() = vec![0; count + 1];
        self.latencies.borrow_mut().clear();
    }

    /// The fields of an update. Number 0 is unmeasured, and never twice the same.
    fn fields(&self, number: usize) -> String {
        let nth = if number > 0 { number as u64 } else { self.next_warm.replace(self.next_warm.get() + 1) };
        let status = STATUSES[(nth % 3) as usize];
        let (hour, minute, second) = if number > 0 { (0, 0, 0) } else { (nth / 3600 % 24, nth / 60 % 60, nth % 60) };
        format!(
            r#""status":"{status}","trackingNumber":"TRK{number:08}","estimatedDelivery":"2031-05-20T{hour:02}:{minute:02}:{second:02}.000Z""#
        )
    }

    /// The frame by which an admin moves an order.
    pub(crate) fn admin_event(&self, order: &str, number: usize) -> Vec<u8> {
        let fields = self.fields(number);
        ws::text_frame(format!(r#"42["admin-status-update",{{"orderId":"{order}",{fields}}}]"#).as_bytes())
    }

    /// The request by which an admin moves an order.
    pub(crate) fn put_request(&self, order: &str, number: usize) -> Vec<u8> {
        let path = format!("/api/orders/admin/{order}/status");
        http::request(&self.target, "PUT", &path, Some(&format!("{{{}}}", self.fields(number))))
    }

    /// Takes `42["order-status-updated",{..."trackingNumber":"TRK00000007"...},...]`. `last` is the number that this
    /// watcher received before.
    pub(crate) fn receive(&self, message: &[u8], last: &mut u32) {
        const KEY: &[u8] = br#""TRK"#;
        if !message.starts_with(br#"42["order-status-updated""#) {
            return;
        }
        let Some(at) = memchr::memmem::find(message, KEY) else {
            return self.unknown.set(self.unknown.get() + 1);
        };
        let digits = message[at + KEY.len()..].iter().take_while(|byte| byte.is_ascii_digit());
        let number = digits.fold(0usize, |number, byte| number * 10 + usize::from(byte - b'0'));
        if number == 0 {
            self.warm.set(self.warm.get() + 1);
            return self.wake.notify_one();
        }
        let now = self.now();
        let mut got = self.got.borrow_mut();
        let Some(times) = got.get_mut(number) else {
            return self.unknown.set(self.unknown.get() + 1);
        };
        *times += 1;
        if self.in_order.get() {
            if number as u32 == *last {
                return self.doubled.set(self.doubled.get() + 1);
            }
            if (number as u32) < *last {
                self.unordered.set(self.unordered.get() + 1);
            }
            *last = number as u32;
        } else if *times > 1 {
            return self.doubled.set(self.doubled.get() + 1);
        }
        if *times == self.want.get() {
            self.wake.notify_one();
        }
        self.deliveries.set(self.deliveries.get() + 1);
        let micros = now.saturating_sub(self.sent.borrow()[number]) / 1000;
        self.latencies.borrow_mut().push(micros as u32);
    }

    /// Waits until `done`, at most `max`. False: it is not done.
    pub(crate) async fn wait_until(&self, max: Duration, done: impl Fn() -> bool) -> bool {
        let end = tokio::time::Instant::now() + max;
        while !done() {
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(Duration::from_millis(20)) => {}
            }
            if tokio::time::Instant::now() > end {
                return done();
            }
        }
        true
    }
}
