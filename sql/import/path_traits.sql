-- The copies whose size, or whose name if they are not compressed, is not that of the content's row in `files`: size of
-- the file, size of the content, and the path of a file that is not compressed. The join compares 60 bits of the
-- SHA-256, as whole ones take four times the memory; a row too many only costs time.
WITH contents AS (
    SELECT
        TRY_CAST('0x' || sha256[:15] AS UBIGINT) AS content,
        size,
        content_bytes,
        CASE WHEN size = content_bytes THEN hash(path) END AS plain_path
    FROM files
)
SELECT
    paths.size,
    content_bytes,
    CASE WHEN paths.size = content_bytes THEN path END
FROM paths
JOIN contents ON content = TRY_CAST('0x' || paths.sha256[:15] AS UBIGINT)
WHERE paths.size <> contents.size OR (paths.size = content_bytes AND hash(path) <> plain_path)
