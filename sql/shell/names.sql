-- The columns of all tables and views except DuckDB's own, grouped by table: activity and events
-- first, then the other tables, then the reports.
SELECT
    columns.table_name,
    coalesce(tables.comment, views.comment, ''),
    columns.column_name,
    columns.data_type,
    coalesce(columns.comment, '')
FROM duckdb_columns() AS columns
LEFT JOIN duckdb_tables() AS tables USING (table_oid, database_oid)
LEFT JOIN duckdb_views() AS views
    ON views.view_oid = columns.table_oid AND views.database_oid = columns.database_oid
WHERE NOT columns.internal
ORDER BY
    columns.table_name NOT IN ('activity', 'events'),
    tables.table_name IS NULL,
    columns.table_name,
    columns.database_name,
    columns.schema_name,
    columns.column_index
