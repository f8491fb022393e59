-- The names of tables and views in the schema of Ducktrail's own, and for each whether Ducktrail installed
-- it: it is a view that still has the comment with which it was installed. CREATE OR REPLACE VIEW removes
-- comments, so a view that a user has changed is the user's.
SELECT existing.name, installed.name IS NOT NULL AS is_installed
FROM (
    SELECT view_name AS name, comment FROM duckdb_views()
    WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal
    UNION ALL
    SELECT table_name, NULL FROM duckdb_tables()
    WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal
) AS existing
LEFT JOIN installed_views AS installed USING (name, comment)
