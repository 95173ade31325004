//! Folders: the web client that is served, and the pictures that admins upload.

use std::path::PathBuf;

use super::{
    database::DatabaseUrl,
    env::{ConfigError, Env, Setting},
};

const WEB_CLIENT_DIR: Setting = Setting::worked_out("WEB_CLIENT_DIR", "web-client/dist");
const UPLOAD_DIR: Setting = Setting::worked_out("UPLOAD_DIR", "data/uploads");

#[cfg(test)]
pub(super) const SETTINGS: &[Setting] = &[WEB_CLIENT_DIR, UPLOAD_DIR];

/// Folders.
#[derive(Clone, Debug)]
pub struct FilesConfig {
    /// `WEB_CLIENT_DIR`: a folder with a built web client to serve. Default `web-client/dist` if it exists.
    pub web_client_dir: Option<PathBuf>,
    /// `UPLOAD_DIR`: the folder of uploaded pictures. Default: `uploads` beside the SQLite file, else `data/uploads`.
    pub upload_dir: PathBuf,
}

impl FilesConfig {
    pub(super) fn read(env: &Env<'_>, database_url: &DatabaseUrl) -> Result<Self, ConfigError> {
        Ok(Self { web_client_dir: web_client_dir(env)?, upload_dir: upload_dir(env, database_url)? })
    }
}

fn web_client_dir(env: &Env<'_>) -> Result<Option<PathBuf>, ConfigError> {
    let is_built = |dir: &PathBuf| dir.join("index.html").is_file();
    match env.given(&WEB_CLIENT_DIR).map(PathBuf::from) {
        Some(dir) if is_built(&dir) => Ok(Some(dir)),
        Some(_) => WEB_CLIENT_DIR.refuse("has no index.html: build the web client first"),
        None => Ok(Some(PathBuf::from(WEB_CLIENT_DIR.default(env.environment))).filter(is_built)),
    }
}

fn upload_dir(env: &Env<'_>, database_url: &DatabaseUrl) -> Result<PathBuf, ConfigError> {
    match env.given(&UPLOAD_DIR).map(PathBuf::from) {
        Some(dir) if dir.exists() && !dir.is_dir() => UPLOAD_DIR.refuse("is not a folder"),
        Some(dir) => Ok(dir),
        None => Ok(database_url.data_folder().join("uploads")),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{SECRET, read, refused},
        *,
    };

    #[test]
    fn pictures_lie_beside_the_database_or_where_they_are_told_to() {
        let dir = |pairs: &[(&str, &str)]| read(pairs).unwrap().files.upload_dir;
        assert_eq!(dir(&[SECRET]), PathBuf::from("data/uploads"));
        assert_eq!(dir(&[SECRET, ("DATABASE_URL", "sqlite:///var/t/t.db")]), PathBuf::from("/var/t/uploads"));
        assert_eq!(dir(&[SECRET, ("DATABASE_URL", "postgres://h/d")]), PathBuf::from("data/uploads"));
        assert_eq!(dir(&[SECRET, ("UPLOAD_DIR", "/srv/pictures")]), PathBuf::from("/srv/pictures"));
        refused("UPLOAD_DIR", &[SECRET, ("UPLOAD_DIR", "Cargo.toml")]);
    }

    #[test]
    fn a_folder_without_a_built_client_is_refused() {
        refused("WEB_CLIENT_DIR", &[SECRET, ("WEB_CLIENT_DIR", "no/such/folder")]);
    }
}
