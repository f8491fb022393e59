-- Two columns that SQL makes of others when an event is inserted, and again when the rules are new:
-- see src/store/derived.rs. A filter on one column is asked while the table is scanned, so that the
-- JSON of all other rows is not even inflated; one on an expression over several is not.
ALTER TABLE events ADD COLUMN outcome VARCHAR;
ALTER TABLE events ADD COLUMN event_id_start UINTEGER;
