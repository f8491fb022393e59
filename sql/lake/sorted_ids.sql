-- The IDs of the rows of a table and the sizes of their texts in bytes, in an order that depends on nothing but the rows.
-- The table, a condition, and the column whose texts are too large to be sorted are put in.
SELECT row_id, bytes
FROM (
    SELECT
        rowid AS row_id,
        coalesce(strlen(large_text::VARCHAR), 0) AS bytes,
        * REPLACE (md5(large_text::VARCHAR) AS large_text)
    FROM rows_of_table
)
ORDER BY COLUMNS(* EXCLUDE (row_id, bytes))
