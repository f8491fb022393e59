-- The imports of the shares of a lake, numbered by their start. The import of each share has the number 1 in its
-- own files.
CREATE VIEW lake_imports AS
SELECT
    * EXCLUDE (filename) REPLACE (row_number() OVER (ORDER BY started_at, filename) AS id),
    regexp_extract(filename, 'share=([^/]*)/[^/]*$', 1) AS share
FROM read_parquet(files_of_table, filename = true, hive_partitioning = false);
DROP TABLE imports;
CREATE VIEW imports AS SELECT * EXCLUDE (share) FROM lake_imports;
CREATE VIEW lake_shares AS SELECT share, id AS number FROM lake_imports;
