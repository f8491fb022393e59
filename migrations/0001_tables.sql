-- The tables: events, what is kept beside them, and the books of the import.
--
-- The columns of events are those of src/trail/column.rs, which also holds their comments; a test
-- keeps the two equal. No table has a key or an index: the import finds duplicates itself, and an
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
    request_parameters JSON,
    response_elements JSON,
    additional_event_data JSON,
    resources JSON,
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
