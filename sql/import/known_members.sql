-- The imported members of archives that need not be read again: path, size and time. One of which records were left
-- out, or whose trailing bytes are unknown, is read once more. The form is NULL if records were found in it.
SELECT
    paths.path,
    paths.size,
    epoch_us(paths.modified),
    CASE WHEN records_read = 0 THEN form END
FROM paths
JOIN files ON files.sha256 = paths.sha256
WHERE contains(paths.path, '!/')
    AND records_filtered + records_undecided = 0
    AND trailing_bytes IS NOT NULL
