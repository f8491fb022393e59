-- What is in the database.
SELECT
    (SELECT count(*) FROM events) AS events,
    (SELECT min(event_time) FROM events) AS first,
    (SELECT max(event_time) FROM events) AS last,
    (SELECT count(DISTINCT recipient_account_id) FROM events) AS accounts,
    (SELECT count(DISTINCT aws_region) FROM events) AS regions,
    (SELECT count(*) FROM insights) AS insights,
    (SELECT count(*) FROM files) AS files,
    (SELECT count(*) FROM imports) AS imports,
    (SELECT max(finished_at) FROM imports) AS last_import,
    (SELECT count(*) FROM rejects) AS rejects
