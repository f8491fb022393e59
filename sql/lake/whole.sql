-- A table of a lake that all shares write alike. 'side_table' is replaced by its name.
DROP TABLE side_table;
CREATE VIEW side_table AS FROM read_parquet(files_of_table, hive_partitioning = false);
