-- Objects of S3 as files: what identifies their content, and what comes with them.
ALTER TABLE paths ADD COLUMN etag VARCHAR;
ALTER TABLE paths ADD COLUMN version_id VARCHAR;
ALTER TABLE paths ADD COLUMN signature VARCHAR;
COMMENT ON COLUMN paths.path IS 'The path, absolute, with links resolved; for an object of S3, s3://bucket/key with the key as it is.';
COMMENT ON COLUMN paths.etag IS 'The ETag of an object of S3 without quotes, which changes with its content. It is no hash. NULL for other files.';
COMMENT ON COLUMN paths.version_id IS 'The version of an object in a bucket with versions that was read; NULL for others.';
COMMENT ON COLUMN paths.signature IS 'The signature of a digest file from the metadata of its object, in hexadecimal.';

-- Where the next import of a bucket begins to list.
CREATE TABLE listings (prefix VARCHAR NOT NULL, listed_to TIMESTAMP NOT NULL, import_id BIGINT NOT NULL);
COMMENT ON TABLE listings IS 'One row per prefix of an account and Region in S3 that was listed completely, so that the next import lists only later days.';
COMMENT ON COLUMN listings.prefix IS 'The prefix, as s3://bucket/…/CloudTrail/us-east-1/.';
COMMENT ON COLUMN listings.listed_to IS 'The delivery time up to which all objects were listed and read, in UTC.';
COMMENT ON COLUMN listings.import_id IS 'The import that listed it last.';
