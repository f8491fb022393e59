-- The imported files, one row for each path, and the files that could not be read.
INSERT INTO found
SELECT
    known_paths.path,
    sha256,
    kind_of(form, records_read - records_rejected, known_paths.path)
FROM (SELECT path, sha256 FROM paths UNION SELECT path, sha256 FROM files) AS known_paths
JOIN files USING (sha256)
UNION ALL
SELECT DISTINCT path, NULL, named_kind(path)
FROM rejects
WHERE sha256 IS NULL AND position IS NULL AND path NOT IN (SELECT path FROM paths);
