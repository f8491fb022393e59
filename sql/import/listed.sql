-- The files that a search has found. `kept` is the index of a file that the other columns cannot describe, `size`
-- NULL for one that can be read only once. `may_match` is false if its name proves that no record of it is wanted,
-- or if it `is_late`. `etag`, `storage_class` and `range` are those of an object of S3. One that `is_listed_only`
-- is not read.
CREATE OR REPLACE TEMP TABLE listed (
    name VARCHAR,
    root UINTEGER,
    kept UBIGINT,
    size UBIGINT,
    modified BIGINT,
    delivered BIGINT,
    may_match BOOLEAN,
    is_late BOOLEAN,
    is_listed_only BOOLEAN,
    etag VARCHAR,
    storage_class VARCHAR,
    range UINTEGER
)
