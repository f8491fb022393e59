//! One name for one thing, and doc comments in plain English, in `src` without its tests.

use std::collections::BTreeMap;

use syn::{
    Ident, Item,
    visit::{self, Visit},
};

use crate::source_tree::{Module, attributes, is_test, modules};

/// Type names that may be declared more than once, each with the reason. At most five.
const REPEATED: &[(&str, &str)] = &[];

/// Words that open a noun clause. A doc comment should open with a noun or a verb.
const CLAUSES: &[&str] =
    &["How", "None", "One", "That", "Those", "What", "When", "Where", "Whether", "Which", "Who"];

/// The share of doc comments that may open with one of these words, in percent.
const MOST_PERCENT: usize = 8;

/// Collects the names of the types that a module declares, but not associated types.
#[derive(Default)]
struct TypeNames(Vec<String>);

impl TypeNames {
    fn of(module: &Module) -> Vec<String> {
        let mut names = Self::default();
        names.visit_file(&module.syntax);
        names.0
    }

    fn add(&mut self, name: &Ident) {
        self.0.push(name.to_string());
    }
}

impl<'ast> Visit<'ast> for TypeNames {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_test(attributes(item)) {
            return;
        }
        match item {
            Item::Struct(item) => self.add(&item.ident),
            Item::Enum(item) => self.add(&item.ident),
            Item::Trait(item) => self.add(&item.ident),
            Item::Type(item) => self.add(&item.ident),
            _ => {}
        }
        visit::visit_item(self, item);
    }
}

/// The line numbers and first lines of the doc comments above a file's tests.
fn doc_comments(text: &str) -> Vec<(usize, &str)> {
    let mut comments = Vec::new();
    let mut is_inside = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_start();
        if line == "#[cfg(test)]" {
            break;
        }
        let comment = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
        if let (Some(first), false) = (comment, is_inside) {
            comments.push((number, first.trim()));
        }
        is_inside = comment.is_some();
    }
    comments
}

fn opens_with_a_clause(comment: &str) -> bool {
    let word: String = comment.chars().take_while(|letter| letter.is_alphabetic()).collect();
    CLAUSES.contains(&word.as_str())
}

#[test]
fn a_type_name_stands_for_one_thing() {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for module in modules() {
        for name in TypeNames::of(&module) {
            files.entry(name).or_default().push(module.file.clone());
        }
    }
    files.retain(|_, files| files.len() > 1);
    for (name, reason) in REPEATED {
        assert!(files.remove(*name).is_some(), "{name} is declared once ({reason})");
    }
    let repeated: Vec<_> =
        files.iter().map(|(name, files)| format!("{name}: {}", files.join(", "))).collect();
    assert!(repeated.is_empty(), "declared more than once:\n{}", repeated.join("\n"));
    assert!(REPEATED.len() <= 5);
}

#[test]
fn few_doc_comments_open_with_a_noun_clause() {
    let (mut all, mut clauses) = (0, Vec::new());
    for module in modules() {
        for (line, comment) in doc_comments(&module.text) {
            all += 1;
            if opens_with_a_clause(comment) {
                clauses.push(format!("src/{}:{line}: {comment}", module.file));
            }
        }
    }
    assert!(all > 500, "{all} doc comments");
    assert!(
        clauses.len() * 100 < all * MOST_PERCENT,
        "{} of {all} doc comments:\n{}",
        clauses.len(),
        clauses.join("\n")
    );
}

#[test]
fn the_checker_counts_declarations_and_doc_comments_outside_of_tests() {
    let text = "//! What a module is for.\n//! More of it.\n\n/// Whether it is.\n/// How.\nstruct A;\n\
        enum B {}\ntrait C {\n    type Item;\n}\ntype D = u8;\nfn f() {\n    struct A;\n}\n\
        impl Iterator for A {\n    type Item = u8;\n    /// Returns one.\n    fn next() {}\n}\n\
        #[cfg(test)]\nmod tests {\n    /// What it tests.\n    struct E;\n}\n";
    let module = Module::parse(&["m"], "m.rs", text);
    assert_eq!(TypeNames::of(&module), ["A", "B", "C", "D", "A"]);
    let comments = [(1, "What a module is for."), (4, "Whether it is."), (17, "Returns one.")];
    assert_eq!(doc_comments(text), comments);
    let clauses = comments.map(|(_, comment)| opens_with_a_clause(comment));
    assert_eq!(clauses, [true, true, false]);
    assert!(!opens_with_a_clause("Whatever is first"));
}
