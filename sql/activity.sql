-- The query of the main view, which is the base of all reports: the events in the scope, with derived
-- columns. Insights and aggregated records have their own tables. 'events_with_actors' is replaced by the
-- query of the view events with the columns actor, actor_arn and actor_class of callers.
--
-- A scope is set with DuckDB variables: SET VARIABLE since = TIMESTAMP '2024-01-01', SET VARIABLE
-- services = ['iam', 'sts'], with values as they are in the columns. DuckDB folds them into the filter of
-- the scan, so a time range reads only its own row groups, and a variable that is not set costs nothing.
SELECT *
FROM (
    SELECT
        events.* EXCLUDE (action_id, actor, actor_arn, actor_class),
        actions.action AS action,
        actions.service AS service,
        region_of(aws_region, service) AS region,
        partition_of(aws_region, identity_arn) AS aws_partition,
        events.actor AS actor,
        events.actor_arn AS actor_arn,
        events.actor_class AS actor_class,
        coalesce(identity_type IN ('AssumedRole', 'FederatedUser'), false)
            OR coalesce(starts_with(identity_access_key_id, 'ASIA'), false)
            OR session_creation_date IS NOT NULL AS is_temporary_credential,
        via_service_of(identity_invoked_by) AS via_service,
        coalesce(read_only, reads_by_name, false) AS is_read,
        coalesce(deletes_by_name, false) AND NOT coalesce(read_only, reads_by_name, false) AS is_delete,
        coalesce(acted_on(action, resources, request_parameters), denied_resource(error_message)) AS target
    FROM events_with_actors AS events
    -- The scope once more, as a condition on one table: only its events are read.
    JOIN actions ON events.action_id = actions.id AND is_action_in_scope(actions.action, actions.event_name, actions.service)
) AS derived
WHERE (getvariable('since') IS NULL OR event_time >= getvariable('since'))
    AND (getvariable('until') IS NULL OR event_time < getvariable('until'))
    AND is_in_scope(coalesce(recipient_account_id, identity_account_id), 'accounts', 'accounts_pattern')
    AND is_in_scope(region, 'regions', 'regions_pattern')
    -- Redundant, but conditions on one table, so that DuckDB reads less.
    AND coalesce(is_in_scope(recipient_account_id, 'accounts', 'accounts_pattern'), true)
    AND coalesce(is_in_scope(aws_region, 'regions', 'regions_pattern'), true)
    AND is_in_scope(service, 'services', 'services_pattern')
    AND is_in_scope(source_ip_address, 'ips', 'ips_pattern')
    AND is_action_in_scope(action, event_name, service)
    -- A caller has several names, which are lines for the regular expression.
    AND (len(coalesce(getvariable('actors'), [])) = 0 OR list_contains(getvariable('actors'), actor) OR list_contains(getvariable('actors'), actor_arn) OR list_contains(getvariable('actors'), identity_arn) OR list_contains(getvariable('actors'), identity_user_name))
    AND (getvariable('actors_pattern') IS NULL OR fully_matches(caller_names(actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, identity_invoked_by, on_behalf_of_user_id, source_identity), getvariable('actors_pattern')))
    AND (getvariable('access_keys_pattern') IS NULL OR fully_matches(identity_access_key_id, getvariable('access_keys_pattern')))
    AND (NOT coalesce(getvariable('errors_only'), false) OR outcome <> 'success')
