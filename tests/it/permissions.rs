//! Permissions of the files and folders that the program writes.
#![cfg(unix)]

use std::{os::unix::fs::PermissionsExt, path::Path};

use walkdir::WalkDir;

use crate::support::{Run, Sandbox, fixtures};

fn run(sandbox: &Sandbox, umask: &str, args: &[&str]) -> Run {
    sandbox.run_with_limits(&format!("umask {umask}"), args).expect_code(0)
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn exports_have_the_permissions_that_the_umask_gives_and_the_database_is_private() {
    let trail = fixtures("trail").display().to_string();
    for (umask, file_mode, folder_mode) in
        [("022", 0o644, 0o755), ("027", 0o640, 0o750), ("002", 0o664, 0o775), ("077", 0o600, 0o700)]
    {
        let sandbox = Sandbox::new();
        let _ = run(&sandbox, umask, &["import", &trail]);
        let private = mode(&sandbox.path("ducktrail.duckdb"));
        assert_eq!(private, 0o600);
        for args in [
            &["export", "--partition", "-o", "out/lake"][..],
            &["export", "--format", "cloudtrail", "-o", "out/trail"],
            &["export", "-o", "out/x.parquet"],
            &["export", "-o", "out/x.csv"],
            &["query", "FROM events", "-o", "out/x.jsonl"],
            &["events", "--full", "-o", "out/x.json"],
            &["report", "--all", "-o", "out/new/reports"],
        ] {
            let out = sandbox.path("out");
            if !out.exists() {
                std::fs::create_dir(&out).unwrap();
                let mode = std::fs::Permissions::from_mode(folder_mode);
                std::fs::set_permissions(&out, mode).unwrap();
            }
            let _ = run(&sandbox, umask, args);
        }
        let script =
            format!("umask {umask}; printf '.output out/shell.csv\nSELECT 1;\n' | \"$0\" shell");
        let args = ["-c", &script, env!("CARGO_BIN_EXE_ducktrail")];
        assert!(sandbox.command_of("bash", &args).status().unwrap().success());
        for entry in WalkDir::new(sandbox.path("out")) {
            let entry = entry.unwrap();
            let expected = if entry.file_type().is_dir() { folder_mode } else { file_mode };
            assert_eq!(mode(entry.path()), expected, "{} {umask}", entry.path().display());
        }
    }
}

#[test]
fn a_file_that_is_replaced_keeps_its_permissions() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("trail")]);
    sandbox.write("x.csv", "");
    let secret = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(sandbox.path("x.csv"), secret).unwrap();
    let _ = run(&sandbox, "022", &["export", "-o", "x.csv", "--force"]);
    assert_eq!(mode(&sandbox.path("x.csv")), 0o600);
}
