-- The rows of event_rows in the order of a lake's files. The columns, the condition on the times of a batch and the hashes
-- of the texts of a record are put in.
--
-- The order is total, so that the same events give the same files: events of the same ID, account, time, source and
-- name are one, and those without one of these are told apart by hashes of all that was logged, as the texts may be large.
SELECT sorted_columns
FROM event_rows
JOIN callers ON callers.id = event_rows.caller_id
JOIN actions ON actions.id = event_rows.action_id
WHERE times_of_batch
ORDER BY
    event_time::DATE,
    coalesce(recipient_account_id, identity_account_id) NULLS LAST,
    region_of(aws_region, service) NULLS LAST,
    event_time,
    event_id,
    event_rows.event_source,
    event_rows.event_name,
    CASE
        WHEN event_id IS NULL OR recipient_account_id IS NULL OR event_time IS NULL OR event_rows.event_source IS NULL OR event_rows.event_name IS NULL
            THEN [record_hashes]
    END
