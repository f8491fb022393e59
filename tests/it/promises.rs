//! The promises of `SECURITY.md` about the program itself, and the existence of the tests that it names.

use std::{fs, path::Path};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

#[test]
fn every_test_that_security_md_names_exists() {
    let folders = ["tests", "src"].map(|name| walkdir::WalkDir::new(root().join(name)));
    let sources: String = folders
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let security = text("SECURITY.md");
    let named: Vec<&str> = security
        .lines()
        .filter_map(|line| line.strip_suffix('|')?.rsplit_once('|'))
        .flat_map(|(_, tests)| tests.split('`').skip(1).step_by(2))
        .collect();
    assert!(named.len() > 10, "{named:?}");
    for name in named {
        let is_test = ["", "    "]
            .iter()
            .any(|space| sources.contains(&format!("{space}#[test]\n{space}fn {name}()")));
        assert!(is_test, "no test {name}");
    }
}

#[test]
fn there_is_no_unsafe_code_and_no_build_script() {
    for name in ["src/lib.rs", "src/main.rs"] {
        assert!(text(name).contains("\n#![forbid(unsafe_code)]\n"), "{name}");
    }
    assert!(!root().join("build.rs").exists());
    let manifest = text("Cargo.toml");
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    assert!(!manifest.lines().any(|line| line.starts_with("build = ")));
    assert!(!manifest.contains("[build-dependencies]"));
}

#[test]
fn dependencies_come_from_one_registry() {
    let lock = text("Cargo.lock");
    let sources: Vec<_> = lock.lines().filter(|line| line.starts_with("source = ")).collect();
    assert!(!sources.is_empty());
    for source in sources {
        assert_eq!(source, "source = \"registry+https://github.com/rust-lang/crates.io-index\"");
    }
}

#[test]
fn large_dependencies_have_no_default_features() {
    let manifest = text("Cargo.toml");
    for name in
        ["crossterm", "duckdb", "flate2", "jiff", "proptest", "reedline", "rsa", "sqlparser"]
    {
        let line = manifest.lines().find(|line| line.starts_with(&format!("{name} = "))).unwrap();
        assert!(line.contains("default-features = false"), "{line}");
    }
}
