//! Pictures that the shop's admins upload. The promise: every file in the folder is a complete GIF, JPEG, PNG or WebP,
//! under a random name that cannot be guessed.

mod picture;

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use tempfile::NamedTempFile;
use tokio::{sync::Semaphore, task::spawn_blocking};

pub use self::picture::{Kind, Unfit};
use crate::error::{Error, Result};

/// The largest picture, in bytes.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
/// Random bytes in a name.
const NAME_BYTES: usize = 16;

/// The subject of a picture, which is also its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Album {
    /// Products.
    Products,
    /// Categories.
    Categories,
    /// Anything else.
    Images,
}

impl Album {
    const ALL: [Self; 3] = [Self::Products, Self::Categories, Self::Images];

    fn folder(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Categories => "categories",
            Self::Images => "images",
        }
    }
}

/// The folder of pictures.
#[derive(Clone, Debug)]
pub struct Uploads {
    folder: Arc<Path>,
    /// Decoding takes memory: one picture at a time.
    decoding: Arc<Semaphore>,
}

/// A picture that is written but not yet in its place. Dropping it deletes it.
#[derive(Debug)]
pub struct Staged {
    file: NamedTempFile,
    album: Album,
    name: String,
}

/// A picture to serve.
#[derive(Debug, PartialEq, Eq)]
pub struct Stored {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
}

impl Uploads {
    /// Uses this folder, which is created with the first picture.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.into(), decoding: Arc::new(Semaphore::new(1)) }
    }

    /// Checks that the bytes are a picture and writes them to a hidden file.
    ///
    /// # Errors
    /// `unsupported_media_type` or `invalid_image` if it is not a picture, or [`Error::Unavailable`] if the disk
    /// failed.
    pub async fn stage(&self, album: Album, bytes: Vec<u8>) -> Result<Staged> {
        let turn = self.decoding.clone().acquire_owned().await.context("pictures are no longer taken")?;
        let folder = self.folder.join(album.folder());
        let staged = spawn_blocking(move || {
            let _turn = turn;
            let kind = picture::prove(&bytes)?;
            let name = format!("{}.{}", random_name(), kind.extension());
            let file = write(&folder, &bytes).map_err(|error| disk_failed(&error))?;
            Ok::<_, Error>(Staged { file, album, name })
        });
        staged.await.context("a picture could not be read")?
    }

    /// The picture at an address, if it can be the address of one. Opening it shows whether it exists.
    #[must_use]
    pub fn find(&self, folder: &str, name: &str) -> Option<Stored> {
        let album = Album::ALL.into_iter().find(|album| album.folder() == folder)?;
        let (random, extension) = name.split_once('.')?;
        let is_ours = random.len() == 2 * NAME_BYTES && random.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let kind = Kind::of_extension(extension)?;
        is_ours.then(|| Stored { path: self.folder.join(album.folder()).join(name), kind })
    }
}

impl Staged {
    /// Moves it to its place in one step, and returns its address on this server.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: the disk failed.
    pub fn keep(self) -> Result<String> {
        let folder = self.file.path().parent().unwrap_or(Path::new(".")).to_path_buf();
        let kept = self.file.persist_noclobber(folder.join(&self.name));
        kept.map_err(|error| disk_failed(&error.error))?;
        Ok(format!("/uploads/{}/{}", self.album.folder(), self.name))
    }
}

/// The disk is full or broken, or the folder is not writable: the sender can do nothing about it.
fn disk_failed(error: &io::Error) -> Error {
    tracing::error!(%error, "a picture could not be kept in UPLOAD_DIR");
    Error::Unavailable
}

fn random_name() -> String {
    rand::random::<[u8; NAME_BYTES]>().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn write(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    std::fs::create_dir_all(folder)?;
    // Hidden until it has its final name: `find` accepts no name that begins with a dot.
    let mut file = tempfile::Builder::new().prefix(".part-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_we_made_are_found() {
        let uploads = Uploads::new(Path::new("/pictures"));
        let name = format!("{}.png", random_name());
        let found = uploads.find("products", &name).unwrap();
        assert_eq!(found, Stored { path: Path::new("/pictures/products").join(&name), kind: Kind::Png });
        let long = format!("{}.png", "a".repeat(64));
        for (folder, name) in [
            ("..", name.as_str()),
            ("secrets", &name),
            ("products", "../../trackroom.db"),
            ("products", ".part-abc"),
            ("products", &name.replace(".png", ".svg")),
            ("products", &name.replace(".png", ".png/..")),
            ("products", &name.to_uppercase()),
            ("products", &long),
            ("", ""),
        ] {
            assert_eq!(uploads.find(folder, name), None, "{folder}/{name}");
        }
    }
}
