-- A SELECT without its FROM clause, which the program adds: events as a lake has them. 'json_columns' is replaced by the columns with JSON as text, and
-- 'record_columns' by all columns that were read from the record.
--
-- The key of an event is that of its identity: the ID, account, time, source and name, or the whole record if it
-- has no ID. A part of these that is no text or time is in extra.
SELECT
    * EXCLUDE (event_id_start, shape_id) REPLACE (json_columns),
    coalesce(recipient_account_id, identity_account_id) AS account,
    targets_of(request_parameters, target) AS targets,
    left(sha256(to_json(
        CASE
            WHEN event_id IS NULL THEN [record_columns]
            ELSE [
                event_id, recipient_account_id, event_time::VARCHAR, event_source, event_name,
                CASE WHEN recipient_account_id IS NULL OR event_time IS NULL OR event_source IS NULL OR event_name IS NULL THEN extra::VARCHAR END]
        END)::VARCHAR), 32) AS event_key,
    (SELECT members::VARCHAR FROM shapes WHERE shapes.id = shape_id) AS shape
