-- What a verification works on, in the connection's own memory: the database stays as it is.

-- The file name in a path or an S3 key. Whoever inflates a file also drops its .gz.
CREATE OR REPLACE TEMP MACRO object_name(path) AS
    regexp_replace(regexp_extract(path, '[^/\\]*$'), '\.gz$', '');

-- What a file is by its name: log, digest or other.
CREATE OR REPLACE TEMP MACRO named_kind(path) AS
    CASE
        WHEN contains(object_name(path), '_CloudTrail-Digest_') THEN 'digest'
        WHEN regexp_matches(object_name(path), '^[0-9]{12}_CloudTrail(-[A-Za-z]+)?_.+\.json$') THEN 'log'
        ELSE 'other'
    END;

-- What a file is by its content, as an import knows it, and else by its name. Of a digest that is no
-- JSON any more an import rejects pieces, as of a log.
CREATE OR REPLACE TEMP MACRO kind_of(form, records_used, path) AS
    CASE
        WHEN form = 'digest' THEN 'digest'
        WHEN form = 'records' OR records_used > 0 THEN 'log'
        ELSE named_kind(path)
    END;

CREATE OR REPLACE TEMP MACRO utc_text(moment) AS strftime(moment, '%Y-%m-%dT%H:%M:%SZ');

-- Digest files that were named besides those of the database.
CREATE OR REPLACE TEMP TABLE given_digests (path VARCHAR, sha256 VARCHAR, record VARCHAR);

-- The files that are there. Without a hash: one that cannot be read.
CREATE OR REPLACE TEMP TABLE found (path VARCHAR, sha256 VARCHAR, kind VARCHAR);

-- Files that were hashed again.
CREATE OR REPLACE TEMP TABLE hashed (path VARCHAR, sha256 VARCHAR);

-- What was found of each digest: see src/verify/judge.rs.
CREATE OR REPLACE TEMP TABLE judged (
    sha256 VARCHAR,
    verdict VARCHAR,
    standing VARCHAR,
    proof VARCHAR,
    is_open_end BOOLEAN,
    detail VARCHAR
);

-- Digests that another one names and that are not there.
CREATE OR REPLACE TEMP TABLE missing_digests (s3_bucket VARCHAR, s3_object VARCHAR, expected_sha256 VARCHAR, named_by VARCHAR);
