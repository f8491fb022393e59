-- The tables and views that are no reports, with what they are; a list of names stands in the place
-- of 'report'.
SELECT table_name AS name, 'table' AS kind, estimated_size AS "rows", comment
FROM duckdb_tables()
WHERE NOT internal
UNION ALL
SELECT view_name, 'view', NULL, comment
FROM duckdb_views()
WHERE NOT internal AND view_name NOT IN ('report')
ORDER BY name NOT IN ('activity', 'events'), name
