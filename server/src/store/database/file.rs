//! [`DatabaseFile`]: is the file that SQLite writes still the one that everybody else sees?
//!
//! A process keeps the file that it has opened, also when its name was taken away or given to another one. What is written
//! then is in no file that anybody finds.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use anyhow::{Context as _, ensure};

/// What a file is, whatever its name: its device and inode.
type Identity = (u64, u64);

/// The files of an SQLite database that are in use: itself, its write-ahead log, and the log's index.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    files: Vec<(PathBuf, OnceLock<Identity>)>,
}

impl DatabaseFile {
    /// Makes sure that the database can be written: the file, which is made if `create`, and its folder, where SQLite keeps
    /// the write-ahead log.
    ///
    /// # Errors
    /// It cannot: with the reason, in words.
    pub(super) fn prepare(path: &Path, create: bool) -> anyhow::Result<Self> {
        if let (true, Some(folder)) = (create, path.parent()) {
            fs::create_dir_all(folder).with_context(|| format!("cannot create the folder {}", folder.display()))?;
        }
        let opened = fs::OpenOptions::new().read(true).append(true).create(create).open(path);
        let opened = opened.with_context(|| format!("cannot write the database file {}", path.display()))?;
        let is_file = opened.metadata().is_ok_and(|metadata| metadata.is_file());
        ensure!(is_file, "the database {} is not a file", path.display());
        // SQLite follows links, and keeps its log beside the file that they lead to.
        let real = path.canonicalize().with_context(|| format!("cannot find {}", path.display()))?;
        let folder = real.parent().unwrap_or(Path::new("/"));
        tempfile::tempfile_in(folder).with_context(|| {
            format!("cannot write the folder {}, where SQLite keeps its log beside the database", folder.display())
        })?;
        let beside = |suffix: &str| {
            let mut name = real.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        };
        let files = [path.to_path_buf(), beside("-wal"), beside("-shm")];
        Ok(Self { files: files.map(|file| (file, OnceLock::new())).into() })
    }

    /// Takes the files that are there for those of the database. Call it once they are opened.
    pub(super) fn remember(&self) {
        for (file, known) in &self.files {
            if let Ok(identity) = identity(file) {
                known.get_or_init(|| identity);
            }
        }
    }

    /// Whether the names still lead to the files that were opened.
    ///
    /// # Errors
    /// One was taken away or replaced: which, and how.
    pub(super) fn check(&self) -> Result<(), String> {
        for (file, known) in &self.files {
            let found = identity(file);
            let Some(known) = known.get() else {
                if let Ok(found) = found {
                    known.get_or_init(|| found);
                }
                continue;
            };
            match found {
                Ok(found) if found == *known => {}
                Ok(_) => return Err(format!("{} was replaced by another file", file.display())),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(format!("{} was taken away", file.display()));
                }
                Err(error) => return Err(format!("{} cannot be looked at: {error}", file.display())),
            }
        }
        Ok(())
    }
}

#[cfg(unix)]
fn identity(file: &Path) -> io::Result<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = fs::metadata(file)?;
    Ok((metadata.dev(), metadata.ino()))
}

/// Elsewhere an open file can be neither removed nor replaced.
#[cfg(not(unix))]
fn identity(file: &Path) -> io::Result<Identity> {
    fs::metadata(file).map(|_| (0, 0))
}
