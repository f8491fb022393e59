-- The columns of a table or view, with their comments. 'table' is replaced by its name.
SELECT column_name AS "column", data_type AS type, comment
FROM duckdb_columns()
WHERE lower(table_name) = lower('table') AND NOT internal
ORDER BY database_name, schema_name, column_index
