use super::{names::SETTINGS, *};

fn first(sql: &str) -> Option<FileWrite> {
    writes(sql, DEEPEST).into_iter().next()
}

#[test]
fn the_target_of_a_copy_is_found_in_every_spelling() {
    for (sql, path) in [
        ("COPY t TO 'a.csv'", "a.csv"),
        ("copy (SELECT 1) to 'it''s.csv' (FORMAT csv)", "it's.csv"),
        ("COPY t (a, b) TO $$a.csv$$", "a.csv"),
        ("COPY t TO a.csv", "a.csv"),
        ("COPY t TO \"A b.csv\" CSV HEADER", "A b.csv"),
        ("EXPLAIN ANALYZE COPY t TO 'a.csv'", "a.csv"),
        ("EXPLAIN (ANALYZE, FORMAT json) COPY t TO 'a.csv'", "a.csv"),
        ("PREPARE p AS COPY t TO 'a.csv'", "a.csv"),
        ("PREPARE p (INTEGER) AS COPY t TO 'a.csv'", "a.csv"),
        ("WITH x AS (COPY (SELECT 1) TO 'a.csv') FROM x", "a.csv"),
        ("/* c */ COPY -- TO 'b'\n t /* /* TO */ 'c' */ TO\n'a.csv'", "a.csv"),
        ("COPY (SELECT 'x' FROM t) TO 'a.csv'", "a.csv"),
    ] {
        let Some(write) = first(sql) else { panic!("{sql}") };
        assert_eq!(write.target, WriteTarget::Path(path.to_owned()), "{sql}");
        assert!(write.needs_permission, "{sql}");
    }
}

#[test]
fn a_computed_target_is_not_guessed() {
    for sql in [
        "COPY t TO (getvariable('f'))",
        "COPY t TO getvariable('f')",
        "COPY t TO $1",
        "COPY t TO ?",
        "COPY t TO 'a'\n'b'",
        "COPY t TO E'a'",
        "COPY t TO 'd' (FORMAT csv, PER_THREAD_OUTPUT, FILENAME_PATTERN '../x')",
        "ATTACH getvariable('f') (READ_WRITE)",
        "SET log_query_path = getvariable('f')",
        "FROM query('FROM enable_' || 'logging()')",
        "FROM query(getvariable('q'))",
        "COPY t TO 'a.csv",
    ] {
        let found = writes(sql, DEEPEST);
        assert!(
            found.iter().any(|write| write.target == WriteTarget::Computed),
            "{sql}: {found:?}"
        );
    }
}

#[test]
fn statements_that_write_no_file_are_left_alone() {
    for sql in [
        "SELECT copy, \"to\" FROM t",
        "SELECT 'COPY t TO x'",
        "SELECT t.copy, INTERVAL '1' HOUR",
        "COPY t FROM 'a.csv'",
        "COPY FROM DATABASE a TO b",
        "CREATE TABLE export (install INTEGER)",
        "SELECT attach AS install FROM export",
        "UPDATE extensions SET a = 1",
        "SET VARIABLE temp_directory = 'x'",
        "SET search_path = 'main'",
        "SET memory_limit = '1GB'",
        "PRAGMA enable_profiling",
        "ATTACH 'a.duckdb' (READ_ONLY)",
        "ATTACH 'a.duckdb' AS a (READ_ONLY true)",
        "ATTACH ':memory:' AS m",
        "CREATE SECRET s (TYPE s3)",
        "FROM query('SELECT 1')",
        "SELECT query FROM t",
    ] {
        assert_eq!(writes(sql, DEEPEST), [], "{sql}");
    }
}

#[test]
fn every_setting_with_a_path_is_known() {
    let connection = Connection::open_in_memory().unwrap();
    let sql = "SELECT name FROM duckdb_settings()
        WHERE regexp_matches(name, 'director|_path$|output$|storage$|secret|dialect|grammar|parser|repositor|spill')";
    let mut statement = connection.prepare(sql).unwrap();
    let names = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    // These write nothing.
    let harmless = [
        "allow_unredacted_secrets",
        "allowed_directories",
        "explain_output",
        "file_search_path",
        "max_temp_directory_size",
        "search_path",
    ];
    for name in names.map(Result::unwrap) {
        let is_known = SETTINGS.contains(&name.as_str()) || harmless.contains(&name.as_str());
        assert!(is_known, "{name}");
    }
}
