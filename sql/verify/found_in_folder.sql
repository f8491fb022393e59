-- The files of a folder, by what they are known as or else named.
INSERT INTO found
SELECT
    hashed.path,
    hashed.sha256,
    kind_of(form, records_read - records_rejected, hashed.path)
FROM hashed
LEFT JOIN files ON files.sha256 = hashed.sha256;
