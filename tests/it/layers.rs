//! The directions between the rooms of the house.

use std::{fs, path::Path};

/// A name, and the only places below `src/` that may use it.
const OWNERS: &[(&str, &[&str])] = &[
    ("clap", &["main.rs", "cli/"]),
    ("duckdb::", &["store/", "scan/", "import/", "output/", "verify/"]),
    ("reedline::", &["shell/"]),
    ("crossterm::", &["shell/editor.rs"]),
    ("walkdir::", &["scan/find.rs"]),
    ("flate2::", &["scan/source.rs", "export/cloudtrail.rs"]),
    ("rsa::", &["verify/keys.rs", "verify/signature.rs"]),
    ("rustix::", &["store/mod.rs", "store/ceiling.rs", "store/undo/"]),
    ("base64::", &["verify/keys.rs"]),
    ("sqlparser::", &["store/statements.rs"]),
    ("ProgressBar", &["import/progress.rs", "shell/bar.rs"]),
    ("crate::commands", &["commands/"]),
    ("crate::cli", &["commands/", "cli/"]),
    ("crate::import", &["import/", "commands/", "cli/"]),
    ("crate::lookup", &["lookup/", "commands/", "cli/"]),
    ("crate::info", &["info/", "commands/", "shell/"]),
    ("crate::coverage", &["coverage/", "commands/"]),
    ("crate::verify", &["verify/", "commands/"]),
    ("crate::export", &["commands/"]),
    (
        "crate::scan",
        &["scan/", "import/", "store/mod.rs", "verify/", "cli/import.rs", "commands/verify.rs"],
    ),
    ("crate::output", &["output/", "commands/", "info/", "coverage/", "shell/", "cli/"]),
    ("crate::shell", &["shell/", "commands/shell.rs", "cli/shell.rs"]),
    (
        "crate::store",
        &[
            "store/",
            "import/",
            "lookup/",
            "info/",
            "coverage/",
            "verify/",
            "export/",
            "shell/",
            "commands/",
            "output/",
            "cli/",
        ],
    ),
    (
        "std::fs",
        &["scan/", "store/", "import/", "info/", "verify/", "export/", "shell/", "commands/"],
    ),
];

#[test]
fn every_room_uses_only_what_it_may() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut offences = Vec::new();
    for entry in walkdir::WalkDir::new(&source) {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let name = path.strip_prefix(&source).unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        for (used, owners) in OWNERS {
            let is_used = code
                .lines()
                .any(|line| !line.trim_start().starts_with("//") && mentions(line, used));
            if is_used && !owners.iter().any(|owner| name.starts_with(owner)) {
                offences.push(format!("{name} uses {used}"));
            }
        }
    }
    assert_eq!(offences, Vec::<String>::new());
}

fn mentions(line: &str, used: &str) -> bool {
    line.contains(used)
        || (used.starts_with("crate::") && {
            let room = used.trim_start_matches("crate::");
            // `use crate::{ … }` over several lines names its rooms one per line.
            let line = line.trim_start();
            line.starts_with(&format!("{room}::"))
        })
}

#[test]
fn the_trail_knows_neither_duckdb_nor_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/trail");
    for entry in walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap) {
        if !entry.file_type().is_file() {
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        for word in ["use duckdb", "std::fs", "std::path", "crate::scan", "crate::store"] {
            assert!(!text.contains(word), "src/trail uses {word}");
        }
    }
}
