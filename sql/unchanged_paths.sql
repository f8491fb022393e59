-- The files that need not be read again. Files whose trailing bytes are unknown are read once more.
SELECT paths.path, paths.size, epoch_us(paths.modified)
FROM paths
JOIN files ON files.sha256 = paths.sha256
WHERE records_filtered = 0 AND trailing_bytes IS NOT NULL
