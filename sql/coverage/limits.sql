-- One row: whether there are data events, digests and files with a delivery time.
SELECT
    EXISTS (SELECT 1 FROM event_rows WHERE event_category = 'Data'),
    EXISTS (SELECT 1 FROM digests),
    EXISTS (SELECT 1 FROM files WHERE delivered_at IS NOT NULL)
