-- One row: what is there at all of the things that coverage can be told by.
SELECT
    EXISTS (SELECT 1 FROM events WHERE event_category = 'Data'),
    EXISTS (SELECT 1 FROM digests),
    EXISTS (SELECT 1 FROM files WHERE delivered_at IS NOT NULL)
