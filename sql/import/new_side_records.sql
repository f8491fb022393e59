-- Finds the staged records that a table does not have yet, and divides them into pieces. Copies differ in nothing but the
-- order of their members, so one of them is taken. The name of the table and the size of the texts of a piece in bytes are
-- put in.
CREATE OR REPLACE TEMP TABLE side_record_ids AS
SELECT row_id, file, sum(bytes) OVER (ORDER BY row_id) // piece_bytes AS piece
FROM (
    SELECT rowid AS row_id, file, strlen(record::VARCHAR) AS bytes
    FROM staged
    WHERE target = 'side_table' AND record_key NOT IN (SELECT record_key FROM side_table)
    QUALIFY row_number() OVER (PARTITION BY record_key ORDER BY md5(record::VARCHAR), sha256, file, position) = 1
);

-- The records of one piece.
CREATE OR REPLACE TEMP VIEW new_side_records AS
SELECT staged.*
FROM staged JOIN side_record_ids ON row_id = staged.rowid
WHERE piece = getvariable('piece');
