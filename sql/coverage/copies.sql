-- The paths of copies: the ledger of files has the same content under another path.
SELECT paths.path
FROM paths
JOIN files ON files.sha256 = paths.sha256
WHERE files.path <> paths.path
    AND files.form <> 'digest'
