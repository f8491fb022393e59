-- The files of a folder. The kind of a file comes from the import of the same content, else from its
-- name.
INSERT INTO found
SELECT
    hashed.path,
    hashed.sha256,
    kind_of(form, records_read - records_rejected, hashed.path)
FROM hashed
LEFT JOIN files ON files.sha256 = hashed.sha256;
