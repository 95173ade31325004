//! Which log lines are written, and in which form.

use tracing_subscriber::EnvFilter;

use super::env::{ConfigError, Env, Setting};

const RUST_LOG: Setting = Setting::new("RUST_LOG", "info,sqlx=warn,sea_orm=warn");
const LOG_FORMAT: Setting = Setting::by_environment("LOG_FORMAT", "text", "json");

#[cfg(test)]
pub(super) const SETTINGS: &[Setting] = &[RUST_LOG, LOG_FORMAT];

/// Log lines.
#[derive(Clone, Debug)]
pub struct LoggingConfig {
    /// `RUST_LOG`: which log lines are written, by level and module. Default: what an operator needs.
    pub filter: String,
    /// `LOG_FORMAT`: `text` (default in development) or `json`.
    pub format: LogFormat,
}

/// The form of log lines (`LOG_FORMAT`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines, one object a line.
    Json,
}

impl LoggingConfig {
    pub(super) fn read(env: &Env<'_>) -> Result<Self, ConfigError> {
        let filter = env.text(&RUST_LOG).unwrap_or_default();
        if let Err(problem) = EnvFilter::try_new(&filter) {
            return RUST_LOG.refuse(format!("is no filter such as info or warn,trackroom=debug: {problem}"));
        }
        let format = env.choice(&LOG_FORMAT, &[("text", LogFormat::Text), ("json", LogFormat::Json)])?;
        Ok(Self { filter, format })
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{PRODUCTION, SECRET, read, refused},
        *,
    };

    #[test]
    fn machines_read_the_log_lines_of_production() {
        assert_eq!(read(&[SECRET]).unwrap().logging.format, LogFormat::Text);
        assert_eq!(read(&PRODUCTION).unwrap().logging.format, LogFormat::Json);
    }

    #[test]
    fn a_filter_that_makes_no_sense_is_refused() {
        for filter in ["trackroom=loud", "info,["] {
            refused("RUST_LOG", &[SECRET, ("RUST_LOG", filter)]);
        }
    }
}
