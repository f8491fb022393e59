-- The files that were imported, by every path that they were found at.
INSERT INTO found
SELECT
    places.path,
    sha256,
    kind_of(form, records_read - records_rejected, places.path)
FROM (SELECT path, sha256 FROM paths UNION SELECT path, sha256 FROM files) AS places
JOIN files USING (sha256)
UNION ALL
SELECT DISTINCT path, NULL, named_kind(path)
FROM rejects
WHERE sha256 IS NULL AND position IS NULL AND path NOT IN (SELECT path FROM paths);
