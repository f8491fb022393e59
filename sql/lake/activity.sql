-- The views of the events of a lake, in the place of the tables and views of a database. The names of lists of files
-- and of columns are replaced by these lists, and those of rows by the queries of all events and of the files of some
-- days.
CREATE VIEW lake_activity AS
rows_of_files;

-- The days with events, but for those without a time.
CREATE VIEW lake_days AS
SELECT try_cast(name AS DATE) AS day FROM (SELECT unnest(days_of_files::VARCHAR[]) AS name) AS names;

-- Returns the events on the days of a range of times, which opens no file of another day. NULL is no limit.
CREATE MACRO lake_between(start_time, end_time) AS TABLE
FROM (rows_of_range) AS rows_of_range
WHERE (start_time IS NULL OR day >= start_time::DATE)
    AND (end_time IS NULL OR day < end_time::TIMESTAMP);

-- As in a database.
CREATE OR REPLACE MACRO events_between(start_time, end_time) AS TABLE
SELECT
    logged_columns,
    outcome,
    event_id_start_of(event_id) AS event_id_start,
    {event_source: event_source, event_name: event_name} AS action_id,
    issued_access_key_id,
    omitted_parts,
    shape AS shape_id,
    actor,
    actor_arn,
    actor_class
FROM lake_between(start_time, end_time)
WHERE (start_time IS NULL OR event_time >= start_time)
    AND (end_time IS NULL OR event_time < end_time);

DROP VIEW events;
DROP TABLE event_rows;
DROP TABLE callers;
DROP TABLE actions;
DROP TABLE shapes;

CREATE VIEW events AS
SELECT
    logged_columns,
    outcome,
    event_id_start_of(event_id) AS event_id_start,
    {event_source: event_source, event_name: event_name} AS action_id,
    issued_access_key_id,
    omitted_parts,
    shape AS shape_id
FROM lake_activity;

-- A database stores callers and actions once each. In a lake, an event has all of their columns, so each event
-- is the only one of its caller.
CREATE VIEW event_rows AS
SELECT
    row_columns,
    outcome,
    event_id_start_of(event_id) AS event_id_start,
    {event_source: event_source, event_name: event_name} AS action_id,
    issued_access_key_id,
    omitted_parts,
    shape AS shape_id,
    row_id AS caller_id,
    row_id AS rowid
FROM lake_activity;

CREATE VIEW callers AS
SELECT row_id AS id, event_type, caller_columns, actor, actor_arn, actor_class
FROM lake_activity;

CREATE VIEW actions AS
SELECT
    event_source,
    event_name,
    service_of(event_source, event_name) AS service,
    action_of(event_name) AS action,
    reads_by_name_of(action_of(event_name)) AS reads_by_name,
    deletes_by_name_of(action_of(event_name)) AS deletes_by_name,
    {event_source: event_source, event_name: event_name} AS id
FROM (SELECT DISTINCT event_source, event_name FROM lake_activity) AS names;

CREATE VIEW shapes AS
SELECT DISTINCT shape AS id, shape::JSON AS members
FROM lake_activity
WHERE shape IS NOT NULL;

CREATE VIEW lake_sizes AS
SELECT regexp_extract(path_in_schema, '^[a-z_]+') AS column_name, sum(total_compressed_size)::UBIGINT AS bytes
FROM parquet_metadata(files_of_activity)
GROUP BY column_name;
