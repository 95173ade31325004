//! An admin reads lists, one after the other.

use std::{rc::Rc, time::Duration};

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use crate::{
    dice::Dice,
    http::{self, Http},
    measure::{Window, number, percentiles, report},
    options::List,
    run::Run,
    sys,
};

/// How long the server takes to answer each kind of list.
pub(super) async fn list(run: &Rc<Run>, options: &List) -> anyhow::Result<()> {
    let mut http = Http::open(&run.target, 0).await?;
    let dice = Dice::new();
    let mut reads = Vec::new();
    for read in &options.reads {
        reads.push(read.split_once('=').with_context(|| format!("--read {read}: NAME=PATH"))?);
    }
    let mut answers: Vec<Vec<u32>> = vec![Vec::new(); reads.len()];
    sys::wait_quiet(run.target.pid, Duration::from_secs(5)).await;
    let window = Window::open(run);
    for _ in 0..options.times {
        for ((_, path), answers) in reads.iter().zip(&mut answers) {
            let request = http::request(&run.target, "GET", &filled(path, &dice), None);
            let at = run.now();
            let status = http.call(&request).await?;
            if status != 200 {
                run.problem(format!("{path} was answered {status}"));
            }
            answers.push(((run.now() - at) / 1000) as u32);
        }
    }
    let measured = window.close(run);
    let requests = options.times * reads.len();
    let each: Map<String, Value> = reads
        .iter()
        .zip(&answers)
        .map(|((name, _), answers)| ((*name).to_owned(), percentiles(answers.clone())))
        .collect();
    let fields = json!({
        "requests": requests, "lost": run.problems.borrow().values().sum::<u32>(),
        "cpu_us_per_request": number(measured.server * 1e6 / requests.max(1) as f64),
        "answer_us": percentiles(answers.concat()), "each_us": each,
    });
    report(run, &measured, "list", fields);
    Ok(())
}

/// The path, with a number from 1 to MAX for each `{MAX}`.
fn filled(path: &str, dice: &Dice) -> String {
    let mut text = String::new();
    let mut rest = path;
    while let Some((before, behind)) = rest.split_once('{') {
        let (most, behind) = behind.split_once('}').unwrap_or((behind, ""));
        text += before;
        text += &dice.roll(most.parse().unwrap_or(1)).to_string();
        rest = behind;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_filled_in() {
        let dice = Dice::new();
        assert_eq!(filled("/a?page={1}&b=c", &dice), "/a?page=1&b=c");
        assert_eq!(filled("/plain", &dice), "/plain");
    }
}
