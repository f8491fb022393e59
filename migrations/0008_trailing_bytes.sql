-- CloudTrail delivers one whole gzip member. Bytes after it, or damage to its checksum, can leave the
-- hash of the content as it was, so the hash alone does not prove a file. Both belong to the path: a
-- copy without them has the same content.
ALTER TABLE paths ADD COLUMN trailing_bytes BIGINT;
ALTER TABLE paths ADD COLUMN read_error VARCHAR;
COMMENT ON COLUMN paths.trailing_bytes IS 'The number of bytes after the first gzip member: 0 in what CloudTrail delivers. NULL where an earlier version imported the file; the next import reads it again.';
COMMENT ON COLUMN paths.read_error IS 'Why the file could not be read to its end; NULL where it was.';
