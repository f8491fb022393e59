-- Made from docs/schema.md by lake/dialects/generate.py; do not edit.
-- inputs: befaea40e78f61134e2b230f063fc6e45d257a3cdd478cba2f0977877a84c250

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

CREATE OR REPLACE TEMPORARY VIEW written_insights (
    `event_time` TIMESTAMP_NTZ,
    `event_id` STRING,
    `shared_event_id` STRING,
    `aws_region` STRING,
    `recipient_account_id` STRING,
    `state` STRING,
    `insight_type` STRING,
    `event_source` STRING,
    `event_name` STRING,
    `error_code` STRING,
    `baseline_average` DOUBLE,
    `insight_average` DOUBLE,
    `insight_duration_minutes` DOUBLE,
    `record` STRING,
    `record_key` STRING
) USING parquet
OPTIONS (path {{getvariable('lake') || '/{insights,global_service_regions}'}}, recursiveFileLookup 'true');

CREATE OR REPLACE TEMPORARY VIEW insights AS
SELECT * EXCEPT (lake_file)
FROM (SELECT *, input_file_name() AS lake_file FROM written_insights) AS written
WHERE regexp_extract(lake_file, '[^/]+$', 0) IN (SELECT file FROM lake_files WHERE lake_table = 'insights');

CREATE OR REPLACE TEMPORARY VIEW written_aggregated_events (
    `window_start` TIMESTAMP_NTZ,
    `window_end` TIMESTAMP_NTZ,
    `event_id` STRING,
    `account_id` STRING,
    `aws_region` STRING,
    `event_source` STRING,
    `primary_dimension` STRING,
    `aggregation_type` STRING,
    `record` STRING,
    `record_key` STRING
) USING parquet
OPTIONS (path {{getvariable('lake') || '/{aggregated_events,global_service_regions}'}}, recursiveFileLookup 'true');

CREATE OR REPLACE TEMPORARY VIEW aggregated_events AS
SELECT * EXCEPT (lake_file)
FROM (SELECT *, input_file_name() AS lake_file FROM written_aggregated_events) AS written
WHERE regexp_extract(lake_file, '[^/]+$', 0) IN (SELECT file FROM lake_files WHERE lake_table = 'aggregated_events');

CREATE OR REPLACE TEMPORARY VIEW written_imports (
    `id` BIGINT,
    `started_at` TIMESTAMP_NTZ,
    `finished_at` TIMESTAMP_NTZ,
    `version` STRING,
    `arguments` ARRAY<STRING>,
    `outcome` STRING,
    `files_found` BIGINT,
    `files_imported` BIGINT,
    `files_unchanged` BIGINT,
    `files_same_content` BIGINT,
    `files_not_cloudtrail` BIGINT,
    `files_unreadable` BIGINT,
    `files_out_of_range` BIGINT,
    `records_read` BIGINT,
    `records_inserted` BIGINT,
    `records_duplicate` BIGINT,
    `records_rejected` BIGINT,
    `records_filtered` BIGINT,
    `records_insight` BIGINT,
    `records_aggregated` BIGINT,
    `records_undecided` BIGINT,
    `events_before` BIGINT,
    `insights_before` BIGINT,
    `aggregated_before` BIGINT,
    `events_removed` BIGINT,
    `events_added` BIGINT,
    `insights_removed` BIGINT,
    `insights_added` BIGINT,
    `aggregated_removed` BIGINT,
    `aggregated_added` BIGINT
) USING parquet
OPTIONS (path {{getvariable('lake') || '/{imports,global_service_regions}'}}, recursiveFileLookup 'true');

CREATE OR REPLACE TEMPORARY VIEW imports_of_shares AS
SELECT * EXCEPT (lake_file), regexp_extract(lake_file, 'share=([^/]*)/[^/]*$', 1) AS share
FROM (SELECT *, input_file_name() AS lake_file FROM written_imports) AS written
WHERE regexp_extract(lake_file, '[^/]+$', 0) IN (SELECT file FROM lake_files WHERE lake_table = 'imports');

CREATE OR REPLACE TEMPORARY VIEW written_files (
    `sha256` STRING,
    `path` STRING,
    `size` BIGINT,
    `modified` TIMESTAMP_NTZ,
    `content_bytes` BIGINT,
    `compression` STRING,
    `form` STRING,
    `account_id` STRING,
    `region` STRING,
    `delivered_at` TIMESTAMP_NTZ,
    `records_read` BIGINT,
    `records_inserted` BIGINT,
    `records_duplicate` BIGINT,
    `records_rejected` BIGINT,
    `records_filtered` BIGINT,
    `records_insight` BIGINT,
    `records_aggregated` BIGINT,
    `import_id` BIGINT,
    `records_undecided` BIGINT
) USING parquet
OPTIONS (path {{getvariable('lake') || '/{files,global_service_regions}'}}, recursiveFileLookup 'true');

CREATE OR REPLACE TEMPORARY VIEW files_of_shares AS
SELECT * EXCEPT (lake_file), regexp_extract(lake_file, 'share=([^/]*)/[^/]*$', 1) AS share
FROM (SELECT *, input_file_name() AS lake_file FROM written_files) AS written
WHERE regexp_extract(lake_file, '[^/]+$', 0) IN (SELECT file FROM lake_files WHERE lake_table = 'files');

CREATE OR REPLACE TEMPORARY VIEW written_paths (
    `path` STRING,
    `size` BIGINT,
    `modified` TIMESTAMP_NTZ,
    `sha256` STRING,
    `import_id` BIGINT,
    `trailing_bytes` BIGINT,
    `read_error` STRING,
    `etag` STRING,
    `version_id` STRING,
    `signature` STRING
) USING parquet
OPTIONS (path {{getvariable('lake') || '/{paths,global_service_regions}'}}, recursiveFileLookup 'true');

CREATE OR REPLACE TEMPORARY VIEW paths_of_shares AS
SELECT * EXCEPT (lake_file), regexp_extract(lake_file, 'share=([^/]*)/[^/]*$', 1) AS share
FROM (SELECT *, input_file_name() AS lake_file FROM written_paths) AS written
WHERE regexp_extract(lake_file, '[^/]+$', 0) IN (SELECT file FROM lake_files WHERE lake_table = 'paths');

CREATE OR REPLACE TEMPORARY VIEW written_rejects (
    `import_id` BIGINT,
    `path` STRING,
    `sha256` STRING,
    `position` BIGINT,
    `reason` STRING,
    `text` STRING
) USING parquet
OPTIONS (path {{getvariable('lake') || '/{rejects,global_service_regions}'}}, recursiveFileLookup 'true');

CREATE OR REPLACE TEMPORARY VIEW rejects_of_shares AS
SELECT * EXCEPT (lake_file), regexp_extract(lake_file, 'share=([^/]*)/[^/]*$', 1) AS share
FROM (SELECT *, input_file_name() AS lake_file FROM written_rejects) AS written
WHERE regexp_extract(lake_file, '[^/]+$', 0) IN (SELECT file FROM lake_files WHERE lake_table = 'rejects');

CREATE OR REPLACE TEMPORARY VIEW written_global_service_regions (
    `aws_partition` STRING,
    `service` STRING,
    `region` STRING,
    `is_also_regional` BOOLEAN
) USING parquet
OPTIONS (path {{getvariable('lake') || '/global_service_regions'}}, recursiveFileLookup 'true');

CREATE OR REPLACE TEMPORARY VIEW global_service_regions AS
SELECT * EXCEPT (lake_file)
FROM (SELECT *, input_file_name() AS lake_file FROM written_global_service_regions) AS written
WHERE regexp_extract(lake_file, '[^/]+$', 0) IN (SELECT file FROM lake_files WHERE lake_table = 'global_service_regions');

CREATE OR REPLACE TEMPORARY VIEW shares AS
SELECT share, row_number() OVER (ORDER BY started_at, share) AS number FROM imports_of_shares;

CREATE OR REPLACE TEMPORARY VIEW imports AS
SELECT shares.number AS id, started_at, finished_at, version, arguments, outcome, files_found, files_imported, files_unchanged, files_same_content, files_not_cloudtrail, files_unreadable, files_out_of_range, records_read, records_inserted, records_duplicate, records_rejected, records_filtered, records_insight, records_aggregated, records_undecided, events_before, insights_before, aggregated_before, events_removed, events_added, insights_removed, insights_added, aggregated_removed, aggregated_added FROM imports_of_shares JOIN shares ON shares.share = imports_of_shares.share;

CREATE OR REPLACE TEMPORARY VIEW files AS
SELECT
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
) AS of_undecided;

CREATE OR REPLACE TEMPORARY VIEW rejects AS
SELECT max(number) AS import_id, path, sha256, position, reason, text
FROM rejects_of_shares
LEFT JOIN shares ON shares.share = rejects_of_shares.share
GROUP BY path, sha256, position, reason, text;

CREATE OR REPLACE TEMPORARY VIEW paths AS
SELECT path, max_by(sha256, number) AS sha256, max(number) AS import_id
FROM paths_of_shares
LEFT JOIN shares ON shares.share = paths_of_shares.share
GROUP BY path;

CREATE OR REPLACE TEMPORARY VIEW current_rejects AS
SELECT import_id, path, sha256, position, reason, text
FROM rejects
LEFT JOIN (
    SELECT path AS last_path, max(CASE WHEN NOT is_reject THEN import_id END) AS last_import_id, max(import_id) AS last_attempt_id
    FROM (SELECT path, import_id, false AS is_reject FROM paths UNION ALL SELECT path, import_id, true FROM rejects) AS known_paths
    GROUP BY path
) AS last ON last_path = path
WHERE path = '-'
    OR sha256 IS NULL AND last_attempt_id <= import_id
    OR sha256 IS NOT NULL AND (last_import_id IS NULL OR last_import_id <= import_id OR sha256 IN (SELECT sha256 FROM paths));
