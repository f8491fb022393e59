-- The temporary tables and macros of a verification. The database is not changed.

-- The file name in a path or an S3 key, without .gz, since inflated files lose it.
CREATE OR REPLACE TEMP MACRO object_name(path) AS
    regexp_replace(regexp_extract(path, '[^/\\]*$'), '\.gz$', '');

-- The kind of a file by its name: log, digest or other.
CREATE OR REPLACE TEMP MACRO named_kind(path) AS
    CASE
        WHEN contains(object_name(path), '_CloudTrail-Digest_') THEN 'digest'
        WHEN regexp_matches(object_name(path), '^[0-9]{12}_CloudTrail(-[A-Za-z]+)?_.+\.json$') THEN 'log'
        ELSE 'other'
    END;

-- The kind of a file by its content as imported, else by its name. A digest that is no longer
-- valid JSON is imported like a log whose records are all rejected, so its name decides.
CREATE OR REPLACE TEMP MACRO kind_of(form, records_used, path) AS
    CASE
        WHEN form = 'digest' THEN 'digest'
        WHEN form = 'records' OR records_used > 0 THEN 'log'
        ELSE named_kind(path)
    END;

CREATE OR REPLACE TEMP MACRO unchecked_detail() AS
    'imported by an earlier version or from a pipe, so it is unknown whether bytes follow its gzip data; import it again or use --reread';

CREATE OR REPLACE TEMP MACRO utc_text(moment) AS strftime(moment, '%Y-%m-%dT%H:%M:%SZ');

-- Digest files from disk, in addition to those in the database.
CREATE OR REPLACE TEMP TABLE given_digests (path VARCHAR, sha256 VARCHAR, record VARCHAR);

-- The files to verify. The hash is NULL if the file cannot be read. A flaw shows that the file is not
-- as CloudTrail delivered it, even if its content has the right hash. It is not known whether a file
-- has a flaw that is_unchecked.
CREATE OR REPLACE TEMP TABLE found (path VARCHAR, sha256 VARCHAR, kind VARCHAR, flaw VARCHAR, is_unchecked BOOLEAN);

-- Files hashed by this verification.
CREATE OR REPLACE TEMP TABLE hashed (path VARCHAR, sha256 VARCHAR, trailing_bytes BIGINT, read_error VARCHAR, is_digest BOOLEAN, signature VARCHAR);

-- The flaw of a file; NULL if it has none.
CREATE OR REPLACE TEMP MACRO flaw_of(trailing_bytes, read_error) AS
    CASE
        WHEN trailing_bytes > 0 THEN format(
            '{:,} byte{} outside of the gzip data that CloudTrail delivers',
            trailing_bytes, if(trailing_bytes = 1, ' is', 's are'))
        WHEN read_error IS NOT NULL THEN 'cannot be read to its end: ' || read_error
    END;

-- The verdict on each digest: see src/verify/chain.rs.
CREATE OR REPLACE TEMP TABLE digest_verdicts (
    sha256 VARCHAR,
    verdict VARCHAR,
    content_verdict VARCHAR,
    proof VARCHAR,
    is_open_end BOOLEAN,
    detail VARCHAR
);

-- Digests that another digest names but that were not found.
CREATE OR REPLACE TEMP TABLE missing_digests (s3_bucket VARCHAR, s3_object VARCHAR, expected_sha256 VARCHAR, named_by VARCHAR);
