-- The number of the next import. Rows of imports may have been deleted, and a number is never used twice.
SELECT coalesce(max(id), 0) + 1
FROM (
    SELECT max(id) AS id FROM imports
    UNION ALL
    SELECT max(import_id) FROM files
    UNION ALL
    SELECT max(import_id) FROM paths
    UNION ALL
    SELECT max(import_id) FROM rejects
    UNION ALL
    SELECT max(import_id) FROM resolved_paths
) AS used_ids
