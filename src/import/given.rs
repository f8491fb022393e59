//! The paths that the user gave, and which of them gave nothing: no such path is passed over in silence.

use std::collections::BTreeMap;

use crate::{
    import::batch::ScannedFile,
    scan::{FileStatus, find::Root},
    trail::form,
};

/// The number of paths that are named.
const NAMED: usize = 10;

/// The number of files found in folders that are named.
const NAMED_IN_FOLDERS: usize = 5;

/// The paths that the user gave.
#[derive(Debug, Default)]
pub(crate) struct GivenPaths {
    roots: Vec<Root>,
    /// By root: true if it gave something, or if it was said why not.
    has_given: Vec<bool>,
    /// By root that is a file without records: its content in words.
    contents: BTreeMap<usize, String>,
    /// The first files that were found in folders and are not CloudTrail, and their number.
    others: Vec<String>,
    other_count: usize,
}

impl GivenPaths {
    pub(crate) fn new(roots: Vec<Root>) -> Self {
        let has_given = roots.iter().map(|root| root.is_settled).collect();
        Self { roots, has_given, ..Self::default() }
    }

    /// Returns true if the user gave more than one path.
    pub(crate) fn has_several(&self) -> bool {
        self.roots.len() > 1
    }

    /// Counts a file of a root that was not opened, for a reason that the balance gives.
    pub(crate) fn set_given(&mut self, root: usize) {
        if let Some(has_given) = self.has_given.get_mut(root) {
            *has_given = true;
        }
    }

    /// Counts a file whose content is in the ledger. `form` is its form if no record was found in it.
    pub(crate) fn add_known(&mut self, root: usize, form: Option<&str>) {
        match form.filter(|form| form::is_of_no_use(form)) {
            Some(form) => {
                self.contents.insert(root, form::describe(form).to_owned());
            }
            None => self.set_given(root),
        }
    }

    /// Counts a file that was read.
    pub(crate) fn add(&mut self, scanned: &ScannedFile) {
        let (file, outcome) = (&scanned.file, &scanned.outcome);
        if outcome.status != FileStatus::NotCloudTrail || form::is_stored(&outcome.form) {
            return self.set_given(file.root());
        }
        let Some(root) = self.roots.get(file.root()) else { return };
        if file.name == root.name {
            self.contents.insert(file.root(), outcome.content.clone());
        } else if root.is_folder {
            if self.others.len() < NAMED_IN_FOLDERS {
                self.others.push(format!("{}: {}", file.name, outcome.content));
            }
            self.other_count += 1;
        }
        // A member of an archive that is named: the archive says it.
    }

    /// Returns a line for each path that gave nothing.
    pub(crate) fn nothing(&self) -> Vec<String> {
        let given = self.roots.iter().zip(&self.has_given).enumerate();
        let nothing = given.filter(|(_, (_, has_given))| !**has_given);
        let mut lines: Vec<_> = nothing
            .map(|(at, (root, _))| format!("not CloudTrail: {}: {}", root.name, self.content(at)))
            .collect();
        if lines.len() > NAMED {
            let more = lines.len() - NAMED;
            lines.truncate(NAMED);
            lines.push(format!("not CloudTrail: {more} more of the given paths"));
        }
        lines
    }

    fn content(&self, root: usize) -> String {
        match self.contents.get(&root) {
            Some(content) if !self.roots[root].is_folder => content.clone(),
            _ if self.roots[root].name.starts_with("s3://") && !self.roots[root].has_files => {
                "no object is there".to_owned()
            }
            _ if self.roots[root].has_files => "a folder with no CloudTrail log in it".to_owned(),
            _ => "a folder without a file".to_owned(),
        }
    }

    /// Returns a line for each of the first files in folders that are not CloudTrail.
    pub(crate) fn others(&self) -> Vec<String> {
        let mut lines: Vec<_> =
            self.others.iter().map(|other| format!("not CloudTrail: {other}")).collect();
        if self.other_count > self.others.len() {
            let more = self.other_count - self.others.len();
            lines.push(format!("not CloudTrail: {more} more files"));
        }
        lines
    }
}
