//! How each environment variable is read, defaulted and checked.

use std::{
    fs, io,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use tracing_subscriber::EnvFilter;
use url::Url;

use super::{
    AdminPhoneLogin, AuthConfig, Config, DatabaseUrl, Environment, FirstAdmin, InvalidNetworks, LimitsConfig,
    LogFormat, Origin, PhoneLogin, RealtimeConfig, Secret, TrackingAccess, TrustedProxies, default_host,
};
use crate::{domain::contact::PhoneNumber, http::serve::web_client};

const DEFAULT_DATABASE_URL: &str = "sqlite://data/trackroom.db?mode=rwc";
const DEFAULT_WEB_CLIENT_DIR: &str = "web-client/dist";
/// The front end's development servers.
const DEVELOPMENT_ORIGINS: &str = "http://localhost:5173,http://localhost:5174";
const DEFAULT_LOG_FILTER: &str = "info,sqlx=warn,sea_orm=warn";
const MIN_SECRET_BYTES: usize = 32;
const THIRTY_DAYS: Duration = Duration::from_secs(30 * 24 * 3600);
const MIN_RECOVERY_WINDOW: Duration = Duration::from_secs(300);

/// A setting that makes no sense.
#[derive(Debug, thiserror::Error)]
#[error("{variable}: {problem}")]
pub struct ConfigError {
    /// The environment variable at fault.
    pub variable: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

fn refuse<T>(variable: &'static str, problem: impl Into<String>) -> Result<T, ConfigError> {
    Err(ConfigError { variable, problem: problem.into() })
}

/// Where settings come from. Empty values count as not set.
struct Settings<'a>(&'a dyn Fn(&str) -> Option<String>);

impl Settings<'_> {
    fn text(&self, name: &str) -> Option<String> {
        (self.0)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn parsed<T: FromStr>(&self, name: &'static str, what: &str) -> Result<Option<T>, ConfigError> {
        match self.text(name).map(|value| value.parse()) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value)),
            Some(Err(_)) => refuse(name, format!("is not {what}")),
        }
    }

    fn choice<T: Clone>(&self, name: &'static str, choices: &[(&str, T)], default: T) -> Result<T, ConfigError> {
        let Some(value) = self.text(name) else { return Ok(default) };
        let found = choices.iter().find(|(choice, _)| *choice == value);
        found.map_or_else(
            || {
                let names: Vec<_> = choices.iter().map(|(choice, _)| *choice).collect();
                refuse(name, format!("must be one of: {}", names.join(", ")))
            },
            |(_, choice)| Ok(choice.clone()),
        )
    }

    fn switch(&self, name: &'static str, default: bool) -> Result<bool, ConfigError> {
        self.choice(name, &[("on", true), ("off", false)], default)
    }

    fn duration(&self, name: &'static str, default: Duration) -> Result<Duration, ConfigError> {
        match self.text(name) {
            None => Ok(default),
            Some(text) => {
                duration(&text).map_or_else(|| refuse(name, "is not a duration such as 30d, 12h, 15m or 900s"), Ok)
            }
        }
    }

    fn milliseconds(&self, name: &'static str, default: u64) -> Result<Duration, ConfigError> {
        match self.parsed(name, "a number of milliseconds")?.unwrap_or(default) {
            0 => refuse(name, "must not be zero"),
            ms => Ok(Duration::from_millis(ms)),
        }
    }
}

pub(super) fn config(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Config, ConfigError> {
    let settings = Settings(lookup);
    let environment = settings.choice(
        "APP_ENV",
        &[("development", Environment::Development), ("production", Environment::Production)],
        Environment::Development,
    )?;
    let development = environment == Environment::Development;
    let host: IpAddr = settings.parsed("HOST", "an IP address")?.unwrap_or_else(|| default_host(environment));
    let port: u16 = settings.parsed("PORT", "a port number")?.unwrap_or(5000);
    let database_url = settings.text("DATABASE_URL").unwrap_or_else(|| DEFAULT_DATABASE_URL.to_owned());
    if !["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| database_url.starts_with(scheme)) {
        return refuse("DATABASE_URL", "must begin with sqlite:, postgres:// or postgresql://");
    }
    // The libraries' own words for one that they cannot read repeat it, with its password.
    if !database_url.starts_with("sqlite:") && Url::parse(&database_url).is_err() {
        return refuse("DATABASE_URL", "is not a URL; a password's special characters are percent-encoded there");
    }
    let database_url = DatabaseUrl::new(database_url);
    let web_client_dir = web_client_dir(&settings)?;
    let format = if development { LogFormat::Text } else { LogFormat::Json };
    let config = Config {
        environment,
        listen: SocketAddr::new(host, port),
        auth: auth(&settings, development, &database_url)?,
        realtime: realtime(&settings, development)?,
        limits: limits(&settings, development)?,
        metrics_token: settings.text("METRICS_TOKEN").map(Secret::new),
        demo_data: settings.switch("DEMO_DATA", development)?,
        my_orders_pace: settings.milliseconds("MY_ORDERS_PACE_MS", 1_000)?,
        body_timeout: settings.milliseconds("BODY_TIMEOUT_MS", 30_000)?,
        shop_name: settings.text("SHOP_NAME").unwrap_or_else(|| "Trackroom Naturals".to_owned()),
        upload_dir: upload_dir(&settings, &database_url)?,
        log_filter: log_filter(&settings)?,
        log_format: settings.choice("LOG_FORMAT", &[("text", LogFormat::Text), ("json", LogFormat::Json)], format)?,
        database_url,
        web_client_dir,
    };
    if config.is_production() {
        if config.realtime.allowed_origins.is_empty() && config.web_client_dir.is_none() && !web_client::is_embedded() {
            return refuse("FRONTEND_URL", "is required in production when the server serves no web client itself");
        }
        if config.demo_data {
            return refuse("DEMO_DATA", "must be off in production: its accounts have published passwords");
        }
    }
    Ok(config)
}

/// What `RUST_LOG` chooses, or what an operator needs.
fn log_filter(settings: &Settings<'_>) -> Result<String, ConfigError> {
    let filter = settings.text("RUST_LOG").unwrap_or_else(|| DEFAULT_LOG_FILTER.to_owned());
    match EnvFilter::try_new(&filter) {
        Ok(_) => Ok(filter),
        Err(problem) => refuse("RUST_LOG", format!("is no filter such as info or warn,trackroom=debug: {problem}")),
    }
}

fn limits(settings: &Settings<'_>, development: bool) -> Result<LimitsConfig, ConfigError> {
    let rate = |name, on_a_desk: &str, in_front_of_customers: &str| {
        let default = if development { on_a_desk } else { in_front_of_customers };
        match settings.text(name).as_deref().unwrap_or(default) {
            "off" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .or_else(|_| refuse(name, "is not a rate such as 10/s, 20/m, 10/10m or 100/h, or off")),
        }
    };
    Ok(LimitsConfig {
        log_in_per_account: rate("LOGIN_LIMIT_PER_ACCOUNT", "600/m", "10/10m")?,
        log_in_per_address: rate("LOGIN_LIMIT_PER_ADDRESS", "6000/m", "120/m")?,
        requests: rate("REQUEST_LIMIT", "10000/s", "2000/s")?,
        connections: rate("CONNECTION_LIMIT", "10000/s", "1000/s")?,
        trusted_proxies: settings
            .parsed("TRUSTED_PROXIES", "none, a number of proxies, or addresses and networks")?
            .unwrap_or(TrustedProxies::None),
    })
}

fn web_client_dir(settings: &Settings<'_>) -> Result<Option<PathBuf>, ConfigError> {
    match settings.text("WEB_CLIENT_DIR").map(PathBuf::from) {
        Some(dir) if dir.join("index.html").is_file() => Ok(Some(dir)),
        Some(_) => refuse("WEB_CLIENT_DIR", "has no index.html: build the web client first"),
        None => Ok(Some(PathBuf::from(DEFAULT_WEB_CLIENT_DIR)).filter(|dir| dir.join("index.html").is_file())),
    }
}

fn upload_dir(settings: &Settings<'_>, database_url: &DatabaseUrl) -> Result<PathBuf, ConfigError> {
    match settings.text("UPLOAD_DIR").map(PathBuf::from) {
        Some(dir) if dir.exists() && !dir.is_dir() => refuse("UPLOAD_DIR", "is not a folder"),
        Some(dir) => Ok(dir),
        None => Ok(data_folder(database_url).join("uploads")),
    }
}

/// Where files lie that are kept with the database.
fn data_folder(database_url: &DatabaseUrl) -> PathBuf {
    match sqlite_file(database_url) {
        Some(file) => file.parent().map(Path::to_path_buf).unwrap_or_default(),
        None => PathBuf::from("data"),
    }
}

fn auth(settings: &Settings<'_>, development: bool, database_url: &DatabaseUrl) -> Result<AuthConfig, ConfigError> {
    let jwt_secret = match settings.text("JWT_SECRET") {
        Some(secret) if secret.len() < MIN_SECRET_BYTES => {
            return refuse("JWT_SECRET", format!("must have at least {MIN_SECRET_BYTES} bytes"));
        }
        Some(secret) => Secret::new(secret),
        None if development => development_secret(database_url).or_else(|error| {
            refuse("JWT_SECRET", format!("is not set, and a development secret could not be kept: {error}"))
        })?,
        None => return refuse("JWT_SECRET", "is required in production"),
    };
    let token_lifetime = settings.duration("JWT_EXPIRE", THIRTY_DAYS)?;
    let refresh_lifetime = settings.duration("REFRESH_EXPIRE", THIRTY_DAYS)?;
    let allowlist = settings
        .text("PHONE_LOGIN_ALLOWLIST")
        .unwrap_or_default()
        .split(',')
        .filter(|number| !number.trim().is_empty())
        .map(|number| {
            number.parse::<PhoneNumber>().or_else(|_| refuse("PHONE_LOGIN_ALLOWLIST", "holds an invalid phone number"))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let numbers = allowlist.len();
    let default_login = if development { PhoneLogin::Open } else { PhoneLogin::Off };
    let phone_login = settings.choice(
        "PHONE_LOGIN",
        &[("open", PhoneLogin::Open), ("allowlist", PhoneLogin::Allowlist(allowlist)), ("off", PhoneLogin::Off)],
        default_login,
    )?;
    match (&phone_login, numbers) {
        (PhoneLogin::Allowlist(_), 0) => {
            return refuse("PHONE_LOGIN_ALLOWLIST", "is required by PHONE_LOGIN=allowlist");
        }
        (PhoneLogin::Open, 1..) => {
            return refuse("PHONE_LOGIN_ALLOWLIST", "is set, and PHONE_LOGIN lets everybody in");
        }
        _ => {}
    }
    let admin_phone_login = match settings.text("ADMIN_PHONE_LOGIN").map(|text| text.parse()) {
        None => AdminPhoneLogin::default(),
        Some(Ok(networks)) => networks,
        Some(Err(problem)) => {
            let problem: InvalidNetworks = problem;
            return refuse("ADMIN_PHONE_LOGIN", problem.to_string());
        }
    };
    let first_admin = first_admin(settings)?;
    Ok(AuthConfig { jwt_secret, token_lifetime, refresh_lifetime, phone_login, admin_phone_login, first_admin })
}

fn first_admin(settings: &Settings<'_>) -> Result<Option<FirstAdmin>, ConfigError> {
    let email = settings.parsed("ADMIN_EMAIL", "an e-mail address")?;
    let phone = settings.parsed("ADMIN_PHONE", "a phone number")?;
    match settings.text("ADMIN_PASSWORD") {
        // Taken out after the first start, as it should be.
        None => Ok(None),
        Some(_) if email.is_none() && phone.is_none() => {
            refuse("ADMIN_PASSWORD", "is set without ADMIN_EMAIL or ADMIN_PHONE")
        }
        Some(password) => {
            if let Err(problem) = crate::auth::password::check_strength(&password) {
                return refuse("ADMIN_PASSWORD", problem.to_string());
            }
            Ok(Some(FirstAdmin { email, phone, password: Secret::new(password) }))
        }
    }
}

fn realtime(settings: &Settings<'_>, development: bool) -> Result<RealtimeConfig, ConfigError> {
    let origins = settings.text("FRONTEND_URL");
    let origins = origins.or_else(|| development.then(|| DEVELOPMENT_ORIGINS.to_owned())).unwrap_or_default();
    let allowed_origins = origins
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| {
            let problem = || format!("`{text}` is not an origin such as https://shop.example or capacitor://localhost");
            Origin::read(text).map_or_else(|| refuse("FRONTEND_URL", problem()), Ok)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let access = if development { TrackingAccess::Public } else { TrackingAccess::Owner };
    Ok(RealtimeConfig {
        allowed_origins,
        tracking_access: settings.choice(
            "TRACKING_ACCESS",
            &[("owner", TrackingAccess::Owner), ("public", TrackingAccess::Public)],
            access,
        )?,
        sandbox: settings.switch("SANDBOX", development)?,
        recovery_window: match settings.text("RECOVERY_WINDOW").as_deref() {
            None => Some(Duration::from_secs(24 * 3600)),
            Some("off") => None,
            Some(text) => match duration(text) {
                Some(window) if window >= MIN_RECOVERY_WINDOW => Some(window),
                _ => return refuse("RECOVERY_WINDOW", "must be `off` or a duration such as 24h, at least 5m"),
            },
        },
        recovery_sessions: match settings.parsed("RECOVERY_SESSIONS", "a number of sessions")? {
            Some(0) => {
                return refuse("RECOVERY_SESSIONS", "must not be zero: RECOVERY_WINDOW=off switches recovery off");
            }
            most => most.unwrap_or(200_000),
        },
        ping_interval: settings.milliseconds("PING_INTERVAL_MS", 25_000)?,
        ping_timeout: settings.milliseconds("PING_TIMEOUT_MS", 20_000)?,
    })
}

/// Reads `30d`, `12h`, `15m`, `900s` or plain seconds.
fn duration(text: &str) -> Option<Duration> {
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

/// The secret of a development machine: kept beside the database, so that tokens outlive a restart.
fn development_secret(database_url: &DatabaseUrl) -> io::Result<Secret> {
    let fresh = || rand::random::<[u8; 32]>().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    if database_url.is_sqlite() && sqlite_file(database_url).is_none() {
        return Ok(Secret::new(fresh()));
    }
    let folder = data_folder(database_url);
    let file = folder.join("development-jwt-secret");
    if let Ok(kept) = fs::read_to_string(&file)
        && kept.trim().len() >= MIN_SECRET_BYTES
    {
        return Ok(Secret::new(kept.trim()));
    }
    if !folder.as_os_str().is_empty() {
        fs::create_dir_all(&folder)?;
    }
    let secret = fresh();
    write_private(&file, &secret)?;
    Ok(Secret::new(secret))
}

#[cfg(unix)]
fn write_private(file: &Path, text: &str) -> io::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?;
    file.write_all(text.as_bytes())
}

#[cfg(not(unix))]
fn write_private(file: &Path, text: &str) -> io::Result<()> {
    fs::write(file, text)
}

/// The file of an SQLite URL; `None` for PostgreSQL and for databases in memory.
pub(crate) fn sqlite_file(database_url: &DatabaseUrl) -> Option<PathBuf> {
    if !database_url.is_sqlite() {
        return None;
    }
    let options: SqliteConnectOptions = database_url.expose().parse().ok()?;
    let in_memory = database_url.expose().contains(":memory:") || database_url.expose().contains("mode=memory");
    (!in_memory && !options.get_filename().as_os_str().is_empty()).then(|| options.get_filename().to_path_buf())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let map: HashMap<_, _> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        config(&|name| map.get(name).cloned())
    }

    const SECRET: (&str, &str) = ("JWT_SECRET", "a secret that is long enough for everyone");

    #[test]
    fn development_needs_nothing_but_a_secret_here() {
        let config = read(&[SECRET]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:5000");
        assert_eq!(config.realtime.tracking_access, TrackingAccess::Public);
        assert_eq!(config.auth.phone_login, PhoneLogin::Open);
        assert!(config.realtime.sandbox && config.demo_data);
        assert_eq!(config.realtime.allowed_origins, ["http://localhost:5173", "http://localhost:5174"]);
    }

    #[test]
    fn production_is_closed_by_default() {
        let config = read(&[("APP_ENV", "production"), SECRET, ("FRONTEND_URL", "https://Shop.example/")]).unwrap();
        assert_eq!(config.realtime.allowed_origins, ["https://shop.example"]);
        assert_eq!(config.realtime.tracking_access, TrackingAccess::Owner);
        assert_eq!(config.auth.phone_login, PhoneLogin::Off);
        assert!(!config.realtime.sandbox && !config.demo_data);
        assert_eq!(config.log_format, LogFormat::Json);
    }

    #[test]
    fn a_setting_that_makes_no_sense_is_named() {
        let production = ("APP_ENV", "production");
        let origin = ("FRONTEND_URL", "https://shop.example");
        for (variable, pairs) in [
            ("APP_ENV", vec![("APP_ENV", "staging")]),
            ("PORT", vec![SECRET, ("PORT", "70000")]),
            ("HOST", vec![SECRET, ("HOST", "shop")]),
            ("DATABASE_URL", vec![SECRET, ("DATABASE_URL", "mysql://x")]),
            ("DATABASE_URL", vec![SECRET, ("DATABASE_URL", "postgres://shop:a/b@host/orders")]),
            ("JWT_SECRET", vec![production, origin]),
            ("JWT_SECRET", vec![("JWT_SECRET", "short")]),
            ("JWT_EXPIRE", vec![SECRET, ("JWT_EXPIRE", "soon")]),
            ("JWT_EXPIRE", vec![SECRET, ("JWT_EXPIRE", "0s")]),
            ("REFRESH_EXPIRE", vec![SECRET, ("REFRESH_EXPIRE", "never")]),
            ("FRONTEND_URL", vec![SECRET, ("FRONTEND_URL", "*")]),
            ("FRONTEND_URL", vec![SECRET, ("FRONTEND_URL", "https://shop.example,null")]),
            ("FRONTEND_URL", vec![SECRET, ("FRONTEND_URL", "file:///")]),
            ("FRONTEND_URL", vec![SECRET, ("FRONTEND_URL", "https://shop.example/path")]),
            ("FRONTEND_URL", vec![SECRET, ("FRONTEND_URL", "https://*.shop.example")]),
            ("FRONTEND_URL", vec![SECRET, ("FRONTEND_URL", "https://shop.example?page=1")]),
            ("FRONTEND_URL", vec![SECRET, ("FRONTEND_URL", "shop.example:443")]),
            ("FRONTEND_URL", vec![SECRET, ("FRONTEND_URL", "https://me@shop.example")]),
            ("FRONTEND_URL", vec![SECRET, ("FRONTEND_URL", "https://shop.example:70000")]),
            ("TRACKING_ACCESS", vec![SECRET, ("TRACKING_ACCESS", "all")]),
            ("SANDBOX", vec![SECRET, ("SANDBOX", "yes")]),
            ("PHONE_LOGIN", vec![SECRET, ("PHONE_LOGIN", "maybe")]),
            ("PHONE_LOGIN_ALLOWLIST", vec![SECRET, ("PHONE_LOGIN_ALLOWLIST", "12")]),
            ("PHONE_LOGIN_ALLOWLIST", vec![SECRET, ("PHONE_LOGIN", "allowlist")]),
            ("PHONE_LOGIN_ALLOWLIST", vec![SECRET, ("PHONE_LOGIN", "allowlist"), ("PHONE_LOGIN_ALLOWLIST", " , ")]),
            ("PHONE_LOGIN_ALLOWLIST", vec![SECRET, ("PHONE_LOGIN_ALLOWLIST", "9876543210")]),
            ("ADMIN_PHONE_LOGIN", vec![SECRET, ("ADMIN_PHONE_LOGIN", "on")]),
            ("ADMIN_PHONE_LOGIN", vec![SECRET, ("ADMIN_PHONE_LOGIN", "10.8.0.0/16,10.8.0.0/40")]),
            ("ADMIN_PHONE_LOGIN", vec![SECRET, ("ADMIN_PHONE_LOGIN", "0.0.0.0/0")]),
            ("ADMIN_PHONE_LOGIN", vec![SECRET, ("ADMIN_PHONE_LOGIN", "::/0")]),
            ("ADMIN_EMAIL", vec![SECRET, ("ADMIN_EMAIL", "nobody")]),
            ("ADMIN_PHONE", vec![SECRET, ("ADMIN_PHONE", "98765")]),
            ("ADMIN_PASSWORD", vec![SECRET, ("ADMIN_PASSWORD", "correct horse battery")]),
            ("ADMIN_PASSWORD", vec![SECRET, ("ADMIN_EMAIL", "a@b.example"), ("ADMIN_PASSWORD", "short")]),
            ("DEMO_DATA", vec![production, SECRET, origin, ("DEMO_DATA", "on")]),
            ("WEB_CLIENT_DIR", vec![SECRET, ("WEB_CLIENT_DIR", "no/such/folder")]),
            ("REQUEST_LIMIT", vec![SECRET, ("REQUEST_LIMIT", "10")]),
            ("LOGIN_LIMIT_PER_ACCOUNT", vec![SECRET, ("LOGIN_LIMIT_PER_ACCOUNT", "0/s")]),
            ("TRUSTED_PROXIES", vec![SECRET, ("TRUSTED_PROXIES", "everybody")]),
            ("TRUSTED_PROXIES", vec![SECRET, ("TRUSTED_PROXIES", "0")]),
            ("PING_INTERVAL_MS", vec![SECRET, ("PING_INTERVAL_MS", "0")]),
            ("RECOVERY_WINDOW", vec![SECRET, ("RECOVERY_WINDOW", "1s")]),
            ("RECOVERY_SESSIONS", vec![SECRET, ("RECOVERY_SESSIONS", "0")]),
            ("BODY_TIMEOUT_MS", vec![SECRET, ("BODY_TIMEOUT_MS", "0")]),
            ("RUST_LOG", vec![SECRET, ("RUST_LOG", "trackroom=loud")]),
            ("RUST_LOG", vec![SECRET, ("RUST_LOG", "info,[")]),
        ] {
            let error = read(&pairs).expect_err(variable);
            assert_eq!(error.variable, variable, "{error}");
        }
    }

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        let urls = "https://Shop.example:443/, http://shop.example:80,https://shop.example:8443,http://[::1]:5173,http://shop.example:443,\
                    wss://app.example,capacitor://localhost,https://läden.example";
        let config = read(&[SECRET, ("FRONTEND_URL", urls)]).unwrap();
        let origins = [
            "https://shop.example",
            "http://shop.example",
            "https://shop.example:8443",
            "http://[::1]:5173",
            "http://shop.example:443",
            "https://app.example",
            "capacitor://localhost",
            "https://xn--lden-loa.example",
        ];
        assert_eq!(config.realtime.allowed_origins, origins);
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let config = read(&[SECRET]).unwrap();
        assert!(!format!("{config:?}").contains(SECRET.1));
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(duration("30d"), Some(Duration::from_secs(2_592_000)));
        assert_eq!(duration("900"), Some(Duration::from_secs(900)));
        assert_eq!(duration("d"), None);
        assert_eq!(duration("1w"), None);
    }

    #[test]
    fn pictures_lie_beside_the_database_or_where_they_are_told_to() {
        let dir = |pairs: &[(&str, &str)]| read(pairs).unwrap().upload_dir;
        let secret = ("JWT_SECRET", "0123456789abcdef0123456789abcdef");
        assert_eq!(dir(&[secret]), PathBuf::from("data/uploads"));
        assert_eq!(dir(&[secret, ("DATABASE_URL", "sqlite:///var/t/t.db")]), PathBuf::from("/var/t/uploads"));
        assert_eq!(dir(&[secret, ("DATABASE_URL", "postgres://h/d")]), PathBuf::from("data/uploads"));
        assert_eq!(dir(&[secret, ("UPLOAD_DIR", "/srv/pictures")]), PathBuf::from("/srv/pictures"));
        assert_eq!(read(&[secret, ("UPLOAD_DIR", "Cargo.toml")]).unwrap_err().variable, "UPLOAD_DIR");
    }

    #[test]
    fn the_sqlite_file_is_found_in_its_url() {
        assert_eq!(sqlite_file(&DatabaseUrl::new("sqlite://data/t.db?mode=rwc")), Some(PathBuf::from("data/t.db")));
        assert_eq!(sqlite_file(&DatabaseUrl::new("sqlite:///var/t.db")), Some(PathBuf::from("/var/t.db")));
        assert_eq!(
            sqlite_file(&DatabaseUrl::new("sqlite:///var/my%20shop.db")),
            Some(PathBuf::from("/var/my shop.db"))
        );
        assert_eq!(sqlite_file(&DatabaseUrl::new("sqlite::memory:")), None);
        assert_eq!(sqlite_file(&DatabaseUrl::new("sqlite://t?mode=memory")), None);
        assert_eq!(sqlite_file(&DatabaseUrl::new("postgres://h/d")), None);
    }
}
