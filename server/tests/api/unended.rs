//! The suite's own promise: a story that does not end its app, and so is not asked what it left behind, has failed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::support::TestApp;

fn message(outcome: Result<(), Box<dyn std::any::Any + Send>>) -> &'static str {
    *outcome.expect_err("it panics").downcast::<&str>().expect("a text")
}

#[tokio::test]
async fn a_story_that_does_not_end_its_app_fails() {
    let app = TestApp::start().await;
    let outcome = catch_unwind(AssertUnwindSafe(|| drop(app)));
    assert_eq!(message(outcome), "a story ends its app: by finish, stop, dies or kill");
}

#[tokio::test]
async fn a_story_that_fails_before_the_end_of_its_app_says_why() {
    let app = TestApp::start().await;
    let outcome = catch_unwind(AssertUnwindSafe(move || {
        let _app = app;
        panic!("the story's own reason");
    }));
    assert_eq!(message(outcome), "the story's own reason");
}
