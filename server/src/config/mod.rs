//! The configuration, read once from the environment into typed structs: a file for each concern, with its settings, their
//! defaults, its struct and its reader.
//!
//! A setting that makes no sense stops the start, and the error names the variable.

use crate::embedded;

mod admin_phone_login;
mod auth;
mod database;
mod env;
mod files;
mod http;
mod limits;
mod logging;
pub(crate) mod origin;
mod realtime;
mod secret;
mod storefront;

pub use admin_phone_login::{AdminPhoneLogin, InvalidNetworks};
pub use auth::{AuthConfig, FirstAdmin, PhoneLogin};
pub use database::DatabaseUrl;
pub(crate) use database::sqlite_file;
use env::Env;
pub use env::{ConfigError, Environment};
pub use files::FilesConfig;
pub use http::HttpConfig;
pub use limits::{InvalidProxies, LimitsConfig, TrustedProxies};
pub use logging::{LogFormat, LoggingConfig};
pub use origin::Origin;
pub use realtime::{RealtimeConfig, TrackingAccess};
pub use secret::Secret;
pub use storefront::StorefrontConfig;

/// Everything that can be set.
#[derive(Clone, Debug)]
pub struct Config {
    /// `APP_ENV`: `development` (default) or `production`.
    pub environment: Environment,
    /// Requests.
    pub http: HttpConfig,
    /// `DATABASE_URL`: `sqlite://data/trackroom.db?mode=rwc` (default) or `postgres://…`.
    pub database_url: DatabaseUrl,
    /// Who is recognised, and how.
    pub auth: AuthConfig,
    /// Sockets.
    pub realtime: RealtimeConfig,
    /// How much anybody may ask for, and whose word counts for where a request comes from.
    pub limits: LimitsConfig,
    /// The shop as its customers meet it.
    pub storefront: StorefrontConfig,
    /// Folders.
    pub files: FilesConfig,
    /// Log lines.
    pub logging: LoggingConfig,
}

impl Config {
    /// Reads the process's environment; in development also the file `.env`, which does not override it.
    ///
    /// # Errors
    /// The first setting that makes no sense.
    pub fn from_env() -> Result<Self, ConfigError> {
        #[expect(clippy::disallowed_methods, reason = "this is the place")]
        let lookup = |name: &str| std::env::var(name).ok();
        if lookup("APP_ENV").as_deref() != Some("production") {
            dotenvy::dotenv().ok();
        }
        Self::read(&lookup)
    }

    /// Reads settings from `lookup`, which answers for names of environment variables.
    ///
    /// # Errors
    /// The first setting that makes no sense.
    pub fn read(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let env = Env::new(lookup)?;
        let database_url = DatabaseUrl::read(&env)?;
        let config = Self {
            environment: env.environment,
            http: HttpConfig::read(&env)?,
            auth: AuthConfig::read(&env, &database_url)?,
            realtime: RealtimeConfig::read(&env)?,
            limits: LimitsConfig::read(&env)?,
            storefront: StorefrontConfig::read(&env)?,
            files: FilesConfig::read(&env, &database_url)?,
            logging: LoggingConfig::read(&env)?,
            database_url,
        };
        let serves_client = config.files.web_client_dir.is_some() || embedded::is_embedded();
        if config.is_production() && config.realtime.allowed_origins.is_empty() && !serves_client {
            let problem = "is required in production when the server serves no web client itself";
            return realtime::FRONTEND_URL.refuse(problem);
        }
        Ok(config)
    }

    /// Who is let in without a password, and from where: a sentence for each way.
    #[must_use]
    pub fn doors_without_password(&self) -> Vec<String> {
        admin_phone_login::doors(self)
    }

    /// Whether the server runs in production.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }
}

/// What the tests of all concerns read with.
#[cfg(test)]
mod testing {
    use super::{Config, ConfigError};

    pub(super) const SECRET: (&str, &str) = ("JWT_SECRET", "a secret that is long enough for everyone");
    /// The least that production wants.
    pub(super) const PRODUCTION: [(&str, &str); 3] =
        [("APP_ENV", "production"), SECRET, ("FRONTEND_URL", "https://Shop.example/")];

    pub(super) fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(&|name| pairs.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned()))
    }

    /// The refusal of these settings names `variable`.
    #[track_caller]
    pub(super) fn refused(variable: &str, pairs: &[(&str, &str)]) {
        let error = read(pairs).expect_err(variable);
        assert_eq!(error.variable, variable, "{error}");
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, collections::BTreeSet};

    use super::{
        env::Setting,
        testing::{PRODUCTION, SECRET},
        *,
    };

    /// Every setting that the readers declare.
    fn settings() -> Vec<Setting> {
        [
            env::SETTINGS,
            http::SETTINGS,
            database::SETTINGS,
            auth::SETTINGS,
            realtime::SETTINGS,
            limits::SETTINGS,
            storefront::SETTINGS,
            files::SETTINGS,
            logging::SETTINGS,
        ]
        .concat()
    }

    fn names() -> BTreeSet<&'static str> {
        settings().iter().map(|setting| setting.name).collect()
    }

    #[test]
    fn the_settings_that_are_declared_are_those_that_are_read() {
        for set in [&[SECRET][..], &PRODUCTION[..]] {
            let asked = RefCell::new(BTreeSet::new());
            Config::read(&|name| {
                asked.borrow_mut().insert(name.to_owned());
                set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned())
            })
            .unwrap();
            assert_eq!(asked.into_inner(), names().into_iter().map(str::to_owned).collect());
        }
        assert_eq!(settings().len(), names().len(), "a setting is declared twice");
    }

    #[test]
    fn the_example_has_every_setting_with_its_default_in_development_and_no_other() {
        let example = include_str!("../../../.env.example");
        let written = example.lines().filter_map(|line| line.strip_prefix('#')?.split_once('='));
        let mut written: Vec<_> = written.filter(|(name, _)| !name.starts_with(' ')).collect();
        let mut declared: Vec<_> =
            settings().iter().map(|setting| (setting.name, setting.default(Environment::Development))).collect();
        written.sort_unstable();
        declared.sort_unstable();
        assert_eq!(written, declared);
    }

    #[test]
    fn the_operators_table_has_every_setting_and_no_other() {
        let document = include_str!("../../../docs/OPERATIONS.md");
        let section = document.split("## Settings").nth(1).unwrap().split("\n#").next().unwrap();
        let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
        let written: BTreeSet<_> =
            rows.flat_map(|row| row.split('`').step_by(2)).filter(|name| !name.is_empty()).collect();
        assert_eq!(written, names());
    }

    #[test]
    fn production_wants_to_know_who_may_call() {
        testing::refused("FRONTEND_URL", &PRODUCTION[..2]);
    }
}
