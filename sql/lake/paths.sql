-- The paths that the shares of a lake have read, each as the last of them has found it.
DROP TABLE paths;
CREATE VIEW paths AS
SELECT books.* EXCLUDE (filename) REPLACE (lake_shares.number AS import_id)
FROM read_parquet(files_of_table, filename = true, hive_partitioning = false) AS books
LEFT JOIN lake_shares ON share = regexp_extract(books.filename, 'share=([^/]*)/[^/]*$', 1)
QUALIFY row_number() OVER (PARTITION BY path ORDER BY lake_shares.number DESC) = 1;
