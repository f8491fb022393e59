-- The tables: events, what is kept beside them, and the books of the import.
--
-- The columns of events are those of src/trail/column.rs, which also holds their comments; a test
-- keeps the two equal. Columns whose values can be longer than 4 KB are compressed with zstd: one
-- such value makes DuckDB's string compressions give up on its whole row group. No table has a key or an index: the import finds duplicates itself, and an
-- index would cost time and memory at every load for ever.

CREATE TABLE events (
    event_time TIMESTAMP,
    event_source VARCHAR,
    event_name VARCHAR,
    aws_region VARCHAR,
    recipient_account_id VARCHAR,
    event_id VARCHAR,
    request_id VARCHAR,
    shared_event_id VARCHAR,
    event_version VARCHAR,
    event_type VARCHAR,
    event_category VARCHAR,
    read_only BOOLEAN,
    management_event BOOLEAN,
    source_ip_address VARCHAR,
    user_agent VARCHAR,
    error_code VARCHAR,
    error_message VARCHAR,
    identity_type VARCHAR,
    identity_user_name VARCHAR,
    identity_principal_id VARCHAR,
    identity_arn VARCHAR,
    identity_account_id VARCHAR,
    identity_access_key_id VARCHAR,
    identity_invoked_by VARCHAR,
    identity_provider VARCHAR,
    identity_credential_id VARCHAR,
    on_behalf_of_user_id VARCHAR,
    on_behalf_of_identity_store_arn VARCHAR,
    invoked_by_delegate_account_id VARCHAR,
    in_scope_of JSON,
    issuer_type VARCHAR,
    issuer_user_name VARCHAR,
    issuer_principal_id VARCHAR,
    issuer_arn VARCHAR,
    issuer_account_id VARCHAR,
    web_id_provider VARCHAR,
    web_id_attributes JSON,
    mfa_authenticated BOOLEAN,
    session_creation_date TIMESTAMP,
    source_identity VARCHAR,
    assumed_root BOOLEAN,
    sign_in_session_arn VARCHAR,
    ec2_role_delivery VARCHAR,
    user_identity JSON,
    request_parameters JSON USING COMPRESSION zstd,
    response_elements JSON USING COMPRESSION zstd,
    additional_event_data JSON USING COMPRESSION zstd,
    resources JSON USING COMPRESSION zstd,
    service_event_details JSON,
    api_version VARCHAR,
    vpc_endpoint_id VARCHAR,
    vpc_endpoint_account_id VARCHAR,
    tls_version VARCHAR,
    tls_cipher_suite VARCHAR,
    tls_client_host VARCHAR,
    tls_key_exchange VARCHAR,
    tls_details JSON,
    session_credential_from_console BOOLEAN,
    addendum_reason VARCHAR,
    addendum_original_event_id VARCHAR,
    addendum JSON,
    event_context JSON,
    edge_device_details JSON,
    extra JSON
);

CREATE TABLE insights (
    event_time TIMESTAMP,
    event_id VARCHAR,
    shared_event_id VARCHAR,
    aws_region VARCHAR,
    recipient_account_id VARCHAR,
    state VARCHAR,
    insight_type VARCHAR,
    event_source VARCHAR,
    event_name VARCHAR,
    error_code VARCHAR,
    baseline_average DOUBLE,
    insight_average DOUBLE,
    insight_duration_minutes DOUBLE,
    record JSON NOT NULL,
    record_key VARCHAR NOT NULL
);

CREATE TABLE aggregated_events (
    window_start TIMESTAMP,
    window_end TIMESTAMP,
    event_id VARCHAR,
    account_id VARCHAR,
    aws_region VARCHAR,
    event_source VARCHAR,
    primary_dimension VARCHAR,
    aggregation_type VARCHAR,
    record JSON NOT NULL,
    record_key VARCHAR NOT NULL
);

CREATE TABLE digests (
    digest_start_time TIMESTAMP,
    digest_end_time TIMESTAMP,
    aws_account_id VARCHAR,
    digest_s3_bucket VARCHAR,
    digest_s3_object VARCHAR,
    previous_digest_s3_object VARCHAR,
    previous_digest_hash_value VARCHAR,
    log_file_count BIGINT,
    sha256 VARCHAR NOT NULL,
    record JSON NOT NULL,
    record_key VARCHAR NOT NULL
);

CREATE TABLE imports (
    id BIGINT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    version VARCHAR NOT NULL,
    arguments VARCHAR[] NOT NULL,
    outcome VARCHAR NOT NULL,
    files_found BIGINT NOT NULL,
    files_imported BIGINT NOT NULL,
    files_unchanged BIGINT NOT NULL,
    files_same_content BIGINT NOT NULL,
    files_not_cloudtrail BIGINT NOT NULL,
    files_unreadable BIGINT NOT NULL,
    files_out_of_range BIGINT NOT NULL,
    records_read BIGINT NOT NULL,
    records_inserted BIGINT NOT NULL,
    records_duplicate BIGINT NOT NULL,
    records_rejected BIGINT NOT NULL,
    records_filtered BIGINT NOT NULL,
    records_insight BIGINT NOT NULL,
    records_aggregated BIGINT NOT NULL
);

CREATE TABLE files (
    sha256 VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    modified TIMESTAMP NOT NULL,
    content_bytes BIGINT NOT NULL,
    compression VARCHAR NOT NULL,
    form VARCHAR NOT NULL,
    account_id VARCHAR,
    region VARCHAR,
    delivered_at TIMESTAMP,
    records_read BIGINT NOT NULL,
    records_inserted BIGINT NOT NULL,
    records_duplicate BIGINT NOT NULL,
    records_rejected BIGINT NOT NULL,
    records_filtered BIGINT NOT NULL,
    records_insight BIGINT NOT NULL,
    records_aggregated BIGINT NOT NULL,
    import_id BIGINT NOT NULL
);

CREATE TABLE paths (
    path VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    modified TIMESTAMP NOT NULL,
    sha256 VARCHAR NOT NULL,
    import_id BIGINT NOT NULL
);

CREATE TABLE rejects (
    import_id BIGINT NOT NULL,
    path VARCHAR NOT NULL,
    sha256 VARCHAR,
    position BIGINT,
    reason VARCHAR NOT NULL,
    text VARCHAR
);

CREATE TABLE actions (
    event_source VARCHAR,
    event_name VARCHAR,
    service VARCHAR,
    action VARCHAR,
    reads_by_name BOOLEAN,
    deletes_by_name BOOLEAN
);

CREATE TABLE global_service_regions (
    aws_partition VARCHAR NOT NULL,
    service VARCHAR NOT NULL,
    region VARCHAR NOT NULL
);

CREATE TABLE installed_rules (
    sha256 VARCHAR NOT NULL
);

COMMENT ON TABLE installed_rules IS 'The rules, views and comments that are installed in this database, told by the SHA-256 of their text.';
COMMENT ON COLUMN installed_rules.sha256 IS 'The SHA-256 of all their statements.';
COMMENT ON TABLE events IS 'One row per distinct CloudTrail event. Query the view activity: it has these columns and derived ones.';
COMMENT ON TABLE insights IS 'One row per CloudTrail Insights record, Start and End apart; never in events.';
COMMENT ON TABLE aggregated_events IS 'One row per CloudTrail Aggregated record: counts over five minutes, so never in events.';
COMMENT ON TABLE digests IS 'One row per CloudTrail digest file, kept to verify log files; never counted as events.';
COMMENT ON TABLE imports IS 'One row per run of ducktrail import, with its balance. A run that was cut off has no finished_at; its counts are those of what was committed.';
COMMENT ON TABLE files IS 'One row per content of a file that was ever read, told by its SHA-256, with the balance of its records.';
COMMENT ON TABLE paths IS 'One row per path that was ever read: what lies there unchanged is not opened again.';
COMMENT ON TABLE rejects IS 'One row per record, or rest of a file, or file, that could not be used, with its text and the reason.';
COMMENT ON TABLE actions IS 'One row per event_source and event_name in events, with what the rules in sql/macros.sql say of them. Joined by activity.';
COMMENT ON TABLE global_service_regions IS 'The Region in which each global service logs its events, by partition.';


COMMENT ON COLUMN insights.event_time IS 'When the unusual activity was found to start or end, in UTC (eventTime).';
COMMENT ON COLUMN insights.event_id IS 'The ID of the record (eventID).';
COMMENT ON COLUMN insights.shared_event_id IS 'Equal for the Start and the End record of one insight (sharedEventID).';
COMMENT ON COLUMN insights.aws_region IS 'The Region (awsRegion).';
COMMENT ON COLUMN insights.recipient_account_id IS 'The account (recipientAccountId).';
COMMENT ON COLUMN insights.state IS 'Start or End (insightDetails.state).';
COMMENT ON COLUMN insights.insight_type IS 'ApiCallRateInsight or ApiErrorRateInsight (insightDetails.insightType).';
COMMENT ON COLUMN insights.event_source IS 'The service whose calls were unusual.';
COMMENT ON COLUMN insights.event_name IS 'The action that was unusual.';
COMMENT ON COLUMN insights.error_code IS 'The error that was unusual, for error rates.';
COMMENT ON COLUMN insights.baseline_average IS 'Calls per minute before.';
COMMENT ON COLUMN insights.insight_average IS 'Calls per minute during the unusual activity.';
COMMENT ON COLUMN insights.insight_duration_minutes IS 'How long it lasted, in minutes.';
COMMENT ON COLUMN insights.record IS 'The record, whole, as logged.';
COMMENT ON COLUMN insights.record_key IS 'The identity of the record: SHA-256 of its canonical text.';

COMMENT ON COLUMN aggregated_events.window_start IS 'The start of the five minutes that are counted, in UTC (timeWindow.windowStart).';
COMMENT ON COLUMN aggregated_events.window_end IS 'Their end.';
COMMENT ON COLUMN aggregated_events.event_id IS 'The ID of the record (eventId).';
COMMENT ON COLUMN aggregated_events.account_id IS 'The account (accountId).';
COMMENT ON COLUMN aggregated_events.aws_region IS 'The Region (awsRegion).';
COMMENT ON COLUMN aggregated_events.event_source IS 'The service whose events are counted (eventSource).';
COMMENT ON COLUMN aggregated_events.primary_dimension IS 'What the counts are by (summary.primaryDimension.dimension).';
COMMENT ON COLUMN aggregated_events.aggregation_type IS 'How they were made (summary.primaryDimension.aggregationType).';
COMMENT ON COLUMN aggregated_events.record IS 'The record, whole, as logged.';
COMMENT ON COLUMN aggregated_events.record_key IS 'The identity of the record: SHA-256 of its canonical text.';

COMMENT ON COLUMN digests.digest_start_time IS 'The start of the hour that the digest covers, in UTC.';
COMMENT ON COLUMN digests.digest_end_time IS 'Its end.';
COMMENT ON COLUMN digests.aws_account_id IS 'The account.';
COMMENT ON COLUMN digests.digest_s3_bucket IS 'The bucket that the digest was delivered to.';
COMMENT ON COLUMN digests.digest_s3_object IS 'The key that it was delivered as.';
COMMENT ON COLUMN digests.previous_digest_s3_object IS 'The key of the digest before it in the chain.';
COMMENT ON COLUMN digests.previous_digest_hash_value IS 'The SHA-256 of that digest.';
COMMENT ON COLUMN digests.log_file_count IS 'How many log files it lists.';
COMMENT ON COLUMN digests.sha256 IS 'The SHA-256 of the content of the digest file.';
COMMENT ON COLUMN digests.record IS 'The digest, whole, as delivered.';
COMMENT ON COLUMN digests.record_key IS 'The identity of the digest: SHA-256 of its canonical text.';

COMMENT ON COLUMN imports.id IS 'The number of the import.';
COMMENT ON COLUMN imports.started_at IS 'When it started, in UTC.';
COMMENT ON COLUMN imports.finished_at IS 'When it ended; NULL while it runs and where it was cut off.';
COMMENT ON COLUMN imports.version IS 'The version of Ducktrail.';
COMMENT ON COLUMN imports.arguments IS 'The command line.';
COMMENT ON COLUMN imports.outcome IS 'running, complete or interrupted.';
COMMENT ON COLUMN imports.files_found IS 'Files found: the sum of the other six.';
COMMENT ON COLUMN imports.files_imported IS 'Files read that hold CloudTrail records.';
COMMENT ON COLUMN imports.files_unchanged IS 'Files not opened, as path, size and time are known.';
COMMENT ON COLUMN imports.files_same_content IS 'Files whose content is known under another name.';
COMMENT ON COLUMN imports.files_not_cloudtrail IS 'Files of another kind, as digests.';
COMMENT ON COLUMN imports.files_unreadable IS 'Files that could not be read, or nothing in them used.';
COMMENT ON COLUMN imports.files_out_of_range IS 'Files not opened, as the time in their name is out of the range that was asked for.';
COMMENT ON COLUMN imports.records_read IS 'Records read: the sum of the other six.';
COMMENT ON COLUMN imports.records_inserted IS 'Records that became events.';
COMMENT ON COLUMN imports.records_duplicate IS 'Copies of records that are there.';
COMMENT ON COLUMN imports.records_rejected IS 'Records that could not be used; they are in rejects.';
COMMENT ON COLUMN imports.records_filtered IS 'Records that were not asked for.';
COMMENT ON COLUMN imports.records_insight IS 'Records that went to insights.';
COMMENT ON COLUMN imports.records_aggregated IS 'Records that went to aggregated_events.';

COMMENT ON COLUMN files.sha256 IS 'The SHA-256 of the inflated content, as a digest file lists it.';
COMMENT ON COLUMN files.path IS 'Where the content was first read.';
COMMENT ON COLUMN files.size IS 'The size of that file in bytes.';
COMMENT ON COLUMN files.modified IS 'When that file was last changed, in UTC.';
COMMENT ON COLUMN files.content_bytes IS 'The size of the inflated content.';
COMMENT ON COLUMN files.compression IS 'gzip or none.';
COMMENT ON COLUMN files.form IS 'The form of the content: records, jsonl, lookup-events, digest, ….';
COMMENT ON COLUMN files.account_id IS 'The account that the name of the file tells.';
COMMENT ON COLUMN files.region IS 'The Region that it tells.';
COMMENT ON COLUMN files.delivered_at IS 'The time of delivery that it tells, in UTC.';
COMMENT ON COLUMN files.records_read IS 'Records in the content: the sum of the other six.';
COMMENT ON COLUMN files.records_inserted IS 'Records that became events.';
COMMENT ON COLUMN files.records_duplicate IS 'Copies of records that are there.';
COMMENT ON COLUMN files.records_rejected IS 'Records that could not be used.';
COMMENT ON COLUMN files.records_filtered IS 'Records that were not asked for; where there are some, the file is read again by the next import.';
COMMENT ON COLUMN files.records_insight IS 'Records that went to insights.';
COMMENT ON COLUMN files.records_aggregated IS 'Records that went to aggregated_events.';
COMMENT ON COLUMN files.import_id IS 'The import that read it.';

COMMENT ON COLUMN paths.path IS 'The path, absolute, with links resolved.';
COMMENT ON COLUMN paths.size IS 'The size of the file in bytes.';
COMMENT ON COLUMN paths.modified IS 'When it was last changed, in UTC.';
COMMENT ON COLUMN paths.sha256 IS 'The content that was found there.';
COMMENT ON COLUMN paths.import_id IS 'The import that found it.';

COMMENT ON COLUMN rejects.import_id IS 'The import.';
COMMENT ON COLUMN rejects.path IS 'The file.';
COMMENT ON COLUMN rejects.sha256 IS 'Its content; NULL where it could not be read.';
COMMENT ON COLUMN rejects.position IS 'Where the text starts, in bytes of the inflated content; NULL where the whole file is meant.';
COMMENT ON COLUMN rejects.reason IS 'Why it could not be used.';
COMMENT ON COLUMN rejects.text IS 'The text, or its first 64 KiB.';

COMMENT ON COLUMN actions.event_source IS 'As in events.';
COMMENT ON COLUMN actions.event_name IS 'As in events.';
COMMENT ON COLUMN actions.service IS 'event_source without its domain.';
COMMENT ON COLUMN actions.action IS 'event_name without the API version, its first letter in upper case.';
COMMENT ON COLUMN actions.reads_by_name IS 'Whether the name says that the action reads.';
COMMENT ON COLUMN actions.deletes_by_name IS 'Whether the name says that the action deletes.';

COMMENT ON COLUMN global_service_regions.aws_partition IS 'aws, aws-us-gov, aws-cn.';
COMMENT ON COLUMN global_service_regions.service IS 'The service, as in actions.';
COMMENT ON COLUMN global_service_regions.region IS 'Where it logs its events.';
