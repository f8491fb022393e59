-- The paths of copies, whose content is in the table files under another path.
SELECT paths.path
FROM paths
JOIN files ON files.sha256 = paths.sha256
WHERE files.path <> paths.path
    AND files.form <> 'digest'
