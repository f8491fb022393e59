-- The tables and the views that are not reports, with their comments. 'report' is replaced by the
-- list of reports.
SELECT table_name AS name, 'table' AS kind, estimated_size AS "rows", comment
FROM duckdb_tables()
WHERE NOT internal
UNION ALL
SELECT view_name, 'view', NULL, comment
FROM duckdb_views()
WHERE NOT internal AND view_name NOT IN ('report')
ORDER BY name NOT IN ('activity', 'events'), name
