-- Columns that make the scan of a question cheaper. A filter on one column is asked while the table
-- is scanned, so that the JSON of all other rows is not even inflated; one on an expression over
-- several columns is not.
--
-- SQL makes the first two of other columns when an event is inserted, and again when the rules are
-- new: see src/store/derived.rs. The third leads to actions by a number: of a join on numbers DuckDB
-- tells the scan which ones are wanted, of a join on two names it does not.
ALTER TABLE events ADD COLUMN outcome VARCHAR;
ALTER TABLE events ADD COLUMN event_id_start UINTEGER;
ALTER TABLE events ADD COLUMN action_id INTEGER;
ALTER TABLE actions ADD COLUMN id INTEGER;
UPDATE actions SET id = rowid + 1;
UPDATE events SET action_id = actions.id
FROM actions
WHERE events.event_source IS NOT DISTINCT FROM actions.event_source
    AND events.event_name IS NOT DISTINCT FROM actions.event_name;
COMMENT ON COLUMN actions.id IS 'The number of the source and name in this database.';
