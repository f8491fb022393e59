-- The files of a folder. The kind of a file comes from its content, from the import of the same
-- content, else from its name.
INSERT INTO found
SELECT
    hashed.path,
    hashed.sha256,
    CASE WHEN is_digest THEN 'digest' ELSE kind_of(form, records_read - records_rejected, hashed.path) END,
    flaw_of(trailing_bytes, read_error),
    false
FROM hashed
LEFT JOIN files ON files.sha256 = hashed.sha256;
