-- The SQL that creates one table or view, or all of them if the parameter is NULL.
SELECT trim(sql, E' \n;') || ';'
FROM (
    SELECT table_name AS name, sql, 0 AS kind FROM duckdb_tables() WHERE NOT internal
    UNION ALL
    SELECT view_name, sql, 1 FROM duckdb_views() WHERE NOT internal
)
WHERE coalesce(lower(name) = lower(?1), true)
ORDER BY kind, name
