//! `COPY … TO`, and the path after `TO`.

use crate::store::{
    file_access::{COPY, FileWrite, WriteTarget, words::Words},
    statements::Token,
};

impl Words {
    /// Reads `COPY … TO`, which may be a statement or a CTE.
    pub(super) fn copy(&self, at: usize) -> Option<FileWrite> {
        let is_member = at > 0 && self.tokens[at - 1] == Token::Period;
        if !self.is(at, "COPY") || is_member {
            return None;
        }
        let depth = self.depths[at];
        let end = (at + 1..self.len())
            .find(|place| {
                self.depths[*place] < depth
                    || self.depths[*place] == depth && self.closes(*place, at)
            })
            .unwrap_or(self.len());
        let words = (at + 1..end).filter(|place| self.depths[*place] == depth);
        let to =
            words.into_iter().find(|place| self.is(*place, "TO") || self.is(*place, "FROM"))?;
        if self.is(to, "FROM") {
            return None;
        }
        let (target, after) = self.target(to + 1);
        let options: Vec<String> = (after..end).filter_map(|place| self.name(place)).collect();
        let has = |name: &str| options.iter().any(|option| option == name);
        let is_named = has("filename_pattern") || has("file_extension");
        let has_path = (after..end).any(|place| {
            self.is_string(place) && self.tokens[place].to_string().contains(['/', '\\'])
        });
        if is_named && has_path {
            return Some(FileWrite::folder(COPY, WriteTarget::Computed));
        }
        let is_folder = is_named
            || [
                "partition_by",
                "per_thread_output",
                "file_size_bytes",
                "row_groups_per_file",
                "overwrite",
                "overwrite_or_ignore",
                "append",
            ]
            .iter()
            .any(|name| has(name));
        let needs_permission = target != WriteTarget::Stdout;
        Some(FileWrite { what: COPY, target, is_folder, needs_permission })
    }

    /// Returns true if the bracket at a place closes one that was open at `start`.
    fn closes(&self, place: usize, start: usize) -> bool {
        self.tokens[place] == Token::RParen
            && !(start..place).any(|open| {
                self.tokens[open] == Token::LParen
                    && self.depths[open] == self.depths[place]
                    && self.closing(open) == place
            })
    }

    /// Reads the path after `TO`: a string or a name. Returns the place after it as well.
    pub(super) fn target(&self, at: usize) -> (WriteTarget, usize) {
        if let Some(path) = self.string(at) {
            // Strings on consecutive lines are one.
            let is_whole = !self.is_string(at + 1);
            return (
                if is_whole { WriteTarget::Path(path) } else { WriteTarget::Computed },
                at + 1,
            );
        }
        let Some(Token::Word(word)) = self.tokens.get(at) else {
            return (WriteTarget::Computed, at);
        };
        if word.quote_style.is_none() && word.value.eq_ignore_ascii_case("stdout") {
            return (WriteTarget::Stdout, at + 1);
        }
        let mut path = word.value.clone();
        let mut next = at + 1;
        while let (Some(Token::Period), Some(Token::Word(word))) =
            (self.tokens.get(next), self.tokens.get(next + 1))
        {
            path = format!("{path}.{}", word.value);
            next += 2;
        }
        let is_end = match self.tokens.get(next) {
            None | Some(Token::LParen | Token::RParen | Token::Word(_)) => true,
            Some(_) => false,
        };
        // A call differs from a name with options only in the space.
        let is_call = path.eq_ignore_ascii_case("getvariable");
        (if is_end && !is_call { WriteTarget::Path(path) } else { WriteTarget::Computed }, next)
    }
}
