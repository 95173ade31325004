//! Where the database is.

use std::path::{Path, PathBuf};

use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use url::{Position, Url};

use super::env::{ConfigError, Env, Setting};

const DATABASE_URL: Setting = Setting::new("DATABASE_URL", "sqlite://data/trackroom.db?mode=rwc");

#[cfg(test)]
pub(super) const SETTINGS: &[Setting] = &[DATABASE_URL];

/// Where the database is, with the password that opens it: logs and [`Debug`](std::fmt::Debug) show it without.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// Keeps what is secret in `url` out of logs.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    pub(super) fn read(env: &Env<'_>) -> Result<Self, ConfigError> {
        let url = env.text(&DATABASE_URL).unwrap_or_default();
        if !["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return DATABASE_URL.refuse("must begin with sqlite:, postgres:// or postgresql://");
        }
        // The libraries' own words for one that they cannot read repeat it, with its password.
        if !url.starts_with("sqlite:") && Url::parse(&url).is_err() {
            return DATABASE_URL.refuse("is not a URL; a password's special characters are percent-encoded there");
        }
        Ok(Self(url))
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

    /// The folder of files that are kept with the database.
    pub(super) fn data_folder(&self) -> PathBuf {
        match sqlite_file(self) {
            Some(file) => file.parent().map(Path::to_path_buf).unwrap_or_default(),
            None => PathBuf::from("data"),
        }
    }
}

/// The parameters of a PostgreSQL URL that say nothing of who connects.
const HARMLESS_PARAMETERS: [&str; 6] = ["host", "hostaddr", "port", "dbname", "sslmode", "application_name"];

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_sqlite() {
            return f.write_str(&self.0);
        }
        // If the password cannot be told apart, nothing is shown. A second `@` belongs to one that is not encoded.
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
    use super::{
        super::testing::{SECRET, refused},
        *,
    };

    #[test]
    fn a_database_of_another_kind_or_without_an_address_is_refused() {
        for url in ["mysql://x", "postgres://shop:a/b@host/orders"] {
            refused("DATABASE_URL", &[SECRET, ("DATABASE_URL", url)]);
        }
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
