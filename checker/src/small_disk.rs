//! [`SmallDisk`]: a disk that can be filled and emptied. It is a tmpfs, which takes the right to mount one.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use tokio::process::Command;

use crate::process::run;

/// In bytes, more than the database of a run takes. Only what is used costs memory.
const CAPACITY: u64 = 8 << 30;
/// How often filling is tried: what is written between measuring and resizing makes one attempt fail.
const FILL_ATTEMPTS: usize = 100;

/// It is unmounted when this is dropped.
pub(crate) struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    /// Mounts one in an empty folder.
    pub(crate) async fn mount(folder: &Path) -> anyhow::Result<Self> {
        let options = format!("size={CAPACITY},mode=0755");
        run(Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder)).await?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Takes all the space that is left: what is there can be overwritten, and nothing can grow.
    pub(crate) async fn fill(&self) -> anyhow::Result<()> {
        for _ in 0..FILL_ATTEMPTS {
            let about = rustix::fs::statvfs(&self.folder).context("cannot look at the disk")?;
            let used = (about.f_blocks - about.f_bfree) * about.f_frsize;
            if self.resize(used).await.is_ok() {
                return Ok(());
            }
        }
        bail!("the disk could not be filled")
    }

    /// Gives it back.
    pub(crate) async fn empty(&self) -> anyhow::Result<()> {
        self.resize(CAPACITY).await
    }

    async fn resize(&self, bytes: u64) -> anyhow::Result<()> {
        run(Command::new("mount").args(["-o", &format!("remount,size={bytes}")]).arg(&self.folder)).await
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Processes that are about to end may still have files open there.
        std::process::Command::new("umount").arg("--lazy").arg(&self.folder).status().ok();
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    #[tokio::test]
    async fn a_full_disk_takes_nothing_more_until_it_is_emptied_and_the_folder_stays() {
        let folder = tempfile::tempdir().unwrap();
        let disk = match SmallDisk::mount(folder.path()).await {
            Ok(disk) => disk,
            Err(refused) => {
                // Not every user may mount a disk: then the report says so.
                assert!(refused.to_string().contains("mount"), "{refused:#}");
                return;
            }
        };
        std::fs::write(folder.path().join("before"), [1; 100_000]).unwrap();
        disk.fill().await.unwrap();
        let full = std::fs::write(folder.path().join("meanwhile"), [1; 100_000]);
        assert_eq!(full.unwrap_err().kind(), ErrorKind::StorageFull);
        disk.empty().await.unwrap();
        std::fs::write(folder.path().join("afterwards"), [1; 100_000]).unwrap();
        assert_eq!(std::fs::read(folder.path().join("before")).unwrap().len(), 100_000);
        drop(disk);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "it is unmounted");
    }
}
