-- A table of side records in a lake. 'side_table' is replaced by its name. Shares that have read the same file
-- have its documents each.
DROP TABLE side_table;
CREATE VIEW side_table AS
SELECT DISTINCT * REPLACE (record::JSON AS record)
FROM read_parquet(files_of_table, hive_partitioning = false);
