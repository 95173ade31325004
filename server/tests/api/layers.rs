//! Calls go down: what each module of the server may use, held by reading the `use` trees.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The modules of the server, from the ground up. Each may use those before it.
const LAYERS: [&str; 26] = [
    "clock",
    "domain",
    "embedded",
    "error",
    "config",
    "metrics",
    "tasks",
    "in_flight",
    "net",
    "throttle",
    "telemetry",
    "store",
    "bus",
    "event_log",
    "credentials",
    "core",
    "auth",
    "views",
    "services",
    "demo",
    "housekeeping",
    "realtime",
    "app",
    "http",
    "start",
    "lib",
];

/// Modules that are compiled for tests alone.
const OF_TESTS: [&str; 1] = ["second_book"];

/// How many files may use each other in a circle: a type and its parts.
const LARGEST_CIRCLE: usize = 3;
/// Module path -> the module paths that it names.
type Uses = BTreeMap<Vec<String>, BTreeSet<Vec<String>>>;

#[test]
fn every_module_uses_only_what_stands_below_it() {
    let uses = uses(&repository().join("server/src"));
    let layer = |module: &str| LAYERS.iter().position(|layer| *layer == module);
    let mut wrong = Vec::new();
    for (from, targets) in uses.iter().filter(|(from, _)| from[0] != "main" && !OF_TESTS.contains(&from[0].as_str())) {
        for to in targets.iter().filter(|to| to[0] != from[0]) {
            let (Some(here), Some(there)) = (layer(&from[0]), layer(&to[0])) else {
                wrong.push(format!("`{}` or `{}` has no place in LAYERS of this test: give it one.", from[0], to[0]));
                continue;
            };
            if there > here {
                wrong.push(format!(
                    "{} uses {}, but `{}` stands above `{}`. Move what both need down, hand it in as an argument, or \
                     publish a notice on the bus that the upper one listens to.",
                    from.join("::"),
                    to.join("::"),
                    to[0],
                    from[0]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "calls go down:\n{}", wrong.join("\n"));
    assert!(uses.len() > 100, "the sources were found: {}", uses.len());
}

#[test]
fn no_more_than_three_files_use_each_other_in_a_circle() {
    let crates = source_folders(&repository());
    assert!(crates.len() >= 4, "the crates were found: {crates:?}");
    for sources in crates {
        let uses = uses(&sources);
        for circle in circles(&uses) {
            let names: Vec<String> = circle.iter().map(|module| module.join("::")).collect();
            assert!(
                circle.len() <= LARGEST_CIRCLE,
                "{} files of {} use each other in a circle; move what they share into a file below them: {names:?}",
                circle.len(),
                sources.display()
            );
        }
    }
}

#[test]
fn the_reader_of_use_trees_finds_what_is_named() {
    let text = "
use crate::{a::{self, b::C}, d as e}; // use crate::not_this;
#[cfg(test)]
use crate::nor_this;
pub(crate) use super::f::*;
fn g() { crate::h::i(); }
pub(in crate::j) struct K;
#[cfg(test)]
mod tests {
    use crate::not_that;
}
";
    let found: Vec<String> =
        named(text, &["x".to_owned(), "y".to_owned()]).iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["a", "a::b::C", "d", "x::f", "h::i"]);
}

/// What `docs/ARCHITECTURE.md` calls a file is one.
#[test]
fn every_file_that_the_map_names_is_there() {
    let root = repository();
    let map = fs::read_to_string(root.join("docs/ARCHITECTURE.md")).unwrap();
    let named = map.split('`').skip(1).step_by(2).filter(|text| text.contains('/') && !text.contains([' ', '{', '…']));
    let named: Vec<&str> =
        named.filter(|text| [".rs", ".ts", ".mjs", "/"].iter().any(|end| text.ends_with(end))).collect();
    assert!(named.len() > 40, "the map names files: {named:?}");
    let places = ["", "server/src", "crates/socketio/src"].map(|place| root.join(place));
    let gone: Vec<_> = named.iter().filter(|name| !places.iter().any(|place| place.join(name).exists())).collect();
    assert!(gone.is_empty(), "docs/ARCHITECTURE.md names what is not there: {gone:?}");
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the server has a folder of its own").to_owned()
}

/// The `src` folder of every crate of the repository.
fn source_folders(repository: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![repository.to_owned()];
    while let Some(folder) = folders.pop() {
        if folder.join("Cargo.toml").exists() && folder.join("src").exists() {
            found.push(folder.join("src"));
        }
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir()) {
            let name = entry.file_name();
            if !["target", "node_modules", "src", "tests", "docs"].iter().any(|skipped| name == *skipped)
                && !name.to_string_lossy().starts_with('.')
            {
                folders.push(entry.path());
            }
        }
    }
    found
}

/// What each file under `sources` names of the others.
fn uses(sources: &Path) -> Uses {
    let mut files = Vec::new();
    let mut folders = vec![sources.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path if path.extension().is_some_and(|extension| extension == "rs") => files.push(path),
                _ => {}
            }
        }
    }
    let module = |file: &Path| {
        let mut path: Vec<String> =
            file.strip_prefix(sources).unwrap().with_extension("").iter().map(to_text).collect();
        if path.len() > 1 && path.last().is_some_and(|last| last == "mod") {
            path.pop();
        }
        path
    };
    let known: BTreeSet<Vec<String>> = files.iter().map(|file| module(file)).collect();
    let mut uses = Uses::new();
    for file in &files {
        let here = module(file);
        let text = fs::read_to_string(file).unwrap();
        let targets = named(&text, &here).into_iter().filter_map(|mut path| {
            while !path.is_empty() && !known.contains(&path) {
                path.pop();
            }
            (!path.is_empty() && path != here).then_some(path)
        });
        uses.insert(here.clone(), targets.collect());
    }
    uses
}

fn to_text(part: &std::ffi::OsStr) -> String {
    part.to_string_lossy().into_owned()
}

/// The paths that a file's text names, from the crate's root. `here` is the file's module.
fn named(text: &str, here: &[String]) -> Vec<Vec<String>> {
    let code: String =
        text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let tokens = tokens(&without_tests(&code));
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let starts = ["crate", "super", "self"].contains(&tokens[at].as_str())
            && tokens.get(at + 1).is_some_and(|next| next == "::")
            // `pub(in crate::realtime)` is no use.
            && (at == 0 || !["::", "in"].contains(&tokens[at - 1].as_str()));
        if starts {
            let mut paths = Vec::new();
            at = tree(&tokens, at, &[], &mut paths);
            found.extend(paths.iter().map(|path| absolute(path, here)));
        } else {
            at += 1;
        }
    }
    found
}

/// Leaves out the module of unit tests, which ends a file, and the lines that are compiled for tests alone.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            kept.push_str(line);
            kept.push('\n');
        } else if lines.next().is_some_and(|next| next.starts_with("mod ") && next.trim_end().ends_with('{')) {
            break;
        }
    }
    kept
}

/// Reads one use tree, or one path; returns where it ends.
fn tree(tokens: &[String], mut at: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("{") => {
                at += 1;
                while at < tokens.len() && tokens[at] != "}" {
                    at = if tokens[at] == "," { at + 1 } else { tree(tokens, at, &path, found) };
                }
                return at + 1;
            }
            Some(word) if word == "*" || is_word(word) => {
                path.push(word.to_owned());
                at += 1;
            }
            _ => return at + 1,
        }
        if tokens.get(at).is_some_and(|next| next == "::") {
            at += 1;
            continue;
        }
        if tokens.get(at).is_some_and(|next| next == "as") {
            at += 2;
        }
        if path.len() > 1 && path.last().is_some_and(|last| last == "self" || last == "*") {
            path.pop();
        }
        found.push(path);
        return at;
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn tokens(code: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_alphanumeric() || first == '_' {
            rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        if !first.is_whitespace() {
            tokens.push(rest[..length].to_owned());
        }
        rest = &rest[length..];
    }
    tokens
}

fn absolute(path: &[String], here: &[String]) -> Vec<String> {
    match path[0].as_str() {
        "crate" => path[1..].to_vec(),
        "self" => [here, &path[1..]].concat(),
        _ => {
            let up = path.iter().take_while(|part| *part == "super").count();
            [&here[..here.len().saturating_sub(up)], &path[up..]].concat()
        }
    }
}

/// The groups of files that can all be reached from each other.
fn circles(uses: &Uses) -> Vec<BTreeSet<Vec<String>>> {
    let reachable = |from: &Vec<String>| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(module) = open.pop() {
            for next in uses.get(&module).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&Vec<String>, BTreeSet<Vec<String>>> =
        uses.keys().map(|from| (from, reachable(from))).collect();
    let mut found: Vec<BTreeSet<Vec<String>>> = Vec::new();
    for (from, there) in reached.iter().filter(|(from, there)| there.contains(**from)) {
        if !found.iter().any(|circle| circle.contains(*from)) {
            found.push(there.iter().filter(|to| reached[to].contains(*from)).cloned().collect());
        }
    }
    found
}
