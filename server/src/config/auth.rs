//! Who is recognised, and how.

use std::{fs, io, path::Path, time::Duration};

use super::{
    admin_phone_login::{AdminPhoneLogin, InvalidNetworks},
    database::{DatabaseUrl, sqlite_file},
    env::{ConfigError, Env, Setting},
    secret::Secret,
};
use crate::{
    domain::contact::{EmailAddress, PhoneNumber},
    domain::password,
};

const JWT_SECRET: Setting = Setting::new("JWT_SECRET", "");
const JWT_EXPIRE: Setting = Setting::new("JWT_EXPIRE", "30d");
const REFRESH_EXPIRE: Setting = Setting::new("REFRESH_EXPIRE", "30d");
const PHONE_LOGIN: Setting = Setting::by_environment("PHONE_LOGIN", "open", "off");
const PHONE_LOGIN_ALLOWLIST: Setting = Setting::new("PHONE_LOGIN_ALLOWLIST", "");
const ADMIN_PHONE_LOGIN: Setting = Setting::new("ADMIN_PHONE_LOGIN", "off");
const ADMIN_EMAIL: Setting = Setting::new("ADMIN_EMAIL", "");
const ADMIN_PHONE: Setting = Setting::new("ADMIN_PHONE", "");
const ADMIN_PASSWORD: Setting = Setting::new("ADMIN_PASSWORD", "");

#[cfg(test)]
pub(super) const SETTINGS: &[Setting] = &[
    JWT_SECRET,
    JWT_EXPIRE,
    REFRESH_EXPIRE,
    PHONE_LOGIN,
    PHONE_LOGIN_ALLOWLIST,
    ADMIN_PHONE_LOGIN,
    ADMIN_EMAIL,
    ADMIN_PHONE,
    ADMIN_PASSWORD,
];

const MIN_SECRET_BYTES: usize = 32;

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

impl AuthConfig {
    pub(super) fn read(env: &Env<'_>, database_url: &DatabaseUrl) -> Result<Self, ConfigError> {
        Ok(Self {
            jwt_secret: jwt_secret(env, database_url)?,
            token_lifetime: env.duration(&JWT_EXPIRE)?,
            refresh_lifetime: env.duration(&REFRESH_EXPIRE)?,
            phone_login: phone_login(env)?,
            admin_phone_login: admin_phone_login(env)?,
            first_admin: first_admin(env)?,
        })
    }
}

fn jwt_secret(env: &Env<'_>, database_url: &DatabaseUrl) -> Result<Secret, ConfigError> {
    match env.given(&JWT_SECRET) {
        Some(secret) if secret.len() < MIN_SECRET_BYTES => {
            JWT_SECRET.refuse(format!("must have at least {MIN_SECRET_BYTES} bytes"))
        }
        Some(secret) => Ok(Secret::new(secret)),
        None if env.is_production() => JWT_SECRET.refuse("is required in production"),
        None => development_secret(database_url).or_else(|error| {
            JWT_SECRET.refuse(format!("is not set, and a development secret could not be kept: {error}"))
        }),
    }
}

fn phone_login(env: &Env<'_>) -> Result<PhoneLogin, ConfigError> {
    let allowlist = env
        .given(&PHONE_LOGIN_ALLOWLIST)
        .unwrap_or_default()
        .split(',')
        .filter(|number| !number.trim().is_empty())
        .map(|number| number.parse().or_else(|_| PHONE_LOGIN_ALLOWLIST.refuse("holds an invalid phone number")))
        .collect::<Result<Vec<PhoneNumber>, _>>()?;
    let numbers = allowlist.len();
    let phone_login = env.choice(
        &PHONE_LOGIN,
        &[("open", PhoneLogin::Open), ("allowlist", PhoneLogin::Allowlist(allowlist)), ("off", PhoneLogin::Off)],
    )?;
    match (&phone_login, numbers) {
        (PhoneLogin::Allowlist(_), 0) => PHONE_LOGIN_ALLOWLIST.refuse("is required by PHONE_LOGIN=allowlist"),
        (PhoneLogin::Open, 1..) => PHONE_LOGIN_ALLOWLIST.refuse("is set, and PHONE_LOGIN lets everybody in"),
        _ => Ok(phone_login),
    }
}

fn admin_phone_login(env: &Env<'_>) -> Result<AdminPhoneLogin, ConfigError> {
    let networks = env.text(&ADMIN_PHONE_LOGIN).unwrap_or_default().parse();
    networks.or_else(|problem: InvalidNetworks| ADMIN_PHONE_LOGIN.refuse(problem.to_string()))
}

fn first_admin(env: &Env<'_>) -> Result<Option<FirstAdmin>, ConfigError> {
    let email = env.parsed(&ADMIN_EMAIL, "an e-mail address")?;
    let phone = env.parsed(&ADMIN_PHONE, "a phone number")?;
    match env.given(&ADMIN_PASSWORD) {
        // Taken out after the first start, as it should be.
        None => Ok(None),
        Some(_) if email.is_none() && phone.is_none() => {
            ADMIN_PASSWORD.refuse("is set without ADMIN_EMAIL or ADMIN_PHONE")
        }
        Some(password) => {
            if let Err(problem) = password::check_strength(&password) {
                return ADMIN_PASSWORD.refuse(problem.to_string());
            }
            Ok(Some(FirstAdmin { email, phone, password: Secret::new(password) }))
        }
    }
}

/// The secret of a development machine: kept beside the database, so that tokens outlive a restart.
fn development_secret(database_url: &DatabaseUrl) -> io::Result<Secret> {
    let fresh = || rand::random::<[u8; 32]>().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    if database_url.is_sqlite() && sqlite_file(database_url).is_none() {
        return Ok(Secret::new(fresh()));
    }
    let folder = database_url.data_folder();
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

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{PRODUCTION, SECRET, read, refused},
        *,
    };

    #[test]
    fn a_phone_number_alone_is_enough_in_development_only() {
        assert_eq!(read(&[SECRET]).unwrap().auth.phone_login, PhoneLogin::Open);
        assert_eq!(read(&PRODUCTION).unwrap().auth.phone_login, PhoneLogin::Off);
    }

    #[test]
    fn a_key_is_long_and_in_production_it_is_given() {
        refused("JWT_SECRET", &[("APP_ENV", "production"), ("FRONTEND_URL", "https://shop.example")]);
        refused("JWT_SECRET", &[("JWT_SECRET", "short")]);
    }

    #[test]
    fn a_lifetime_that_makes_no_sense_is_refused() {
        refused("JWT_EXPIRE", &[SECRET, ("JWT_EXPIRE", "soon")]);
        refused("JWT_EXPIRE", &[SECRET, ("JWT_EXPIRE", "0s")]);
        refused("REFRESH_EXPIRE", &[SECRET, ("REFRESH_EXPIRE", "never")]);
    }

    #[test]
    fn whom_a_phone_number_lets_in_is_said_without_contradiction() {
        refused("PHONE_LOGIN", &[SECRET, ("PHONE_LOGIN", "maybe")]);
        let allowlist = ("PHONE_LOGIN", "allowlist");
        for pairs in [
            vec![SECRET, ("PHONE_LOGIN_ALLOWLIST", "12")],
            vec![SECRET, allowlist],
            vec![SECRET, allowlist, ("PHONE_LOGIN_ALLOWLIST", " , ")],
            vec![SECRET, ("PHONE_LOGIN_ALLOWLIST", "9876543210")],
        ] {
            refused("PHONE_LOGIN_ALLOWLIST", &pairs);
        }
        for networks in ["on", "10.8.0.0/16,10.8.0.0/40", "0.0.0.0/0", "::/0"] {
            refused("ADMIN_PHONE_LOGIN", &[SECRET, ("ADMIN_PHONE_LOGIN", networks)]);
        }
    }

    #[test]
    fn the_first_admin_has_a_name_and_a_good_password() {
        refused("ADMIN_EMAIL", &[SECRET, ("ADMIN_EMAIL", "nobody")]);
        refused("ADMIN_PHONE", &[SECRET, ("ADMIN_PHONE", "98765")]);
        refused("ADMIN_PASSWORD", &[SECRET, ("ADMIN_PASSWORD", "correct horse battery")]);
        refused("ADMIN_PASSWORD", &[SECRET, ("ADMIN_EMAIL", "a@b.example"), ("ADMIN_PASSWORD", "short")]);
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let config = read(&[SECRET]).unwrap();
        assert!(!format!("{config:?}").contains(SECRET.1));
    }
}
