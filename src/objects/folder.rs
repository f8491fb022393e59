//! A prefix of a bucket as a folder: its objects are listed, read and written by their names in it.

use std::{
    error::Error,
    fs::File,
    io::{self, Read, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::{
    error::Usage,
    s3::{Body, Client, ErrorKind, Existing, Revision, S3Error, S3Location, S3Options, crew},
};

/// The requests for small objects that are in flight at one time.
const SMALL: usize = 32;

/// The large objects that are read or written at one time.
const LARGE: usize = 4;

/// The most bytes of an object that is read as text.
const MOST_TEXT: u64 = 64 << 20;

/// A prefix of a bucket. Clones share the connection.
#[derive(Clone, Debug)]
pub(crate) struct ObjectFolder {
    client: Client,
    /// Its key is empty or ends with a slash.
    location: S3Location,
}

/// An object of a folder.
#[derive(Clone, Debug)]
pub(crate) struct FolderEntry {
    /// The key after that of the folder.
    pub(crate) name: String,
    pub(crate) bytes: u64,
    /// The time of the last write in microseconds since 1970.
    pub(crate) modified: Option<i64>,
}

impl ObjectFolder {
    /// Prepares a connection to the folder at `url`.
    pub(crate) fn connect(url: &str, options: &S3Options) -> Result<Self> {
        let Some(mut location) = S3Location::parse(url) else {
            bail!(Usage(format!("{url} names no bucket; write s3://bucket/prefix")));
        };
        if !(location.key.is_empty() || location.key.ends_with('/')) {
            location.key.push('/');
        }
        Ok(Self { client: Client::connect(options)?, location })
    }

    /// Returns the URL of an object.
    pub(crate) fn url(&self, name: &str) -> String {
        self.at(name).to_string()
    }

    fn at(&self, name: &str) -> S3Location {
        self.location.with_key(&format!("{}{name}", self.location.key))
    }

    /// Returns the objects whose names start with `prefix`, in the order of their names.
    pub(crate) fn list(&self, prefix: &str) -> Result<Vec<FolderEntry>> {
        let mut entries = Vec::new();
        for page in self.client.list(&self.at(prefix)) {
            entries.extend(page?.objects.into_iter().filter_map(|object| {
                let name = object.key.strip_prefix(&self.location.key)?.to_owned();
                Some(FolderEntry { name, bytes: object.size, modified: object.last_modified })
            }));
        }
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(entries)
    }

    /// Returns the name of an object, if there is one at all.
    pub(crate) fn first(&self) -> Result<Option<String>> {
        let page = self.client.list(&self.location).next().transpose()?.unwrap_or_default();
        let name = |key: &str| key.strip_prefix(&self.location.key).map(str::to_owned);
        // A browser makes an object with the name of the folder.
        Ok(page.objects.iter().filter_map(|it| name(&it.key)).find(|name| !name.is_empty()))
    }

    /// Returns the text of an object, or `None` if there is none.
    pub(crate) fn read(&self, name: &str) -> Result<Option<String>> {
        let location = self.at(name);
        let body = match self.client.get(&location, &Revision::Latest) {
            Err(error) if error.kind() == ErrorKind::NoObject => return Ok(None),
            body => body?,
        };
        let mut text = String::new();
        let read = body.take(MOST_TEXT).read_to_string(&mut text);
        read.with_context(|| format!("cannot read {location}"))?;
        Ok(Some(text))
    }

    /// Returns the texts of objects in the order of their names; `None` for those that are not there.
    pub(crate) fn read_all(&self, names: &[String]) -> Result<Vec<Option<String>>> {
        crew::try_each(SMALL, names.len(), |nth| self.read(&names[nth]))
    }

    /// Stores texts under their names. An object that was there is replaced by one request.
    pub(crate) fn write_all(&self, texts: &[(String, String)]) -> Result<()> {
        crew::try_each(SMALL, texts.len(), |nth| {
            let (name, text) = &texts[nth];
            self.client.put(&self.at(name), text.as_bytes(), Existing::Replace)
        })?;
        Ok(())
    }

    /// Stores a text under a name, unless an object is there.
    pub(crate) fn create(&self, name: &str, text: &str) -> Result<()> {
        match self.client.put(&self.at(name), text.as_bytes(), Existing::Keep) {
            Err(error) if error.kind() != ErrorKind::Changed => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Stores a file under a name.
    pub(crate) fn upload(&self, name: &str, file: &Path) -> Result<()> {
        self.client.upload(&self.at(name), file)
    }

    /// Removes objects.
    pub(crate) fn remove_all(&self, names: &[String]) -> Result<()> {
        crew::try_each(SMALL, names.len(), |nth| self.client.delete(&self.at(&names[nth])))?;
        Ok(())
    }

    /// Fetches objects to files on several threads. `finish` gets the number of each object and its SHA-256, once
    /// the file is complete. Calls `check` with the size of each object before, which may refuse it, and of each
    /// piece, which may end the work.
    pub(crate) fn fetch_all(
        &self,
        objects: &[(String, &Path)],
        check: &(dyn Fn(u64) -> Result<()> + Sync),
        finish: &(dyn Fn(usize, &[u8]) -> Result<()> + Sync),
    ) -> Result<()> {
        crew::try_each(LARGE, objects.len(), |nth| {
            let (name, path) = &objects[nth];
            let location = self.at(name);
            let body = self.client.get(&location, &Revision::Latest).map_err(advised)?;
            let hash = save(body, path, check).map_err(|error| explain(error, &location, path))?;
            finish(nth, &hash)
        })?;
        Ok(())
    }
}

/// Says what to do about an object that should be there.
fn advised(error: S3Error) -> S3Error {
    if error.kind() != ErrorKind::NoObject {
        return error;
    }
    error.with_advice(
        "a pointer of the lake named it: run the command again, and if it stays missing, write its day again",
    )
}

/// Writes the content of an object to a new file. Returns its SHA-256.
fn save(mut body: Body, path: &Path, check: &dyn Fn(u64) -> Result<()>) -> Result<Vec<u8>> {
    check(body.info().size.unwrap_or_default())?;
    let mut file = File::create(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 256 << 10];
    loop {
        check(buffer.len() as u64)?;
        let count = body.read(&mut buffer)?;
        if count == 0 {
            return Ok(hash.finalize().to_vec());
        }
        hash.update(&buffer[..count]);
        file.write_all(&buffer[..count])?;
    }
}

/// Says where the writing of a file has failed. Other errors say it themselves.
fn explain(error: anyhow::Error, location: &S3Location, path: &Path) -> anyhow::Error {
    let is_of_object =
        |cause: &io::Error| cause.get_ref().is_some_and(<dyn Error + Send + Sync>::is::<S3Error>);
    match error.downcast_ref::<io::Error>() {
        Some(cause) if !is_of_object(cause) => {
            error.context(format!("cannot write a copy of {location} to {}", path.display()))
        }
        _ => error,
    }
}
