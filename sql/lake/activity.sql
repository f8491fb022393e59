-- The views of the events of a lake, in the place of the tables and views of a database. 'files_of_activity' is
-- replaced by a list of files, and the names of lists of columns by those columns.
--
-- JSON is text in the files, as other engines have no such type. The day is that in the name of the folder of a
-- file: a filter on it opens no file of another day.
CREATE VIEW lake_activity AS
SELECT
    * EXCLUDE (filename) REPLACE (json_columns),
    try_cast(regexp_extract(filename, 'day=([0-9-]+)/[^/]*$', 1) AS DATE) AS day,
    (file_index::BIGINT << 32) + file_row_number AS row_id
FROM read_parquet(files_of_activity, filename = true, hive_partitioning = false);

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
