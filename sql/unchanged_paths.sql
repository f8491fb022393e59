-- The imported paths: size, time and size of the content, and true if the file need not be read again. A
-- file of which records were left out, or whose trailing bytes are unknown, is read once more.
SELECT
    paths.path,
    paths.size,
    epoch_us(paths.modified),
    content_bytes,
    records_filtered + records_undecided = 0 AND trailing_bytes IS NOT NULL
FROM paths
JOIN files ON files.sha256 = paths.sha256
