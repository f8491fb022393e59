-- The inner query of the view activity on a lake, whose files have the derived columns. 'logged_columns' is replaced
-- by those columns.
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
FROM lake_between(getvariable('since'), getvariable('until'))
