-- The events of a list of files. The names of this list and of a list of columns are replaced by them.
--
-- JSON is text in the files, as other engines have no such type. The day is that in the name of the folder of a
-- file: a filter on it opens no file of another day.
SELECT
    * EXCLUDE (filename) REPLACE (json_columns),
    try_cast(regexp_extract(filename, 'day=([0-9-]+)/[^/]*$', 1) AS DATE) AS day,
    (file_index::BIGINT << 32) + file_row_number AS row_id
FROM read_parquet(files_of_activity, filename = true, hive_partitioning = false)
