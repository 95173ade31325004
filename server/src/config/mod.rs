//! The configuration, read once from the environment into typed structs. Nothing else reads the environment.
//!
//! A setting that makes no sense stops the start, and the error names the variable.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    str::FromStr,
    time::Duration,
};

use ipnet::IpNet;
use url::{Position, Url};

use crate::domain::{
    contact::{EmailAddress, PhoneNumber},
    rate::Rate,
};

mod admin_phone_login;
pub(crate) mod origin;
mod read;

pub use admin_phone_login::{AdminPhoneLogin, InvalidNetworks};
pub use origin::Origin;
pub use read::ConfigError;
pub(crate) use read::sqlite_file;

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

/// Who may follow an order without being its owner (`TRACKING_ACCESS`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackingAccess {
    /// Only the owner, the shop, and holders of a tracking link.
    Owner,
    /// Anybody who knows the order's id.
    Public,
}

/// Whom the front end's login by phone number alone lets in (`PHONE_LOGIN`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhoneLogin {
    /// Any number; an unknown one becomes a new customer.
    Open,
    /// The numbers of `PHONE_LOGIN_ALLOWLIST`.
    Allowlist(Vec<PhoneNumber>),
    /// Nobody.
    Off,
}

impl PhoneLogin {
    /// The name, as `PHONE_LOGIN` spells it.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Allowlist(_) => "allowlist",
            Self::Off => "off",
        }
    }
}

/// The form of log lines (`LOG_FORMAT`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines, one object a line.
    Json,
}

/// Everything that can be set.
#[derive(Clone, Debug)]
pub struct Config {
    /// `APP_ENV`: `development` (default) or `production`.
    pub environment: Environment,
    /// `HOST` and `PORT`: where to listen. Default 127.0.0.1 in development, 0.0.0.0 in production; port 5000,
    /// 0 for any free one.
    pub listen: SocketAddr,
    /// `DATABASE_URL`: `sqlite://data/trackroom.db?mode=rwc` (default) or `postgres://…`.
    pub database_url: DatabaseUrl,
    /// Who is recognised, and how.
    pub auth: AuthConfig,
    /// Sockets.
    pub realtime: RealtimeConfig,
    /// How much anybody may ask for, and whose word counts for where a request comes from.
    pub limits: LimitsConfig,
    /// `METRICS_TOKEN`: what a scraper of `/metrics` must send as bearer token. Without one, nobody may in production
    /// and everybody in development.
    pub metrics_token: Option<Secret>,
    /// `DEMO_DATA`: whether an empty database is filled with a demo shop. Default: on in development.
    pub demo_data: bool,
    /// `MY_ORDERS_PACE_MS`: how long a repeated call for one's own orders is held while nothing changes. The shop's
    /// page asks without end.
    pub my_orders_pace: Duration,
    /// `BODY_TIMEOUT_MS`: how long the body of a request may take in all, or an upload pause, before its sender is given up.
    /// Default 30 s.
    pub body_timeout: Duration,
    /// `SHOP_NAME`: the shop's name, as pages and invoices show it.
    pub shop_name: String,
    /// `WEB_CLIENT_DIR`: a folder with a built web client to serve. Default `web-client/dist` if it exists.
    pub web_client_dir: Option<PathBuf>,
    /// `UPLOAD_DIR`: the folder of uploaded pictures. Default: `uploads` beside the SQLite file, else `data/uploads`.
    pub upload_dir: PathBuf,
    /// `RUST_LOG`: which log lines are written, by level and module. Default: what an operator needs.
    pub log_filter: String,
    /// `LOG_FORMAT`: `text` (default in development) or `json`.
    pub log_format: LogFormat,
}

/// Who is recognised, and how.
#[derive(Clone, Debug)]
pub struct AuthConfig {
    /// `JWT_SECRET`: the key that signs access tokens, at least 32 bytes. No default in production; in
    /// development one is made and kept beside the database.
    pub jwt_secret: Secret,
    /// `JWT_EXPIRE`: how long an access token is good. Default 30 days, as the front end expects.
    pub token_lifetime: Duration,
    /// `REFRESH_EXPIRE`: how long a session lives after its last extension. Default 30 days; never less than an
    /// access token.
    pub refresh_lifetime: Duration,
    /// `PHONE_LOGIN`: `open` (default in development), `allowlist` or `off` (default in production).
    pub phone_login: PhoneLogin,
    /// `ADMIN_PHONE_LOGIN`: `off` (default), or the networks from which an admin's phone number alone is enough, whatever
    /// `PHONE_LOGIN` says.
    pub admin_phone_login: AdminPhoneLogin,
    /// `ADMIN_EMAIL`, `ADMIN_PHONE`, `ADMIN_PASSWORD`: the first admin, made at start when there is none.
    pub first_admin: Option<FirstAdmin>,
}

/// How much anybody may ask for. `None` is no limit (`off`).
#[derive(Clone, Debug)]
pub struct LimitsConfig {
    /// `LOGIN_LIMIT_PER_ACCOUNT`: attempts to log in to one account from one address, or from one device that has done so
    /// before; from all other devices and addresses together ten times as many. Default 10/10m, 600/m in development.
    pub log_in_per_account: Option<Rate>,
    /// `LOGIN_LIMIT_PER_ADDRESS`: attempts to log in, register or refresh from one address. Default 120/m, 6000/m in
    /// development.
    pub log_in_per_address: Option<Rate>,
    /// `REQUEST_LIMIT`: API requests and socket messages of one client, which is an address and its user. Default
    /// 2000/s, 10000/s in development.
    pub requests: Option<Rate>,
    /// `CONNECTION_LIMIT`: sockets opened from one address. Default 1000/s, 10000/s in development.
    pub connections: Option<Rate>,
    /// `TRUSTED_PROXIES`: the proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
}

/// Whose `X-Forwarded-For` is believed (`TRUSTED_PROXIES`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustedProxies {
    /// Nobody's: clients connect directly.
    None,
    /// That of so many proxies before us, whatever their addresses.
    Hops(usize),
    /// That of proxies in these networks.
    Networks(Vec<IpNet>),
}

impl FromStr for TrustedProxies {
    type Err = InvalidProxies;

    fn from_str(text: &str) -> Result<Self, InvalidProxies> {
        if text == "none" {
            return Ok(Self::None);
        }
        if let Ok(hops) = text.parse::<usize>() {
            return if (1..=10).contains(&hops) { Ok(Self::Hops(hops)) } else { Err(InvalidProxies) };
        }
        let networks = text.split(',').map(|text| admin_phone_login::network(text.trim()).ok_or(InvalidProxies));
        networks.collect::<Result<_, _>>().map(Self::Networks)
    }
}

/// The text names no proxies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number of proxies, nor addresses and networks")]
pub struct InvalidProxies;

/// The admin to create when a shop has none.
#[derive(Clone, Debug)]
pub struct FirstAdmin {
    /// Where to reach them.
    pub email: Option<EmailAddress>,
    /// Their phone number.
    pub phone: Option<PhoneNumber>,
    /// Their password.
    pub password: Secret,
}

/// Sockets.
#[derive(Clone, Debug)]
pub struct RealtimeConfig {
    /// `FRONTEND_URL`: origins, besides our own, from which browsers and apps may call and connect.
    pub allowed_origins: Vec<Origin>,
    /// `TRACKING_ACCESS`: `owner` (default in production) or `public` (default in development).
    pub tracking_access: TrackingAccess,
    /// `SANDBOX`: whether `TEST-` ids work for anybody. Default: on in development.
    pub sandbox: bool,
    /// `RECOVERY_WINDOW`: how long a client may be away and still miss nothing. Default a day; `off` for not at all.
    pub recovery_window: Option<Duration>,
    /// `RECOVERY_SESSIONS`: how many clients may be away at the same time and still miss nothing. Default 200,000.
    pub recovery_sessions: usize,
    /// `PING_INTERVAL_MS`: how often the server looks whether a client is still there.
    pub ping_interval: Duration,
    /// `PING_TIMEOUT_MS`: how long the client has to answer.
    pub ping_timeout: Duration,
}

/// A text that no log shows.
#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` out of logs.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// Where the database is, with the password that opens it: logs and [`Debug`](std::fmt::Debug) show it without.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// Keeps what is secret in `url` out of logs.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// The whole URL.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it is SQLite's, which has one process and no password.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        self.0.starts_with("sqlite:")
    }
}

/// The parameters of a PostgreSQL URL that say nothing of who connects.
const HARMLESS_PARAMETERS: [&str; 6] = ["host", "hostaddr", "port", "dbname", "sslmode", "application_name"];

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_sqlite() {
            return f.write_str(&self.0);
        }
        // Where the password cannot be told apart, nothing is told. A second `@` is of one that is not encoded.
        let url = Url::parse(&self.0).ok().filter(|url| !url[Position::BeforePath..].contains('@'));
        let Some(url) = url else { return f.write_str("[secret]") };
        write!(f, "{}://", url.scheme())?;
        if !url.username().is_empty() || url.password().is_some() {
            f.write_str("[secret]@")?;
        }
        f.write_str(url.host_str().unwrap_or_default())?;
        if let Some(port) = url.port() {
            write!(f, ":{port}")?;
        }
        f.write_str(url.path())?;
        for (at, (name, value)) in url.query_pairs().enumerate() {
            let shown = if HARMLESS_PARAMETERS.contains(&&*name) { &*value } else { "[secret]" };
            write!(f, "{}{name}={shown}", if at == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
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
        read::config(lookup)
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

/// The address to listen on when nothing is set.
fn default_host(environment: Environment) -> IpAddr {
    match environment {
        Environment::Development => Ipv4Addr::LOCALHOST.into(),
        Environment::Production => Ipv4Addr::UNSPECIFIED.into(),
    }
}
