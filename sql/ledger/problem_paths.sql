-- The paths that have a problem now, other than those found by the import $1; whether the path could not
-- be read, and whether an earlier import read it.
SELECT path, bool_or(sha256 IS NULL), path IN (SELECT path FROM paths)
FROM (
    SELECT path, sha256 FROM current_rejects WHERE sha256 IS NOT NULL OR import_id <> $1
    UNION ALL
    SELECT paths.path, paths.sha256 FROM paths WHERE sha256 IN (SELECT sha256 FROM current_rejects)
) AS problems
WHERE path <> '-'
GROUP BY path
ORDER BY path
