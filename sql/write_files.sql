-- Writes the files of a batch, in new_files and new_paths, to the ledger. They replace an earlier
-- partial import of the same content, and an earlier file at the same path.
DELETE FROM rejects
WHERE sha256 IN (SELECT files.sha256 FROM files JOIN new_files ON new_files.sha256 = files.sha256)
    AND import_id NOT IN (SELECT import_id FROM new_files);
DELETE FROM files WHERE sha256 IN (SELECT sha256 FROM new_files);
INSERT INTO files BY NAME SELECT * FROM new_files;
DELETE FROM paths WHERE path IN (SELECT path FROM new_paths);
INSERT INTO paths SELECT * FROM new_paths;
DROP TABLE new_files;
DROP TABLE new_paths;
