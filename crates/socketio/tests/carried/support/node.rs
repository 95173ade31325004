//! Runs a script of `tests/js` with the official client.

use std::{path::PathBuf, process::Stdio, sync::OnceLock};

use tokio::process::Command;

use super::{App, PATIENCE};

/// Runs a script against the application; its assertions are the test's.
pub(crate) async fn official_client(app: &App, script: &str, args: &[&str]) {
    let folder = installed();
    let run =
        Command::new("node").current_dir(folder).arg(script).arg(app.url()).args(args).kill_on_drop(true).output();
    let output = tokio::time::timeout(2 * PATIENCE, run)
        .await
        .unwrap_or_else(|_| panic!("{script} {args:?} did not end; {}", app.story()))
        .expect("node is installed");
    assert!(
        output.status.success(),
        "{script} {args:?} failed:\n{}{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
        app.story(),
    );
}

/// The folder of the scripts, with their packages.
fn installed() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/js");
        if !folder.join("node_modules/socket.io-client").exists() {
            let installed =
                std::process::Command::new("npm").arg("ci").current_dir(&folder).stdout(Stdio::null()).status();
            assert!(
                installed.is_ok_and(|status| status.success()),
                "the official Socket.IO client is not installed: run `npm ci` in transport/tests/js"
            );
        }
        folder
    })
}
