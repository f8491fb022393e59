-- What the shares of a lake could not use, each once.
DROP TABLE rejects;
CREATE VIEW rejects AS
SELECT max(lake_shares.number) AS import_id, path, sha256, position, reason, text
FROM read_parquet(files_of_table, filename = true, hive_partitioning = false) AS books
LEFT JOIN lake_shares ON share = regexp_extract(books.filename, 'share=([^/]*)/[^/]*$', 1)
GROUP BY path, sha256, position, reason, text;
