//! The web client's folder becomes part of a release build: it must be there, if only empty.

use std::{fs, path::Path};

fn main() {
    let client = Path::new("../web-client/dist");
    if let Err(error) = fs::create_dir_all(client) {
        println!("cargo::error=cannot create {}: {error}", client.display());
    }
    println!("cargo::rerun-if-changed=build.rs");
    // Debug builds read the folder when they run.
    println!("cargo::rerun-if-env-changed=PROFILE");
    #[expect(clippy::disallowed_methods, reason = "cargo talks to build scripts by the environment")]
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if release {
        println!("cargo::rerun-if-changed={}", client.display());
    }
}
