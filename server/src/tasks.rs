//! The long-lived tasks: started here and nowhere else, each by its name, and missed when one ends.
//!
//! A server whose relay has ended answers every request, and announces nothing any more. Nobody would know. So the end
//! of any of these tasks before it is told to stop, by a panic or by returning, is logged, turns readiness red, and has
//! [`crate::run`] end the process with an error: whoever started it starts it again. Tasks of one request, one batch or
//! one socket are no concern of this: they end with what they are for.

use std::{
    any::Any,
    panic::AssertUnwindSafe,
    sync::{Arc, OnceLock},
};

use futures_util::FutureExt as _;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

/// A long-lived task has ended before it was told to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaskDied {
    /// With a panic.
    #[error("the task `{name}` panicked: {message}")]
    Panicked {
        /// The task.
        name: &'static str,
        /// What the panic said.
        message: String,
    },
    /// By returning.
    #[error("the task `{name}` ended, and nobody had told it to")]
    Returned {
        /// The task.
        name: &'static str,
    },
}

/// The long-lived tasks of an app.
#[derive(Debug, Default)]
pub struct Tasks(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    stop: CancellationToken,
    /// The first to die; what dies after it may only have followed.
    first: OnceLock<TaskDied>,
    died: CancellationToken,
}

impl Tasks {
    /// What tells tasks to stop, except those that have a token of their own.
    #[must_use]
    pub fn stop(&self) -> &CancellationToken {
        &self.0.stop
    }

    /// Starts a task that lives until [`Self::stop`]. It looks at that itself, or ends with what it serves.
    pub(crate) fn spawn(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
        self.spawn_until(self.stop(), name, task)
    }

    /// Starts a task that lives until `stop`.
    #[expect(clippy::disallowed_methods, reason = "this is the place")]
    pub(crate) fn spawn_until(
        &self,
        stop: &CancellationToken,
        name: &'static str,
        task: impl Future<Output = ()> + Send + 'static,
    ) -> JoinHandle<()> {
        let (shared, stop) = (self.0.clone(), stop.clone());
        // Nobody looks at what a task leaves behind half done: the process ends.
        let task = AssertUnwindSafe(task.instrument(tracing::debug_span!("task", name))).catch_unwind();
        tokio::spawn(async move {
            match task.await {
                Ok(()) if stop.is_cancelled() => {}
                Ok(()) => shared.has_died(TaskDied::Returned { name }),
                Err(panic) => shared.has_died(TaskDied::Panicked { name, message: message(&*panic) }),
            }
        })
    }

    /// The first task that has died, if any has.
    #[must_use]
    pub fn first_death(&self) -> Option<&TaskDied> {
        self.0.first.get()
    }

    /// Returns when a task has died.
    pub async fn death(&self) {
        self.0.died.cancelled().await;
    }
}

impl Drop for Tasks {
    /// What a task serves may go away without [`crate::run`], as on the command line.
    fn drop(&mut self) {
        self.0.stop.cancel();
    }
}

impl Shared {
    fn has_died(&self, death: TaskDied) {
        tracing::error!(error = %death, "a long-lived task has died; the process ends");
        self.first.set(death).ok();
        self.died.cancel();
    }
}

/// What a panic said.
pub(crate) fn message(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    said.unwrap_or("no message").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_ends_when_it_is_told_to_is_not_missed() {
        let tasks = Tasks::default();
        let (stop, own) = (tasks.stop().clone(), CancellationToken::new());
        let told = [
            tasks.spawn("one", stop.clone().cancelled_owned()),
            tasks.spawn_until(&own, "other", own.clone().cancelled_owned()),
        ];
        stop.cancel();
        own.cancel();
        for task in told {
            task.await.unwrap();
        }
        assert_eq!(tasks.first_death(), None);
    }

    #[tokio::test]
    async fn the_first_task_that_panics_or_returns_is_named_with_what_it_said() {
        let tasks = Tasks::default();
        tasks.spawn("early", async { panic!("at {}", 7) }).await.unwrap();
        tasks.spawn("late", async {}).await.unwrap();
        tasks.death().await;
        let early = TaskDied::Panicked { name: "early", message: "at 7".to_owned() };
        assert_eq!(tasks.first_death(), Some(&early));
        assert_eq!(early.to_string(), "the task `early` panicked: at 7");

        let tasks = Tasks::default();
        // Of a task with a token of its own, that alone counts.
        tasks.stop().cancel();
        tasks.spawn_until(&CancellationToken::new(), "keeper", async {}).await.unwrap();
        assert_eq!(tasks.first_death(), Some(&TaskDied::Returned { name: "keeper" }));
        // A panic is one after the stop, too.
        let tasks = Tasks::default();
        tasks.stop().cancel();
        tasks.spawn("relay", async { panic!("at last") }).await.unwrap();
        assert!(tasks.first_death().is_some());
    }
}
