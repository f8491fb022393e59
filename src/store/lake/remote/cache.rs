//! Copies of the files of lakes in S3: in a temporary folder, which is removed with the connection, or in one that
//! the user names, for the next time.

use std::{
    env, fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use anyhow::{Context, Result, bail};

use crate::{
    count::counted,
    error::{self, Stopped},
    objects::ObjectFolder,
    store::{
        self, durable, interrupt,
        lake::layout::{self, Table},
        memory,
        own_folder::OwnFolder,
        umask,
    },
};

/// The variable with the folder in which copies stay.
const VARIABLE: &str = "DUCKTRAIL_CACHE";

/// A folder with copies of files, under their names in a lake.
#[derive(Debug)]
pub(in crate::store::lake) struct Cache {
    /// The folder of this process, for files that are not complete. It is removed with the value.
    own: OwnFolder,
    files: PathBuf,
    /// Held while files are fetched: two statements may want the same.
    fetching: Mutex<()>,
}

impl Cache {
    /// Opens the folder that the user names, or makes a temporary one.
    pub(super) fn open() -> Result<Self> {
        umask::make_private();
        let kept = env::var_os(VARIABLE).filter(|it| !it.is_empty()).map(PathBuf::from);
        let folder = kept.clone().unwrap_or_else(env::temp_dir);
        let variable = if kept.is_some() { VARIABLE } else { "TMPDIR" };
        let make = || {
            if kept.is_some() {
                fs::create_dir_all(&folder)?;
            }
            OwnFolder::create_in(&folder)
        };
        let own = make().with_context(|| {
            format!("cannot write to {}; {variable} names another folder", folder.display())
        })?;
        let files = match kept {
            Some(_) => store::folder(own.path()),
            None => own.path().to_owned(),
        };
        Ok(Self { own, files, fetching: Mutex::default() })
    }

    /// Returns a path for files of this process.
    pub(in crate::store::lake) fn own(&self, name: &str) -> PathBuf {
        self.own.path().join(name)
    }

    /// Returns the path of the file that has the columns of a table and no row.
    pub(in crate::store::lake) fn columns(&self, table: &Table) -> PathBuf {
        self.own(&format!("{}.parquet", table.name))
    }

    /// Returns the path of the copy of a file.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.files.join(name)
    }

    /// Fetches the files of a lake that are not there. A file has its name once it is complete.
    pub(super) fn fetch(&self, folder: &ObjectFolder, names: &[String]) -> Result<()> {
        let _fetching = self.fetching.lock().unwrap_or_else(PoisonError::into_inner);
        let missing: Vec<&String> =
            names.iter().filter(|name| !self.path(name).is_file()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        if io::stderr().is_terminal() {
            let files = counted(missing.len() as u64, "file");
            error::eprint_line(&format!("fetching {files} of {}", folder.url("")));
        }
        let drafts: Vec<_> =
            (0..missing.len()).map(|nth| self.own(&format!("{nth}.draft"))).collect();
        let objects: Vec<(String, &Path)> = missing
            .iter()
            .zip(&drafts)
            .map(|(name, draft)| ((*name).clone(), draft.as_path()))
            .collect();
        let check = |bytes: u64| self.check(bytes);
        folder.fetch_all(&objects, &check, &|nth, hash| {
            self.keep(&drafts[nth], missing[nth], hash)
                .with_context(|| format!("cannot use {}", folder.url(missing[nth])))
        })
    }

    /// Fails if there is no room for so many bytes, or if Ctrl-C was pressed.
    fn check(&self, bytes: u64) -> Result<()> {
        if interrupt::is_pressed() {
            bail!(Stopped);
        }
        let path = self.own.path();
        if bytes > memory::free_space(path) {
            bail!(
                "{} has no room for the files of these days; set {VARIABLE} to a folder that has, or name fewer days with --since and --until",
                store::folder(path).display()
            );
        }
        Ok(())
    }

    /// Gives a complete copy its name, if it has the content that the name says.
    fn keep(&self, draft: &Path, name: &str, hash: &[u8]) -> Result<()> {
        let path = self.path(name);
        let stem = path.file_stem().unwrap_or_default();
        if *stem != *layout::name_of_hash(hash) {
            fs::remove_file(draft)?;
            bail!("it is damaged: its content has another hash than its name; write its day again");
        }
        fs::create_dir_all(store::folder(&path))?;
        durable::sync_all(&[draft.to_owned()])?;
        Ok(fs::rename(draft, path)?)
    }
}
