-- Brings the files of a batch, in new_files and new_paths, to the ledger. A content that was read
-- in part before is accounted for anew, and what lies at a path now replaces what lay there.
DELETE FROM rejects
WHERE sha256 IN (SELECT files.sha256 FROM files JOIN new_files ON new_files.sha256 = files.sha256)
    AND import_id NOT IN (SELECT import_id FROM new_files);
DELETE FROM files WHERE sha256 IN (SELECT sha256 FROM new_files);
INSERT INTO files SELECT * FROM new_files;
DELETE FROM paths WHERE path IN (SELECT path FROM new_paths);
INSERT INTO paths SELECT * FROM new_paths;
DROP TABLE new_files;
DROP TABLE new_paths;
