-- The imported paths: size, time and size of the content, and true if the file need not be read again. A
-- file of which records were left out, or whose trailing bytes are unknown, is read once more. The form is NULL if
-- records were found in the file.
SELECT
    paths.path,
    paths.size,
    epoch_us(paths.modified),
    content_bytes,
    records_filtered + records_undecided = 0 AND trailing_bytes IS NOT NULL,
    CASE WHEN records_read = 0 THEN form END
FROM paths
JOIN files ON files.sha256 = paths.sha256
