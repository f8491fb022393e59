-- The columns of the caller make up half of the columns of an event, and one caller has some 25 events. So
-- each caller is stored once, in a table of its own, and an event has its number. Request IDs are stored as
-- UUIDs where they are UUIDs, which takes half of the space. event_id remains a text: a filter on a
-- computed column reads the whole column, and an event is looked up by its ID.
--
-- event_type is a column of both tables, because the class of a caller depends on it. SQL makes the actor
-- columns from the others, when a caller is inserted and again with the next rules: see
-- src/store/derived.rs.

CREATE TABLE callers (
    id INTEGER NOT NULL,
    event_type VARCHAR,
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
    actor VARCHAR,
    actor_arn VARCHAR,
    actor_class VARCHAR
);

INSERT INTO callers (
    id,
    event_type,
    identity_type,
    identity_user_name,
    identity_principal_id,
    identity_arn,
    identity_account_id,
    identity_access_key_id,
    identity_invoked_by,
    identity_provider,
    identity_credential_id,
    on_behalf_of_user_id,
    on_behalf_of_identity_store_arn,
    invoked_by_delegate_account_id,
    in_scope_of,
    issuer_type,
    issuer_user_name,
    issuer_principal_id,
    issuer_arn,
    issuer_account_id,
    web_id_provider,
    web_id_attributes,
    mfa_authenticated,
    session_creation_date,
    source_identity,
    assumed_root,
    sign_in_session_arn,
    ec2_role_delivery,
    user_identity
)
SELECT row_number() OVER (), *
FROM (
    SELECT DISTINCT
        event_type,
        identity_type,
        identity_user_name,
        identity_principal_id,
        identity_arn,
        identity_account_id,
        identity_access_key_id,
        identity_invoked_by,
        identity_provider,
        identity_credential_id,
        on_behalf_of_user_id,
        on_behalf_of_identity_store_arn,
        invoked_by_delegate_account_id,
        in_scope_of,
        issuer_type,
        issuer_user_name,
        issuer_principal_id,
        issuer_arn,
        issuer_account_id,
        web_id_provider,
        web_id_attributes,
        mfa_authenticated,
        session_creation_date,
        source_identity,
        assumed_root,
        sign_in_session_arn,
        ec2_role_delivery,
        user_identity
    FROM events
) AS distinct_callers;

CREATE TABLE event_rows (
    event_time TIMESTAMP,
    event_source VARCHAR,
    event_name VARCHAR,
    aws_region VARCHAR,
    recipient_account_id VARCHAR,
    event_id VARCHAR,
    request_id VARCHAR,
    request_id_uuid UUID,
    shared_event_id VARCHAR,
    shared_event_id_uuid UUID,
    event_version VARCHAR,
    event_type VARCHAR,
    event_category VARCHAR,
    read_only BOOLEAN,
    management_event BOOLEAN,
    source_ip_address VARCHAR,
    user_agent VARCHAR,
    error_code VARCHAR,
    error_message VARCHAR,
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
    extra JSON,
    sign_in_failed BOOLEAN,
    outcome VARCHAR,
    event_id_start UINTEGER,
    action_id INTEGER,
    issued_access_key_id VARCHAR,
    omitted_parts VARCHAR,
    shape_id INTEGER,
    caller_id INTEGER NOT NULL
);

INSERT INTO event_rows (
    request_id_uuid,
    shared_event_id_uuid,
    event_time,
    event_source,
    event_name,
    aws_region,
    recipient_account_id,
    event_id,
    request_id,
    shared_event_id,
    event_version,
    event_type,
    event_category,
    read_only,
    management_event,
    source_ip_address,
    user_agent,
    error_code,
    error_message,
    request_parameters,
    response_elements,
    additional_event_data,
    resources,
    service_event_details,
    api_version,
    vpc_endpoint_id,
    vpc_endpoint_account_id,
    tls_version,
    tls_cipher_suite,
    tls_client_host,
    tls_key_exchange,
    tls_details,
    session_credential_from_console,
    addendum_reason,
    addendum_original_event_id,
    addendum,
    event_context,
    edge_device_details,
    extra,
    sign_in_failed,
    outcome,
    event_id_start,
    action_id,
    issued_access_key_id,
    omitted_parts,
    shape_id,
    caller_id
)
SELECT
    CASE WHEN regexp_full_match(events.request_id, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}') THEN events.request_id::UUID END AS request_id_uuid,
    CASE WHEN regexp_full_match(events.shared_event_id, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}') THEN events.shared_event_id::UUID END AS shared_event_id_uuid,
    events.event_time,
    events.event_source,
    events.event_name,
    events.aws_region,
    events.recipient_account_id,
    events.event_id,
    CASE WHEN request_id_uuid IS NULL THEN events.request_id END,
    CASE WHEN shared_event_id_uuid IS NULL THEN events.shared_event_id END,
    events.event_version,
    events.event_type,
    events.event_category,
    events.read_only,
    events.management_event,
    events.source_ip_address,
    events.user_agent,
    events.error_code,
    events.error_message,
    events.request_parameters,
    events.response_elements,
    events.additional_event_data,
    events.resources,
    events.service_event_details,
    events.api_version,
    events.vpc_endpoint_id,
    events.vpc_endpoint_account_id,
    events.tls_version,
    events.tls_cipher_suite,
    events.tls_client_host,
    events.tls_key_exchange,
    events.tls_details,
    events.session_credential_from_console,
    events.addendum_reason,
    events.addendum_original_event_id,
    events.addendum,
    events.event_context,
    events.edge_device_details,
    events.extra,
    events.sign_in_failed,
    events.outcome,
    events.event_id_start,
    events.action_id,
    events.issued_access_key_id,
    events.omitted_parts,
    events.shape_id,
    callers.id
FROM events
JOIN callers
    ON callers.event_type IS NOT DISTINCT FROM events.event_type
    AND callers.identity_type IS NOT DISTINCT FROM events.identity_type
    AND callers.identity_user_name IS NOT DISTINCT FROM events.identity_user_name
    AND callers.identity_principal_id IS NOT DISTINCT FROM events.identity_principal_id
    AND callers.identity_arn IS NOT DISTINCT FROM events.identity_arn
    AND callers.identity_account_id IS NOT DISTINCT FROM events.identity_account_id
    AND callers.identity_access_key_id IS NOT DISTINCT FROM events.identity_access_key_id
    AND callers.identity_invoked_by IS NOT DISTINCT FROM events.identity_invoked_by
    AND callers.identity_provider IS NOT DISTINCT FROM events.identity_provider
    AND callers.identity_credential_id IS NOT DISTINCT FROM events.identity_credential_id
    AND callers.on_behalf_of_user_id IS NOT DISTINCT FROM events.on_behalf_of_user_id
    AND callers.on_behalf_of_identity_store_arn IS NOT DISTINCT FROM events.on_behalf_of_identity_store_arn
    AND callers.invoked_by_delegate_account_id IS NOT DISTINCT FROM events.invoked_by_delegate_account_id
    AND callers.in_scope_of IS NOT DISTINCT FROM events.in_scope_of
    AND callers.issuer_type IS NOT DISTINCT FROM events.issuer_type
    AND callers.issuer_user_name IS NOT DISTINCT FROM events.issuer_user_name
    AND callers.issuer_principal_id IS NOT DISTINCT FROM events.issuer_principal_id
    AND callers.issuer_arn IS NOT DISTINCT FROM events.issuer_arn
    AND callers.issuer_account_id IS NOT DISTINCT FROM events.issuer_account_id
    AND callers.web_id_provider IS NOT DISTINCT FROM events.web_id_provider
    AND callers.web_id_attributes IS NOT DISTINCT FROM events.web_id_attributes
    AND callers.mfa_authenticated IS NOT DISTINCT FROM events.mfa_authenticated
    AND callers.session_creation_date IS NOT DISTINCT FROM events.session_creation_date
    AND callers.source_identity IS NOT DISTINCT FROM events.source_identity
    AND callers.assumed_root IS NOT DISTINCT FROM events.assumed_root
    AND callers.sign_in_session_arn IS NOT DISTINCT FROM events.sign_in_session_arn
    AND callers.ec2_role_delivery IS NOT DISTINCT FROM events.ec2_role_delivery
    AND callers.user_identity IS NOT DISTINCT FROM events.user_identity;

DROP TABLE events;
CREATE VIEW events AS
SELECT
    event_rows.event_time,
    event_rows.event_source,
    event_rows.event_name,
    event_rows.aws_region,
    event_rows.recipient_account_id,
    event_rows.event_id,
    coalesce(event_rows.request_id, event_rows.request_id_uuid::VARCHAR) AS request_id,
    coalesce(event_rows.shared_event_id, event_rows.shared_event_id_uuid::VARCHAR) AS shared_event_id,
    event_rows.event_version,
    event_rows.event_type,
    event_rows.event_category,
    event_rows.read_only,
    event_rows.management_event,
    event_rows.source_ip_address,
    event_rows.user_agent,
    event_rows.error_code,
    event_rows.error_message,
    callers.identity_type,
    callers.identity_user_name,
    callers.identity_principal_id,
    callers.identity_arn,
    callers.identity_account_id,
    callers.identity_access_key_id,
    callers.identity_invoked_by,
    callers.identity_provider,
    callers.identity_credential_id,
    callers.on_behalf_of_user_id,
    callers.on_behalf_of_identity_store_arn,
    callers.invoked_by_delegate_account_id,
    callers.in_scope_of,
    callers.issuer_type,
    callers.issuer_user_name,
    callers.issuer_principal_id,
    callers.issuer_arn,
    callers.issuer_account_id,
    callers.web_id_provider,
    callers.web_id_attributes,
    callers.mfa_authenticated,
    callers.session_creation_date,
    callers.source_identity,
    callers.assumed_root,
    callers.sign_in_session_arn,
    callers.ec2_role_delivery,
    callers.user_identity,
    event_rows.request_parameters,
    event_rows.response_elements,
    event_rows.additional_event_data,
    event_rows.resources,
    event_rows.service_event_details,
    event_rows.api_version,
    event_rows.vpc_endpoint_id,
    event_rows.vpc_endpoint_account_id,
    event_rows.tls_version,
    event_rows.tls_cipher_suite,
    event_rows.tls_client_host,
    event_rows.tls_key_exchange,
    event_rows.tls_details,
    event_rows.session_credential_from_console,
    event_rows.addendum_reason,
    event_rows.addendum_original_event_id,
    event_rows.addendum,
    event_rows.event_context,
    event_rows.edge_device_details,
    event_rows.extra,
    event_rows.sign_in_failed,
    event_rows.outcome,
    event_rows.event_id_start,
    event_rows.action_id,
    event_rows.issued_access_key_id,
    event_rows.omitted_parts,
    event_rows.shape_id
FROM event_rows
JOIN callers ON callers.id = event_rows.caller_id;

COMMENT ON TABLE event_rows IS 'One row per event, with the values that are not of its caller. The view events has all columns; to delete or update events, see "Changes by the owner" in docs/import.md.';
COMMENT ON TABLE callers IS 'One row per distinct caller of the events: user_identity and the columns from it, with the event_type of its events. A caller can have several rows.';
COMMENT ON COLUMN callers.id IS 'The number of the row: event_rows.caller_id.';
COMMENT ON COLUMN event_rows.caller_id IS 'The row of callers with the caller of the event: callers.id.';
COMMENT ON COLUMN event_rows.request_id_uuid IS 'request_id if it is a UUID in lower case; request_id is then NULL.';
COMMENT ON COLUMN event_rows.shared_event_id_uuid IS 'shared_event_id if it is a UUID in lower case; shared_event_id is then NULL.';
