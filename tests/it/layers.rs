//! The layers of `src`: which modules a module may use, and which may use a large dependency.

use crate::source_tree::{Module, Names, modules};

/// The top-level modules by floor, the ground floor first. A module uses only modules of lower floors,
/// so those of one floor do not know each other.
const FLOORS: &[&[&str]] = &[
    &["count", "parallel", "text", "trail"],
    &["report", "s3", "suggestion"],
    &["error", "scan"],
    &["objects"],
    &["store"],
    &["coverage", "dialect", "export", "import", "info", "lookup", "output", "sigma", "verify"],
    &["lake", "shell", "triage"],
    &["cli"],
    &["commands"],
];

/// Uses of a module that is not on a lower floor: the file, what it uses, and the reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

/// A dependency or a module of the standard library, and the only places below `src` that may use it.
const OWNERS: &[(&str, &[&str])] = &[
    ("base64", &["output/html/document.rs", "trail/search/encoded.rs", "verify/keys.rs"]),
    ("clap", &["cli/"]),
    ("crossterm", &["shell/editor.rs"]),
    ("duckdb", &["store/", "scan/", "import/", "output/", "verify/"]),
    ("bzip2", &["scan/source/compression.rs"]),
    (
        "flate2",
        &[
            "scan/archive/",
            "scan/source/gzip.rs",
            "export/cloudtrail.rs",
            "output/file.rs",
            "store/template.rs",
            "trail/search/encoded.rs",
        ],
    ),
    ("maud", &["output/html/", "triage/page/"]),
    ("maxminddb", &["triage/places.rs"]),
    ("lzma_rust2", &["scan/source/compression.rs"]),
    ("ruzstd", &["scan/source/"]),
    ("indicatif::ProgressBar", &["import/progress.rs", "shell/bar.rs"]),
    ("reedline", &["shell/"]),
    ("rsa", &["verify/keys.rs", "verify/signature.rs"]),
    (
        "rustix",
        &[
            "store/ceiling.rs",
            "store/durable.rs",
            "store/file_kind.rs",
            "store/journal/",
            "store/memory.rs",
            "store/temporary.rs",
            "store/umask.rs",
        ],
    ),
    ("rusty_s3", &["s3/"]),
    ("saphyr_parser", &["sigma/yaml.rs"]),
    ("sqlparser", &["store/statements.rs"]),
    (
        "std::fs",
        &[
            "commands/",
            "export/",
            "import/",
            "info/",
            "lake/",
            "objects/folder.rs",
            "output/file.rs",
            "output/mod.rs",
            "s3/credentials/remote.rs",
            "s3/profile.rs",
            "s3/settings.rs",
            "s3/upload.rs",
            "scan/",
            "shell/",
            "sigma/files.rs",
            "store/",
            "triage/indicator.rs",
            "verify/",
        ],
    ),
    ("ureq", &["s3/"]),
    ("walkdir", &["scan/find.rs", "sigma/files.rs"]),
];

/// The floor of a path that starts with `crate`; `None` for other paths.
fn floor_of(path: &[String]) -> Option<(usize, &str)> {
    let (root, rest) = path.split_first()?;
    let name = rest.first().filter(|_| root == "crate")?;
    let floor = FLOORS.iter().position(|floor| floor.contains(&name.as_str()));
    Some((floor.unwrap_or(FLOORS.len()), name))
}

/// The uses of modules that are not on a lower floor. The root may use every module.
fn upward_uses(module: &Module) -> Vec<String> {
    let Some(own) = module.names.first() else { return Vec::new() };
    let floor = FLOORS.iter().position(|floor| floor.contains(&own.as_str())).unwrap_or(0);
    let mut uses: Vec<_> = module
        .paths
        .iter()
        .filter_map(|path| floor_of(path))
        .filter(|(used, name)| name != own && *used >= floor)
        .map(|(_, name)| name.to_owned())
        .filter(|name| !EXCEPTIONS.iter().any(|it| it.0 == module.file && it.1 == name))
        .map(|name| format!("{} uses {name}", module.file))
        .collect();
    uses.sort();
    uses.dedup();
    uses
}

/// The uses of dependencies by files that are not among their owners.
fn foreign_uses(module: &Module) -> Vec<String> {
    OWNERS
        .iter()
        .filter(|(name, owners)| {
            uses(&module.paths, name) && !owners.iter().any(|owner| module.file.starts_with(owner))
        })
        .map(|(name, _)| format!("{} uses {name}", module.file))
        .collect()
}

/// Returns true if one of the paths starts with `name`.
fn uses(paths: &[Names], name: &str) -> bool {
    let name: Vec<&str> = name.split("::").collect();
    paths.iter().any(|path| path.len() >= name.len() && path.iter().zip(&name).all(|(a, b)| a == b))
}

#[test]
fn modules_use_only_modules_of_lower_floors() {
    let uses: Vec<_> = modules().iter().flat_map(upward_uses).collect();
    assert_eq!(uses, Vec::<String>::new());
}

#[test]
fn every_top_level_module_has_one_floor() {
    let modules = modules();
    let mut found: Vec<_> =
        modules.iter().filter(|it| it.names.len() == 1).map(|it| it.names[0].as_str()).collect();
    let mut named = FLOORS.concat();
    found.sort_unstable();
    named.sort_unstable();
    assert_eq!(named, found);
}

#[test]
fn large_dependencies_are_used_only_by_their_owners() {
    let uses: Vec<_> = modules().iter().flat_map(foreign_uses).collect();
    assert_eq!(uses, Vec::<String>::new());
}

#[test]
fn every_owner_and_exception_is_needed() {
    let modules = modules();
    for (name, owners) in OWNERS {
        for owner in *owners {
            let mut files = modules.iter().filter(|module| module.file.starts_with(owner));
            assert!(files.any(|module| uses(&module.paths, name)), "{owner} does not use {name}");
        }
    }
    for (file, used, _) in EXCEPTIONS {
        let module = modules.iter().find(|module| module.file == *file);
        let is_used = |module: &Module| uses(&module.paths, &format!("crate::{used}"));
        assert!(module.is_some_and(is_used), "{file} does not use {used}");
    }
}

#[test]
fn trail_uses_neither_duckdb_nor_files() {
    for module in modules().iter().filter(|module| module.file.starts_with("trail/")) {
        for name in ["duckdb", "std::env", "std::fs", "std::net", "std::path", "std::process"] {
            assert!(!uses(&module.paths, name), "{} uses {name}", module.file);
        }
    }
}

/// Parses a module of `store` and returns the top-level modules that it uses.
fn used_by_store(text: &str) -> Vec<String> {
    let module = Module::parse(&["store", "writer"], "store/writer.rs", text);
    let mut used: Vec<_> = module
        .paths
        .iter()
        .filter_map(|path| floor_of(path))
        .map(|(_, name)| name.to_owned())
        .filter(|name| name != "store")
        .collect();
    used.sort();
    used
}

#[test]
fn the_checker_finds_every_form_of_a_use() {
    for (text, used) in [
        ("use crate::output::text::visible;", &["output"][..]),
        ("use crate::{error, output::text::visible};", &["error", "output"]),
        (
            "use crate::{output::{self, text::{self, visible}}, cli};",
            &["cli", "output", "output", "output"],
        ),
        ("use crate::shell as other;", &["shell"]),
        ("use crate::shell::*;", &["shell"]),
        ("pub(crate) use crate::shell::Session;", &["shell"]),
        ("use super::super::cli::Cli;", &["cli"]),
        ("use super::{journal, super::cli};", &["cli"]),
        ("mod inner { use super::super::super::cli::Cli; }", &["cli"]),
        ("fn f() { use crate::cli::Cli; }", &["cli"]),
        ("fn f() { crate::cli::parse(); }", &["cli"]),
        ("fn f(cli: &crate::cli::Cli<crate::shell::Session>) {}", &["cli", "shell"]),
        ("impl crate::shell::Pager for Writer {}", &["shell"]),
        ("fn f() { println!(\"{}\", crate::cli::name()); }", &["cli"]),
        ("fn f() { vec![g(&[crate::cli::NAME, crate::shell::NAME])]; }", &["cli", "shell"]),
        ("#[derive(crate::cli::Args)] struct Options;", &["cli"]),
    ] {
        assert_eq!(used_by_store(text), used, "{text}");
    }
}

#[test]
fn the_checker_ignores_tests_comments_strings_and_the_module_itself() {
    for text in [
        "#[cfg(test)] mod tests { use crate::cli::Cli; }",
        "#[cfg(test)] use crate::cli::Cli;",
        "#[cfg(all(test, unix))] fn f() { crate::cli::parse(); }",
        "#[test] fn f() { crate::cli::parse(); }",
        "struct S; impl S { #[cfg(test)] fn f() { crate::cli::parse(); } }",
        "// use crate::cli::Cli;\n/// See [`crate::cli::Cli`].\nfn f() {}",
        "const TEXT: &str = \"crate::cli::Cli\";",
        "use crate::store::Connection; use super::journal; use self::inner::X;",
        "use cli::Cli; use anyhow::Result;",
        "pub(crate) struct Writer;",
    ] {
        assert_eq!(used_by_store(text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(used_by_store("#[cfg(not(test))] use crate::cli::Cli;"), ["cli"]);
}

#[test]
fn the_checker_rejects_uses_of_the_same_and_of_higher_floors() {
    let text = "use crate::{cli::Cli, info::Info, output, store, trail, unknown};";
    let module = Module::parse(&["output", "table"], "output/table.rs", text);
    let expected = ["cli", "info", "unknown"].map(|name| format!("output/table.rs uses {name}"));
    assert_eq!(upward_uses(&module), expected);
}

#[test]
fn the_checker_finds_dependencies_in_groups_and_paths() {
    for (text, name) in [
        ("use std::{fs, io};", "std::fs"),
        ("use std::{io, fs::{self, File}};", "std::fs"),
        ("fn f() { std::fs::remove_file(\"x\"); }", "std::fs"),
        ("use rsa as keys;", "rsa"),
        ("fn f() -> duckdb::Result<()> { f() }", "duckdb"),
        ("#[derive(clap::Args)] struct Options;", "clap"),
    ] {
        let module = Module::parse(&["lookup"], "lookup/mod.rs", text);
        assert_eq!(foreign_uses(&module), [format!("lookup/mod.rs uses {name}")], "{text}");
    }
    let text = "use crate::output::clap; use std::io; fn fs() {}";
    let module = Module::parse(&["lookup"], "lookup/mod.rs", text);
    assert_eq!(foreign_uses(&module), Vec::<String>::new());
}
