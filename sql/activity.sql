-- The main view for queries, and the base of all reports: the events in the scope, with derived
-- columns. Insights and aggregated records have their own tables.
--
-- A scope is set with DuckDB variables: SET VARIABLE since = TIMESTAMP '2024-01-01', SET VARIABLE
-- services = ['iam', 'sts']. DuckDB folds them into the filter of the scan, so a time range reads
-- only its own row groups, and a variable that is not set costs nothing.
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

COMMENT ON VIEW activity IS 'The events with derived columns: caller, action, target, Region and outcome. All reports read it.';
COMMENT ON COLUMN activity.action IS 'event_name without the API version, with an upper-case first letter: UpdateDistribution2014_01_31 becomes UpdateDistribution.';
COMMENT ON COLUMN activity.service IS 'event_source without its domain: monitoring for monitoring.amazonaws.com; cloudfront for records of 2014 that have no event_source.';
COMMENT ON COLUMN activity.region IS 'aws_region; us-east-1 for CloudFront records that have no Region.';
COMMENT ON COLUMN activity.aws_partition IS 'Partition, such as aws, aws-us-gov or aws-cn: from the caller''s ARN, or from the Region if there is no ARN.';
COMMENT ON COLUMN activity.actor IS 'Readable name of the caller: root, a user, role/session or a service.';
COMMENT ON COLUMN activity.actor_arn IS 'ARN of the caller; for a role session, the ARN of the role.';
COMMENT ON COLUMN activity.actor_class IS 'Kind of caller: root, root_via_service, iam_user, assumed_role, federated_user, external_identity, identity_center_user, aws_service, other_account, anonymous, directory, none or unknown.';
COMMENT ON COLUMN activity.is_temporary_credential IS 'True if the call was made with temporary credentials.';
COMMENT ON COLUMN activity.via_service IS 'True if an AWS service made the call on the caller''s behalf.';
COMMENT ON COLUMN activity.is_read IS 'True if the call only read: read_only, or derived from the action''s name if that is missing.';
COMMENT ON COLUMN activity.is_delete IS 'True if the call requests a deletion; outcome says whether it succeeded.';
COMMENT ON COLUMN activity.target IS 'Target of the call: the first resource in the record, or the first parameter that names one.';
