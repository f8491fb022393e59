-- The contents in a part of the ledger: the leading 44 bits of the SHA-256, size of the file, size of the content, and
-- the path of a file that is not compressed.
SELECT
    TRY_CAST('0x' || sha256[:11] AS UBIGINT),
    size,
    content_bytes,
    CASE WHEN size = content_bytes THEN path END
FROM files
WHERE rowid >= ? AND rowid < ?
