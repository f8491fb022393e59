-- The view that people query and all reports stand on: the events of the scope, with what can be
-- derived of each. Insights and Aggregated records are in tables of their own.
--
-- A scope is set with DuckDB variables: SET VARIABLE since = TIMESTAMP '2024-01-01', SET VARIABLE
-- services = ['iam', 'sts']. DuckDB folds them into the filter of the scan, so that a window of time
-- reads only its own row groups, and what is not set costs nothing.
CREATE OR REPLACE VIEW activity AS
SELECT *
FROM (
    SELECT
        events.* EXCLUDE (action_id),
        actions.action AS action,
        actions.service AS service,
        coalesce(aws_region, CASE WHEN service = 'cloudfront' THEN 'us-east-1' END) AS region,
        partition_of(aws_region, identity_arn) AS aws_partition,
        actor_of(identity_type, identity_user_name, identity_principal_id, identity_arn, identity_account_id, identity_invoked_by, issuer_user_name, on_behalf_of_user_id) AS actor,
        actor_arn_of(identity_type, identity_arn, issuer_arn) AS actor_arn,
        actor_class_of(identity_type, identity_invoked_by, identity_arn, identity_account_id, event_type) AS actor_class,
        coalesce(identity_type IN ('AssumedRole', 'FederatedUser'), false)
            OR coalesce(starts_with(identity_access_key_id, 'ASIA'), false)
            OR session_creation_date IS NOT NULL AS is_temporary_credential,
        via_service_of(identity_invoked_by) AS via_service,
        coalesce(read_only, reads_by_name, false) AS is_read,
        coalesce(deletes_by_name, false) AND NOT coalesce(read_only, reads_by_name, false) AS is_delete,
        target_of(resources, request_parameters) AS target
    FROM events
    JOIN actions ON events.action_id = actions.id
) AS derived
WHERE (getvariable('since') IS NULL OR event_time >= getvariable('since'))
    AND (getvariable('until') IS NULL OR event_time < getvariable('until'))
    AND (getvariable('accounts') IS NULL OR list_contains(getvariable('accounts'), coalesce(recipient_account_id, identity_account_id)))
    AND (getvariable('regions') IS NULL OR list_contains(getvariable('regions'), region))
    AND (getvariable('services') IS NULL OR list_contains(getvariable('services'), service))
    AND (getvariable('actions') IS NULL OR list_contains(getvariable('actions'), action) OR list_contains(getvariable('actions'), event_name))
    AND (getvariable('actors') IS NULL OR list_contains(getvariable('actors'), actor) OR list_contains(getvariable('actors'), actor_arn) OR list_contains(getvariable('actors'), identity_arn) OR list_contains(getvariable('actors'), identity_user_name))
    AND (getvariable('ips') IS NULL OR list_contains(getvariable('ips'), source_ip_address))
    AND (getvariable('errors_only') IS NULL OR outcome <> 'success');

COMMENT ON VIEW activity IS 'The events with derived columns: who, what, to what, where, with which outcome. All reports stand on it.';
COMMENT ON COLUMN activity.action IS 'event_name without the API version, its first letter in upper case: UpdateDistribution2014_01_31 is UpdateDistribution.';
COMMENT ON COLUMN activity.service IS 'event_source without its domain: monitoring for monitoring.amazonaws.com. CloudFront for 2014 records that have none.';
COMMENT ON COLUMN activity.region IS 'aws_region; us-east-1 for CloudFront records that have none.';
COMMENT ON COLUMN activity.aws_partition IS 'aws, aws-us-gov, aws-cn, …: by the caller''s ARN, else by the Region.';
COMMENT ON COLUMN activity.actor IS 'A readable name of the caller: root, a user, role/session, a service.';
COMMENT ON COLUMN activity.actor_arn IS 'The ARN of the caller; for a role session that of the role.';
COMMENT ON COLUMN activity.actor_class IS 'root, root_via_service, iam_user, assumed_role, federated_user, external_identity, identity_center_user, aws_service, other_account, anonymous, directory, none, unknown.';
COMMENT ON COLUMN activity.is_temporary_credential IS 'Whether the call was made with temporary credentials.';
COMMENT ON COLUMN activity.via_service IS 'Whether an AWS service made the call on the caller''s behalf.';
COMMENT ON COLUMN activity.is_read IS 'Whether the call only read: read_only, else by the name of the action.';
COMMENT ON COLUMN activity.is_delete IS 'Whether the call asks to delete something; see outcome for whether it did.';
COMMENT ON COLUMN activity.target IS 'What the call was made on: the first resource of the record, else the first parameter that names one.';
