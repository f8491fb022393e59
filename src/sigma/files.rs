//! The files of rules that a user names. Only text of a bounded size is read.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use walkdir::WalkDir;

/// The most bytes of a file, and of all files.
const MOST_BYTES_OF_FILE: u64 = 4 << 20;
const MOST_BYTES: usize = 64 << 20;

/// The text of a file, or the reason why it is not read.
pub(super) struct RuleFile {
    pub(super) path: PathBuf,
    pub(super) text: Result<String, String>,
}

/// Reads the files that paths name, and those in folders whose names end in `.yml` or `.yaml`, by their names.
pub(super) fn read(paths: &[PathBuf]) -> Result<Vec<RuleFile>> {
    let (mut files, mut bytes) = (Vec::new(), 0);
    for path in paths {
        let metadata = path
            .metadata()
            .with_context(|| format!("cannot read the rules of {}", path.display()))?;
        let found = if metadata.is_dir() { in_folder(path)? } else { vec![path.clone()] };
        for path in found {
            let text = read_text(&path);
            bytes += text.as_ref().map_or(0, String::len);
            if bytes > MOST_BYTES {
                bail!("the rules are larger than {} MiB; name fewer", MOST_BYTES >> 20);
            }
            files.push(RuleFile { path, text });
        }
    }
    Ok(files)
}

fn in_folder(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).follow_root_links(true).sort_by_file_name() {
        let entry =
            entry.with_context(|| format!("cannot read the rules of {}", folder.display()))?;
        let ending = entry.path().extension().unwrap_or_default().to_ascii_lowercase();
        if !entry.file_type().is_dir() && (ending == "yml" || ending == "yaml") {
            found.push(entry.into_path());
        }
    }
    if found.is_empty() {
        bail!("there is no .yml or .yaml file in {}", folder.display());
    }
    Ok(found)
}

fn read_text(path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|err| format!("cannot be read: {err}"))?;
    file.take(MOST_BYTES_OF_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(|err| format!("cannot be read: {err}"))?;
    if bytes.len() as u64 > MOST_BYTES_OF_FILE {
        return Err(format!("is larger than {} MiB", MOST_BYTES_OF_FILE >> 20));
    }
    String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned())
}
