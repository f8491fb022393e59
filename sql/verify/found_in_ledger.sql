-- The imported files, one row for each path, and the files that could not be read. The content of a
-- path that was since imported with another content, and that of a pipe, has no row in paths.
INSERT INTO found
SELECT
    known_paths.path,
    sha256,
    kind_of(form, records_read - records_rejected, known_paths.path),
    flaw_of(trailing_bytes, read_error),
    trailing_bytes IS NULL AND NOT (compression = 'none' AND known_paths.path = files.path)
FROM (
    SELECT path, sha256, trailing_bytes, read_error FROM paths
    UNION ALL BY NAME
    SELECT path, sha256 FROM current_files ANTI JOIN paths USING (path, sha256)
) AS known_paths
JOIN files USING (sha256)
UNION ALL
SELECT DISTINCT path, NULL, named_kind(path), NULL, false
FROM current_rejects
WHERE sha256 IS NULL AND position IS NULL AND path NOT IN (SELECT path FROM paths);
