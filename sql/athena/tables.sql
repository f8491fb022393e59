-- Made from docs/schema.md by lake/dialects/generate.py; do not edit.
-- inputs: befaea40e78f61134e2b230f063fc6e45d257a3cdd478cba2f0977877a84c250
-- Athena runs one statement at a time.
CREATE EXTERNAL TABLE IF NOT EXISTS `activity_by_day` (
    `event_time` timestamp,
    `event_source` string,
    `event_name` string,
    `aws_region` string,
    `recipient_account_id` string,
    `event_id` string,
    `request_id` string,
    `shared_event_id` string,
    `event_version` string,
    `event_type` string,
    `event_category` string,
    `read_only` boolean,
    `management_event` boolean,
    `source_ip_address` string,
    `user_agent` string,
    `error_code` string,
    `error_message` string,
    `identity_type` string,
    `identity_user_name` string,
    `identity_principal_id` string,
    `identity_arn` string,
    `identity_account_id` string,
    `identity_access_key_id` string,
    `identity_invoked_by` string,
    `identity_provider` string,
    `identity_credential_id` string,
    `on_behalf_of_user_id` string,
    `on_behalf_of_identity_store_arn` string,
    `invoked_by_delegate_account_id` string,
    `in_scope_of` string,
    `issuer_type` string,
    `issuer_user_name` string,
    `issuer_principal_id` string,
    `issuer_arn` string,
    `issuer_account_id` string,
    `web_id_provider` string,
    `web_id_attributes` string,
    `mfa_authenticated` boolean,
    `session_creation_date` timestamp,
    `source_identity` string,
    `assumed_root` boolean,
    `sign_in_session_arn` string,
    `ec2_role_delivery` string,
    `user_identity` string,
    `request_parameters` string,
    `response_elements` string,
    `additional_event_data` string,
    `resources` string,
    `service_event_details` string,
    `api_version` string,
    `vpc_endpoint_id` string,
    `vpc_endpoint_account_id` string,
    `tls_version` string,
    `tls_cipher_suite` string,
    `tls_client_host` string,
    `tls_key_exchange` string,
    `tls_details` string,
    `session_credential_from_console` boolean,
    `addendum_reason` string,
    `addendum_original_event_id` string,
    `addendum` string,
    `event_context` string,
    `edge_device_details` string,
    `extra` string,
    `sign_in_failed` boolean,
    `outcome` string,
    `issued_access_key_id` string,
    `omitted_parts` string,
    `action` string,
    `service` string,
    `region` string,
    `aws_partition` string,
    `actor` string,
    `actor_arn` string,
    `actor_class` string,
    `is_temporary_credential` boolean,
    `via_service` boolean,
    `is_read` boolean,
    `is_delete` boolean,
    `target` string,
    `account` string,
    `targets` array<string>,
    `event_key` string,
    `shape` string
)
PARTITIONED BY (`day` date)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION {{getvariable('lake') || '/current/activity/'}}
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2013-11-01,NOW',
    'projection.day.interval' = '1',
    'projection.day.interval.unit' = 'DAYS',
    'storage.location.template' = {{getvariable('lake') || '/current/activity/day=${day}/'}}
);

CREATE EXTERNAL TABLE IF NOT EXISTS `activity_untimed` (
    `event_time` timestamp,
    `event_source` string,
    `event_name` string,
    `aws_region` string,
    `recipient_account_id` string,
    `event_id` string,
    `request_id` string,
    `shared_event_id` string,
    `event_version` string,
    `event_type` string,
    `event_category` string,
    `read_only` boolean,
    `management_event` boolean,
    `source_ip_address` string,
    `user_agent` string,
    `error_code` string,
    `error_message` string,
    `identity_type` string,
    `identity_user_name` string,
    `identity_principal_id` string,
    `identity_arn` string,
    `identity_account_id` string,
    `identity_access_key_id` string,
    `identity_invoked_by` string,
    `identity_provider` string,
    `identity_credential_id` string,
    `on_behalf_of_user_id` string,
    `on_behalf_of_identity_store_arn` string,
    `invoked_by_delegate_account_id` string,
    `in_scope_of` string,
    `issuer_type` string,
    `issuer_user_name` string,
    `issuer_principal_id` string,
    `issuer_arn` string,
    `issuer_account_id` string,
    `web_id_provider` string,
    `web_id_attributes` string,
    `mfa_authenticated` boolean,
    `session_creation_date` timestamp,
    `source_identity` string,
    `assumed_root` boolean,
    `sign_in_session_arn` string,
    `ec2_role_delivery` string,
    `user_identity` string,
    `request_parameters` string,
    `response_elements` string,
    `additional_event_data` string,
    `resources` string,
    `service_event_details` string,
    `api_version` string,
    `vpc_endpoint_id` string,
    `vpc_endpoint_account_id` string,
    `tls_version` string,
    `tls_cipher_suite` string,
    `tls_client_host` string,
    `tls_key_exchange` string,
    `tls_details` string,
    `session_credential_from_console` boolean,
    `addendum_reason` string,
    `addendum_original_event_id` string,
    `addendum` string,
    `event_context` string,
    `edge_device_details` string,
    `extra` string,
    `sign_in_failed` boolean,
    `outcome` string,
    `issued_access_key_id` string,
    `omitted_parts` string,
    `action` string,
    `service` string,
    `region` string,
    `aws_partition` string,
    `actor` string,
    `actor_arn` string,
    `actor_class` string,
    `is_temporary_credential` boolean,
    `via_service` boolean,
    `is_read` boolean,
    `is_delete` boolean,
    `target` string,
    `account` string,
    `targets` array<string>,
    `event_key` string,
    `shape` string
)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION {{getvariable('lake') || '/current/activity/day=__HIVE_DEFAULT_PARTITION__/'}};

CREATE OR REPLACE VIEW activity AS
SELECT event_time, event_source, event_name, aws_region, recipient_account_id, event_id, request_id, shared_event_id, event_version, event_type, event_category, read_only, management_event, source_ip_address, user_agent, error_code, error_message, identity_type, identity_user_name, identity_principal_id, identity_arn, identity_account_id, identity_access_key_id, identity_invoked_by, identity_provider, identity_credential_id, on_behalf_of_user_id, on_behalf_of_identity_store_arn, invoked_by_delegate_account_id, in_scope_of, issuer_type, issuer_user_name, issuer_principal_id, issuer_arn, issuer_account_id, web_id_provider, web_id_attributes, mfa_authenticated, session_creation_date, source_identity, assumed_root, sign_in_session_arn, ec2_role_delivery, user_identity, request_parameters, response_elements, additional_event_data, resources, service_event_details, api_version, vpc_endpoint_id, vpc_endpoint_account_id, tls_version, tls_cipher_suite, tls_client_host, tls_key_exchange, tls_details, session_credential_from_console, addendum_reason, addendum_original_event_id, addendum, event_context, edge_device_details, extra, sign_in_failed, outcome, issued_access_key_id, omitted_parts, action, service, region, aws_partition, actor, actor_arn, actor_class, is_temporary_credential, via_service, is_read, is_delete, target, account, targets, event_key, shape, day FROM activity_by_day
UNION ALL
SELECT event_time, event_source, event_name, aws_region, recipient_account_id, event_id, request_id, shared_event_id, event_version, event_type, event_category, read_only, management_event, source_ip_address, user_agent, error_code, error_message, identity_type, identity_user_name, identity_principal_id, identity_arn, identity_account_id, identity_access_key_id, identity_invoked_by, identity_provider, identity_credential_id, on_behalf_of_user_id, on_behalf_of_identity_store_arn, invoked_by_delegate_account_id, in_scope_of, issuer_type, issuer_user_name, issuer_principal_id, issuer_arn, issuer_account_id, web_id_provider, web_id_attributes, mfa_authenticated, session_creation_date, source_identity, assumed_root, sign_in_session_arn, ec2_role_delivery, user_identity, request_parameters, response_elements, additional_event_data, resources, service_event_details, api_version, vpc_endpoint_id, vpc_endpoint_account_id, tls_version, tls_cipher_suite, tls_client_host, tls_key_exchange, tls_details, session_credential_from_console, addendum_reason, addendum_original_event_id, addendum, event_context, edge_device_details, extra, sign_in_failed, outcome, issued_access_key_id, omitted_parts, action, service, region, aws_partition, actor, actor_arn, actor_class, is_temporary_credential, via_service, is_read, is_delete, target, account, targets, event_key, shape, CAST(NULL AS date) FROM activity_untimed;

CREATE EXTERNAL TABLE IF NOT EXISTS `insights_by_day` (
    `event_time` timestamp,
    `event_id` string,
    `shared_event_id` string,
    `aws_region` string,
    `recipient_account_id` string,
    `state` string,
    `insight_type` string,
    `event_source` string,
    `event_name` string,
    `error_code` string,
    `baseline_average` double,
    `insight_average` double,
    `insight_duration_minutes` double,
    `record` string,
    `record_key` string
)
PARTITIONED BY (`day` date)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION {{getvariable('lake') || '/current/insights/'}}
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2013-11-01,NOW',
    'projection.day.interval' = '1',
    'projection.day.interval.unit' = 'DAYS',
    'storage.location.template' = {{getvariable('lake') || '/current/insights/day=${day}/'}}
);

CREATE EXTERNAL TABLE IF NOT EXISTS `insights_untimed` (
    `event_time` timestamp,
    `event_id` string,
    `shared_event_id` string,
    `aws_region` string,
    `recipient_account_id` string,
    `state` string,
    `insight_type` string,
    `event_source` string,
    `event_name` string,
    `error_code` string,
    `baseline_average` double,
    `insight_average` double,
    `insight_duration_minutes` double,
    `record` string,
    `record_key` string
)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION {{getvariable('lake') || '/current/insights/day=__HIVE_DEFAULT_PARTITION__/'}};

CREATE OR REPLACE VIEW insights AS
SELECT event_time, event_id, shared_event_id, aws_region, recipient_account_id, state, insight_type, event_source, event_name, error_code, baseline_average, insight_average, insight_duration_minutes, record, record_key, day FROM insights_by_day
UNION ALL
SELECT event_time, event_id, shared_event_id, aws_region, recipient_account_id, state, insight_type, event_source, event_name, error_code, baseline_average, insight_average, insight_duration_minutes, record, record_key, CAST(NULL AS date) FROM insights_untimed;

CREATE EXTERNAL TABLE IF NOT EXISTS `aggregated_events_by_day` (
    `window_start` timestamp,
    `window_end` timestamp,
    `event_id` string,
    `account_id` string,
    `aws_region` string,
    `event_source` string,
    `primary_dimension` string,
    `aggregation_type` string,
    `record` string,
    `record_key` string
)
PARTITIONED BY (`day` date)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION {{getvariable('lake') || '/current/aggregated_events/'}}
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2013-11-01,NOW',
    'projection.day.interval' = '1',
    'projection.day.interval.unit' = 'DAYS',
    'storage.location.template' = {{getvariable('lake') || '/current/aggregated_events/day=${day}/'}}
);

CREATE EXTERNAL TABLE IF NOT EXISTS `aggregated_events_untimed` (
    `window_start` timestamp,
    `window_end` timestamp,
    `event_id` string,
    `account_id` string,
    `aws_region` string,
    `event_source` string,
    `primary_dimension` string,
    `aggregation_type` string,
    `record` string,
    `record_key` string
)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION {{getvariable('lake') || '/current/aggregated_events/day=__HIVE_DEFAULT_PARTITION__/'}};

CREATE OR REPLACE VIEW aggregated_events AS
SELECT window_start, window_end, event_id, account_id, aws_region, event_source, primary_dimension, aggregation_type, record, record_key, day FROM aggregated_events_by_day
UNION ALL
SELECT window_start, window_end, event_id, account_id, aws_region, event_source, primary_dimension, aggregation_type, record, record_key, CAST(NULL AS date) FROM aggregated_events_untimed;

CREATE EXTERNAL TABLE IF NOT EXISTS `imports_of_shares` (
    `id` bigint,
    `started_at` timestamp,
    `finished_at` timestamp,
    `version` string,
    `arguments` array<string>,
    `outcome` string,
    `files_found` bigint,
    `files_imported` bigint,
    `files_unchanged` bigint,
    `files_same_content` bigint,
    `files_not_cloudtrail` bigint,
    `files_unreadable` bigint,
    `files_out_of_range` bigint,
    `records_read` bigint,
    `records_inserted` bigint,
    `records_duplicate` bigint,
    `records_rejected` bigint,
    `records_filtered` bigint,
    `records_insight` bigint,
    `records_aggregated` bigint,
    `records_undecided` bigint,
    `events_before` bigint,
    `insights_before` bigint,
    `aggregated_before` bigint,
    `events_removed` bigint,
    `events_added` bigint,
    `insights_removed` bigint,
    `insights_added` bigint,
    `aggregated_removed` bigint,
    `aggregated_added` bigint
)
PARTITIONED BY (`share` string)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION {{getvariable('lake') || '/current/imports/'}};
MSCK REPAIR TABLE `imports_of_shares`;

CREATE EXTERNAL TABLE IF NOT EXISTS `files_of_shares` (
    `sha256` string,
    `path` string,
    `size` bigint,
    `modified` timestamp,
    `content_bytes` bigint,
    `compression` string,
    `form` string,
    `account_id` string,
    `region` string,
    `delivered_at` timestamp,
    `records_read` bigint,
    `records_inserted` bigint,
    `records_duplicate` bigint,
    `records_rejected` bigint,
    `records_filtered` bigint,
    `records_insight` bigint,
    `records_aggregated` bigint,
    `import_id` bigint,
    `records_undecided` bigint
)
PARTITIONED BY (`share` string)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION {{getvariable('lake') || '/current/files/'}};
MSCK REPAIR TABLE `files_of_shares`;

CREATE EXTERNAL TABLE IF NOT EXISTS `paths_of_shares` (
    `path` string,
    `size` bigint,
    `modified` timestamp,
    `sha256` string,
    `import_id` bigint,
    `trailing_bytes` bigint,
    `read_error` string,
    `etag` string,
    `version_id` string,
    `signature` string
)
PARTITIONED BY (`share` string)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION {{getvariable('lake') || '/current/paths/'}};
MSCK REPAIR TABLE `paths_of_shares`;

CREATE EXTERNAL TABLE IF NOT EXISTS `rejects_of_shares` (
    `import_id` bigint,
    `path` string,
    `sha256` string,
    `position` bigint,
    `reason` string,
    `text` string
)
PARTITIONED BY (`share` string)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION {{getvariable('lake') || '/current/rejects/'}};
MSCK REPAIR TABLE `rejects_of_shares`;

CREATE EXTERNAL TABLE IF NOT EXISTS `global_service_regions` (
    `aws_partition` string,
    `service` string,
    `region` string,
    `is_also_regional` boolean
)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION {{getvariable('lake') || '/current/global_service_regions/'}};

CREATE OR REPLACE VIEW shares AS
SELECT share, row_number() OVER (ORDER BY started_at, share) AS number FROM imports_of_shares;

CREATE OR REPLACE VIEW imports AS
SELECT shares.number AS id, started_at, finished_at, version, arguments, outcome, files_found, files_imported, files_unchanged, files_same_content, files_not_cloudtrail, files_unreadable, files_out_of_range, records_read, records_inserted, records_duplicate, records_rejected, records_filtered, records_insight, records_aggregated, records_undecided, events_before, insights_before, aggregated_before, events_removed, events_added, insights_removed, insights_added, aggregated_removed, aggregated_added FROM imports_of_shares JOIN shares ON shares.share = imports_of_shares.share;

CREATE OR REPLACE VIEW files AS
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

CREATE OR REPLACE VIEW rejects AS
SELECT max(number) AS import_id, path, sha256, position, reason, text
FROM rejects_of_shares
LEFT JOIN shares ON shares.share = rejects_of_shares.share
GROUP BY path, sha256, position, reason, text;

CREATE OR REPLACE VIEW paths AS
SELECT path, max_by(sha256, number) AS sha256, max(number) AS import_id
FROM paths_of_shares
LEFT JOIN shares ON shares.share = paths_of_shares.share
GROUP BY path;

CREATE OR REPLACE VIEW current_rejects AS
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
