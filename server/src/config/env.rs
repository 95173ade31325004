//! The typed reader of settings. Each setting is declared once, as a [`Setting`] beside the struct that it fills, and read
//! through [`Env`]; nothing else reads the environment.

use std::{str::FromStr, time::Duration};

/// Where the server runs: what is convenient in development is refused in production.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// On somebody's desk.
    Development,
    /// In front of customers.
    Production,
}

impl Environment {
    /// The name, as `APP_ENV` spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
        }
    }
}

const APP_ENV: Setting = Setting::new("APP_ENV", "development");

#[cfg(test)]
pub(super) const SETTINGS: &[Setting] = &[APP_ENV];

/// A setting that makes no sense.
#[derive(Debug, thiserror::Error)]
#[error("{variable}: {problem}")]
pub struct ConfigError {
    /// The environment variable at fault.
    pub variable: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

/// A setting: the name of its variable, and the text that counts while it is not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) name: &'static str,
    development: &'static str,
    production: &'static str,
    /// The text only shows what the reader would work out from other settings, or from what it finds.
    worked_out: bool,
}

impl Setting {
    /// One with the same default everywhere; an empty one is none.
    pub(super) const fn new(name: &'static str, default: &'static str) -> Self {
        Self { name, development: default, production: default, worked_out: false }
    }

    /// One whose default depends on where the server runs.
    pub(super) const fn by_environment(
        name: &'static str,
        development: &'static str,
        production: &'static str,
    ) -> Self {
        Self { name, development, production, worked_out: false }
    }

    /// One whose default its reader works out; as a rule it is this.
    pub(super) const fn worked_out(name: &'static str, as_a_rule: &'static str) -> Self {
        Self { name, development: as_a_rule, production: as_a_rule, worked_out: true }
    }

    /// The text that counts in `environment` while nothing is set.
    pub(super) const fn default(&self, environment: Environment) -> &'static str {
        match environment {
            Environment::Development => self.development,
            Environment::Production => self.production,
        }
    }

    /// Refuses what it is set to.
    pub(super) fn refuse<T>(&self, problem: impl Into<String>) -> Result<T, ConfigError> {
        Err(ConfigError { variable: self.name, problem: problem.into() })
    }
}

/// Where settings come from. Empty values count as not set.
pub(super) struct Env<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    pub(super) environment: Environment,
}

impl<'a> Env<'a> {
    /// Reads from `lookup`, which answers for names of environment variables.
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let environments = [Environment::Development, Environment::Production].map(|one| (one.as_str(), one));
        // `APP_ENV` has the same default everywhere.
        let unknown = Self { lookup, environment: Environment::Development };
        let environment = unknown.choice(&APP_ENV, &environments)?;
        Ok(Self { environment, ..unknown })
    }

    pub(super) fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }

    /// What is set.
    pub(super) fn given(&self, setting: &Setting) -> Option<String> {
        (self.lookup)(setting.name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// What is set, else the default, if it has one.
    pub(super) fn text(&self, setting: &Setting) -> Option<String> {
        let default = setting.default(self.environment);
        let default = || Some(default).filter(|text| !setting.worked_out && !text.is_empty()).map(str::to_owned);
        self.given(setting).or_else(default)
    }

    /// A value without which the server does not run. `what` it is, the refusal says.
    pub(super) fn value<T: FromStr>(&self, setting: &Setting, what: &str) -> Result<T, ConfigError> {
        let value = self.parsed(setting, what)?;
        value.map_or_else(|| setting.refuse(format!("is not {what}")), Ok)
    }

    /// A value that may be absent.
    pub(super) fn parsed<T: FromStr>(&self, setting: &Setting, what: &str) -> Result<Option<T>, ConfigError> {
        match self.text(setting).map(|value| value.parse()) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value)),
            Some(Err(_)) => setting.refuse(format!("is not {what}")),
        }
    }

    /// One of a few words.
    pub(super) fn choice<T: Clone>(&self, setting: &Setting, choices: &[(&str, T)]) -> Result<T, ConfigError> {
        let value = self.text(setting).unwrap_or_default();
        match choices.iter().find(|(choice, _)| *choice == value) {
            Some((_, choice)) => Ok(choice.clone()),
            None => {
                let names: Vec<_> = choices.iter().map(|(choice, _)| *choice).collect();
                setting.refuse(format!("must be one of: {}", names.join(", ")))
            }
        }
    }

    /// `on` or `off`.
    pub(super) fn switch(&self, setting: &Setting) -> Result<bool, ConfigError> {
        self.choice(setting, &[("on", true), ("off", false)])
    }

    /// A time with its unit.
    pub(super) fn duration(&self, setting: &Setting) -> Result<Duration, ConfigError> {
        let duration = duration(&self.text(setting).unwrap_or_default());
        duration.map_or_else(|| setting.refuse("is not a duration such as 30d, 12h, 15m or 900s"), Ok)
    }

    /// A number of milliseconds, from 1.
    pub(super) fn milliseconds(&self, setting: &Setting) -> Result<Duration, ConfigError> {
        match self.value(setting, "a number of milliseconds")? {
            0 => setting.refuse("must not be zero"),
            ms => Ok(Duration::from_millis(ms)),
        }
    }
}

/// Reads `30d`, `12h`, `15m`, `900s` or plain seconds: a second at least, ten years at most.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 24 * 3600,
        _ => return None,
    };
    let seconds = digits.parse::<u64>().ok()?.checked_mul(unit)?;
    (1..=3650 * 24 * 3600).contains(&seconds).then(|| Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::{super::testing::refused, *};

    #[test]
    fn an_environment_that_does_not_exist_is_refused() {
        refused("APP_ENV", &[("APP_ENV", "staging")]);
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(duration("30d"), Some(Duration::from_secs(2_592_000)));
        assert_eq!(duration("900"), Some(Duration::from_secs(900)));
        assert_eq!(duration("d"), None);
        assert_eq!(duration("1w"), None);
    }
}
