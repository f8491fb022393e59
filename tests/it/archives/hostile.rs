//! Archives that are damaged, or made to do harm.

use std::fs;

use crate::{
    archives::log,
    support::{
        Run, Sandbox,
        archive::{DESCRIPTOR, Member, tar, tar_member, zip},
        gzip,
    },
};

fn import(sandbox: &Sandbox, file: impl AsRef<[u8]>) -> Run {
    let path = sandbox.write("in/a.bin", file);
    sandbox.import(&[&path])
}

/// The names of the files in a sandbox.
fn files(sandbox: &Sandbox) -> Vec<String> {
    let walk = walkdir::WalkDir::new(sandbox.path(""));
    let files = walk.into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let mut names: Vec<_> =
        files.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn hostile_names_are_only_shown_and_nothing_is_written() {
    let names =
        ["../../up.json", "/etc/cron.d/x.json", "C:\\x.json", "a\u{1b}[31m\nb.json", "!/!/"];
    let contents: Vec<_> = (0..names.len()).map(|id| log(&id.to_string())).collect();
    let members = || names.iter().zip(&contents);
    for file in [
        zip(&members()
            .map(|(name, log)| Member::deflated(name, log.as_bytes()))
            .collect::<Vec<_>>()),
        tar(&members().map(|(name, log)| (*name, b'0', log.as_bytes())).collect::<Vec<_>>()),
    ] {
        let sandbox = Sandbox::new();
        let ran = import(&sandbox, file).expect_code(0);
        assert_eq!(ran.count("inserted"), 4, "{}", ran.stdout);
        assert_eq!(files(&sandbox), ["a.bin", "ducktrail.duckdb"]);
        let shown = sandbox.run(&["query", "SELECT path FROM files"]).expect_code(0);
        assert!(!shown.stdout.contains('\u{1b}'), "{}", shown.stdout);
    }
}

#[test]
fn two_members_of_one_name_are_both_kept() {
    for is_zip in [true, false] {
        let sandbox = Sandbox::new();
        let (first, second) = (log("1"), log("2"));
        let file = if is_zip {
            zip(&[
                Member::stored("a.json", first.as_bytes()),
                Member::stored("a.json", second.as_bytes()),
            ])
        } else {
            tar(&[("a.json", b'0', first.as_bytes()), ("a.json", b'0', second.as_bytes())])
        };
        let ran = import(&sandbox, file).expect_code(0);
        assert_eq!(ran.count("inserted"), 2);
        let count = "SELECT count(DISTINCT path) FROM paths WHERE path LIKE '%!/a.json%'";
        assert_eq!(sandbox.value(count), "2");
    }
}

#[test]
fn links_and_devices_are_named_and_not_followed() {
    let sandbox = Sandbox::new();
    let content = log("1");
    let link = Member { unix_mode: 0o12_0777, ..Member::stored("l.json", b"/etc/passwd") };
    let file = zip(&[link, Member::stored("a.json", content.as_bytes())]);
    let ran = import(&sandbox, file).expect_code(0);
    assert_eq!(ran.count("inserted"), 1);
    assert!(ran.stdout.contains("1 link-in-archive"), "{}", ran.stdout);
    let file = tar(&[
        ("l.json", b'2', b""),
        ("h.json", b'1', b""),
        ("d", b'3', b""),
        ("p", b'6', b""),
        ("a.json", b'0', content.as_bytes()),
    ]);
    let ran = import(&Sandbox::new(), file).expect_code(0);
    assert_eq!(ran.count("inserted"), 1);
    for form in ["2 link-in-archive\n", "2 special-file-in-archive\n"] {
        assert!(ran.stdout.contains(form), "{}", ran.stdout);
    }
}

#[test]
fn an_encrypted_member_is_named_and_the_others_are_read() {
    let content = log("1");
    for flags in [1, 1 | DESCRIPTOR] {
        let sandbox = Sandbox::new();
        let secret = Member { flags, ..Member::stored("secret.json", b"0123456789abcdef") };
        let file = zip(&[secret, Member::deflated("a.json", content.as_bytes())]);
        let ran = import(&sandbox, file);
        assert_eq!((ran.count("inserted"), ran.count("unreadable")), (1, 1), "{}", ran.stdout);
        ran.says(3, "secret.json: cannot be read: it is encrypted with a password");
    }
    let unknown = Member { method: 9, ..Member::stored("a.json", b"x") };
    import(&Sandbox::new(), zip(&[unknown])).says(3, "method 9");
}

#[test]
fn a_member_with_another_checksum_is_rejected_and_its_records_are_kept() {
    let sandbox = Sandbox::new();
    let content = log("1");
    let mut file = zip(&[Member::stored("a.json", content.as_bytes())]);
    let at = file.windows(7).position(|bytes| bytes == b"GetUser").unwrap();
    file[at..at + 7].copy_from_slice(b"PutUser");
    let ran = import(&sandbox, file);
    assert_eq!((ran.count("inserted"), ran.count("rejected")), (1, 1), "{}", ran.stdout);
    ran.says(3, "another checksum");
}

#[test]
fn an_archive_that_is_cut_off_gives_the_members_before_the_end() {
    // Contents that do not compress to nothing, so that half of the file is about half of them.
    let mut state = 7;
    let mut noise = || -> String {
        (0..400)
            .filter_map(|_| char::from_digit(u32::try_from(next(&mut state) % 16).ok()?, 16))
            .collect()
    };
    let contents: Vec<_> = (0..9).map(|_| log(&noise())).collect();
    let names: Vec<_> = (0..9).map(|id| format!("{id}.json")).collect();
    let members = || names.iter().zip(&contents);
    let zip = zip(&members()
        .map(|(name, log)| Member::deflated(name, log.as_bytes()))
        .collect::<Vec<_>>());
    let tar = tar(&members()
        .map(|(name, log)| (name.as_str(), b'0', log.as_bytes()))
        .collect::<Vec<_>>());
    for (name, file) in [("zip", &zip), ("tar", &tar), ("gzip", &gzip(&tar))] {
        let sandbox = Sandbox::new();
        let ran = import(&sandbox, &file[..file.len() / 2]).expect_code(3);
        let inserted = ran.count("inserted");
        assert!((1..9).contains(&inserted), "{name} {inserted} {}", ran.stderr);
        assert!(ran.count("rejected") > 0, "{name}");
        // The whole archive gives the rest.
        let ran = import(&sandbox, file).expect_code(0);
        assert_eq!(ran.count("inserted"), 9 - inserted, "{name} {}", ran.stdout);
    }
}

#[test]
fn bombs_in_archives_are_cut_off_together() {
    let zeros = vec![b' '; 40 << 20];
    let bomb = gzip(&zeros);
    let names: Vec<_> = (0..10).map(|id| format!("{id}.json")).collect();
    for file in [
        zip(&names.iter().map(|name| Member::stored(name, &bomb)).collect::<Vec<_>>()),
        zip(&names.iter().map(|name| Member::deflated(name, &zeros)).collect::<Vec<_>>()),
        gzip(&tar(&names.iter().map(|name| (name.as_str(), b'0', &bomb[..])).collect::<Vec<_>>())),
    ] {
        let sandbox = Sandbox::new();
        let path = sandbox.write("a.zip", &file);
        let path = path.to_str().unwrap();
        let ran = sandbox.run(&["import", path, "--max-expansion", "10"]);
        ran.says(3, "--max-expansion");
    }
}

#[test]
fn overlapping_members_are_bounded_by_the_size_of_the_file() {
    // Every entry of the directory points at the same content.
    let content = vec![b' '; 3 << 20];
    let mut file = zip(&[Member::deflated("a.json", &content)]);
    let start = file.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    let end = file.len() - 22;
    let entry = file[start..end].to_vec();
    let trailer = file[end..].to_vec();
    file.truncate(start);
    let count = 200;
    (0..count).for_each(|_| file.extend(&entry));
    let size = u32::try_from(entry.len() * count).unwrap();
    file.extend(&trailer[..12]);
    file.extend(size.to_le_bytes());
    file.extend(&trailer[16..]);
    let sandbox = Sandbox::new();
    let path = sandbox.write("a.zip", file);
    sandbox.run(&["import", path.to_str().unwrap()]).says(3, "--max-expansion");
}

#[test]
fn an_archive_of_empty_members_is_read() {
    let names: Vec<_> = (0..60_000).map(|id| id.to_string()).collect();
    let sandbox = Sandbox::new();
    let file = zip(&names.iter().map(|name| Member::stored(name, b"")).collect::<Vec<_>>());
    let ran = import(&sandbox, file).expect_code(3);
    assert_eq!(ran.count("Files found"), 60_001);
}

/// A generator of numbers that are the same in every run.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap()
}

#[test]
fn damaged_archives_are_accounted_for_and_crash_nothing() {
    let content = log("1");
    let gz = gzip(content.as_bytes());
    let base = [
        zip(&[
            Member::deflated("a.json", content.as_bytes()),
            Member { flags: DESCRIPTOR, ..Member::deflated("b.json", content.as_bytes()) },
            Member { is_zip64: true, ..Member::stored("c.json.gz", &gz) },
        ]),
        [tar_member("x", b'x', b"21 path=long-name.js\n"), tar(&[("a.json.gz", b'0', &gz)])]
            .concat(),
    ];
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("in")).unwrap();
    let mut state = 1;
    for at in 0..400 {
        let mut file = base[at % 2].clone();
        for _ in 0..=next(&mut state) % 4 {
            let place = next(&mut state) % file.len();
            match next(&mut state) % 3 {
                0 => file[place] = u8::try_from(next(&mut state) % 256).unwrap(),
                1 => file.truncate(place.max(8)),
                _ => file[place] = [0, 0xff, 0x80, 1][next(&mut state) % 4],
            }
        }
        if at % 5 == 0 {
            file = gzip(&file);
        }
        fs::write(sandbox.path(&format!("in/{at}")), file).unwrap();
    }
    // That the sums add up is checked by the import itself.
    let ran = sandbox.import(&[&sandbox.path("in")]).expect_code(3);
    assert!(ran.count("inserted") >= 1, "{}", ran.stdout);
}
