-- Made from docs/schema.md by lake/dialects/generate.py; do not edit.
-- inputs: c08178eca737822ff27902d804bb941cb36ea977ba18b15fc1042676ac859660
-- Each statement is run once in a session, in this order: which files are the lake now is read first, so the tables
-- show one state of each day, whoever writes meanwhile. Run them again to see what was written since.
SET TIME ZONE 'UTC';
CREATE OR REPLACE TEMPORARY VIEW lake_pointers USING text
OPTIONS (path {{getvariable('lake') || '/current'}}, recursiveFileLookup 'true', pathGlobFilter 'files.txt');
CACHE TABLE lake_files AS
SELECT regexp_extract(value, '[^/]+$', 0) AS file, regexp_extract(_metadata.file_path, '/current/([a-z_]+)/', 1) AS lake_table
FROM lake_pointers
WHERE value <> '';

CREATE OR REPLACE TEMPORARY VIEW written_activity (
    `event_time` TIMESTAMP_NTZ,
    `event_source` STRING,
    `event_name` STRING,
    `aws_region` STRING,
    `recipient_account_id` STRING,
    `event_id` STRING,
    `request_id` STRING,
    `shared_event_id` STRING,
    `event_version` STRING,
    `event_type` STRING,
    `event_category` STRING,
    `read_only` BOOLEAN,
    `management_event` BOOLEAN,
    `source_ip_address` STRING,
    `user_agent` STRING,
    `error_code` STRING,
    `error_message` STRING,
    `identity_type` STRING,
    `identity_user_name` STRING,
    `identity_principal_id` STRING,
    `identity_arn` STRING,
    `identity_account_id` STRING,
    `identity_access_key_id` STRING,
    `identity_invoked_by` STRING,
    `identity_provider` STRING,
    `identity_credential_id` STRING,
    `on_behalf_of_user_id` STRING,
    `on_behalf_of_identity_store_arn` STRING,
    `invoked_by_delegate_account_id` STRING,
    `in_scope_of` STRING,
    `issuer_type` STRING,
    `issuer_user_name` STRING,
    `issuer_principal_id` STRING,
    `issuer_arn` STRING,
    `issuer_account_id` STRING,
    `web_id_provider` STRING,
    `web_id_attributes` STRING,
    `mfa_authenticated` BOOLEAN,
    `session_creation_date` TIMESTAMP_NTZ,
    `source_identity` STRING,
    `assumed_root` BOOLEAN,
    `sign_in_session_arn` STRING,
    `ec2_role_delivery` STRING,
    `user_identity` STRING,
    `request_parameters` STRING,
    `response_elements` STRING,
    `additional_event_data` STRING,
    `resources` STRING,
    `service_event_details` STRING,
    `api_version` STRING,
    `vpc_endpoint_id` STRING,
    `vpc_endpoint_account_id` STRING,
    `tls_version` STRING,
    `tls_cipher_suite` STRING,
    `tls_client_host` STRING,
    `tls_key_exchange` STRING,
    `tls_details` STRING,
    `session_credential_from_console` BOOLEAN,
    `addendum_reason` STRING,
    `addendum_original_event_id` STRING,
    `addendum` STRING,
    `event_context` STRING,
    `edge_device_details` STRING,
    `extra` STRING,
    `sign_in_failed` BOOLEAN,
    `outcome` STRING,
    `issued_access_key_id` STRING,
    `omitted_parts` STRING,
    `action` STRING,
    `service` STRING,
    `region` STRING,
    `aws_partition` STRING,
    `actor` STRING,
    `actor_arn` STRING,
    `actor_class` STRING,
    `is_temporary_credential` BOOLEAN,
    `via_service` BOOLEAN,
    `is_read` BOOLEAN,
    `is_delete` BOOLEAN,
    `target` STRING,
    `account` STRING,
    `targets` ARRAY<STRING>,
    `event_key` STRING,
    `shape` STRING,
    `day` DATE
) USING parquet
OPTIONS (path {{getvariable('lake') || '/activity'}});

CREATE OR REPLACE TEMPORARY VIEW activity AS
SELECT *
FROM written_activity
WHERE _metadata.file_name IN (SELECT file FROM lake_files WHERE lake_table = 'activity');

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
OPTIONS (path {{getvariable('lake') || '/insights'}}, recursiveFileLookup 'true');

CREATE OR REPLACE TEMPORARY VIEW insights AS
SELECT *
FROM written_insights
WHERE _metadata.file_name IN (SELECT file FROM lake_files WHERE lake_table = 'insights');

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
OPTIONS (path {{getvariable('lake') || '/aggregated_events'}}, recursiveFileLookup 'true');

CREATE OR REPLACE TEMPORARY VIEW aggregated_events AS
SELECT *
FROM written_aggregated_events
WHERE _metadata.file_name IN (SELECT file FROM lake_files WHERE lake_table = 'aggregated_events');

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
OPTIONS (path {{getvariable('lake') || '/imports'}}, recursiveFileLookup 'true');

CREATE OR REPLACE TEMPORARY VIEW imports_of_shares AS
SELECT *, regexp_extract(_metadata.file_path, 'share=([^/]*)/[^/]*$', 1) AS share
FROM written_imports
WHERE _metadata.file_name IN (SELECT file FROM lake_files WHERE lake_table = 'imports');

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
OPTIONS (path {{getvariable('lake') || '/files'}}, recursiveFileLookup 'true');

CREATE OR REPLACE TEMPORARY VIEW files_of_shares AS
SELECT *, regexp_extract(_metadata.file_path, 'share=([^/]*)/[^/]*$', 1) AS share
FROM written_files
WHERE _metadata.file_name IN (SELECT file FROM lake_files WHERE lake_table = 'files');

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
OPTIONS (path {{getvariable('lake') || '/paths'}}, recursiveFileLookup 'true');

CREATE OR REPLACE TEMPORARY VIEW paths_of_shares AS
SELECT *, regexp_extract(_metadata.file_path, 'share=([^/]*)/[^/]*$', 1) AS share
FROM written_paths
WHERE _metadata.file_name IN (SELECT file FROM lake_files WHERE lake_table = 'paths');

CREATE OR REPLACE TEMPORARY VIEW written_rejects (
    `import_id` BIGINT,
    `path` STRING,
    `sha256` STRING,
    `position` BIGINT,
    `reason` STRING,
    `text` STRING
) USING parquet
OPTIONS (path {{getvariable('lake') || '/rejects'}}, recursiveFileLookup 'true');

CREATE OR REPLACE TEMPORARY VIEW rejects_of_shares AS
SELECT *, regexp_extract(_metadata.file_path, 'share=([^/]*)/[^/]*$', 1) AS share
FROM written_rejects
WHERE _metadata.file_name IN (SELECT file FROM lake_files WHERE lake_table = 'rejects');

CREATE OR REPLACE TEMPORARY VIEW written_global_service_regions (
    `aws_partition` STRING,
    `service` STRING,
    `region` STRING,
    `is_also_regional` BOOLEAN
) USING parquet
OPTIONS (path {{getvariable('lake') || '/global_service_regions'}}, recursiveFileLookup 'true');

CREATE OR REPLACE TEMPORARY VIEW global_service_regions AS
SELECT *
FROM written_global_service_regions
WHERE _metadata.file_name IN (SELECT file FROM lake_files WHERE lake_table = 'global_service_regions');

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
