"""The statements that make the tables of a lake.

What a lake is, is in its pointers, LAKE/current/TABLE/…/files.txt; the folders of its files also hold older ones.
"""

import project
import tables

DAYS = ["activity", "insights", "aggregated_events"]
SHARES = ["imports", "files", "paths", "rejects"]
WHOLE = ["global_service_regions"]

# The counts of a file by the shares that have read it: as in sql/lake/files.sql.
FILES = """SELECT
    sha256, path, form, records_read, records_inserted, records_duplicate, records_rejected,
    usable - records_inserted - records_insight - records_aggregated - records_duplicate - records_undecided AS records_filtered,
    records_insight, records_aggregated, import_id, records_undecided
FROM (
    SELECT *, least(undecided, usable - records_inserted - records_insight - records_aggregated - records_duplicate) AS records_undecided
    FROM (
        SELECT *, least(duplicate, usable - records_inserted - records_insight - records_aggregated) AS records_duplicate
        FROM (
            SELECT *, least(aggregated, usable - records_inserted - records_insight) AS records_aggregated
            FROM (
                SELECT *, least(insight, usable - records_inserted) AS records_insight
                FROM (
                    SELECT *, least(inserted, usable) AS records_inserted
                    FROM (
                        SELECT
                            sha256,
                            min(path) AS path,
                            min_by(form, path) AS form,
                            max(records_read) AS records_read,
                            max(records_rejected) AS records_rejected,
                            max(records_read) - max(records_rejected) AS usable,
                            sum(records_inserted) AS inserted,
                            sum(records_duplicate) AS duplicate,
                            sum(records_insight) AS insight,
                            sum(records_aggregated) AS aggregated,
                            min(records_undecided) AS undecided,
                            max(number) AS import_id
                        FROM files_of_shares
                        LEFT JOIN shares ON shares.share = files_of_shares.share
                        GROUP BY sha256
                    ) AS summed
                ) AS of_events
            ) AS of_insights
        ) AS of_aggregated
    ) AS of_duplicates
) AS of_undecided"""

# As in sql/ledger/current.sql; a lake has no table resolved_paths.
CURRENT_REJECTS = """SELECT import_id, path, sha256, position, reason, text
FROM rejects
LEFT JOIN (
    SELECT path AS last_path, max(CASE WHEN NOT is_reject THEN import_id END) AS last_import_id, max(import_id) AS last_attempt_id
    FROM (SELECT path, import_id, false AS is_reject FROM paths UNION ALL SELECT path, import_id, true FROM rejects) AS known_paths
    GROUP BY path
) AS last ON last_path = path
WHERE path = '-'
    OR sha256 IS NULL AND last_attempt_id <= import_id
    OR sha256 IS NOT NULL AND (last_import_id IS NULL OR last_import_id <= import_id OR sha256 IN (SELECT sha256 FROM paths))"""

VIEWS = {
    "shares": "SELECT share, row_number() OVER (ORDER BY started_at, share) AS number FROM imports_of_shares",
    "imports": "SELECT shares.number AS id, {imports} FROM imports_of_shares JOIN shares ON shares.share = imports_of_shares.share",
    "files": FILES,
    "rejects": "SELECT max(number) AS import_id, path, sha256, position, reason, text\nFROM rejects_of_shares\nLEFT JOIN shares ON shares.share = rejects_of_shares.share\nGROUP BY path, sha256, position, reason, text",
    "paths": "SELECT path, max_by(sha256, number) AS sha256, max(number) AS import_id\nFROM paths_of_shares\nLEFT JOIN shares ON shares.share = paths_of_shares.share\nGROUP BY path",
    "current_rejects": CURRENT_REJECTS,
}

SPARK_TYPES = {"VARCHAR": "STRING", "JSON": "STRING", "TIMESTAMP": "TIMESTAMP_NTZ", "VARCHAR[]": "ARRAY<STRING>"}
ATHENA_TYPES = {"VARCHAR": "string", "JSON": "string", "TIMESTAMP": "timestamp", "VARCHAR[]": "array<string>"}

SPARK_START = """
-- Each statement is run once in a session, in this order: which files are the lake now is read first, so the tables
-- show one state of each day, whoever writes meanwhile. Run them again to see what was written since.
SET TIME ZONE 'UTC';
CREATE OR REPLACE TEMPORARY VIEW lake_pointers USING text
OPTIONS (path {{getvariable('lake') || '/current'}}, recursiveFileLookup 'true', pathGlobFilter 'files.txt');
CACHE TABLE lake_files AS
SELECT regexp_extract(value, '[^/]+$', 0) AS file, regexp_extract(value, '([a-z_]+)/((day|share)=[^/]+/)?[^/]+$', 1) AS lake_table
FROM lake_pointers
WHERE value <> '';

-- The filter on the name of a file is one that Spark does not keep from the days.
CREATE OR REPLACE TEMPORARY VIEW activity AS
SELECT * EXCEPT (lake_file)
FROM (SELECT *, _metadata.file_name AS lake_file FROM parquet.{{path: getvariable('lake') || '/activity'}}) AS written
WHERE lake_file IN (SELECT file FROM lake_files WHERE lake_table = 'activity');
"""


def columns(name, types, indent="    "):
    found = tables.columns()[name]
    return ",\n".join(f"{indent}`{column}` {types.get(kind, kind)}" for column, kind in found)


def names(name, without=()):
    return ", ".join(column for column, _ in tables.columns()[name] if column not in without)


def views(dialect):
    for name, query in VIEWS.items():
        kind = "TEMPORARY VIEW" if dialect == "spark" else "VIEW"
        query = query.replace("{imports}", names("imports", ["id"]))
        yield f"CREATE OR REPLACE {kind} {name} AS\n{query};\n"


def spark():
    parts = [SPARK_START]
    for name in DAYS[1:] + SHARES + WHOLE:
        # A lake may have no file of a table, but it always has the Regions. Files of other tables are left out below.
        folder = name if name in WHOLE else f"{{{name},{WHOLE[0]}}}"
        parts.append(
            f"CREATE OR REPLACE TEMPORARY VIEW written_{name} (\n{columns(name, SPARK_TYPES)}\n) USING parquet\n"
            f"OPTIONS (path {{{{getvariable('lake') || '/{folder}'}}}}, recursiveFileLookup 'true');\n"
        )
        share = ", regexp_extract(lake_file, 'share=([^/]*)/[^/]*$', 1) AS share" if name in SHARES else ""
        view = f"{name}_of_shares" if name in SHARES else name
        parts.append(
            f"CREATE OR REPLACE TEMPORARY VIEW {view} AS\nSELECT * EXCEPT (lake_file){share}\n"
            f"FROM (SELECT *, input_file_name() AS lake_file FROM written_{name}) AS written\n"
            f"WHERE regexp_extract(lake_file, '[^/]+$', 0) IN (SELECT file FROM lake_files WHERE lake_table = '{name}');\n"
        )
    return "\n".join(parts + list(views("spark")))


ATHENA_TABLE = """CREATE EXTERNAL TABLE IF NOT EXISTS `{table}` (
{columns}
){partition}
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION {{{{getvariable('lake') || '/current/{path}/'}}}}{properties};
"""

# CloudTrail began in November 2013.
PROJECTION = """
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2013-11-01,NOW',
    'projection.day.interval' = '1',
    'projection.day.interval.unit' = 'DAYS',
    'storage.location.template' = {{getvariable('lake') || '/current/NAME/day=${day}/'}}
)"""


def athena_table(table, name, path, division):
    partition = {"day": "\nPARTITIONED BY (`day` date)", "share": "\nPARTITIONED BY (`share` string)"}.get(division, "")
    properties = PROJECTION.replace("NAME", name) if division == "day" else ""
    columns_ = columns(name, ATHENA_TYPES)
    text = ATHENA_TABLE.format(table=table, columns=columns_.replace("BIGINT", "bigint").replace("BOOLEAN", "boolean").replace("DOUBLE", "double"), partition=partition, path=path, properties=properties)
    return text + (f"MSCK REPAIR TABLE `{table}`;\n" if division == "share" else "")


def athena():
    parts = []
    for name in DAYS:
        # Partition projection has no day for events without a time.
        parts.append(athena_table(f"{name}_by_day", name, name, "day"))
        parts.append(athena_table(f"{name}_untimed", name, f"{name}/day=__HIVE_DEFAULT_PARTITION__", None))
        listed = names(name)
        parts.append(
            f"CREATE OR REPLACE VIEW {name} AS\nSELECT {listed}, day FROM {name}_by_day\n"
            f"UNION ALL\nSELECT {listed}, CAST(NULL AS date) FROM {name}_untimed;\n"
        )
    parts += [athena_table(f"{name}_of_shares", name, name, "share") for name in SHARES]
    parts += [athena_table(name, name, name, None) for name in WHOLE]
    return "\n".join(["-- Athena runs one statement at a time.", *parts, *views("athena")])


def text(dialect):
    head = f"-- Made from docs/schema.md by lake/dialects/generate.py; do not edit.\n-- inputs: {project.inputs()}\n"
    return head + (spark() if dialect == "spark" else athena())
