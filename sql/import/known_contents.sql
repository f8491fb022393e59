-- The contents of the table `asked` that are in the ledger: the counts of their records, and the form of those in which
-- no record was found.
SELECT
    sha256,
    records_filtered + records_undecided,
    records_inserted,
    records_insight,
    records_aggregated,
    CASE WHEN records_read = 0 THEN form END
FROM files
WHERE sha256 IN (SELECT asked.sha256 FROM asked)
