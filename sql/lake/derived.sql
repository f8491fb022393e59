-- The inner query of the view activity on a lake, whose files have the derived columns. 'logged_columns' is replaced
-- by those columns. The conditions are those of the scope, on the days of files.
SELECT
    logged_columns,
    outcome,
    event_id_start_of(event_id) AS event_id_start,
    issued_access_key_id,
    omitted_parts,
    shape AS shape_id,
    action,
    service,
    region,
    aws_partition,
    actor,
    actor_arn,
    actor_class,
    is_temporary_credential,
    via_service,
    is_read,
    is_delete,
    target
FROM lake_scope
WHERE (getvariable('since') IS NULL OR day >= getvariable('since')::DATE)
    AND (getvariable('until') IS NULL OR day < getvariable('until'))
