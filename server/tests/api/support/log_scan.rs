//! What the closing suite reads (`tests/log-scan`), when `LOGS_TO_SCAN` names a folder: everything that the apps of this
//! process log, and what must not be in there.

use std::{
    fs::{File, OpenOptions, create_dir_all},
    io::Write as _,
    path::PathBuf,
    process,
    sync::{Mutex, Once, OnceLock, PoisonError},
};

use serde_json::Value;
use trackroom::telemetry;

use super::{PASSWORD, SECRET};

/// Fields of requests and answers whose content no log may hold.
const PRIVATE: [&str; 11] = [
    "token",
    "password",
    "currentPassword",
    "newPassword",
    "email",
    "phone",
    "identifier",
    "ticket",
    "street",
    "pid",
    "sid",
];

/// The folder, if the logs are to be scanned.
pub(crate) fn folder() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "the test suite's own setting")]
    std::env::var_os("LOGS_TO_SCAN").filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

fn file(extension: &str) -> Option<File> {
    let folder = folder()?;
    create_dir_all(&folder).unwrap();
    let path = folder.join(format!("api-{}.{extension}", process::id()));
    Some(OpenOptions::new().create(true).append(true).open(path).unwrap())
}

/// Has every app of this process log all that it can.
pub(crate) fn start() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if let Some(log) = file("log") {
            telemetry::start_into(log, "trace");
            is_secret(SECRET);
            is_secret(PASSWORD);
        }
    });
}

/// Keeps the log of a process.
pub(crate) fn keep(log: &str) {
    if let Some(mut file) = file("log") {
        file.write_all(log.as_bytes()).unwrap();
    }
}

/// Says what no log may hold.
pub(crate) fn is_secret(secret: &str) {
    static TOLD: OnceLock<Option<Mutex<File>>> = OnceLock::new();
    if let Some(file) = TOLD.get_or_init(|| file("secrets").map(Mutex::new)) {
        writeln!(file.lock().unwrap_or_else(PoisonError::into_inner), "{secret}").unwrap();
    }
}

/// Finds what is private in a request or an answer.
pub(crate) fn holds_secrets(value: &Value) {
    match value {
        Value::Object(fields) => {
            for (name, content) in fields {
                if let (true, Value::String(secret)) = (PRIVATE.contains(&name.as_str()), content) {
                    is_secret(secret);
                }
                holds_secrets(content);
            }
        }
        Value::Array(values) => values.iter().for_each(holds_secrets),
        _ => {}
    }
}
