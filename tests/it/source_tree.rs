//! The modules of `src` without their tests, as syntax trees.

use std::{fs, path::Path};

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, File, ImplItem, Item, Macro, UseTree,
    visit::{self, Visit},
};

/// A path by its names, such as `["std", "fs"]`.
pub(crate) type Names = Vec<String>;

/// A module in a file of its own.
pub(crate) struct Module {
    /// The names from the root of the crate on; empty for the root itself.
    pub(crate) names: Names,
    /// The file, relative to `src`.
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) syntax: File,
    /// The paths that it names outside of tests: in `use` declarations, code, attributes and macro
    /// calls. Those that start at the crate's root, `self` or `super` start with `crate`.
    pub(crate) paths: Vec<Names>,
}

impl Module {
    pub(crate) fn parse(names: &[&str], file: &str, text: &str) -> Self {
        let syntax = syn::parse_file(text).unwrap_or_else(|err| panic!("{file}: {err}"));
        let names: Names = names.iter().map(|&name| name.to_owned()).collect();
        let mut paths = Paths { module: names.clone(), found: Vec::new() };
        paths.visit_file(&syntax);
        let (file, text) = (file.to_owned(), text.to_owned());
        Self { names, file, text, syntax, paths: paths.found }
    }
}

/// Reads the modules of the library and the program, except those that only tests compile.
pub(crate) fn modules() -> Vec<Module> {
    let mut modules = Vec::new();
    for root in ["lib.rs", "main.rs"] {
        read(&[], root, &mut modules);
    }
    modules
}

fn read(names: &[&str], file: &str, modules: &mut Vec<Module>) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let text = fs::read_to_string(source.join(file)).unwrap();
    let module = Module::parse(names, file, &text);
    for item in &module.syntax.items {
        let Item::Mod(child) = item else { continue };
        if child.content.is_some() || is_test(&child.attrs) {
            continue;
        }
        let name = child.ident.to_string();
        let names = [names, &[&name]].concat();
        let path = names.join("/");
        let candidates = [format!("{path}.rs"), format!("{path}/mod.rs")];
        let file = candidates.iter().find(|file| source.join(file).exists());
        read(&names, file.unwrap_or_else(|| panic!("no file of {path}")), modules);
    }
    modules.push(module);
}

/// Returns true for `#[test]`, and for a `#[cfg(…)]` that names `test` outside of `not(…)`.
pub(crate) fn is_test(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        let is_cfg = attr.path().is_ident("cfg");
        let condition = attr.meta.require_list().map(|list| list.tokens.to_string());
        attr.path().is_ident("test")
            || is_cfg && condition.is_ok_and(|text| text.contains("test") && !text.contains("not"))
    })
}

pub(crate) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Collects paths, each resolved to start at the crate's root or with an external name.
struct Paths {
    /// The module whose items are visited.
    module: Names,
    found: Vec<Names>,
}

impl Paths {
    fn add(&mut self, names: &[String]) {
        let mut base = self.module.clone();
        let mut rest = names;
        let mut is_local = false;
        while let Some((first, after)) = rest.split_first() {
            match first.as_str() {
                "crate" => base.clear(),
                "self" => {}
                "super" => drop(base.pop()),
                _ => break,
            }
            is_local = true;
            rest = after;
        }
        if is_local {
            self.found.push([&["crate".to_owned()], &base[..], rest].concat());
        } else {
            self.found.push(rest.to_vec());
        }
    }

    fn add_use(&mut self, tree: &UseTree, before: &[String]) {
        match tree {
            UseTree::Path(path) => {
                self.add_use(&path.tree, &[before, &[path.ident.to_string()]].concat());
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_use(tree, before);
                }
            }
            UseTree::Name(leaf) if leaf.ident == "self" => self.add(before),
            UseTree::Name(leaf) => self.add(&[before, &[leaf.ident.to_string()]].concat()),
            UseTree::Rename(leaf) if leaf.ident == "self" => self.add(before),
            UseTree::Rename(leaf) => self.add(&[before, &[leaf.ident.to_string()]].concat()),
            UseTree::Glob(_) => self.add(before),
        }
    }

    /// Adds the paths of at least two names in tokens that need not be an expression.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut path = Names::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                    colons += 1;
                    continue;
                }
                TokenTree::Ident(name) if colons == 2 => path.push(name.to_string()),
                other => {
                    self.add_path(&path);
                    path.clear();
                    match other {
                        TokenTree::Ident(name) => path.push(name.to_string()),
                        TokenTree::Group(group) => self.add_tokens(group.stream()),
                        _ => {}
                    }
                }
            }
            colons = 0;
        }
        self.add_path(&path);
    }

    fn add_path(&mut self, names: &[String]) {
        if names.len() > 1 {
            self.add(names);
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_test(attributes(item)) {
            return;
        }
        match item {
            Item::Use(item) => self.add_use(&item.tree, &[]),
            Item::Mod(item) if item.content.is_some() => {
                self.module.push(item.ident.to_string());
                visit::visit_item_mod(self, item);
                self.module.pop();
            }
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let is_test = matches!(item, ImplItem::Fn(item) if is_test(&item.attrs));
        if !is_test {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.add_path(&names);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        visit::visit_macro(self, call);
        self.add_tokens(call.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        visit::visit_attribute(self, attribute);
        if let Ok(list) = attribute.meta.require_list() {
            self.add_tokens(list.tokens.clone());
        }
    }
}
