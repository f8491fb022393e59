//! `read_cloudtrail` in SQL.

use duckdb::Connection;
use ducktrail::internals::scan::table_function;

use crate::support::{Sandbox, fixtures};

fn connection() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    table_function::register(&connection).unwrap();
    connection
}

fn value(sql: &str) -> Result<String, String> {
    let sql = format!("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({sql})");
    connection().query_row(&sql, [], |row| row.get(0)).map_err(|err| err.to_string())
}

#[test]
fn read_cloudtrail_reads_files_folders_globs_and_lists() {
    let trail = fixtures("trail");
    let trail = trail.to_str().unwrap();
    for (paths, count) in [
        (format!("'{trail}'"), "22"),
        (format!("'{trail}/**/*_us-west-2_*.json'"), "2"),
        (format!("['{trail}/support', '{trail}/apigateway', '{trail}/support/']"), "2"),
    ] {
        assert_eq!(
            value(&format!("SELECT count(*) FROM read_cloudtrail({paths})")).as_deref(),
            Ok(count)
        );
    }
}

#[test]
fn read_cloudtrail_returns_types_file_and_position() {
    let path = fixtures("trail/apigateway");
    let row = |column: &str| {
        value(&format!("SELECT {column} FROM read_cloudtrail('{}')", path.display())).unwrap()
    };
    assert_eq!(row("event_time"), "2015-06-17 00:47:28");
    assert_eq!(
        row(
            "typeof(event_time) || typeof(read_only) || typeof(request_parameters) || typeof(position)"
        ),
        "TIMESTAMPBOOLEANJSONBIGINT"
    );
    assert_eq!(row("request_parameters ->> '$.restApiId'"), "3rbEXAMPLE");
    let file = row("file");
    let position: usize = row("position").parse().unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text[position..].starts_with('{') && text[position..].contains("\"GetResource\""));
}

#[test]
fn an_unusable_file_is_an_error_by_default() {
    let path = fixtures("traps/bad-record-among-good");
    let sql =
        |more: &str| format!("SELECT count(*) FROM read_cloudtrail('{}'{more})", path.display());
    let err = value(&sql("")).unwrap_err();
    assert!(err.contains("at byte") && err.contains("ignore_errors := true"), "{err}");
    assert_eq!(value(&sql(", ignore_errors := true")).as_deref(), Ok("2"));
    let err = value("SELECT * FROM read_cloudtrail('no/such/folder')").unwrap_err();
    assert!(err.contains("cannot open no/such/folder"), "{err}");
    let err = value("SELECT * FROM read_cloudtrail('nothing-*.here')").unwrap_err();
    assert!(err.contains("no file matches"), "{err}");
}

#[test]
fn the_scan_of_the_import_cannot_be_called_from_sql() {
    let err = value("SELECT * FROM ducktrail_scan(1)").unwrap_err();
    assert!(err.contains("use read_cloudtrail"), "{err}");
}

#[test]
fn query_can_use_read_cloudtrail() {
    let sandbox = Sandbox::new();
    let trail = fixtures("trail");
    let _ = sandbox.import(&[&trail]).expect_code(0);
    let sql = format!(
        "SELECT event_name FROM read_cloudtrail('{}') WHERE event_name LIKE 'Delete%'",
        trail.display()
    );
    let ran = sandbox.run(&["query", &sql, "--format", "csv"]).expect_code(0);
    assert_eq!(ran.stdout, "event_name\nDeleteHostedZone\n");
}
